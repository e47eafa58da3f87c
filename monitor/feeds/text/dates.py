"""Dates as feeds and pages write them, in the languages whose words are in `monitor/languages/common`.

Own patterns, since the general parsers of dates guess: they fill what is missing from today's date,
pass over zones that they do not know, and take `2026/08/01` for November or `Mar 1 août` for March.
A date that cannot be is no date.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.feeds.text.zones import zone
from monitor.languages.common import months, terms

_MONTH = months()
_BEFORE_NOON = frozenset(terms(lambda file: file.before_noon))
_AFTER_NOON = frozenset(terms(lambda file: file.after_noon))
# "下午3点": what may stand before the time of day; Latin letters stand behind it.
_AHEAD = "|".join(sorted(filter(lambda word: not word.isascii(), _BEFORE_NOON | _AFTER_NOON)))
_NOON = "中午"  # before one o'clock it is still noon

_CLOCK = re.compile(
    rf"""(?P<half>{_AHEAD})?\s*
    (?<![\d:+.−-])
    (?P<hour>\d{{1,2}})
    (?: :(?P<minute>\d{{1,2}}) (?: :(?P<second>\d{{1,2}}) (?:[.,]\d{{1,9}})? )?
      | \s*[时時点點시]\s* (?: (?P<minute2>\d{{1,2}}) \s*[分분]? (?:\s*(?P<second2>\d{{1,2}})\s*[秒초])? )?
      | \s?h\s?(?P<minute3>\d{{2}})
      | \.(?P<minute4>\d{{2}}) (?=\s*(?:uhr|wib|wita|wit)\b)
    )
    (?![\d:])
    (?: \s*(?P<half2>[ap]\.?\s?m\.?|sa|ch)(?!\w) )?
    (?: \s*\(?\s* (?P<zone> (?:utc|gmt)?\s?[+−-]\d{{1,2}}:?(?:\d{{2}})?(?!\d) | [^\W\d_]{{1,5}}(?!\w) |
        beijing\ time | 北京时间 | 北京時間 ) \s*\)? )?""",
    re.VERBOSE | re.IGNORECASE,
)
_LATE_ZONE = re.compile(r"(?:utc|gmt)\s?[+−-]\d{1,2}:?(?:\d{2})?(?!\d)|北京时间|北京時間", re.IGNORECASE)

_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\s*(?:[年년]|[-/._])\s*(\d{1,2})\s*(?:[月월]|[-/._])\s*(\d{1,2})(?!\d)"
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_WORDED = [re.compile(pattern, re.IGNORECASE) for pattern in terms(lambda file: file.date)]
_NO_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]")
_MONTH_ONLY = re.compile(r"(\d{4})-(\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?(?!\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LONGEST = 120
# Where the month stands before the day in figures.
_MONTH_FIRST = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "US/")


def parse_date(text: str, *, timezone: ZoneInfo, now: datetime) -> datetime | None:
    """The moment in UTC that the text names, at most `now`; None where it names none that can be.

    `timezone` holds where the text names no zone. Without a time of day it is that day's midnight,
    without a year the latest such day. Before 1990 there are no feeds, only clocks that were not set.
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        moment = _epoch(text, now) if _NUMBER.fullmatch(text) else None
        moment = moment or _calendar(_expanded(text), timezone, now)
        if moment is None or moment < _EARLIEST:
            return None
        return min(moment.astimezone(UTC), now)
    except (ValueError, OverflowError):
        return None


def _epoch(text: str, now: datetime) -> datetime | None:
    """Seconds, or a thousandth or millionth of one, since 1970; None where that is no likely date."""
    value = float(text)
    for unit in (1, 1_000, 1_000_000):
        if _EARLIEST.timestamp() <= value / unit <= (now + timedelta(days=366)).timestamp():
            return datetime.fromtimestamp(value / unit, UTC)
    return None


def _expanded(text: str) -> str:
    """`20260801T093000Z` and `20260801` with the signs that the other patterns expect."""
    match = _COMPACT.match(text)
    if not match:
        return text
    year, month, day, hour, minute, second = match.groups()
    clock = f" {hour}:{minute}:{second or '00'}" if hour else ""
    return f"{year}-{month}-{day}{clock}{text[match.end() :]}"


