"""What a clause does with its verb: affirms, negates or denies it, plans it, hedges it. Pure.

All tests work on the clause of a trigger; what stands in another clause does not count unless it governs this one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.claims.read.sentence import Sentence
from monitor.claims.voices.speech_verbs import silenced
from monitor.languages import Hit, Language

QUESTION = "?"  # what hedges a sentence that only asks
_BEFORE_OBJECT = 2  # words between a negation behind the verb and the object: "has shown nothing of its car"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """How a trigger is meant. Each field holds the words that decided, "" where nothing did.

    `given_up`: it is the plan that is negated, "no plan to launch". `unsaid`: somebody would not speak of it.
    """

    negated: str = ""
    notyet: str = ""
    denied: str = ""
    nondenial: str = ""
    hedged: str = ""
    soft: str = ""
    planned: str = ""
    past: str = ""
    given_up: bool = False
    unsaid: str = ""

    @property
    def done(self) -> bool:
        """Told as having happened."""
        return not (self.negated or self.notyet or self.denied or self.hedged or self.unsaid or self.planned)


def _first(sentence: Sentence, hits: Iterable[Hit]) -> str:
    return next((sentence.words(hit) for hit in hits), "")


def negation(
    sentence: Sentence, trigger: Hit, language: Language, target: Hit | None = None, *, wide: bool = False
) -> str:
    """The negation whose scope the trigger (or its object, `target`) lies in; `wide`: any before it in its clause."""
    reach = len(sentence.text) if wide else language.style.negation_reach
    after = language.style.negation_after
    idle = sentence.cues("decline", "nondenial")
    says = [h for h in sentence.cues("says") if not trigger.starts_in(h)]

    def said_between(hit: Hit) -> bool:
        return any(hit.before(h) and h.start < trigger.start for h in says)

    def governs(hit: Hit) -> bool:
        if hit.before(trigger):
            between = any(hit.before(h) and h.before(trigger) for h in says)
            return sentence.between(hit, trigger) <= reach and not between
        if trigger.before(hit):
            if after and sentence.between(trigger, hit) <= after:
                return True
            return (
                target is not None and hit.before(target) and sentence.between(hit, target) <= _BEFORE_OBJECT
            )
        return hit.inside(trigger)

    for hit in sentence.beside(trigger, "cue", "none"):
        # "Nobody outside the company has been shown": who acts is negated, and with it all that is done
        if hit.before(trigger) and not said_between(hit):
            return sentence.words(hit)
    for hit in sentence.beside(trigger, "cue", "negation"):
        swallowed = any(hit.inside(d) for d in idle) and not trigger.overlaps(hit)
        if not swallowed and governs(hit):
            return sentence.words(hit)
    return ""


def untalked(sentence: Sentence, trigger: Hit, language: Language) -> str:
    """ "Is in no talks about building cars": what is not talked about is not said to be so."""
    if trigger.name == "talk":
        return ""
    talks = (h for h in sentence.beside(trigger, "relation", "talk") if h.before(trigger))
    return next(filter(None, (negation(sentence, talk, language) for talk in talks)), "")


def unsaid(sentence: Sentence, trigger: Hit) -> str:
    """ "Did not say when it would …": what follows a negated word of saying is left open."""
    for verb in sentence.beside(trigger, "cue", "says"):
        if verb.before(trigger) and (hit := silenced(sentence, verb, "negation")):
            return sentence.text[hit.start : verb.end]
    return ""


def denial(sentence: Sentence, trigger: Hit | None = None) -> str:
    """Words that call what the sentence reports wrong, "" where there are none or they are themselves negated."""
    if sentence.cues("nondenial"):
        return ""
    negations = sentence.cues("negation")
    for hit in sentence.cues("deny", "false"):
        undone = any(n.before(hit) and sentence.between(n, hit) <= 3 for n in negations)
        if undone and hit.name == "deny":
            continue
        if trigger is not None and not _reaches(sentence, hit, trigger):
            continue
        return sentence.words(hit)
    return ""


def _reaches(sentence: Sentence, denial: Hit, trigger: Hit) -> bool:
    """Whether a denial is one of what the trigger says: near, and no older one that the sentence only concedes."""
    there = sentence.clause(denial.start)
    conceded = there != sentence.clause(trigger.start) and sentence.beside(denial, "cue", "concession")
    return abs(there - sentence.clause(trigger.start)) <= 2 and not conceded


def mode(
    sentence: Sentence, trigger: Hit, language: Language, target: Hit | None = None, *, wide: bool = False
) -> Mode:
    """How the trigger's proposition is put. `wide`: the trigger is a noun, whose verb stands somewhere before it."""
    clause = sentence.clause(trigger.start)
    begin = sentence.spans[clause][0]
    # "Of the launch he would not speak": a decline behind the verb, where nobody stands before it
    topic = not any(begin <= e.start < trigger.start for e in sentence.entities)
    declines = [h for h in sentence.beside(trigger, "cue", "decline") if topic or h.before(trigger)]
    question = QUESTION if sentence.question or sentence.beside(trigger, "cue", "either") else ""
    # A future inside the verb itself counts ("lanzará"); a plan word inside it is part of its meaning.
    plans = [
        h
        for h in sentence.beside(trigger, "cue", "plan", "future")
        if (h.name == "future" or not _own(sentence, trigger, h)) and _near(sentence, h, trigger)
    ]
    notyet = [
        h for h in sentence.beside(trigger, "cue", "notyet") if h.start <= trigger.end or not sentence.spaced
    ]
    past = [h for h in sentence.cues("past") if abs(sentence.clause(h.start) - clause) <= 1]
    negated = negation(sentence, trigger, language, target, wide=wide)
    profess = sentence.beside(trigger, "relation", "profess")[:1]
    given_up = bool(profess) and profess[0].before(trigger)
    evasive = [
        h
        for h in sentence.cues("nondenial")
        if abs(sentence.clause(h.start) - clause) <= (0 if negated else 1)
    ]
    return Mode(
        negated=negated or (_first(sentence, profess) if given_up else ""),
        given_up=given_up,
        notyet=_first(sentence, notyet),
        denied=denial(sentence, trigger),
        nondenial=_first(sentence, evasive),
        hedged=question
        or _first(sentence, _hedges(sentence, trigger))
        or _conditional(sentence, trigger, language),
        unsaid=_first(sentence, declines)
        or unsaid(sentence, trigger)
        or untalked(sentence, trigger, language),
        soft=_first(sentence, sentence.beside(trigger, "cue", "soft")),
        planned=_first(sentence, plans),
        past=_first(sentence, past),
    )


