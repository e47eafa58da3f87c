"""The time of day in a date's text, with whatever names its zone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

from monitor.feeds.text.zones import is_abbreviation
from monitor.languages.common import months, terms

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
      | (?=\s?[ap]\.?\s?m\b)
    )
    (?![\d:])
    (?: \s*(?P<half2>[ap]\.?\s?m\.?|sa|ch)(?!\w) )?
    (?: \s*(?:hrs|hours|uhr)(?!\w) )?
    (?: \s*\(?\s* (?P<zone> (?:utc|gmt)?\s?[+−-]\d{{1,2}}:?(?:\d{{2}})?(?!\d) | [^\W\d_]{{1,5}}(?![\w/]) ) \s*\)? )?""",
    re.VERBOSE | re.IGNORECASE,
)
# Names of zones that need not stand right behind the time: "(GMT+7)", "[Asia/Shanghai]", "China Standard Time".
_ZONES = re.compile(
    r"(?:utc|gmt)\s?[+−-]\d{1,2}:?(?:\d{2})?(?!\d)|北京时间|北京時間"
    r"|(?<![\w/])[a-z]+(?:/[a-z0-9_+-]+)+|(?<![a-z])(?:[a-z]+ ){1,3}time(?![a-z])",
    re.IGNORECASE,
)
_SHORT_ZONE = re.compile(r"[A-Z]{2,5}")
_MONTH = months()


class Clock(NamedTuple):
    """A `time` of day as a span from midnight, what may be the names of its `zones`, and the `rest` of the text."""

    time: timedelta
    zones: tuple[str, ...]
    rest: str


def time_of_day(text: str) -> Clock | None:
    """The first time of day in the text, None for none. ValueError where there is no such time."""
    match = _CLOCK.search(text)
    if match is None:
        return None
    beside = match["zone"] if match["zone"] and _may_be_zone(match["zone"]) else ""
    end = match.end() if beside else match.start("zone") if match["zone"] else match.end()
    rest = f"{text[: match.start()]} ; {text[end:]}"
    return Clock(_time(match), tuple(filter(None, (beside, *_ZONES.findall(rest)))), _ZONES.sub(" ; ", rest))


def _may_be_zone(word: str) -> bool:
    """Whether it is a zone, or written like one; most words behind a time of day are not."""
    if not word.isalpha():
        return True
    return word.casefold() not in _MONTH and (
        _SHORT_ZONE.fullmatch(word) is not None or is_abbreviation(word)
    )


def _time(clock: re.Match[str]) -> timedelta:
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
