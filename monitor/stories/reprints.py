"""Which story does this one repeat: forty reprints of one agency line are one origin.

Two stories are the same text if the shorter one's word sequences are nearly all in the other one, or if one
headline repeats the other and there is no text to tell them apart. Other figures make another story: last
month's delivery report is no reprint of this month's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from rapidfuzz import fuzz

from monitor.model import Story
from monitor.stories.identity import normalised

WINDOW = timedelta(days=10)

_TEXT = 4000  # characters of a text that are compared
_WORDS, _CHARACTERS = 4, 6  # length of the sequences: words, and characters of scripts without spaces
_ENOUGH = 12  # sequences that make a text long enough to be compared
_CANDIDATE, _SAME_TEXT = 0.35, 78.0  # share of common sequences; then rapidfuzz's partial ratio, 0 to 100
_LONG_HEADLINE = 20  # characters of a headline that says enough to be compared alone
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
_OUTLET = re.compile(r"\s+[-|–—_]\s+[^-|–—_]{2,40}$")
_NUMBER = re.compile(r"\d[\d\ufffc]*")


@dataclass(frozen=True, slots=True)
class _Profile:
    """What two stories are compared by."""

    headline: str
    text: str
    sequences: frozenset[str]
    figures: frozenset[str]


class Reprints:
    """The stories that a new one may repeat. Add stories in order of publication."""

    def __init__(self, stories: Iterable[Story] = ()) -> None:
        self._stories: dict[str, Story] = {}
        self._by_sequence: defaultdict[str, set[str]] = defaultdict(set)
        self._by_headline: defaultdict[str, set[str]] = defaultdict(set)
        for story in stories:
            self.add(story)

    def add(self, story: Story) -> None:
        """Makes a story known; a new version takes the place of the old one."""
        self._stories[story.id] = story
        profile = _profile(story.headline, story.text)
        for sequence in profile.sequences:
            self._by_sequence[sequence].add(story.id)
        self._by_headline[profile.headline].add(story.id)

    def original(self, story: Story) -> str | None:
        """The id of the earliest known story, within ten days, that this one repeats; None if it repeats none."""
        mine = _profile(story.headline, story.text)
        shared = Counter(
            found for sequence in mine.sequences for found in self._by_sequence.get(sequence, ())
        )
        candidates = {found for found, count in shared.items() if count >= _CANDIDATE * _ENOUGH}
        candidates |= self._by_headline.get(mine.headline, set())
        repeated = [
            other
            for other in (self._stories[found] for found in candidates - {story.id})
            if abs(other.published - story.published) <= WINDOW
            and _same(mine, _profile(other.headline, other.text))
        ]
        if not repeated:
            return None
        first = min(repeated, key=lambda other: (other.published, other.id))
        return first.reprint_of if first.reprint_of and first.reprint_of != story.id else first.id


def _same(one: _Profile, other: _Profile) -> bool:
    shorter, longer = sorted((one, other), key=lambda profile: len(profile.text))
    if len(shorter.sequences) < _ENOUGH:
        # A headline alone, or with a line of text that the other one should hold.
        same_headline = one.headline == other.headline and len(one.headline) >= _LONG_HEADLINE
        return same_headline and fuzz.partial_ratio(shorter.text, longer.text) >= _SAME_TEXT
    common = len(shorter.sequences & longer.sequences)
    if common < _CANDIDATE * len(shorter.sequences):
        return False
    if len(shorter.figures & longer.figures) < 0.7 * len(shorter.figures):
        return False
    return fuzz.partial_ratio(shorter.text, longer.text) >= _SAME_TEXT


@lru_cache(maxsize=4096)
def _profile(headline: str, text: str) -> _Profile:
    body = normalised(text[:_TEXT])
    words = body.split()
    sequences = {" ".join(words[i : i + _WORDS]) for i in range(len(words) - _WORDS + 1)}
    if len(_UNSPACED.findall(body)) * 2 > len(body):
        packed = body.replace(" ", "")
        sequences = {packed[i : i + _CHARACTERS] for i in range(len(packed) - _CHARACTERS + 1)}
    return _Profile(
        normalised(_OUTLET.sub("", headline)), body, frozenset(sequences), frozenset(_NUMBER.findall(body))
    )
