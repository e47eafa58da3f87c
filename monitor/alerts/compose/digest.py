"""From alerts to one digest: its items and their order, its subject and its key.

Pure: `render` draws it, `letter` fixes its final form, the channels send it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from monitor.claims.verdict import RULES
from monitor.feeds.health import Health, to_tell
from monitor.ledger.accounts import Account, Change, accounts, change
from monitor.ledger.coverage import Coverage, Followed, coverage
from monitor.model import Alert, Claim, Dispatch, Feed, Snapshot

# The order of a digest, and its heading for each kind.
HEADINGS: Mapping[str, str] = {
    "newly-confirmed": "Newly confirmed",
    "newly-denied": "Newly denied",
    "correction": "Corrections",
    "reported-confirmed": "Reported confirmed, one report so far",
    "reported-denied": "Reported denied, one report so far",
    "corroborated": "Corroborated",
    "overdue": "Overdue",
}
_KINDS = tuple(HEADINGS)
_SUBJECTS: Mapping[str, str] = {
    "newly-confirmed": "Confirmed",
    "newly-denied": "Denied",
    "correction": "Correction",
    "reported-confirmed": "Reported confirmed, one report so far",
    "reported-denied": "Reported denied, one report so far",
    "corroborated": "Corroborated",
    "overdue": "Overdue",
}
_SUBJECT_CLAIM = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One alert with its claim; `account` is None where the claim has left the ledger."""

    alert: Alert
    claim: Claim
    change: Change
    account: Account | None

    @property
    def heading(self) -> str:
        return HEADINGS.get(self.alert.kind, self.alert.kind)

    @property
    def short(self) -> str:
        """The kind in a word or two, for subjects: `Confirmed`, or `Correction, now denied`."""
        word = _SUBJECTS.get(self.alert.kind, self.alert.kind)
        after = self.change.transition.after
        return f"{word}, now {after}" if self.alert.kind == "correction" else word

    @property
    def origins(self) -> int:
        """The number of independent origins with evidence on the claim, for or against."""
        return self.account.origins if self.account else 0

    @property
    def waited(self) -> timedelta | None:
        """From the first report of the claim to this news; None where nothing had been reported before."""
        if self.account is None or not self.account.exhibits:
            return None
        first = min(exhibit.evidence.published for exhibit in self.account.exhibits)
        waited = self.change.transition.at - first
        return waited if waited > timedelta() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The alerts of a period and what the monitor looked at; `key` is the same for the same alerts.

    `troubles` are the feeds of which the reader is to hear now: each once, then rarely.
    `fresh` are the stories that came since the last digest, `quiet` the claims that were looked at and of which
    nothing is told.
    `undelivered` were set aside since the last digest, each with the subject of its letter. `unseconded` are the claims
    that one report had settled, for which no second one came within the window, which has ended since the last digest.
    """

    items: tuple[Item, ...]
    at: datetime
    key: str
    coverage: Coverage
    troubles: tuple[Health, ...] = ()
    new_claims: tuple[Claim, ...] = ()
    undelivered: tuple[tuple[Dispatch, str], ...] = ()
    unseconded: tuple[Claim, ...] = ()
    fresh: int = 0
    quiet: int = 0
    zone: tzinfo = UTC

    @property
    def alerts(self) -> tuple[str, ...]:
        return tuple(item.alert.id for item in self.items)

    @property
    def subject(self) -> str:
        """The first alert's news, and how many more there are."""
        if not self.items and self.troubles:
            ill, more = self.troubles[0], len(self.troubles) - 1
            return f"Feed {ill.condition}: {_short(ill.feed.name)}" + (f" (+{more})" if more else "")
        if not self.items and self.unseconded:
            return f"No second report: {_short(self.unseconded[0].text)}"
        if not self.items:
            return "Nothing new"
        first, more = self.items[0], len(self.items) - 1
        return f"{first.short}: {_short(first.claim.text)}" + (f" (+{more})" if more else "")


def compose(
    alerts: Iterable[Alert],
    *,
    snapshot: Snapshot,
    feeds: Iterable[Feed],
    now: datetime,
    fresh: int = 0,
    known_claims: int | None = None,
    undelivered: Sequence[tuple[Dispatch, str]] = (),
    unseconded: Iterable[Claim] = (),
    followed: Followed | None = None,
    zone: tzinfo = UTC,
    salt: str = "",
) -> Digest:
    """The digest of `alerts`: confirmations first, the latest news first within a kind.

    `fresh` is how many stories came since the last digest, `known_claims` how many claims the ledger held then,
    None before the first one. `followed` are the configured claims, without which nothing is told of what was not
    looked at. `salt` sets a digest that tells the same again apart from the one before.
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
    items.sort(key=lambda item: item.change.transition.at, reverse=True)
    items.sort(key=lambda item: _KINDS.index(item.alert.kind) if item.alert.kind in _KINDS else len(_KINDS))
    watched = [feed for feed in feeds if feed.enabled]
    told = {item.claim.id for item in items}
    troubles = to_tell(watched, {state.url: state for state in snapshot.feed_states}, now)
    seen = coverage(snapshot, watched, now=now, followed=followed)
    return Digest(
        items=tuple(items),
        at=now,
        key=_key(items, salt or ("" if items else now.isoformat())),
        coverage=seen,
        troubles=troubles,
        new_claims=() if known_claims is None else snapshot.claims[known_claims:],
        undelivered=tuple(undelivered),
        unseconded=tuple(unseconded),
        fresh=fresh,
        quiet=sum(claim.id not in told and seen.looked_at(claim.id) for claim in snapshot.claims),
        zone=zone,
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
