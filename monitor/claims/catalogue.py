"""Claims files: what is claimed, and what matching needs to know of it. Reads TOML; reports every fault at once."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from monitor.claims import quantities
from monitor.claims.derive import derive, parties
from monitor.claims.entities import KINDS, Entities, Entity
from monitor.claims.frames import Frame, Framed, Slot
from monitor.claims.text import fold
from monitor.errors import ConfigError, Fault
from monitor.languages import load as load_language
from monitor.model import Claim, Stance, Status

_CLAIM_KEYS = {"id", "text", "texts", "status", "due", "standing", "aliases", "seeds", "stance", "frame"}
_ENTITY_KEYS = {field.name for field in fields(Entity)}
_FRAME_KEYS = {"subject", "relation", "object", "context", "unless", "needs", "announces", "means", "negation", "only_negated", "exclusive",
    "symmetric", "done", "flags", "event", "opens", "once", "sure", "value", "from", "to", "near"}  # fmt: skip
SHIPPED = "xiaomi_ev.toml"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All claims with their frames, and the entities that they and the news may name."""

    claims: tuple[Claim, ...]
    framed: tuple[Framed, ...]
    entities: Entities

    def only(self, ids: Collection[str]) -> Catalogue:
        """The catalogue of some of the claims."""
        return Catalogue(
            claims=tuple(claim for claim in self.claims if claim.id in ids),
            framed=tuple(framed for framed in self.framed if framed.claim in ids),
            entities=self.entities,
        )


