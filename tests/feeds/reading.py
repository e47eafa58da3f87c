"""Feeds built for a test, and what is asked of their reading."""

from __future__ import annotations

from typing import Any

from monitor.feeds.parse.feed import Parsed, parse
from monitor.model import Entry
from tests.feeds.answers import FEED, NOW, URL, ZONE, answer


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
