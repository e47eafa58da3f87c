"""The day that a date's text names, in figures or with a month's name beside its day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from monitor.languages.common import months, terms

_MONTH = months()
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\s*(?:[年년]|[-/._])\s*(\d{1,2})\s*(?:[月월]|[-/._])\s*(\d{1,2})(?!\d)\s*[日號号일]?"
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_WORDED = [re.compile(pattern, re.IGNORECASE) for pattern in terms(lambda file: file.date)]
_NO_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]")
_MONTH_ONLY = re.compile(r"(\d{4})-(\d{2})")
_NAME = rf"(?<![^\W\d_])(?P<m>{'|'.join(sorted(map(re.escape, _MONTH), key=len, reverse=True))})(?![^\W\d_])"
_DAY = r"(?<!\d)(?P<d>\d{1,2})(?!\d)(?:-?[^\W\d_]{1,2}(?![^\W\d_]))?"  # "1st", "1er", "1-го"
_GLUE = r"[\s,./-]*"
_OF = r"(?:d[eo]l?\s|of\s|d['’])?"
_YEAR = rf"(?:{_GLUE}{_OF}{_GLUE}(?P<y>\d{{4}}|['’]?\d{{2}})(?!\d))?"
_NAMED = [
    re.compile(rf"{_DAY}{_GLUE}{_OF}{_NAME}\.?{_YEAR}", re.IGNORECASE),
    re.compile(rf"{_NAME}{_GLUE}{_DAY}{_YEAR}", re.IGNORECASE),
]
_YEAR_APART = re.compile(r"(?<!\d)\d{4}(?!\d)")
# Where the month stands before the day in figures.
_MONTH_FIRST = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "US/")


class Days(NamedTuple):
    """From one day to another, mostly the same; `rest` is the text without what names them."""

    first: date
    last: date
    rest: str


def named_days(text: str, *, home: ZoneInfo, today: date) -> Days | None:
    """The days that the text names, None for none; without a year the latest such day up to `today`.

    ValueError where there is no such day. `home` is the feed's zone, which tells how it writes dates in figures.
    """
    if match := _YEAR_FIRST.search(text):
        return _one(match, date(int(match[1]), int(match[2]), int(match[3])))
    for pattern in _WORDED:
        if match := pattern.search(text):
            return _one(match, date(int(match["y"]), int(match["m"]), int(match["d"])))
    if match := _YEAR_LAST.search(text):
        return _one(match, _in_figures(match, home, today))
    if match := _NO_YEAR.search(text):
        return _one(match, _latest(int(match[1]), int(match[2]), today))
    if match := _MONTH_ONLY.fullmatch(text):
        first = date(int(match[1]), int(match[2]), 1)
        return Days(first, first.replace(day=monthrange(first.year, first.month)[1]), "")
    return _in_words(text, today)


def days_ago(days: int, length: int, today: date) -> Days:
    """So many days before `today`, the last of `length` days."""
    last = today - timedelta(days=days)
    return Days(last - timedelta(days=length - 1), last, "")


def _one(match: re.Match[str], day: date) -> Days:
    return Days(day, day, _without(match))


def _without(match: re.Match[str]) -> str:
    return f"{match.string[: match.start()]} ; {match.string[match.end() :]}"


def _in_figures(match: re.Match[str], home: ZoneInfo, today: date) -> date:
    """Day before month, unless that cannot be, would be to come, or the feed is from the United States."""
    first, sign, second, year = int(match[1]), match[2], int(match[3]), _full_year(match[4], today)
    month_first = sign == "/" and home.key.startswith(_MONTH_FIRST)
    if first > 12 or second > 12:
        month_first = second > 12
    elif not month_first and date(year, second, first) > today + timedelta(days=1):
        month_first = date(year, first, second) <= today
    return date(year, first, second) if month_first else date(year, second, first)


def _in_words(text: str, today: date) -> Days | None:
    """A day beside a month's name. Its year may stand apart: "Sat Aug 1 09:30:00 2026"."""
    found: Iterator[re.Match[str]] = (match for pattern in _NAMED for match in pattern.finditer(text))
    # The last of several: before it stands a weekday that looks like a month ("Mar" is Tuesday in Spanish).
    match = max(found, key=lambda match: match.start("m"), default=None)
    if match is None:
        return None
    month, day, year, rest = _MONTH[match["m"].casefold()], int(match["d"]), match["y"], _without(match)
    if year is None and (apart := _YEAR_APART.search(rest)):
        year, rest = apart[0], _without(apart)
    found_day = _latest(month, day, today) if year is None else date(_full_year(year, today), month, day)
    return Days(found_day, found_day, rest)


def _full_year(text: str, today: date) -> int:
    text = text.lstrip("'’")
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year <= (today.year + 1) % 100 else 1900)


def _latest(month: int, day: int, today: date) -> date:
    """The latest such day that is not to come."""
    year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    return date(year, month, day)
