"""A claim's frame from one plain sentence. Pure.

An English sentence is read like news: its parties, its relation, its numbers and dates become roles, all of which a
passage must fill. Content words that neither the gazetteer nor the language data knows must be found as they are. Where
no frame can be made, and in other languages, the claim is left to the learned reader, which needs its gist alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from monitor.claims.frames.english import aims, light, setting, sole, statement
from monitor.claims.frames.frame import Frame, Framed, Slot, Word
from monitor.claims.frames.gist import gist_of, kind_of
from monitor.claims.frames.parsed import (
    ANY_DAY,
    Parsed,
    in_time,
    parse,
    period,
    relations_of,
    relative,
    values_of,
)
from monitor.claims.frames.relations import Relations
from monitor.claims.read.entities import Entities
from monitor.claims.read.quantities import CURRENCIES, SPANS, Quantity, is_telling
from monitor.claims.read.sentence import Sentence
from monitor.languages import Hit, Language
from monitor.model import Stance

_SHORTEST = 4  # letters of a word that is looked for as it is


_NAMELESS = (
    "it names nobody and nothing by which a story could be known; name a company, a person or a product"
)


def derive(
    claim: str,
    text: str,
    entities: Entities,
    table: Relations,
    language: Language,
    *,
    standing: Slot = frozenset(),
    stated: date | None = None,
) -> Framed:
    """What the sentence states; `lacks` and `unruled` list what was not understood of it.

    `stated`: the day that "next year" counts from. Without it such a date is not understood.
    """
    told = stated or ANY_DAY
    english = language.code == "en"
    plain = statement(text, entities) if english else text
    whole = parse(plain, entities, table, language, told)
    kind = kind_of(text, whole)
    lacks = _blind(text, plain, whole, dated=stated is not None)
    named = Framed(
        claim=claim,
        frames=(),
        standing=standing or whole.parties,
        lacks=lacks,
        text=text,
        gist=gist_of(whole, kind, dated=stated is not None),
        kind=kind,
        language=language.code,
    )
    if not english:
        return replace(named, unruled="the rules read claims in English")
    if not whole.gist_names:
        return replace(named, lacks=(*lacks, _NAMELESS))
    return _ruled(named, plain, whole, told)


def _ruled(named: Framed, plain: str, parsed: Parsed, told: date) -> Framed:
    """The claim with its frames, or why there are none."""
    entities, table, language = parsed.entities, parsed.table, parsed.language
    while mover := _mover(parsed):
        plain = statement(plain[mover:], entities)
        parsed = parse(plain, entities, table, language, told)
    if not parsed.actors:
        return replace(named, unruled="it names no known party; add it as an [[entity]] or as `standing`")
    relations, values, words = _core(parsed)
    if not relations and not words and not any(is_telling(value.value) for value in values):
        return replace(named, unruled="it has no known relation")
    if "place" in parsed.kinds and relations & {"launch", "deliver"}:
        relations |= {"enter"}
    frame = _frame(parsed, relations, values, words, aiming=aims(plain))
    if named.gist.first is None:
        frame = replace(frame, first=None, last=None)
    own = parsed.owners | frame.subject | ({"car"} if relations <= table.weak - {"make"} else set())
    return replace(
        named,
        frames=(frame, *_opposite(frame, table)),
        lacks=(*named.lacks, *_unshown(parsed, frame, sole=sole(named.text))),
        unruled=_unruled(parsed, frame, specific=any(s - own for s in frame.objects)),
    )


def _blind(text: str, plain: str, parsed: Parsed, *, dated: bool) -> tuple[str, ...]:
    """Why no story could settle it, whoever reads it."""
    if text.rstrip().endswith(("?", "？")):
        return ("it is a question; state what is claimed",)
    words = "" if dated else relative(plain, parsed)
    return (f"“{words}” counts from a day that is not known; `stated` gives it",) if words else ()


def _core(parsed: Parsed) -> tuple[Slot, tuple[Quantity, ...], tuple[Word, ...]]:
    """The claim's relations, its numbers and what else of its words a passage must have."""
    entities, table = parsed.entities, parsed.table
    relations = relations_of(parsed)
    maker = next((h.name for h in parsed.named if h.name in parsed.actors), "")
    if "make" in relations and parsed.owners - {maker} and entities[parsed.named[0].name].kind == "company":
        relations = frozenset({"supply"})  # "Hesai makes the lidar of the YU7"
    values = values_of(parsed, relations)
    if relations == {"sell"} and any(value.unit in CURRENCIES for value in values):
        relations = frozenset({"price"})
    if relations - table.counted - table.nominal or (relations & table.counted and values):
        return relations, values, _words(parsed, relations)
    # "ordered by a court", "the second phase of its car plant": the relation says nothing, the nouns do
    words = _words(parsed, frozenset())
    return frozenset() if words else relations, values, words


