"""The rule for "confirmed": a table, as data, and the fold that runs a claim's evidence over it.

Whatever changes the status of a claim must stand in `MOVES`.
This module is pure: it must not know of stories' texts, feeds, disk or clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from monitor.model import Basis, Certainty, Claim, Evidence, Flag, Judgement, Stance, Status, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How many independent witnesses must report the same within the window before a claim is settled."""

    witnesses: int = 2
    window: timedelta = timedelta(days=14)

    def of(self, claim: Claim) -> Policy:
        """The claim's own policy, as far as it has one."""
        return Policy(witnesses=claim.witnesses or self.witnesses, window=claim.window or self.window)


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
    "An official statement or a visible event says the opposite of what had settled the claim.",
)
REPORTED_SUPPORT = Rule(
    "reported-support",
    "reported-confirmed",
    "One report has it from a party or as a visible event; a second, independent one would settle it.",
)
REPORTED_REFUTE = Rule(
    "reported-refute",
    "reported-denied",
    "One report has the opposite from a party or as a visible event; a second, independent one would settle it.",
)
SECOND_ORIGIN = Rule("second-origin", "corroborated", "A second, independent origin asserts the claim.")
DUE_PASSED = Rule(
    "due-passed", "overdue", "The day by which it should have happened has passed, and nothing settled it."
)
# Not in the table: it is told when the evidence that settled a claim is no longer what its story says.
WITHDRAWN = Rule(
    "withdrawn",
    "correction",
    "The story that settled the claim has been edited and no longer says so.",
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

_SETTLING = {
    (Stance.SUPPORTS, Basis.OFFICIAL): Kind.OFFICIAL_SUPPORT,
    (Stance.SUPPORTS, Basis.EVENT): Kind.EVENT_SUPPORT,
    (Stance.REFUTES, Basis.OFFICIAL): Kind.OFFICIAL_REFUTE,
    (Stance.REFUTES, Basis.EVENT): Kind.EVENT_REFUTE,
}
_REPORTED = {Stance.SUPPORTS: Kind.REPORTED_SUPPORT, Stance.REFUTES: Kind.REPORTED_REFUTE}
_HAPPENING = 31  # days; a longer time says too little of what happened in it


def unsettling(stance: Stance, certainty: Certainty, basis: Basis) -> str:
    """Why such a passage alone settles nothing, in words for people; "" where it does."""
    if stance is Stance.DISCUSSES:
        return "it says neither yes nor no"
    if certainty is Certainty.HEDGED:
        return "it is hedged"
    if (stance, basis) not in _SETTLING:
        return "nobody with standing says so and it has not visibly happened"
    return ""


def flag(stance: Stance, certainty: Certainty, basis: Basis) -> Flag:
    """What one passage alone would do to a claim that is still open."""
    if unsettling(stance, certainty, basis):
        return Flag.NONE
    after, _ = TABLE[_SETTLING[stance, basis], Status.RUMOURED]
    return Flag(after)


def replay(
    claim: Claim,
    evidence: Iterable[Evidence],
    *,
    reprints: Mapping[str, str],
    policy: Policy,
    now: datetime,
    recorded: datetime,
) -> tuple[Transition, ...]:
    """Every change of status that follows from all `evidence` of `claim`, in order of publication.

    The claim starts as rumoured, whatever its `status` says now.
    `reprints` gives the story that a reprint repeats; both speak with one voice.
    `policy` is the ledger's; the claim may have its own.
    The due date counts once `now` has reached the day (UTC) after it.
    `recorded` is written into the transitions and decides nothing.
    """
    status = Status.RUMOURED
    policy = policy.of(claim)
    voices: dict[str, str] = {}
    reports: list[Evidence] = []
    transitions = []
    for at, item in _events(claim, evidence, now):
        kind = Kind.DUE_PASSED if item is None else _weigh(item, voices, reprints)
        seen: tuple[Evidence, ...] = ()
        if item is not None and kind in _SETTLING.values():
            reports.append(item)
            seen = _witnesses(reports, reprints, policy)
            if not item.own and len(seen) < policy.witnesses:
                kind = _REPORTED[item.judgement.stance]
        if kind is None or (kind, status) not in TABLE:
            continue
        after, rule = TABLE[kind, status]
        judgement = item.judgement if item else None
        transitions.append(
            Transition(
                claim=claim.id,
                before=status,
                after=after,
                rule=rule.name,
                at=at,
                recorded=recorded,
                story=item.story if item else None,
                version=item.version if item else None,
                quote=judgement.quote if judgement else "",
                basis=judgement.basis if judgement else None,
                origin=judgement.origin if judgement else "",
                witnesses=tuple(witness.story for witness in seen),
            )
        )
        status = after
    return tuple(transitions)


def current(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """One item a story, of those about one claim: what its latest version says, as it was first said.

    An edit that changes nothing the table looks at leaves the older evidence standing, so that a corrected
    typing error neither rewrites the history nor moves its date.
    """
    standing: dict[str, Evidence] = {}
    for item in sorted(evidence, key=lambda item: item.version):
        held = standing.get(item.story)
        if held is None or _substance(held.judgement) != _substance(item.judgement):
            standing[item.story] = item
    return tuple(standing.values())


def _events(
    claim: Claim, evidence: Iterable[Evidence], now: datetime
) -> list[tuple[datetime, Evidence | None]]:
    """The evidence and the passing of the due date (None) in the order in which they came out."""
    events: list[tuple[datetime, str, int, Evidence | None]] = [
        (item.published, item.story, item.version, item) for item in current(evidence)
    ]
    if claim.due is not None and claim.due < now.astimezone(UTC).date():
        events.append((datetime.combine(claim.due + timedelta(days=1), time(), UTC), "", 0, None))
    return [(at, item) for at, _, _, item in sorted(events, key=lambda event: event[:3])]


def _weigh(item: Evidence, voices: dict[str, str], reprints: Mapping[str, str]) -> Kind | None:
    """What `item` does, given the `voices` (story to origin) that have asserted the claim before it.

    Only asserted support is a voice: "reportedly" passes a rumour on and does not vouch for it, and two who
    pass it on are not two who know. Nor is a passage without an origin: nothing shows that it is independent.
    """
    judgement = item.judgement
    origin = judgement.origin.strip().casefold()
    if origin and judgement.stance is Stance.SUPPORTS and judgement.certainty is Certainty.ASSERTED:
        voices.setdefault(_original(item.story, reprints), origin)
    origins = len(set(voices.values()))
    kind = _kind(judgement.stance, judgement.certainty, judgement.basis, origins=origins)
    if kind in _SETTLING.values() and judgement.flag is Flag.NONE:
        # The judge holds it back: the passage fills the claim only in part, or only recalls old news.
        return Kind.SECOND_ORIGIN if judgement.stance is Stance.SUPPORTS and origins > 1 else None
    return kind


def _witnesses(
    reports: Sequence[Evidence], reprints: Mapping[str, str], policy: Policy
) -> tuple[Evidence, ...]:
    """The last of the reports with those that independently say the same, the earliest first.

    They came out within the window before it, or tell of the same happening.
    """
    last, counted = reports[-1], [reports[-1]]
    for report in reports[:-1]:
        same = report.judgement.stance is last.judgement.stance
        near = last.published - report.published <= policy.window or _one_happening(report, last)
        if same and near and not any(_one_witness(report, other, reprints) for other in counted):
            counted.append(report)
    return tuple(sorted(counted, key=lambda report: report.published))


def _one_witness(one: Evidence, other: Evidence, reprints: Mapping[str, str]) -> bool:
    """Whether two reports rest on one pair of eyes: one publisher, one source, or one text."""
    return (one.witness or one.story) == (other.witness or other.story) or (
        _original(one.story, reprints) == _original(other.story, reprints)
    )


def _one_happening(one: Evidence, other: Evidence) -> bool:
    """Whether both name the same days for what happened."""
    first, second = (happened(item.judgement) for item in (one, other))
    return bool(first and second and first[0] <= second[1] and second[0] <= first[1])


def happened(judgement: Judgement) -> tuple[date, date] | None:
    """The days within which it happened, where the passage names them closely enough."""
    words = next((words for role, words in judgement.frame if role in ("date", "day")), "")
    days = [date.fromisoformat(day) for day in words.split(" to ")] if words else []
    return (days[0], days[-1]) if days and (days[-1] - days[0]).days <= _HAPPENING else None


def _kind(stance: Stance, certainty: Certainty, basis: Basis, *, origins: int) -> Kind | None:
    if not unsettling(stance, certainty, basis):
        return _SETTLING[stance, basis]
    if certainty is Certainty.ASSERTED and stance is Stance.SUPPORTS and origins > 1:
        return Kind.SECOND_ORIGIN
    return None


def _original(story: str, reprints: Mapping[str, str]) -> str:
    seen = {story}
    while (story := reprints.get(story, story)) not in seen:
        seen.add(story)
    return story


def _substance(judgement: Judgement) -> tuple[str, ...]:
    return (
        judgement.stance,
        judgement.certainty,
        judgement.basis,
        judgement.flag,
        judgement.origin.strip().casefold(),
    )
