"""Passages that may bear on a typed claim in whatever words: its names are there, and its numbers and days. Pure.

What they do to the claim is for the reader to say; what it cannot tell is checked here, each check with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest

from monitor.claims.frames.frame import ClaimKind, Framed, Gist, Slot, stems
from monitor.claims.match.basis import LEAD, has_standing
from monitor.claims.match.bounds import agrees, alike
from monitor.claims.match.roles import Story
from monitor.claims.read.quantities import Quantity
from monitor.claims.read.sentence import Sentence
from monitor.claims.voices.voice import Kind, Voice
from monitor.model import Basis

_BACK = 2  # sentences before, from which a name may be taken
_CROWD = 24  # claims that name the same, of which a sentence is tried on all
_KINDS = ("company", "model", "place")  # another one of these makes it another matter

# Why the sentence fails, in words for people; "" where it passes.
Check = Callable[[Story, Framed, Sentence], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A sentence that has what the claim names.

    `doubts`: why it cannot settle the claim, whatever it says; `lacks`: why it cannot bear it out, though it may rule
    it out, as a sentence does that names another day. `flat`: it names the claim's numbers and negates
    nothing. `differs`: it names another number of the same kind in the place of the claim's. `special`: it names more
    of the claim than the party whose word settles it, which is named in whatever it does. `shared`: how many words it
    has in common with it.
    """

    sentence: Sentence
    voice: Voice
    basis: Basis
    named: tuple[str, ...]
    values: tuple[str, ...]
    shared: int
    doubts: tuple[str, ...]
    lacks: tuple[str, ...]
    flat: bool
    differs: bool
    special: bool

    @property
    def rank(self) -> tuple[bool, bool, bool, int, int, int, int]:
        """The most promising are read first."""
        speaks = self.basis in (Basis.OFFICIAL, Basis.EVENT)
        return (
            speaks,
            not self.doubts,
            not self.lacks,
            len(self.values),
            len(self.named),
            self.shared,
            -self.sentence.index,
        )


def proposals(story: Story, members: Sequence[Framed]) -> Iterator[tuple[int, Proposal]]:
    """The sentences that may bear on a claim, each with the place of the claim among `members`.

    The members name the same and are settled by the same parties, so that a sentence is looked at once for all.
    """
    names, standing = members[0].gist.names, members[0].standing
    for sentence in story.reading.sentences:
        named = _named(story, names, standing, sentence)
        if named is None:
            continue
        for place in _likely(members, sentence):
            proposal = _proposal(story, members[place], sentence, named)
            if proposal is not None:
                yield place, proposal


def unnamed(story: Story, framed: Framed) -> Iterator[tuple[Sentence, str]]:
    """The sentences that name something of the claim and are no proposal, each with what they do not name."""
    names = framed.gist.names
    for sentence in story.reading.sentences:
        lacking = [slot for slot in names if not story.circle(slot) & sentence.names]
        if len(lacking) < len(names) and _named(story, names, framed.standing, sentence) is None:
            others = ", ".join(" or ".join(sorted(slot)) for slot in lacking)
            yield sentence, f"it does not name {others}" if others else "it is about another one of the kind"
        elif not lacking and None in _values(framed.gist, sentence, growing=_grows(story, framed)):
            yield sentence, "it does not name the claim's number"


def _likely(members: Sequence[Framed], sentence: Sentence) -> Sequence[int]:
    """Of many claims that name the same, those that share most words with the sentence."""
    if len(members) <= _CROWD:
        return range(len(members))
    said = stems(sentence.folded)
    return nlargest(_CROWD, range(len(members)), key=lambda place: len(members[place].gist.stems & said))


def _proposal(story: Story, framed: Framed, sentence: Sentence, named: tuple[str, ...]) -> Proposal | None:
    gist = framed.gist
    values = _values(gist, sentence, growing=_grows(story, framed))
    if None in values:
        return None
    numbers = [value for value in values if value is not None]
    differs = not all(agrees(wanted, q) for wanted, q in zip(gist.values, numbers, strict=True))
    voice = _voice(story, gist, sentence)
    if any(name in voice.speakers and story.entities[name].kind == "person" for name in named):
        return None  # somebody speaks, and is not spoken of
    return Proposal(
        sentence=sentence,
        voice=voice,
        basis=_basis(story, framed, sentence, voice),
        named=named,
        values=tuple(map(sentence.words, numbers)),
        shared=len(gist.stems & stems(sentence.folded)),
        doubts=_reasons(DOUBTS, story, framed, sentence),
        lacks=_reasons(LACKS, story, framed, sentence),
        special=bool(values) or any(name not in framed.standing for name in named),
        flat=bool(values) and not sentence.cues("negation", "deny", "false", "none"),
        differs=differs,
    )


