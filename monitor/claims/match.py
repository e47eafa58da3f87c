"""Does a passage fill a claim's frame? Pure: (frame, reading) to candidates, each with the reason for every role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitor.claims import stance as stances
from monitor.claims.attribution import Kind, Voice
from monitor.claims.entities import Entities
from monitor.claims.frames import EVENTS, PUBLIC, Frame, Framed, Slot
from monitor.claims.quantities import Quantity
from monitor.claims.reading import Reading, Sentence
from monitor.claims.times import When
from monitor.languages import Hit, Language
from monitor.model import Basis, Certainty, Stance

_ACTORS = ("company", "person", "model")


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

    @property
    def settles(self) -> bool:
        """Whether the verdict table would act on it."""
        return (
            self.flags
            and self.stance is not Stance.DISCUSSES
            and self.certainty is Certainty.ASSERTED
            and self.basis in (Basis.OFFICIAL, Basis.EVENT)
        )


@dataclass(frozen=True, slots=True)
class Story:
    """A reading with what was found out about it as a whole."""

    reading: Reading
    voices: tuple[tuple[Voice, ...], ...]
    language: Language
    entities: Entities

    def circle(self, names: Slot) -> Slot:
        """The names with those that speak for them or are made by them."""
        return frozenset().union(*(self.entities.circle(n) for n in names if n in self.entities), names)


def candidates(story: Story, framed: Framed) -> Iterator[Candidate]:
    """Every passage of the story that fills a frame of the claim."""
    for sentence in story.reading.sentences:
        for frame in framed.frames:
            if not frame.relations & sentence.relations:
                continue
            best: Candidate | None = None
            for trigger in sentence.named("relation"):
                if trigger.name in frame.relations:
                    found = _attempt(story, framed, frame, sentence, trigger)
                    if found is not None and (best is None or (found.settles, found.score) > (best.settles, best.score)):
                        best = found
            if best is not None:
                yield best


def agent(story: Story, sentence: Sentence, trigger: Hit, objects: Slot) -> tuple[str | None, float]:
    """Who does what the trigger says, and how sure that is (1 named in the clause … 0.6 taken from the story)."""
    entities, clause = story.entities, sentence.clause(trigger.start)
    begin, end = sentence.spans[clause]
    actors = [h for h in sentence.entities if entities[h.name].kind in _ACTORS]
    for by in sentence.cues("by"):
        if trigger.end <= by.start < end:
            doer = next((h for h in actors if h.start >= by.end), None)
            if doer is not None and sentence.words_between(by.end, doer.start) <= 2:
                return doer.name, 1.0
    ahead = [h for h in actors if begin <= h.start and h.end <= trigger.start]
    others = [h for h in ahead if h.name not in objects] or ahead
    if others:
        # After "… said that" a new subject begins; "Apple's assembler" is not Apple.
        said = max((h.end for h in sentence.cues("says") if h.end <= others[-1].start), default=begin)
        subject = next(h for h in others if h.start >= said)
        for word in sentence.cues("other"):
            if subject.end <= word.start < trigger.start and sentence.words_between(subject.end, word.start) <= 2:
                return f"{subject.name}: {sentence.text[word.start : word.end]}", 1.0
        return subject.name, 1.0
    anaphor = [h for h in sentence.cues("company", "person") if begin <= h.start and h.end <= trigger.start]
    if anaphor:
        found = _antecedent(story, sentence, anaphor[-1])
        if found is not None:
            return found, 0.9
    earlier = [h for h in actors if h.end <= begin and h.name not in objects]
    relative = {sentence.clause(h.start) for h in sentence.cues("relative") if h.start - sentence.spans[sentence.clause(h.start)][0] <= 2}
    earlier = [h for h in earlier if sentence.clause(h.start) not in relative] or earlier
    if earlier:
        last = sentence.clause(earlier[-1].start)
        return next(h for h in earlier if sentence.clause(h.start) == last).name, 0.9
    behind = [h for h in actors if h.start >= trigger.end and h.start < end and h.name not in objects]
    if behind:
        return behind[0].name, 0.85
    inside = [h for h in actors if h.start < trigger.end and trigger.start < h.end]
    if inside:
        return inside[0].name, 0.9
    voice = story.voices[sentence.index][clause]
    if voice.kind is Kind.PARTY and voice.speakers:
        return sorted(voice.speakers)[0], 0.8
    later = [h for h in actors if h.start >= end and h.name not in objects]
    if later:
        return later[0].name, 0.7
    for previous in reversed(story.reading.sentences[max(0, sentence.index - 2) : sentence.index]):
        named = [h for h in previous.entities if entities[h.name].kind in _ACTORS and h.name not in objects]
        if named:
            return named[0].name, 0.7
    return story.reading.focus, 0.6


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
            owned = [h for h in previous.entities if entities[h.name].of]
            if owned:
                return entities[owned[0].name].of[0]
    return story.reading.focus if wanted == "company" else None


def _fill(story: Story, sentence: Sentence, slot: Slot, trigger: Hit, near: int) -> tuple[Hit | None, float]:
    """The hit that fills a slot in the sentence, the nearest to the trigger, and how sure it is."""
    names = story.circle(frozenset(n for n in slot if n in story.entities)) | slot
    hits = [h for h in sentence.entities if h.name in names]
    hits += [h for h in sentence.named("concept") if h.name in slot]
    if "car" in slot:
        hits += [h for h in sentence.entities if story.entities[h.name].kind == "model" and story.entities[h.name].sort == "car"]
    if near:
        hits = [h for h in hits if sentence.words_between(trigger.start, h.start) <= near or sentence.words_between(h.end, trigger.start) <= near]
    if not hits:
        return None, 0.0
    best = min(hits, key=lambda h: (sentence.clause(h.start) != sentence.clause(trigger.start), abs(h.start - trigger.start)))
    return best, 1.0 if sentence.clause(best.start) == sentence.clause(trigger.start) else 0.9


def _nearby(story: Story, sentence: Sentence, slot: Slot) -> str:
    """What fills a context slot in the sentence, the one before or the headline."""
    sentences = story.reading.sentences
    places = [sentence, *(s for s in sentences if s.headline), *reversed(sentences[: sentence.index])]
    names = story.circle(frozenset(n for n in slot if n in story.entities)) | slot
    for place in places:
        for hit in (*place.entities, *place.by_group.get("concept", ())):
            model = hit.group == "model" and story.entities[hit.name].sort == "car" and "car" in slot
            if hit.name in names or model:
                return place.text[hit.start : hit.end]
    return ""


def _when(sentence: Sentence, trigger: Hit) -> When | None:
    """The date bound to the trigger: in its clause before others, the nearest, a named year before a guessed one."""
    clause = sentence.clause(trigger.start)
    pool = [w for w in sentence.whens if sentence.clause(w.start) == clause] or [
        w for w in sentence.whens if abs(sentence.clause(w.start) - clause) <= 1
    ]
    if not pool:
        return None
    return min(pool, key=lambda w: min(abs(w.start - trigger.end), abs(trigger.start - w.end)))


def _dated(frame: Frame, when: When | None, mode: stances.Mode, told: date) -> tuple[Stance | None, str]:
    """What the passage's date does to a dated claim: its stance, or None where it says nothing about the date."""
    if frame.first is None or frame.last is None:
        return Stance.SUPPORTS, ""
    if when is None:
        if mode.planned or mode.past or not mode.done:
            return None, ""
        first = last = told
    else:
        first, last = when.first, when.last
    outside = first > frame.last or last < frame.first
    if outside and not frame.once:
        return Stance.DISCUSSES, ""
    if first > frame.last or (last < frame.first and not frame.opens):
        return Stance.REFUTES, f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
    if frame.first <= first and last <= frame.last and not frame.opens:
        return Stance.SUPPORTS, f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
    return None, ""


