"""Where things stand on a claim's timeline: a drawing in per cent of its width. Pure geometry.

Support stands above the line, refutation below it, mere repetition on it; the line is coloured by status, up to now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.ledger.accounts import Account, Exhibit
from monitor.model import Flag, Stance, Status

_LEFT, _RIGHT = 1.5, 98.5
_SHORTEST = timedelta(days=10)
_CLOSE = 1.6  # dots nearer than this many per cent are stacked
_LEVELS = 3
_END = 22.0  # per cent that the date at the end takes, and a label before it half of
_LABELS = 4
_MONTHS = (1, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Dot:
    """One piece of evidence; `level` is its place in the stack, `strong`: it would settle the claim alone."""

    x: float
    stance: Stance
    level: int
    strong: bool
    exhibit: Exhibit


@dataclass(frozen=True, slots=True)
class Band:
    x: float
    width: float
    status: Status


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    dots: tuple[Dot, ...]
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]


def timeline(account: Account, *, now: datetime) -> Timeline | None:
    """The claim's drawing from its first evidence to `now`; None where there is nothing."""
    moments = [exhibit.evidence.published for exhibit in account.exhibits]
    moments += [change.transition.at for change in account.changes]
    if not moments:
        return None
    start, end = min(moments), max(*moments, now)
    margin = max((end - start) * 0.03, _SHORTEST - (end - start))
    scale = _Scale(start - margin, end)
    return Timeline(tuple(_dots(account, scale)), tuple(_bands(account, scale)), tuple(_ticks(scale)))


@dataclass(frozen=True, slots=True)
class _Scale:
    start: datetime
    end: datetime

    def x(self, moment: datetime) -> float:
        share = (moment - self.start) / (self.end - self.start)
        return round(_LEFT + share * (_RIGHT - _LEFT), 2)


def _dots(account: Account, scale: _Scale) -> Iterator[Dot]:
    last: dict[Stance, tuple[float, int]] = {}
    for exhibit in account.exhibits:
        judgement = exhibit.evidence.judgement
        x = scale.x(exhibit.evidence.published)
        before, level = last.get(judgement.stance, (-_RIGHT, 0))
        level = (level + 1) % _LEVELS if x - before < _CLOSE else 0
        last[judgement.stance] = (x, level)
        yield Dot(x, judgement.stance, level, exhibit.standing and judgement.flag is not Flag.NONE, exhibit)


def _bands(account: Account, scale: _Scale) -> Iterator[Band]:
    x, status = _LEFT, Status.RUMOURED
    for change in account.changes:
        here = scale.x(change.transition.at)
        yield Band(x, round(here - x, 2), status)
        x, status = here, change.transition.after
    yield Band(x, round(_RIGHT - x, 2), status)


def _ticks(scale: _Scale) -> Iterator[Tick]:
    """The end's date and at most four labels before it, at whole days or at the first of a month."""
    yield from (tick for tick in _before(scale) if tick.x < _RIGHT - _END)
    yield Tick(_RIGHT, f"{scale.end.day} {scale.end:%b %Y}")


def _before(scale: _Scale) -> Iterator[Tick]:
    days = (scale.end - scale.start).days
    if days < 90:
        step = next(step for step in (1, 2, 5, 10, 20, 30) if days / step <= _LABELS)
        day = scale.start.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        form = "%b %Y"
        while day < scale.end:
            yield Tick(scale.x(day), f"{day.day} {day:{form}}")
            day += timedelta(days=step)
            form = "%b"
        return
    step = next(step for step in _MONTHS if days / 30.4 / step <= _LABELS or step == _MONTHS[-1])
    month = scale.start.year * 12 + scale.start.month  # counted from zero: the one after the start's
    month += -month % step
    while (first := _first(scale.start, month)) < scale.end:
        yield Tick(scale.x(first), f"{first:%Y}" if step % 12 == 0 else f"{first:%b %Y}")
        month += step


def _first(like: datetime, month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=like.tzinfo)
