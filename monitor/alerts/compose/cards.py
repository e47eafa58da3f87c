"""One card a claim: where it stands now, and the way there. Pure.

Several changes of a claim in one digest are one card. What was old news when the monitor learnt of it stands apart,
unless it changes what the readers were told before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.claims.verdict import MOVES
from monitor.ledger.accounts import Account, Change
from monitor.model import Alert, Claim, Status

CORRECTION, OVERDUE = "correction", "overdue"
# The order of a digest, and its heading for each kind.
HEADINGS: Mapping[str, str] = {
    CORRECTION: "Corrections",
    "newly-confirmed": "Newly confirmed",
    "newly-denied": "Newly denied",
    "reported-confirmed": "Reported confirmed, one report so far",
    "reported-denied": "Reported denied, one report so far",
    "corroborated": "Corroborated",
    OVERDUE: "Overdue",
}
# Rules of changes that the ledger has; others, such as `withdrawn`, are kept in an alert alone.
_IN_LEDGER = frozenset(rule.name for _, _, _, rule in MOVES)
ARCHIVE = "Older news, only now seen"
_KINDS = tuple(HEADINGS)
_KIND_OF = {Status.CONFIRMED: "newly-confirmed", Status.DENIED: "newly-denied"}
_SHORT = {
    "newly-confirmed": "Confirmed",
    "newly-denied": "Denied",
    "reported-confirmed": "Reported confirmed, one report so far",
    "reported-denied": "Reported denied, one report so far",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One alert with its claim; `account` is None where the claim has left the ledger."""

    alert: Alert
    claim: Claim
    change: Change
    account: Account | None

    @property
    def origins(self) -> int:
        """The number of independent origins with evidence on the claim, for or against."""
        return self.account.origins if self.account else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A claim with its `steps`, the changes that are told, in order; the last one says where it stands.

    `archived`: it was old news when the monitor learnt of it. `translation` is that of the last passage, by a machine.
    """

    claim: Claim
    account: Account | None
    kind: str
    steps: tuple[Change, ...]
    archived: bool = False
    translation: str = ""

    @property
    def change(self) -> Change:
        """The last step."""
        return self.steps[-1]

    @property
    def status(self) -> Status:
        return self.change.transition.after

    @property
    def heading(self) -> str:
        return ARCHIVE if self.archived else HEADINGS.get(self.kind, self.kind)

    @property
    def short(self) -> str:
        """The kind in a word or two, for subjects: `Confirmed`, or `Correction, now denied`."""
        if self.kind == CORRECTION:
            return f"Correction, now {words(self.status)}"
        return _SHORT.get(self.kind, self.kind.capitalize())

    @property
    def learnt(self) -> datetime | None:
        """When the monitor learnt of the last step, where that was not within a day."""
        return self.change.transition.recorded if self.change.late else None

    @property
    def native(self) -> tuple[str, str] | None:
        """The claim in the language of the last passage, with that language, where it has such a text."""
        return native(self.claim, self.change)

    @property
    def origins(self) -> int:
        return self.account.origins if self.account else 0

    @property
    def waited(self) -> timedelta | None:
        """From the first report of the claim to this news; None where nothing had been reported before."""
        if self.account is None or not self.account.exhibits:
            return None
        first = min(exhibit.evidence.published for exhibit in self.account.exhibits)
        waited = self.change.transition.at - first
        return waited if waited > timedelta() else None


def cards(
    items: Iterable[Item], *, archive: timedelta, translations: Mapping[tuple[str, str], str]
) -> tuple[Card, ...]:
    """One card a claim: corrections first, within a kind the latest first; last, by date, what is older than `archive`.

    `translations` are those of passages, by language and passage.
    """
    by_claim: dict[str, list[Item]] = {}
    for item in items:
        by_claim.setdefault(item.claim.id, []).append(item)
    found = [_card(told, archive, translations) for told in by_claim.values()]
    found.sort(key=lambda card: card.claim.id)
    found.sort(key=lambda card: card.change.transition.at, reverse=True)
    return tuple(sorted(found, key=lambda card: (card.archived, not card.archived and rank(card.kind))))


def rank(kind: str) -> int:
    """Where a kind stands in a digest."""
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def words(status: Status) -> str:
    """A status as people say it: `reported confirmed`."""
    return status.replace("-", " ")


def native(claim: Claim, change: Change) -> tuple[str, str] | None:
    """The language of the change's story and the claim's own text in it, where it has one."""
    language = change.story.language if change.story else ""
    text = dict(claim.texts).get(language, "")
    return (language, text) if text else None


def _card(told: Sequence[Item], archive: timedelta, translations: Mapping[tuple[str, str], str]) -> Card:
    account, ordered = told[0].account, _ordered(told)
    steps = _steps(ordered, account)
    last = steps[-1]
    late = [item.change.transition.recorded - item.change.transition.at > archive for item in ordered]
    corrected = ordered[0].alert.kind == CORRECTION  # of what the readers were told before
    within = any(item.alert.kind == CORRECTION for item in ordered) and not any(late)
    if corrected or within:
        kind = CORRECTION
    elif last.transition.key == ordered[-1].change.transition.key and ordered[-1].alert.kind != CORRECTION:
        kind = ordered[-1].alert.kind
    else:
        kind = _KIND_OF.get(last.transition.after, last.transition.after)
        kind = kind if kind in HEADINGS else CORRECTION
    language = last.story.language if last.story else ""
    return Card(
        claim=told[0].claim,
        account=account,
        kind=kind,
        steps=steps,
        archived=last.transition.recorded - last.transition.at > archive
        and kind not in (CORRECTION, OVERDUE),
        translation=translations.get((language, last.transition.quote), ""),
    )


def _steps(ordered: Sequence[Item], account: Account | None) -> tuple[Change, ...]:
    """What is told, with the changes that came with it and raised no alert; without what holds no longer."""
    since = min(item.change.transition.recorded for item in ordered)
    known = account.changes if account else ()
    steps = [change for change in known if change.transition.recorded >= since]
    undone = (item.change for item in ordered if item.change.transition.rule not in _IN_LEDGER)
    for change in undone:
        later = [step for step in steps if step.transition.recorded > change.transition.recorded]
        steps.insert(len(steps) - len(later), change)
    return tuple(steps) or tuple(item.change for item in ordered)


def _ordered(told: Sequence[Item]) -> tuple[Item, ...]:
    """In the order of the account; what it does not have after all that was recorded before."""
    account = told[0].account
    keys = [change.transition.key for change in account.changes] if account else []
    places = {key: float(place) for place, key in enumerate(keys)}

    def place(item: Item) -> float:
        moved = item.change.transition
        before = sum(c.transition.recorded <= moved.recorded for c in account.changes) if account else 0
        return places.get(moved.key, before - 0.5)

    return tuple(sorted(told, key=lambda item: (place(item), item.change.transition.recorded)))
