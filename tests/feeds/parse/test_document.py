"""A feed's document as a whole: what beside its entries is to be said of it."""

from __future__ import annotations

import pytest

from monitor.feeds.parse.document import breaks_off, read
from tests.feeds.answers import FEED, NOW, ZONE, answer

ITEM = "<item><title>One</title><guid>1</guid></item>"
WHOLE = f"<rss version='2.0'><channel><title>x</title><ttl>60</ttl>{ITEM}</channel></rss>"


@pytest.mark.parametrize(
    "body",
    [
        WHOLE.encode(),
        WHOLE.encode("utf-16"),
        WHOLE.encode("utf-32"),
        f"{WHOLE}\n<!-- cached by a plugin -->\n".encode(),
        WHOLE.replace("</rss>", "").encode(),
        b"<feed><entry></entry></feed >",
        b"\xef\xbb\xbf<rdf:RDF></rdf:RDF>",
        b'{"version": "https://jsonfeed.org/version/1.1"',
        b"",
    ],
)
def test_whole_documents(body: bytes) -> None:
    """And what is none at all: that is another fault."""
    assert not breaks_off(body)


@pytest.mark.parametrize("body", [WHOLE[:-20].encode(), WHOLE[:-20].encode("utf-16"), b"<feed><entry>"])
def test_documents_that_break_off(body: bytes) -> None:
    assert breaks_off(body)


def test_a_feed_that_breaks_off_is_read_and_told_of() -> None:
    parsed, said = read(answer(WHOLE[:-20] + ITEM[:-9]), FEED, timezone=ZONE, now=NOW)
    assert [entry.title for entry in parsed.entries][:1] == ["One"]
    assert parsed.problem
    assert parsed.problem.message.startswith("it breaks off before its end")
    assert said.ttl


def test_a_whole_feed_is_nothing_to_tell() -> None:
    parsed, _ = read(answer(WHOLE), FEED, timezone=ZONE, now=NOW)
    assert parsed.problem is None
