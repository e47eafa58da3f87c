"""Partly fulfilled: what was claimed has come true but for its number, its day or its partner. Pure.

A passage that gives another value than a claim is tried once more as if it had named the claimed one. Where it would
then settle the claim as true, only that part turned out otherwise, and a note says so; stance and flag stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from monitor.claims.match.bounds import agrees, alike
from monitor.claims.match.checks import SETTLES, decides, first_failure
from monitor.claims.match.outcome import outcome
from monitor.claims.match.passage import Passage
from monitor.claims.read.quantities import Quantity
from monitor.model import Basis, Certainty, Stance

# Whatever the stance; that the passage is official or an event, and asserted, is asked apart.
_ANYHOW = tuple(check for check in SETTLES if check is not decides)
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def partly(p: Passage) -> str:
    """What the passage confirms of the claim and what differs, in words; "" where that is not known for certain."""
    vouched = p.basis in (Basis.OFFICIAL, Basis.EVENT) and p.certainty is Certainty.ASSERTED
    if p.frame.means is not Stance.SUPPORTS or p.negated or not vouched or not _ruled_out(p):
        return ""
    if p.trigger.name == "price" or p.frame.aims:
        return ""  # a price or a target has no part but its number
    differing = list(_differing(p))
    if len(differing) != 1 or not differing[0] or not _otherwise_true(p):
        return ""
    return f"{_deed(p)} is confirmed, {differing[0]}"


def _ruled_out(p: Passage) -> bool:
    """Whether the claim as it stands is not borne out; of one too broad to be ruled out only what is done counts."""
    if p.stance is Stance.DISCUSSES:
        return p.bound.by_value is Stance.REFUTES and bool(p.mode.done) and not p.mode.planned
    return p.stance is Stance.REFUTES


def _deed(p: Passage) -> str:
    return "the plan" if p.mode.planned or not p.mode.done else "the deed"


def _differing(p: Passage) -> Iterator[str]:
    """The parts that turned out otherwise, in words; "" for one that is not known for certain."""
    if p.cast.rival:
        yield f"the partner differs: {p.cast.rival}"
    if p.bound.by_value is Stance.REFUTES:
        named = p.sentence.quantities
        missed = [value for value in p.frame.values if not any(agrees(value, found) for found in named)]
        found = (
            [q for q in named if q.start == p.measured.at and alike(q, missed[0])] if len(missed) == 1 else []
        )
        if found:
            yield f"the figure differs: {p.measured.words.strip()} instead of {_figure(missed[0])}"
        else:
            yield ""
    if p.bound.by_date is Stance.REFUTES:
        yield _date(p)


def _date(p: Passage) -> str:
    """The day on which it was done, where that is all that the passage tells; other days may be later ones."""
    when, frame = p.bound.when, p.frame
    alone = len(p.sentence.whens) == 1 and not p.sentence.quantities and p.first
    if not (alone and when and frame.first and frame.last):
        return ""
    if not p.mode.done or p.mode.planned or when.last >= p.story.reading.told:
        return ""
    return f"the date differs: {_days(when.first, when.last)} instead of {_days(frame.first, frame.last)}"


def _otherwise_true(p: Passage) -> bool:
    """Whether the passage would bear the claim out, had it named the claimed number, day and partner."""
    fitting = replace(p.bound, by_date=Stance.SUPPORTS, by_value=Stance.SUPPORTS)
    stance = outcome(p.frame, p.trigger, p.mode, fitting, first=p.first, rival="")
    return stance is Stance.SUPPORTS and not first_failure(_ANYHOW, p)


def _figure(value: Quantity) -> str:
    """A claimed number in words: "over 10 billion CNY"."""
    size, scale = next(((size, name) for size, name in _SCALES if abs(value.value) >= size), (1.0, ""))
    return " ".join(filter(None, (value.bound, f"{value.value / size:,.10g}", scale, value.unit)))


def _days(first: date, last: date) -> str:
    """A span of days as short as it can be named: a day, a month, a year, else from when to when."""
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if (first.month, last.month, first.year) == (1, 12, last.year):
            return f"{first.year}"
        if (first.month, first.year) == (last.month, last.year):
            return f"{first:%B %Y}"
        return f"{first:%B %Y} to {last:%B %Y}"
    return f"{first.isoformat()} to {last.isoformat()}"