def _named(story: Story, names: Sequence[Slot], standing: Slot, sentence: Sentence) -> tuple[str, ...] | None:
    """The names that the sentence itself has; None where one is missing around it, or another is meant.

    A party whose product the sentence names need not be named itself.
    """
    sentences = story.reading.sentences
    around = sentences[max(0, sentence.index - _BACK) : sentence.index]
    near = sentence.names.union(*(s.names for s in (*around, *sentences[:1])))
    near |= {name for name in story.reading.names if story.entities[name].kind == "place"}
    own: list[str] = []
    kinds: set[str] = set()
    every: set[str] = set()
    missing = 0
    for slot in names:
        circle = story.circle(slot)
        every |= circle
        if circle & sentence.names:
            own.append(min(slot))
        elif circle & near:
            kinds |= {story.entities[name].kind for name in slot if name in story.entities}
        elif slot <= standing:
            missing += 1
            kinds.add("company")
        else:
            return None
    if missing and not any(story.entities[name].kind != "place" for name in own):
        return None
    others = sentence.names - every
    if any(story.entities[name].kind in kinds and story.entities[name].kind in _KINDS for name in others):
        return None
    return tuple(own)


def _values(gist: Gist, sentence: Sentence, *, growing: bool) -> tuple[Quantity | None, ...]:
    """The sentence's numbers for the claim's: one that agrees, or else the only one that may be in its place.

    `growing`: what they count may become more yet, so that no other number is in their place.
    """
    return tuple(_value(wanted, sentence, growing=growing) for wanted in gist.values)


def _value(wanted: Quantity, sentence: Sentence, *, growing: bool) -> Quantity | None:
    same = [q for q in sentence.quantities if _same_unit(wanted, q)]
    # "more than 50,000 in a month" is not met by 381,000 in all
    agreeing = next((q for q in same if agrees(wanted, q) and alike(q, wanted)), None)
    of_unit = [q for q in same if q.unit == wanted.unit]
    alone = len(of_unit) == 1 and not growing and alike(of_unit[0], wanted)
    return agreeing or (of_unit[0] if alone else None)


def _grows(story: Story, framed: Framed) -> bool:
    """Whether a result may still come, as its period is not over."""
    last = framed.gist.last
    return framed.kind is ClaimKind.RESULT and (last is None or last >= story.reading.told)


def _same_unit(wanted: Quantity, found: Quantity) -> bool:
    return wanted.unit in (found.unit, "") or not found.unit


def _voice(story: Story, gist: Gist, sentence: Sentence) -> Voice:
    """Who says what the sentence says of the claim: the voice of the clause that has its number, or its last name."""
    row = story.voices[sentence.index]
    names: Slot = frozenset().union(*(story.circle(slot) for slot in gist.names))
    numbers = [q.start for q in sentence.quantities if any(agrees(value, q) for value in gist.values)]
    places = numbers or [hit.start for hit in sentence.entities if hit.name in names]
    return row[sentence.clause(places[-1])] if places else row[0]


def _basis(story: Story, framed: Framed, sentence: Sentence, voice: Voice) -> Basis:
    match voice.kind:
        case Kind.PARTY:
            return Basis.OFFICIAL if has_standing(story, framed, voice) else Basis.OTHER_OUTLET
        case Kind.OUTLET | Kind.ANALYST:
            return Basis.OTHER_OUTLET
        case Kind.SOURCES:
            return Basis.SOURCES
        case _:
            flat = not sentence.cues("plan", "future", "soft", "notyet", "hedge")
            return Basis.EVENT if sentence.index <= LEAD and flat else Basis.OUTLET


def _reasons(checks: Sequence[Check], story: Story, framed: Framed, sentence: Sentence) -> tuple[str, ...]:
    return tuple(filter(None, (check(story, framed, sentence) for check in checks)))


# Why it cannot settle the claim, whatever it says


def only_asks(_story: Story, _framed: Framed, sentence: Sentence) -> str:
    return "it only asks" if sentence.question else ""


def is_hedged(_story: Story, _framed: Framed, sentence: Sentence) -> str:
    words = sentence.cues("hedge", "rumour", "conditional")
    return f"it is hedged: “{sentence.words(words[0])}”" if words else ""


DOUBTS: tuple[Check, ...] = (only_asks, is_hedged)


# Why it cannot bear the claim out


def names_its_day(story: Story, framed: Framed, sentence: Sentence) -> str:
    gist = framed.gist
    if gist.first is None or gist.last is None:
        return ""
    told = story.reading.told
    whens = [when for when in sentence.whens if when.explicit]
    if any(gist.first <= when.first and when.last <= gist.last for when in whens):
        return ""
    if any(when.first <= gist.last and gist.first <= when.last for when in whens):
        return "it names a longer time"
    if whens:
        return "it names another day"
    return "" if gist.first <= told <= gist.last else "it names no day"


def is_done(story: Story, framed: Framed, sentence: Sentence) -> str:
    if framed.kind is not ClaimKind.RESULT:
        return ""
    numbers = _values(framed.gist, sentence, growing=_grows(story, framed))
    clauses = {sentence.clause(q.start) for q in numbers if q is not None}
    ahead = (*sentence.named("concept", "target"), *sentence.cues("plan", "future"))
    planned = any(not clauses or sentence.clause(word.start) in clauses for word in ahead)
    return "it is planned, and the claim is settled only by the result" if planned else ""


LACKS: tuple[Check, ...] = (names_its_day, is_done)
