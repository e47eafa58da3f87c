"""A claim's sentence, read like news: whom and what it names, its relation, numbers and dates. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from monitor.claims.frames.english import setting
from monitor.claims.frames.frame import Slot
from monitor.claims.frames.relations import Relations
from monitor.claims.read.entities import Entities
from monitor.claims.read.quantities import SPANS, Quantity
from monitor.claims.read.sentence import Sentence, read
from monitor.languages import Hit, Language

GROWING = ("vehicles", "stores", "cities", "people")  # units of what only becomes more
# Two days to read a claim on: what a date means on both does not depend on when the claim was made.
ANY_DAY, _ANOTHER_DAY = date(2021, 1, 1), date(2032, 8, 18)


@dataclass(frozen=True)
class Parsed:
    """The sentence that states a claim, with whom and what it names."""

    sentence: Sentence
    named: list[Hit]
    entities: Entities
    table: Relations
    language: Language

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
    def parties(self) -> Slot:
        """Those who act, and whom the persons among them speak for."""
        return self.actors | {
            of
            for name in self.actors
            for of in self.entities[name].of
            if self.entities[name].kind == "person"
        }

    @cached_property
    def first_actor(self) -> str:
        named = (n for h in self.named for n in (h.name, *self.entities[h.name].of) if n in self.actors)
        return next(named, min(self.actors))

    @cached_property
    def gist_names(self) -> Slot:
        """All names that it has but those of makers whose models it names."""
        return frozenset(h.name for h in self.sentence.entities) - self.owners

    @cached_property
    def kinds(self) -> Slot:
        return frozenset(self.entities[h.name].kind for h in self.named)


def parse(plain: str, entities: Entities, table: Relations, language: Language, told: date) -> Parsed:
    reading = read(headline="", text=plain, language=language, entities=entities, told=told)
    sentence = reading.sentences[0]
    named = [h for h in sentence.entities if entities[h.name].kind in ("company", "person", "model", "place")]
    return Parsed(sentence, named, entities, table, language)


def relative(plain: str, parsed: Parsed) -> str:
    """The words of the claim's date where it means other days on another day: "next year"."""
    later = parse(plain, parsed.entities, parsed.table, parsed.language, _ANOTHER_DAY).sentence.whens
    moved = [
        one
        for one, other in zip(parsed.sentence.whens, later, strict=True)
        if one.explicit and (one.first, one.last) != (other.first, other.last)
    ]
    return parsed.sentence.words(moved[0]) if moved else ""


def relations_of(parsed: Parsed) -> Slot:
    """The claim's relation: the first one told of its subject, a telling one before a broad one."""
    sentence, named = parsed.sentence, parsed.named
    start = named[0].end if named else 0
    hits = [h for h in sentence.named("relation") if h.name != "idle" and not in_time(sentence, h)]
    after = [h for h in hits if h.start >= start and not setting(sentence, h)]
    after = after or [h for h in hits if not setting(sentence, h)] or hits
    strong = [h for h in after if h.name not in parsed.table.weak] or after
    if not strong:
        return frozenset()
    lead = strong[0]
    return frozenset(h.name for h in strong if h.overlaps(lead))


def in_time(sentence: Sentence, hit: Hit) -> bool:
    """Part of a date: the "second quarter" is no second car."""
    return any(when.overlaps(hit) for when in sentence.whens)


def period(sentence: Sentence) -> tuple[date | None, date | None]:
    whens = [w for w in sentence.whens if w.explicit]
    if not whens:
        return None, None
    when = whens[-1]
    first = date(2005, 1, 1) if when.bound == "to" else when.first
    last = date(2045, 12, 31) if when.bound == "from" else when.last
    return first, last


def values_of(parsed: Parsed, relations: Slot) -> tuple[Quantity, ...]:
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
        replace(q, bound="over") if until and q.unit in GROWING and not q.bound else q for q in quantities
    ]
    return tuple(
        replace(q, unit="vehicles") if counted and not q.unit and q.value > 100 else q
        for q in quantities
        if q.unit not in SPANS and (q.unit not in ("years", "times", "models") or q.value > 20)
    )
