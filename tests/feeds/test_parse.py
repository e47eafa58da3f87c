"""From bytes to entries."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.parse import MAX_ENTRIES, Parsed, parse
from monitor.model import Entry, Feed, Fetched
from tests.feeds.answers import FEED, NOW, SHANGHAI, URL, ZONE, answer, failure, not_modified


def read(body: bytes | str, content_type: str | None = "application/xml", **changes: Any) -> Parsed:
    return parse(answer(body, content_type, **changes), FEED, timezone=ZONE, now=NOW)


def entries(
    body: bytes | str, content_type: str | None = "application/xml", **changes: Any
) -> tuple[Entry, ...]:
    """The entries of a feed that is without fault."""
    parsed = read(body, content_type, **changes)
    assert parsed.problem is None
    return parsed.entries


def message(body: bytes | str, content_type: str | None = "application/xml") -> str:
    """Why there is nothing to read."""
    parsed = read(body, content_type)
    assert parsed.entries == ()
    assert parsed.problem is not None
    assert (parsed.problem.stage, parsed.problem.subject) == ("parse", URL)
    return parsed.problem.message


def rss(items: str, *, before: str = "<?xml version='1.0'?>") -> str:
    names = (
        "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:News='https://www.bing.com/news' "
        "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    )
    head = "<title>Feed</title><link>https://paper.example/</link>"
    return f"{before}<rss version='2.0' {names}><channel>{head}{items}</channel></rss>"


def item(guid: str = "", link: str = "", title: str = "T", more: str = "") -> str:
    parts = [f"<title>{title}</title>" if title else "", f"<link>{link}</link>" if link else ""]
    parts.append(f"<guid isPermaLink='false'>{guid}</guid>" if guid else "")
    return f"<item>{''.join(parts)}{more}</item>"


# --- formats


def test_rss() -> None:
    """Every field of an entry, from the elements that RSS has for it."""
    body = rss(
        item("id-1", "https://paper.example/1?a=1&amp;b=2", "Xiaomi &amp;amp; cars").replace(
            "</item>", "<description>&lt;p&gt;Short.&lt;/p&gt;</description>"
        )
        + "<content:encoded><![CDATA[<p>Long &amp; wide.</p><p>More.</p>]]></content:encoded>"
        "<pubDate>Sat, 01 Aug 2026 09:30:00 +0800</pubDate><source url='https://o.example'>Other</source></item>"
    )
    assert entries(body) == (
        Entry(
            feed=URL,
            guid="id-1",
            url="https://paper.example/1?a=1&b=2",
            title="Xiaomi & cars",
            summary="Short.",
            content="Long & wide.\nMore.",
            published=datetime(2026, 8, 1, 1, 30, tzinfo=UTC),
            outlet="Other",
        ),
    )


def test_atom() -> None:
    """Relative links count from xml:base; of several links the alternate one is the article."""
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/blog/"><title>F</title><entry>
        <id>urn:1</id><title type="html">A &amp;lt;b&amp;gt; title</title>
        <link rel="self" href="self"/><link rel="enclosure" href="sound"/><link href="post/1"/>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Body</p></div></content>
        <updated>2026-08-02T00:00:00Z</updated><published>2026-08-01T00:00:00Z</published></entry></feed>"""
    (entry,) = entries(body)
    assert entry.guid == "urn:1"
    assert entry.url == "https://paper.example/blog/post/1"
    assert entry.title == "A <b> title"
    assert (entry.content, entry.summary) == ("Body", "")
    assert entry.published == datetime(2026, 8, 1, tzinfo=UTC)