def _frame(
    parsed: Parsed,
    relations: Slot,
    values: tuple[Quantity, ...],
    words: tuple[Word, ...],
    *,
    aiming: bool,
) -> Frame:
    """`aiming`: the claim is worded like a target."""
    sentence, table = parsed.sentence, parsed.table
    first, last = period(sentence)
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


def _unshown(parsed: Parsed, frame: Frame, *, sole: bool) -> tuple[str, ...]:
    """Why no passage could show the claim."""
    sentence, relations = parsed.sentence, frame.main
    told = [h for h in sentence.named("relation") if h.name in relations]
    if told and all(setting(sentence, h) for h in told):
        return ("it only describes a past circumstance; state what happened",)
    if sentence.cues("deny"):
        return ("it tells that something was denied; state the matter itself",)
    if "supply" in relations and sole:
        return ("it says that there is no other, which no passage shows; state what is so, without “only”",)
    return ()


def _unruled(parsed: Parsed, frame: Frame, *, specific: bool) -> str:
    """What the rules have not understood. `specific`: it names something besides its party (and, for a car, besides
    the word *car*).
    """
    relations, table = frame.main, parsed.table
    if not (specific or frame.values or frame.words):
        return "it says nothing about its party that is understood"
    if relations and relations <= table.nominal - {"make"} and not frame.words and not frame.values:
        return "it names a matter and says nothing about it"
    if relations and relations <= table.counted and not frame.values:
        return "it names no number to compare"
    return ""


def _mover(parsed: Parsed) -> int:
    """Where the name of the one who changes employers begins, 0 where the claim begins with it."""
    moves = [h for h in parsed.sentence.named("relation") if h.name in ("join", "leave")]
    actors = [
        h
        for h in parsed.named
        if moves and h.before(moves[0]) and parsed.entities[h.name].kind in ("company", "person")
    ]
    return actors[-1].start if len(actors) > 1 else 0


def _objects(parsed: Parsed) -> tuple[Slot, ...]:
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
    held = {h.name for h in sentence.named("concept") if not in_time(sentence, h)}
    concepts = [c for c in ("range-extender", *sorted(parsed.table.content)) if c in held]
    slots += [frozenset({c}) for c in dict.fromkeys(concepts)]
    if len(slots) == 1 and "car" in sentence.concepts and entities[next(iter(slots[0]))].kind != "model":
        slots.append(frozenset({"car"}))
    return tuple(slots)


def _rival_models(parsed: Parsed) -> Slot:
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


def _words(parsed: Parsed, main: Slot) -> tuple[Word, ...]:
    """The content words that no role stands for, each with the lists of the language data that it may be told by."""
    sentence, table, nouns = parsed.sentence, parsed.table, parsed.language.names("topic")
    covered = [(h.start, h.end) for h in sentence.entities]
    covered += [(h.start, h.end) for h in sentence.named("relation") if h.name in main]
    covered += [
        (h.start, h.end) for h in sentence.named("concept") if h.name in table.content | {"car", "own"}
    ]
    covered += [(q.start, q.end) for q in sentence.quantities] + [(w.start, w.end) for w in sentence.whens]
    cues = [(h.start, h.end) for h in sentence.named("cue")]
    made = [(h.start, h.end) for h in sentence.named("relation", "make")]
    lists = [
        *parsed.language.topics.find(sentence.folded),
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
