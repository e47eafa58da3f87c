"""A language compiled for the judge: its grammar with the words of a topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.datafiles import load
from monitor.languages.matcher import Matcher
from monitor.languages.schema import Grammar, Style, Terms, Time, Words

GROUPS = ("cue", "relation", "concept")
_FOLDER = files(__package__) / "data"


@dataclass(frozen=True, eq=False)
class Language:
    """`number`: the factors of words such as "million". `lists`: the names of each table's lists.

    `topics` finds the nouns that typed claims are told apart by; they are looked for only where one asks.
    """

    code: str
    style: Style
    time: Time
    number: Mapping[str, float]
    matcher: Matcher
    topics: Matcher
    lists: Mapping[str, frozenset[str]]

    def names(self, group: str) -> frozenset[str]:
        """The names of a table's lists."""
        return self.lists.get(group, frozenset())


@cache
def codes() -> frozenset[str]:
    """The languages whose grammar is known."""
    return frozenset(f.name.removesuffix(".toml") for f in _FOLDER.iterdir() if f.name.endswith(".toml"))


@cache
def grammar(code: str) -> Grammar:
    """Raises KeyError for a language that there is no file for, ConfigError for a faulty file."""
    if code not in codes():
        raise KeyError(code)
    return load(_FOLDER / f"{code}.toml", Grammar)


def compiled(code: str, words: Words) -> Language:
    """The language with a topic's words. Raises KeyError and ConfigError as `grammar` does."""
    known = grammar(code)
    cues: dict[str, Terms] = known.cue.model_dump(by_alias=True)
    # To evade is both a way to put something and something that a claim's party may be found doing.
    relation = {**words.relation, "evade": known.cue.nondenial}
    concept = {**words.concept, "money": ()}  # every sum of money; found by its number
    tables: dict[str, Mapping[str, Terms]] = {"cue": cues, "relation": relation, "concept": concept}
    return Language(
        code=code,
        style=known.style,
        time=known.time,
        number=known.number,
        matcher=Matcher(_terms(tables)),
        topics=Matcher(_terms({"topic": words.topic})),
        lists={group: frozenset(lists) for group, lists in {**tables, "topic": words.topic}.items()},
    )


def _terms(tables: Mapping[str, Mapping[str, Terms]]) -> Iterable[tuple[str, str, str]]:
    return (
        (group, name, term)
        for group, lists in tables.items()
        for name, listed in lists.items()
        for term in listed
    )
