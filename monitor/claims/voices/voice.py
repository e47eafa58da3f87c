"""Voices: who may speak, and what a sentence leaves to those behind it. Values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    PARTY = "party"  # a company, an officer, a regulator, a document of theirs
    OUTLET = "outlet"  # another medium
    ANALYST = "analyst"
    SOURCES = "sources"
    WRITER = "writer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """`speakers` are entity names (none for unnamed ones); `label` names the origin for people; `cue` the words."""

    kind: Kind
    speakers: frozenset[str] = frozenset()
    label: str = ""
    cue: str = ""
    carried: bool = False
    document: bool = False


WRITER = Voice(kind=Kind.WRITER)


class Strength(IntEnum):
    """How firmly a sentence puts words into a voice's mouth."""

    PAPER = 1  # a document is named beside a party
    NAMED = 2  # a medium, unnamed people or an authority are named
    SAID = 3  # a word of saying has the voice as its subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A voice named in a clause. `unnamed`: by people who are not named. `opens`: what it says comes behind."""

    clause: int
    strength: Strength
    voice: Voice
    unnamed: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Whom the sentences before gave the word to: the last party, the last medium, and the unnamed people of the
    last sentence that named anybody.
    """

    party: frozenset[str] = frozenset()
    outlet: str = ""
    people: Voice | None = None

    def after(self, found: Sequence[Found]) -> Context:
        """The context of the next sentence, with what this one has named."""
        if not found:
            return self
        party, outlet = self.party, self.outlet
        for voice in (item.voice for item in found if item.voice.speakers):
            if voice.kind is Kind.PARTY:
                party = voice.speakers
            elif voice.kind is Kind.OUTLET:
                outlet = voice.label
        people = next((item.voice for item in found if item.voice.kind is Kind.SOURCES), None)
        return Context(party=party, outlet=outlet, people=people)
