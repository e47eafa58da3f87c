"""Who and what fills a frame's roles in a passage. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from monitor.claims.frames.frame import Slot
from monitor.claims.frames.relations import Relations
from monitor.claims.read.entities import Entities
from monitor.claims.read.sentence import Reading, Sentence
from monitor.claims.voices.voice import Kind, Voice
from monitor.languages import Hit, Language

_CHARACTERS = 2  # that a word has in Chinese
_ACTORS = ("company", "person", "model")
_TELLERS = ("regulator", "outlet")  # act only where no maker need have acted: "the ministry reveals the car"


@dataclass(frozen=True)
class Story:
    """A reading with what was found out about it as a whole."""

    reading: Reading
    voices: tuple[tuple[Voice, ...], ...]
    language: Language
    entities: Entities
    relations: Relations

    def circle(self, names: Slot) -> Slot:
        """The names with those that speak for them or are made by them."""
        return self.entities.circles(names)

    @cached_property
    def topics(self) -> tuple[tuple[Hit, ...], ...]:
        """The words of each sentence that name a topic of the language data."""
        return tuple(self.language.topics.find(sentence.folded) for sentence in self.reading.sentences)


def agent(story: Story, sentence: Sentence, trigger: Hit, objects: Slot) -> tuple[str | None, float]:
    """Who does what the trigger says, and how sure that is (1 named in the clause … 0.6 taken from the story)."""
    entities, clause = story.entities, sentence.clause(trigger.start)
    begin, end = sentence.spans[clause]
    kinds = (*_ACTORS, *_TELLERS) if trigger.name in story.relations.public else _ACTORS
    actors = [h for h in sentence.entities if entities[h.name].kind in kinds]
    for by in sentence.cues("by"):
        if trigger.end <= by.start < end:
            doer = next((h for h in actors if h.start >= by.end), None)
            if doer is not None and sentence.words_between(by.end, doer.start) <= 2:
                return doer.name, 1.0
    ahead = [h for h in actors if begin <= h.start and h.end <= trigger.start]
    others = [h for h in ahead if h.name not in objects] or ahead
    for cause in sentence.cues("cause"):
        if (
            begin <= cause.start
            and sentence.words_between(cause.end, trigger.start) > 0
            and cause.end <= trigger.start
        ):
            helped = next((h for h in ahead if h.start >= cause.end), None)
            return (helped.name if helped else None), 1.0  # "we help carmakers build cars"
    if others:
        return _subject(sentence, trigger, others, begin)
    anaphor = [h for h in sentence.cues("company", "person") if begin <= h.start and h.end <= trigger.start]
    if anaphor:
        found = _speaker(story, sentence, clause, anaphor[-1]) or _antecedent(story, sentence, anaphor[-1])
        if found is not None:
            return found, 0.9
    opening = sentence.folded[begin : trigger.start].split()
    if len(opening) > 1 and opening[0] in story.language.style.indefinite:
        return None, 1.0  # "a toy maker launched …"
    earlier = [h for h in actors if h.end <= begin and h.name not in objects]
    if earlier:
        return _governing(sentence, clause, earlier), 0.9
    behind = [h for h in actors if h.start >= trigger.end and h.start < end and h.name not in objects]
    if behind:
        return behind[0].name, 0.85
    inside = [h for h in actors if h.start < trigger.end and trigger.start < h.end]
    if inside:
        return inside[0].name, 0.9
    voice = story.voices[sentence.index][clause]
    speakers = {name for name in voice.speakers if entities[name].kind in _ACTORS}
    if voice.kind is Kind.PARTY and speakers:
        return min(speakers), 0.8
    later = [h for h in actors if h.start >= end and h.name not in objects]
    if later:
        return later[0].name, 0.7
    for previous in reversed(story.reading.sentences[max(0, sentence.index - 2) : sentence.index]):
        named = [h for h in previous.entities if entities[h.name].kind in _ACTORS and h.name not in objects]
        if named:
            return named[0].name, 0.7
    return story.reading.focus, 0.6


def _subject(sentence: Sentence, trigger: Hit, ahead: list[Hit], begin: int) -> tuple[str, float]:
    """The subject among the names ahead of a verb: the first since the last word of saying, unless it only owns
    or introduces another.
    """
    said = max((h.end for h in sentence.cues("says") if h.end <= ahead[-1].start), default=begin)
    since = [h for h in ahead if h.start >= said] or ahead
    subject, *later = since
    if later and sentence.folded[subject.end : subject.end + 2] in ("'s", "s'"):
        subject = later[0]  # "After Xiaomi's failure Huawei acquired …"
    for word in sentence.cues("other"):
        if subject.end <= word.start < trigger.start and sentence.words_between(subject.end, word.start) <= 2:
            named = next((h for h in since if h.start >= word.end), None)
            if named is not None:
                return named.name, 1.0  # "Apple's rival Xiaomi"
            return f"{subject.name}: {sentence.text[word.start : word.end]}", 1.0  # "Apple's assembler"
    return subject.name, 1.0


def _governing(sentence: Sentence, clause: int, earlier: list[Hit]) -> str:
    """The subject that a clause takes over from those before it: its head, where it is a relative clause."""
    relative = sentence.relative
    if clause in relative:
        return earlier[-1].name
    telling = {sentence.clause(h.start) for h in (*sentence.named("relation"), *sentence.cues("says"))}
    main = [h for h in earlier if sentence.clause(h.start) not in relative]
    # "Huawei, a rival of Xiaomi, acquired …": an apposition tells nothing and is passed over
    main = (
        [h for h in main if sentence.clause(h.start) in telling or sentence.clause(h.start) == 0]
        or main
        or earlier
    )
    last = sentence.clause(main[-1].start)
    return next(h for h in main if sentence.clause(h.start) == last).name


def _speaker(story: Story, sentence: Sentence, clause: int, anaphor: Hit) -> str | None:
    """Who speaks of itself as "it" or "he": "It will invest more, Lei Jun announced"."""
    voice = story.voices[sentence.index][clause]
    if voice.kind is not Kind.PARTY or voice.carried or len(voice.speakers) != 1:
        return None
    speaker = story.entities[next(iter(voice.speakers))]
    if anaphor.name == "person":
        return speaker.name if speaker.kind == "person" else None
    return speaker.name if speaker.kind == "company" else next(iter(speaker.of), None)


def _antecedent(story: Story, sentence: Sentence, anaphor: Hit) -> str | None:
    wanted = "person" if anaphor.name == "person" else "company"
    entities = story.entities
    ahead = [h for h in sentence.entities if h.end <= anaphor.start and entities[h.name].kind == wanted]
    if ahead:
        return ahead[0].name
    for previous in reversed(story.reading.sentences[: sentence.index]):
        named = [h for h in previous.entities if entities[h.name].kind == wanted]
        if named:
            return named[0].name
        if wanted == "company":
            owned = [
                h for h in previous.entities
                if entities[h.name].of and entities[h.name].kind in ("model", "person")
            ]  # fmt: skip
            if owned:
                return entities[owned[0].name].of[0]
    return story.reading.focus if wanted == "company" else None


def fill(story: Story, sentence: Sentence, slot: Slot, trigger: Hit, near: int) -> tuple[Hit | None, float]:
    """The hit that fills a slot in the sentence, the nearest to the trigger, and how sure it is."""
    names = story.circle(slot)
    hits = [h for h in sentence.entities if h.name in names]
    hits += [h for h in sentence.named("concept") if h.name in slot]
    if "car" in slot:
        hits += [
            h
            for h in sentence.entities
            if story.entities[h.name].kind == "model" and story.entities[h.name].sort == "car"
        ]
    hits += [h for h in sentence.entities if slot & set(story.entities[h.name].traits)]
    if near:
        hits = [h for h in hits if _close(sentence, trigger, h, near)]
    if not hits:
        return None, 0.0
    best = min(
        hits,
        key=lambda h: (
            sentence.clause(h.start) != sentence.clause(trigger.start),
            abs(h.start - trigger.start),
        ),
    )
    return best, 1.0 if sentence.clause(best.start) == sentence.clause(trigger.start) else 0.9


def inherited(story: Story, sentence: Sentence, slot: Slot) -> str:
    """The name of the slot that the passage goes on speaking of: named just before, and no rival of its kind since.

    Another maker's model is no rival, and what a question names is not yet said.
    """
    known = frozenset(n for n in slot if n in story.entities)
    names = story.circle(slot)
    kinds = {story.entities[n].kind for n in known}
    makers = {of for n in known for of in story.entities[n].of}

    def rival(name: str) -> bool:
        entity = story.entities[name]
        return entity.kind in kinds and (entity.kind != "model" or bool(makers & set(entity.of)))

    if not kinds:
        return ""
    if kinds & {"model", "place"} and any(rival(h.name) for h in sentence.entities):
        return ""
    sentences = story.reading.sentences
    before = [
        *reversed(sentences[max(0, sentence.index - 2) : sentence.index]),
        *(s for s in sentences if s.headline),
    ]
    for place in before:
        of_kind = [h.name for h in place.entities if rival(h.name)]
        if any(n in names for n in of_kind):
            # of companies there may be the one that acts and the one it acts on
            only = len(set(of_kind)) <= {"model": 1, "company": 2}.get(min(kinds), len(of_kind))
            return next(n for n in of_kind if n in names) if only and not place.question else ""
    return ""


def _close(sentence: Sentence, trigger: Hit, hit: Hit, near: int) -> bool:
    """Within `near` words; across a clause border, where words bind less, a little nearer. Dates do not count, nor
    what is put in between ("in April, its first month, 7,058 cars").
    """
    first, last = sorted((trigger, hit), key=lambda h: h.start)
    start = first.end if first is hit else first.start
    words = sentence.words_between(start, last.start)
    words -= sum(
        sentence.words_between(w.start, w.end) for w in sentence.whens if start <= w.start < last.start
    )
    if not sentence.spaced:
        return words <= near * _CHARACTERS
    begin, end = sentence.clause(first.start), sentence.clause(last.start)
    idle = (
        set(range(begin + 1, end)) - sentence.telling - {sentence.clause(e.start) for e in sentence.entities}
    )
    words -= sum(sentence.words_between(*sentence.spans[clause]) for clause in idle)
    return words <= (near if begin == end else max(3, near - 2))


def nearby(story: Story, sentence: Sentence, slot: Slot, back: int = 0) -> str:
    """What fills a context slot in the sentence, the headline, those before or the next; `back`: of those before only
    the last so many, and of the next nothing that it negates.
    """
    sentences = story.reading.sentences
    before = sentences[max(0, sentence.index - back) if back else 0 : sentence.index]
    places = [sentence, *(s for s in sentences if s.headline), *reversed(before)]
    behind = sentences[sentence.index + 1 : sentence.index + 2]
    places += [s for s in behind if not (back and s.cues("negation", "notyet"))]
    names = story.circle(slot)
    for place in places:
        for hit in (*place.entities, *place.by_group.get("concept", ())):
            model = hit.group == "model" and story.entities[hit.name].sort == "car" and "car" in slot
            if hit.name in names or model:
                return place.text[hit.start : hit.end]
    return ""
