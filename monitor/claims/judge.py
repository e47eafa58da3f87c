"""The judge: what one story says about each claim. Pure; one interface, (story) to judgements.

Evidence is collected from all sentences, then resolved: what would settle a claim over what would not, news over
background, the surer over the less sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.claims.classifier.suggest import SecondOpinion, Suggestion
from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.frames.frame import Framed
from monitor.claims.match import mode as stances
from monitor.claims.match.basis import basis_of
from monitor.claims.match.index import Index
from monitor.claims.match.match import Candidate, Miss, misses
from monitor.claims.match.roles import Story
from monitor.claims.read.sentence import Sentence, read
from monitor.claims.read.text import fold
from monitor.claims.verdict import flag
from monitor.claims.voices.attribution import Attributor
from monitor.claims.voices.voice import Kind
from monitor.languages import Hit
from monitor.model import Basis, Certainty, Flag, Judgement, Stance
from monitor.model import Story as NewsStory

_ANSWERED = 0.8  # how sure a denial is that names the report and not its content
_SEARCHED = 200  # stories in which a claim without evidence is looked for
_NEAREST = 3  # of them, those that are shown
_LATER = 0.03  # what a sentence further down loses: news tells the news first


class Judge:
    """Built once from a catalogue; holds no state between stories."""

    def __init__(self, catalogue: Catalogue) -> None:
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
        self._second = SecondOpinion(catalogue)
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
        return self._second.asked or not self._index.names.isdisjoint(self._named(text))

    def _named(self, text: str) -> frozenset[str]:
        """The entities that the text names; remembered for one text, since each is asked about several times."""
        asked, named = self._last  # read and replaced whole: threads share a judge
        if asked != text:
            named = frozenset(hit.name for hit in self._entities.find(fold(text)))
            self._last = (text, named)
        return named

    def judge(self, story: NewsStory) -> tuple[Judgement, ...]:
        """What the story says about each claim that it bears on, in the order of the claims."""
        told = self._read(story) if self.reads(f"{story.headline}\n{story.text}") else None
        if told is None:
            return ()
        reading = told.reading
        settled: dict[str, Candidate] = {}
        numbers = self._index.lookup(reading.names, reading.relations)
        matched = self._index.match(told, numbers)
        # What only announces another claim is judged after all others.
        for number in sorted(numbers, key=lambda n: any(f.announces for f in self._framed[n].frames)):
            framed = self._framed[number]
            found = list(matched[number])
            found += _announced(told, framed, settled)
            found += _answers(told, framed, found)
            best = resolve(found)
            if best is not None:
                settled[framed.claim] = best
        found_by_number = {
            number: _judgement(self._framed[number], settled[self._framed[number].claim])
            for number in numbers
            if self._framed[number].claim in settled
        }
        lead = [(s.index, s.text) for s in reading.sentences if not s.headline]
        for hint in self._second.suggest(story.headline, lead) if reading.language == "en" else ():
            held = found_by_number.get(hint.number)
            if held is None or held.flag is Flag.NONE or held.stance is not hint.stance:
                found_by_number[hint.number] = _suggested(told, self._framed[hint.number], hint)
        return tuple(found_by_number[number] for number in sorted(found_by_number))

    def misses(self, story: NewsStory, claim: str) -> tuple[Miss, ...]:
        """The passages that come near a claim without bearing on it, the nearest first."""
        framed = next((each for each in self._framed if each.claim == claim), None)
        told = self._read(story)
        if framed is None or told is None:
            return ()
        if not any(told.circle(frame.subject) & told.reading.names for frame in framed.frames):
            return ()
        found = misses(told, framed)
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
        return Story(reading, voices, language, self._entities, self._relations)


def missed(
    catalogue: Catalogue, stories: Iterable[NewsStory], claim: str
) -> tuple[tuple[NewsStory, Miss], ...]:
    """What comes nearest a claim without bearing on it, the nearest first: one passage a story, of the latest ones."""
    judge = Judge(catalogue.only([claim]))
    latest = sorted(stories, key=lambda story: story.published, reverse=True)[:_SEARCHED]
    found = [(story, misses[0]) for story in latest if (misses := judge.misses(story, claim))]
    return tuple(sorted(found, key=lambda each: -each[1].passed)[:_NEAREST])


def _judgement(framed: Framed, best: Candidate) -> Judgement:
    flagged = flag(best.stance, best.certainty, best.basis) if best.settles else Flag.NONE
    return Judgement(
        claim=framed.claim, stance=best.stance, certainty=best.certainty, basis=best.basis, origin=best.origin,
        score=best.score, quote=best.quote, cues=best.cues, frame=best.roles, flag=flagged, held=best.held,
    )  # fmt: skip


def _suggested(story: Story, framed: Framed, hint: Suggestion) -> Judgement:
    """The second opinion as a judgement, which never settles nor vouches."""
    voice = story.voices[hint.sentence][0]
    return Judgement(
        claim=framed.claim,
        stance=hint.stance,
        certainty=Certainty.HEDGED,
        basis=basis_of(story, framed, Hit("word", "", 0, 0), voice, done=False),
        origin=voice.label or story.reading.outlet,
        score=round(hint.probability, 3),
        quote=hint.passage,
        cues=("second opinion: a claim foreign to the topic, by the words of the passage",),
        held="it is a second opinion on a claim foreign to the topic",
    )


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


def resolve(found: Sequence[Candidate]) -> Candidate | None:
    """The candidate that speaks for the story."""
    if not found:
        return None
    # "On a plant for Xiaomi there had been no negotiations": what is negated takes the rest of its sentence along
    against = {c.sentence for c in found if c.stance is Stance.REFUTES and c.negated}
    found = [c for c in found if c.stance is not Stance.SUPPORTS or c.sentence not in against]
    certain = {Stance.SUPPORTS: 1, Stance.REFUTES: 1, Stance.DISCUSSES: 0}

    def rank(c: Candidate) -> tuple[bool, bool, bool, int, bool, float, int]:
        return (
            c.settles and not (c.background and c.stance is Stance.REFUTES),
            c.settles and not c.background,
            c.evasive,
            certain[c.stance],
            c.certainty is Certainty.ASSERTED,
            round(c.score - _LATER * c.sentence, 3),
            -c.sentence,
        )

    return max(found, key=rank)
