"""A claim's frame from one plain English sentence. Pure.

The sentence is read like news: its parties, its relation, its numbers and dates become roles, all of which a
passage must fill. Content words that neither the gazetteer nor the language data knows must be found as they
are; where the relation itself is not understood the claim flags nothing and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from monitor.claims.frames.english import aims, light, setting, sole, statement
from monitor.claims.frames.frame import Frame, Framed, Slot, Word
from monitor.claims.frames.relations import Relations
from monitor.claims.read.entities import Entities
from monitor.claims.read.quantities import CURRENCIES, SPANS, Quantity, is_telling
from monitor.claims.read.sentence import Sentence, read
from monitor.languages import Hit, Language
from monitor.model import Stance

_GROWING = ("vehicles", "stores", "cities", "people")
# Two days to read a claim on: what a date means on both does not depend on when the claim was made.
_ANY_DAY, _ANOTHER_DAY = date(2021, 1, 1), date(2032, 8, 18)
_SHORTEST = 4  # letters of a word that is looked for as it is


def derive(
    claim: str,
    text: str,
    entities: Entities,
    table: Relations,
    english: Language,
    *,
    standing: Slot = frozenset(),
    stated: date | None = None,
) -> Framed:
    """The frame that the sentence states; what was not understood of it is listed in `lacks`.

    `stated`: the day that "next year" counts from. Without it such a date is not understood.
    """
    plain = statement(text, entities)
    parsed = _parse(plain, entities, table, english, stated or _ANY_DAY)
    while mover := _mover(parsed):
        plain = statement(plain[mover:], entities)
        parsed = _parse(plain, entities, table, english, stated or _ANY_DAY)
    if not parsed.actors:
        return Framed(
            claim=claim, frames=(), standing=standing, lacks=("it names no known party",), text=text
        )
    relations, values, words = _core(parsed)
    if not relations and not words and not any(is_telling(value.value) for value in values):
        lacks: tuple[str, ...] = ("it has no known relation",)
        return Framed(claim=claim, frames=(), standing=standing, lacks=lacks, text=text)
    if "place" in parsed.kinds and relations & {"launch", "deliver"}:
        relations |= {"enter"}
    frame = _frame(parsed, relations, values, words, aiming=aims(plain))
    own = parsed.owners | frame.subject | ({"car"} if relations <= table.weak - {"make"} else set())
    lacks = _lacks(parsed, frame, specific=any(s - own for s in frame.objects), sole=sole(text))
    if stated is None and (relative := _relative(plain, parsed)):
        lacks = (*lacks, f"“{relative}” counts from a day that is not known; `stated` gives it")
        frame = replace(frame, first=None, last=None)
    return Framed(
        claim=claim,
        frames=(frame, *_opposite(frame, table)),
        standing=standing or parsed.actors | {of for h in parsed.named for of in entities[h.name].of},
        lacks=lacks,
        text=text,
    )


@dataclass(frozen=True)
class _Parsed:
    """The sentence that states a claim, with whom and what it names."""

    sentence: Sentence
    named: list[Hit]
    entities: Entities
    table: Relations
    english: Language

    @cached_property
    def owners(self) -> Slot:
        """The makers of the models that it names."""
        named = (self.entities[h.name] for h in self.named)
        return frozenset(of for entity in named if entity.kind == "model" for of in entity.of)

    @cached_property
    def actors(self) -> Slot:
        named = (self.entities[h.name] for h in self.named)
        return self.owners | {entity.name for entity in named if entity.kind in ("company", "person")}

    @cached_property
    def first_actor(self) -> str:
        named = (n for h in self.named for n in (h.name, *self.entities[h.name].of) if n in self.actors)
        return next(named, min(self.actors))

    @cached_property
    def kinds(self) -> Slot:
        return frozenset(self.entities[h.name].kind for h in self.named)


def _parse(plain: str, entities: Entities, table: Relations, english: Language, told: date) -> _Parsed:
    reading = read(headline="", text=plain, language=english, entities=entities, told=told)
    sentence = reading.sentences[0]
    named = [h for h in sentence.entities if entities[h.name].kind in ("company", "person", "model", "place")]
    return _Parsed(sentence, named, entities, table, english)


def _relative(plain: str, parsed: _Parsed) -> str:
    """The words of the claim's date where it means other days on another day: "next year"."""
    later = _parse(plain, parsed.entities, parsed.table, parsed.english, _ANOTHER_DAY).sentence.whens
    moved = [
        one
        for one, other in zip(parsed.sentence.whens, later, strict=True)
        if one.explicit and (one.first, one.last) != (other.first, other.last)
    ]
    return parsed.sentence.words(moved[0]) if moved else ""


