"""Does a passage fill a claim's frame? Pure: (frame, reading) to candidates, each with the reason for every role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.claims import stance as stances
from monitor.claims.attribution import Kind, Voice
from monitor.claims.bounds import agrees, bound_date, dated, valued
from monitor.claims.frames import EVENTS, PUBLIC, Frame, Framed, Slot
from monitor.claims.reading import Sentence
from monitor.claims.roles import Story, agent, fill, inherited, nearby
from monitor.claims.times import When
from monitor.languages import Hit
from monitor.model import Basis, Certainty, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One passage's bearing on one claim. `background`: it recalls older news than the story's own."""

    sentence: int
    stance: Stance
    certainty: Certainty
    basis: Basis
    origin: str
    score: float
    quote: str
    cues: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    background: bool = False
    flags: bool = True
    parties: Slot = frozenset()
    evasive: bool = False

    @property
    def settles(self) -> bool:
        """Whether the verdict table would act on it."""
        return (
            self.flags
            and self.stance is not Stance.DISCUSSES
            and self.certainty is Certainty.ASSERTED
            and self.basis in (Basis.OFFICIAL, Basis.EVENT)
        )


def candidates(story: Story, framed: Framed) -> Iterator[Candidate]:
    """Every passage of the story that fills a frame of the claim."""
    for sentence in story.reading.sentences:
        for frame in framed.frames:
            if frame.relations and not frame.exact and not frame.relations & sentence.relations:
                continue
            best: Candidate | None = None
            for trigger in _triggers(frame, sentence, story.reading.language):
                if trigger.name in frame.relations or trigger.group == "word":
                    found = _attempt(story, framed, frame, sentence, trigger)
                    if found is not None and (
                        best is None or (found.settles, found.score) > (best.settles, best.score)
                    ):
                        best = found
            if best is not None:
                yield best


def _triggers(frame: Frame, sentence: Sentence, language: str) -> Iterator[Hit]:
    """The words of the frame's relations; a claim without a known relation is looked for by its own words."""
    for q in sentence.quantities if frame.exact else ():
        # A particular number of the same unit stands for the relation: "253,500 yuan," he said of the YU7.
        if any(q.unit == v.unit and _is_telling(v.value) and agrees(v, q) for v in frame.values):
            yield Hit("word", next(iter(sorted(frame.main)), ""), q.start, q.end)
    if frame.relations:
        yield from sentence.named("relation")
    elif frame.words and language == "en":
        at = sentence.folded.find(frame.words[0])
        if at >= 0:
            yield Hit("word", "", at, at + len(frame.words[0]))


