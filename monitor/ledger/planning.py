"""The whole decision of a poll in one place: what the ledger holds, and what it is to hold next.

Pure: it takes values and returns values, and must not import an edge (network, disk, clock, database).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.claims.replay import Policy, current, replay
from monitor.claims.verdict import REPORTED, RULES, SETTLED, WITHDRAWN
from monitor.ledger.judging import BEARING, Judge, judged
from monitor.model import (
    Alert,
    Evidence,
    FeedState,
    Plan,
    Problem,
    Snapshot,
    Status,
    Story,
    Transition,
    Withdrawal,
)


def plan(
    snapshot: Snapshot,
    stories: Iterable[Story],
    *,
    judge: Judge,
    feed_states: Iterable[FeedState] = (),
    evidence: Iterable[Evidence] = (),
    problems: Iterable[Problem] = (),
    entries: int = 0,
    policy: Policy,
    watched: frozenset[str],
    now: datetime,
    tell: bool,
) -> Plan:
    """What follows from `stories`: new stories and new versions of known ones, the versions of one in order.

    The snapshot's stories need be only those that `stories` may be versions of.
    `judge` says what a story does to the claims of the snapshot: nothing, where it bears on none of them.
    `watched` are the claims that it knows: the configured ones, of those of the ledger.
    `evidence` is what stories of the ledger say about claims that are newer than they.
    `policy` says how many witnesses settle a claim.
    `tell` is whether anyone is to be alerted; without it the plan has no alerts.
    Every claim is replayed, also when no story came: its due date may have passed.
    """
    backlog = tuple(evidence)
    found = judged(
        _unknown(stories, snapshot.stories),
        judge,
        known=snapshot.stories,
        evidence=(*snapshot.evidence, *backlog),
        withdrawals=snapshot.withdrawals,
        watched=watched,
    )
    added = _added((*backlog, *found.evidence), snapshot.evidence)
    reprints = _reprints(snapshot, found.stories)
    by_claim, withdrawn = defaultdict(list), defaultdict(list)
    for item in (*snapshot.evidence, *added):
        by_claim[item.claim].append(item)
    for edit in (*snapshot.withdrawals, *found.withdrawals):
        withdrawn[edit.claim].append(edit)
    standing = defaultdict(list)
    for transition in snapshot.transitions:
        standing[transition.claim].append(transition)

    transitions: list[Transition] = []
    superseded: list[Transition] = []
    alerts: list[Alert] = []
    claims = []
    for claim in snapshot.claims:
        about, edits, before = by_claim[claim.id], withdrawn[claim.id], standing[claim.id]
        after = replay(
            claim, about, withdrawals=edits, reprints=reprints, policy=policy, now=now, recorded=now
        )
        new = _without(after, before)
        gone = _without(before, after)
        transitions += new
        superseded += gone
        alerts += _alerts(before, after, about, edits, now=now)
        if claim.status is not _status(after):
            claims.append(replace(claim, status=_status(after)))
    return Plan(
        feed_states=tuple(feed_states),
        stories=found.stories,
        evidence=added,
        withdrawals=found.withdrawals,
        transitions=tuple(transitions),
        superseded=tuple(superseded),
        taken_back=tuple(a.transition for a in alerts if a.transition.rule == WITHDRAWN.name),
        alerts=tuple(alerts) if tell else (),
        claims=tuple(claims),
        problems=(*problems, *found.problems),
        entries=entries,
    )


def _unknown(stories: Iterable[Story], known: Iterable[Story]) -> tuple[Story, ...]:
    """The stories that tell the ledger anything: not those it holds, in this version or a later one."""
    latest = {story.id: story for story in known}
    return tuple(
        story
        for story in dict.fromkeys(stories)
        if story.id not in latest
        or (not _same(story, latest[story.id]) and story.version >= latest[story.id].version)
    )


def _same(story: Story, known: Story) -> bool:
    """Whether the ledger holds the story as it is, apart from what judging added to it."""
    if known.topic_reason != BEARING["topic_reason"]:
        return story == known
    return replace(story, **BEARING) == known


def _added(judged: Iterable[Evidence], known: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What is judged once stays: evidence is added to, not rewritten."""
    have = {(item.claim, item.story, item.version) for item in known}
    return tuple(item for item in judged if (item.claim, item.story, item.version) not in have)


