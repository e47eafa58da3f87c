"""A story read once, whatever claims it is then compared with: its sentences with all that they name. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from monitor.claims.read import quantities, times
from monitor.claims.read.entities import Entities
from monitor.claims.read.quantities import Quantity
from monitor.claims.read.text import clauses, fold, sentences
from monitor.claims.read.times import When
from monitor.languages import Hit, Language, Span


@dataclass(frozen=True)
class Sentence:
    """One sentence with what it names. Offsets are into `text`; `folded` has the same length."""

    index: int
    headline: bool
    text: str
    folded: str
    spans: tuple[tuple[int, int], ...]
    entities: tuple[Hit, ...]
    hits: tuple[Hit, ...]
    whens: tuple[When, ...]
    quantities: tuple[Quantity, ...]
    spaced: bool = True

    def clause(self, at: int) -> int:
        """The index of the clause that the offset lies in."""
        return max(0, bisect_right(self._starts, at) - 1)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.spans]

    @cached_property
    def relative(self) -> frozenset[int]:
        """The clauses that a relative pronoun opens."""
        opened = ((h, self.clause(h.start)) for h in self.cues("relative"))
        return frozenset(clause for h, clause in opened if h.start - self.spans[clause][0] <= 2)

    @cached_property
    def telling(self) -> frozenset[int]:
        """The clauses that have a word for a relation."""
        return frozenset(self.clause(h.start) for h in self.named("relation"))

    def named(self, group: str, name: str | None = None) -> Iterator[Hit]:
        """The hits of a table, or of one of its lists."""
        return (h for h in self.by_group.get(group, ()) if name is None or h.name == name)

    def beside(self, at: Span, group: str, *names: str) -> list[Hit]:
        """The hits of some lists of a table that stand in the same clause."""
        clause = self.clause(at.start)
        return [h for h in self.by_group.get(group, ()) if h.name in names and self.clause(h.start) == clause]

    def words(self, *spans: Span) -> str:
        """The words that stand there: "Lei Jun … said"."""
        return " … ".join(self.text[span.start : span.end] for span in spans)

    def between(self, a: Span, b: Span) -> int:
        """Words between two places, whichever stands first."""
        return self.words_between(min(a.end, b.end), max(a.start, b.start))

    def cues(self, *names: str) -> list[Hit]:
        if self.cue_names.isdisjoint(names):
            return []
        return [h for h in self.by_group["cue"] if h.name in names]

    @cached_property
    def cue_names(self) -> frozenset[str]:
        return frozenset(h.name for h in self.by_group.get("cue", ()))

    @cached_property
    def by_group(self) -> dict[str, list[Hit]]:
        out: dict[str, list[Hit]] = {}
        for hit in self.hits:
            out.setdefault(hit.group, []).append(hit)
        return out

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(h.name for h in self.entities)

    @cached_property
    def concepts(self) -> frozenset[str]:
        return frozenset(h.name for h in self.by_group.get("concept", ()))

    @cached_property
    def relations(self) -> frozenset[str]:
        return frozenset(h.name for h in self.by_group.get("relation", ()))

    def words_between(self, a: int, b: int) -> int:
        """Words (characters in Chinese) between two offsets."""
        piece = self.folded[min(a, b) : max(a, b)]
        return len(piece.split()) if self.spaced else len(piece.strip())

    @property
    def question(self) -> bool:
        return self.text.rstrip("\"'”’»」』)） ").endswith(("?", "？"))


@dataclass(frozen=True)
class Reading:
    """A story's sentences, the headline first, with the day it was told on."""

    sentences: tuple[Sentence, ...]
    told: date
    language: str
    outlet: str
    counts: Counter[str] = field(default_factory=Counter)

    @cached_property
    def names(self) -> frozenset[str]:
        """All entities that the story names."""
        return frozenset().union(*(s.names for s in self.sentences))

    @cached_property
    def relations(self) -> frozenset[str]:
        """All relations that the story has a word for."""
        return frozenset().union(*(s.relations for s in self.sentences))

    @cached_property
    def focus(self) -> str | None:
        """The company that the story is mostly about."""
        return self.counts.most_common(1)[0][0] if self.counts else None


def _blank(folded: str, hits: tuple[Hit, ...]) -> str:
    out = list(folded)
    for hit in hits:
        out[hit.start : hit.end] = "x" * (hit.end - hit.start)
    return "".join(out)


