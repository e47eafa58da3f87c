"""The published feed: the ledger's latest changes of status as Atom. Pure: rewritten whole, it needs no memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from feedgen.feed import FeedGenerator

from monitor.alerts.compose.plain import clean, cut, link, word
from monitor.ledger.accounts import Account, Change

_ENTRIES = 100
_TITLE, _QUOTE = 240, 1_000
_AUTHOR = {"name": "monitor"}


def atom(accounts: tuple[Account, ...], *, now: datetime, base: str = "") -> bytes:
    """The feed as UTF-8. `base` is the address of the folder that it is published under, if there is one."""
    told = [(account, change) for account in accounts for change in account.changes]
    told.sort(key=lambda pair: (pair[1].transition.recorded, pair[1].transition.at), reverse=True)
    base = base.rstrip("/")
    feed: Any = FeedGenerator()
    feed.id(f"{base}/atom.xml" if base else "urn:monitor:claims")
    feed.title("Claims that changed")
    feed.subtitle("Rumours that were confirmed or denied, and on whose word")
    feed.language("en")
    feed.author(_AUTHOR)
    feed.updated(told[0][1].transition.recorded if told else now)
    if base:
        feed.link(href=f"{base}/atom.xml", rel="self", type="application/atom+xml")
        feed.link(href=f"{base}/index.html", rel="alternate", type="text/html")
    for account, change in told[:_ENTRIES]:
        _entry(feed, account, change)
    written: bytes = feed.atom_str(pretty=True)
    return written


def _entry(feed: Any, account: Account, change: Change) -> None:
    told = change.transition
    entry = feed.add_entry(order="append")
    # The recording is part of the name: what was withdrawn and holds again is news again.
    entry.id(f"urn:monitor:{told.id}:{told.recorded:%Y%m%dT%H%M%SZ}")
    entry.title(cut(f"{told.after.capitalize()}: {account.claim.text}", _TITLE))
    entry.updated(told.recorded)
    entry.published(told.at)
    entry.author(_AUTHOR)
    entry.category(term=told.after)
    if change.story and (url := link(change.story.url)):
        entry.link(href=url, rel="alternate", title=cut(change.story.headline, _TITLE))
    entry.content(_text(account, change), type="text")


def _text(account: Account, change: Change) -> str:
    told = change.transition
    lines = [f"{account.claim.text} ({told.before} → {told.after}, {told.at:%Y-%m-%d})"]
    if word(told):
        lines.append(f"{'Decided by' if told.basis == 'event' else 'On the word of'} {word(told)}")
    if told.quote:
        lines.append(f"“{cut(told.quote, _QUOTE)}”")
    if change.story:
        lines.append(f"{change.story.outlet}: {change.story.headline}")
    lines.append(change.because)
    return "\n".join(map(clean, lines))
