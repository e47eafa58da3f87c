"""From the texts of claims files to checked tables; every fault is named by its key. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from monitor.claims.frames.english import parties
from monitor.claims.frames.schema import ClaimTable, EntityTable, Known
from monitor.claims.read.entities import Entities
from monitor.claims.read.text import fold
from monitor.errors import ConfigError, Fault
from monitor.faults import message, nearest, where

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of all files, in their order."""

    claims: tuple[ClaimTable, ...]
    entities: tuple[EntityTable, ...]


def read(texts: Sequence[tuple[str, str]], shipped: Entities) -> Tables:
    """The tables of claims files, given as (path, text); they may refer to each other and to what is shipped.

    Raises ConfigError naming every fault of the first file that has any.
    """
    parsed = [(path, _parse(path, text)) for path, text in texts]
    known = _known([data for _, data in parsed], shipped)
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
        faults += _twice(data, taken)
        entities += _checked(data, "entity", EntityTable, known, faults)
        if faults:
            raise ConfigError(path, tuple(faults))
    return Tables(tuple(claims), tuple(entities))


def known_as(name: str, entities: Entities) -> str | None:
    """The entity that a name stands for as a whole, "Nio" for "NIO" and "蔚来"; None where there is none."""
    if name in entities:
        return name
    return next((hit.name for hit in entities.find(fold(name)) if hit.end - hit.start == len(name)), None)


def _parse(path: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, (Fault(where="", message=f"is not valid TOML: {error}"),)) from error


def _raw(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The tables under a name as they stand, faulty or not."""
    found = data.get(name)
    return [table for table in found if isinstance(table, dict)] if isinstance(found, list) else []


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _known(files: Sequence[dict[str, Any]], shipped: Entities) -> Known:
    """All that the files may refer to; faulty tables count too, so that no fault follows from another."""
    kinds: dict[str, str] = {}
    ids: set[str] = set()
    for claim in (claim for data in files for claim in _raw(data, "claim")):
        ids.update(_texts([claim.get("id")]))
        text = claim.get("text")
        if isinstance(text, str) and not claim.get("frame"):
            kinds |= {party.name: party.kind for party in parties(text, shipped)}
        new = [name for name in _texts(claim.get("standing")) if known_as(name, shipped) is None]
        kinds |= dict.fromkeys(new, "company")
    for entity in (entity for data in files for entity in _raw(data, "entity")):
        if isinstance(entity.get("name"), str):
            kinds[entity["name"]] = str(entity.get("kind"))
    return Known(kinds | {entity.name: entity.kind for entity in shipped.all()}, ids)


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
            details = error.errors(include_url=False)
            faults += dict.fromkeys(_fault(f"{name}[{number}]", model, detail) for detail in details)
    return out


def _twice(data: dict[str, Any], taken: set[str]) -> list[Fault]:
    """Ids that another claim has already; those of the file are added to `taken`."""
    faults = []
    found = data.get("claim")
    for number, table in enumerate(found if isinstance(found, list) else (), start=1):
        for name in _texts([table.get("id")]) if isinstance(table, dict) else ():
            if name in taken:
                faults.append(Fault(where=f"claim[{number}].id", message=f"{name!r} is used twice"))
            taken.add(name)
    return faults


def _fault(table: str, model: type[BaseModel], detail: ErrorDetails) -> Fault:
    location = detail["loc"]
    key = where(location, table=table)
    if detail["type"] != "extra_forbidden":
        return Fault(where=key, message=message(detail))
    known = nearest(str(location[0]), model.model_fields) if len(location) == 1 else ""
    return Fault(where=key, message=f"unknown key{known}")
