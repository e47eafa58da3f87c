"""Does a passage fill a claim's frame? Pure: (frame, reading) to candidates, each with a reason for every role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from monitor.claims.frames.frame import ACTS, APPRAISALS, STATES, Frame, Framed, Slot, Word
from monitor.claims.match import mode as stances
from monitor.claims.match.basis import LEAD, basis_of, certainty_of, happened, voice_of
from monitor.claims.match.bounds import Bound, agrees, bind, stands_for
from monitor.claims.match.casting import Cast, cast
from monitor.claims.match.mode import QUESTION
from monitor.claims.match.roles import Story
from monitor.claims.read.sentence import Sentence
from monitor.claims.voices.speakers import Kind, Voice
from monitor.languages import Hit
from monitor.model import Basis, Certainty, Stance

_MOST = 8  # words of a frame's relations that are tried in one sentence, which seldom has more than two
_HALF = 0.5  # of a typed claim's further words that a passage must have to bear on it
_MOST_WORDS = 0.66  # that it must have to settle it
_NEARLY_ALL = 0.75  # the same, where no relation is understood
_OLD = 200  # days after which a dated event is background
_CARRIED = 0.95  # how sure a voice is that goes on from another sentence
_REPEATED = frozenset({"deliver", "sell", "order"})  # a later one says nothing of the first
_HOME = frozenset({"Beijing", "Shanghai"})  # where an announcement is made, not what it is about


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
    negated: bool = False

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
    for frame in framed.frames:
        for sentence, words in _places(story, frame):
            best: Candidate | None = None
            for trigger in islice(chain(_telling(frame, sentence), words), _MOST):
                found = _attempt(story, framed, frame, sentence, trigger)
                if found is not None and (
                    best is None or (found.settles, found.score) > (best.settles, best.score)
                ):
                    best = found
            if best is not None:
                yield best


def _places(story: Story, frame: Frame) -> list[tuple[Sentence, list[Hit]]]:
    """The sentences that may fill the frame, each with the words for its relations."""

    def find() -> list[tuple[Sentence, list[Hit]]]:
        found = ((each, list(_stated(frame, story, each))) for each in story.reading.sentences)
        return [(each, words) for each, words in found if words or (frame.exact and each.quantities)]

    return find() if frame.shape is None else story.once((frame.shape,), find)


def _stated(frame: Frame, story: Story, sentence: Sentence) -> Iterator[Hit]:
    """The words of the frame's relations; a claim without a known relation is looked for by its further words."""
    if frame.relations:
        yield from (hit for hit in sentence.named("relation") if hit.name in frame.relations)
        return
    names = frozenset[str]().union(*(word.lists for word in frame.words))
    yield from (hit for hit in (*sentence.named("relation"), *story.topics(sentence)) if hit.name in names)
    for word in frame.words:
        at = sentence.folded.find(word.stem) if _alike(word, story) else -1
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


