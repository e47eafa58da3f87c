"""Claims as frames: a subject stands in a relation to an object, a number, a date. Pure.

A claim has one or more frames, the ways in which news may bear it out or rule it out. A role must be filled, not
outweighed. What a claim needs that was not understood is listed in `lacks`; such a claim flags nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from monitor.claims.read.quantities import Quantity
from monitor.languages import CJK
from monitor.model import Stance

_STEM = 5  # letters
Slot = frozenset[str]  # the names, of entities or of concepts, any of which fills the role


class ClaimKind(StrEnum):
    """What a claim is about, and so what settles it."""

    DECISION = "decision"  # what a party will do: its firm word is enough
    RESULT = "result"  # what will have been reached: a plan, a target or a promise is not enough
    FACT = "fact"  # how something is or was
    MOTIVE = "motive"  # why something is done
    NEGATIVE = "negative"  # what will not be


def stems(folded: str) -> frozenset[str]:
    """How the longer words of a folded text begin; of Chinese every two characters."""
    words = (word[:_STEM] for word in re.findall(r"[^\W\d_]{4,}", folded) if not re.match(f"[{CJK}]", word))
    pairs = (pair for run in re.findall(f"[{CJK}]+", folded) for pair in map("".join, pairwise(run)))
    return frozenset((*words, *pairs))


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of a typed claim: how it begins, the lists of the language data that stand for it, and
    whether it is a name, which is written alike in other languages.
    """

    stem: str
    lists: Slot = frozenset()
    name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One way in which a passage bears on a claim.

    `subject`: entity names, one of which must act (those that speak for it or are made by it included).
    `relations`: names of relation lists, one of which must occur.
    `objects`: slots that must be filled in the sentence. `context`: slots that may be filled nearby.
    `unless`: names that void the frame where the sentence has them.
    `means`: what a passage that fills the frame does to the claim.
    `negation`: what its negation does ("refutes" what the frame "supports"), None: nothing.
    `exclusive`: another party in the place of the object rules the claim out.
    `done`: it must have happened; a plan is no confirmation.
    `flags`: whether it may settle the claim; a frame that may not says nothing where it leaves the claim open.
    `event`: whether having happened is enough, without anybody's word.
    `opens`: the relation comes before the claimed one (production before sale): done late it refutes, else nothing.
    `values`: quantities that the passage must name. `spans`: how long it took, where the claim says so.
    `first` and `last`: the days within which the claim puts it.
    `near`: how many words from the relation an object may stand, 0: anywhere in the sentence.
    `needs`: further relations that the story must have somewhere, or the frame settles nothing.
    `announces`: another claim; its being settled as true between `first` and `last` bears this one out.
    `words`: further words of the claim, most of which must be there, as they are or by their lists.
    `exact`: quantities and periods are compared, so that another number for the same thing rules the claim out.
    `also`: who else may be the one that acts, where the subject is named beside (a buyer for a supplier).
    `inherits`: a party or model that the sentence does not name may be the one spoken of just before.
    `main`: of the relations those that the claim itself states (all, where empty); only they can rule it out.
    `binds`: whether it is specific enough to be ruled out by another day or number.
    `once`: it happens once, so that another day than the claimed one rules the claim out.
    `sure`: how certain the subject must be, 0.85: named in the sentence.
    `only_negated`: the passage counts only where it is negated or denied.
    `aims`: it tells a target, which another target rules out, and which no result bears on.
    `dated`: the passage must name a day.
    """

    subject: Slot
    relations: Slot
    objects: tuple[Slot, ...] = ()
    context: tuple[Slot, ...] = ()
    unless: Slot = frozenset()
    means: Stance = Stance.SUPPORTS
    negation: Stance | None = Stance.REFUTES
    exclusive: bool = False
    symmetric: bool = False
    done: bool = False
    flags: bool = True
    event: bool = True
    opens: bool = False
    values: tuple[Quantity, ...] = ()
    spans: tuple[Quantity, ...] = ()
    first: date | None = None
    last: date | None = None
    near: int = 0
    needs: Slot = frozenset()
    only_negated: bool = False
    once: bool = False
    announces: str = ""
    words: tuple[Word, ...] = ()
    exact: bool = False
    inherits: bool = False
    also: Slot = frozenset()
    main: Slot = frozenset()
    binds: bool = True
    sure: float = 0.0
    aims: bool = False
    dated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """What a passage that bears on a typed claim must have, in whatever words it is put.

    `names`: slots that must all be filled, by the passage or what stands before it. `values` it must name;
    `first` and `last`: the days within which the claim puts it. `stems`: how its longer words begin, by which the
    likelier of several claims is told.
    """

    names: tuple[Slot, ...] = ()
    values: tuple[Quantity, ...] = ()
    first: date | None = None
    last: date | None = None
    stems: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """A claim with its frames, the parties whose word settles it, and what was not understood of it.

    `lacks`: why nothing settles it. `unruled`: why the rules do not, so that it is left to the learned reader.

    `text` is the sentence that the frames were derived from, "" where they were written by hand; `gist` is what of it
    any passage must have, `language` the one that it was read in. `kind`: what settles it; by hand it is for the
    frames to say.
    """

    claim: str
    frames: tuple[Frame, ...]
    standing: Slot
    lacks: tuple[str, ...] = ()
    unruled: str = ""
    text: str = ""
    gist: Gist = Gist()
    kind: ClaimKind = ClaimKind.DECISION
    language: str = "en"
