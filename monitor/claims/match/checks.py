"""When a passage bears on a claim, and when it may settle it: two tables of checks. Pure.

A check takes a passage and returns why it fails, in words for people, or "" where it passes. The checks run in order,
and the first reason stands; what is cheap to ask, or needed by those that follow, comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from monitor.claims.frames.frame import ClaimKind
from monitor.claims.match.passage import Passage, spoken
from monitor.claims.verdict import unsettling
from monitor.claims.voices.voice import Kind
from monitor.model import Stance

Check = Callable[[Passage], str]

_HALF = 0.5  # of a typed claim's further words that a passage must have to bear on it
_MOST = 0.66  # that it must have to settle it
_NEARLY_ALL = 0.75  # the same, where no relation is understood


def first_failure(checks: Sequence[Check], passage: Passage) -> tuple[int, str] | None:
    """How many checks the passage passes before it fails one, and why it fails that; None where it passes all."""
    return next(((n, reason) for n, check in enumerate(checks) if (reason := check(passage))), None)


# What a passage needs to bear on a claim


def not_of_a_paper(p: Passage) -> str:
    """ "Published the plant's job advertisements": it is a paper that came out and no car."""
    if p.trigger.name not in ("launch", "unveil"):
        return ""
    published = any(h.inside(p.trigger) for h in p.sentence.cues("publish"))
    if published and p.sentence.beside(p.trigger, "cue", "paper"):
        return "it is a paper that is published"
    return ""


def in_the_claims_words(p: Passage) -> str:
    here = p.frame.relations or spoken(p.frame, p.story, [p.sentence]) >= _HALF
    return "" if p.spoken >= _HALF and here else "it lacks most of the claim's own words"


def roles_filled(p: Passage) -> str:
    return p.casting if isinstance(p.casting, str) else ""


def not_ended(p: Passage) -> str:
    """ "The contract with BYD was allowed to run out": what came to an end is not so."""
    state = p.frame.exact and p.trigger.name in p.story.relations.state
    ended = state and p.sentence.beside(p.trigger, "relation", "stop")
    return "it says that this came to an end" if ended else ""


def place_named(p: Passage) -> str:
    """What is not done at all is not done at the claim's place either; what is done may be done elsewhere."""
    return "it does not name the claim's place" if p.cast.broader and not p.negated else ""


def negated_where_asked(p: Passage) -> str:
    if not p.frame.only_negated or p.mode.negated:
        return ""
    denied = p.mode.denied and p.sentence.beside(p.trigger, "cue", "deny", "false")
    return "" if denied else "only a negation counts, and nothing is negated here"


def denies_no_less(p: Passage) -> str:
    """A denial that names a party or place that the claim does not: no plant with Ford is no "no car"."""
    if not p.negated:
        return ""
    named = {h.name for h in p.sentence.entities if p.story.entities[h.name].kind in ("company", "place")}
    others = named - p.cast.own - p.voice.speakers - p.story.relations.home
    return f"what it negates is narrower than the claim: {', '.join(sorted(others))}" if others else ""


def tells_a_target(p: Passage) -> str:
    if not p.frame.aims or p.mode.planned or "target" in p.sentence.concepts:
        return ""
    return "the claim is about a target, and the sentence tells a result"


def day_named(p: Passage) -> str:
    return "it names no day" if p.frame.dated and p.bound.when is None else ""


def still_due(p: Passage) -> str:
    """What was due before the story came out says nothing of what is to come."""
    if p.trigger.name != "due":
        return ""
    when = p.bound.when
    return "what it says was due is past" if when is None or when.last < p.story.reading.told else ""


def no_word_of_reporting(p: Passage) -> str:
    """ "…, reveals Bloomberg": the verb is that of another who reports, and shows nothing."""
    if p.voice.kind is Kind.PARTY or p.sentence.words(p.trigger) not in p.voice.cue:
        return ""
    reports = any(p.trigger.inside(h) for h in p.sentence.cues("says", "reports"))
    return "the verb tells who reports, not what was done" if reports else ""