def _measured(frame: Frame, sentence: Sentence, trigger: Hit, same_period: bool) -> tuple[Stance | None, str]:
    """Compares the claim's quantities with those that the passage binds to the same relation.

    A number refutes only where it measures the same thing: same unit, same clause, same period, no other in reach.
    """
    words = []
    for wanted in frame.values:
        clause = sentence.clause(trigger.start)
        same = [q for q in sentence.quantities if q.unit == wanted.unit and (q.unit or q.value > 100)]
        if trigger.name in ("price", "launch") and wanted.unit in _CURRENCIES:
            same = [q for q in same if q.value > wanted.value / 3]
            same = sorted(same, key=lambda q: q.value)[:1]  # a price "from" is the lowest one named
        near = [q for q in same if sentence.clause(q.start) == clause] or same
        hit = next((q for q in near if _agrees(wanted, q)), None)
        if hit is not None:
            words.append(sentence.text[hit.start : hit.end])
            continue
        if len(near) == 1 and same_period and not near[0].bound and sentence.clause(near[0].start) == clause:
            return Stance.REFUTES, sentence.text[near[0].start : near[0].end]
        return None, ""
    return Stance.SUPPORTS, ", ".join(words)


_CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "JPY")


def _agrees(wanted: Quantity, found: Quantity) -> bool:
    if wanted.bound == "over":
        return found.value >= wanted.value or (found.bound == "over" and found.close_to(wanted, 0.005))
    if wanted.bound == "about":
        return found.close_to(wanted, 0.08)
    return found.close_to(wanted, 0.005) or (found.bound == "about" and found.close_to(wanted, 0.05))


def _spoken(frame: Frame, story: Story, sentence: Sentence) -> bool:
    """Whether the claim's own words that no data stands for are there: most of them, near the passage."""
    if not frame.words:
        return True
    if story.reading.language != "en":
        return False
    near = story.reading.sentences[max(0, sentence.index - 1) : sentence.index + 2]
    text = " ".join(s.folded for s in near)
    return sum(word in text for word in frame.words) * 3 >= len(frame.words) * 2


