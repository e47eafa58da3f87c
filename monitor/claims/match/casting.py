"""Casts a frame's roles from a passage: who acts, on what, in which setting. Pure.

Roles are conjunctive: one that is not filled, or not inherited for a reason that can be named, ends the attempt. Where
a cast fails the reason stands in its place, in words for people.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.claims.frames.frame import Frame, Slot
from monitor.claims.match.roles import Story, agent, fill, inherited, nearby
from monitor.claims.read.sentence import Sentence
from monitor.languages import Hit

_BACK = 2  # sentences before, from which what a typed claim is about may be taken
_SPOKEN_OF = 0.9  # how sure a pronoun is
_BEFORE = 0.8  # how sure a role is that is filled by what was named before


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who and what fills a frame. `rival`: the party in the place of an exclusive object, "" where there is none.

    `own` are all names that the claim's roles may have; `target` is the first object's hit. `broader`: the passage
    leaves the claim's place open, so that only its denial bears on the claim.
    """

    doer: str
    filled: tuple[tuple[str, str], ...]
    score: float
    own: Slot
    target: Hit | None = None
    rival: str = ""
    subject_named: bool = True
    broader: bool = False


def cast(
    story: Story, frame: Frame, sentence: Sentence, trigger: Hit, *, telling: bool = False
) -> Cast | str:
    """The frame's roles as the sentence fills them, or why it does not. `telling`: the sentence has a number so
    particular that it stands for what else the claim names.
    """
    if voided := _voided(story, frame, sentence, trigger):
        return f"it speaks of another: {_or(voided)}"
    subject = story.circle(frame.subject)
    if not subject & story.reading.names:
        return f"the story does not name {_or(frame.subject)}"
    filled = _objects(story, frame, sentence, trigger, telling=telling)
    if isinstance(filled, str):
        return filled
    around: list[tuple[str, str]] = []
    for slot in frame.context:
        words = nearby(story, sentence, slot)
        if not words:
            return f"nothing around it names {_or(slot)}"
        around.append(("context", words))
    objects = story.circle(frozenset(n for slot in frame.objects for n in slot if n in story.entities))
    doer, sure = agent(story, sentence, trigger, objects - subject)
    if sure < frame.sure:
        return "who acts is not clear enough"
    if (
        "supply" in frame.main
        and trigger.name in frame.main
        and _supplied_by_another(story, sentence, trigger, subject | story.circle(frame.also))
    ):
        return "another party stands nearer to the word of supply"
    named = bool(sentence.names & subject)
    # Its maker need not be named where the car is: "BYD supplies the SU7's batteries"
    own_model = frame.inherits and any(n in subject for slot in frame.objects for n in slot)
    acts = doer in subject or _partner(story, frame, sentence, doer, subject=subject, objects=objects)
    rival = doer if filled.vacant and not acts and named and doer in story.entities else ""
    if (filled.vacant or not acts) and not rival:
        return f"{doer or 'somebody else'} acts, not {_or(frame.subject)}"
    return Cast(
        doer=doer or "",
        filled=(*filled.roles, *around),
        score=filled.score * sure,
        own=subject | objects,
        target=filled.target,
        rival=rival or "",
        subject_named=named or doer in (subject | objects if own_model else subject),
        broader=filled.broader,
    )


def _or(names: Slot) -> str:
    return " or ".join(sorted(names))


def _voided(story: Story, frame: Frame, sentence: Sentence, trigger: Hit) -> Slot:
    """What the sentence names that makes it another matter; a rival model does not where the claim's stands nearer."""
    voided = frame.unless and frame.unless & _named(sentence, trigger if frame.only_negated else None)
    if frame.exact:  # "the Wuhan plant is none for cars, it makes air conditioners"
        voided &= sentence.names | _named(sentence, trigger)
    rivals = voided and all(n in story.entities for n in voided)
    if frame.inherits and rivals and _own_model_nearer(story, frame, sentence, trigger):
        return frozenset()
    return voided


@dataclass(frozen=True, slots=True, kw_only=True)
class _Objects:
    """What fills the objects. `vacant`: an exclusive one is not filled; the others as in `Cast`."""

    roles: tuple[tuple[str, str], ...]
    score: float
    target: Hit | None
    vacant: bool
    broader: bool