def test_rdf() -> None:
    """RSS 1.0, dated by Dublin Core."""
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item rdf:about="https://paper.example/1">
        <title>T</title><link>https://paper.example/1</link><dc:date>2026-08-01</dc:date></item></rdf:RDF>"""
    (entry,) = entries(body)
    assert entry.url == "https://paper.example/1"
    assert entry.published == datetime(2026, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize("content_type", ["application/feed+json", "application/json", "text/plain", None])
def test_json_feed(content_type: str | None) -> None:
    """By what it is, not by what it is called; values of the wrong type are missing ones."""
    body = """{"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [
        {"id": 7, "url": "/1", "title": "T", "content_html": "<p>Body</p>", "summary": "S",
         "date_published": "2026-08-01T09:30:00+08:00"},
        {"id": "8", "external_url": "https://o.example/2", "content_text": "Only text.", "title": null},
        "no item", {"id": [], "title": {}, "url": 3}]}"""
    one, two = entries(body, content_type)
    assert (one.guid, one.url, one.title, one.summary, one.content) == (
        "7",
        "https://paper.example/1",
        "T",
        "S",
        "Body",
    )
    assert one.published == datetime(2026, 8, 1, 1, 30, tzinfo=UTC)
    assert (two.guid, two.url, two.title) == ("8", "https://o.example/2", "Only text.")


# --- encodings


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", "application/xml"),
        ("gbk", "gb2312", "text/xml"),
        ("gbk", "GBK", "text/xml; charset=utf-8"),
        ("gb18030", "gb18030", "text/xml; charset=iso-8859-1"),
        ("utf-8", "gb2312", "text/xml"),
        ("utf-16", "utf-16", "text/xml"),
        ("utf-16-le", "utf-16", "application/xml"),
        ("utf-8-sig", "utf-8", "text/xml; charset=gbk"),
        ("utf-8", "utf-16", "text/xml"),
    ],
)
def test_chinese_encodings(encoding: str, declared: str, content_type: str) -> None:
    body = rss(item("1", "/1", "小米汽车发布"), before=f"<?xml version='1.0' encoding='{declared}'?>")
    assert entries(body.encode(encoding), content_type)[0].title == "小米汽车发布"


def test_big5() -> None:
    body = rss(item("1", "/1", "小米汽車發布"), before="<?xml version='1.0' encoding='big5'?>")
    assert entries(body.encode("big5"), "text/xml")[0].title == "小米汽車發布"


def test_control_characters_are_gone() -> None:
    """They would break mails, and an XML parser before."""
    body = rss(item("i\x00d", "https://paper.example/\x08a", "Xia\x00omi &#7;&#0; c\u202ear\r\n&#10;Bcc: x"))
    (entry,) = entries(body)
    assert entry.title == "Xiaomi car Bcc: x"
    assert (entry.guid, entry.url) == ("id", "https://paper.example/a")


# --- identity


def test_missing_guid_falls_back_to_the_link() -> None:
    one, two = entries(rss(item(link="/1") + item(link="/2")))
    assert (one.guid, two.guid) == ("https://paper.example/1", "https://paper.example/2")


def test_missing_guid_and_link_fall_back_to_the_content() -> None:
    """The same on the next poll, other than its neighbour's."""
    body = rss(item(title="One") + item(title="Two"))
    first = entries(body)
    assert len({entry.guid for entry in first}) == 2
    assert [entry.guid for entry in entries(body)] == [entry.guid for entry in first]
    assert [entry.url for entry in first] == ["", ""]


def test_one_guid_shared_by_all() -> None:
    """It identifies nothing: the links do."""
    one, two = entries(rss(item("same", "/1") + item("same", "/2")))
    assert (one.guid, two.guid) == ("https://paper.example/1", "https://paper.example/2")


def test_guid_and_link_shared_by_all() -> None:
    """The content does."""
    found = entries(rss(item("same", "/live", "One") + item("same", "/live", "Two")))
    assert len({entry.guid for entry in found}) == 2


def test_guid_shared_by_some_with_other_links() -> None:
    found = entries(rss(item("a", "/1") + item("x", "/2") + item("x", "/3")))
    assert [entry.guid for entry in found] == ["a", "https://paper.example/2", "https://paper.example/3"]


def test_edited_entry_listed_twice_keeps_its_guid() -> None:
    """Two versions of one article."""
    found = entries(rss(item("a", "/1", "New") + item("a", "/1", "Old") + item("b", "/2")))
    assert [entry.guid for entry in found] == ["a", "a", "b"]


