"""Which story does this one repeat: forty reprints of one agency line are one origin.

Two stories are the same text if the shorter one's word sequences are nearly all in the other one, or if one
headline repeats the other and there is no text to tell them apart. Other figures make another story: last
month's delivery report is no reprint of this month's.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import TypeVar
from zlib import crc32

from rapidfuzz import fuzz

from monitor.model import Story
from monitor.stories.identity import letters, normalised

WINDOW = timedelta(days=10)

_TEXT = 2000  # characters of a text that are compared
_WORDS, _CHARACTERS = 4, 6  # length of the sequences: words, and characters of scripts without spaces
_ENOUGH = 12  # sequences that make a text long enough to be compared
# Share of the shorter text's sequences in the longer one: worth a look, and enough. Retellings of an event in
# other words stay below 0.15.
_CANDIDATE, _REPEATED = 0.35, 0.7
_SAME_TEXT = 80.0  # rapidfuzz's partial ratio (0 to 100) of copy-edited texts, which keep few sequences whole
_HELD = 64  # stories that are remembered for a sequence or a headline of one period: the earliest
_COMPARED = 32  # stories of each kind that one is compared with: those that share most
_LONG_HEADLINE = 25  # letters of a headline that says enough to be compared alone
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
_OUTLET = re.compile(r"\s+[-|–—_]\s+[^-|–—_]{2,40}$")
_NUMBER = re.compile(r"\d[\d\ufffc]*")


_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class _Profile:
    """What two stories are compared by; `sequences` are hashes, each once."""

    headline: str
    text: str
    sequences: array[int]
    figures: frozenset[str]


class Reprints:
    """The stories that a new one may repeat. Add stories in order of publication.

    An inverted index of word sequences. It finds abridged reprints, since it counts how much of the shorter text is
    in the longer one, where indexes of likeness (MinHash) only estimate how much of both together is in both.
    What many stories share, the words of a form, is remembered of the earliest in each period of ten days only, and
    a story is compared with a bounded number of others, so that a flood of near copies takes linear time.
    """

    def __init__(self, stories: Iterable[Story] = ()) -> None:
        self._stories: dict[str, Story] = {}
        self._profiles: dict[str, _Profile] = {}
        self._by_sequence: dict[int, tuple[str, ...]] = {}
        self._by_headline: dict[tuple[int, str], tuple[str, ...]] = {}
        for story in stories:
            self.add(story)

    def add(self, story: Story) -> None:
        """Makes a story known; a new version takes the place of the old one."""
        self._stories[story.id] = story
        profile = self._profiles[story.id] = _profile(story.headline, story.text)
        period = _period(story)
        alone = (story.id,)  # shared by the sequences that no other story has, which are nearly all
        for sequence in profile.sequences:
            _hold(self._by_sequence, period << 32 | sequence, alone)
        _hold(self._by_headline, (period, profile.headline), alone)

    def original(self, story: Story) -> str | None:
        """The id of the earliest story that this one repeats within ten days; None if it repeats none."""
        mine = _profile(story.headline, story.text)
        sequences = frozenset(mine.sequences)
        repeated = [
            other
            for other in (
                self._stories[found] for found in self._candidates(mine, _period(story)) if found != story.id
            )
            if other.reprint_of != story.id  # an edited original repeats none of its reprints
            and abs(other.published - story.published) <= WINDOW
            and _same(mine, held := self._profiles[other.id], len(sequences.intersection(held.sequences)))
        ]
        if not repeated:
            return None
        first = min(repeated, key=lambda other: (other.published, other.id))
        return first.reprint_of or first.id

    def _candidates(self, mine: _Profile, period: int) -> dict[str, None]:
        """The stories worth a look: those with the same headline, and those that share most sequences.

        Sequences that few stories have are counted by themselves, too: of a hundred stories made from one form they
        alone tell which was filled in alike.
        """
        near = range(period - 1, period + 2)  # ten days back and ahead end within these
        rare: Counter[str] = Counter()
        common: Counter[str] = Counter()
        everywhere = 0
        for sequence in mine.sequences:
            holders = [id_ for some in near for id_ in self._by_sequence.get(some << 32 | sequence, ())]
            if len(holders) < _HELD:
                rare.update(holders)
            else:
                everywhere += 1
                common.update(holders)
        found = [id_ for some in near for id_ in self._by_headline.get((some, mine.headline), ())]
        found += self._most(rare, _CANDIDATE * _ENOUGH - everywhere)
        found += self._most(rare + common, _CANDIDATE * _ENOUGH)
        return dict.fromkeys(found)

    def _most(self, shared: Counter[str], least: float) -> Iterator[str]:
        """The stories that share most, at least so many sequences; of those that share as many the earliest."""

        def rank(found: tuple[str, int]) -> tuple[int, datetime, str]:
            return (-found[1], self._stories[found[0]].published, found[0])

        enough = (item for item in shared.items() if item[1] >= least)
        return (id_ for id_, _ in nsmallest(_COMPARED, enough, key=rank))


def _period(story: Story) -> int:
    """The number of the ten days in which it was published."""
    return int(story.published.timestamp() // WINDOW.total_seconds())


def _hold(index: dict[_Key, tuple[str, ...]], key: _Key, alone: tuple[str]) -> None:
    """Remembers one more story for a key, unless there are enough."""
    holders = index.get(key)
    if holders is None:
        index[key] = alone
    elif len(holders) < _HELD and alone[0] not in holders:
        index[key] = holders + alone


def _same(one: _Profile, other: _Profile, common: int) -> bool:
    """Whether one repeats the other; `common` is how many sequences they share."""
    shorter, longer = sorted((one, other), key=lambda profile: len(profile.text))
    if len(shorter.sequences) < _ENOUGH:
        # A headline alone, or with a line of text that the other one should hold.
        same_headline = one.headline == other.headline and letters(one.headline) >= _LONG_HEADLINE
        return same_headline and (not shorter.text or _holds(longer.text, shorter.text))
    if common < _CANDIDATE * len(shorter.sequences):
        return False
    if len(shorter.figures & longer.figures) < 0.7 * len(shorter.figures):
        return False
    return common >= _REPEATED * len(shorter.sequences) or _holds(longer.text, shorter.text)


def _holds(longer: str, shorter: str) -> bool:
    """Whether the shorter text is nearly a part of the longer one."""
    return fuzz.partial_ratio(shorter, longer, score_cutoff=_SAME_TEXT) >= _SAME_TEXT


def _profile(headline: str, text: str) -> _Profile:
    body = normalised(text[:_TEXT])
    if len(_UNSPACED.findall(body)) * 2 > len(body):
        packed, size, glue = list(body.replace(" ", "")), _CHARACTERS, ""
    else:
        packed, size, glue = body.split(), _WORDS, " "
    runs = (glue.join(packed[i : i + size]) for i in range(len(packed) - size + 1))
    return _Profile(
        headline=normalised(_OUTLET.sub("", headline)),
        text=body,
        sequences=array("L", dict.fromkeys(crc32(run.encode()) for run in runs)),
        figures=frozenset(_NUMBER.findall(body)),
    )