def _reprints(snapshot: Snapshot, fresh: Iterable[Story]) -> dict[str, str]:
    """A reprint's id to its original's; a new version takes the place of the old one."""
    known = {story.id: story.reprint_of for story in (*snapshot.stories, *fresh)}
    found = {**dict(snapshot.reprints), **known}
    return {reprint: original for reprint, original in found.items() if original is not None}


def _without(these: Iterable[Transition], those: Iterable[Transition]) -> tuple[Transition, ...]:
    keys = {transition.key for transition in those}
    return tuple(transition for transition in these if transition.key not in keys)


def _status(transitions: Sequence[Transition]) -> Status:
    return transitions[-1].after if transitions else Status.RUMOURED


def _alerts(
    before: Sequence[Transition],
    after: Sequence[Transition],
    evidence: Iterable[Evidence],
    withdrawals: Sequence[Withdrawal],
    *,
    now: datetime,
) -> Iterator[Alert]:
    """What the reader must hear, who so far believes what the standing transitions `before` say.

    A story that arrives late and only rewrites the past is silent; one that changes what holds today is told,
    however old it is. A first report is told while it stands alone, and not once more has come with it.
    """
    believed = _status(before)
    new = _without(after, before)
    for transition in new:
        news = not before or transition.at >= before[-1].at
        alone = transition is after[-1] and believed not in SETTLED
        if news and transition.after is not believed and (alone or transition.after not in REPORTED):
            yield _alert(transition, believed, now)
            believed = transition.after
    if believed is _status(after):
        return
    unsettled = believed in SETTLED and _status(after) not in SETTLED
    if new and new[-1] is after[-1] and not unsettled:
        yield _alert(after[-1], believed, now)
    elif believed in SETTLED and (edit := _edit(before[-1], _status(after), evidence, withdrawals)):
        yield _alert(_taken_back(before[-1], edit, _status(after), now), believed, now)


def _alert(transition: Transition, believed: Status, now: datetime) -> Alert:
    kind = "correction" if believed in SETTLED else RULES[transition.rule].alert
    return Alert(id=transition.id, claim=transition.claim, kind=kind, transition=transition, created=now)


def _edit(
    decided: Transition, after: Status, evidence: Iterable[Evidence], withdrawals: Sequence[Withdrawal]
) -> Evidence | Withdrawal | None:
    """How a story that `decided` rests on was edited: what it says now, or that it says nothing any more.

    None where nothing has happened but that more witnesses are asked for than before.
    """
    counted = {decided.story, *decided.witnesses}
    standing = [item for item in current(evidence, withdrawals) if item.story in counted]
    silent = counted - {item.story for item in standing}
    gone = [item for item in withdrawals if item.story in silent]
    if gone:
        return max(gone, key=lambda item: (item.story == decided.story, item.version))
    edited = next((item for item in standing if item.judgement.flag.value != decided.after.value), None)
    if edited is None and after.value == f"reported-{decided.after.value}":
        return None
    return edited or next((item for item in standing if item.story == decided.story), None)


def _taken_back(decided: Transition, edit: Evidence | Withdrawal, after: Status, now: datetime) -> Transition:
    """The news that a story behind `decided` has been edited and no longer says so.

    It is no transition of the ledger, where nothing but the older evidence is left.
    """
    says = edit.judgement if isinstance(edit, Evidence) else None
    return Transition(
        claim=decided.claim,
        before=decided.after,
        after=after,
        rule=WITHDRAWN.name,
        at=edit.published,
        recorded=now,
        story=edit.story,
        version=edit.version,
        quote=says.quote if says else "",
        basis=says.basis if says else None,
        origin=says.origin if says else "",
    )
