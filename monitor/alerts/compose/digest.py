"""From alerts to one digest: its items and their order, its subject and its key.

Pure: `render` draws it, `letter` fixes its final form, the channels send it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from monitor.alerts.compose.cards import CORRECTION, OVERDUE, Card, Item, cards, rank
from monitor.claims.verdict import RULES
from monitor.feeds.health import Health, to_tell
from monitor.ledger.accounts import Account, accounts, change
from monitor.ledger.coverage import Coverage, Followed, coverage
from monitor.model import Alert, Claim, Dispatch, Feed, Run, Snapshot

_SUBJECT_CLAIM = 90
_WEEK = timedelta(days=7)
_NONE: Mapping[tuple[str, str], str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The alerts of a period and what the monitor looked at; `key` is the same for the same alerts.

    `items` are the alerts one by one, for programs; `cards` tell people of each claim once.
    `troubles` are the feeds of which the reader is to hear now: each once, then rarely.
    `fresh` are the stories that came since the last digest, `quiet` the claims that were looked at and of which
    nothing is told.
    `undelivered` were set aside since the last digest, each with the subject of its letter. `unseconded` are the claims
    that one report had settled, for which no second one came within the window, which has ended since the last digest.
    `baselines` are the polls since then whose changes were taken as known.
    `page` is the address of the report, "" where it has none; `option` is what a command needs in order to find the
    configuration.
    """

    items: tuple[Item, ...]
    cards: tuple[Card, ...]
    at: datetime
    key: str
    coverage: Coverage
    troubles: tuple[Health, ...] = ()
    new_claims: tuple[Claim, ...] = ()
    undelivered: tuple[tuple[Dispatch, str], ...] = ()
    unseconded: tuple[Account, ...] = ()
    baselines: tuple[Run, ...] = ()
    fresh: int = 0
    quiet: int = 0
    zone: tzinfo = UTC
    page: str = ""
    option: str = ""

    @property
    def alerts(self) -> tuple[str, ...]:
        return tuple(item.alert.id for item in self.items)

    @property
    def drawn(self) -> tuple[Card, ...]:
        """The cards that are told in full; what is overdue takes a line."""
        return tuple(card for card in self.cards if card.kind != OVERDUE)

    @property
    def overdue(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.kind == OVERDUE)

    @property
    def subject(self) -> str:
        """How many corrections there are, the first other news, and how many more claims there are."""
        if self.cards:
            return _subject(self.cards)
        if self.troubles:
            ill, more = self.troubles[0], len(self.troubles) - 1
            return f"Feed {ill.condition}: {_short(ill.feed.name)}{_more(more)}"
        if self.unseconded:
            return f"No second report: {_short(self.unseconded[0].claim.text)}"
        return "Nothing new"


def _subject(told: Sequence[Card]) -> str:
    corrected = [card for card in told if card.kind == CORRECTION]
    news = sorted((c for c in told if c.kind != CORRECTION), key=lambda card: card.kind == OVERDUE)
    if not news and len(corrected) == 1:
        return f"{corrected[0].short}: {_short(corrected[0].claim.text)}"
    counted = f"{len(corrected)} correction{'s' if len(corrected) > 1 else ''}"
    if not news:
        return f"{counted}: {_short(corrected[0].claim.text)}{_more(len(corrected) - 1)}"
    first = news[0]
    what = f"{first.short}: {_short(first.claim.text)}{_more(len(news) - 1)}"
    if first.archived:
        what = f"Older news: {what[0].lower()}{what[1:]}"
    return f"{counted}; {what[0].lower()}{what[1:]}" if corrected else what


def _more(number: int) -> str:
    return f" (+{number})" if number else ""


def compose(
    alerts: Iterable[Alert],
    *,
    snapshot: Snapshot,
    feeds: Iterable[Feed],
    now: datetime,
    fresh: int = 0,
    known_claims: int | None = None,
    undelivered: Sequence[tuple[Dispatch, str]] = (),
    unseconded: Iterable[Account] = (),
    baselines: Iterable[Run] = (),
    followed: Followed | None = None,
    zone: tzinfo = UTC,
    archive: timedelta = _WEEK,
    translations: Mapping[tuple[str, str], str] = _NONE,
    page: str = "",
    option: str = "",
    salt: str = "",
) -> Digest:
    """The digest of `alerts`: corrections first, the latest news first within a kind.

    `fresh` is how many stories came since the last digest, `known_claims` how many claims the ledger held then,
    None before the first one. `followed` are the configured claims, without which nothing is told of what was not
    looked at. `archive` is how old news is that stands apart, `translations` are by language and passage.
    `salt` sets a digest that tells the same again apart from the one before.
    """
    held = {account.claim.id: account for account in accounts(snapshot)}
    stories = {story.id: story for story in snapshot.stories}
    items = [
        Item(
            alert=alert,
            claim=held[alert.claim].claim if alert.claim in held else Claim(id=alert.claim, text=alert.claim),
            change=change(
                alert.transition, stories, held[alert.claim].exhibits if alert.claim in held else ()
            ),
            account=held.get(alert.claim),
        )
        for alert in alerts
    ]
    items.sort(key=lambda item: item.claim.id)
    items.sort(key=lambda item: item.change.transition.at, reverse=True)
    items.sort(key=lambda item: rank(item.alert.kind))
    watched = [feed for feed in feeds if feed.enabled]
    told = {item.claim.id for item in items}
    troubles = to_tell(watched, {state.url: state for state in snapshot.feed_states}, now)
    seen = coverage(snapshot, watched, now=now, followed=followed)
    return Digest(
        items=tuple(items),
        cards=cards(items, archive=archive, translations=translations),
        at=now,
        key=_key(items, salt or ("" if items else now.isoformat())),
        coverage=seen,
        troubles=troubles,
        new_claims=() if known_claims is None else snapshot.claims[known_claims:],
        undelivered=tuple(undelivered),
        unseconded=tuple(unseconded),
        baselines=tuple(run for run in baselines if run.known),
        fresh=fresh,
        quiet=sum(claim.id not in told and seen.looked_at(claim.id) for claim in snapshot.claims),
        zone=zone,
        page=page.rstrip("/"),
        option=option,
    )


def _key(items: Iterable[Item], salt: str) -> str:
    identity = sorted(f"{item.alert.id} {item.alert.created.isoformat()}" for item in items)
    return hashlib.sha256("\n".join([*identity, salt]).encode()).hexdigest()[:32]


def _short(text: str) -> str:
    text = text.rstrip(". 。")
    return text if len(text) <= _SUBJECT_CLAIM else text[: _SUBJECT_CLAIM - 1].rstrip() + "…"


def resent(snapshot: Snapshot, *, since: datetime, now: datetime) -> tuple[Alert, ...]:
    """The standing transitions that were recorded since then, as alerts made now: sent before or not."""
    return tuple(
        Alert(
            id=transition.id,
            claim=transition.claim,
            kind=RULES[transition.rule].alert,
            transition=transition,
            created=now,
        )
        for transition in snapshot.transitions
        if transition.recorded >= since
    )
