"""The judge: what one story says about each claim. Pure; one interface, (story) to judgements.

Evidence is collected from all sentences, then resolved: what would settle a claim over what would not, news over
background, the surer over the less sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.frames.files import known_as
from monitor.claims.frames.frame import Framed
from monitor.claims.match import mode as stances
from monitor.claims.match.index import Index
from monitor.claims.match.match import Candidate, Miss, misses
from monitor.claims.match.resolve import resolve
from monitor.claims.match.roles import Story
from monitor.claims.read.sentence import Sentence, read
from monitor.claims.read.text import fold
from monitor.claims.reader.reader import shipped
from monitor.claims.reader.vote import SecondReader, Weigh
from monitor.claims.verdict import flag
from monitor.claims.voices.attribution import Attributor
from monitor.claims.voices.relayed import relayed
from monitor.claims.voices.voice import Kind, Voice
from monitor.model import Basis, Certainty, Flag, Judgement, Stance, Tier
from monitor.model import Story as NewsStory

_ANSWERED = 0.8  # how sure a denial is that names the report and not its content
_SEARCHED = 200  # stories in which a claim without evidence is looked for
_NEAREST = 3  # of them, those that are shown


class Judge:
    """Built once from a catalogue; holds no state between stories. `weigh` is a reader's; None is the rules alone."""

    def __init__(self, catalogue: Catalogue, weigh: Weigh | None = shipped) -> None:
        self._topic = catalogue.topic
        self._entities = catalogue.entities
        self._framed = catalogue.framed
        self._relations = catalogue.relations
        self._parties = frozenset(
            member
            for framed in catalogue.framed
            for frame in framed.frames
            for name in frame.subject
            for member in self._entities.circle(name)
        )
        self._index = Index(catalogue)
        self._second = SecondReader(catalogue, weigh) if weigh else None
        self._names = self._index.names | (self._second.names if self._second else frozenset())
        self._last: tuple[str, frozenset[str]] = ("", frozenset())

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it reads."""
        return self._topic.codes

    def bears_on(self, text: str) -> bool:
        """Cheap: whether the text names a party of any claim."""
        return not self._parties.isdisjoint(self._named(text))

    def reads(self, text: str) -> bool:
        """Cheap: whether a story of this text may bear on a claim. Most news does not, and need not be read."""
        return not self._names.isdisjoint(self._named(text))

    def _named(self, text: str) -> frozenset[str]:
        """The entities that the text names; remembered for one text, since each is asked about several times."""
        asked, named = self._last  # read and replaced whole: threads share a judge
        if asked != text:
            named = frozenset(hit.name for hit in self._entities.find(fold(text), text))
            self._last = (text, named)
        return named

    def judge(self, story: NewsStory) -> tuple[Judgement, ...]:
        """What the story says about each claim that it bears on, in the order of the claims."""
        told = self._read(story) if self.reads(f"{story.headline}\n{story.text}") else None
        if told is None:
            return ()
        reading = told.reading
        settled: dict[str, Candidate] = {}
        matched = self._index.match(told, self._index.lookup(reading.names, reading.relations))
        heard = self._second.heard(told, matched) if self._second else dict(matched)
        # What only announces another claim is judged after all others.
        for number in sorted(heard, key=lambda n: (any(f.announces for f in self._framed[n].frames), n)):
            framed = self._framed[number]
            found = heard[number]
            found += _announced(told, framed, settled)
            found += _answers(told, framed, matched.get(number, ()))
            best = resolve(found)
            if best is not None:
                settled[framed.claim] = best
        return tuple(
            self._judgement(story, told, number, _believed(story, settled[claim]))
            for number in sorted(heard)
            if (claim := self._framed[number].claim) in settled
        )

    def _judgement(self, story: NewsStory, told: Story, number: int, best: Candidate) -> Judgement:
        """The judgement, marked as the publisher's own word where the reader finds the claim spoken of at all.

        One publication of a party's own settles a claim, so that rules that misread it must not be alone.
        """
        found = _judgement(told, self._framed[number], best)
        own = story.tier is Tier.OFFICIAL and bool(story.publisher) and found.basis is Basis.OFFICIAL
        own = own and (self._second is None or self._second.bears(told, number, best.sentence))
        return replace(found, own=own)

    def misses(self, story: NewsStory, claim: str) -> tuple[Miss, ...]:
        """The passages that come near a claim without bearing on it, the nearest first."""
        framed = next((each for each in self._framed if each.claim == claim), None)
        told = self._read(story)
        if framed is None or told is None:
            return ()
        if framed.frames and not any(told.circle(f.subject) & told.reading.names for f in framed.frames):
            return ()
        found = [*misses(told, framed), *(self._second.misses(told, framed) if self._second else ())]
        return tuple(sorted(found, key=lambda miss: (-miss.passed, miss.sentence)))

    def _read(self, story: NewsStory) -> Story | None:
        """The story with its voices, None in a language that it does not read."""
        if story.language not in self._topic.codes:
            return None
        language = self._topic.language(story.language)
        reading = read(
            headline=story.headline, text=story.text, language=language, entities=self._entities,
            told=story.published.date(), outlet=story.outlet,
        )  # fmt: skip
        voices = Attributor(reading, language, self._entities, self._relations.ruling).voices
        if own := self._own_word(story):
            voices = tuple(
                tuple(own if voice.kind is Kind.WRITER else voice for voice in row) for row in voices
            )
        return Story(reading, voices, language, self._entities, self._relations)

    def _own_word(self, story: NewsStory) -> Voice | None:
        """The voice of an official feed's publisher, who writes what nobody else is credited with."""
        if story.tier is not Tier.OFFICIAL or not story.publisher:
            return None
        name = known_as(story.publisher, self._entities)
        return (
            Voice(kind=Kind.PARTY, speakers=frozenset({name}), label=name, cue="its own feed")
            if name
            else None
        )


