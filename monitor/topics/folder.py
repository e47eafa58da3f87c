"""The folder of a topic, read where it is needed.

topic.toml           what is on topic
claims.toml          the claims that are followed where no others are named
entities/*.toml      parties, people, models, media, places: one kind a file
words/<code>.toml    the words for relations, concepts and nouns, a language a file
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from monitor.datafiles import load, parse, read
from monitor.errors import ConfigError, Fault
from monitor.languages import Language, Words, codes, compiled

TOPIC = "topic.toml"
CLAIMS = "claims.toml"
SHIPPED = Path("shipped")  # among claims files: the claims that the topic brings


@dataclass(frozen=True, eq=False)
class Folder:
    """Raises ConfigError where a file of it is missing or faulty, when that file is asked for."""

    path: Traversable
    _languages: dict[str, Language] = field(default_factory=dict, init=False, repr=False)

    def text(self, name: str) -> str:
        return read(self.path / name)

    def table(self, name: str) -> dict[str, Any]:
        return parse(str(self.path / name), self.text(name))

    @cached_property
    def codes(self) -> frozenset[str]:
        """The languages that it has words for; only texts in these can be judged."""
        return frozenset(source.name.removesuffix(".toml") for source in self._tables("words"))

    def language(self, code: str) -> Language:
        """A language with the topic's words. Raises KeyError where the topic has none in it."""
        if code not in self._languages:
            if code not in self.codes:
                raise KeyError(code)
            source = self.path / "words" / f"{code}.toml"
            if code not in codes():
                fault = Fault(where="", message=f"there is no language {code!r}; see docs/languages.md")
                raise ConfigError(str(source), (fault,))
            self._languages[code] = compiled(code, load(source, Words))
        return self._languages[code]

    def entities(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Path and table of each file of names."""
        for source in self._tables("entities"):
            yield str(source), parse(str(source), read(source))

    def _tables(self, name: str) -> list[Traversable]:
        folder = self.path / name
        if not folder.is_dir():
            raise ConfigError(str(folder), (Fault(where="", message="there is no such folder"),))
        return sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)


@cache
def shipped() -> Folder:
    """Xiaomi's car."""
    return Folder(files(__package__) / "xiaomi_ev")
