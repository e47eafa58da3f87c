"""The whole decision of a poll in one place: what the ledger holds, and what it is to hold next.

Pure: it takes values and returns values, and must not import an edge (network, disk, clock, database).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from monitor.claims.replay import Policy, replay
from monitor.ledger.judging import BEARING, Judge, Judged, judged
from monitor.ledger.news import TAKEN_BACK, alerts_of, status, without
from monitor.model import (
    Alert,
    Evidence,
    FeedState,
    Plan,
    Problem,
    Snapshot,
    Story,
    Transition,
)


def plan(
    snapshot: Snapshot,
    stories: Iterable[Story],
    *,
    judge: Judge,
    feed_states: Iterable[FeedState] = (),
    evidence: Iterable[Evidence] = (),
    told: Iterable[Story] = (),
    links: Mapping[str, Collection[str]] | None = None,
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
    `told` are its stories that bear on a claim, `links` the identities of the pages that a new story links to: by
    these is found what a story takes back.
    `policy` says how many witnesses settle a claim.
    `tell` is whether anyone is to be alerted; without it the plan has no alerts.
    Every claim is replayed, also when no story came: its due date may have passed.
    """
    found, added = _heard(snapshot, stories, evidence, judge=judge, told=told, links=links, watched=watched)
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
        new = without(after, before)
        gone = without(before, after)
        transitions += new
        superseded += gone
        alerts += alerts_of(before, after, about, edits, now=now)
        if claim.status is not status(after):
            claims.append(replace(claim, status=status(after)))
    return Plan(
        feed_states=tuple(feed_states),
        stories=found.stories,
        evidence=added,
        withdrawals=found.withdrawals,
        transitions=tuple(transitions),
        superseded=tuple(superseded),
        taken_back=tuple(a.transition for a in alerts if a.transition.rule in TAKEN_BACK),
        alerts=tuple(alerts) if tell else (),
        claims=tuple(claims),
        problems=(*problems, *found.problems),
        entries=entries,
    )


def part(
    snapshot: Snapshot,
    stories: Iterable[Story],
    *,
    judge: Judge,
    evidence: Iterable[Evidence] = (),
    told: Iterable[Story] = (),
    links: Mapping[str, Collection[str]] | None = None,
    watched: frozenset[str],
) -> Plan:
    """What the first of many stories say, as `plan` has it; what follows from them is left to the plan of the last."""
    found, added = _heard(snapshot, stories, evidence, judge=judge, told=told, links=links, watched=watched)
    return Plan(stories=found.stories, evidence=added, withdrawals=found.withdrawals, problems=found.problems)


def after(snapshot: Snapshot, part: Plan) -> Snapshot:
    """The ledger once such a part is in it."""
    return replace(
        snapshot,
        stories=(*snapshot.stories, *part.stories),
        evidence=(*snapshot.evidence, *part.evidence),
        withdrawals=(*snapshot.withdrawals, *part.withdrawals),
    )


def both(part: Plan, last: Plan) -> Plan:
    """The plan of a poll of which `part` was decided first."""
    return replace(
        last,
        stories=(*part.stories, *last.stories),
        evidence=(*part.evidence, *last.evidence),
        withdrawals=(*part.withdrawals, *last.withdrawals),
        problems=tuple(dict.fromkeys((*part.problems, *last.problems))),
    )


def _heard(
    snapshot: Snapshot,
    stories: Iterable[Story],
    evidence: Iterable[Evidence],
    *,
    judge: Judge,
    told: Iterable[Story],
    links: Mapping[str, Collection[str]] | None,
    watched: frozenset[str],
) -> tuple[Judged, tuple[Evidence, ...]]:
    """What the stories say, and what evidence that adds to the ledger's."""
    backlog = tuple(evidence)
    found = judged(
        _unknown(stories, snapshot.stories),
        judge,
        known=snapshot.stories,
        told=told,
        links=links,
        evidence=(*snapshot.evidence, *backlog),
        withdrawals=snapshot.withdrawals,
        watched=watched,
    )
    return found, _added((*backlog, *found.evidence), snapshot.evidence)


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
