"""The second opinion: what a story does to a typed claim that is foreign to the topic, by the small classifier. Pure.

Frames know the topic's parties, relations and nouns; of a claim about anything else they understand little. There the
classifier names a stance, hedged: it never settles a claim nor counts as an origin, and what a frame would settle
stands only where both agree. English only, and only of the claims that share most with the headline, or the lead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.claims.classifier.model import opinion, trained
from monitor.claims.classifier.tokens import keys, rarity
from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.read.text import fold
from monitor.model import Stance

_SHARED = 1.5  # rarity of what claim and passage share: one word that a fifth of all articles have is enough
_NEAREST = 0.5  # of what the nearest claim shares, what another must share
_MOST = 20  # claims that a passage is asked about, the nearest
_COMMON = 500  # of the topic's claims: a word that more of them share tells none of them from another
_LONGEST = 600  # characters of a headline that are read
_LEAD = 2  # sentences of the text that are asked about where the headline does not speak of a claim
_TRADE = ("concept", "car")  # what the gazetteer's parties have to do with each other
_PARTIES = ("company", "person", "model", "regulator")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A claim's number, the passage that bears on it, and the likeliest stance with its probability.

    `sentence` is the passage's place among the story's sentences, 0 for the headline.
    """

    number: int
    sentence: int
    passage: str
    stance: Stance
    probability: float


class SecondOpinion:
    """Knows the words of all typed claims, and which of the claims are foreign to the topic."""

    def __init__(self, catalogue: Catalogue) -> None:
        texts = {number: framed.text for number, framed in enumerate(catalogue.framed) if framed.text}
        self._texts = {number: text for number, text in texts.items() if _foreign(text, catalogue)}
        self._by_key: dict[str, list[int]] = {}
        found = {number: keys(text) for number, text in texts.items()} if self._texts else {}
        own = Counter(key for number, words in found.items() if number not in self._texts for key in words)
        # The topic's own claims compete, so that a story about one of them is not taken for another's.
        for number, words in found.items():
            for key in words:
                if number in self._texts or own[key] <= _COMMON:
                    self._by_key.setdefault(key, []).append(number)

    @property
    def asked(self) -> bool:
        """Whether any claim is foreign to the topic."""
        return bool(self._texts)

    def suggest(self, headline: str, lead: Sequence[tuple[int, str]]) -> Iterator[Suggestion]:
        """What an English story suggests for each foreign claim that it speaks of.

        `lead`: the first sentences of its text with their places.
        """
        if not self._texts:
            return
        asked: set[int] = set()
        for sentence, passage in [(0, headline[:_LONGEST]), *lead[:_LEAD]]:
            near = [number for number in self._nearest(passage) if number not in asked]
            asked.update(near)
            for number in near:
                found = opinion(self._texts[number], passage)
                yield Suggestion(number, sentence, passage, found.stance, found.probability)

    def _nearest(self, passage: str) -> list[int]:
        """The foreign claims that share most with the passage, the nearest first."""
        measured = trained().rarity
        shared: dict[int, float] = {}
        for key in keys(passage):
            worth = rarity((key,), measured)
            for number in self._by_key.get(key, ()):
                shared[number] = shared.get(number, 0.0) + worth
        least = max([_SHARED, *(_NEAREST * value for value in shared.values())])
        near = [number for number, value in shared.items() if value >= least and number in self._texts]
        return sorted(near, key=lambda number: (-shared[number], number))[:_MOST]


def _foreign(text: str, catalogue: Catalogue) -> bool:
    """Whether a claim is not about the topic, and names nobody whom the gazetteer has only for its sake."""
    entities = catalogue.entities
    folded = fold(text)
    if any((h.group, h.name) == _TRADE for h in catalogue.topic.language("en").matcher.find(folded)):
        return False
    named = {h.name for h in entities.find(folded) if entities[h.name].kind in _PARTIES} & catalogue.declared
    return all(any(entities[n].elsewhere for n in (name, *entities[name].of)) for name in named)
