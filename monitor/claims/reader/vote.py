"""The reader's part in judging typed claims: a vote on what the rules found, and passages that no list knows. Pure.

A claim that somebody typed is settled only where both agree: the rules on names, numbers, days and whose word it is,
the reader on what the words do to the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import nlargest

from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.frames.frame import Framed, Slot
from monitor.claims.match.checks import BEARS as BEARING
from monitor.claims.match.match import Candidate, Miss
from monitor.claims.match.proposals import Proposal, proposals, unnamed
from monitor.claims.match.resolve import resolve
from monitor.claims.match.roles import Story
from monitor.claims.reader.reader import Pair, Weights
from monitor.claims.verdict import unsettling
from monitor.model import Basis, Certainty, Stance

VOTE = 0.5  # how sure the reader must be of what the rules found
FIND = 0.9  # how sure of what they did not find
SURE = 0.95  # the same, of a passage that names only the party, or that is nobody's word
BEARS = 0.5  # how sure that a passage bears on the claim at all
STRAY = 0.9  # how sure that it does not, for a party's own publication to need a second witness
_MOST = 8  # passages read for one story, the most promising

Weigh = Callable[[Sequence[Pair]], Sequence[Weights]]
_Found = Mapping[int, Sequence[Candidate]]


class SecondReader:
    """Reads for the typed claims of a catalogue; `weigh` is a reader's."""

    def __init__(self, catalogue: Catalogue, weigh: Weigh) -> None:
        self._framed = catalogue.framed
        self._weigh = weigh
        self._texts = {claim.id: claim.text for claim in catalogue.claims}
        groups: dict[tuple[tuple[Slot, ...], Slot], list[int]] = {}
        for number, framed in enumerate(catalogue.framed):
            if framed.gist.names:
                groups.setdefault((framed.gist.names, framed.standing), []).append(number)
        self._by_name: dict[str, list[tuple[int, ...]]] = {}
        for (names, standing), numbers in groups.items():
            sure = [slot for slot in names if not slot <= standing] or names
            for name in min((catalogue.entities.circles(slot) for slot in sure), key=len):
                self._by_name.setdefault(name, []).append(tuple(numbers))

    @property
    def names(self) -> frozenset[str]:
        """The names that typed claims are looked up by."""
        return frozenset(self._by_name)

    def heard(self, story: Story, found: _Found) -> dict[int, list[Candidate]]:
        """The candidates with the reader's vote on those that would settle a claim, and with those that it finds."""
        heard = {
            number: _telling(candidates) if self._framed[number].text else list(candidates)
            for number, candidates in found.items()
        }
        typed = [(number, c) for number, each in heard.items() if self._framed[number].text for c in each]
        typed.sort(key=lambda vote: (not vote[1].settles, -vote[1].score, vote[1].sentence))
        votes = typed[: max(_MOST, sum(candidate.settles for _, candidate in typed))]
        settled = {(number, candidate.sentence) for number, candidate in votes if candidate.settles}
        offers = [
            offer for offer in self._offers(story) if (offer[0], offer[1].sentence.index) not in settled
        ]
        offers = nlargest(_MOST, offers, key=lambda offer: (*offer[1].rank, -offer[0]))
        places = [(number, candidate.sentence) for number, candidate in votes]
        places += [(number, offer.sentence.index) for number, offer in offers]
        pairs = {place: self._pair(story, *place) for place in places}
        weights = dict(zip(pairs, self._weigh(list(pairs.values())), strict=True)) if pairs else {}
        for number, candidate in votes:
            at = heard[number].index(candidate)
            heard[number][at : at + 1] = filter(None, [voted(candidate, weights[number, candidate.sentence])])
        for number, offer in offers:
            weight = weights[number, offer.sentence.index]
            if candidate_ := proposed(story, self._framed[number], offer, weight):
                heard.setdefault(number, []).append(candidate_)
        return heard

    def bears(self, story: Story, number: int, place: int) -> bool:
        """Whether a passage may say anything about the claim; `place` is its number in the story."""
        return self._weigh([self._pair(story, number, place)])[0].unrelated < STRAY

    def misses(self, story: Story, framed: Framed) -> list[Miss]:
        """The passages that name what a typed claim is about and yet do not bear on it."""
        if not framed.text:
            return []
        found = [
            Miss(sentence=sentence.index, quote=sentence.text, reason=reason, passed=0)
            for sentence, reason in unnamed(story, framed)
        ]
        number = self._framed.index(framed)
        offers = [offer for _, offer in proposals(story, [framed])][:_MOST] if framed.gist.names else []
        weights = self._weigh([self._pair(story, number, offer.sentence.index) for offer in offers])
        return found + [
            Miss(
                sentence=offer.sentence.index,
                quote=offer.sentence.text,
                reason=f"the reader finds that {told(weight)}",
                passed=len(BEARING) - 1,  # before all that lacks a name, behind what lacks but the last check
            )
            for offer, weight in zip(offers, weights, strict=True)
            if proposed(story, framed, offer, weight) is None
        ]

    def _offers(self, story: Story) -> Iterator[tuple[int, Proposal]]:
        groups = {group for name in story.reading.names for group in self._by_name.get(name, ())}
        for numbers in sorted(groups):
            for place, proposal in proposals(story, [self._framed[number] for number in numbers]):
                yield numbers[place], proposal

    def _pair(self, story: Story, number: int, place: int) -> Pair:
        sentences = story.reading.sentences
        headline = sentences[0].text if sentences[0].headline and place else ""
        before = sentences[place - 1].text if place and not sentences[place - 1].headline else ""
        return Pair(self._texts[self._framed[number].claim], sentences[place].text, headline, before)


