"""How a typed claim is worded: what of its sentence states it, and the names that it brings along. Pure.

Claims are typed in English, so these are rules of English; what they ask the language data for is in en.toml.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from monitor.claims.read.entities import Entities, Entity
from monitor.claims.read.initials import spellings
from monitor.claims.read.sentence import Sentence
from monitor.claims.read.text import fold
from monitor.languages import Hit, Language

# "Joy-Con", "iPhone 17 Pro", "Switch 2": capitals, and a number that tells one product from another
_NUMBER = r"\d{1,2}(?![\w.,:/%-]|\s(?:percent|per cent|million|billion))"
_NAME = rf"(?:[a-z]{{1,2}}(?=[A-Z]))?[A-Z][\w-]+(?:\s[A-Z][\w-]+|\s{_NUMBER})*\b"
_AUXILIARIES = ("will", "has", "is", "was", "plans", "to", "and")
# ", and no longer needs BAIC's": what a claim adds in the negative is no part of what it states, nor is what for
_ADDED = re.compile(
    r"(?:,|;| and| but) (?:(?:there|it) (?:is|are|has|was) no\b|(?:it )?(?:no longer|does not|is not|not|without)\b).*$"
    r"| (?:instead of|rather than) .*$"
    r"|,? (?:mainly |partly |in order )?to (?:pay for|fund|finance|speed up|boost|help|support|accelerate) .*$"
)
# "former BMW man Rudolf Dittrich": where somebody comes from
_FORMER = re.compile(r"\b(?:[Ff]ormer|[Ee]x)[ -](?:[\w-]+ ){1,4}?(?=[A-Z][\w-]+ [A-Z])")
# ", a former BAIC manager," says who somebody is; ", an SUV," what something is
_APPOSITION = re.compile(
    r",\s(?:an?|the|its|former|formerly|previously|once|until recently|who|which)\s[^,]*,"
)
_WHEN = re.compile(r"\b(?:before|after|during|since|until) (?:[\w-]+ ){0,4}$")
_AIM = re.compile(r"\b(?:aim|target|goal|plan|want|guidance|intend)")
_SOLE = re.compile(r"\b(?:all|only|sole|solely|exclusive|exclusively)\b", re.IGNORECASE)


# "a plant in Rotterdam", but "a stake in Yinwang"
_WHERE = re.compile(r"(?<!stake )(?<!share )(?<!shares )(?<!invest )(?<!invests )\b(?:in|near|outside) $")
_TO_COME = re.compile(r"\b(?:will|would|shall|going to|(?:is|are) to|plans?|intends?|wants?|aims?)\b")
_QUESTION = re.compile(
    r"(?:(?:is|are|was|were|does|do|did|has|have|had|can|could|should|would|will|may|might) (?:the |[A-Z])"
    r"|(?:who|whom|what|when|where|why|how|which|whether)\b)",
    re.IGNORECASE,
)
_REASON = re.compile(r"\b(?:because|in order to|so that|on account of|due to)\b")


@cache
def light() -> frozenset[str]:
    """Words that carry no content of a claim."""
    text = (files(__package__) / "light_words.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["words"])


def statement(text: str, known: Entities) -> str:
    """The claim without what it only adds: who somebody is or was, what something is for, what is not so."""
    plain = _APPOSITION.sub(lambda m: " " if known.find(fold(m[0])) else m[0], _FORMER.sub("", text))
    return _ADDED.sub("", plain)


def asks(text: str) -> bool:
    """Whether it begins like a question, with or without a question mark."""
    return bool(_QUESTION.match(text))


def to_come(text: str) -> bool:
    """Whether it tells what will be, and not what is or was."""
    return bool(_TO_COME.search(text))


def reasoned(text: str) -> bool:
    """Whether it says why."""
    return bool(_REASON.search(text))


def aims(text: str) -> bool:
    """Whether it may tell a target: "aims for 350,000 deliveries"."""
    return bool(_AIM.search(text))


def sole(text: str) -> bool:
    """Whether it says that there is no other."""
    return bool(_SOLE.search(text))


def setting(sentence: Sentence, hit: Hit) -> bool:
    """Only when it was: "was on before the crash"."""
    return bool(_WHEN.search(sentence.folded[: hit.start]))


def parties(text: str, known: Entities, english: Language) -> tuple[Entity, ...]:
    """Names in a claim that the gazetteer does not have, as parties of their own: "Zongmu"."""
    folded = fold(text)
    covered = known.find(folded)
    covered += english.matcher.find(folded)
    out = []
    names = list(re.finditer(rf"(?<![.!?]\s)(?<!^)\b{_NAME}", text))
    opening = _opening(text, folded, english)
    if opening is not None:
        names = [opening, *(m for m in names if m.start() >= opening.end())]
    for match in names:
        name = match[0]
        inside = any(h.start < match.start() + len(name) and match.start() < h.end for h in covered)
        if not inside and fold(name) not in light() and not re.fullmatch(r"[A-Z]\d", name):
            kind = "place" if _WHERE.search(text[: match.start()]) else "company"
            out.append(Entity(name=name, kind=kind, aliases=spellings(name), introduced=True))
    return tuple(out)


def _opening(text: str, folded: str, english: Language) -> re.Match[str] | None:
    """The name that the claim begins with: several capitals, or one that a verb or a possessive follows."""
    run = re.match(_NAME, text)
    if run is None or fold(run[0].split()[0]) in light():
        return None
    if " " in run[0]:
        return run
    at = run.end() + 1
    hits = english.matcher.find(folded)
    verb = any(h.start == at and (h.group == "relation" or h.name in ("says", "deny")) for h in hits)
    following = re.match(r"'s\b|\s(\w+)", text[run.end() :])
    bound = following is not None and (following[1] is None or following[1] in _AUXILIARIES)
    return run if (verb or bound) and not run[0].endswith("s") else None
