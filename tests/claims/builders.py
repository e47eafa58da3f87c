"""Values that the tests of this room are made of."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from monitor.claims.frames.catalogue import Catalogue, known_entities, load
from monitor.claims.frames.frame import Frame, Framed
from monitor.claims.frames.relations import relations_of
from monitor.claims.judge import Judge
from monitor.claims.match.match import Candidate, match
from monitor.claims.match.mode import Mode, mode
from monitor.claims.match.roles import Story as Told
from monitor.claims.read.entities import Entities
from monitor.claims.read.sentence import Reading, Sentence, read
from monitor.claims.voices.attribution import Attributor
from monitor.claims.voices.voice import Voice
from monitor.languages import Hit
from monitor.model import Judgement, Story
from monitor.topics import shipped

TOLD = date(2024, 4, 10)
ENTITIES = Entities(known_entities(shipped()))
RELATIONS = relations_of(shipped())
ENGLISH = shipped().language("en")


def reading(text: str, headline: str = "", *, language: str = "en", told: date = TOLD) -> Reading:
    """A story of the day `told`, read."""
    return read(
        headline=headline,
        text=text,
        language=shipped().language(language),
        entities=ENTITIES,
        told=told,
        outlet="Wire",
    )


def sentence(text: str, language: str = "en") -> Sentence:
    """The first sentence of `text`, read."""
    return reading(text, language=language).sentences[0]


def trigger(read: Sentence, name: str, words: str = "") -> Hit:
    """The hit of the relation `name`, where need be the one that reads `words`."""
    return next(h for h in read.named("relation", name) if not words or read.folded[h.start : h.end] == words)


def how(text: str, relation: str, language: str = "en") -> Mode:
    """How the first word of the relation is put in a sentence."""
    read = sentence(text, language)
    return mode(read, trigger(read, relation), shipped().language(language))


def voices(text: str, headline: str = "", language: str = "en") -> tuple[tuple[Voice, ...], ...]:
    """The voices of a story, a row a sentence and a column a clause."""
    return Attributor(
        reading(text, headline, language=language), shipped().language(language), ENTITIES, RELATIONS.ruling
    ).voices


@cache
def catalogue(text: str) -> Catalogue:
    """The catalogue of a claims file with this text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "claims.toml")
        path.write_text(text, encoding="utf-8")
        return load([path])


@cache
def judge_of(text: str) -> Judge:
    """The judge of a claims file with this text, "" for the shipped one; the rules alone."""
    return Judge(catalogue(text) if text else load(), None)


def told(text: str, headline: str = "", *, language: str = "en", day: date = TOLD) -> Told:
    """A story with its voices, as the matcher takes it."""
    read = reading(text, headline, language=language, told=day)
    voices = Attributor(read, shipped().language(language), ENTITIES, RELATIONS.ruling).voices
    return Told(read, voices, shipped().language(language), ENTITIES, RELATIONS)


def framed(
    subject: str, relation: str, *objects: str, standing: str = "Xiaomi", lacks: str = "", **more: Any
) -> Framed:
    """A claim of one frame; names in a slot are parted by "|"."""
    frame = Frame(
        subject=frozenset(subject.split("|")),
        relations=frozenset(relation.split("|")),
        objects=tuple(frozenset(slot.split("|")) for slot in objects),
        **more,
    )
    return Framed(
        claim="c", frames=(frame,), standing=frozenset(standing.split("|")), lacks=tuple(lacks.split())
    )


def found(
    framed: Framed, text: str, headline: str = "", *, language: str = "en", day: date = TOLD
) -> list[Candidate]:
    """The passages of a story that bear on a claim."""
    read = told(text, headline, language=language, day=day)
    return [found for frame in framed.frames for _, found in match(read, [(framed, frame)])]


def meets(claim: Framed, text: str, headline: str = "", **more: Any) -> str:
    """What the first passage that bears on the claim does to it, "" where none does."""
    return next((str(c.stance) for c in found(claim, text, headline, **more)), "")


def story(
    headline: str = "", text: str = "", *, language: str = "en", day: date = TOLD, outlet: str = "Wire"
) -> Story:
    """A story that came out at noon of `day`."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Story(
        id="s1",
        version=1,
        url="https://wire.example/s1",
        headline=headline,
        text=text,
        outlet=outlet,
        language=language,
        published=at,
        first_seen=at,
    )


def judged(
    claims: str, headline: str = "", text: str = "", *, language: str = "en", day: date = TOLD
) -> dict[str, Judgement]:
    """What a story says about the claims of a file, by claim."""
    found = judge_of(claims).judge(story(headline, text, language=language, day=day))
    return {j.claim: j for j in found}