def _valued(frame: Frame, sentence: Sentence, trigger: Hit, same_period: bool) -> tuple[Stance | None, str]:
    """Whether the passage names the claim's quantities."""
    if not frame.values:
        return Stance.SUPPORTS, ""
    if frame.exact:
        return _measured(frame, sentence, trigger, same_period)
    for wanted in frame.values:
        same = [q for q in sentence.quantities if q.unit == wanted.unit or not q.unit]
        hit = next((q for q in same if q.close_to(wanted, 0.02 if wanted.bound != "about" else 0.1)), None)
        if hit is not None:
            return Stance.SUPPORTS, sentence.text[hit.start : hit.end]
    return None, ""


def _attempt(
    story: Story, framed: Framed, frame: Frame, sentence: Sentence, trigger: Hit
) -> Candidate | None:
    if frame.unless and (frame.unless & (sentence.names | sentence.concepts | sentence.relations)):
        return None
    object_names = story.circle(frozenset(n for slot in frame.objects for n in slot if n in story.entities))
    filled: list[tuple[str, str]] = []
    score, target = 1.0, None
    missing_party = False
    for slot in frame.objects:
        hit, sure = _fill(story, sentence, slot, trigger, frame.near)
        if hit is None:
            if frame.exclusive and any(n in story.entities for n in slot):
                missing_party = True
                continue
            return None
        score *= sure
        target = target or hit
        filled.append(("object", sentence.text[hit.start : hit.end]))
    for slot in frame.context:
        words = _nearby(story, sentence, slot)
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
        symmetric = frame.symmetric and doer in object_names and bool(both & subject)
        if symmetric or (doer in object_names and frame.exclusive and sentence.names & subject):
            pass
        elif missing_party and sentence.names & subject and doer in story.entities:
            rival = doer or ""
        else:
            return None
    score *= sure
    if missing_party and not rival:
        return None
    named = next((q for q in sentence.quantities if any(_agrees(v, q) for v in frame.values)), None)
    if frame.exact and named is not None:
        target = Hit("value", "", named.start, named.end)
    mode = stances.mode(sentence, trigger, story.language, target)
    clause = sentence.clause(trigger.start)
    voice = story.voices[sentence.index][clause]
    if mode.denied:
        # The denier speaks, whoever else the sentence quotes.
        voice = next((v for v in story.voices[sentence.index] if v.kind is Kind.PARTY and _has_standing(story, framed, v)), voice)
    when = _when(sentence, trigger)
    by_date, date_words = _dated(frame, when, mode, story.reading.told)
    same_period = frame.first is None or by_date is Stance.SUPPORTS
    by_value, value_words = _valued(frame, sentence, trigger, same_period)
    if frame.main and trigger.name not in frame.main:
        by_date = None if by_date is Stance.REFUTES else by_date
        by_value = None if by_value is Stance.REFUTES else by_value
    stance = _stance(frame, mode, by_date, by_value, rival)
    if stance is None:
        return None
    basis = _basis(story, framed, frame, trigger, mode, voice)
    certainty = _certainty(mode, basis, voice)
    if stance is Stance.DISCUSSES and mode.nondenial:
        certainty = Certainty.HEDGED
    if frame.only_negated and not (mode.negated or mode.denied):
        return None
    everywhere = frozenset().union(*(s.relations for s in story.reading.sentences))
    flags = frame.flags and frame.needs <= everywhere and _spoken(frame, story, sentence) and not (frame.done and mode.planned) and not framed.lacks
    roles = (("subject", doer or ""), ("relation", sentence.text[trigger.start : trigger.end]), *filled)
    if date_words:
        roles += (("date", date_words),)
    if value_words:
        roles += (("value", value_words),)
    return Candidate(
        sentence=sentence.index,
        stance=stance,
        certainty=certainty,
        basis=basis,
        origin=voice.label or (story.reading.outlet if basis is not Basis.EVENT else (doer or story.reading.outlet)),
        score=round(score * (0.95 if voice.carried else 1.0), 3),
        quote=sentence.text,
        cues=_cues(mode, voice, trigger, sentence),
        roles=roles,
        background=bool(mode.past) or bool(when and when.explicit and (story.reading.told - when.last).days > 200),
        flags=flags,
        parties=frozenset(n for slot in (frame.subject, *frame.objects) for n in slot if n in story.entities and n in sentence.names),
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
        return frame.negation
    if rival:
        return opposite
    if by_date is Stance.DISCUSSES:
        return None
    if by_date is Stance.REFUTES or (by_value is Stance.REFUTES and by_date is Stance.SUPPORTS):
        return opposite
    if frame.opens:
        return None
    if by_date is None or by_value is None:
        return Stance.DISCUSSES
    return frame.means


def _basis(
    story: Story, framed: Framed, frame: Frame, trigger: Hit, mode: stances.Mode, voice: Voice
) -> Basis:
    happened = frame.event and trigger.name in EVENTS and mode.done and not mode.soft
    match voice.kind:
        case Kind.PARTY:
            if _has_standing(story, framed, voice):
                return Basis.OFFICIAL
            return Basis.EVENT if happened and trigger.name in PUBLIC else Basis.OTHER_OUTLET
        case Kind.OUTLET:
            return Basis.EVENT if happened and trigger.name in PUBLIC and not voice.carried else Basis.OTHER_OUTLET
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
