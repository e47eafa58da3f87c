"""Why a passage should be believed: on whose word, or by what has visibly happened. Pure."""

from __future__ import annotations

from monitor.claims.frames.frame import Frame, Framed
from monitor.claims.match.mode import Mode, nominal
from monitor.claims.match.roles import Story
from monitor.claims.read.sentence import Sentence
from monitor.claims.voices.voice import Kind, Voice
from monitor.languages import Hit
from monitor.model import Basis, Certainty

LEAD = 2  # the last sentence of headline and lead; further down, news is seldom what has just happened


def voice_of(story: Story, framed: Framed, sentence: Sentence, trigger: Hit, mode: Mode) -> Voice:
    """Who says what the trigger says. A denial is the denier's word, whoever else the sentence quotes."""
    row = story.voices[sentence.index]
    if mode.denied:
        denier = next((v for v in row if v.kind is Kind.PARTY and has_standing(story, framed, v)), None)
        if denier is not None:
            return denier
    return row[sentence.clause(trigger.start)]


def has_standing(story: Story, framed: Framed, voice: Voice) -> bool:
    """Whether the party's word settles the claim: its own parties, those who speak for them, and authorities."""
    if not voice.speakers:
        return voice.document
    circle = story.circle(framed.standing)
    return bool(voice.speakers & circle) or any(story.entities[s].kind == "regulator" for s in voice.speakers)


def _beyond_its_records(story: Story, voice: Voice, trigger: Hit) -> bool:
    """A company registry knows who owns and represents what, not what is built."""
    registry = any(story.entities[s].sort == "registry" for s in voice.speakers)
    return registry and trigger.name not in story.relations.recorded


def happened(
    story: Story, frame: Frame, sentence: Sentence, trigger: Hit, mode: Mode, *, dated: bool
) -> bool:
    """Whether the passage tells a completed act: not planned, not merely named ("the launch of …")."""
    told = sentence.index <= LEAD or dated or bool(mode.past)
    return (
        told
        and frame.event
        and trigger.name in story.relations.event
        and mode.done
        and not mode.soft
        and not nominal(sentence, trigger, story.language)
    )


def basis_of(story: Story, framed: Framed, trigger: Hit, voice: Voice, *, done: bool) -> Basis:
    """The strongest basis that the voice gives; `done` is whether it tells a completed act."""
    if done and trigger.name in story.relations.public and voice.kind in (Kind.PARTY, Kind.OUTLET):
        return Basis.EVENT
    match voice.kind:
        case Kind.PARTY:
            standing = has_standing(story, framed, voice) and not _beyond_its_records(story, voice, trigger)
            return Basis.OFFICIAL if standing else Basis.OTHER_OUTLET
        case Kind.OUTLET | Kind.ANALYST:
            return Basis.OTHER_OUTLET
        case Kind.SOURCES:
            return Basis.SOURCES
        case _:
            return Basis.EVENT if done else Basis.OUTLET


def certainty_of(mode: Mode, basis: Basis, voice: Voice) -> Certainty:
    """Asserted or hedged. A party's denial of a rumour hedges nothing, nor does its own "expects"."""
    if mode.nondenial or (mode.unsaid and not mode.denied):
        return Certainty.HEDGED
    if mode.denied and voice.kind is Kind.PARTY:
        return Certainty.ASSERTED
    if mode.hedged or (mode.soft and basis is not Basis.OFFICIAL):
        return Certainty.HEDGED
    return Certainty.ASSERTED