def _calendar(text: str, home: ZoneInfo, now: datetime) -> datetime | None:
    clock = _CLOCK.search(text)
    rest = text if clock is None else f"{text[: clock.start()]} ; {text[clock.end() :]}"
    named = clock["zone"] if clock else None
    if clock and named and _MONTH.get(named.casefold()):
        rest, named = f"{text[: clock.start()]} ; {text[clock.start('zone') :]}", None
    day = _day(rest, home, now)
    if day is None:
        return None
    local = datetime(day.year, day.month, day.day) + (_time_of_day(clock) if clock else timedelta())  # noqa: DTZ001
    late = _LATE_ZONE.search(rest)
    for name in (named, late[0] if late else None):
        found = zone(name, at=local, home=home) if name else None
        if found:
            return local.replace(tzinfo=found)
    return local.replace(tzinfo=home)


def _time_of_day(clock: re.Match[str]) -> timedelta:
    """ValueError where there is no such time."""
    hour = int(clock["hour"])
    minute = int(next(filter(None, clock.group("minute", "minute2", "minute3", "minute4")), 0))
    second = int(clock["second"] or clock["second2"] or 0)
    half = re.sub(r"[.\s]", "", clock["half"] or clock["half2"] or "").casefold()
    if half in _AFTER_NOON and hour < 12 and not (half == _NOON and hour > 9):
        hour += 12
    elif half in _BEFORE_NOON and hour == 12:
        hour = 0
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second > 0):
        raise ValueError(f"no such time: {clock[0]}")
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _day(text: str, home: ZoneInfo, now: datetime) -> date | None:
    if match := _YEAR_FIRST.search(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    for pattern in _WORDED:
        if match := pattern.search(text):
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
    if match := _YEAR_LAST.search(text):
        return _in_figures(match, home, now)
    if match := _NO_YEAR.search(text):
        return _latest(int(match[1]), int(match[2]), home, now)
    if match := _MONTH_ONLY.fullmatch(text):
        return date(int(match[1]), int(match[2]), 1)
    return _in_words(text, home, now)


def _in_figures(match: re.Match[str], home: ZoneInfo, now: datetime) -> date:
    """Day before month, unless that cannot be, would be to come, or the feed is from the United States."""
    first, sign, second, year = int(match[1]), match[2], int(match[3]), _full_year(match[4], now)
    month_first = sign == "/" and home.key.startswith(_MONTH_FIRST)
    if first > 12 or second > 12:
        month_first = second > 12
    elif not month_first and date(year, second, first) > now.date() + timedelta(days=1):
        month_first = date(year, first, second) <= now.date()
    return date(year, first, second) if month_first else date(year, second, first)


def _in_words(text: str, home: ZoneInfo, now: datetime) -> date | None:
    """A day with a month's name, whatever the order and the words between."""
    tokens = _TOKEN.findall(text)
    # The last of several: before it stands a weekday that looks like a month ("Mar" is Tuesday in Spanish).
    at = max((index for index, token in enumerate(tokens) if token.casefold() in _MONTH), default=None)
    if at is None:
        return None
    month = _MONTH[tokens[at].casefold()]
    before = [token for token in tokens[:at] if token.isdecimal()]
    after = [token for token in tokens[at + 1 :] if token.isdecimal()]
    years = [token for token in (*after, *before) if len(token) == 4]
    days = [token for token in (*reversed(before), *after) if len(token) <= 2]
    if not days:
        return None
    if years:
        return date(int(years[0]), month, int(days[0]))
    if len(days) > 1:
        return date(_full_year(days[1], now), month, int(days[0]))
    return _latest(month, int(days[0]), home, now)


def _full_year(text: str, now: datetime) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year <= (now.year + 1) % 100 else 1900)


def _latest(month: int, day: int, home: ZoneInfo, now: datetime) -> date:
    """The latest such day that is not to come."""
    today = now.astimezone(home).date()
    year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    return date(year, month, day)
