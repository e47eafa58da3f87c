"""What the judge must know of relations, topics and concepts beside their words: a table of the topic. Pure.

The table is data, see `monitor/topics/xiaomi_ev/relations.toml`, whose comments say what each property means.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from monitor.claims.frames.frame import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """The relations that have a property, by property; the lists of other words; what else the topic brings.

    `shown_by`: for a relation those that show that it holds. `opposite`: those that rule it out.
    """

    event: Slot
    announced: Slot
    state: Slot
    appraisal: Slot
    once: Slot
    repeated: Slot
    public: Slot
    periodic: Slot
    recorded: Slot
    ruling: Slot
    anywhere: Slot
    weak: Slot
    counted: Slot
    nominal: Slot
    vehicles: Slot
    shown_by: Mapping[str, Slot]
    opposite: Mapping[str, Slot]
    acts: Slot
    content: Slot
    broad: Slot
    home: Slot


_MAPS = ("shown_by", "opposite")
_LISTS = ("acts", "content", "broad", "home")
_FLAGS = tuple(field.name for field in fields(Relations) if field.name not in (*_MAPS, *_LISTS))


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Relation(_Strict):
    properties: frozenset[str] = Field(frozenset(), alias="is")
    shown_by: frozenset[str] = frozenset()
    opposite: frozenset[str] = frozenset()


class _Lists(_Strict):
    acts: frozenset[str]
    content: frozenset[str]
    broad: frozenset[str]
    home: frozenset[str]


class _File(_Strict):
    lists: _Lists
    relation: dict[str, _Relation]


@cache
def shipped_relations() -> Relations:
    """The table that ships with the package."""
    text = (files("monitor.topics") / "xiaomi_ev" / "relations.toml").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Relations:
    """The table in a TOML text. Raises ValueError for an unknown key or property."""
    table = _File.model_validate(tomllib.loads(text))
    unknown = sorted({flag for each in table.relation.values() for flag in each.properties} - set(_FLAGS))
    if unknown:
        raise ValueError(f"unknown properties: {', '.join(unknown)}; known are {', '.join(_FLAGS)}")

    named: dict[str, Any] = {
        flag: frozenset(name for name, each in table.relation.items() if flag in each.properties)
        for flag in _FLAGS
    }
    for key in _MAPS:
        others = {name: getattr(each, key) for name, each in table.relation.items()}
        named[key] = MappingProxyType({name: found for name, found in others.items() if found})
    return Relations(**named, **{key: getattr(table.lists, key) for key in _LISTS})
