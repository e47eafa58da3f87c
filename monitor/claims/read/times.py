"""Dates that a text names, as intervals of days. Pure.

Small expressions (a year, a month, a half) are found by the language's data and joined where they stand together:
"first half" + "of 2024". What is missing is taken from the story's date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import product

from monitor.languages import CJK, Language, Span
from monitor.languages.common import number_words

_LETTER = r"[^\W\d_]"
_CHINESE = re.compile(f"[{CJK}]")
_YEARS = (2005, 2045)
# How a text counts from its own day: "in three years", "within two weeks", "a month ago", "in the coming weeks".
_SPANS = ("ahead", "inside", "ago", "soon")
_FEW = {"days": (1, 14), "weeks": (7, 60), "months": (28, 270), "years": (365, 1825)}  # days: least and most


@dataclass(frozen=True, slots=True, kw_only=True)
class When(Span):
    """A named date: from `first` to `last`, both included. `start` and `end` are offsets into the text.

    `explicit` tells whether the year was named or said ("next year"), not guessed from the story's date.
    `bound` is "from", "to" or "" as in "from 2023", "by 2023", "in 2023".
    """

    start: int
    end: int
    first: date
    last: date
    explicit: bool
    bound: str = ""

    def in_year(self, year: int) -> When:
        """The same days of another year."""
        shift = year - self.first.year
        last = self.last.replace(year=self.last.year + shift, day=min(self.last.day, 28))
        return replace(
            self, first=self.first.replace(year=year, day=min(self.first.day, 28)), last=last, explicit=True
        )


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str  # year, shift, month, day, half, quarter, part, on, within, or a key of _SPANS
    value: int | str
    start: int
    end: int


def _numbered_months(language: Language) -> Iterator[tuple[int, str]]:
    for number, names in enumerate(language.time.months, start=1):
        for name in names.split("|"):
            yield number, name


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"


@cache
def _patterns(language: Language) -> tuple[tuple[str, dict[str, int | str], re.Pattern[str]], ...]:
    """(kind, what each alternative means, pattern) for the language; group `k` is the alternative found."""
    time, spaced = language.time, language.style.spaced
    left, right = (rf"(?<!{_LETTER})", rf"(?!{_LETTER})") if spaced else ("", "")
    months = {name: number for number, name in _numbered_months(language)}
    names = _any(months)
    day = rf"(?P<d>3[01]|[12]\d|0?[1-9])(?:{time.ordinal_day or '[.]?'})"
    joined = rf"[\s.]*(?:(?:{_any(time.day_of)}) )?"
    out: list[tuple[str, dict[str, int | str], re.Pattern[str]]] = []

    def add(kind: str, values: dict[str, int | str], pattern: str) -> None:
        out.append((kind, values, re.compile(pattern)))

    add(
        "year",
        {},
        rf"(?<![\d.,$€£¥])(?P<k>20[0-4]\d)(?:{time.year_mark or '(?!)'}|(?!\w)(?![.,]\d))(?!\s?[%€$£¥])",
    )
    if spaced:
        add("day", dict(months), rf"{left}(?<![\d.,]){day}{joined}(?P<k>{names}){right}")
        add("day", dict(months), rf"{left}(?P<k>{names})[\s.]+{day}(?![\d.,]*\d)(?!\s?%)")
        add("month", dict(months), rf"{left}(?P<k>{names}){right}")
        if time.day_first:  # 28/3/2024, 28.3.2024
            add("day", {}, r"(?<![\d.,/])(?P<d>3[01]|[12]\d|0?[1-9])[/.](?P<k>1[0-2]|0?[1-9])(?=[/.]20\d\d)")
            add("day", {}, r"(?<![\d.,/])(?P<d>3[01]|[12]\d|0?[1-9])/(?P<k>1[0-2]|0?[1-9])(?![\d/.,]*\d)")
    else:
        add("month", dict(months), rf"(?<!\d)(?P<k>{names})(?!\d)")
    for pattern in time.day_formats:
        add("day", {}, pattern)
    for kind, meant in (
        ("half", time.half),
        ("quarter", time.quarter),
        ("part", time.part),
        ("shift", time.relative),
        ("moon", time.relative_months),
        ("on", time.days),
        ("within", time.within),
    ):
        for value, alternatives in meant.items():
            add(kind, {"": value}, f"{left}(?:{'|'.join(alternatives)}){right}")
    count = _any(word for word, value in number_words().items() if isinstance(value, int))
    for kind, templates in zip(_SPANS, (time.ahead, time.inside, time.ago, time.soon), strict=True):
        for template, (unit, words) in product(templates, time.units.items()):
            pattern = template.replace("{u}", f"(?:{words})").replace("{n}", rf"(?P<n>\d{{1,3}}|{count})")
            add(kind, {"": unit}, left + pattern + right)
    return tuple(out)


def _parts(text: str, language: Language) -> list[_Part]:
    found: list[_Part] = []
    # Beside a Chinese character no word goes on; a class of letters without them takes long to compile.
    apart = _CHINESE.sub("\0", text) if language.style.spaced else text
    for kind, values, pattern in _patterns(language):
        for match in pattern.finditer(text if kind == "year" else apart):
            groups = match.groupdict()
            key = groups.get("k")
            value: int | str
            if kind in _SPANS:
                value = f"{_counted(groups.get('n'))} {values['']}"
            elif key is None:
                value = values[""]
            elif kind == "year":
                value = int(key)
            else:
                month = values.get(key, None)
                number = int(month) if month is not None else int(key)
                value = number * 100 + int(groups["d"]) if kind == "day" else number
            found.append(_Part(kind, value, match.start(), match.end()))
    found = [p for p in found if p.kind != "month" or _is_month(text, p, found, language)]
    found.sort(key=lambda p: (p.start, -p.end))
    kept: list[_Part] = []
    for part in found:
        if not kept or part.start >= kept[-1].end:
            kept.append(part)
    return kept


def _counted(word: str | None) -> int:
    """How many are named, 0 for "a few"."""
    return int(word) if word and word.isdecimal() else int(number_words().get(word or "", 0))


def _is_month(text: str, part: _Part, found: list[_Part], language: Language) -> bool:
    """ "May" is a month beside a day or a year, or behind a word such as "in"."""
    if text[part.start : part.end] not in language.time.ambiguous_months:
        return True
    if _ends(text[: part.start].rstrip(), language.time.month_words, language):
        return True
    return any(p.kind == "year" and 0 <= p.start - part.end <= 2 for p in found)


@cache
def _glue(language: Language) -> re.Pattern[str]:
    """What may stand between the parts of one date."""
    return re.compile(rf"[\s,.\-–(/]*(?:{_any(language.time.of)}|,)?[\s,.\-–(/]*$")


@cache
def _to(language: Language) -> re.Pattern[str]:
    """What may stand between the two ends of a span."""
    return re.compile(rf"\s*(?:{_any(language.time.until)}|[–\-—~])\s*$")


def _groups(parts: list[_Part], text: str, language: Language) -> Iterator[list[_Part]]:
    group: list[_Part] = []
    for part in parts:
        kinds = {p.kind for p in group}
        if group and (
            part.kind in kinds
            or not _glue(language).match(text[group[-1].end : part.start])
            or {"within", *_SPANS} & (kinds | {part.kind})
            or {"on", "moon"} & (kinds | {part.kind})
            or {"year", "shift"} <= kinds | {part.kind}
        ):
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def _ends(ahead: str, words: tuple[str, ...], language: Language) -> bool:
    """Whether the text before a date ends in one of the words, whole words where the language has such."""
    if not language.style.spaced:
        return ahead.endswith(words)
    return any(ahead.endswith(w) and not ahead[: len(ahead) - len(w)][-1:].isalpha() for w in words)


def _span(year: int, kind: str, value: int | str) -> tuple[date, date]:
    months = {
        ("half", 1): (1, 6), ("half", 2): (7, 12),
        ("quarter", 1): (1, 3), ("quarter", 2): (4, 6), ("quarter", 3): (7, 9), ("quarter", 4): (10, 12),
        ("part", "early"): (1, 4), ("part", "mid"): (5, 8), ("part", "late"): (9, 12),
        ("part", "spring"): (3, 6), ("part", "summer"): (6, 9), ("part", "autumn"): (9, 12),
    }  # fmt: skip
    if kind == "month" and isinstance(value, int):
        first, last = value, value
    else:
        first, last = months.get((kind, value), (1, 12))
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _resolve(group: list[_Part], told: date) -> tuple[date, date, bool] | None:
    kinds = {part.kind: part.value for part in group}
    if "within" in kinds:  # a decade
        years = int(kinds["within"])
        return told, date(told.year + years, 12, 31), True
    for kind in _SPANS:
        if kind in kinds:
            try:
                return (*_counted_on(kind, str(kinds[kind]), told), True)
            except (ValueError, OverflowError):
                return None  # half a million weeks on there is no calendar
    if "moon" in kinds:
        months = told.year * 12 + told.month - 1 + int(kinds["moon"])
        year, month = divmod(months, 12)
        return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1]), True
    if "on" in kinds:
        day = told + timedelta(days=int(kinds["on"]))
        return day, day, True
    explicit = "year" in kinds or "shift" in kinds
    year = int(kinds["year"]) if "year" in kinds else told.year + int(kinds.get("shift", 0))
    if not _YEARS[0] <= year <= _YEARS[1]:
        return None
    if "day" in kinds:
        month, day_number = divmod(int(kinds["day"]), 100)
        try:
            day = date(year, month, day_number)
        except ValueError:
            return None
        if not explicit:
            day = _nearest(day, told)
        return day, day, explicit
    if set(kinds) == {"part"}:
        return _season(str(kinds["part"]), told)
    for kind in ("month", "quarter", "half", "part"):
        if kind in kinds:
            first, last = _span(year, kind, kinds[kind])
            if not explicit and kind == "month":
                shifted = _nearest(first, told)
                first, last = _span(shifted.year, kind, kinds[kind])
            return first, last, explicit
    if explicit:
        return date(year, 1, 1), date(year, 12, 31), True
    return None


def _season(name: str, told: date) -> tuple[date, date, bool] | None:
    """ "This summer" and "next spring"; None for "by the end", for of what?"""
    season = name.removeprefix("next ")
    if season in ("early", "mid", "late"):
        return None
    first, last = _span(told.year, "part", season)
    if season != name and first <= told:
        first, last = _span(told.year + 1, "part", season)
    return first, last, season != name


def _counted_on(kind: str, value: str, told: date) -> tuple[date, date]:
    """The days that a span counted from the story's day means, as exact as its unit."""
    number, unit = value.split()
    count = int(number) * (-1 if kind == "ago" else 1)
    if kind == "soon":
        least, most = _FEW[unit]
        return told + timedelta(days=least), told + timedelta(days=most)
    if unit == "years":
        year = min(max(told.year + count, _YEARS[0]), _YEARS[1])
        first, last = date(year, 1, 1), date(year, 12, 31)
    elif unit == "months":
        year, month = divmod(told.year * 12 + told.month - 1 + count, 12)
        first, last = date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])
    else:
        days = count * (7 if unit == "weeks" else 1)
        slack = timedelta(days=3 if unit == "weeks" else 0)
        first, last = told + timedelta(days=days) - slack, told + timedelta(days=days) + slack
    return (told, last) if kind == "inside" else (first, last)