def test_one_link_with_several_guids() -> None:
    """A live page: different entries."""
    found = entries(rss(item("a", "/live", "One") + item("b", "/live", "Two")))
    assert [entry.guid for entry in found] == ["a", "b"]


def test_exact_repetition_counts_once() -> None:
    assert len(entries(rss(item("a", "/1") * 3))) == 1


# --- links


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/1", "https://other.example/1"),
        ("2?x=1", "https://other.example/feeds/2?x=1"),
        ("//cdn.example/3", "https://cdn.example/3"),
        ("  https://paper.example/4  ", "https://paper.example/4"),
        ("javascript:alert(1)", ""),
        ("mailto:a@b", ""),
        ("http://[::1", ""),
    ],
)
def test_links(link: str, expected: str) -> None:
    """They count from where the feed was found in the end."""
    (entry,) = entries(rss(item("1", link)), final_url="https://other.example/feeds/rss")
    assert entry.url == expected


def test_guid_as_link() -> None:
    """Only where it is an address, whatever isPermaLink says by default."""
    body = rss(
        "<item><title>a</title><guid>https://paper.example/1</guid></item><item><title>b</title><guid>22</guid></item>"
    )
    assert [(entry.guid, entry.url) for entry in entries(body)] == [
        ("https://paper.example/1", "https://paper.example/1"),
        ("22", ""),
    ]


@pytest.mark.parametrize(
    "link",
    [
        "http://www.bing.com/news/apiclick.aspx?ref=x&amp;url=https%3a%2f%2fpaper.example%2f1&amp;c=2",
        "https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://paper.example/1&amp;ct=ga",
    ],
)
def test_addresses_that_only_lead_on(link: str) -> None:
    assert entries(rss(item("1", link)))[0].url == "https://paper.example/1"


def test_feedburner_names_the_original() -> None:
    more = "<feedburner:origLink>https://paper.example/1</feedburner:origLink>"
    assert (
        entries(rss(item("1", "https://feedproxy.example/~r/1", more=more)))[0].url
        == "https://paper.example/1"
    )


# --- texts


def test_entry_without_a_title_is_headed_by_its_text() -> None:
    text = "Lei Jun showed the car today. " * 10
    (entry,) = entries(rss(item("1", "/1", "", f"<description>{text}</description>")))
    assert entry.title.startswith("Lei Jun showed the car today.")
    assert entry.title.endswith("…")
    assert len(entry.title) <= 121


def test_bing_names_the_outlet() -> None:
    assert entries(rss(item("1", "/1", more="<News:Source>Reuters</News:Source>")))[0].outlet == "Reuters"


GOOGLE = "https://news.google.com/rss/search?q=Xiaomi+EV&hl=en-US"


@pytest.mark.parametrize(
    ("title", "source", "expected"),
    [
        ("Xiaomi - the car - Reuters", "Reuters", ("Xiaomi - the car", "Reuters")),
        ("Xiaomi car - Auto - Moto", "Auto - Moto", ("Xiaomi car", "Auto - Moto")),
        ("Xiaomi car", "Reuters", ("Xiaomi car", "Reuters")),
        ("Xiaomi car - Reuters", "", ("Xiaomi car", "Reuters")),
        ("Xiaomi car", "", ("Xiaomi car", "")),
        ("Xiaomi car - Google News", "Google News", ("Xiaomi car", "")),
        ("Xiaomi - car", "news.google.com", ("Xiaomi - car", "")),
    ],
)
def test_google_news(title: str, source: str, expected: tuple[str, str]) -> None:
    """The outlet is the one named; the description is a list of headlines, of other articles too."""
    more = "<description>&lt;ol&gt;&lt;li&gt;Apple car confirmed&lt;/li&gt;&lt;/ol&gt;</description>"
    more += f"<source url='https://o.example'>{source}</source>" if source else ""
    feed = Feed(url=GOOGLE, name="Google News", language="en")
    body = rss(item("CBMi", "https://news.google.com/rss/articles/CBMi", title, more))
    (entry,) = parse(answer(body, url=GOOGLE), feed, timezone=ZONE, now=NOW).entries
    assert (entry.title, entry.outlet) == expected
    assert entry.summary == entry.content == ""
    assert entry.language == "en"