def _own(sentence: Sentence, trigger: Hit, hit: Hit) -> bool:
    """Part of the relation's own words: "below expectations" is no expectation. What stands strictly inside stands
    in a gap between them: "bringt das Auto wohl auf den Markt".
    """
    return any(
        hit.overlaps(word) and not (word.start < hit.start and hit.end < word.end)
        for word in (trigger, *sentence.named("relation", trigger.name))
    )


def _hedges(sentence: Sentence, trigger: Hit) -> list[Hit]:
    """The hedges that govern the trigger, those of its clause first."""
    clause = sentence.clause(trigger.start)

    def of_clause(number: int, *names: str) -> list[Hit]:
        return [h for h in sentence.cues(*names) if sentence.clause(h.start) == number]

    hedges = [h for h in of_clause(clause, "hedge") if not _own(sentence, trigger, h)]
    if not hedges and clause == 1 and sentence.words_between(*sentence.spans[0]) <= 4:
        # "reportedly, …" and "it is rumoured that, …": a hedge in a short opening clause governs the next
        hedges = of_clause(0, "hedge")
    for other in (clause - 1, clause + 1):
        # "has, reportedly, launched": a hedge that is a clause by itself belongs to its neighbours
        if 0 <= other < len(sentence.spans) and _short(sentence, other):
            hedges += [h for h in of_clause(other, "hedge", "rumour") if not _own(sentence, trigger, h)]
    said = [h for h in sentence.cues("says") if h.before(trigger)]
    hedges += [
        h
        for h in sentence.cues("rumour")
        if h.start < trigger.start
        and not _own(sentence, trigger, h)
        and not any(h.end <= s.start and sentence.words_between(h.end, s.start) > 1 for s in said)
    ]
    return hedges + [h for h in sentence.beside(trigger, "cue", "conditional", "asked") if h.before(trigger)]


def _conditional(sentence: Sentence, trigger: Hit, language: Language) -> str:
    """A verb form that itself hedges: "lancerait"."""
    endings = language.style.hedge_endings
    words = sentence.words(trigger).split() if endings else ()
    return next((word for word in words if word.lower().endswith(endings)), "")


def _short(sentence: Sentence, clause: int) -> bool:
    return sentence.words_between(*sentence.spans[clause]) <= (2 if sentence.spaced else 4)


def nominal(sentence: Sentence, trigger: Hit, language: Language) -> bool:
    """Whether the trigger is only named as a thing: "the launch of …"."""
    words = language.style.nominal
    ahead = sentence.folded[max(0, trigger.start - 12) : trigger.start].rstrip()
    if not sentence.spaced:
        return bool(words) and ahead.endswith(words)
    return any(ahead.endswith(w) and not ahead[: len(ahead) - len(w)][-1:].isalpha() for w in words)


def _near(sentence: Sentence, hit: Hit, trigger: Hit) -> bool:
    """A plan word governs what follows it; behind the verb only close by ("launch is planned")."""
    if hit.before(trigger):
        return sentence.between(hit, trigger) <= (8 if sentence.spaced else 14)
    return sentence.words_between(trigger.end, hit.start) <= 4
