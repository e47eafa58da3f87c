"""Whether a word of saying gives somebody's word, and where what it says stands. Pure."""

from __future__ import annotations

from monitor.claims.read.sentence import Sentence
from monitor.languages import Hit, Language

REACH = 14  # words between a speaker and the verb of saying


def silenced(sentence: Sentence, verb: Hit, *cues: str) -> Hit | None:
    """The cue that takes a word of saying back: "did *not* say", "will announce"."""
    reach = 2 if sentence.spaced else 1
    return next(
        (
            cue
            for cue in sentence.beside(verb, "cue", *cues)
            if cue.before(verb) and sentence.between(cue, verb) <= (REACH if cue.name == "notyet" else reach)
        ),
        None,
    )


def unsaid(sentence: Sentence, verb: Hit) -> bool:
    """ "Did not say", "will announce": a word of saying negated or still to come gives nobody's word."""
    cues = ("negation", "future", "plan", "notyet")
    return verb.name == "says" and silenced(sentence, verb, *cues) is not None


def to_be_said(sentence: Sentence, verb: Hit, language: Language) -> bool:
    """ "Is expected to say": an infinitive gives nobody's word."""
    ahead = sentence.folded[: verb.start].split()[-1:]
    return verb.name == "says" and bool(ahead) and ahead[0] in language.style.infinitive


def opens(sentence: Sentence, verb: Hit) -> bool:
    """ "Wrote that …": what stands before such a verb is not its content."""
    end = sentence.spans[sentence.clause(verb.start)][1]
    return any(verb.start < h.end <= end for h in sentence.cues("that"))


def addressed(sentence: Sentence, hit: Hit, language: Language) -> bool:
    """ "On a call with analysts": they listen."""
    ahead, words = sentence.folded[: hit.start].rstrip(), language.style.audience
    if not sentence.spaced:
        return ahead.endswith(words)
    return bool(ahead) and ahead.split()[-1] in words


def former(sentence: Sentence, speaker: Hit) -> bool:
    """ "A former employee": speaks for nobody any more."""
    return any(
        h.end <= speaker.start and sentence.words_between(h.end, speaker.start) <= 2
        for h in sentence.cues("former")
    )
