"""From claims files to a catalogue: what is claimed, and what matching needs to know of it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from monitor.claims.frames.derive import derive
from monitor.claims.frames.english import parties
from monitor.claims.frames.files import Tables, known_as, read
from monitor.claims.frames.frame import Frame, Framed
from monitor.claims.frames.relations import Relations, shipped_relations
from monitor.claims.frames.schema import ClaimTable, EntityTable, FrameTable
from monitor.claims.frames.sources import texts
from monitor.claims.read.entities import Entities, Entity
from monitor.claims.read.text import fold
from monitor.model import Claim, Stance

_TOPIC = files("monitor.topics") / "xiaomi_ev"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All claims with their frames, and the entities that they and the news may name.

    `declared`: the names of those that the gazetteer or a claims file has, beside those that only a claim names.
    """

    claims: tuple[Claim, ...]
    framed: tuple[Framed, ...]
    entities: Entities
    declared: frozenset[str]
    relations: Relations

    def only(self, ids: Collection[str]) -> Catalogue:
        """The catalogue of some of the claims."""
        return Catalogue(
            claims=tuple(claim for claim in self.claims if claim.id in ids),
            framed=tuple(framed for framed in self.framed if framed.claim in ids),
            entities=self.entities,
            declared=self.declared,
            relations=self.relations,
        )


def load(paths: Sequence[Path] = ()) -> Catalogue:
    """Reads claims files; with none, the corpus that ships with the package.

    Raises ConfigError naming every fault of the first file that has any.
    """
    return _build(texts(paths), seed=not paths)


@cache
def shipped_entities() -> tuple[Entity, ...]:
    """The gazetteer that ships with the package."""
    data = tomllib.loads((_TOPIC / "entities.toml").read_text(encoding="utf-8"))
    return tuple(_shipped(table) for table in data["entity"])


def _shipped(table: Mapping[str, Any]) -> Entity:
    return Entity(
        name=table["name"],
        kind=table["kind"],
        aliases=tuple(fold(alias) for alias in table["aliases"]),
        of=tuple(table.get("of", ())),
        country=table.get("country", ""),
        sort=table.get("sort", "car"),
        traits=tuple(table.get("traits", ())),
    )


def _build(texts: Sequence[tuple[str, str]], *, seed: bool) -> Catalogue:
    tables = read(texts, Entities(shipped_entities()))
    entities = _entities(tables)
    return Catalogue(
        claims=tuple(_claim(table, seed=seed or bool(table.seeds)) for table in tables.claims),
        framed=tuple(_framed(table, entities) for table in tables.claims),
        entities=entities,
        relations=shipped_relations(),
        declared=frozenset(e.name for e in shipped_entities()) | {t.name for t in tables.entities},
    )


def _entities(tables: Tables) -> Entities:
    """The shipped entities with those of the files, and the parties that claims name beside them."""
    held = {entity.name: entity for entity in shipped_entities()}
    for table in tables.entities:
        held[table.name] = _entity(table, held.get(table.name))
    declared = Entities(held.values())
    owners = []
    for claim in tables.claims:
        new = [] if claim.frame else list(parties(claim.text, declared))
        new += [_party(name) for name in claim.standing if known_as(name, declared) is None]
        for party in new:
            held.setdefault(party.name, party)
        owners.append(new[0].name if new else _subject(claim, declared))
    for claim, owner in zip(tables.claims, owners, strict=True):
        further = tuple(fold(name) for name in claim.aliases if known_as(name, declared) is None)
        if owner in held:
            held[owner] = replace(held[owner], aliases=held[owner].aliases + further)
    return Entities(held.values())


def _entity(table: EntityTable, known: Entity | None) -> Entity:
    aliases = tuple(map(fold, table.aliases))
    if known is not None:
        return replace(
            known, aliases=known.aliases + aliases, of=known.of + table.of, traits=known.traits + table.traits
        )
    return Entity(
        name=table.name,
        kind=table.kind,
        aliases=aliases or (fold(table.name),),
        of=table.of,
        country=table.country,
        sort=table.sort,
        traits=table.traits,
    )


def _party(name: str) -> Entity:
    return Entity(name=name, kind="company", aliases=(fold(name),))


def _subject(claim: ClaimTable, entities: Entities) -> str | None:
    """Whose the further names of a claim without new parties are: who acts, else who is named first."""
    if claim.frame:
        return claim.frame[0].subject[0]
    return next((hit.name for hit in entities.find(fold(claim.text))), None)


def _claim(table: ClaimTable, *, seed: bool) -> Claim:
    return Claim(
        id=table.id, text=table.text, texts=tuple(sorted(table.texts.items())), due=table.due, seed=seed
    )


def _framed(table: ClaimTable, entities: Entities) -> Framed:
    standing = frozenset(known_as(name, entities) or name for name in table.standing)
    if not table.frame:
        return derive(
            table.id, table.text, entities, shipped_relations(), standing=standing, stated=table.stated
        )
    frames = tuple(_frame(frame) for frame in table.frame)
    return Framed(
        claim=table.id, frames=frames, standing=standing or frozenset().union(*(f.subject for f in frames))
    )


def _frame(table: FrameTable) -> Frame:
    return Frame(
        subject=frozenset(table.subject),
        relations=frozenset(table.relation),
        objects=table.objects,
        context=table.context,
        unless=frozenset(table.unless),
        needs=frozenset(table.needs),
        means=table.means,
        negation=_negation(table),
        only_negated=table.only_negated,
        exclusive=table.exclusive,
        symmetric=table.symmetric,
        done=table.done,
        flags=table.flags,
        event=table.event,
        opens=table.opens,
        values=tuple(quantity for found in table.value for quantity in found),
        first=table.first,
        last=table.last,
        announces=table.announces,
        once=table.once,
        dated=table.dated,
        sure=table.sure,
        near=table.near,
    )


def _negation(table: FrameTable) -> Stance | None:
    """What the negated passage does: what is told, else the opposite of what the passage means."""
    if table.means is Stance.DISCUSSES or table.negation == "ignore":
        return None
    if table.negation is not None:
        return Stance(table.negation)
    return Stance.SUPPORTS if table.means is Stance.REFUTES else Stance.REFUTES