def _objects(
    story: Story, frame: Frame, sentence: Sentence, trigger: Hit, *, telling: bool
) -> _Objects | str:
    roles: list[tuple[str, str]] = []
    score, target, vacant, broader = 1.0, None, False, False
    stated = not frame.main or trigger.name in frame.main
    elsewhere = frame.unless & _concepts_before(story, sentence)
    for slot in frame.objects:
        known = any(n in story.entities for n in slot)
        hit, sure = fill(story, sentence, slot, trigger, frame.near)
        if hit is not None:
            target = target or hit
            words = sentence.words(hit)
        elif frame.symmetric and not frame.inherits and (acting := _acting(story, sentence, trigger, slot)):
            words, sure = f"{acting} (who acts)", _BEFORE
        elif stated and not elsewhere and (words := _before(story, frame, sentence, slot)):
            sure = _BEFORE
        elif telling and not known:
            continue  # so particular a number is of nothing else
        elif frame.exclusive and known:
            vacant = True
            continue
        elif frame.main & story.relations.anywhere and all(
            n in story.entities and story.entities[n].kind == "place" for n in slot
        ):
            broader = True
            continue
        else:
            return f"it does not name {_or(slot)}" + (" near the verb" if frame.near else "")
        score *= sure
        roles.append(("object", words))
    return _Objects(roles=tuple(roles), score=score, target=target, vacant=vacant, broader=broader)


def _supplied_by_another(story: Story, sentence: Sentence, trigger: Hit, own: Slot) -> bool:
    """Whether a stranger stands nearer to the word of supply than any of the claim's: "CATL delivers it, not BYD"."""
    firms = [h for h in sentence.entities if story.entities[h.name].kind == "company"]
    nearest = min(firms, key=lambda h: sentence.between(h, trigger), default=None)
    return nearest is not None and nearest.name not in own


def _acting(story: Story, sentence: Sentence, trigger: Hit, slot: Slot) -> str:
    """The one who acts, where it fills the slot without being named: "the company does not work with Xiaomi"."""
    doer, sure = agent(story, sentence, trigger, frozenset())
    named = {h.name for h in sentence.entities}
    return doer if doer in story.circle(slot) and doer not in named and sure >= _SPOKEN_OF else ""


def _concepts_before(story: Story, sentence: Sentence) -> Slot:
    """What the sentences that a role may be taken from speak of."""
    before = story.reading.sentences[max(0, sentence.index - _BACK) : sentence.index]
    titles = [s for s in story.reading.sentences if s.headline]
    return frozenset().union(*(s.concepts for s in (*before, *titles)))


def _before(story: Story, frame: Frame, sentence: Sentence, slot: Slot) -> str:
    """What fills a slot that the sentence leaves open, where the frame lets it be taken from before."""
    if not frame.inherits:
        return ""
    if any(n in story.entities for n in slot):
        name = inherited(story, sentence, slot)
        return f"{name} (named before)" if name else ""
    return nearby(story, sentence, slot, back=_BACK)


def _partner(
    story: Story, frame: Frame, sentence: Sentence, doer: str | None, *, subject: Slot, objects: Slot
) -> bool:
    """Whether the one that acts is the subject's partner in a relation that goes both ways."""
    if frame.exclusive and doer in objects:
        return bool(sentence.names & subject)
    titles = frozenset().union(*(s.names for s in story.reading.sentences if s.headline))
    both = titles if titles & subject and titles & objects else sentence.names
    return frame.symmetric and doer in objects | story.circle(frame.also) and bool(both & subject)


def _own_model_nearer(story: Story, frame: Frame, sentence: Sentence, trigger: Hit) -> bool:
    """Whether, of the models that the sentence names, the claimed one stands nearest to the trigger."""
    models = [h for h in sentence.entities if story.entities[h.name].kind == "model"]
    own = frozenset(n for slot in frame.objects for n in slot)
    nearest = min(models, key=lambda h: sentence.between(h, trigger), default=None)
    return nearest is not None and nearest.name in own


def _named(sentence: Sentence, trigger: Hit | None) -> Slot:
    """All that the sentence names, or only the trigger's clause."""
    if trigger is None:
        return sentence.names | sentence.concepts | sentence.relations
    clause = sentence.clause(trigger.start)
    return frozenset(
        h.name
        for h in (*sentence.entities, *sentence.hits)
        if h.group != "cue" and sentence.clause(h.start) == clause
    )