def _attempt(
    story: Story, framed: Framed, frame: Frame, sentence: Sentence, trigger: Hit
) -> Candidate | None:
    if frame.unless and frame.unless & _names_in(sentence, trigger if frame.only_negated else None):
        return None
    object_names = story.circle(frozenset(n for slot in frame.objects for n in slot if n in story.entities))
    filled: list[tuple[str, str]] = []
    score, target = 1.0, None
    missing_party = False
    for slot in frame.objects:
        hit, sure = fill(story, sentence, slot, trigger, frame.near)
        if hit is None and frame.inherits and not any(n in story.entities for n in slot):
            words = nearby(story, sentence, slot)
            if words:
                score *= 0.8
                filled.append(("object", words))
                continue
        if hit is None and frame.inherits:
            name = inherited(story, sentence, slot)
            if name:
                score *= 0.8
                filled.append(("object", f"{name} (named before)"))
                continue
        if hit is None:
            if frame.exclusive and any(n in story.entities for n in slot):
                missing_party = True
                continue
            return None
        score *= sure
        target = target or hit
        filled.append(("object", sentence.text[hit.start : hit.end]))
    for slot in frame.context:
        words = nearby(story, sentence, slot)
        if not words:
            return None
        filled.append(("context", words))
    subject = story.circle(frame.subject)
    if not any(n in s.names for s in story.reading.sentences for n in subject):
        return None
    doer, sure = agent(story, sentence, trigger, object_names - subject)
    rival = ""
    if sure < frame.sure:
        return None
    if doer not in subject:
        titles = frozenset().union(*(s.names for s in story.reading.sentences if s.headline))
        both = titles if titles & subject and titles & object_names else sentence.names
        partners = object_names | story.circle(frame.also)
        symmetric = frame.symmetric and doer in partners and bool(both & subject)
        if symmetric or (doer in object_names and frame.exclusive and sentence.names & subject):
            pass
        elif missing_party and sentence.names & subject and doer in story.entities:
            rival = doer or ""
        else:
            return None
    score *= sure
    if missing_party and not rival:
        return None
    named = next((q for q in sentence.quantities if any(agrees(v, q) for v in frame.values)), None)
    if frame.exact and named is not None:
        target = Hit("value", "", named.start, named.end)
    mode = stances.mode(sentence, trigger, story.language, target)
    clause = sentence.clause(trigger.start)
    voice = story.voices[sentence.index][clause]
    if mode.denied:
        # The denier speaks, whoever else the sentence quotes.
        voice = next(
            (
                v
                for v in story.voices[sentence.index]
                if v.kind is Kind.PARTY and _has_standing(story, framed, v)
            ),
            voice,
        )
    when = bound_date(sentence, trigger)
    by_date, date_words = dated(frame, when, mode, story.reading.told, lead=sentence.index <= _LEAD)
    over = (
        frame.last is None or frame.last < story.reading.told
    )  # a count may still grow while its period lasts
    same_period = (
        (over
        and frame.first is None)
        or (over
        and (when is not None and (when.first, when.last) == (frame.first, frame.last)))
    )
    by_value, value_words = valued(frame, sentence, trigger, same_period)
    if by_date is Stance.REFUTES and trigger.name in _REPEATED and not sentence.cues("first"):
        by_date = Stance.DISCUSSES  # a later delivery says nothing of the first one
    telling = by_value is Stance.SUPPORTS and any(_is_telling(v.value) for v in frame.values)
    if telling and by_date is None and frame.first is not None and story.reading.told >= frame.first:
        by_date = Stance.SUPPORTS  # such a number is of one period only
    stated = not frame.main or trigger.name in frame.main
    if not (stated and frame.binds):
        by_date = None if by_date is Stance.REFUTES else by_date
        by_value = None if by_value is Stance.REFUTES else by_value
    stance = _stance(frame, mode, by_date, by_value, rival)
    if stance is Stance.REFUTES and not stated:
        return None
    if (mode.negated or mode.denied) and _narrower(story, sentence, subject | object_names, voice):
        return None
    if stance is None:
        return None
    basis = _basis(story, framed, frame, sentence, trigger, mode, voice, when)
    certainty = _certainty(mode, basis, voice)
    if stance is Stance.DISCUSSES and mode.nondenial:
        certainty = Certainty.HEDGED
    if frame.only_negated and not (mode.negated or mode.denied):
        return None
    flags = (
        frame.flags
        and frame.needs <= story.reading.relations
        and (telling or _spoken(frame, story, sentence))
        and not (frame.done and mode.planned)
        and not framed.lacks
    )
    roles = (("subject", doer or ""), ("relation", sentence.text[trigger.start : trigger.end]), *filled)
    if date_words:
        roles += (("date", date_words),)
    if value_words:
        roles += (("value", value_words),)
    if (
        frame.symmetric
        and doer not in subject
        and not sentence.names & subject
        and not (mode.negated or mode.denied)
    ):
        flags = False
    return Candidate(
        sentence=sentence.index,
        stance=stance,
        certainty=certainty,
        basis=basis,
        origin=voice.label
        or (story.reading.outlet if basis is not Basis.EVENT else (doer or story.reading.outlet)),
        score=round(score * (0.95 if voice.carried else 1.0), 3),
        quote=sentence.text,
        cues=_cues(mode, voice, trigger, sentence),
        roles=roles,
        background=bool(mode.past)
        or bool(when and when.explicit and (story.reading.told - when.last).days > 200),
        flags=flags,
        evasive=bool(mode.nondenial) and basis is Basis.OFFICIAL,
        parties=frozenset(
            n
            for slot in (frame.subject, *frame.objects)
            for n in slot
            if n in story.entities and n in sentence.names
        ),
    )


def _narrower(story: Story, sentence: Sentence, own: Slot, voice: Voice) -> bool:
    """Whether what is denied has a party or place that the claim does not name: no plant with Ford is no "no car"."""
    others = {
        h.name for h in sentence.entities
        if story.entities[h.name].kind in ("company", "place") and h.name not in own and h.name not in voice.speakers
    }  # fmt: skip
    return bool(others - _HOME)


_REPEATED = frozenset({"deliver", "sell", "order"})
_LEAD = 2  # the last sentence of the headline and lead
_HOME = frozenset({"Beijing", "Shanghai"})  # where an announcement is made, not what it is about


