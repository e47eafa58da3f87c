"""The rule for "confirmed": a table, as data. `replay` runs a claim's evidence over it.

Whatever changes the status of a claim must stand in `MOVES`.
This module is pure: it must not know of stories' texts, feeds, disk or clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from monitor.model import Basis, Certainty, Flag, Stance, Status


class Kind(StrEnum):
    """What can happen to a claim; everything else changes nothing.

    The four that settle a claim need witnesses, or a party's own publication; a report that lacks them is *reported*.
    """

    OFFICIAL_SUPPORT = "official-support"
    EVENT_SUPPORT = "event-support"
    OFFICIAL_REFUTE = "official-refute"
    EVENT_REFUTE = "event-refute"
    REPORTED_SUPPORT = "reported-support"
    REPORTED_REFUTE = "reported-refute"
    SECOND_ORIGIN = "second-origin"
    DUE_PASSED = "due-passed"


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a status changed: `alert` is the kind of alert it raises, `because` one sentence for people."""

    name: str
    alert: str
    because: str


OFFICIAL_SUPPORT = Rule(
    "official-support",
    "newly-confirmed",
    "A party whose word settles the claim says on the record that it is true.",
)
EVENT_SUPPORT = Rule("event-support", "newly-confirmed", "What the claim says has visibly happened.")
OFFICIAL_REFUTE = Rule(
    "official-refute",
    "newly-denied",
    "A party whose word settles the claim says on the record that it is not true.",
)
EVENT_REFUTE = Rule(
    "event-refute", "newly-denied", "Something has visibly happened that rules the claim out."
)
CORRECTION = Rule(
    "correction",
    "correction",
    "A party now says the opposite of what had settled the claim, or what has happened rules that out.",
)
REPORTED_SUPPORT = Rule(
    "reported-support",
    "reported-confirmed",
    "One report says so, on a party's word or because it has happened; a second, independent one would settle it.",
)
REPORTED_REFUTE = Rule(
    "reported-refute",
    "reported-denied",
    "One report says that it is not so, on a party's word or because of what has happened; a second would settle it.",
)
SECOND_ORIGIN = Rule("second-origin", "corroborated", "A second, independent source says so.")
DUE_PASSED = Rule(
    "due-passed", "overdue", "The day by which it should have happened has passed, and nothing settled it."
)
# Not in the table: it is told when the evidence that settled a claim is no longer what its story says.
WITHDRAWN = Rule(
    "withdrawn",
    "correction",
    "The story that settled the claim has been edited and no longer says so.",
)
RETRACTED = Rule(
    "retracted", "correction", "The outlet has taken back the report on which the status rested."
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            OFFICIAL_SUPPORT,
            EVENT_SUPPORT,
            OFFICIAL_REFUTE,
            EVENT_REFUTE,
            CORRECTION,
            REPORTED_SUPPORT,
            REPORTED_REFUTE,
            SECOND_ORIGIN,
            DUE_PASSED,
            WITHDRAWN,
            RETRACTED,
        )
    }
)

OPEN = (Status.RUMOURED, Status.CORROBORATED, Status.OVERDUE)
REPORTED = (Status.REPORTED_CONFIRMED, Status.REPORTED_DENIED)
SETTLED = (Status.CONFIRMED, Status.DENIED)

# kind, the statuses it moves, where to, by which rule. Whatever is not listed changes nothing.
MOVES: tuple[tuple[Kind, tuple[Status, ...], Status, Rule], ...] = (
    (Kind.OFFICIAL_SUPPORT, (*OPEN, *REPORTED), Status.CONFIRMED, OFFICIAL_SUPPORT),
    (Kind.EVENT_SUPPORT, (*OPEN, *REPORTED), Status.CONFIRMED, EVENT_SUPPORT),
    (Kind.OFFICIAL_REFUTE, (*OPEN, *REPORTED), Status.DENIED, OFFICIAL_REFUTE),
    (Kind.EVENT_REFUTE, (*OPEN, *REPORTED), Status.DENIED, EVENT_REFUTE),
    (Kind.OFFICIAL_SUPPORT, (Status.DENIED,), Status.CONFIRMED, CORRECTION),
    (Kind.EVENT_SUPPORT, (Status.DENIED,), Status.CONFIRMED, CORRECTION),
    (Kind.OFFICIAL_REFUTE, (Status.CONFIRMED,), Status.DENIED, CORRECTION),
    (Kind.EVENT_REFUTE, (Status.CONFIRMED,), Status.DENIED, CORRECTION),
    (Kind.REPORTED_SUPPORT, (*OPEN, Status.REPORTED_DENIED), Status.REPORTED_CONFIRMED, REPORTED_SUPPORT),
    (Kind.REPORTED_REFUTE, (*OPEN, Status.REPORTED_CONFIRMED), Status.REPORTED_DENIED, REPORTED_REFUTE),
    (Kind.SECOND_ORIGIN, (Status.RUMOURED,), Status.CORROBORATED, SECOND_ORIGIN),
    (Kind.DUE_PASSED, (Status.RUMOURED, Status.CORROBORATED), Status.OVERDUE, DUE_PASSED),
)

TABLE: Mapping[tuple[Kind, Status], tuple[Status, Rule]] = MappingProxyType(
    {(kind, before): (after, rule) for kind, befores, after, rule in MOVES for before in befores}
)

SETTLING = {
    (Stance.SUPPORTS, Basis.OFFICIAL): Kind.OFFICIAL_SUPPORT,
    (Stance.SUPPORTS, Basis.EVENT): Kind.EVENT_SUPPORT,
    (Stance.REFUTES, Basis.OFFICIAL): Kind.OFFICIAL_REFUTE,
    (Stance.REFUTES, Basis.EVENT): Kind.EVENT_REFUTE,
}


def unsettling(stance: Stance, certainty: Certainty, basis: Basis) -> str:
    """Why such a passage alone settles nothing, in words for people; "" where it does."""
    if stance is Stance.DISCUSSES:
        return "it says neither yes nor no"
    if certainty is Certainty.HEDGED:
        return "it is hedged"
    if (stance, basis) not in SETTLING:
        return "nobody with standing says so and it has not visibly happened"
    return ""


def flag(stance: Stance, certainty: Certainty, basis: Basis) -> Flag:
    """What one passage alone would do to a claim that is still open."""
    if unsettling(stance, certainty, basis):
        return Flag.NONE
    after, _ = TABLE[SETTLING[stance, basis], Status.RUMOURED]
    return Flag(after)
