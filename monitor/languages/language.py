"""A language's data file, compiled."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from monitor.languages.matcher import Matcher

_DATA = files(__package__) / "data"


@dataclass(frozen=True)
class Language:
    """One language's data, compiled. `style` holds word order and number format settings.

    `topics` finds the nouns that typed claims are told apart by; they are looked for only where one asks.
    """

    code: str
    matcher: Matcher
    topics: Matcher
    style: Mapping[str, Any]
    number: Mapping[str, float]
    time: Mapping[str, Any]
    lists: Mapping[str, frozenset[str]]

    def names(self, group: str) -> frozenset[str]:
        """The names of a table's lists."""
        return self.lists.get(group, frozenset())


GROUPS = ("cue", "relation", "concept")


@cache
def codes() -> frozenset[str]:
    """The languages that there is data for."""
    return frozenset(f.name[:-5] for f in _DATA.iterdir() if f.name.endswith(".toml"))


@cache
def load(code: str) -> Language:
    """The language's data. Raises KeyError for a language that there is no file for."""
    if code not in codes():
        raise KeyError(code)
    data = tomllib.loads((_DATA / f"{code}.toml").read_text(encoding="utf-8"))
    # To evade is both a way to put something and something that a claim's party may be found doing.
    data["relation"]["evade"] = data["cue"]["nondenial"]
    data["concept"]["money"] = ()  # every sum of money; found by its number
    terms = [
        (group, name, term)
        for group in GROUPS
        for name, listed in data.get(group, {}).items()
        for term in listed
    ]
    topics = [("topic", name, term) for name, listed in data.get("topic", {}).items() for term in listed]
    return Language(
        code=code,
        matcher=Matcher(terms),
        topics=Matcher(topics),
        style=data.get("style", {}),
        number={word: float(value) for word, value in data.get("number", {}).items()},
        time=data.get("time", {}),
        lists={group: frozenset(data.get(group, {})) for group in (*GROUPS, "topic")},
    )
