"""Dates as feeds and pages write them, in the languages whose words are in `monitor/languages/common`.

Own patterns, since the general parsers of dates guess: they fill what is missing from today's date,
pass over zones that they do not know, and take `2026/08/01` for November or `Mar 1 août` for March.
A date that cannot be is no date, and neither is one with figures that are not understood. Where the zone is not
understood, only the day counts.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from monitor.feeds.text.ago import elapsed
from monitor.feeds.text.clock import Clock, time_of_day
from monitor.feeds.text.days import days_ago, named_days
from monitor.feeds.text.zones import zone
from monitor.languages.common import terms

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?(?!\d)")
# The forms of the standards, nearly all dates of feeds: they need no search in all languages.
_PLAIN = re.compile(
    r"(?:[a-z]{3,9}, )?\d{1,2} [a-z]{3,9} \d{4} \d\d:\d\d(?::\d\d)?(?: (?:[+-]\d{4}|[a-z]{1,4}))?"
    r"|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_LOST_PLUS = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) (\d\d:?\d\d)")
_WEEKDAY = re.compile(rf"(?:{'|'.join(terms(lambda file: file.weekday))})(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FIGURE = re.compile(r"\d")

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LONGEST = 120


class Stamp(NamedTuple):
    """What a date means: a moment from `first` to `last`, in UTC.

    They differ where no time of day is given, or midnight, which is `timed` and may stand for none.
    """

    first: datetime
    last: datetime
    timed: bool = True

    @property
    def exact(self) -> Stamp:
        """The same where midnight means midnight."""
        return self._replace(last=self.first) if self.timed else self


def parse_date(text: str, *, timezone: ZoneInfo, now: datetime) -> Stamp | None:
    """What the text means, beginning at `now` at the latest; None where it names no day that can be.

    `timezone` holds where the text names no zone. A date without a time of day is the whole of that day, without a
    year the latest such day. Before 1990 there are no feeds, only clocks that were not set.
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        stamp = _epoch(text, now) if _NUMBER.fullmatch(text) else None
        stamp = stamp or _calendar(_expanded(text), timezone, now)
    except (ValueError, OverflowError):
        return None
    if stamp is None or stamp.first < _EARLIEST:
        return None
    return stamp if stamp.first <= now else Stamp(now, now)


def _epoch(text: str, now: datetime) -> Stamp | None:
    """Seconds, or a thousandth or millionth of one, since 1970; None where that is no likely date."""
    value = float(text)
    for unit in (1, 1_000, 1_000_000):
        if _EARLIEST.timestamp() <= value / unit <= (now + timedelta(days=366)).timestamp():
            return _at(datetime.fromtimestamp(value / unit, UTC))
    return None


def _expanded(text: str) -> str:
    """`20260801T093000Z` and `20260801` with the signs that the other patterns expect, and the "+" that URLs lose."""
    if lost := _LOST_PLUS.fullmatch(text):
        return f"{lost[1]}+{lost[2]}"
    match = _COMPACT.match(text)
    if not match:
        return text
    year, month, day, hour, minute, second = match.groups()
    clock = f" {hour}:{minute}:{second or '00'}" if hour else ""
    return f"{year}-{month}-{day}{clock}{text[match.end() :]}"


def _calendar(text: str, home: ZoneInfo, now: datetime) -> Stamp | None:
    today = now.astimezone(home).date()
    ago = None if _PLAIN.fullmatch(text) else elapsed(text)
    rest = f"{text[: ago.start]} ; {text[ago.end :]}" if ago else text
    clock = time_of_day(_WEEKDAY.sub(" ", rest))
    rest = clock.rest if clock else rest
    days = named_days(rest.strip(" ;"), home=home, today=today)
    if _FIGURE.search(days.rest if days else rest):
        return None
    if days is None and ago:
        if ago.time is not None:
            return None if clock else _at(now - ago.time)
        days = days_ago(ago.days, ago.length, today)
    if days is None:
        return None
    if clock and days.first == days.last and (found := _zone(clock, days.first, home)):
        moment = datetime.combine(days.first, time(), found) + clock.time
        last = _end(days.last, found) if clock.time == timedelta() else moment
        return Stamp(moment.astimezone(UTC), last.astimezone(UTC))
    first = datetime.combine(days.first, time(), home).astimezone(UTC)
    return Stamp(first, _end(days.last, home), timed=False)


def _at(moment: datetime) -> Stamp:
    return Stamp(moment.astimezone(UTC), moment.astimezone(UTC))


def _zone(clock: Clock, day: date, home: ZoneInfo) -> tzinfo | None:
    """The zone of the time of day, by default `home`; None where what is named is not known."""
    at = datetime.combine(day, time()) + clock.time
    known = (zone(name, at=at, home=home) for name in clock.zones)
    return next(filter(None, known), None if clock.zones else home)


def _end(day: date, place: tzinfo) -> datetime:
    """The last second of the day in that place, in UTC; where it is another day in UTC by then, the last before."""
    return min(datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC) for zone in (place, UTC))
