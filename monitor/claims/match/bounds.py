"""Dates and numbers that a passage binds to a relation, against those that a frame asks for. Pure.

Only a bound value refutes: the same relation, the same thing measured, the same period. Numbers are measured first,
since they tell where the proposition stands; its mode then tells what a day that is not named would be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from monitor.claims.frames.frame import Frame, Slot
from monitor.claims.frames.relations import Relations
from monitor.claims.match.mode import Mode
from monitor.claims.read.quantities import CURRENCIES, SPANS, Quantity, is_telling
from monitor.claims.read.sentence import Sentence
from monitor.claims.read.times import When
from monitor.languages import Hit
from monitor.model import Stance

_SAME = 0.005  # how far two namings of one number may lie apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a passage's numbers do to the claim's: SUPPORTS, REFUTES, or None where they leave it open.

    `when` is the date bound to the trigger. `words` and `at`: how and where the claim's number is named.
    `telling`: it is so particular that it stands for the claim's other words.
    """

    when: When | None
    stance: Stance | None
    words: str = ""
    at: int | None = None
    telling: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a passage's date and numbers do to the claim's: SUPPORTS, REFUTES, or None where they leave it open.

    `by_date` is DISCUSSES where another day is named of a thing that happens more than once.
    """

    when: When | None
    by_date: Stance | None
    by_value: Stance | None
    date_words: str = ""

    @property
    def fits(self) -> bool:
        return self.by_date is Stance.SUPPORTS and self.by_value is Stance.SUPPORTS


def measure(frame: Frame, sentence: Sentence, trigger: Hit, told: date, table: Relations) -> Measured:
    """The date and the numbers that the passage binds to the trigger, in a story of the day `told`."""
    when = _bound_date(sentence, trigger, table.event)
    # a count may still grow while its period lasts, a target is set
    over = frame.last is None or frame.last < told or frame.aims
    same = frame.first is None or _of_period(frame, when)
    stance, words, at = _valued(frame, sentence, trigger, over and same)
    telling = stance is Stance.SUPPORTS and names_number(frame, sentence)
    return Measured(when=when, stance=stance, words=words, at=at, telling=telling)


def bind(
    frame: Frame, trigger: Hit, measured: Measured, mode: Mode, told: date, *, lead: bool, periodic: bool
) -> Bound:
    """What date and numbers come to.

    `lead`: the passage is the news, of the day `told`. `periodic`: it is so of a period as a whole.
    """
    when = measured.when
    by_date, words = _dated(frame, trigger, when, mode, told, lead=lead)
    if periodic and frame.first and not _of_period(frame, when):
        by_date = None
    if measured.telling and by_date is None and frame.first is not None and told >= frame.first:
        by_date = Stance.SUPPORTS  # such a number is of one period only
    return Bound(when=when, by_date=by_date, by_value=measured.stance, date_words=words)


def names_number(frame: Frame, sentence: Sentence) -> bool:
    """Whether the sentence names a number of the frame's that is so particular that no other can be meant."""
    return any(stands_for(value, q) for value in frame.values for q in sentence.quantities)


def _of_period(frame: Frame, when: When | None) -> bool:
    """Whether just the claim's period is named: a quarter's loss says nothing of the year's."""
    return when is not None and (when.first, when.last) == (frame.first, frame.last)


def _bound_date(sentence: Sentence, trigger: Hit, events: Slot) -> When | None:
    """The date bound to the trigger: the nearest in its clause, else in one beside it that tells nothing itself."""
    clause = sentence.clause(trigger.start)
    pool = [w for w in sentence.whens if sentence.clause(w.start) == clause] or [
        w
        for w in sentence.whens
        if abs(sentence.clause(w.start) - clause) == 1 and sentence.clause(w.start) not in sentence.telling
    ]
    own = [w for w in pool if not _taken(sentence, w, trigger, events)]
    return min(own or pool, key=trigger.gap, default=None)


def _taken(sentence: Sentence, when: When, trigger: Hit, events: Slot) -> bool:
    """Whether another happening stands nearer to the date: "shown in autumn and delivered in 2023"."""
    others = (h for h in sentence.named("relation") if h.name in events and h.name != trigger.name)
    return any(h.gap(when) < trigger.gap(when) and not h.overlaps(trigger) for h in others)