def _spans(text: str, hits: tuple[Hit, ...]) -> tuple[tuple[int, int], ...]:
    """The clauses of a sentence: between its commas and the like, and from each conjunction on."""
    out: list[tuple[int, int]] = []
    # "baut aber kein Auto": one word is no clause that a conjunction could end
    opens = [
        h.start for h in hits
        if h.group == "cue" and h.name == "conjunction" and len(re.split(r"[,;:–—]", text[: h.start])[-1].split()) != 1
    ]  # fmt: skip
    for begin, end in clauses(text):
        cuts = [begin, *(at for at in opens if begin < at < end and text[begin:at].strip()), end]
        out.extend(pairwise(cuts))
    return tuple(out)


def _inside(hit: Hit, named: tuple[Hit, ...], firms: list[tuple[int, int]]) -> bool:
    """Only part of a name: the "states" of the United States say nothing, "Xiaomi Auto Sales Co." sells nothing."""
    if hit.group == "cue" and any(hit.inside(e) for e in named):
        return True
    return hit.group != "concept" and any(start <= hit.start and hit.end <= end for start, end in firms)


def _firms(folded: str, named: tuple[Hit, ...], language: Language) -> list[tuple[int, int]]:
    """The full names of companies: a known name, a few words, and what ends such names in the language."""
    suffixes = language.style.company_suffix
    ends = "|".join(map(re.escape, suffixes))
    if language.style.spaced:
        between, ends = r"(?:[\s(（][\w().（）&-]+){0,4}?", rf"[\s,]+(?:{ends})(?!\w)"
    else:
        between, ends = r"[\w（）()]{0,12}?", f"(?:{ends})"
    found = ((hit, re.compile(f"{between}{ends}").match(folded, hit.end)) for hit in named if suffixes)
    return [(hit.start, match.end()) for hit, match in found if match]


def _surnames(text: str, entities: Entities) -> dict[str, str]:
    """The first and last words of names that the story gives in full: later "Lu" is Lu Weibing."""
    found = ((hit, entities[hit.name]) for hit in entities.find(fold(text), text))
    persons = [hit for hit, entity in found if entity.kind == "person" or entity.introduced]
    out: dict[str, str] = {}
    for hit in persons:
        words = text[hit.start : hit.end].split()
        for word in (words[0], words[-1]) if len(words) > 1 and all(w[0].isupper() for w in words) else ():
            out.setdefault(word, hit.name)
    return out


def _with_surnames(
    text: str, named: tuple[Hit, ...], surnames: dict[str, str], kind: str = "person"
) -> tuple[Hit, ...]:
    found = [
        Hit(kind, name, m.start(), m.end())
        for word, name in surnames.items()
        for m in re.finditer(rf"\b{re.escape(word)}\b", text)
        if not any(h.start < m.end() and m.start() < h.end for h in named)
    ]
    return tuple(sorted((*named, *found), key=lambda h: (h.start, h.end)))


_CAPITAL = r"[^\W\d_a-zà-ÿа-яё][^\W\d_]*(?:['’-][^\W\d_]+)*"
_NAME = (
    rf"({_CAPITAL} (?:\w\. |{_CAPITAL} )?{_CAPITAL})(?!\w)"  # two or three words with capitals, or an initial
)
_AFTER_TITLE = re.compile(rf",? {_NAME}")
_BEFORE_TITLE = re.compile(rf"{_NAME},? (?:\w+ ){{0,2}}$")
_OWNED = re.compile(rf"(?:(?<=['’]s)|['’]s) {_NAME}")  # some names are found with their genitive
_NEVER_IN_DATES = ("second", "hedge")
_OFFICE = 5  # words between a company and what somebody is there


def _with_officers(sentences: tuple[Sentence, ...], entities: Entities) -> tuple[Sentence, ...]:
    """The sentences in which whoever was introduced as a company's own stands for it: "Nintendo's Tetsuya Sasaki",
    later "Sasaki".
    """
    known: dict[str, str] = {}
    for sentence in sentences if any(s.spaced for s in sentences) else ():
        for name, company in _introduced(sentence, entities):
            known.setdefault(name, company)
            known.setdefault(name.split()[-1], company)
    return tuple(
        replace(s, entities=_with_surnames(s.text, s.entities, known, "company")) if known else s
        for s in sentences
    )


