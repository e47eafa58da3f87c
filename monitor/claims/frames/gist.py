"""What any passage that bears on a typed claim must have, and what kind of claim it is. Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

from monitor.claims.frames.english import aims, reasoned, to_come
from monitor.claims.frames.frame import ClaimKind, Gist, stems
from monitor.claims.frames.parsed import GROWING, Parsed, period, relations_of, relative, values_of
from monitor.claims.read.quantities import CURRENCIES, Quantity
from monitor.languages import Hit

_INTRODUCED = 5  # words between a company and the name of its own
_JOINING = ("for", "of", "in", "on", "with", "and", "to")
_MANY = 1000  # of which a claim that names no unit counts something
_COUNT = 20  # above which a number without a unit is one that a passage must name


def kind_of(text: str, parsed: Parsed) -> ClaimKind:
    if parsed.sentence.cues("negation", "notyet"):
        return ClaimKind.NEGATIVE
    if reasoned(text):
        return ClaimKind.MOTIVE
    relations = relations_of(parsed)
    values = [q for q in values_of(parsed, relations) if _tells(q)]
    counted = any(map(_counts, values))
    ordered = relations & (parsed.table.ruling | {"capacity", "price"})
    if (relations & (parsed.table.periodic | {"record"}) or (counted and not ordered)) and not aims(text):
        return ClaimKind.RESULT
    ahead = to_come(text) if parsed.language.code == "en" else bool(parsed.sentence.cues("plan", "future"))
    return ClaimKind.DECISION if ahead else ClaimKind.FACT


def gist_of(parsed: Parsed, kind: ClaimKind, *, dated: bool) -> Gist:
    """`dated`: the day that relative dates count from is known. What is counted is reached by more, too."""
    sentence, entities = parsed.sentence, parsed.entities
    named = [
        hit
        for hit, following in zip_longest(sentence.entities, sentence.entities[1:])
        if hit.name not in parsed.owners and not _introduces(parsed, hit, following)
    ]
    plain = " ".join(sentence.text.split())
    first, last = (None, None) if not dated and relative(plain, parsed) else period(sentence)
    return Gist(
        names=tuple(dict.fromkeys(frozenset({hit.name}) for hit in named if hit.name in entities)),
        values=tuple(
            replace(q, bound="over") if kind is ClaimKind.RESULT and _counts(q) and not q.bound else q
            for q in values_of(parsed, relations_of(parsed))
            if _tells(q)
        ),
        first=first,
        last=last,
        stems=stems(sentence.folded),
    )


def _counts(q: Quantity) -> bool:
    return q.unit in GROWING or (not q.unit and q.value > _MANY)


def _introduces(parsed: Parsed, hit: Hit, following: Hit | None) -> bool:
    """ "BMW's designer Kai Langer": where somebody comes from need not be said again."""
    if following is None or parsed.entities[hit.name].kind != "company":
        return False
    entity = parsed.entities[following.name]
    words = following.name.split()
    stranger = entity.kind == "company" and len(words) > 1 and all(map(str.isalpha, words))
    person = entity.kind == "person" or stranger
    sentence = parsed.sentence
    between = sentence.folded[hit.end : following.start].split()
    verbs = (h for h in sentence.named("relation") if hit.before(h) and h.before(following))
    joined = any(word in _JOINING for word in between) or any(verbs)
    return person and len(between) <= _INTRODUCED and not joined


def _tells(q: Quantity) -> bool:
    """Whether a passage must name the number: "Level 3" and "4K" are no numbers of anything."""
    small = q.value <= _COUNT and q.unit not in (*CURRENCIES, "%", "km", "lap")
    return not small and not (not q.unit and q.end - q.start == len("4K"))
