"""What the judge must know of relations, topics and concepts beside their words: a table of the topic.

The table is data, see `monitor/topics/xiaomi_ev/relations.toml`, whose comments say what each property means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from monitor.claims.frames.frame import Slot
from monitor.datafiles import Table, load
from monitor.faults import nearest
from monitor.topics import Folder


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
FLAGS = tuple(field.name for field in fields(Relations) if field.name not in (*_MAPS, *_LISTS))


def _known(flag: str) -> str:
    if flag not in FLAGS:
        raise ValueError(f"{flag!r} is not a property of relations{nearest(flag, FLAGS)}")
    return flag


class _Relation(Table):
    properties: tuple[Annotated[str, AfterValidator(_known)], ...] = Field((), alias="is")
    shown_by: frozenset[str] = frozenset()
    opposite: frozenset[str] = frozenset()


class _Lists(Table):
    acts: frozenset[str]
    content: frozenset[str]
    broad: frozenset[str]
    home: frozenset[str]


class _File(Table):
    lists: _Lists
    relation: dict[str, _Relation]


@cache
def relations_of(topic: Folder) -> Relations:
    """The table that the topic brings. Raises ConfigError that names every fault."""
    return _collected(load(topic.path / "relations.toml", _File))


def _collected(table: _File) -> Relations:
    named: dict[str, Any] = {
        flag: frozenset(name for name, each in table.relation.items() if flag in each.properties)
        for flag in FLAGS
    }
    for key in _MAPS:
        others = {name: getattr(each, key) for name, each in table.relation.items()}
        named[key] = MappingProxyType({name: found for name, found in others.items() if found})
    return Relations(**named, **{key: getattr(table.lists, key) for key in _LISTS})