def _attempt(
    story: Story, framed: Framed, frame: Frame, sentence: Sentence, trigger: Hit
) -> Candidate | None:
    """What the passage does to the claim by this trigger, None where it does not bear on it."""
    at = (sentence.index, trigger)
    if _published(sentence, trigger):
        return None
    near = story.reading.sentences[max(0, sentence.index - 1) : sentence.index + 2]
    spoken = _spoken(frame, story, near)
    if spoken < _HALF or (not frame.relations and _spoken(frame, story, [sentence]) < _HALF):
        return None
    telling = frame.exact and any(stands_for(v, q) for v in frame.values for q in sentence.quantities)
    roles = (
        cast(story, frame, sentence, trigger, telling=telling)
        if frame.shape is None
        else story.once(
            (frame.shape, *at, telling), lambda: cast(story, frame, sentence, trigger, telling=telling)
        )
    )
    if roles is None:
        return None
    target = _target(frame, sentence, roles)
    if frame.exact and trigger.name in STATES and _ended(sentence, trigger):
        return None
    wide = not frame.relations
    mode = story.once(
        (*at, target, wide), lambda: stances.mode(sentence, trigger, story.language, target, wide=wide)
    )
    turned = bool(mode.negated or mode.denied)
    if roles.broader and not turned:
        return None
    if frame.only_negated and not (mode.negated or (mode.denied and _denied_here(sentence, trigger))):
        return None
    voice = voice_of(story, framed, sentence, trigger, mode)
    if turned and _narrower(story, sentence, roles.own, voice):
        return None
    news = sentence.index <= LEAD and not stances.nominal(sentence, trigger, story.language)
    if frame.aims and not (mode.planned or "target" in sentence.concepts):
        return None
    bound = bind(frame, sentence, trigger, mode, story.reading.told, lead=news)
    if frame.dated and bound.when is None:
        return None
    if (trigger.name == "due" and (bound.when is None or bound.when.last < story.reading.told)) or _reporting(
        sentence, trigger, voice
    ):
        return None
    if bound.value_at is not None and sentence.clause(bound.value_at) != sentence.clause(trigger.start):
        number = replace(trigger, start=bound.value_at, end=bound.value_at)
        mode = stances.mode(
            sentence, number, story.language
        )  # how the number is put, not what stands beside it
    if bound.when is not None and bound.when.explicit and bound.when.first > story.reading.told:
        mode = replace(mode, planned=mode.planned or bound.date_words or "a day to come")
    stance = _stance(frame, trigger, mode, bound, first=_first(sentence, trigger), rival=roles.rival)
    if stance is None or (stance is Stance.DISCUSSES and not frame.flags):
        return None
    done = happened(story, frame, sentence, trigger, mode, dated=bound.when is not None)
    basis = basis_of(story, framed, trigger, voice, done=done)
    flags = (
        frame.flags
        and not framed.lacks
        and frame.needs <= story.reading.relations
        and (bound.telling or spoken >= (_MOST_WORDS if frame.relations else _NEARLY_ALL))
        and (frame.relations or bound.telling or _acted(frame, story, sentence))
        and not (frame.done and mode.planned)
        and (roles.subject_named or turned)
        and not (turned and _recalled(sentence, trigger))
        and not (
            voice.carried and (turned or mode.notyet or (sentence.headline and trigger.name in APPRAISALS))
        )
    )
    when = bound.when
    return Candidate(
        sentence=sentence.index,
        stance=stance,
        certainty=certainty_of(mode, basis, voice),
        basis=basis,
        origin=voice.label or (basis is Basis.EVENT and roles.doer) or story.reading.outlet,
        score=round(roles.score * (_CARRIED if voice.carried else 1.0), 3),
        quote=sentence.text,
        cues=_cues(mode, voice, trigger, sentence),
        roles=(
            ("subject", roles.doer),
            ("relation", sentence.text[trigger.start : trigger.end]),
            *roles.filled,
            *(("date", words) for words in (bound.date_words,) if words),
            *(("value", words) for words in (bound.value_words,) if words),
        ),
        background=bool(mode.past)
        or bool(when and when.explicit and (story.reading.told - when.last).days > _OLD),
        flags=flags,
        negated=turned,
        evasive=bool(mode.nondenial) and basis is Basis.OFFICIAL,
        parties=frozenset(n for slot in (frame.subject, *frame.objects) for n in slot) & sentence.names,
    )


def _ended(sentence: Sentence, trigger: Hit) -> bool:
    """Whether the clause says that it came to an end: "the contract with BYD was allowed to run out"."""
    clause = sentence.clause(trigger.start)
    return any(sentence.clause(h.start) == clause for h in sentence.named("relation", "stop"))


def _reporting(sentence: Sentence, trigger: Hit, voice: Voice) -> bool:
    """ "…, reveals Bloomberg": the verb is that of another who reports, and shows nothing."""
    if voice.kind is Kind.PARTY:
        return False
    says = any(h.start <= trigger.start and trigger.end <= h.end for h in sentence.cues("says", "reports"))
    return says and sentence.text[trigger.start : trigger.end] in voice.cue


def _published(sentence: Sentence, trigger: Hit) -> bool:
    """Whether it is a paper that came out and no car: "published the plant's job advertisements"."""
    if trigger.name not in ("launch", "unveil") or not any(
        trigger.start <= h.start and h.end <= trigger.end for h in sentence.cues("publish")
    ):
        return False
    clause = sentence.clause(trigger.start)
    return any(sentence.clause(h.start) == clause for h in sentence.cues("paper"))


def _first(sentence: Sentence, trigger: Hit) -> bool:
    """Whether it begins, or is called the first of its kind; the "first quarter" is none."""
    clause = sentence.clause(trigger.start)
    if any(sentence.clause(h.start) == clause for h in sentence.cues("begin")):
        return True
    return any(not any(w.start <= h.start < w.end for w in sentence.whens) for h in sentence.cues("first"))


def _target(frame: Frame, sentence: Sentence, roles: Cast) -> Hit | None:
    """What a negation behind the verb would have to stand before: the claim's number, else its object."""
    for q in sentence.quantities if frame.exact else ():
        if any(agrees(value, q) for value in frame.values):
            return Hit("value", "", q.start, q.end)
    return roles.target