def _core(parsed: _Parsed) -> tuple[Slot, tuple[Quantity, ...], tuple[Word, ...]]:
    """The claim's relations, its numbers and what else of its words a passage must have."""
    entities, table = parsed.entities, parsed.table
    relations = _relations(parsed)
    maker = next((h.name for h in parsed.named if h.name in parsed.actors), "")
    if "make" in relations and parsed.owners - {maker} and entities[parsed.named[0].name].kind == "company":
        relations = frozenset({"supply"})  # "Hesai makes the lidar of the YU7"
    values = _values(parsed, relations)
    if relations == {"sell"} and any(value.unit in CURRENCIES for value in values):
        relations = frozenset({"price"})
    if relations - table.counted - table.nominal or (relations & table.counted and values):
        return relations, values, _words(parsed, relations)
    # "ordered by a court", "the second phase of its car plant": the relation says nothing, the nouns do
    words = _words(parsed, frozenset())
    return frozenset() if words else relations, values, words


def _frame(
    parsed: _Parsed,
    relations: Slot,
    values: tuple[Quantity, ...],
    words: tuple[Word, ...],
    *,
    aiming: bool,
) -> Frame:
    """`aiming`: the claim is worded like a target."""
    sentence, table = parsed.sentence, parsed.table
    first, last = _period(sentence)
    # who acts is asked for as the subject
    objects = tuple(slot for slot in _objects(parsed) if slot != frozenset({parsed.first_actor}))
    aiming = aiming and bool(values) and "deliver" in relations
    if aiming:
        objects = tuple(slot for slot in objects if "target" not in slot)
        words = tuple(word for word in words if not word.lists & {"due", "raise"})
    planned = bool(sentence.cues("plan", "future"))
    frame = Frame(
        subject=frozenset({parsed.first_actor}),
        relations=relations | {r for name in relations for r in table.shown_by.get(name, ())},
        objects=objects,
        unless=_rival_models(parsed) | _other_plants(sentence) | _prototype(sentence, relations),
        symmetric=True,
        done=not planned and bool(relations & table.event - table.announced),
        values=values,
        spans=tuple(q for q in sentence.quantities if q.unit in SPANS),
        first=first,
        last=last,
        once=bool(relations & table.once),
        words=words,
        also=parsed.actors,
        exact=True,
        main=relations,
        binds=bool(parsed.kinds & {"model", "place"} or (values and first)),
        inherits=True,
        sure=0.7,
        aims=aiming,
    )
    if not sentence.cues("negation"):
        return frame
    # "It does not sell cars there": what the frame says is what the claim denies
    return replace(
        frame,
        means=Stance.REFUTES,
        negation=Stance.SUPPORTS,
        done=False,
        flags=first is None and not values,
    )


def _opposite(frame: Frame, table: Relations) -> Iterator[Frame]:
    """What rules the claim out by being so: a loss where it says profit."""
    opposite = frozenset(o for r in frame.main for o in table.opposite.get(r, ()))
    if opposite:
        yield replace(
            frame, relations=opposite, main=opposite, means=Stance.REFUTES, negation=None, values=(), words=()
        )


