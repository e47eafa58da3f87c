"""The ledger as it would have stood on an earlier day, had everything been read when it came out. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from monitor.claims.replay import Policy, replay
from monitor.model import Evidence, Seen, Snapshot, Status


def as_of(snapshot: Snapshot, moment: datetime, policy: Policy) -> Snapshot:
    """What had come out by `moment`, and what followed from it then; due dates count from there.

    The wording of a story is that of its latest version, its evidence that of the versions that were out.
    """
    reprints = dict(snapshot.reprints)
    by_claim: dict[str, list[Evidence]] = defaultdict(list)
    for item in snapshot.evidence:
        if item.published <= moment:
            by_claim[item.claim].append(item)
    withdrawals = tuple(item for item in snapshot.withdrawals if item.published <= moment)
    out = {item.story for items in by_claim.values() for item in items}
    recorded = {transition.key: transition.recorded for transition in snapshot.transitions}
    derived = {
        claim.id: tuple(
            replace(transition, recorded=recorded.get(transition.key, transition.at))
            for transition in replay(
                claim,
                by_claim[claim.id],
                withdrawals=(item for item in withdrawals if item.claim == claim.id),
                reprints=reprints,
                policy=policy,
                now=moment,
                recorded=moment,
            )
        )
        for claim in snapshot.claims
    }
    stories = tuple(story for story in snapshot.stories if story.id in out)
    edited = {story.id for story in stories if story.published <= moment}
    transitions = [transition for each in derived.values() for transition in each]
    return replace(
        snapshot,
        claims=tuple(
            replace(claim, status=derived[claim.id][-1].after if derived[claim.id] else Status.RUMOURED)
            for claim in snapshot.claims
        ),
        stories=stories,
        evidence=tuple(item for items in by_claim.values() for item in items),
        withdrawals=withdrawals,
        earlier=tuple(story for story in snapshot.earlier if story.id in edited),
        transitions=tuple(
            sorted(transitions, key=lambda item: (item.at, item.story or "", item.version or 0))
        ),
        seen=Seen(stories=len(stories), on_topic=len(stories)),
    )