def says_something(p: Passage) -> str:
    if p.stance is None:
        return _why_silent(p)
    if p.stance is Stance.DISCUSSES and not p.frame.flags:
        return "it leaves open what this part of the claim is about"
    return ""


def _why_silent(p: Passage) -> str:
    if p.negated:
        return "what it negates does not decide the claim"
    if p.bound.by_date in (Stance.DISCUSSES, Stance.REFUTES):
        return "its date is not the one that the claim is about"
    if p.bound.by_value is None:
        return "it does not name the claim's number"
    return "what it tells leads up to the claim at most"


BEARS: tuple[Check, ...] = (
    not_of_a_paper,
    in_the_claims_words,
    roles_filled,
    not_ended,
    place_named,
    negated_where_asked,
    denies_no_less,
    tells_a_target,
    day_named,
    still_due,
    no_word_of_reporting,
    says_something,
)


# What it needs beside that to settle the claim


def claim_understood(p: Passage) -> str:
    lacks = "; ".join(filter(None, (*p.framed.lacks, p.framed.unruled)))
    return f"the claim is not understood: {lacks}" if lacks else ""


def may_settle(p: Passage) -> str:
    return "" if p.frame.flags else "what it tells bears on the claim but does not decide it"


def story_tells_the_rest(p: Passage) -> str:
    missing = p.frame.needs - p.story.reading.relations
    return f"the story does not also tell: {', '.join(sorted(missing))}" if missing else ""


def in_nearly_all_words(p: Passage) -> str:
    enough = p.measured.telling or p.spoken >= (_MOST if p.frame.relations else _NEARLY_ALL)
    return "" if enough else "some of the claim's own words are missing"


def tells_the_act(p: Passage) -> str:
    """A claim without a known relation says what was done, "sue" or "refund"; the sentence must tell it."""
    if p.frame.relations or p.measured.telling:
        return ""
    acts = frozenset[str]().union(*(word.lists & p.story.relations.acts for word in p.frame.words))
    told = acts & {hit.name for hit in p.story.topics[p.sentence.index]}
    return "" if told or not acts else "the sentence itself does not tell what was done"


def done_not_planned(p: Passage) -> str:
    """A decision is settled by the firm word of who decides, a result only by the result."""
    if not p.mode.planned or p.negated:
        return ""
    if p.framed.kind is ClaimKind.RESULT:
        return "it is planned, and the claim is settled only by the result"
    return "it is planned, and the claim says that it is done" if p.frame.done else ""


def subject_named(p: Passage) -> str:
    return "" if p.cast.subject_named or p.negated else "the sentence does not name the one who acts"


def denied_today(p: Passage) -> str:
    """ "The group, which long denied that it builds a car, …": a relative clause recalls who said so."""
    if not p.negated or p.sentence.clause(p.trigger.start) not in p.sentence.relative:
        return ""
    said = p.sentence.beside(p.trigger, "cue", "says", "deny")
    return "it only recalls an earlier denial" if said else ""


def said_in_so_many_words(p: Passage) -> str:
    """A voice that goes on from another sentence may be the writer's again: it denies and appraises nothing."""
    appraised = p.sentence.headline and p.trigger.name in p.story.relations.appraisal
    doubtful = p.voice.carried and (p.negated or p.mode.notyet or appraised)
    return "who says so is only known from another sentence" if doubtful else ""


def decides(p: Passage) -> str:
    """What the verdict table asks for."""
    return unsettling(p.stance or Stance.DISCUSSES, p.certainty, p.basis)


SETTLES: tuple[Check, ...] = (
    claim_understood,
    may_settle,
    story_tells_the_rest,
    in_nearly_all_words,
    tells_the_act,
    done_not_planned,
    subject_named,
    denied_today,
    said_in_so_many_words,
    decides,
)
