"""The fold that runs a claim's evidence over the verdict table, and counts its witnesses. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from monitor.claims.verdict import SETTLING, TABLE, Kind, unsettling
from monitor.model import (
    Basis,
    Certainty,
    Claim,
    Evidence,
    Flag,
    Judgement,
    Stance,
    Status,
    Transition,
    Withdrawal,
)
from monitor.publishers import publisher

_REPORTED = {Stance.SUPPORTS: Kind.REPORTED_SUPPORT, Stance.REFUTES: Kind.REPORTED_REFUTE}
_HAPPENING = 31  # days; a longer time says too little of what happened in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How many independent witnesses must report the same within the window before a claim is settled."""

    witnesses: int = 2
    window: timedelta = timedelta(days=14)

    def of(self, claim: Claim) -> Policy:
        """The claim's own policy, as far as it has one."""
        return Policy(witnesses=claim.witnesses or self.witnesses, window=claim.window or self.window)


def replay(
    claim: Claim,
    evidence: Iterable[Evidence],
    *,
    withdrawals: Iterable[Withdrawal] = (),
    reprints: Mapping[str, str],
    policy: Policy,
    now: datetime,
    recorded: datetime,
) -> tuple[Transition, ...]:
    """Every change of status that follows from all `evidence` of `claim`, in order of publication.

    The claim starts as rumoured, whatever its `status` says now.
    `withdrawals` are those on this claim; what a story no longer says counts as if it had never said it.
    `reprints` gives the story that a reprint repeats; both speak with one voice.
    `policy` is the ledger's; the claim may have its own.
    The due date counts once `now` has reached the day (UTC) after it.
    `recorded` is written into the transitions and decides nothing.
    """
    status = Status.RUMOURED
    policy = policy.of(claim)
    voices: dict[str, Evidence] = {}
    reports: defaultdict[str, list[Evidence]] = defaultdict(list)  # by who vouches for them
    transitions = []
    for at, item in _events(claim, current(evidence, withdrawals), now):
        kind = Kind.DUE_PASSED if item is None else _weigh(item, voices, reprints)
        seen = _origins(voices) if kind is Kind.SECOND_ORIGIN else ()
        if item is not None and kind in SETTLING.values():
            reports[publisher(item.witness or item.story)].append(item)
            reported = _REPORTED[item.judgement.stance]
            if (kind, status) not in TABLE and (reported, status) not in TABLE:
                continue
            seen = _witnesses(item, reports, reprints, policy)
            if not item.judgement.own and len(seen) < policy.witnesses:
                kind = reported
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


def current(evidence: Iterable[Evidence], withdrawals: Iterable[Withdrawal] = ()) -> tuple[Evidence, ...]:
    """One item a story at most, of those about one claim: what its latest version says, as it was first said.

    An edit that changes nothing the table looks at leaves the older evidence standing, so that a corrected
    typing error neither rewrites the history nor moves its date. An edit that withdraws it leaves none.
    """
    standing: dict[str, Evidence] = {}
    judged: tuple[Evidence | Withdrawal, ...] = (*evidence, *withdrawals)
    for item in sorted(judged, key=lambda item: item.version):
        held = standing.get(item.story)
        if isinstance(item, Withdrawal):
            standing.pop(item.story, None)
        elif held is None or _substance(held.judgement) != _substance(item.judgement):
            standing[item.story] = item
    return tuple(standing.values())


def _events(
    claim: Claim, standing: Iterable[Evidence], now: datetime
) -> list[tuple[datetime, Evidence | None]]:
    """The evidence and the passing of the due date (None) in the order in which they came out."""
    events: list[tuple[datetime, str, int, Evidence | None]] = [
        (item.published, item.story, item.version, item) for item in standing
    ]
    if claim.due is not None and claim.due < now.astimezone(UTC).date():
        events.append((datetime.combine(claim.due + timedelta(days=1), time(), UTC), "", 0, None))
    return [(at, item) for at, _, _, item in sorted(events, key=lambda event: event[:3])]


def _weigh(item: Evidence, voices: dict[str, Evidence], reprints: Mapping[str, str]) -> Kind | None:
    """What `item` does, given the `voices` (a text's first evidence) that have asserted the claim before it.

    Only asserted support is a voice: "reportedly" passes a rumour on and does not vouch for it, and two who
    pass it on are not two who know. Nor is a passage without an origin: nothing shows that it is independent.
    """
    judgement = item.judgement
    if _origin(item) and judgement.stance is Stance.SUPPORTS and judgement.certainty is Certainty.ASSERTED:
        voices.setdefault(_original(item.story, reprints), item)
    origins = len(_origins(voices))
    kind = _kind(judgement.stance, judgement.certainty, judgement.basis, origins=origins)
    if kind in SETTLING.values() and judgement.flag is Flag.NONE:
        # The judge holds it back: the passage fills the claim only in part, or only recalls old news.
        return Kind.SECOND_ORIGIN if judgement.stance is Stance.SUPPORTS and origins > 1 else None
    return kind


def _witnesses(
    last: Evidence, reports: Mapping[str, Sequence[Evidence]], reprints: Mapping[str, str], policy: Policy
) -> tuple[Evidence, ...]:
    """The last report with those that independently say the same, the earliest first.

    They came out within the window before it, or tell of the same happening. `reports` are grouped by who vouches for
    them: nobody is a second witness beside himself.
    """
    counted, own = [last], publisher(last.witness or last.story)
    others = (report for name, theirs in reports.items() if name != own for report in theirs)
    for report in sorted(others, key=lambda report: (report.published, report.story, report.version)):
        same = report.judgement.stance is last.judgement.stance
        near = last.published - report.published <= policy.window or _one_happening(report, last)
        if same and near and not any(_one_witness(report, other, reprints) for other in counted):
            counted.append(report)
    return tuple(sorted(counted, key=lambda report: report.published))


def _one_witness(one: Evidence, other: Evidence, reprints: Mapping[str, str]) -> bool:
    """Whether two reports rest on one pair of eyes: one publisher, one source, or one text."""
    return publisher(one.witness or one.story) == publisher(other.witness or other.story) or (
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


def _origin(item: Evidence) -> str:
    return item.judgement.origin.strip().casefold()


def _origins(voices: Mapping[str, Evidence]) -> tuple[Evidence, ...]:
    """The first evidence of each origin that has asserted the claim."""
    first: dict[str, Evidence] = {}
    for item in voices.values():
        first.setdefault(_origin(item), item)
    return tuple(first.values())


def _kind(stance: Stance, certainty: Certainty, basis: Basis, *, origins: int) -> Kind | None:
    if not unsettling(stance, certainty, basis):
        return SETTLING[stance, basis]
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
