"""What stories and new versions of stories say: evidence, and what an edit takes away. Pure."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

from monitor.claims.replay import current
from monitor.languages.detect import UNDETERMINED
from monitor.ledger.witnesses import testimony
from monitor.model import Evidence, Flag, Judgement, Problem, Story, Withdrawal
from monitor.redaction import public

_log = logging.getLogger(__name__)
# The topic's own test looks for its subject; what bears on one of its claims is on topic all the same.
BEARING: dict[str, Any] = {"on_topic": True, "topic_reason": "bears on a claim"}

Judge: TypeAlias = Callable[[Story], tuple[Judgement, ...]]
_Item: TypeAlias = Evidence | Withdrawal
_Said: TypeAlias = defaultdict[str, defaultdict[str, list[_Item]]]
_HEARD = 16  # pieces of evidence of one story on one claim that settle the same
_TURNS = 8  # times that one story may change what it settles of one claim


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
    said = _said(evidence, withdrawals)
    kept: list[Story] = []
    found: list[Evidence] = []
    gone: list[Withdrawal] = []
    faults: list[Problem] = []
    for story in stories:
        try:
            judgements = judge(story) if story.judged else ()
            lost = (_bearing(said[story.id]) & watched) - {judgement.claim for judgement in judgements}
            if lost:
                lost &= _taken_away(story, latest.get(story.id), judge)
        except Exception as error:  # one poison story must not stop every later poll
            _log.exception("judging %s failed unexpectedly", public(story.url))
            kept.append(replace(story, judged=False))
            message = f"{type(error).__name__}: {error}"
            faults.append(Problem(stage="judge", subject=story.url, message=message))
        else:
            kept.append(story if story.on_topic or not judgements else replace(story, **BEARING))
            items = [testimony(story, judgement) for judgement in judgements]
            items += [_withdrawal(claim, story) for claim in sorted(lost)]
            for item in items:
                past = said[story.id][item.claim]
                if (news := _news(item, past, story)) is not None:
                    past.append(news)
                    (gone if isinstance(news, Withdrawal) else found).append(news)
        latest[story.id] = story
    return Judged(stories=tuple(kept), evidence=tuple(found), withdrawals=tuple(gone), problems=tuple(faults))


def _said(evidence: Iterable[Evidence], withdrawals: Iterable[Withdrawal]) -> _Said:
    """All that each story has said of each claim, version by version."""
    said: _Said = defaultdict(lambda: defaultdict(list))
    items: tuple[_Item, ...] = (*evidence, *withdrawals)
    for item in sorted(items, key=lambda item: item.version):
        said[item.story][item.claim].append(item)
    return said


def _bearing(said: Mapping[str, Sequence[_Item]]) -> set[str]:
    """The claims that a story bears on by its latest judgement."""
    return {claim for claim, items in said.items() if items and isinstance(items[-1], Evidence)}


def _news(item: _Item, past: Sequence[_Item], story: Story) -> _Item | None:
    """What of an item is put down beside what the story has said of the claim; None where it says the same again.

    A text that changes for ever must leave a bounded record: beyond it only what would change the status counts, and a
    story that has gone back and forth counts for nothing from then on.
    """
    if not past:
        return item
    last = past[-1]
    if isinstance(last, Evidence) and isinstance(item, Evidence) and current((last, item)) == (last,):
        return None
    if _flag(item) is _flag(last) and not isinstance(item, Withdrawal):
        return item if len(past) < _HEARD else None
    if sum(_flag(one) is not _flag(other) for one, other in pairwise(past)) < _TURNS:
        return item
    return _withdrawal(item.claim, story) if isinstance(last, Evidence) else None


def _flag(item: _Item) -> Flag:
    return item.judgement.flag if isinstance(item, Evidence) else Flag.NONE


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