def _lacks(parsed: _Parsed, frame: Frame, *, specific: bool, sole: bool) -> tuple[str, ...]:
    """Why no passage could show the claim. `specific`: it names something besides its party (and, for a car, besides
    the word *car*).
    """
    sentence, relations, table = parsed.sentence, frame.main, parsed.table
    told = [h for h in sentence.named("relation") if h.name in relations]
    if told and all(setting(sentence, h) for h in told):
        return ("it only describes a past circumstance",)
    if sentence.cues("deny"):
        return ("it tells that something was denied; state the matter itself",)
    if "supply" in relations and sole:
        return ("it says that there is no other, which no passage shows",)
    if not (specific or frame.values or frame.words):
        return ("it says nothing about its party that is understood",)
    if relations and relations <= table.nominal - {"make"} and not frame.words and not frame.values:
        return ("it names a matter and says nothing about it",)
    if relations and relations <= table.counted and not frame.values:
        return ("it names no number to compare",)
    return ()


def _mover(parsed: _Parsed) -> int:
    """Where the name of the one who changes employers begins, 0 where the claim begins with it."""
    moves = [h for h in parsed.sentence.named("relation") if h.name in ("join", "leave")]
    actors = [
        h
        for h in parsed.named
        if moves and h.before(moves[0]) and parsed.entities[h.name].kind in ("company", "person")
    ]
    return actors[-1].start if len(actors) > 1 else 0


def _relations(parsed: _Parsed) -> Slot:
    """The claim's relation: the first one told of its subject, a telling one before a broad one."""
    sentence, named = parsed.sentence, parsed.named
    start = named[0].end if named else 0
    hits = [h for h in sentence.named("relation") if h.name != "idle" and not _in_time(sentence, h)]
    after = [h for h in hits if h.start >= start and not setting(sentence, h)]
    after = after or [h for h in hits if not setting(sentence, h)] or hits
    strong = [h for h in after if h.name not in parsed.table.weak] or after
    if not strong:
        return frozenset()
    lead = strong[0]
    return frozenset(h.name for h in strong if h.overlaps(lead))


def _in_time(sentence: Sentence, hit: Hit) -> bool:
    """Part of a date: the "second quarter" is no second car."""
    return any(when.overlaps(hit) for when in sentence.whens)


def _objects(parsed: _Parsed) -> tuple[Slot, ...]:
    sentence, entities = parsed.sentence, parsed.entities
    slots: list[Slot] = []
    plants = {h.start for h in sentence.named("concept", "factory")}
    for hit in parsed.named:
        if hit.name in parsed.owners:
            continue  # its model stands for it
        if entities[hit.name].kind == "place" and hit.end + 1 in plants:
            continue  # "its Beijing plant": which plant it is need not be said again
        slot = frozenset({hit.name})
        if slot not in slots:
            slots.append(slot)
    held = {h.name for h in sentence.named("concept") if not _in_time(sentence, h)}
    concepts = [c for c in ("range-extender", *sorted(parsed.table.content)) if c in held]
    slots += [frozenset({c}) for c in dict.fromkeys(concepts)]
    if len(slots) == 1 and "car" in sentence.concepts and entities[next(iter(slots[0]))].kind != "model":
        slots.append(frozenset({"car"}))
    return tuple(slots)


def _rival_models(parsed: _Parsed) -> Slot:
    """Models that would make it another claim: what holds of the SU7 Ultra does not hold of the SU7."""
    entities = parsed.entities
    mine = {h.name for h in parsed.named if entities[h.name].kind == "model"}
    if not mine:
        return frozenset()
    makers = {of for name in mine for of in entities[name].of}
    return frozenset(
        e.name for e in entities.all() if e.kind == "model" and set(e.of) & makers and e.name not in mine
    )


def _other_plants(sentence: Sentence) -> Slot:
    """What makes another plant of it: of a car plant nothing is said by the news of one for air conditioners."""
    car = {"car", "factory"} <= sentence.concepts
    return frozenset({"appliance", "phone"}) - sentence.concepts if car else frozenset()


