"""What the readers of the feed formats hand to parse.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """One item as the feed says it, verbatim; texts may hold markup. `links` and `dates`: the best first.

    `language` is as it was written ("pt-BR"), the feed's where the item names none.
    """

    guid: str = ""
    links: tuple[str, ...] = ()
    title: str = ""
    summary: str = ""
    content: str = ""
    dates: tuple[str, ...] = ()
    source: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """The items in the feed's order; `site` is the address of the site that it belongs to, if it says so."""

    items: tuple[RawItem, ...]
    site: str = ""


class NotAFeed(Exception):  # noqa: N818 - a fact about a document, not a fault of the program
    """The document has no items to give; the message says what it is instead."""
