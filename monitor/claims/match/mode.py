"""What a clause does with its verb: affirms, negates or denies it, plans it, hedges it. Pure.

All tests work on the clause of a trigger; what stands in another clause does not count unless it governs this one.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.claims.read.sentence import Sentence
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


def _first(sentence: Sentence, hits: list[Hit]) -> str:
    return sentence.text[hits[0].start : hits[0].end] if hits else ""


def _in_clause(sentence: Sentence, clause: int, *names: str) -> list[Hit]:
    begin, end = sentence.spans[clause]
    return [h for h in sentence.cues(*names) if begin <= h.start < end]


def negation(
    sentence: Sentence, trigger: Hit, language: Language, target: Hit | None = None, *, wide: bool = False
) -> str:
    """The negation whose scope the trigger (or its object, `target`) lies in; `wide`: any before it in its clause."""
    reach = len(sentence.text) if wide else int(language.style.get("negation_reach", 4))
    after = int(language.style.get("negation_after", 0))
    clause = sentence.clause(trigger.start)
    idle = sentence.cues("decline", "nondenial")
    says = [h for h in sentence.cues("says") if not (h.start <= trigger.start < h.end)]
    for hit in _in_clause(sentence, clause, "none"):
        # "Nobody outside the company has been shown": who acts is negated, and with it all that is done
        if hit.end <= trigger.start and not any(hit.end <= h.start < trigger.start for h in says):
            return sentence.text[hit.start : hit.end]
    for hit in _in_clause(sentence, clause, "negation"):
        if any(d.start <= hit.start and hit.end <= d.end for d in idle) and not (
            trigger.start < hit.end and hit.start < trigger.end
        ):
            continue
        if hit.end <= trigger.start:
            between = [h for h in says if hit.end <= h.start and h.end <= trigger.start]
            if sentence.words_between(hit.end, trigger.start) <= reach and not between:
                return sentence.text[hit.start : hit.end]
        elif hit.start >= trigger.end:
            if after and sentence.words_between(trigger.end, hit.start) <= after:
                return sentence.text[hit.start : hit.end]
            if (
                target is not None
                and hit.end <= target.start
                and sentence.words_between(hit.end, target.start) <= _BEFORE_OBJECT
            ):
                return sentence.text[hit.start : hit.end]
        elif trigger.start <= hit.start and hit.end <= trigger.end:
            return sentence.text[hit.start : hit.end]
    return ""


def untalked(sentence: Sentence, trigger: Hit, language: Language) -> str:
    """ "Is in no talks about building cars": what is not talked about is not said to be so."""
    clause = sentence.clause(trigger.start)
    talks = (
        h for h in sentence.named("relation", "talk") if h.end <= trigger.start and trigger.name != "talk"
    )
    found = (negation(sentence, talk, language) for talk in talks if sentence.clause(talk.start) == clause)
    return next(filter(None, found), "")


def unsaid(sentence: Sentence, trigger: Hit) -> str:
    """ "Did not say when it would …": what follows a negated word of saying is left open."""
    clause = sentence.clause(trigger.start)
    negations = _in_clause(sentence, clause, "negation")
    for verb in _in_clause(sentence, clause, "says"):
        if verb.end > trigger.start:
            continue
        reach = 2 if sentence.spaced else 1
        hit = next(
            (
                n
                for n in negations
                if n.end <= verb.start and sentence.words_between(n.end, verb.start) <= reach
            ),
            None,
        )
        if hit is not None:
            return sentence.text[hit.start : verb.end]
    return ""


def denial(sentence: Sentence, trigger: Hit | None = None) -> str:
    """Words that call what the sentence reports wrong, "" where there are none or they are themselves negated."""
    if sentence.cues("nondenial"):
        return ""
    negations = sentence.cues("negation")
    for hit in sentence.cues("deny", "false"):
        undone = any(n.end <= hit.start and sentence.words_between(n.end, hit.start) <= 3 for n in negations)
        if undone and hit.name == "deny":
            continue
        if trigger is not None and not _reaches(sentence, hit, trigger):
            continue
        return sentence.text[hit.start : hit.end]
    return ""


def _reaches(sentence: Sentence, denial: Hit, trigger: Hit) -> bool:
    """Whether a denial is one of what the trigger says: near, and no older one that the sentence only concedes."""
    there = sentence.clause(denial.start)
    conceded = there != sentence.clause(trigger.start) and _in_clause(sentence, there, "concession")
    return abs(there - sentence.clause(trigger.start)) <= 2 and not conceded


def mode(
    sentence: Sentence, trigger: Hit, language: Language, target: Hit | None = None, *, wide: bool = False
) -> Mode:
    """How the trigger's proposition is put. `wide`: the trigger is a noun, whose verb stands somewhere before it."""
    clause = sentence.clause(trigger.start)

    def overlap(hit: Hit) -> bool:
        """Part of the relation's own words: "below expectations" is no expectation. What stands strictly inside
        stands in a gap between them: "bringt das Auto wohl auf den Markt".
        """
        return any(
            hit.start < r.end and r.start < hit.end and not (r.start < hit.start and hit.end < r.end)
            for r in own
        )

    own = [trigger, *(h for h in sentence.named("relation", trigger.name))]
    hedges = [h for h in _in_clause(sentence, clause, "hedge") if not overlap(h)]
    if not hedges and clause > 0:
        # "reportedly, …" and "it is rumoured that, …": a hedge in a short opening clause governs the next
        begin, end = sentence.spans[0]
        if clause == 1 and sentence.words_between(begin, end) <= 4:
            hedges = _in_clause(sentence, 0, "hedge")
    for other in (clause - 1, clause + 1):
        # "has, reportedly, launched": a hedge that is a clause of its own belongs to its neighbours
        if 0 <= other < len(sentence.spans) and _short(sentence, other):
            hedges += [h for h in _in_clause(sentence, other, "hedge", "rumour") if not overlap(h)]
    # "Of the launch he would not speak": a decline behind the verb, where nobody stands before it
    begin = sentence.spans[clause][0]
    topic = not any(begin <= e.start < trigger.start for e in sentence.entities)
    declines = [h for h in _in_clause(sentence, clause, "decline") if topic or h.end <= trigger.start]
    said = [h.start for h in sentence.cues("says") if h.end <= trigger.start]
    hedges += [
        h for h in sentence.cues("rumour")
        if not overlap(h) and h.start < trigger.start
        and not any(h.end <= s and sentence.words_between(h.end, s) > 1 for s in said)
    ]  # fmt: skip
    hedges += [h for h in _in_clause(sentence, clause, "conditional", "asked") if h.end <= trigger.start]
    endings = tuple(language.style.get("hedge_endings", ()))
    conditional = next(
        (
            w
            for w in sentence.text[trigger.start : trigger.end].split()
            if endings and w.lower().endswith(endings)
        ),
        "",
    )
    question = QUESTION if sentence.question or _in_clause(sentence, clause, "either") else ""
    # A future inside the verb itself counts ("lanzará"); a plan word inside it is part of its meaning.
    plans = [
        h for h in _in_clause(sentence, clause, "plan", "future")
        if (h.name == "future" or not overlap(h)) and _near(sentence, h, trigger)
    ]  # fmt: skip
    notyet = [
        h for h in _in_clause(sentence, clause, "notyet") if h.start <= trigger.end or not sentence.spaced
    ]
    past = [h for h in sentence.cues("past") if abs(sentence.clause(h.start) - clause) <= 1]
    negated = negation(sentence, trigger, language, target, wide=wide)
    profess = [h for h in sentence.named("relation", "profess") if sentence.clause(h.start) == clause]
    evasive = [
        h for h in sentence.cues("nondenial")
        if abs(sentence.clause(h.start) - clause) <= (0 if negated else 1)
    ]  # fmt: skip
    return Mode(
        negated=negated or (_first(sentence, profess) if profess and profess[0].end <= trigger.start else ""),
        given_up=bool(profess) and profess[0].end <= trigger.start,
        notyet=_first(sentence, notyet),
        denied=denial(sentence, trigger),
        nondenial=_first(sentence, evasive),
        hedged=question or _first(sentence, hedges) or conditional,
        unsaid=_first(sentence, declines)
        or unsaid(sentence, trigger)
        or untalked(sentence, trigger, language),
        soft=_first(sentence, _in_clause(sentence, clause, "soft")),
        planned=_first(sentence, plans),
        past=_first(sentence, past),
    )


def _short(sentence: Sentence, clause: int) -> bool:
    begin, end = sentence.spans[clause]
    return sentence.words_between(begin, end) <= (2 if sentence.spaced else 4)


def nominal(sentence: Sentence, trigger: Hit, language: Language) -> bool:
    """Whether the trigger is only named as a thing: "the launch of …"."""
    words = tuple(str(w) for w in language.style.get("nominal", ()))
    ahead = sentence.folded[max(0, trigger.start - 12) : trigger.start].rstrip()
    if not sentence.spaced:
        return bool(words) and ahead.endswith(words)
    return any(ahead.endswith(w) and not ahead[: len(ahead) - len(w)][-1:].isalpha() for w in words)


def _near(sentence: Sentence, hit: Hit, trigger: Hit) -> bool:
    """A plan word governs what follows it; behind the verb only close by ("launch is planned")."""
    if hit.end <= trigger.start:
        return sentence.words_between(hit.end, trigger.start) <= (8 if sentence.spaced else 14)
    return sentence.words_between(trigger.end, hit.start) <= 4
