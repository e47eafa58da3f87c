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
_LONG_HEADLINE = 25  # letters of a headline that says enough to be compared alone
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
_OUTLET = re.compile(r"\s+[-|–—_]\s+[^-|–—_]{2,40}$")
_NUMBER = re.compile(r"\d[\d\ufffc]*")


@dataclass(frozen=True, slots=True)
class _Profile:
    """What two stories are compared by."""

    headline: str
    text: str
    sequences: frozenset[int]
    figures: frozenset[str]


class Reprints:
    """The stories that a new one may repeat. Add stories in order of publication."""

    def __init__(self, stories: Iterable[Story] = ()) -> None:
        self._stories: dict[str, Story] = {}
        self._by_sequence: dict[int, tuple[str, ...]] = {}
        self._by_headline: defaultdict[str, set[str]] = defaultdict(set)
        for story in stories:
            self.add(story)

    def add(self, story: Story) -> None:
        """Makes a story known; a new version takes the place of the old one."""
        self._stories[story.id] = story
        profile = _profile(story.headline, story.text)
        alone = (story.id,)  # shared by the sequences that no other story has, which are nearly all
        for sequence in profile.sequences:
            others = self._by_sequence.get(sequence)
            self._by_sequence[sequence] = others + alone if others else alone
        self._by_headline[profile.headline].add(story.id)

    def original(self, story: Story) -> str | None:
        """The id of the earliest story that this one repeats within ten days; None if it repeats none."""
        mine = _profile(story.headline, story.text)
        shared = Counter(
            found for sequence in mine.sequences for found in self._by_sequence.get(sequence, ())
        )
        candidates = {found for found, count in shared.items() if count >= _CANDIDATE * _ENOUGH}
        candidates |= self._by_headline.get(mine.headline, set())
        repeated = [
            other
            for other in (self._stories[found] for found in candidates - {story.id})
            if other.reprint_of != story.id  # an edited original repeats none of its reprints
            and abs(other.published - story.published) <= WINDOW
            and _same(mine, _profile(other.headline, other.text))
        ]
        if not repeated:
            return None
        first = min(repeated, key=lambda other: (other.published, other.id))
        return first.reprint_of or first.id


def _same(one: _Profile, other: _Profile) -> bool:
    shorter, longer = sorted((one, other), key=lambda profile: len(profile.text))
    if len(shorter.sequences) < _ENOUGH:
        # A headline alone, or with a line of text that the other one should hold.
        same_headline = one.headline == other.headline and letters(one.headline) >= _LONG_HEADLINE
        return same_headline and (
            not shorter.text or fuzz.partial_ratio(shorter.text, longer.text) >= _SAME_TEXT
        )
    common = len(shorter.sequences & longer.sequences)
    if common < _CANDIDATE * len(shorter.sequences):
        return False
    if len(shorter.figures & longer.figures) < 0.7 * len(shorter.figures):
        return False
    return (
        common >= _REPEATED * len(shorter.sequences)
        or fuzz.partial_ratio(shorter.text, longer.text) >= _SAME_TEXT
    )


@lru_cache(maxsize=1024)
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
        sequences=frozenset(crc32(run.encode()) for run in runs),
        figures=frozenset(_NUMBER.findall(body)),
    )
