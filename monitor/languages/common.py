"""What is looked for in texts and pages of any language: numbers, dates of feeds, the words around an article.

One small file a language in `common/`. They are read together, since the language is not known yet, or foreign words
are as likely as those of the language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import get_args

from monitor.datafiles import load
from monitor.languages.schema import Common, Measure, Page, Terms

_FOLDER = files(__package__) / "common"


@cache
def common() -> Mapping[str, Common]:
    """The file of each language. Raises ConfigError."""
    found = sorted((f for f in _FOLDER.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {source.name.removesuffix(".toml"): load(source, Common) for source in found}


def terms(pick: Callable[[Common], Terms]) -> Terms:
    """A list of all languages, each term once."""
    return tuple(dict.fromkeys(term for file in common().values() for term in pick(file)))


def phrases(pick: Callable[[Page], Terms]) -> re.Pattern[str]:
    """What pages say, in all languages, whatever the case of its letters."""
    return re.compile("|".join(terms(lambda file: pick(file.page))) or "(?!)", re.IGNORECASE)


@cache
def months() -> Mapping[str, int]:
    """The names of months, abbreviations included, by their number."""
    return {
        name: number
        for file in common().values()
        for number, names in enumerate(file.months or (), start=1)
        for name in names.split("|")
    }


@cache
def number_words() -> Mapping[str, float]:
    """Numbers written out; a whole number is an int."""
    return {word: value for file in common().values() for word, value in file.number_words.items()}


@cache
def units() -> Mapping[str, Terms]:
    """The words of each unit, in the order in which units are tried."""
    return {unit: _words(unit) for unit in get_args(Measure)}


def _words(unit: Measure) -> Terms:
    return terms(lambda file: file.unit.get(unit, ()))


@cache
def bounds() -> Mapping[str, Terms]:
    """What stands before a number: "over", "under" and "about" in the words of all languages."""
    return dict(_bounds())


def _bounds() -> Iterator[tuple[str, Terms]]:
    yield "over", terms(lambda file: file.bound.over)
    yield "under", terms(lambda file: file.bound.under)
    yield "about", terms(lambda file: file.bound.about)
