"""The published feed: the ledger's latest changes of status as Atom. Pure: rewritten whole, it needs no memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from monitor import __version__
from monitor.alerts.compose.plain import clean, cut, link, said
from monitor.ledger.accounts import Account, Change
from monitor.ledger.coverage import Coverage

_ENTRIES = 100
_TITLE, _QUOTE = 240, 1_000
_NAMESPACE = "http://www.w3.org/2005/Atom"
_E = ElementMaker(namespace=_NAMESPACE, nsmap={None: _NAMESPACE})
_LANGUAGE = {"{http://www.w3.org/XML/1998/namespace}lang": "en"}


def atom(
    accounts: tuple[Account, ...], *, now: datetime, coverage: Coverage | None = None, base: str = ""
) -> bytes:
    """The feed as UTF-8. `base` is the address of the folder that it is published under, if there is one.

    While nobody looks, by `coverage`, its first entry says so.
    """
    told = [(account, change) for account in accounts for change in account.changes]
    told.sort(key=lambda pair: (pair[1].transition.recorded, pair[1].transition.at), reverse=True)
    unseen = [coverage.unseen_since] if coverage and coverage.unseen_since else []
    base = base.rstrip("/")
    feed = _E.feed(
        _E.id(f"{base}/atom.xml" if base else "urn:monitor:claims"),
        _E.title("Claims that changed"),
        _E.subtitle("Rumours that were confirmed or denied, and on whose word"),
        _E.updated(
            max([*(change.transition.recorded for _, change in told), *unseen], default=now).isoformat()
        ),
        _E.author(_E.name("monitor")),
        _E.generator("monitor", version=__version__),
        _LANGUAGE,
    )
    if base:
        feed.append(_E.link(rel="self", type="application/atom+xml", href=f"{base}/atom.xml"))
        feed.append(_E.link(rel="alternate", type="text/html", href=f"{base}/index.html"))
    if coverage:
        feed.extend(_unseen(coverage, since) for since in unseen)
    feed.extend(_entry(account, change) for account, change in told[:_ENTRIES])
    written: bytes = etree.tostring(feed, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def _unseen(coverage: Coverage, since: datetime) -> Any:
    """One entry as long as nobody looks, whenever the feed is written."""
    return _E.entry(
        _E.id(f"urn:monitor:not-looked:{since:%Y%m%dT%H%M%SZ}"),
        _E.title(f"Not looked since {since.day} {since:%B %Y}: no claim can change"),
        _E.updated(since.isoformat()),
        _E.author(_E.name("monitor")),
        _E.content("\n".join(map(clean, coverage.reasons)), type="text"),
    )


def _entry(account: Account, change: Change) -> Any:
    told = change.transition
    entry = _E.entry(
        # The recording is part of the name: what was withdrawn and holds again is news again.
        _E.id(f"urn:monitor:{told.id}:{told.recorded:%Y%m%dT%H%M%SZ}"),
        _E.title(cut(f"{told.after.capitalize().replace('-', ' ')}: {account.claim.text}", _TITLE)),
        _E.updated(told.recorded.isoformat()),
        _E.published(told.at.isoformat()),
        _E.author(_E.name("monitor")),
        _E.category(term=told.after),
        _E.content(_text(account, change), type="text"),
    )
    if change.story and (url := link(change.story.url)):
        entry.append(_E.link(rel="alternate", href=url, title=cut(change.story.headline, _TITLE)))
    return entry


def _text(account: Account, change: Change) -> str:
    told = change.transition
    lines = [f"{account.claim.text} ({told.before} → {told.after}, {told.at:%Y-%m-%d})"]
    if said(told):
        lines.append(said(told))
    if told.quote:
        lines.append(f"“{cut(told.quote, _QUOTE)}”")
    if change.story:
        lines.append(f"{change.story.outlet}: {change.story.headline}")
    if change.partly:
        lines.append(f"Partly: {change.partly}.")
    lines.append(change.because)
    return "\n".join(map(clean, lines))
