"""Feeds that are broken, hostile, or none at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.parse import MAX_ENTRIES, Parsed, parse
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
    never_raises(json.dumps({"version": "1", "items": items}).encode(), "application/feed+json")
