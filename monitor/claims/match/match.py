"""Does a passage fill a claim's frame? Pure: frames and a story to candidates, each with a reason for every role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from monitor.claims.frames.frame import Frame, Framed, Slot
from monitor.claims.match.bounds import days, stands_for
from monitor.claims.match.checks import BEARS, SETTLES, first_failure
from monitor.claims.match.partly import partly
from monitor.claims.match.passage import Passage, Scene, alike
from monitor.claims.match.roles import Story
from monitor.claims.read.sentence import Sentence
from monitor.languages import Hit
from monitor.model import Basis, Certainty, Stance

_MOST = 8  # words of a frame's relations that are tried in one sentence, which seldom has more than two
_OLD = 200  # days after which a dated event is background
_CARRIED = 0.95  # how sure a voice is that goes on from another sentence

Member = tuple[Framed, Frame]  # a claim and one of its frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One passage's bearing on one claim. `held`: why it does not settle the claim, "" where it does.

    `partly`: what of the claim it bears out, and what turned out otherwise. `background`: it recalls older news than
    the story's own.
    """

    sentence: int
    stance: Stance
    certainty: Certainty
    basis: Basis
    origin: str
    score: float
    quote: str
    cues: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    held: str = ""
    background: bool = False
    parties: Slot = frozenset()
    evasive: bool = False
    negated: bool = False
    partly: str = ""

    @property
    def settles(self) -> bool:
        return not self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A passage that names what a claim is about and does not bear on it: the first check that it fails.

    `passed`: how many checks it passes before.
    """

    sentence: int
    quote: str
    reason: str
    passed: int


def shape(frame: Frame) -> Frame:
    """What a frame has in common with others that differ in numbers and days alone: its roles are cast alike."""
    return replace(frame, values=(), first=None, last=None)


def match(story: Story, members: Sequence[Member]) -> Iterator[tuple[int, Candidate]]:
    """Every passage that bears on a claim, with the place of the member that it fills. Members share one shape."""
    for place, passages in tried(story, members):
        found = [candidate for each in passages if (candidate := _candidate(each)) is not None]
        if found:
            yield place, max(found, key=lambda c: (c.settles, c.score))


def misses(story: Story, framed: Framed) -> Iterator[Miss]:
    """The passages that come near the claim without bearing on it, the nearest of each sentence."""
    for frame in framed.frames:
        for _, passages in tried(story, [(framed, frame)]):
            failures = [first_failure(BEARS, passage) for passage in passages]
            failed = [failure for failure in failures if failure is not None]
            if failed and len(failed) == len(passages):
                passed, reason = max(failed, key=lambda failure: failure[0])
                sentence = passages[0].sentence
                yield Miss(sentence=sentence.index, quote=sentence.text, reason=reason, passed=passed)


def tried(story: Story, members: Sequence[Member]) -> Iterator[tuple[int, list[Passage]]]:
    """For every member and sentence the passages to try."""
    _, frame = members[0]
    for sentence in story.reading.sentences:
        words = list(_stated(frame, story, sentence))
        if not words and not (frame.exact and sentence.quantities):
            continue
        scene = Scene(story, shape(frame), sentence)
        for place, (framed, own) in enumerate(members):
            triggers = islice(chain(_telling(own, sentence), words), _MOST)
            yield (
                place,
                [Passage(scene=scene, framed=framed, frame=own, trigger=trigger) for trigger in triggers],
            )


def _stated(frame: Frame, story: Story, sentence: Sentence) -> Iterator[Hit]:
    """The words of the frame's relations; a claim without a known relation is looked for by its further words."""
    if frame.relations:
        yield from (hit for hit in sentence.named("relation") if hit.name in frame.relations)
        return
    names = frozenset[str]().union(*(word.lists for word in frame.words))
    topics = story.topics[sentence.index]
    yield from (hit for hit in (*sentence.named("relation"), *topics) if hit.name in names)
    for word in frame.words:
        at = sentence.folded.find(word.stem) if alike(word, story) else -1
        if at >= 0 and not word.lists:
            yield Hit("word", "", at, at + len(word.stem))


def _telling(frame: Frame, sentence: Sentence) -> Iterator[Hit]:
    """A particular number of the same unit stands for the relation: "253,500 yuan," he said of the YU7."""
    if frame.exact and sentence.quantities:
        for value in frame.values:
            yield from (
                Hit("word", min(frame.main, default=""), q.start, q.end)
                for q in sentence.quantities
                if stands_for(value, q)
            )


def _candidate(p: Passage) -> Candidate | None:
    """What the passage does to the claim, None where it does not bear on it."""
    if first_failure(BEARS, p) or p.stance is None:
        return None
    failure = first_failure(SETTLES, p)
    when, told, cast, voice = p.bound.when, p.story.reading.told, p.cast, p.voice
    past = when is not None and when.explicit and when.last <= told
    day = days(when.first, when.last) if when and past and not p.bound.date_words else ""
    named = (("date", p.bound.date_words), ("day", day), ("value", p.measured.words))
    return Candidate(
        sentence=p.sentence.index,
        stance=p.stance,
        certainty=p.certainty,
        basis=p.basis,
        origin=voice.label
        or (p.basis is Basis.EVENT and _party(p.story, cast.doer))
        or p.story.reading.outlet,
        score=round(cast.score * (_CARRIED if voice.carried else 1.0), 3),
        quote=p.sentence.text,
        cues=_cues(p),
        roles=(
            ("subject", cast.doer),
            ("relation", p.sentence.words(p.trigger)),
            *cast.filled,
            *((role, words) for role, words in named if words),
        ),
        held=failure[1] if failure else "",
        partly=partly(p),
        background=bool(p.mode.past) or bool(when and when.explicit and (told - when.last).days > _OLD),
        negated=p.negated,
        evasive=bool(p.mode.nondenial) and p.basis is Basis.OFFICIAL,
        parties=frozenset(n for slot in (p.frame.subject, *p.frame.objects) for n in slot) & p.sentence.names,
    )


def _party(story: Story, doer: str) -> str:
    """Who did what happened; of a model that appears, its maker."""
    if doer not in story.entities:
        return doer
    entity = story.entities[doer]
    return entity.of[0] if entity.kind == "model" and entity.of else doer


def _cues(p: Passage) -> tuple[str, ...]:
    mode = p.mode
    named = [
        ("relation", f"{p.trigger.name}: {p.sentence.words(p.trigger)}"),
        ("says", p.voice.cue),
        ("negation", mode.negated),
        ("not yet", mode.notyet),
        ("denial", mode.denied),
        ("non-denial", mode.nondenial),
        ("left open", mode.unsaid),
        ("hedge", mode.hedged or mode.soft),
        ("plan", mode.planned),
        ("background", mode.past),
    ]
    return tuple(f"{name} “{words}”" for name, words in named if words)