def _nearest(day: date, told: date) -> date:
    """The year in which a day named without one lies closest to the story's date."""
    choices = []
    for year in (told.year - 1, told.year, told.year + 1):
        try:
            choices.append(day.replace(year=year))
        except ValueError:
            continue
    return min(choices, key=lambda d: abs((d - told).days))


def _ranges(found: list[When], text: str, language: Language) -> Iterator[When]:
    """ "April to June" is one span, and so is "June or July"."""
    pending: When | None = None
    for when in found:
        if (
            pending is not None
            and pending.last < when.first
            and _to(language).match(text[pending.end : when.start])
        ):
            pending = replace(
                pending, end=when.end, last=when.last, explicit=pending.explicit or when.explicit
            )
            continue
        if pending is not None:
            yield pending
        pending = when
    if pending is not None:
        yield pending


def find(text: str, language: Language, told: date) -> tuple[When, ...]:
    """The dates named in `text` (folded), for a story of the day `told`."""
    out: list[When] = []
    time, spaced = language.time, language.style.spaced
    for group in _groups(_parts(text, language), text, language):
        resolved = _resolve(group, told)
        if resolved is None:
            continue
        first, last, explicit = resolved
        start, end = group[0].start, group[-1].end
        ahead, behind = text[max(0, start - 24) : start].rstrip(" "), text[end : end + 4]
        bound = ""
        if _ends(ahead, time.bound_from, language) or behind.startswith(time.bound_from_after):
            bound = "from"
        elif _ends(ahead, time.bound_to, language) or (not spaced and behind.startswith(time.bound_to)):
            bound = "to"
        when = When(start=start, end=end, first=first, last=last, explicit=explicit, bound=bound)
        out.append(when)
    return tuple(_ranges(out, text, language))
