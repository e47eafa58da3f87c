"""Does one text repeat another: in its words, or in other words or another language with the same figures? Pure.

A reprint keeps the word sequences of its source; what is rewritten or translated keeps its figures and their order.
Independent reports of one event share some figures, but choose and arrange them otherwise. Figures are compared by
their significant digits, so that "215,900 yuan" and 21.59万元 are one.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from monitor.publishers import credited, publisher
from monitor.stories.identity import letters, normalised

TEXT = 2000  # characters of a text that are compared
ENOUGH = 12  # sequences that make a text long enough to be compared
CANDIDATE = 0.35  # share of the shorter text's sequences in the longer one that is worth a look
_WORDS, _CHARACTERS = 4, 6  # length of the sequences: words, and characters of scripts without spaces
_REPEATED = 0.7  # such a share that is enough. Retellings of an event in other words stay below 0.15.
_SAME_TEXT = 80.0  # rapidfuzz's partial ratio (0 to 100) of copy-edited texts, which keep few sequences whole
_LONG_HEADLINE = 25  # letters of a headline that says enough to be compared alone
_ALIKE = 0.7  # share of the figures of the text with fewer that the other must have if the words are alike
# Figures in common, the least share of those of the text with more, or with fewer, and how far their order is the same.
_WHOLE = (4, 0.75, 0.6)
_PART = (4, 0.8, 0.7)
_CREDITED, _MOST = 2, 0.66  # figures in common and their share, where one source is credited
_DIGITS = 2  # significant digits of a figure that tells something
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
_OUTLET = re.compile(r"\s+[-|–—_]\s+[^-|–—_]{2,40}$")
_NUMBER = re.compile(r"\d[\d\ufffc]*")
_FIGURE = re.compile(r"\d(?:[\d.,\u00a0\u202f’']*\d)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Profile:
    """What two stories are compared by; `sequences` are hashes, each once."""

    outlet: str
    headline: str
    text: str
    raw: str
    sequences: array[int]

    @cached_property
    def _set(self) -> frozenset[int]:
        return frozenset(self.sequences)

    def shared(self, other: Profile) -> int:
        """How many sequences both have."""
        return len(self._set.intersection(other.sequences))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers as they are written."""
        return frozenset(_NUMBER.findall(self.text))

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """The significant digits of each figure, in the order of the text; days, years and small numbers left out."""
        found = (m[0] for m in _FIGURE.finditer(self.raw) if not _YEAR.fullmatch(m[0]))
        digits = (re.sub(r"\D", "", figure).strip("0") for figure in found)
        return tuple(dict.fromkeys(each for each in digits if len(each) >= _DIGITS))

    @cached_property
    def credits(self) -> frozenset[str]:
        """The agencies that it names."""
        return credited(self.raw)

    def common_sources(self, other: Profile) -> frozenset[str]:
        """Whose words both may be: an agency that both name, or the outlet of one that the other names."""
        own, others = publisher(self.outlet), publisher(other.outlet)
        return self.credits & other.credits | {own} & other.credits | {others} & self.credits


def profile(outlet: str, headline: str, text: str) -> Profile:
    """The profile of a story by an outlet."""
    raw = text[:TEXT]
    body = normalised(raw)
    if len(_UNSPACED.findall(body)) * 2 > len(body):
        packed, size, glue = list(body.replace(" ", "")), _CHARACTERS, ""
    else:
        packed, size, glue = body.split(), _WORDS, " "
    runs = (glue.join(packed[i : i + size]) for i in range(len(packed) - size + 1))
    return Profile(
        outlet=outlet,
        headline=normalised(_OUTLET.sub("", headline)),
        text=body,
        raw=raw,
        sequences=array("L", dict.fromkeys(crc32(run.encode()) for run in runs)),
    )


def repeats(one: Profile, other: Profile) -> str:
    """Why one text repeats the other, for people; "" where it does not.

    It is faster to ask of the same `one` again and again.
    """
    shorter, longer = sorted((one, other), key=lambda profile: len(profile.text))
    if len(shorter.sequences) < ENOUGH:
        # A headline alone, or with a line of text that the other one should hold.
        same_headline = one.headline == other.headline and letters(one.headline) >= _LONG_HEADLINE
        same = same_headline and (not shorter.text or _holds(longer.text, shorter.text))
        return "the same headline" if same else ""
    common = one.shared(other) / len(shorter.sequences)
    if common >= CANDIDATE:
        # Other numbers make another story: last month's delivery report is no reprint of this month's.
        if len(shorter.numbers & longer.numbers) < _ALIKE * len(shorter.numbers):
            return ""
        if common >= _REPEATED or _holds(longer.text, shorter.text):
            return f"{common:.0%} of its words in the same order"
    return _same_figures(one, other, worded_alike=common >= CANDIDATE)


def _same_figures(one: Profile, other: Profile, *, worded_alike: bool) -> str:
    few, many = sorted((one.figures, other.figures), key=len)
    common = set(few).intersection(many)
    share = len(common) / len(few) if few else 0.0
    if share < _MOST:
        return ""
    if worded_alike and common:
        return "many of its words, and the same figures"
    first, second = ([each for each in figures if each in common] for figures in (few, many))
    order = LCSseq.normalized_similarity(first, second)
    for (least, enough, ordered), all_of in ((_WHOLE, many), (_PART, few)):
        if len(common) >= least and len(common) >= enough * len(all_of) and order >= ordered:
            return f"{len(common)} of the same figures in the same order"
    if len(common) >= _CREDITED and (sources := one.common_sources(other)):
        return f"the same figures, credited to the same source: {min(sources)}"
    return ""


def _holds(longer: str, shorter: str) -> bool:
    """Whether the shorter text is nearly a part of the longer one."""
    return fuzz.partial_ratio(shorter, longer, score_cutoff=_SAME_TEXT) >= _SAME_TEXT
