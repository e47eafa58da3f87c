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
_HOLDERS = 64  # stories that one is compared with, and that a sequence remembers
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
    """The stories that a new one may repeat. Add stories in order of publication.

    An inverted index of word sequences: it finds abridged reprints, since it counts how much of the shorter text is
    in the longer one. (Indexes of MinHash signatures estimate that from a sample and find likeness, not containment.)
    A sequence remembers the earliest stories that have it, and a story is compared with those that share most, so
    that a flood of near copies costs time in proportion to their number.
    """

    def __init__(self, stories: Iterable[Story] = ()) -> None:
        self._stories: dict[str, Story] = {}
        self._profiles: dict[str, _Profile] = {}
        self._by_sequence: dict[int, tuple[str, ...]] = {}
        self._by_headline: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for story in stories:
            self.add(story)

    def add(self, story: Story) -> None:
        """Makes a story known; a new version takes the place of the old one."""
        self._stories[story.id] = story
        profile = self._profiles[story.id] = _profile(story.headline, story.text)
        alone = (story.id,)  # shared by the sequences that no other story has, which are nearly all
        for sequence in profile.sequences:
            holders = self._by_sequence.get(sequence)
            if holders is None:
                self._by_sequence[sequence] = alone
            elif len(holders) < _HOLDERS and story.id not in holders:
                self._by_sequence[sequence] = holders + alone
        if len(named := self._by_headline[profile.headline]) < _HOLDERS:
            named[story.id] = None

    def original(self, story: Story) -> str | None:
        """The id of the earliest story that this one repeats within ten days; None if it repeats none."""
        mine = _profile(story.headline, story.text)
        shared = Counter(
            found for sequence in mine.sequences for found in self._by_sequence.get(sequence, ())
        )
        likely = [found for found, count in shared.most_common(_HOLDERS) if count >= _CANDIDATE * _ENOUGH]
        candidates = dict.fromkeys([*likely, *self._by_headline.get(mine.headline, ())])
        repeated = [
            other
            for other in (self._stories[found] for found in candidates if found != story.id)
            if other.reprint_of != story.id  # an edited original repeats none of its reprints
            and abs(other.published - story.published) <= WINDOW
            and _same(mine, self._profiles[other.id])
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
