"""The second opinion: what a story does to a typed claim that is not understood, by the small classifier. Pure.

It names a stance and never settles a claim. English only; asked only where most of the claim's words are there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.claims.frames import Framed
from monitor.claims.opinion import opinion, stem, tokens
from monitor.claims.reading import Reading, Sentence

_SHARED = 0.5  # of the claim's content words that a passage must have
_COMMON = 0.2  # of all claims: words that more of them have find none
_FEW = 50  # claims below which every word finds
_LEAD = 3  # sentences from the headline on that are asked about
_SHORT = 3  # letters of a word that carries no content


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A claim's number, the passage that bears on it, and the likeliest stance with its probability."""

    number: int
    sentence: Sentence
    stance: str
    probability: float


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tokens(text) if len(word) > _SHORT or word.isdigit())


class SecondOpinion:
    """Knows the words of the typed claims that no frame could be made of."""

    def __init__(self, framed: Sequence[Framed]) -> None:
        self._texts = {n: f.text for n, f in enumerate(framed) if f.text and not f.frames}
        self._stems = {n: _stems(text) for n, text in self._texts.items()}
        counts = Counter(word for stems in self._stems.values() for word in stems)
        limit = max(_FEW, len(self._stems) * _COMMON)
        self._by_stem: dict[str, list[int]] = {}
        for number, stems in self._stems.items():
            for word in stems:
                if counts[word] <= limit:
                    self._by_stem.setdefault(word, []).append(number)

    def suggest(self, reading: Reading) -> Iterator[Suggestion]:
        """What the headline and lead of an English story suggest, for each typed claim that they speak of."""
        if reading.language != "en" or not self._by_stem:
            return
        lead = [(sentence, _stems(sentence.text)) for sentence in reading.sentences[:_LEAD]]
        words = frozenset().union(*(stems for _, stems in lead))
        near = {number for word in words for number in self._by_stem.get(word, ())}
        for number in sorted(near):
            mine = self._stems[number]
            sentence, stems = max(lead, key=lambda pair: len(pair[1] & mine))
            if len(stems & mine) >= _SHARED * len(mine):
                found = opinion(self._texts[number], sentence.text)
                stance = found.stance
                yield Suggestion(
                    number, sentence, stance, max(found.supports, found.refutes, found.discusses)
                )
