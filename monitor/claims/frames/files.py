"""From the texts of claims files to checked tables; every fault is named by its key. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from monitor.claims.frames.english import parties
from monitor.claims.frames.schema import ClaimTable, EntityTable
from monitor.claims.frames.values import Known
from monitor.claims.read.entities import Entities
from monitor.claims.read.text import fold
from monitor.datafiles import faults as faults_of
from monitor.datafiles import parse
from monitor.errors import ConfigError, Fault
from monitor.languages import Language
from monitor.topics import Folder

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of all files, in their order."""

    claims: tuple[ClaimTable, ...]
    entities: tuple[EntityTable, ...]


def gazetteer(topic: Folder) -> tuple[EntityTable, ...]:
    """The names that a topic brings. Raises ConfigError naming every fault of the first file that has any."""
    tables = [(path, data, _raw(data, "entity")) for path, data in topic.entities()]
    kinds = {str(table.get("name")): str(data.get("kind")) for _, data, listed in tables for table in listed}
    known = Known(kinds, (), topic.language("en"))
    entities: list[EntityTable] = []
    taken: set[str] = set()
    for path, data, listed in tables:
        faults = [Fault(where=key, message="unknown key") for key in data if key not in ("kind", "entity")]
        given = data.get("entity")
        kind = {"kind": data["kind"]} if "kind" in data else {}
        if isinstance(given, list):
            given = [kind | each if isinstance(each, dict) else each for each in given]
        entities += _checked({"entity": given}, "entity", EntityTable, known, faults)
        faults += _twice(listed, "entity", "name", taken)
        if faults:
            raise ConfigError(path, tuple(faults))
    return tuple(entities)


def read(texts: Sequence[tuple[str, str]], shipped: Entities, english: Language) -> Tables:
    """The tables of claims files, given as (path, text); they may refer to each other and to what is shipped.

    Raises ConfigError naming every fault of the first file that has any.
    """
    parsed = [(path, parse(path, text)) for path, text in texts]
    known = _known([data for _, data in parsed], shipped, english)
    claims: list[ClaimTable] = []
    entities: list[EntityTable] = []
    taken: set[str] = set()
    for path, data in parsed:
        faults = [
            Fault(where=key, message="unknown table; there are [[claim]] and [[entity]]")
            for key in data
            if key not in ("claim", "entity")
        ]
        claims += _checked(data, "claim", ClaimTable, known, faults)
        faults += _twice(_raw(data, "claim"), "claim", "id", taken)
        entities += _checked(data, "entity", EntityTable, known, faults)
        if faults:
            raise ConfigError(path, tuple(faults))
    return Tables(tuple(claims), tuple(entities))


def known_as(name: str, entities: Entities) -> str | None:
    """The entity that a name stands for as a whole, "Nio" for "NIO" and "蔚来"; None where there is none."""
    if name in entities:
        return name
    return next((hit.name for hit in entities.find(fold(name)) if hit.end - hit.start == len(name)), None)


def _raw(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The tables under a name as they stand, faulty or not."""
    found = data.get(name)
    return [table for table in found if isinstance(table, dict)] if isinstance(found, list) else []


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _known(files: Sequence[dict[str, Any]], shipped: Entities, english: Language) -> Known:
    """All that the files may refer to; faulty tables count too, so that no fault follows from another."""
    kinds: dict[str, str] = {}
    ids: set[str] = set()
    for claim in (claim for data in files for claim in _raw(data, "claim")):
        ids.update(_texts([claim.get("id")]))
        text = claim.get("text")
        if isinstance(text, str) and not claim.get("frame"):
            kinds |= {party.name: party.kind for party in parties(text, shipped, english)}
        new = [name for name in _texts(claim.get("standing")) if known_as(name, shipped) is None]
        kinds |= dict.fromkeys(new, "company")
    for entity in (entity for data in files for entity in _raw(data, "entity")):
        if isinstance(entity.get("name"), str):
            kinds[entity["name"]] = str(entity.get("kind"))
    return Known(kinds | {entity.name: entity.kind for entity in shipped.all()}, ids, english)


def _checked(
    data: dict[str, Any], name: str, model: type[_Model], known: Known, faults: list[Fault]
) -> list[_Model]:
    """The sound tables under a name; the faults of the others are added to `faults`."""
    found = data.get(name, [])
    if not isinstance(found, list):
        faults.append(Fault(where=name, message=f"is not an array of tables; head each with [[{name}]]"))
        return []
    if name == "claim" and not found:
        faults.append(Fault(where=name, message="has no [[claim]] table"))
    out = []
    for number, table in enumerate(found, start=1):
        try:
            out.append(model.model_validate(table, context=known))
        except ValidationError as error:
            faults += faults_of(error, model, table=f"{name}[{number}]")
    return out


def _twice(tables: Sequence[dict[str, Any]], name: str, key: str, taken: set[str]) -> list[Fault]:
    """Names that another table has already; those of the file are added to `taken`."""
    faults = []
    for number, table in enumerate(tables, start=1):
        for value in _texts([table.get(key)]):
            if value in taken:
                faults.append(Fault(where=f"{name}[{number}].{key}", message=f"{value!r} is used twice"))
            taken.add(value)
    return faults
