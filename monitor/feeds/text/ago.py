"""How long ago, as pages and feeds made from pages say it: "3 hours ago", "gestern", "3小时前".

The words are those of `monitor/languages/common`. A day or more is counted in calendar days, in which "2 days ago" is
the whole of one day and "2 weeks ago" seven of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from monitor.languages.common import common, terms

_CLOCK_UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
}
_DAY_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
_WHOLE_DAYS = {"today": 0, "yesterday": 1, "before": 2}
_DENSE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"  # scripts whose words stand side by side
_START = rf"(?<![^\W\d_{_DENSE}])"
_END = rf"(?![^\W\d_{_DENSE}])"


class Elapsed(NamedTuple):
    """What was said, and where: so much `time` ago, or `days` ago, the last of `length` days."""

    start: int
    end: int
    time: timedelta | None = None
    days: int = 0
    length: int = 1


class _Form(NamedTuple):
    """One way to say it in one language. `outline` is what is left without number and unit, quick to look for."""

    outline: re.Pattern[str]
    form: str
    code: str


def elapsed(text: str) -> Elapsed | None:
    """What the text says of how long ago it was; None where it does not, or not by a number."""
    return next(_counted(text), None) or next(_named_days(text), None)


def _counted(text: str) -> Iterator[Elapsed]:
    for form in _forms():
        if form.outline.search(text) and (match := _compiled(form.form, form.code).search(text)):
            number = _number(match["n"], form.code)
            unit = next(name for name, words in _units(form.code) if words.fullmatch(match["unit"]))
            if unit in _CLOCK_UNITS:
                yield Elapsed(*match.span(), time=number * _CLOCK_UNITS[unit])
            elif number == int(number):
                length = _DAY_UNITS[unit]
                yield Elapsed(*match.span(), days=int(number) * length, length=length)


def _named_days(text: str) -> Iterator[Elapsed]:
    for name, pattern in _days():
        if match := pattern.search(text):
            time = timedelta() if name == "now" else None
            yield Elapsed(*match.span(), time=time, days=_WHOLE_DAYS.get(name, 0))


def _number(text: str, code: str) -> float:
    """The number; a word that is none of the language's numbers is one of its articles."""
    return int(text) if text.isdecimal() else common()[code].number_words.get(text.casefold(), 1)


@cache
def _forms() -> tuple[_Form, ...]:
    return tuple(
        _Form(_phrase(form.replace("{n}", ".+").replace("{unit}", ".+")), form, code)
        for code, file in common().items()
        for form in file.ago.form
    )


@cache
def _compiled(form: str, code: str) -> re.Pattern[str]:
    """The form with the numbers and units of its language; compiled when it is first needed, as that takes long."""
    file = common()[code]
    longest = sorted(file.number_words, key=len, reverse=True)
    words = (*file.ago.one, *(re.escape(word).replace(r"\ ", " ") for word in longest))
    number = rf"(?P<n>(?<![\d.,月월])\d{{1,3}}|{_START}(?:{'|'.join(words)}))"
    unit = rf"(?P<unit>{'|'.join(pattern.pattern for _, pattern in _units(code))})\.?"
    return _phrase(form.replace("{n}", number).replace("{unit}", unit))


@cache
def _units(code: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    ago = common()[code].ago
    lists = ((name, getattr(ago, name)) for name in (*_CLOCK_UNITS, *_DAY_UNITS))
    return tuple((name, re.compile("|".join(words), re.IGNORECASE)) for name, words in lists)


@cache
def _days() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Words for single days in all languages, longer ones first: "kemarin lusa" before "kemarin"."""
    names = ("before", "yesterday", "today", "now")
    return tuple((name, _phrase("|".join(terms(lambda file: getattr(file.ago, name))))) for name in names)  # noqa: B023


def _phrase(words: str) -> re.Pattern[str]:
    """Whole words, with or without blanks between."""
    return re.compile(rf"{_START}(?:{words}){_END}".replace(" ", r"\s*"), re.IGNORECASE)