def _telling(found: Sequence[Candidate]) -> list[Candidate]:
    """Those that would settle the claim, or else the one that says most."""
    best = resolve(found)
    settling = [candidate for candidate in found if candidate.settles]
    return settling or ([best] if best else [])


def voted(candidate: Candidate, weights: Weights) -> Candidate | None:
    """What the rules found as the reader sees it: held back where it does not, None where it is about something else.

    By what number a claim is ruled out is the rules' affair: there either sense will do.
    """
    if weights.unrelated >= BEARS:
        return None
    supports, refutes = weights.supports, weights.refutes
    sure = _agrees(candidate, supports, refutes)
    if sure >= VOTE or not candidate.settles:
        return replace(candidate, cues=(*candidate.cues, f"reader: {told(weights)}"))
    return replace(candidate, held=f"the reader does not find it said: {told(weights)}", partly="")


def _agrees(candidate: Candidate, supports: float, refutes: float) -> float:
    """The weight of the candidate's sense; by what number a claim is ruled out is the rules' affair."""
    if candidate.stance is Stance.SUPPORTS:
        return supports
    by_number = not candidate.negated and any(role in ("value", "date") for role, _ in candidate.roles)
    return refutes + (supports if by_number else 0.0)


def proposed(story: Story, framed: Framed, offer: Proposal, weights: Weights) -> Candidate | None:
    """The candidate that the reader makes of a proposal, None where it does not bear on the claim."""
    supports, refutes = weights.supports + weights.may_support, weights.refutes + weights.may_refute
    if (
        offer.differs and refutes < BEARS
    ):  # where the reader overlooks that, it has not understood the passage
        return None
    if max(supports, refutes) >= BEARS:
        stance = Stance.SUPPORTS if supports >= refutes else Stance.REFUTES
    elif weights.unrelated < BEARS:
        stance = Stance.DISCUSSES
    else:
        return None
    sure = {Stance.SUPPORTS: weights.supports, Stance.REFUTES: weights.refutes}.get(stance, 0.0)
    if (
        offer.flat and not offer.differs and stance is not Stance.DISCUSSES
    ):  # what a number does to a claim is the rules' affair
        stance, sure = Stance.SUPPORTS, weights.supports + weights.refutes
    asserted = sure >= max(weights.may_support, weights.may_refute) and stance is not Stance.DISCUSSES
    certainty = Certainty.ASSERTED if asserted and not offer.doubts else Certainty.HEDGED
    doubts = [*framed.lacks, *offer.doubts, unsettling(stance, certainty, offer.basis)]
    if stance is Stance.SUPPORTS:
        doubts += offer.lacks
    if sure < (FIND if offer.special and offer.basis is Basis.OFFICIAL else SURE):
        doubts.append(f"the reader is not sure of it: {told(weights)}")
    voice = offer.voice
    return Candidate(
        sentence=offer.sentence.index,
        stance=stance,
        certainty=certainty,
        basis=offer.basis,
        origin=voice.label or story.reading.outlet,
        score=round(max(sure, supports, refutes) * 0.9, 3),
        quote=offer.sentence.text,
        cues=(f"reader {told(weights)}", *((f"says “{voice.cue}”",) if voice.cue else ())),
        roles=(*(("name", name) for name in offer.named), *(("value", words) for words in offer.values)),
        held=next(filter(None, doubts), ""),
    )


def told(weights: Weights) -> str:
    """The reading that has most weight, for people."""
    readings = {
        "it bears the claim out": weights.supports,
        "it may bear the claim out": weights.may_support,
        "it rules the claim out": weights.refutes,
        "it may rule the claim out": weights.may_refute,
        "it only speaks of it": weights.discusses,
        "it is about something else": weights.unrelated,
    }
    words, sure = max(readings.items(), key=lambda reading: reading[1])
    return f"{words} ({sure:.2f})"