def missed(
    catalogue: Catalogue, stories: Iterable[NewsStory], claim: str
) -> tuple[tuple[NewsStory, Miss], ...]:
    """What comes nearest a claim without bearing on it, the nearest first: one passage a story, of the latest ones."""
    judge = Judge(catalogue.only([claim]))
    latest = sorted(stories, key=lambda story: story.published, reverse=True)[:_SEARCHED]
    found = [(story, misses[0]) for story in latest if (misses := judge.misses(story, claim))]
    return tuple(sorted(found, key=lambda each: -each[1].passed)[:_NEAREST])


def _believed(story: NewsStory, best: Candidate) -> Candidate:
    """A feed of rumours settles nothing."""
    if story.tier is not Tier.RUMOUR:
        return best
    return replace(best, held=best.held or "its feed is configured as one of rumours", partly="")


def _judgement(story: Story, framed: Framed, best: Candidate) -> Judgement:
    flagged = flag(best.stance, best.certainty, best.basis) if best.settles else Flag.NONE
    via = relayed(story.reading, story.voices, best.sentence, story.language, story.entities)
    return Judgement(
        claim=framed.claim, stance=best.stance, certainty=best.certainty, basis=best.basis, origin=best.origin,
        score=best.score, quote=best.quote, cues=best.cues, frame=best.roles, flag=flagged, held=best.held, via=via,
        partly=best.partly,
    )  # fmt: skip


def _announced(story: Story, framed: Framed, settled: Mapping[str, Candidate]) -> list[Candidate]:
    """A claim that something will be announced comes true when it is said on the record in time."""
    out = []
    for frame in framed.frames:
        said = settled.get(frame.announces)
        if said is None or not said.settles or said.stance is not Stance.SUPPORTS or said.background:
            continue
        if frame.first and frame.last and frame.first <= story.reading.told <= frame.last:
            roles = (*said.roles, ("date", f"{story.reading.told:%Y-%m-%d}"))
            out.append(replace(said, basis=Basis.EVENT, roles=roles, score=0.9))
    return out


def _answers(story: Story, framed: Framed, found: Sequence[Candidate]) -> list[Candidate]:
    """Denials that name the report and not its content: "Great Wall said that the report is not true"."""
    if not found:
        return []
    out = []
    circle = story.circle(framed.standing)
    for sentence in story.reading.sentences:
        talks = _no_talks(story, framed, sentence)
        words = stances.denial(sentence) or talks
        if not words or sentence.question or sentence.cues("past"):
            continue
        about = [
            c
            for c in found
            if 0 <= sentence.index - c.sentence <= 2
            and c.basis in (Basis.OTHER_OUTLET, Basis.SOURCES, Basis.OUTLET)
            and c.stance is Stance.SUPPORTS
        ]
        if not any(c.sentence == 0 or len(c.parties) > 1 for c in about):
            continue
        own = [c for c in found if c.sentence == sentence.index and c.stance is Stance.REFUTES]
        if own or not (talks or sentence.cues("media", "rumour", "reports", "false")):
            continue
        voices = [v for v in story.voices[sentence.index] if v.kind is Kind.PARTY and v.speakers & circle]
        if not voices:
            continue
        out.append(
            Candidate(
                sentence=sentence.index,
                stance=Stance.REFUTES,
                certainty=Certainty.ASSERTED,
                basis=Basis.OFFICIAL,
                origin=voices[0].label,
                score=_ANSWERED,
                quote=sentence.text,
                cues=(f"denial “{words}”", f"says “{voices[0].cue}”"),
                roles=about[0].roles,
            )
        )  # fmt: skip
    return out


def _no_talks(story: Story, framed: Framed, sentence: Sentence) -> str:
    """ "No such negotiations had taken place", of a claim that talks would bear on."""
    if not any("talk" in frame.relations for frame in framed.frames):
        return ""
    hits = sentence.named("relation", "talk")
    return next(filter(None, (stances.negation(sentence, h, story.language) for h in hits)), "")
