"""What an English claim and a passage share and where they differ, as named features. Pure.

Overlap, order, negation, cue, number and name features of the pair, and 1-2-grams of the passage in which words
shared with the claim are blanked out; in the spirit of Ferreira and Vlachos, "Emergent: a novel data-set for
stance classification" (NAACL 2016).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from monitor.claims.classifier.tokens import data, has_content, listed, stem, tokens

_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?(k|m|bn?|thousand|million|billion)?\b")
_SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}
_NAME = re.compile(r"\b[A-Z][\w'-]+")
_QUOTE = re.compile(r"(?:^|\s)['‘\"“]\w")


def features(claim: str, passage: str) -> dict[str, float]:
    """Named features of a pair; what is zero is left out. Names that start with "g:" are n-grams."""
    said, told = tokens(claim), tokens(passage)
    mine = {stem(w) for w in said if has_content(w)}
    shared = [has_content(w) and stem(w) in mine for w in told]
    out = {"bias": 1.0}
    out.update(_overlap(said, told))
    out.update(_cues(said, told, shared))
    out.update(_hints(claim, passage, frozenset(said), frozenset(told)))
    out.update(_numbers(claim, passage))
    out.update(_names(claim, said, told))
    out.update(_style(passage, said, told))
    out.update(("g:" + gram, 1.0) for gram in _grams(told, shared))
    return {name: value for name, value in out.items() if value}


@cache
def _lists(table: str) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in data()[table].items()}


@cache
def _phrases() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in data()["phrases"].items()}


@cache
def _opposites() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    pairs = [(frozenset(t["one"].split()), frozenset(t["other"].split())) for t in data()["opposites"]]
    return (*pairs, *((other, one) for one, other in pairs))


def _overlap(said: Sequence[str], told: Sequence[str]) -> dict[str, float]:
    mine = [stem(w) for w in said if has_content(w)]
    theirs = [stem(w) for w in told if has_content(w)]
    if not mine or not theirs:
        return {"empty": 1.0}
    left, right = set(mine), set(theirs)
    both = left & right
    begun = {w[:5] for w in right if len(w) > 4}
    near = {w for w in left - both if len(w) > 4 and w[:5] in begun}
    covered = (len(both) + 0.7 * len(near)) / len(left)
    pairs = set(pairwise(mine))
    return {
        "claim covered": len(both) / len(left),
        "claim covered, nearly": covered,
        "claim covered, squared": covered * covered,
        "passage covered": len(both) / len(right),
        "all covered": float(both == left),
        "little covered": float(covered < 0.25),
        "jaccard": len(both) / len(left | right),
        "bigrams": len(pairs & set(pairwise(theirs))) / max(1, len(pairs)),
        "same order": float(
            len(both) > 1 and [w for w in theirs if w in both] == [w for w in mine if w in both]
        ),
        "first word": float(mine[0] in right),
        "last word": float(mine[-1] in right),
    }


def _cues(said: Sequence[str], told: Sequence[str], shared: Sequence[bool]) -> dict[str, float]:
    out: dict[str, float] = {}
    aligned = [i for i, is_shared in enumerate(shared) if is_shared]
    cues = _lists("cues")
    for name, words in cues.items():
        here = [i for i, w in enumerate(told) if w in words]
        there = any(w in words for w in said)
        if there:
            out[f"{name} in claim"] = 1.0
        if not here:
            if there:
                out[f"{name} in claim only"] = 1.0
            continue
        out[name] = 1.0
        out[f"{name} again"] = float(len(here) > 1)
        out[f"{name} in passage only"] = float(not there)
        out[f"{name} near"] = float(any(0 < abs(a - i) <= 2 for i in here for a in aligned))
        out[f"{name} before"] = float(bool(aligned) and here[0] < aligned[0])
        out[f"{name} after"] = float(bool(aligned) and here[-1] > aligned[-1])
    if any(w in cues["not"] for w in said) != any(w in cues["not"] | cues["refute"] for w in told):
        out["polarity differs"] = 1.0
    return out


def _hints(
    claim: str, passage: str, said: frozenset[str], told: frozenset[str]
) -> Iterator[tuple[str, float]]:
    for name, words in _lists("hints").items():
        yield name, float(not words.isdisjoint(told - said))
    for name, pattern in _phrases().items():
        yield name, float(bool(pattern.search(passage)) and not pattern.search(claim))
    for one, other in _opposites():
        if said & one and not said & other and told & other:
            yield "opposite", 1.0
            if not told & one:
                yield "opposite only", 1.0


def _quantities(text: str) -> set[float]:
    out = set()
    for digits, unit in _NUMBER.findall(text.lower()):
        out.add(float(digits.replace(",", "")) * _SCALE.get(unit, 1.0))
    return out


def _numbers(claim: str, passage: str) -> dict[str, float]:
    mine, theirs = _quantities(claim), _quantities(passage)
    if not mine:
        return {"numbers in passage only": float(bool(theirs))}
    return {
        "numbers": 1.0,
        "numbers agree": float(mine <= theirs),
        "numbers differ": float(bool(theirs) and not mine & theirs),
        "numbers missing": float(not theirs),
    }


def _names(claim: str, said: Sequence[str], told: Sequence[str]) -> dict[str, float]:
    """Of the claim's names, and of what it says of them, how much the passage has."""
    named = {stem(n) for n in tokens(" ".join(_NAME.findall(claim))) if has_content(n)}
    there = {stem(w) for w in told}
    begun = {w[:4] for w in there if len(w) > 3}
    rest = [stem(w) for w in said if has_content(w) and stem(w) not in named]
    names = len(named & there) / len(named) if named else 0.0
    found = [w in there or (len(w) > 4 and w[:4] in begun) for w in rest]
    share = sum(found) / len(found) if found else 0.0
    out = {"names shared": names} if named else {"no names": 1.0}
    if named:
        out |= {"names all missing": float(not names), "names all there": float(names == 1)}
    if rest:
        out |= {
            "rest covered": share,
            "rest covered, squared": share * share,
            "rest all missing": float(not share),
            "rest all there": float(share == 1),
            "rest's first word": float(rest[0] in there),
            "rest's last word": float(rest[-1] in there),
            "names without the rest": float(names > 0 and not share),
            "the rest without names": float(bool(named) and not names and share > 0),
        }
    return out


def _style(passage: str, said: Sequence[str], told: Sequence[str]) -> dict[str, float]:
    colon = told.index(":") if ":" in told else -1
    return {
        "question": float("?" in told),
        "question last": float(bool(told) and told[-1] == "?"),
        "asks": float(bool(told) and told[0] in listed("openers")),
        "colon early": float(0 <= colon <= 3),
        "colon late": float(colon > 3),
        "quoted": float(bool(_QUOTE.search(passage))),
        "claim length": math.log1p(len(said)),
        "passage length": math.log1p(len(told)),
        "longer": math.log1p(len(told)) - math.log1p(len(said)),
    }


def _grams(told: Sequence[str], shared: Sequence[bool]) -> Iterator[str]:
    """1-2-grams between the ends "<" and ">"; a run of words shared with the claim is one "~"."""
    words = ["<"]
    for word, is_shared in zip(told, shared, strict=True):
        if not (is_shared and words[-1] == "~"):
            words.append("~" if is_shared else word)
    yield from words[1:]
    yield from map(" ".join, pairwise((*words, ">")))
