"""What stories and new versions of stories say: evidence, and what an edit takes away. Pure."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from monitor.languages.detect import UNDETERMINED
from monitor.ledger.record import Item, Record
from monitor.ledger.retractions import retracted
from monitor.ledger.witnesses import testimony
from monitor.model import Evidence, Judgement, Problem, Story, Withdrawal
from monitor.redaction import public
from monitor.stories.retraction import notices, spoken

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
    told: Iterable[Story] = (),
    links: Mapping[str, Collection[str]] | None = None,
    evidence: Iterable[Evidence],
    withdrawals: Iterable[Withdrawal],
    watched: frozenset[str],
) -> Judged:
    """What the stories say; where the judge fails, the story is kept as not judged.

    `known` are stories of the ledger that some of `stories` may be new versions of, `told` those that bear on a claim;
    `evidence` and `withdrawals` are what it holds. `links` gives the identities of the pages that a story links to.
    `watched` are the claims that the judge knows: of others it cannot say that a story lets go of them.
    """
    latest = {story.id: story for story in (*told, *known)}
    record = Record(evidence, withdrawals)
    kept: list[Story] = []
    found: list[Evidence] = []
    gone: list[Withdrawal] = []
    faults: list[Problem] = []
    for story in stories:
        try:
            own = spoken(story)
            judgements = judge(own) if own and story.judged else ()
            lost = record.bearing(story.id) - {judgement.claim for judgement in judgements}
            if lost and own:
                lost = _taken_away(story, latest.get(story.id), judge) & lost & watched
            taken = (
                _retracted(story, record, latest, (links or {}).get(story.id, ()), judge)
                if own is not story
                else ()
            )
        except Exception as error:  # one poison story must not stop every later poll
            _log.exception("judging %s failed unexpectedly", public(story.url))
            kept.append(replace(story, judged=False))
            message = f"{type(error).__name__}: {error}"
            faults.append(Problem(stage="judge", subject=story.url, message=message))
        else:
            kept.append(story if story.on_topic or not judgements else replace(story, **BEARING))
            said = (testimony(story, judgement) for judgement in judgements)
            left = (_withdrawal(claim, story) for claim in sorted(lost))
            items: tuple[Item, ...] = (*said, *left, *taken)
            put = [record.put(item) for item in items]
            found += [item for item in put if isinstance(item, Evidence)]
            gone += [item for item in put if isinstance(item, Withdrawal)]
        latest[story.id] = story
    return Judged(stories=tuple(kept), evidence=tuple(found), withdrawals=tuple(gone), problems=tuple(faults))


def _retracted(
    story: Story, record: Record, stories: Mapping[str, Story], links: Collection[str], judge: Judge
) -> tuple[Withdrawal, ...]:
    """What the story takes back of other stories of its publisher."""

    def said(words: str) -> tuple[Judgement, ...]:
        return judge(replace(story, headline="", text=words)) if story.judged and words else ()

    return tuple(retracted(story, record.standing(), stories=stories, links=links, said=said))


def _taken_away(story: Story, before: Story | None, judge: Judge) -> set[str]:
    """The claims that the version before still bears on, so that it is the edit that took the evidence away.

    Otherwise it is a newer judge that reads the same words differently, and what is judged once stays. A story that
    nobody could read, because of its language, takes nothing away; one that names nobody any more does.
    """
    if before is None or before.version >= story.version:
        return set()
    if not story.judged and story.language != UNDETERMINED:
        return set()
    own = spoken(before)
    return {judgement.claim for judgement in judge(own)} if own else set()


def _withdrawal(claim: str, story: Story) -> Withdrawal:
    quote = next((notice.passage for notice in notices(story.headline, story.text)), "")
    return Withdrawal(
        claim=claim, story=story.id, version=story.version, published=story.published, quote=quote
    )