def _introduced(sentence: Sentence, entities: Entities) -> Iterator[tuple[str, str]]:
    """Names that the gazetteer does not have, each with the company that it speaks for."""
    companies = [hit for hit in sentence.entities if entities[hit.name].kind == "company"]
    for hit in companies if sentence.cues("says") else ():
        if owned := _OWNED.match(sentence.text, hit.end):
            yield owned[1], hit.name
    former = sentence.cues("former")
    for title in sentence.cues("spokes") if companies else ():
        firm = min(companies, key=title.gap)
        if sentence.between(firm, title) > _OFFICE or any(sentence.between(f, title) <= 2 for f in former):
            continue
        start = (
            max(title.end, firm.end)
            if firm.before(title) or sentence.between(title, firm) <= 2
            else title.end
        )
        named = _AFTER_TITLE.match(sentence.text, start) or _BEFORE_TITLE.search(sentence.text[: title.start])
        if named and not any(h.start < named.end(1) and named.start(1) < h.end for h in sentence.entities):
            yield named[1], firm.name


def _asked(folded: str, hits: tuple[Hit, ...], language: Language) -> tuple[Hit, ...]:
    """ "会不会造车" asks whether it will, and does not deny it."""
    pattern = language.style.either_way
    asked = list(re.finditer(pattern, folded)) if pattern else []
    if not asked:
        return hits
    inside = {m.start() + 1 for m in asked}
    doubts = (Hit("cue", name, m.start(), m.end()) for m in asked for name in ("hedge", "either"))
    return tuple(
        sorted((*doubts, *(h for h in hits if h.start not in inside)), key=lambda h: (h.start, h.end))
    )


def _sentence(
    index: int,
    text: str,
    *,
    headline: bool,
    language: Language,
    entities: Entities,
    told: date,
    surnames: dict[str, str],
) -> Sentence:
    folded = fold(text)
    hits = _asked(folded, language.matcher.find(folded), language)
    named = _with_surnames(text, entities.find(folded, text), surnames)
    firms = _firms(folded, named, language)
    blanked = _blank(folded, named)  # "Lei Jun" is no June, the 7 of "SU7" no number
    whens = times.find(blanked, language, told)
    numbers = tuple(
        q for q in quantities.find(blanked, language)
        if not any(q.starts_in(w) for w in whens)
    )  # fmt: skip
    # the "second quarter" is no second car, and "22 May" leaves nothing open
    hits = tuple(h for h in hits if h.name not in _NEVER_IN_DATES or not any(h.starts_in(w) for w in whens))
    sums = (Hit("concept", "money", q.start, q.end) for q in numbers if q.unit in quantities.CURRENCIES)
    hits = tuple(sorted((*hits, *sums), key=lambda h: (h.start, h.end)))
    return Sentence(
        index=index,
        headline=headline,
        text=text,
        folded=folded,
        spans=_spans(text, hits),
        entities=named,
        hits=tuple(h for h in hits if not _inside(h, named, firms)),
        whens=whens,
        quantities=numbers,
        spaced=language.style.spaced,
    )


def _dated(sentences: tuple[Sentence, ...]) -> Iterator[Sentence]:
    """ "That year, in July": months without a year belong to the year named before."""
    year: int | None = None
    for sentence in sentences:
        named = [w.first.year for w in sentence.whens if w.explicit]
        if year is not None and not named and sentence.cues("same-year"):
            moved = tuple(w.in_year(year) for w in sentence.whens)
            sentence = replace(sentence, whens=moved)  # noqa: PLW2901
        yield sentence
        year = named[-1] if named else year


def read(
    *, headline: str, text: str, language: Language, entities: Entities, told: date, outlet: str = ""
) -> Reading:
    """Reads a story of the day `told`; `text` is the body without the headline."""
    pieces = [(piece, True) for piece in sentences(headline, language)] + [
        (piece, False) for piece in sentences(text, language)
    ]
    surnames = _surnames(f"{headline}\n{text}", entities)
    read_sentences = tuple(
        _sentence(i, piece, headline=head, language=language, entities=entities, told=told, surnames=surnames)
        for i, (piece, head) in enumerate(pieces)
    )
    read_sentences = _with_officers(tuple(_dated(read_sentences)), entities)
    counts: Counter[str] = Counter()
    for sentence in read_sentences:
        for hit in sentence.entities:
            entity = entities[hit.name]
            weight = 2 if sentence.headline else 1
            if entity.kind == "company":
                counts[entity.name] += weight
            elif entity.kind in ("person", "model") and entity.of:
                counts[entity.of[0]] += weight
    return Reading(sentences=read_sentences, told=told, language=language.code, outlet=outlet, counts=counts)