def _names_in(sentence: Sentence, trigger: Hit | None) -> Slot:
    """All that the sentence names, or only the trigger's clause."""
    if trigger is None:
        return sentence.names | sentence.concepts | sentence.relations
    clause = sentence.clause(trigger.start)
    return frozenset(
        h.name
        for h in (*sentence.entities, *sentence.hits)
        if h.group != "cue" and sentence.clause(h.start) == clause
    )


def _stance(
    frame: Frame, mode: stances.Mode, by_date: Stance | None, by_value: Stance | None, rival: str
) -> Stance | None:
    """The frame's meaning, turned by negation, dates and numbers."""
    opposite = Stance.REFUTES if frame.means is Stance.SUPPORTS else Stance.SUPPORTS
    if mode.nondenial:
        return Stance.DISCUSSES
    if mode.notyet:
        return opposite if frame.done and frame.negation is not None else Stance.DISCUSSES
    if mode.negated or mode.denied:
        # Not to sell a car today says nothing of the claimed day.
        bound = by_date is Stance.SUPPORTS and by_value is Stance.SUPPORTS
        return (
            frame.negation if bound or not (frame.first or (frame.exact and frame.values)) else Stance.DISCUSSES
        )
    if rival:
        return opposite
    if by_date is Stance.DISCUSSES:
        return None
    if by_date is Stance.REFUTES or (by_value is Stance.REFUTES and by_date is Stance.SUPPORTS):
        return opposite
    if frame.opens:
        return None
    if by_value is None and not frame.exact:
        return None
    if by_date is None or by_value is None or (frame.done and mode.planned):
        return Stance.DISCUSSES
    return frame.means


def _basis(
    story: Story,
    framed: Framed,
    frame: Frame,
    sentence: Sentence,
    trigger: Hit,
    mode: stances.Mode,
    voice: Voice,
    when: When | None,
) -> Basis:
    named_only = stances.nominal(sentence, trigger, story.language) and not mode.past
    told = (
        sentence.index <= _LEAD or bool(when) or bool(mode.past)
    )  # further down, news is seldom what has happened
    happened = (
        told and frame.event and trigger.name in EVENTS and mode.done and not mode.soft and not named_only
    )
    if happened and trigger.name in PUBLIC and voice.kind in (Kind.PARTY, Kind.OUTLET):
        return Basis.EVENT
    match voice.kind:
        case Kind.PARTY:
            return Basis.OFFICIAL if _has_standing(story, framed, voice) else Basis.OTHER_OUTLET
        case Kind.OUTLET:
            return Basis.OTHER_OUTLET
        case Kind.SOURCES:
            return Basis.SOURCES
        case Kind.ANALYST:
            return Basis.OTHER_OUTLET
        case _:
            return Basis.EVENT if happened else Basis.OUTLET


def _has_standing(story: Story, framed: Framed, voice: Voice) -> bool:
    if not voice.speakers:
        return voice.document
    circle = story.circle(framed.standing)
    return bool(voice.speakers & circle) or any(story.entities[s].kind == "regulator" for s in voice.speakers)


def _certainty(mode: stances.Mode, basis: Basis, voice: Voice) -> Certainty:
    if mode.denied and voice.kind is Kind.PARTY:
        return Certainty.ASSERTED  # "the rumour is untrue" hedges nothing
    if mode.hedged or (mode.soft and basis is not Basis.OFFICIAL):
        return Certainty.HEDGED
    return Certainty.ASSERTED


def _cues(mode: stances.Mode, voice: Voice, trigger: Hit, sentence: Sentence) -> tuple[str, ...]:
    named = [
        ("relation", f"{trigger.name}: {sentence.text[trigger.start : trigger.end]}"),
        ("says", voice.cue),
        ("negation", mode.negated),
        ("not yet", mode.notyet),
        ("denial", mode.denied),
        ("non-denial", mode.nondenial),
        ("hedge", mode.hedged or mode.soft),
        ("plan", mode.planned),
        ("background", mode.past),
    ]
    return tuple(f"{name} “{words}”" for name, words in named if words)


def _is_telling(value: float) -> bool:
    """Whether a number is so particular that it stands for the claim's other words: 116,887, not 30,000."""
    return len(f"{value:.0f}".rstrip("0")) >= 3


def _spoken(frame: Frame, story: Story, sentence: Sentence) -> bool:
    """Whether the claim's own words that no data stands for are there: most of them, near the passage."""
    if not frame.words:
        return True
    if story.reading.language != "en":
        return False
    near = story.reading.sentences[max(0, sentence.index - 1) : sentence.index + 2]
    text = " ".join(s.folded for s in near)
    return sum(word in text for word in frame.words) * 3 >= len(frame.words) * 2