# --- dates


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("<pubDate>2026/08/01 09:30</pubDate>", datetime(2026, 8, 1, 1, 30, tzinfo=UTC)),
        ("<pubDate>2026年08月01日 09:30</pubDate>", datetime(2026, 8, 1, 1, 30, tzinfo=UTC)),
        ("<pubDate>Sat, 01 Aug 2026 09:30:00 CST</pubDate>", datetime(2026, 8, 1, 1, 30, tzinfo=UTC)),
        ("<pubDate>Sat, 01 Aug 2099 09:30:00 +0800</pubDate>", NOW),
        (
            "<pubDate>nonsense</pubDate><dc:date>2026-08-01T00:00:00Z</dc:date>",
            datetime(2026, 8, 1, tzinfo=UTC),
        ),
        ("<pubDate>nonsense</pubDate>", None),
        ("", None),
    ],
)
def test_dates(dates: str, expected: datetime | None) -> None:
    """In the feed's zone where they name none; never to come."""
    body = answer(rss(item("1", "/1", more=dates)))
    (entry,) = parse(body, FEED, timezone=SHANGHAI, now=NOW).entries
    assert entry.published == expected


# --- what is wrong


def test_what_was_not_fetched() -> None:
    """A failure keeps its problem; no news are no problem."""
    assert parse(failure(), FEED, timezone=ZONE, now=NOW) == Parsed((), failure().problem)
    assert parse(not_modified(), FEED, timezone=ZONE, now=NOW) == Parsed((), None)


@pytest.mark.parametrize(
    "body",
    [
        rss(""),
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title></feed>",
        '{"version": "x", "items": []}',
    ],
)
def test_feed_without_entries_is_no_problem(body: str) -> None:
    assert read(body) == Parsed((), None)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "no feed: the answer is empty"),
        (" \n\x00", "no feed: the answer is empty"),
        ("hello", "no feed: neither RSS, Atom nor JSON Feed"),
        ("<opml><body/></opml>", "no feed: neither RSS, Atom nor JSON Feed"),
        ('{"error": "quota"}', "no feed: JSON, but not a JSON Feed"),
        ("{broken", "no feed: broken JSON"),
        ("[" * 100_000, "no feed: broken JSON"),
        (
            "<rss version='2.0'><channel>",
            "no feed: broken XML, no entry could be read (line 2: no element found)",
        ),
        ("<rss version='2.0'><channel><item><link>/1</li", "its entries have neither headlines nor texts"),
        (
            "<!DOCTYPE html><html><title>Just a moment...</title>",
            "no feed: a browser check (challenge page) instead",
        ),
        (
            "<html><body>Verifying you are human. <script>window._cf_chl_opt={}</script>",
            "no feed: a browser check (challenge page) instead",
        ),
        ("<html><title>Before you continue to Google Search</title>", "no feed: a consent page instead"),
        ("<!-- x --><html><title>Log in | Paper</title>", "no feed: a login page instead"),
        ("<html><title>404 Not Found</title>", "no feed: an error page instead"),
        ("<!doctype html><title>The Paper</title>", "no feed: a web page instead"),
        (
            "<html><link rel=alternate href='/en'><link rel=alternate type='application/rss+xml' href=/rss>",
            "no feed: a web page instead; it names this feed: https://paper.example/rss",
        ),
    ],
)
def test_what_is_no_feed(body: str, expected: str) -> None:
    """A success by its status, but nothing that could be read; the message says what it is."""
    assert message(body, "text/html") == expected


def test_page_that_begins_with_comments() -> None:
    """However many there are: the pattern must not go back over them."""
    assert "neither RSS" in message("<!-- x -->\n" * 5000 + "<nothing/>")


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_truncated_feed_keeps_what_came_before(cut: int) -> None:
    body = rss(item("1", "/1", "First") + item("2", "/2", "Second"))
    end = body.index("Second") + cut
    assert entries(body[:end])[0].title == "First"


