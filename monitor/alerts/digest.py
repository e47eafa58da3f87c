"""From queued alerts to one digest: what is told, in which order, under which subject and Message-ID.

Pure: drawing is `render`'s, sending is `deliver`'s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.ledger import Change, Coverage, change
from monitor.model import Alert, Claim, Story

# The order in which a digest tells: what a reader must unlearn comes first.
KINDS = ("correction", "newly-denied", "newly-confirmed", "corroborated", "overdue")
HEADINGS: Mapping[str, str] = {
    "correction": "Correction",
    "newly-denied": "Newly denied",
    "newly-confirmed": "Newly confirmed",
    "corroborated": "Corroborated",
    "overdue": "Overdue",
}
_SUBJECT_CLAIM = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One alert with the claim that it is about."""

    alert: Alert
    claim: Claim
    change: Change

    @property
    def heading(self) -> str:
        return HEADINGS.get(self.alert.kind, self.alert.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The alerts of a period; `key` is the same whenever the same alerts are told."""

    items: tuple[Item, ...]
    at: datetime
    key: str
    coverage: Coverage

    @property
    def alerts(self) -> tuple[str, ...]:
        return tuple(item.alert.id for item in self.items)

    @property
    def subject(self) -> str:
        """The first alert's news, and how many more there are."""
        first, more = self.items[0], len(self.items) - 1
        return f"{first.heading}: {_short(first.claim.text)}" + (f" (+{more})" if more else "")


def compose(
    alerts: Iterable[Alert],
    *,
    claims: Iterable[Claim],
    stories: Iterable[Story],
    coverage: Coverage,
    now: datetime,
) -> Digest:
    """The digest of `alerts`, corrections and denials first, the latest news first within a kind."""
    known = {claim.id: claim for claim in claims}
    told = {story.id: story for story in stories}
    items = [
        Item(
            alert=alert,
            claim=known.get(alert.claim) or Claim(id=alert.claim, text=alert.claim),
            change=change(alert.transition, told),
        )
        for alert in alerts
    ]
    items.sort(key=lambda item: item.change.transition.at, reverse=True)
    items.sort(key=lambda item: KINDS.index(item.alert.kind) if item.alert.kind in KINDS else len(KINDS))
    identity = "\n".join(sorted(item.alert.id for item in items))
    return Digest(
        items=tuple(items),
        at=now,
        key=hashlib.sha256(identity.encode()).hexdigest()[:32],
        coverage=coverage,
    )


def _short(text: str) -> str:
    return text if len(text) <= _SUBJECT_CLAIM else text[: _SUBJECT_CLAIM - 1].rstrip() + "…"
