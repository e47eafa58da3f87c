"""Numbers with their units, as a text names them. Pure.

"10 billion yuan", "100亿元", "1,5 Mrd. Dollar", "116,887 cars" become a value in base units and a unit.
The words for units are those of all languages, the words for scales (million, 亿) those of the text's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from monitor.languages import CJK, Language, Span
from monitor.languages.common import bounds, number_words, units

SPANS = {"minutes": 1, "hours": 60, "days": 1440}  # minutes: how long it took; another span is another thing
_PARTICULAR = 3  # significant digits of a number that stands for its context
CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "JPY", "IDR", "VND", "RUB", "BRL", "INR")
_LETTER = f"[^\\W\\d_{CJK}]"
_AHEAD = 14  # characters before a number in which its bound may stand
_BEHIND = 28  # characters behind a number in which its unit may stand
_STEPS = 4  # words between a number and its unit: "30,931 standard SU7 sedans"
_COUNTED_LAST = ("stores", "people", "models")  # "300 car stores": the last noun is what is counted
_GROUP = 3  # digits between thousands marks
_CLOCK = re.compile(r"(?<![\d:.])\d{1,2}:\d{2}(?![\d:])")  # "6:46" is no number of anything
_LAP = re.compile(r"(?<![\d:.])(\d{1,2})[:.](\d{2})[.,](\d{2,3})(?!\d)")  # 7:04.957 and 6.46,874


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(Span):
    """`value` in base units (10 billion is 1e10, a lap in seconds); `unit` "" where none is named.

    `bound` is "over", "under", "about" or "".
    """

    value: float
    unit: str
    start: int
    end: int
    bound: str = ""

    def close_to(self, other: Quantity, tolerance: float) -> bool:
        """Whether both say the same within a relative `tolerance`."""
        biggest = max(abs(self.value), abs(other.value))
        return biggest == 0 or abs(self.value - other.value) <= tolerance * biggest


def _stem(word: str) -> str:
    return re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word)


def _any_of(words: Iterable[str]) -> str:
    """Alternatives, whole words where the script has such."""
    longest_first = sorted(words, key=len, reverse=True)
    wordy = "|".join(_stem(w) for w in longest_first if w[0].isalpha() and not re.match(f"[{CJK}]", w))
    others = [_stem(w) for w in longest_first if not w[0].isalpha() or re.match(f"[{CJK}]", w)]
    return "|".join([rf"(?:{wordy})(?!{_LETTER})", *others] if wordy else others)


@cache
def _units() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((unit, re.compile(_any_of(words))) for unit, words in units().items())


@cache
def _bounds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(rf"(?:{_any_of(ws)})\s*$")) for name, ws in bounds().items())


@cache
def _number(language: Language) -> re.Pattern[str]:
    """A number with its sign, digits or word, and scale, in the language's way of writing."""
    scales = "|".join(re.escape(s) for s in sorted(language.number, key=len, reverse=True)) or r"(?!)"
    more = "|".join(map(re.escape, language.style.more)) or "(?!)"
    digits = r"\d{1,3}(?:[.,\s]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
    sign = r"(?P<sign>us\$|hk\$|r\$|rmb\s?|cny\s?|usd\s?|eur\s?|rp\s?|[$€£¥₽₹])?\s?"
    if language.style.spaced:
        words = "|".join(re.escape(w) for w in number_words() if not re.match(f"[{CJK}]", w))
        return re.compile(
            rf"(?<![\w.]){sign}(?:(?P<num>{digits})|(?P<word>(?:{words}))(?!{_LETTER}))(?P<plus>{more})?"
            rf"\s?(?P<scale>(?:{scales})\.?(?:\s(?:{scales})\.?)*(?!{_LETTER}))?(?P<more>{more})?"
        )
    words = "".join(w for w in number_words() if re.match(f"[{CJK}]", w))
    return re.compile(
        rf"(?<![\d.a-z]){sign}(?:(?P<num>{digits})|(?P<word>[{words}]))"
        rf"(?P<plus>{more})?(?:\s?(?P<scale>(?:{scales})+))?(?P<more>{more})?"
    )


