"""An archive of stories told in its own time: the changes of status as they would have been mailed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from monitor.claims.replay import Policy, happened, replay
from monitor.ledger.judging import Judge
from monitor.ledger.witnesses import testimony
from monitor.model import Claim, Evidence, Flag, Story, Transition
from monitor.publishers import publisher
from monitor.stories.reprints import Reprints


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A change of status with what a reader wants to know of its making.

    `happened`: the day on which it happened, where the deciding passage names one. `witnesses`: the independent stories
    that were counted, each with its passage. `next_outlet` told the same `lead` later; None where nobody else did.
    """

    transition: Transition
    happened: date | None
    story: Story | None
    witnesses: tuple[tuple[Story, str], ...]
    next_outlet: str | None
    lead: timedelta | None


def told(
    stories: Iterable[Story], claims: Iterable[Claim], *, judge: Judge, policy: Policy, until: datetime
) -> tuple[Told, ...]:
    """Every change of status in the order in which the news came out.

    Stories that came out after `until` are left out; what is due before it and did not come is overdue.
    """
    known: dict[str, Story] = {}
    reprints: dict[str, str] = {}
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    index = Reprints()
    for story in sorted(stories, key=lambda story: (story.published, story.id)):
        if story.published > until:
            break
        known[story.id] = story
        judgements = judge(story)
        if not judgements:
            continue
        if original := index.original(story):
            reprints[story.id] = original
        index.add(replace(story, reprint_of=original))
        for judgement in judgements:
            evidence[judgement.claim].append(testimony(story, judgement))
    found = [
        _told(transition, evidence[claim.id], known)
        for claim in claims
        for transition in replay(
            claim, evidence[claim.id], reprints=reprints, policy=policy, now=until, recorded=until
        )
    ]
    return tuple(sorted(found, key=lambda change: (change.transition.at, change.transition.claim)))


def _told(transition: Transition, evidence: Iterable[Evidence], stories: Mapping[str, Story]) -> Told:
    by_story = {item.story: item for item in evidence}
    decided = by_story.get(transition.story or "")
    days = happened(decided.judgement) if decided else None
    after = _next(decided, by_story.values()) if decided else None
    return Told(
        transition=replace(
            transition, recorded=transition.at
        ),  # in its own time it is learned when it comes out
        happened=days[0] if days and days[0] == days[1] else None,
        story=stories.get(transition.story or ""),
        witnesses=tuple((stories[id_], by_story[id_].judgement.quote) for id_ in transition.witnesses),
        next_outlet=stories[after.story].outlet if after else None,
        lead=after.published - transition.at if after else None,
    )


def _next(decided: Evidence, evidence: Iterable[Evidence]) -> Evidence | None:
    """The next report that settles the claim in the same sense and is another witness."""
    later = (
        item
        for item in evidence
        if item.published > decided.published
        and item.judgement.flag is decided.judgement.flag is not Flag.NONE
        and publisher(item.witness) != publisher(decided.witness)
    )
    return min(later, key=lambda item: (item.published, item.story), default=None)
