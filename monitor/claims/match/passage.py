"""A passage: one word for a frame's relation in one sentence, and what follows from it, in one direction. Pure.

cast, then number and date, then mode, then voice, then what they come to. Each step is worked out when it is first
asked for and rests on those before it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from monitor.claims.frames.frame import Frame, Framed, Word
from monitor.claims.match import mode as modes
from monitor.claims.match.basis import LEAD, basis_of, certainty_of, happened, voice_of
from monitor.claims.match.bounds import Bound, Measured, agrees, bind, days, measure, names_number
from monitor.claims.match.casting import Cast, cast
from monitor.claims.match.mode import Mode
from monitor.claims.match.outcome import outcome
from monitor.claims.match.roles import Story
from monitor.claims.read.sentence import Sentence
from monitor.claims.voices.voice import Voice
from monitor.languages import Hit
from monitor.model import Basis, Certainty, Stance


class Scene:
    """A sentence as the frames of one shape see it; what they have in common is found once."""

    def __init__(self, story: Story, shape: Frame, sentence: Sentence) -> None:
        self.story = story
        self.sentence = sentence
        self._shape = shape
        self._casts: dict[tuple[Hit, bool], Cast | str] = {}
        self._modes: dict[tuple[Hit, Hit | None, bool], Mode] = {}

    def cast(self, trigger: Hit, *, telling: bool) -> Cast | str:
        key = (trigger, telling)
        if key not in self._casts:
            self._casts[key] = cast(self.story, self._shape, self.sentence, trigger, telling=telling)
        return self._casts[key]

    def mode(self, at: Hit, target: Hit | None, *, wide: bool) -> Mode:
        key = (at, target, wide)
        if key not in self._modes:
            self._modes[key] = modes.mode(self.sentence, at, self.story.language, target, wide=wide)
        return self._modes[key]


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A frame of a claim, tried on a sentence by one word for its relation, the `trigger`."""

    scene: Scene
    framed: Framed
    frame: Frame
    trigger: Hit

    @property
    def story(self) -> Story:
        return self.scene.story

    @property
    def sentence(self) -> Sentence:
        return self.scene.sentence

    @cached_property
    def spoken(self) -> float:
        """The share of the claim's further words that the sentence and those beside it have."""
        at = self.sentence.index
        return spoken(self.frame, self.story, self.story.reading.sentences[max(0, at - 1) : at + 2])

    @cached_property
    def casting(self) -> Cast | str:
        """Who fills the roles, or why they are not filled."""
        telling = self.frame.exact and names_number(self.frame, self.sentence)
        return self.scene.cast(self.trigger, telling=telling)

    @property
    def cast(self) -> Cast:
        """Only for a passage whose roles are filled."""
        if isinstance(self.casting, str):
            raise TypeError(self.casting)
        return self.casting

    @cached_property
    def measured(self) -> Measured:
        """The date and numbers that are bound to the trigger."""
        story = self.story
        return measure(self.frame, self.sentence, self.trigger, story.reading.told, story.relations)

    @cached_property
    def mode(self) -> Mode:
        """How the proposition is put: where the claim's number stands, else where its verb does."""
        sentence, measured = self.sentence, self.measured
        if measured.at is not None and sentence.clause(measured.at) != sentence.clause(self.trigger.start):
            number = replace(self.trigger, start=measured.at, end=measured.at)
            mode = self.scene.mode(number, None, wide=False)
        else:
            mode = self.scene.mode(self.trigger, self._target, wide=not self.frame.relations)
        when = measured.when
        if when is not None and when.explicit and when.first > self.story.reading.told:
            return replace(mode, planned=mode.planned or days(when.first, when.last))
        return mode

    @property
    def _target(self) -> Hit | None:
        """What a negation behind the verb would have to stand before: the claim's number, else its object."""
        for q in self.sentence.quantities if self.frame.exact else ():
            if any(agrees(value, q) for value in self.frame.values):
                return Hit("value", "", q.start, q.end)
        return self.cast.target

    @property
    def negated(self) -> bool:
        """Whether it says that the proposition is not so."""
        return bool(self.mode.negated or self.mode.denied)

    @cached_property
    def voice(self) -> Voice:
        """Who says so."""
        return voice_of(self.story, self.framed, self.sentence, self.trigger, self.mode)

    @cached_property
    def bound(self) -> Bound:
        """What its date and numbers do to the claim's."""
        news = self.sentence.index <= LEAD and not modes.nominal(
            self.sentence, self.trigger, self.story.language
        )
        told = self.story.reading.told
        periodic = self.trigger.name in self.story.relations.periodic
        return bind(self.frame, self.trigger, self.measured, self.mode, told, lead=news, periodic=periodic)

    @cached_property
    def first(self) -> bool:
        """Whether no earlier one of its kind can be meant."""
        return self.trigger.name not in self.story.relations.repeated or _first_of_its_kind(
            self.sentence, self.trigger
        )

    @cached_property
    def stance(self) -> Stance | None:
        """What it does to the claim, None where it says nothing about it."""
        return outcome(
            self.frame,
            self.trigger,
            self.mode,
            self.bound,
            first=self.first,
            rival=self.cast.rival,
        )

    @cached_property
    def basis(self) -> Basis:
        """Why it should be believed."""
        dated = self.bound.when is not None
        done = happened(self.story, self.frame, self.sentence, self.trigger, self.mode, dated=dated)
        return basis_of(self.story, self.framed, self.trigger, self.voice, done=done)

    @property
    def certainty(self) -> Certainty:
        return certainty_of(self.mode, self.basis, self.voice)


def spoken(frame: Frame, story: Story, near: Sequence[Sentence]) -> float:
    """The share of the claim's further words that the sentences have."""
    if not frame.words:
        return 1.0
    names = frozenset[str]().union(
        *(s.relations | s.concepts | {h.name for h in story.topics[s.index]} for s in near)
    )
    text = " ".join(sentence.folded for sentence in near)
    there = (bool(w.lists & names) or (alike(w, story) and w.stem in text) for w in frame.words)
    return sum(there) / len(frame.words)


def alike(word: Word, story: Story) -> bool:
    """Whether the word is written in the story's language as it is in the claim's."""
    return story.reading.language == "en" or word.name


def _first_of_its_kind(sentence: Sentence, trigger: Hit) -> bool:
    """Whether it begins, or is called the first of its kind; the "first quarter" is not."""
    if sentence.beside(trigger, "cue", "begin"):
        return True
    return any(not any(h.starts_in(w) for w in sentence.whens) for h in sentence.cues("first"))