def _recalled(sentence: Sentence, trigger: Hit) -> bool:
    """Whether a relative clause recalls who said so: "the group, which long denied that it builds a car, …"."""
    clause = sentence.clause(trigger.start)
    said = any(sentence.clause(h.start) == clause for h in sentence.cues("says", "deny"))
    return said and clause in sentence.relative


def _denied_here(sentence: Sentence, trigger: Hit) -> bool:
    clause = sentence.clause(trigger.start)
    return any(sentence.clause(h.start) == clause for h in sentence.cues("deny", "false"))


def _narrower(story: Story, sentence: Sentence, own: Slot, voice: Voice) -> bool:
    """Whether a denial names a party or place that the claim does not: no plant with Ford is no "no car"."""
    others = {h.name for h in sentence.entities if story.entities[h.name].kind in ("company", "place")}
    return bool(others - own - voice.speakers - _HOME)


def _stance(
    frame: Frame, trigger: Hit, mode: stances.Mode, bound: Bound, *, first: bool, rival: str
) -> Stance | None:
    """The frame's meaning, turned by negation, dates and numbers; None where the passage says nothing of it."""
    opposite = Stance.REFUTES if frame.means is Stance.SUPPORTS else Stance.SUPPORTS
    stated = not frame.main or trigger.name in frame.main
    turned: Stance | None
    if mode.nondenial or (mode.unsaid and not mode.denied) or mode.hedged == QUESTION:
        turned = Stance.DISCUSSES
    elif (
        mode.notyet and bound.by_date is Stance.REFUTES and bound.when is not None and stated and frame.binds
    ):
        turned = opposite  # "it will be months before it is on sale"
    elif mode.notyet:
        turned = opposite if frame.done and frame.negation is not None else Stance.DISCUSSES
    elif mode.negated or mode.denied:
        # Not to sell a car today says nothing of the claimed day; to have no plan to does.
        dated = frame.first is not None or bool(frame.exact and frame.values)
        open_ = not dated or (mode.given_up and frame.first is not None and bound.when is None)
        turned = frame.negation if open_ or bound.fits else Stance.DISCUSSES
    elif rival:
        turned = opposite
    else:
        binds = stated and frame.binds and (trigger.name not in _REPEATED or first)
        turned = _by_bound(frame, mode, bound, opposite, binds=binds, stated=stated)
    return None if turned is Stance.REFUTES and not stated else turned


def _by_bound(
    frame: Frame, mode: stances.Mode, bound: Bound, opposite: Stance, *, binds: bool, stated: bool
) -> Stance | None:
    """What dates and numbers make of an affirmed frame."""
    by_date, by_value = bound.by_date, bound.by_value
    if by_date is Stance.DISCUSSES or (by_date is Stance.REFUTES and not binds and frame.once and stated):
        return None  # of another day, which says nothing of the claimed one
    if by_date is Stance.REFUTES and binds:
        return opposite
    if by_value is Stance.REFUTES and by_date is Stance.SUPPORTS and stated and frame.binds:
        return opposite
    if frame.opens or by_value is None:
        return None  # another number, or none, says nothing of the claimed one
    fits = by_date is Stance.SUPPORTS and by_value is Stance.SUPPORTS
    return frame.means if fits and not (frame.done and mode.planned) else Stance.DISCUSSES


def _cues(mode: stances.Mode, voice: Voice, trigger: Hit, sentence: Sentence) -> tuple[str, ...]:
    named = [
        ("relation", f"{trigger.name}: {sentence.text[trigger.start : trigger.end]}"),
        ("says", voice.cue),
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


def _acted(frame: Frame, story: Story, sentence: Sentence) -> bool:
    """Whether the sentence itself tells what a claim without a known relation says was done, "sue" or "refund"."""
    acts = frozenset().union(*(word.lists & ACTS for word in frame.words))
    return not acts or bool(acts & {hit.name for hit in story.topics(sentence)})


def _alike(word: Word, story: Story) -> bool:
    """Whether the word is written in the story's language as it is in the claim's."""
    return story.reading.language == "en" or word.name


def _spoken(frame: Frame, story: Story, near: Sequence[Sentence]) -> float:
    """The share of the claim's further words that the sentences have."""
    if not frame.words:
        return 1.0
    names = frozenset[str]().union(
        *(s.relations | s.concepts | {h.name for h in story.topics(s)} for s in near)
    )
    text = " ".join(sentence.folded for sentence in near)
    there = (bool(w.lists & names) or (_alike(w, story) and w.stem in text) for w in frame.words)
    return sum(there) / len(frame.words)
