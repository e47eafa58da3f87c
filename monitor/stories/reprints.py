"""Which story does this one repeat: forty reprints of one agency line are one origin.

The index finds the few stories that are worth comparing, `likeness` says whether one repeats the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import TypeVar

from monitor.model import Story
from monitor.stories.likeness import CANDIDATE, ENOUGH, Profile, profile, repeats

WINDOW = timedelta(days=10)

_HELD = 64  # stories that are remembered for a sequence, a figure or a headline of one period: the earliest
_COMPARED = 32  # stories of each kind that one is compared with: those that share most
_FIGURES = 2  # figures that a story must share to be compared

_Key = TypeVar("_Key")


class Reprints:
    """The stories that a new one may repeat. Add stories in order of publication.

    An inverted index of word sequences and figures. It finds abridged reprints, since it counts how much of the
    shorter text is in the longer one, where indexes of likeness (MinHash) only estimate how much of both together is
    in both. What many stories share, the words of a form, is remembered of the earliest in each period of ten days
    only, and a story is compared with a bounded number of others, so that a flood of near copies takes linear time.
    """

    def __init__(self, stories: Iterable[Story] = ()) -> None:
        self._stories: dict[str, Story] = {}
        self._profiles: dict[str, Profile] = {}
        self._by_sequence: dict[int, tuple[str, ...]] = {}
        self._by_figure: dict[tuple[int, str], tuple[str, ...]] = {}
        self._by_headline: dict[tuple[int, str], tuple[str, ...]] = {}
        for story in stories:
            self.add(story)

    def add(self, story: Story) -> None:
        """Makes a story known; a new version takes the place of the old one."""
        self._stories[story.id] = story
        own = self._profiles[story.id] = profile(story.outlet, story.headline, story.text)
        period = _period(story)
        alone = (story.id,)  # shared by the sequences that no other story has, which are nearly all
        for sequence in own.sequences:
            _hold(self._by_sequence, period << 32 | sequence, alone)
        for figure in own.figures:
            _hold(self._by_figure, (period, figure), alone)
        _hold(self._by_headline, (period, own.headline), alone)

    def original(self, story: Story) -> str | None:
        """The id of the earliest story that this one repeats within ten days; None if it repeats none."""
        mine = profile(story.outlet, story.headline, story.text)
        repeated = [
            other
            for other in (
                self._stories[found] for found in self._candidates(mine, _period(story)) if found != story.id
            )
            if other.reprint_of != story.id  # an edited original repeats none of its reprints
            and abs(other.published - story.published) <= WINDOW
            and repeats(mine, self._profiles[other.id])
        ]
        if not repeated:
            return None
        first = min(repeated, key=lambda other: (other.published, other.id))
        return first.reprint_of or first.id

    def _candidates(self, mine: Profile, period: int) -> dict[str, None]:
        """The stories worth a look: those with the same headline, and those that share most sequences or figures.

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
        found += self._most(rare, CANDIDATE * ENOUGH - everywhere)
        found += self._most(rare + common, CANDIDATE * ENOUGH)
        figures = Counter(
            id_ for some in near for figure in mine.figures for id_ in self._by_figure.get((some, figure), ())
        )
        found += self._most(figures, _FIGURES)
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
