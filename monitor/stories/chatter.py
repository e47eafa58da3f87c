"""What pages change by themselves: how long ago, when updated, how often read. It makes no edit. Pure.

Two texts that differ in numbers alone are compared number by number: what stands around one that changed says whether
it is a clock, a counter or news. The words are those of `monitor/languages/common`.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.languages.common import common, terms
from monitor.languages.schema import Ago

_UNITS = ("second", "minute", "hour", "day")
_AROUND = 60  # characters that are looked at on either side of a number
_NUMBER = re.compile(r"\d[\d.,:\u00a0\u202f’']*(?<=\d)|\d")
_CLOCK = r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\b\.?)?(?: (?:[a-z]{2,4})\b)?"
_COUNT = r"\d[\d.,\u00a0\u202f’']*(?: ?[km万萬]\b)?\+?"
_DENSE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"  # scripts whose words stand side by side
_START, _END = rf"(?<![^\W_{_DENSE}])", rf"(?![^\W_{_DENSE}])"


def only_chatter(before: str, after: str) -> bool:
    """Whether the later text differs from the earlier one in nothing but clocks and counters."""
    before, after = before.casefold(), after.casefold()
    if _NUMBER.sub("0", before) != _NUMBER.sub("0", after):
        return False
    pairs = zip(_NUMBER.finditer(before), _NUMBER.finditer(after), strict=True)
    return all(old[0] == new[0] or (_ticks(old) and _ticks(new)) for old, new in pairs)


def figures(text: str) -> tuple[str, ...]:
    """The numbers of a text that are neither clocks nor counters."""
    return tuple(number[0] for number in _NUMBER.finditer(text.casefold()) if not _ticks(number))


def _ticks(number: re.Match[str]) -> bool:
    """Whether the number is part of a clock or a counter, by what stands around it."""
    start = max(0, number.start() - _AROUND)
    window, at = number.string[start : number.end() + _AROUND], number.start() - start
    return any(
        found.start() <= at < found.end() for pattern in _patterns() for found in pattern.finditer(window)
    )


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Times of updates, times ago, counters, and a time of day in brackets or at an end of a line.

    They are for folded text: without regard for case they would take seconds to compile.
    """
    updated = "|".join(terms(lambda file: file.chatter.updated))
    counted = "|".join(terms(lambda file: file.chatter.counted))
    ago = "|".join(_ago(file.ago) for file in common().values() if file.ago.form)
    found = (
        rf"{_START}(?:{updated})\W{{0,3}}(?:[^\s.;]+[ ,]+){{0,6}}?{_CLOCK}",
        rf"{_START}(?:{ago}){_END}",
        rf"{_START}{_COUNT} ?(?:{counted}){_END}|{_START}(?:{counted}) ?[:：(（] ?{_COUNT}",
        rf"^\W{{0,3}}{_CLOCK}(?!\d)|(?<!\d){_CLOCK}\W{{0,3}}$|[(\[]{_CLOCK}[)\]]",
    )
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in found)


def _ago(ago: Ago) -> str:
    unit = "|".join(word for name in _UNITS for word in getattr(ago, name))
    forms = (form.replace("{n}", r"(?<![\d.,])\d{1,3}").replace("{unit}", f"(?:{unit})") for form in ago.form)
    return "|".join(form.replace(" ", r"\s*") for form in forms)
