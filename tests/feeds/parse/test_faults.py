"""Feeds that are broken, hostile, or none at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.parse.feed import Parsed, parse
from monitor.feeds.parse.limits import MAX_ENTRIES
from monitor.model import Fetched
from tests.feeds.answers import FEED, NOW, ZONE, answer, failure, not_modified
from tests.feeds.reading import entries, item, message, read, rss

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
        rss("<description>caf&eacute; & more</description>"),
        "<!DOCTYPE html><!-- so it says --><rss version='2.0'><channel><title>F</title></channel></rss>",
    ],
)
def test_feed_without_entries_is_no_problem(body: str) -> None:
    assert read(body) == Parsed((), None)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "no feed: the response is empty"),
        (" \n\x00", "no feed: the response is empty"),
        ("hello", "no feed: not RSS, Atom or JSON Feed"),
        ("<opml><body/></opml>", "no feed: not RSS, Atom or JSON Feed"),
        ('{"error": "quota"}', "no feed: JSON, but not a JSON Feed"),
        ("\ufeff {broken", "no feed: invalid JSON"),
        ("[" * 100_000, "no feed: invalid JSON"),
        (
            "<rss version='2.0'><channel>",
            "no feed: invalid XML, no entry could be read (line 2: no element found)",
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
            "<html><meta http-equiv=Refresh content='0; URL=../new/feed.xml?key=1'>",
            "no feed: a web page instead; it leads to https://paper.example/new/feed.xml?key=***",
        ),
        ("<html><meta http-equiv=refresh content='300'>", "no feed: a web page instead"),
        ("<html><meta http-equiv=refresh content='0;url=javascript:x'>", "no feed: a web page instead"),
        (
            "<html><link rel=alternate href='/en'><link rel=alternate type='application/rss+xml' href=/rss>",
            "no feed: a web page instead; it names this feed: https://paper.example/rss",
        ),
        (
            "<html><link rel=alternate type='application/rss+xml' href='http://['>",
            "no feed: a web page instead",
        ),
    ],
)
def test_what_is_no_feed(body: str, expected: str) -> None:
    """A success by its status, but nothing that could be read; the message says what it is."""
    assert message(body, "text/html") == expected


def test_page_that_begins_with_comments() -> None:
    """However many there are: the pattern must not go back over them."""
    assert "not RSS" in message("<!-- x -->\n" * 5000 + "<nothing/>")


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


# --- more than any feed needs


def many(count: int, *, dated: bool) -> str:
    """Entries "0", "1", …; if dated, each a minute later than the one before."""
    start = datetime(2026, 8, 1, tzinfo=UTC)
    return "".join(
        item(str(n), more=f"<pubDate>{start + timedelta(minutes=n)}</pubDate>" if dated else "")
        for n in range(count)
    )


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """As if five entries were the most."""
    monkeypatch.setattr("monitor.feeds.parse.feed.MAX_ENTRIES", 5)
    monkeypatch.setattr("monitor.feeds.parse.limits.MAX_ENTRIES", 5)
    return 5


@pytest.mark.parametrize("total", [6, 9, 30])
def test_the_latest_entries_are_taken(few: int, total: int) -> None:
    """Though they stand last; their order is the feed's."""
    assert [int(entry.guid) for entry in entries(rss(many(total, dated=True)))] == list(range(total))[-few:]


def test_the_first_entries_are_taken_where_none_is_dated(few: int) -> None:
    assert [int(entry.guid) for entry in entries(rss(many(30, dated=False)))] == list(range(few))


def test_ten_thousand_entries() -> None:
    """All of them."""
    assert len(entries(rss(many(10_000, dated=False)))) == MAX_ENTRIES == 10_000


def test_large_feed_is_read_from_both_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.feeds.parse.limits._MAX_CHARACTERS", 2_000)
    guids = [int(entry.guid) for entry in entries(rss(many(100, dated=True)))]
    assert (guids[0], guids[-1]) == (0, 99)
    assert 5 < len(guids) < 40


def test_one_endless_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows a bound is cut off, what stands before is read."""
    monkeypatch.setattr("monitor.feeds.parse.limits._MAX_CHARACTERS", 2_000)
    body = rss(item("1", title="First") + item("2", title="word " * 1000))
    assert entries(body)[0].title == "First"


@pytest.mark.parametrize(
    "endless",
    [
        "<item>" * 200_000,
        "<b>" * 200_000,
        "<" * 1_000_000,
        "<a " * 200_000,
        "&a" * 1_200_000,
        "<item " + " ".join(f"a{n}='>'" for n in range(3_000)) + "/>",
        "<link>/x</link>" * 100_000,
    ],
    ids=["items", "elements", "brackets", "tags", "references", "attributes", "links"],
)
def test_hostile_markup_costs_only_itself(endless: str) -> None:
    """Without bounds each of these takes minutes, more so than the test can wait for, or a gigabyte."""
    assert read(rss(item("1", title="First") + endless)).entries[0].title == "First"


def test_attributes_of_escaped_markup_are_none() -> None:
    """However many there are."""
    links = "&lt;a href=\"x\" class='y'&gt;x&lt;/a&gt; " * 500
    body = rss(item("1", "/1", more=f"<description>{links}</description>") + item("2", "/2"))
    assert [entry.guid for entry in entries(body)] == ["1", "2"]


def test_tangled_json() -> None:
    message_ = message('{"version": "1", "items": [' + "[]," * 500_000 + "{}]}")
    assert message_ == "no feed: refused: more nested JSON than any feed has"


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
    never_raises(json.dumps({"version": "1", "items": items}).encode(), "application/feed+json")