@cache
def _ordinal(language: Language) -> re.Pattern[str]:
    """What makes a number before it an ordinal."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, language.style.ordinal_after)) or '(?!)'})\b")


@cache
def _elided(language: Language) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, language.style.elision)) or "(?!)")


def _digits(raw: str, decimal: str) -> float:
    """The value of digits as written. Thousands may be set off by blanks or either mark; of two marks the last is
    the decimal one.
    """
    raw = re.sub(r"\s", "", raw)
    other = "," if decimal == "." else "."
    last = max(raw.rfind(decimal), raw.rfind(other))
    if last < 0:
        return float(raw)
    mark, whole, part = raw[last], re.sub(r"[.,]", "", raw[:last]), raw[last + 1 :]
    marks = raw.count(".") + raw.count(",")
    grouped = len(part) == _GROUP and raw[0] != "0" and (marks > 1 or mark == other or decimal == ",")
    if grouped and len({c for c in raw if c in ".,"}) == 1:
        return float(whole + part)
    return float(f"{whole}.{part}")


def _scale(text: str, language: Language) -> float:
    """The product of the scale words: "百万" is 1e6, "mil millones" 1e9."""
    factor = 1.0
    names = sorted(language.number, key=len, reverse=True)
    while text:
        name = next((n for n in names if text.startswith(n)), None)
        factor *= language.number[name] if name else 1.0
        text = text[len(name) :] if name else text[1:]
    return factor


def _unit_at(text: str) -> tuple[str, int] | None:
    """The unit that the text begins with, and where it ends."""
    return next(((unit, m.end()) for unit, pattern in _units() if (m := pattern.match(text))), None)


def _unit_behind(text: str, end: int, language: Language) -> tuple[str, int]:
    """The unit named behind a number that ends at `end`, and where that ends; "" if there is none."""
    tail = text[end : end + _BEHIND]
    shift = 0
    for _ in range(_STEPS):
        piece = tail[shift:].lstrip(" -")
        if elided := _elided(language).match(piece):
            piece = piece[elided.end() :]
        at = len(tail) - len(piece)
        if found := _unit_at(piece):
            stop = at + found[1]
            beyond = tail[stop:].lstrip(" ")
            last = _unit_at(beyond) if beyond != tail[stop:] else None
            if last and last[0] in _COUNTED_LAST:
                return last[0], end + len(tail) - len(beyond) + last[1]
            return found[0], end + stop
        step = re.match(r"[^\s,.;，。；]+", piece)
        if not step or not language.style.spaced:
            break
        shift = at + step.end()
    return "", end


def _laps(text: str) -> Iterator[Quantity]:
    for lap in _LAP.finditer(text):
        seconds = int(lap[1]) * 60 + int(lap[2]) + float(f"0.{lap[3]}")
        yield Quantity(value=seconds, unit="lap", start=lap.start(), end=lap.end())


def find(text: str, language: Language) -> tuple[Quantity, ...]:
    """The quantities named in `text` (folded). A bare year-like number without unit is left to `times`."""
    out = list(_laps(text))
    style = language.style
    taken = [(q.start, q.end) for q in out] + [clock.span() for clock in _CLOCK.finditer(text)]
    for match in _number(language).finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        raw, scale = match["num"], match["scale"] or ""
        value = _digits(raw, style.decimal) if raw else float(number_words()[match["word"]])
        value *= _scale(scale, language)
        sign = (match["sign"] or "").strip()
        unit, end = next((u for u, p in _units() if sign and p.fullmatch(sign)), ""), match.end()
        if not unit:
            unit, end = _unit_behind(text, end, language)
        year = raw and re.fullmatch(r"20[0-4]\d", raw)
        if not scale and not unit and (year or not raw):
            continue
        ahead = text[max(0, match.start() - _AHEAD) : match.start()]
        nth = text.endswith(style.ordinal_before, 0, match.start()) or _ordinal(language).match(
            text, match.end()
        )
        over = match["plus"] or match["more"] or nth  # "its 60,000th car" is one of at least so many
        bound = "over" if over else next((name for name, p in _bounds() if p.search(ahead)), "")
        out.append(Quantity(value=value, unit=unit, start=match.start(), end=end, bound=bound))
    return tuple(sorted(out, key=lambda q: q.start))


def is_telling(value: float) -> bool:
    """Whether a number is so particular that it stands for the claim's other words: 116,887, not 30,000."""
    return len(f"{value:.0f}".rstrip("0")) >= _PARTICULAR