def load(paths: Sequence[Path] = ()) -> Catalogue:
    """Reads claims files; with none, the corpus that ships with the package.

    Raises ConfigError naming every fault of the first file that has any.
    """
    if not paths:
        text = (files("monitor.corpus") / SHIPPED).read_text(encoding="utf-8")
        return _build([(SHIPPED, text)], shipped=True)
    texts: list[tuple[str, str]] = []
    for path in paths:
        try:
            texts.append((str(path), path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(str(path), (Fault(where="", message=f"cannot be read: {error}"),)) from error
    return _build(texts, shipped=False)


@cache
def shipped_entities() -> tuple[Entity, ...]:
    """The gazetteer that ships with the package."""
    data = tomllib.loads((files("monitor.corpus") / "entities.toml").read_text(encoding="utf-8"))
    return tuple(_entity(table) for table in data["entity"])


def _entity(table: Mapping[str, Any]) -> Entity:
    return Entity(
        name=table["name"],
        kind=table["kind"],
        aliases=tuple(fold(str(a)) for a in table.get("aliases", ())),
        of=tuple(table.get("of", ())),
        country=table.get("country", ""),
        sort=table.get("sort", "car"),
        traits=tuple(table.get("traits", ())),
    )


def _build(texts: Sequence[tuple[str, str]], *, shipped: bool) -> Catalogue:
    tables: list[Mapping[str, Any]] = []
    entities = {e.name: e for e in shipped_entities()}
    seen: set[str] = set()
    for path, text in texts:
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(path, (Fault(where="", message=f"is no valid TOML: {error}"),)) from error
        faults = [*_check(data, seen), *_check_entities(data)]
        if faults:
            raise ConfigError(path, tuple(faults))
        tables += data.get("claim", [])
        for table in data.get("entity", []):
            known = entities.get(table["name"])
            entity = _entity(table)
            entities[entity.name] = (
                replace(known, aliases=known.aliases + entity.aliases) if known else entity
            )
    claims = tuple(_claim(table, seed=shipped or bool(table.get("seeds"))) for table in tables)
    gazetteer = Entities(entities.values())
    for table in tables:
        for entity in (
            *_named_parties(table, entities),
            *(() if table.get("frame") else parties(table["text"], gazetteer)),
        ):
            entities.setdefault(entity.name, entity)
    gazetteer = Entities(entities.values())
    framed = tuple(_framed(table, gazetteer) for table in tables)
    unknown = [Fault(where=f"claim {t['id']}", message=f"names no known entity, concept or list: {w!r}")
               for t, f in zip(tables, framed, strict=True) for w in _unknown(f, gazetteer)]  # fmt: skip
    if unknown:
        raise ConfigError(texts[0][0], tuple(unknown))
    return Catalogue(claims=claims, framed=framed, entities=gazetteer)


def _named_parties(table: Mapping[str, Any], known: Mapping[str, Entity]) -> list[Entity]:
    """Entities for `aliases` and for parties of `standing` that the gazetteer does not have."""
    extra = [str(a) for a in table.get("aliases", ())]
    out = []
    names = {alias for entity in known.values() for alias in entity.aliases} | {n.lower() for n in known}
    for party in (*table.get("standing", ()), *extra):
        if fold(str(party)) not in names and party not in known:
            out.append(Entity(name=str(party), kind="company", aliases=(fold(str(party)),)))
    return out


def _check(data: Mapping[str, Any], seen: set[str]) -> list[Fault]:
    faults: list[Fault] = []
    for key in data:
        if key not in ("claim", "entity"):
            faults.append(Fault(where=key, message="unknown table; claims are [[claim]] tables"))
    claims = data.get("claim", [])
    if not isinstance(claims, list) or not claims:
        faults.append(Fault(where="claim", message="there is no [[claim]] table"))
        return faults
    for i, table in enumerate(claims, start=1):
        where = f"claim[{i}]"
        if not isinstance(table, dict):
            faults.append(Fault(where=where, message="must be a table"))
            continue
        for key in table:
            if key not in _CLAIM_KEYS:
                faults.append(Fault(where=f"{where}.{key}", message="unknown key"))
        for key in ("id", "text"):
            if not isinstance(table.get(key), str) or not table[key].strip():
                faults.append(Fault(where=f"{where}.{key}", message="is missing or no text"))
        name = table.get("id")
        if isinstance(name, str) and name in seen:
            faults.append(Fault(where=f"{where}.id", message=f"{name!r} stands twice"))
        if isinstance(name, str):
            seen.add(name)
        if "status" in table and table["status"] not in tuple(Status):
            faults.append(Fault(where=f"{where}.status", message=f"must be one of {', '.join(Status)}"))
        if "due" in table and not isinstance(table["due"], date):
            faults.append(Fault(where=f"{where}.due", message="must be a date such as 2023-12-31"))
        for key in ("standing", "aliases", "seeds"):
            if key in table and not _texts(table[key]):
                faults.append(Fault(where=f"{where}.{key}", message="must be a list of texts"))
        if "texts" in table and not (
            isinstance(table["texts"], dict) and _texts(list(table["texts"].values()))
        ):
            faults.append(Fault(where=f"{where}.texts", message="must be a table of language = text"))
        for n, frame in enumerate(table.get("frame", ()), start=1):
            faults += [
                Fault(where=f"{where}.frame[{n}].{key}", message="unknown key")
                for key in frame
                if key not in _FRAME_KEYS
            ]
            for key in ("subject", "relation"):
                if "announces" in frame and key == "relation":
                    continue
                if not _texts(frame.get(key)) or not frame[key]:
                    faults.append(Fault(where=f"{where}.frame[{n}].{key}", message="must be a list of names"))
    return faults


def _check_entities(data: Mapping[str, Any]) -> list[Fault]:
    faults: list[Fault] = []
    for i, table in enumerate(data.get("entity", ()), start=1):
        where = f"entity[{i}]"
        faults += [
            Fault(where=f"{where}.{key}", message="unknown key") for key in table if key not in _ENTITY_KEYS
        ]
        if not isinstance(table.get("name"), str):
            faults.append(Fault(where=f"{where}.name", message="is missing or no text"))
        if table.get("kind") not in KINDS:
            faults.append(Fault(where=f"{where}.kind", message=f"must be one of {', '.join(KINDS)}"))
        if not _texts(table.get("aliases", [])):
            faults.append(Fault(where=f"{where}.aliases", message="must be a list of texts"))
    return faults


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _claim(table: Mapping[str, Any], *, seed: bool) -> Claim:
    due = table.get("due")
    return Claim(
        id=table["id"],
        text=table["text"],
        texts=tuple(sorted(table.get("texts", {}).items())),
        due=due.date() if isinstance(due, datetime) else due,
        seed=seed,
    )


def _slot(text: str) -> Slot:
    return frozenset(part.strip() for part in text.split("|"))


def _framed(table: Mapping[str, Any], entities: Entities) -> Framed:
    if not table.get("frame"):
        return derive(table["id"], table["text"], entities, standing=frozenset(table.get("standing", ())))
    frames = tuple(_frame(frame) for frame in table["frame"])
    standing = frozenset(table.get("standing", ())) or frozenset(n for f in frames for n in f.subject)
    return Framed(claim=table["id"], frames=frames, standing=standing)


def _frame(table: Mapping[str, Any]) -> Frame:
    english = load_language("en")
    values = tuple(q for text in table.get("value", ()) for q in quantities.find(fold(text), english))
    negation: Stance | None = Stance.REFUTES
    if table.get("means") == "refutes":
        negation = Stance.SUPPORTS
    if table.get("negation") == "ignore" or table.get("means") == "discusses":
        negation = None
    elif "negation" in table:
        negation = Stance(table["negation"])
    return Frame(
        subject=frozenset(table["subject"]),
        relations=frozenset(table.get("relation", ())),
        objects=tuple(_slot(t) for t in table.get("object", ())),
        context=tuple(_slot(t) for t in table.get("context", ())),
        unless=frozenset(table.get("unless", ())),
        needs=frozenset(table.get("needs", ())),
        means=Stance(table.get("means", "supports")),
        negation=negation,
        only_negated=bool(table.get("only_negated", False)),
        exclusive=bool(table.get("exclusive", False)),
        symmetric=bool(table.get("symmetric", False)),
        done=bool(table.get("done", False)),
        flags=bool(table.get("flags", True)),
        event=bool(table.get("event", True)),
        opens=bool(table.get("opens", False)),
        values=values,
        first=table.get("from"),
        last=table.get("to"),
        announces=str(table.get("announces", "")),
        once=bool(table.get("once", False)),
        sure=float(table.get("sure", 0.0)),
        near=int(table.get("near", 0)),
    )


def _unknown(framed: Framed, entities: Entities) -> list[str]:
    """Names in a frame that neither the gazetteer nor the language data has."""
    english = load_language("en")
    concepts = english.names("concept") | english.names("relation")
    out = []
    for frame in framed.frames:
        out += [r for r in frame.relations | frame.needs if r not in concepts]
        for name in (
            *frame.subject,
            *(n for slot in (*frame.objects, *frame.context, frame.unless) for n in slot),
        ):
            if name not in entities and name not in concepts:
                out.append(name)
    return out
