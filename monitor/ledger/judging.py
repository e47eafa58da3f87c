"""What stories and new versions of stories say: evidence, and what an edit takes away. Pure."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from monitor.languages.detect import UNDETERMINED
from monitor.ledger.witnesses import testimony
from monitor.model import Evidence, Judgement, Problem, Story, Withdrawal
from monitor.redaction import public

_log = logging.getLogger(__name__)
# The topic's own test looks for its subject; what bears on one of its claims is on topic all the same.
BEARING: dict[str, Any] = {"on_topic": True, "topic_reason": "bears on a claim"}

Judge: TypeAlias = Callable[[Story], tuple[Judgement, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The stories as they are to be kept, what they say, and what they no longer say."""

    stories: tuple[Story, ...]
    evidence: tuple[Evidence, ...]
    withdrawals: tuple[Withdrawal, ...]
    problems: tuple[Problem, ...]


def judged(
    stories: Iterable[Story],
    judge: Judge,
    *,
    known: Iterable[Story],
    evidence: Iterable[Evidence],
    withdrawals: Iterable[Withdrawal],
    watched: frozenset[str],
) -> Judged:
    """What the stories say; where the judge fails, the story is kept as not judged.

    `known` are stories of the ledger that some of `stories` may be new versions of, `evidence` and `withdrawals` what
    it holds. `watched` are the claims that the judge knows: of others it cannot say that a story lets go of them.
    """
    latest = {story.id: story for story in known}
    bearing = _bearing(evidence, withdrawals)
    kept: list[Story] = []
    found: list[Evidence] = []
    gone: list[Withdrawal] = []
    faults: list[Problem] = []
    for story in stories:
        try:
            judgements = judge(story) if story.judged else ()
            lost = (bearing[story.id] & watched) - {judgement.claim for judgement in judgements}
            if lost:
                lost &= _taken_away(story, latest.get(story.id), judge)
        except Exception as error:  # one poison story must not stop every later poll
            _log.exception("judging %s failed unexpectedly", public(story.url))
            kept.append(replace(story, judged=False))
            message = f"{type(error).__name__}: {error}"
            faults.append(Problem(stage="judge", subject=story.url, message=message))
        else:
            kept.append(story if story.on_topic or not judgements else replace(story, **BEARING))
            found += [testimony(story, judgement) for judgement in judgements]
            gone += [_withdrawal(claim, story) for claim in sorted(lost)]
            bearing[story.id] = (bearing[story.id] - lost) | {judgement.claim for judgement in judgements}
        latest[story.id] = story
    return Judged(stories=tuple(kept), evidence=tuple(found), withdrawals=tuple(gone), problems=tuple(faults))


def _bearing(evidence: Iterable[Evidence], withdrawals: Iterable[Withdrawal]) -> defaultdict[str, set[str]]:
    """The claims that each story bears on by its latest judgement."""
    bearing: defaultdict[str, set[str]] = defaultdict(set)
    judged: tuple[Evidence | Withdrawal, ...] = (*evidence, *withdrawals)
    for item in sorted(judged, key=lambda item: item.version):
        if isinstance(item, Withdrawal):
            bearing[item.story].discard(item.claim)
        else:
            bearing[item.story].add(item.claim)
    return bearing


def _taken_away(story: Story, before: Story | None, judge: Judge) -> set[str]:
    """The claims that the version before still bears on, so that it is the edit that took the evidence away.

    Otherwise it is a newer judge that reads the same words differently, and what is judged once stays. A story that
    nobody could read, because of its language, takes nothing away; one that names nobody any more does.
    """
    if before is None or before.version >= story.version:
        return set()
    if not story.judged and story.language != UNDETERMINED:
        return set()
    return {judgement.claim for judgement in judge(before)}


def _withdrawal(claim: str, story: Story) -> Withdrawal:
    return Withdrawal(claim=claim, story=story.id, version=story.version, published=story.published)