@pytest.mark.parametrize(
    "body",
    [
        rss(item("1", "/1", "caf&eacute; &nbsp;&mdash; x")),
        rss(item("1", "/1", "café — x")).replace("<channel>", "<channel><unclosed>"),
        rss(
            item("1", "/1", "café — x").replace("<link>", "<link>https://paper.example/?a=1&b=2</link><link>")
        ),
        "<br /><b>Warning</b>: something in PHP" + rss(item("1", "/1", "café — x"), before=""),
        "\n\n" + rss(item("1", "/1", "café — x")),
    ],
)
def test_broken_xml_that_can_be_read(body: str) -> None:
    assert entries(body)[0].title == "café — x"


BOMB = (
    "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    "doctype",
    [
        BOMB,
        "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss [<!ENTITY % x SYSTEM 'http://127.0.0.1/x.dtd'> %x;]>",
        "<!DOCTYPE rss [<!-- <rss> --><!ENTITY x 'y'>]>",
        "<!DOCTYPE rss SYSTEM '<!--' [<!ENTITY x 'y'>]><!-- -->",
        "<!doctype rss [<!entity x 'y'>]>",
        "<!-- c --><!DOCTYPE rss [<!ENTITY x 'y'> broken",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_entities_are_refused_before_anything_is_parsed(doctype: str, encoding: str) -> None:
    """Bombs, references to files, and whatever else is declared."""
    body = rss(item("1", "/1", "&x;&j;"), before=doctype)
    assert message(body.encode(encoding)).startswith("no feed: refused: it declares XML entities")


def test_old_document_type_without_entities() -> None:
    """Nor is it fetched."""
    doctype = (
        "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://127.0.0.1:9/x.dtd'>"
    )
    assert entries(rss(item("1", "/1"), before=doctype))[0].title == "T"


def test_article_about_entities() -> None:
    """What stands in the content declares nothing."""
    more = "<description><![CDATA[<p>An entity: &lt;!ENTITY x 'y'&gt; <!ENTITY x 'y'></p>]]></description>"
    (entry,) = entries(rss(item("1", "/1", more=more)))
    assert entry.summary.startswith("An entity: <!ENTITY x 'y'>")


def test_more_entries_than_any_feed_needs() -> None:
    body = rss("".join(item(str(number), f"/{number}", f"T{number}") for number in range(MAX_ENTRIES + 10)))
    found = entries(body)
    assert len(found) == MAX_ENTRIES
    assert found[0].guid == "0"


# --- anything


def never_raises(body: bytes, content_type: str | None) -> Parsed:
    fetched: Fetched = answer(body, content_type)
    return parse(fetched, FEED, timezone=ZONE, now=NOW)


@given(st.binary(max_size=300), st.none() | st.text(max_size=30))
def test_never_raises_on_bytes(body: bytes, content_type: str | None) -> None:
    never_raises(body, content_type)


_TAGS = (
    "rss",
    "channel",
    "item",
    "title",
    "link",
    "guid",
    "description",
    "source",
    "feed",
    "entry",
    "content",
)
_PIECES = st.one_of(
    st.sampled_from(
        [f"<{slash}{tag}{end}" for tag in _TAGS for slash in ("", "/") for end in (">", " x='", "/>")]
    ),
    st.sampled_from(
        ["<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE", "<?xml", "&#", "&amp;", "http://[", "\x00", "\ufeff"]
    ),
    st.text(max_size=6),
)


@given(st.lists(_PIECES, max_size=25).map("".join))
def test_never_raises_on_what_nearly_is_a_feed(body: str) -> None:
    never_raises(f"<rss version='2.0'><channel><item>{body}".encode("utf-8", "replace"), "text/xml")
    never_raises(body.encode("utf-8", "replace"), "text/xml")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "url", "title"]), inner)
    ),
    max_leaves=8,
)


@given(st.lists(_JSON, max_size=4))
def test_never_raises_on_any_json(items: list[Any]) -> None:
    import json

    never_raises(json.dumps({"version": "1", "items": items}).encode(), "application/feed+json")