def _dated(
    frame: Frame, trigger: Hit, when: When | None, mode: Mode, told: date, *, lead: bool
) -> tuple[Stance | None, str]:
    """What the passage's date does to a dated claim: its stance, or None where it says nothing about the date."""
    if frame.first is None or frame.last is None:
        return Stance.SUPPORTS, ""
    if when is None:
        soon = trigger.name == "announce" and not (mode.past or mode.negated or mode.denied)
        if not soon and (mode.planned or mode.past or not mode.done or (frame.exact and frame.values)):
            return None, ""
        if not lead:
            return None, ""  # only the news itself is of the story's day
        first = last = told
    else:
        first, last = when.first, when.last
    outside = first > frame.last or last < frame.first
    if outside and not frame.once:
        return Stance.DISCUSSES, ""
    if first > frame.last or (last < frame.first and not frame.opens):
        return Stance.REFUTES, days(first, last)
    if frame.first <= first and last <= frame.last and not frame.opens:
        return Stance.SUPPORTS, days(first, last)
    return None, ""


def days(first: date, last: date) -> str:
    return f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"


_Valued = tuple[Stance | None, str, int | None]


def _valued(frame: Frame, sentence: Sentence, trigger: Hit, same_period: bool) -> _Valued:
    """Whether the passage names the claim's quantities, with the words and where they stand."""
    if not frame.values:
        return Stance.SUPPORTS, "", None
    if frame.exact:
        return _compared(frame, sentence, trigger, same_period)
    for wanted in frame.values:
        same = [q for q in sentence.quantities if q.unit == wanted.unit or not q.unit]
        hit = next((q for q in same if q.close_to(wanted, 0.02 if wanted.bound != "about" else 0.1)), None)
        if hit is not None:
            return Stance.SUPPORTS, sentence.words(hit), None
    return None, "", None


def _compared(frame: Frame, sentence: Sentence, trigger: Hit, same_period: bool) -> _Valued:
    """Compares the claim's quantities with those that the passage binds to the same relation.

    A number refutes only where it measures the same thing: same unit, same clause, same period, no other in reach.
    """
    words, at = [], None
    spans = [q for q in sentence.quantities if q.unit in SPANS]
    for span in frame.spans:
        if spans and not any(agrees(_timed(span), _timed(q)) for q in spans):
            return None, "", None  # "289,000 in the first hour" says nothing of the first three minutes
    clause = sentence.clause(trigger.start)
    for wanted in frame.values:
        same = _comparable(wanted, sentence, trigger)
        near = [q for q in same if sentence.clause(q.start) == clause] or same
        hit = next((q for q in near if agrees(wanted, q) and alike(q, wanted)), None)
        if hit is not None:
            words.append(sentence.words(hit))
            at = hit.start
            continue
        alone = len(same) == 1 and not same[0].bound and sentence.clause(same[0].start) == clause
        if alone and same_period and bool(spans) == bool(frame.spans):
            return Stance.REFUTES, sentence.words(same[0]), same[0].start
        return None, "", None
    return Stance.SUPPORTS, ", ".join(words), at


def _comparable(wanted: Quantity, sentence: Sentence, trigger: Hit) -> list[Quantity]:
    """The sentence's numbers that may measure what the wanted one does."""

    # "700 km, the Max 800", and "20万" for a price; but "200.000 reservas" is none
    bare = wanted.unit not in CURRENCIES or not sentence.spaced
    bare = bare or any(q.unit == wanted.unit for q in sentence.quantities)
    same = [
        q for q in sentence.quantities if q.unit == wanted.unit or (bare and not q.unit and alike(q, wanted))
    ]
    if trigger.name in ("price", "launch") and wanted.unit in CURRENCIES:
        # a price "from" is the lowest one named
        return sorted((q for q in same if alike(q, wanted)), key=lambda q: q.value)[:1]
    return same


def _timed(span: Quantity) -> Quantity:
    return replace(span, value=span.value * SPANS[span.unit], bound="")


def alike(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers are of one order, so that they may measure the same thing."""
    return other.value / 3 < one.value < other.value * 3


def agrees(wanted: Quantity, found: Quantity) -> bool:
    if wanted.bound == "over":
        return found.value >= wanted.value or (found.bound == "over" and found.close_to(wanted, _SAME))
    if wanted.bound == "under":
        return found.value < wanted.value or (found.bound == "under" and found.close_to(wanted, _SAME))
    if wanted.bound == "about":
        return found.close_to(wanted, 0.08)
    return found.close_to(wanted, _SAME) or (found.bound == "about" and found.close_to(wanted, 0.05))


def stands_for(wanted: Quantity, found: Quantity) -> bool:
    """Whether a number found is the claim's own and so particular that no other can be meant."""
    same = found.unit == wanted.unit and found.close_to(wanted, _SAME)
    return same and is_telling(wanted.value) and agrees(wanted, found)
