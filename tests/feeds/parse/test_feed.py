"""From bytes to entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.feeds.parse.feed import parse
from monitor.model import Entry, Feed
from tests.feeds.answers import FEED, NOW, SHANGHAI, URL, ZONE, answer
from tests.feeds.reading import entries, item, rss

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


def test_json_feed_says_texts_without_markup() -> None:
    """What stands in angle brackets there is text."""
    body = (
        """{"version": "1", "items": [{"id": "1", "title": "<Xiaomi> & SU7", "content_text": "a <b> c"}]}"""
    )
    (entry,) = entries(body)
    assert (entry.title, entry.content) == ("<Xiaomi> & SU7", "a <b> c")


# --- language


@pytest.mark.parametrize(
    ("configured", "feed", "of_item", "expected"),
    [
        ("de", "fr", "it", "de"),
        (None, "fr", "pt-BR", "pt-BR"),
        (None, "zh-CN", None, "zh-CN"),
        (None, "en-US", None, None),  # what software says where nobody chose
        (None, None, None, None),
    ],
)
def test_language(
    configured: str | None, feed: str | None, of_item: str | None, expected: str | None
) -> None:
    """What the user says of the feed, else what the feed says of the item, else of itself."""
    more = f"<dc:language>{of_item}</dc:language>" if of_item else ""
    body = rss((f"<language>{feed}</language>" if feed else "") + item("1", "/1", more=more))
    parsed = parse(answer(body), replace(FEED, language=configured), timezone=ZONE, now=NOW)
    assert [entry.language for entry in parsed.entries] == [expected]


def test_language_of_a_json_feed() -> None:
    body = '{"version": "1", "language": "fr", "items": [{"title": "a"}, {"title": "b", "language": "de"}]}'
    assert [entry.language for entry in entries(body)] == ["fr", "de"]


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


def test_controls_that_mean_punctuation() -> None:
    """As text of Windows-1252 has them that was taken for Latin-1."""
    body = rss(item("1", "/1", "Xiaomi\x92s \x93car\x94 &#146; &amp;#133;"))
    assert entries(body)[0].title == "Xiaomi’s “car” ’ …"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("&#xD83D;", "a b"),
        ("&#55357;", "a b"),
        ("&#xD83D;&#xDE97;", "a🚗b"),
        ("&#55357;&#56983;", "a🚗b"),
        ("&#xDE97;&#xD83D;", "a b"),
        ("&#x110000;&#99999999999999999999;", "a b"),
        ("&#xFFFF;&#0;&#x1F;", "a b"),
        ("&#x41;&#xD800;&#66;", "aABb"),
        ("<![CDATA[&#xD83D;&#xDE97;]]>", "a🚗b"),
        ("<![CDATA[&#xD83D;]]>", "a b"),
    ],
)
def test_references_to_what_is_no_character(reference: str, expected: str) -> None:
    """They cost themselves and nothing else; the halves of a pair, as JavaScript writes them, are one."""
    body = rss(item("1", "/1", "First") + item("2", "/2", f"a{reference}b"))
    assert [entry.title for entry in entries(body)] == ["First", expected.replace("a b", "ab")]


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
        ("http://paper.example:99999/", ""),
        ("https://www.google.com/url?url=http://[", ""),
    ],
)
def test_links(link: str, expected: str) -> None:
    """They count from where the feed was found in the end."""
    (entry,) = entries(rss(item("1", link)), final_url="https://other.example/feeds/rss")
    assert entry.url == expected


@pytest.mark.parametrize(
    ("site", "link", "expected"),
    [
        ("https://www.paper.co.uk/ev/", "1", "https://www.paper.co.uk/ev/1"),
        ("https://www.paper.co.uk/ev/", "/1", "https://www.paper.co.uk/1"),
        ("https://other.example/", "/1", "https://feeds.paper.co.uk/1"),
        ("http://[", "/1", "https://feeds.paper.co.uk/1"),
        ("", "/1", "https://feeds.paper.co.uk/1"),
    ],
)
def test_relative_links_of_a_feed_on_a_host_of_its_own(site: str, link: str, expected: str) -> None:
    """They count from the site that the feed names, if it is the same publisher's."""
    body = rss(item("1", link)).replace("https://paper.example/", site)
    assert entries(body, final_url="https://feeds.paper.co.uk/rss/ev")[0].url == expected


def test_id_as_link() -> None:
    """Of an entry without one."""
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://paper.example/1</id><title>T</title></entry>
        <entry><id>tag:paper.example,2026:2</id><title>T</title></entry></feed>"""
    assert [entry.url for entry in entries(body)] == ["https://paper.example/1", ""]


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


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("&lt;Xiaomi&gt; builds a plant", "<Xiaomi> builds a plant"),
        ("&lt;小米汽车&gt;发布", "<小米汽车>发布"),
        (
            "&lt;b&gt;Xiaomi&lt;/b&gt; &lt;x-y&gt;builds&lt;/x-y&gt; &lt;foo&gt;a&lt;/foo&gt;",
            "Xiaomi builds a",
        ),
        ("Xiaomi&lt;embed src='x'&gt; builds", "Xiaomi builds"),
        ("Xiaomi &lt;iframe src='x'&gt;builds", "Xiaomi builds"),
        ("Xiaomi &lt;iframe src='x'&gt;you need frames&lt;/iframe&gt;builds", "Xiaomi builds"),
    ],
)
def test_what_stands_in_angle_brackets(title: str, expected: str) -> None:
    """A name is text, an element is markup, and a frame that never ends swallows nothing."""
    assert entries(rss(item("1", "/1", title)))[0].title == expected


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


# --- days


def dated(*dates: str) -> list[tuple[datetime | None, datetime | None]]:
    body = rss("".join(item(f"id-{n}", more=f"<pubDate>{date}</pubDate>") for n, date in enumerate(dates)))
    return [(entry.published, entry.until) for entry in entries(body)]


def test_a_day_without_a_time_lasts_until_its_end() -> None:
    first, last = datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 8, 1, 23, 59, 59, tzinfo=UTC)
    assert dated("1 Aug 2026", "Sat, 01 Aug 2026 09:30:00 GMT") == [
        (first, last),
        (datetime(2026, 8, 1, 9, 30, tzinfo=UTC), None),
    ]


def test_midnight_is_a_day_only_in_a_feed_that_has_no_other_time() -> None:
    midnight, noon = "Sat, 01 Aug 2026 00:00:00 +0800", "Sun, 02 Aug 2026 12:00:00 +0800"
    first, last = datetime(2026, 7, 31, 16, tzinfo=UTC), datetime(2026, 8, 1, 15, 59, 59, tzinfo=UTC)
    assert dated(midnight, midnight.replace("01", "03")) == [
        (first, last),
        (datetime(2026, 8, 2, 16, tzinfo=UTC), datetime(2026, 8, 3, 15, 59, 59, tzinfo=UTC)),
    ]
    assert dated(midnight, noon)[0] == (first, None)