def _prototype(sentence: Sentence, relations: Slot) -> Slot:
    """What a prototype does is no record of the car's."""
    return frozenset({"prototype"}) - sentence.concepts if "record" in relations else frozenset()


def _period(sentence: Sentence) -> tuple[date | None, date | None]:
    whens = [w for w in sentence.whens if w.explicit]
    if not whens:
        return None, None
    when = whens[-1]
    first = date(2005, 1, 1) if when.bound == "to" else when.first
    last = date(2045, 12, 31) if when.bound == "from" else when.last
    return first, last


def _values(parsed: _Parsed, relations: Slot) -> tuple[Quantity, ...]:
    """The claim's numbers; some count vehicles also where the claim does not say so."""
    sentence = parsed.sentence
    counted = bool(relations & parsed.table.vehicles)
    ends = {h.end for h in sentence.named("relation") if sentence.folded[: h.end].endswith(" over")}
    until = any(when.bound == "to" for when in sentence.whens)
    quantities = [  # "handed over 108,796"
        replace(q, bound="") if q.bound == "over" and any(0 <= q.start - end <= 1 for end in ends) else q
        for q in sentence.quantities
    ]
    # "400 stores by the end of 2025" are at least so many
    quantities = [
        replace(q, bound="over") if until and q.unit in _GROWING and not q.bound else q for q in quantities
    ]
    return tuple(
        replace(q, unit="vehicles") if counted and not q.unit and q.value > 100 else q
        for q in quantities
        if q.unit not in SPANS and (q.unit not in ("years", "times", "models") or q.value > 20)
    )


def _words(parsed: _Parsed, main: Slot) -> tuple[Word, ...]:
    """The content words that no role stands for, each with the lists of the language data that it may be told by."""
    sentence, table, nouns = parsed.sentence, parsed.table, parsed.english.names("topic")
    covered = [(h.start, h.end) for h in sentence.entities]
    covered += [(h.start, h.end) for h in sentence.named("relation") if h.name in main]
    covered += [
        (h.start, h.end) for h in sentence.named("concept") if h.name in table.content | {"car", "own"}
    ]
    covered += [(q.start, q.end) for q in sentence.quantities] + [(w.start, w.end) for w in sentence.whens]
    cues = [(h.start, h.end) for h in sentence.named("cue")]
    made = [(h.start, h.end) for h in sentence.named("relation", "make")]
    lists = [
        *parsed.english.topics.find(sentence.folded),
        *sentence.named("relation"),
        *sentence.named("concept"),
    ]
    lists = [h for h in lists if h.name not in table.broad]
    out: dict[str, Word] = {}
    for match in re.finditer(r"[a-z][a-z-]{2,}", sentence.folded):
        begin, end = match.span()
        named = frozenset(h.name for h in lists if h.start < end and begin < h.end)
        if match[0] in light() and any(
            _told_by_more(sentence, h) for h in lists if h.start < end and begin < h.end
        ):
            continue  # "take" of "take to court"
        idle = match[0] in light() or any(a < end and begin < b for a, b in (*cues, *made))
        if any(a < end and begin < b for a, b in covered) or (idle and not named):
            continue
        stem = match[0][: max(_SHORTEST, len(match[0]) - 3)]
        name = begin > 0 and sentence.text[begin].isupper()
        out.setdefault(min(named & nouns, default=stem), Word(stem, named, name))
    for hit in sentence.entities:
        if hit.group == "model":
            # "SU7 Max": what names the version
            for part in sentence.folded[hit.start : hit.end].split()[len(hit.name.split()) :]:
                out.setdefault(part, Word(part, name=True))
    return tuple(out.values())


def _told_by_more(sentence: Sentence, hit: Hit) -> bool:
    """Whether a term has a word with content of its own."""
    return any(word not in light() for word in sentence.folded[hit.start : hit.end].split())
