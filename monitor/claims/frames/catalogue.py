"""From claims files to a catalogue: what is claimed, and what matching needs to know of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from monitor.claims.frames.derive import derive
from monitor.claims.frames.english import parties
from monitor.claims.frames.files import Tables, gazetteer, known_as, read
from monitor.claims.frames.frame import Frame, Framed
from monitor.claims.frames.relations import Relations, relations_of
from monitor.claims.frames.schema import ClaimTable, EntityTable, FrameTable
from monitor.claims.frames.sources import SHIPPED, ids, texts
from monitor.claims.read.entities import Entities, Entity
from monitor.claims.read.initials import spellings
from monitor.claims.read.text import fold
from monitor.languages import CJK, Language
from monitor.model import Claim, Stance
from monitor.topics import Folder
from monitor.topics import shipped as shipped_topic

_CHINESE = re.compile(f"[{CJK}]")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All claims with their frames, and the entities that they and the news may name.

    `declared`: the names of those that the gazetteer or a claims file has, beside those that only a claim names.
    `topic`: the folder that the words and the gazetteer are from.
    """

    claims: tuple[Claim, ...]
    framed: tuple[Framed, ...]
    entities: Entities
    declared: frozenset[str]
    relations: Relations
    topic: Folder

    def only(self, ids: Collection[str]) -> Catalogue:
        """The catalogue of some of the claims."""
        return replace(
            self,
            claims=tuple(claim for claim in self.claims if claim.id in ids),
            framed=tuple(framed for framed in self.framed if framed.claim in ids),
        )


def load(paths: Sequence[Path] = (), topic: Folder | None = None) -> Catalogue:
    """Reads claims files; with none, or for `SHIPPED`, the claims of the topic, by default of the one that ships with
    the package.

    Raises ConfigError naming every fault of the first file that has any.
    """
    topic = topic or shipped_topic()
    topic.language("en")  # a folder without words lacks more than claims
    return build(texts(paths, topic), topic)


def build(named: Sequence[tuple[str, str]], topic: Folder) -> Catalogue:
    """The claims of files, given as (path, text); those of the topic are called `SHIPPED`.

    Raises ConfigError naming every fault of the first file that has any.
    """
    known = known_entities(topic)
    english = topic.language("en")
    table = relations_of(topic)
    tables = read(named, _gazetteer(known), english)
    entities = _entities(tables, known, english)
    seeds = {claim.id for claim in tables.claims if claim.seeds} | ids(
        text for path, text in named if path == SHIPPED
    )
    return Catalogue(
        claims=tuple(_claim(claim, seed=claim.id in seeds) for claim in tables.claims),
        framed=tuple(_framed(claim, entities, table, topic) for claim in tables.claims),
        entities=entities,
        declared=frozenset(e.name for e in known) | {t.name for t in tables.entities},
        relations=table,
        topic=topic,
    )


@cache
def known_entities(topic: Folder) -> tuple[Entity, ...]:
    """The names that the topic brings. Raises ConfigError."""
    return tuple(_entity(table, None) for table in gazetteer(topic))


@lru_cache(maxsize=4)  # a catalogue asks up to four times, mostly for the same
def _gazetteer(entities: tuple[Entity, ...]) -> Entities:
    return Entities(entities)


def _entities(tables: Tables, known: Sequence[Entity], english: Language) -> Entities:
    """The topic's entities with those of the files, and the parties that claims name beside them."""
    held = {entity.name: entity for entity in known}
    for table in tables.entities:
        held[table.name] = _entity(table, held.get(table.name))
    declared = _gazetteer(tuple(held.values()))
    introduced = []
    for claim in tables.claims:
        new = [] if claim.frame else list(parties(claim.text, declared, english))
        for name in claim.standing:
            if known_as(name, declared) is None:
                new = _joined(new, name)
        for party in new:
            same = held.setdefault(party.name, party)
            held[party.name] = replace(same, aliases=tuple(dict.fromkeys((*same.aliases, *party.aliases))))
        introduced.append([party.name for party in new])
    for name in {name for names in introduced for name in names}:
        # what is said of the "Switch 2" is said of a "Switch", too
        wider = tuple(other for names in introduced for other in names if name.startswith(f"{other} "))
        held[name] = replace(held[name], of=tuple(dict.fromkeys((*held[name].of, *wider))))
    named = _gazetteer(tuple(held.values()))
    for claim, names in zip(tables.claims, introduced, strict=True):
        # who settles it is seldom what has other names
        things = [name for name in names if name not in claim.standing] or names
        owner = things[0] if things else _subject(claim, declared)
        for alias in claim.aliases:
            meant = next((name for name in names if _initials(alias, name)), owner)
            if meant in held and known_as(alias, named) is None:
                held[meant] = replace(held[meant], aliases=(*held[meant].aliases, fold(alias)))
    return _gazetteer(tuple(held.values()))


def _initials(alias: str, name: str) -> bool:
    """Whether one stands for the other: "CMA" for "Competition and Markets Authority"."""
    short, long = sorted((alias, name), key=len)
    return short.isupper() and short == "".join(char for char in long if char.isupper()) != long


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
        sort=table.sort,
        traits=table.traits,
    )


def _joined(parties: list[Entity], name: str) -> list[Entity]:
    """The parties with one more that has standing; "Biden" of the claim is the same as "Joe Biden"."""
    for n, party in enumerate(parties):
        if name.endswith(f" {party.name}"):
            return [
                *parties[:n],
                replace(party, aliases=(*party.aliases, *spellings(name))),
                *parties[n + 1 :],
            ]
    return [*parties, _party(name)]


def _party(name: str) -> Entity:
    return Entity(name=name, kind="company", aliases=spellings(name))


def _subject(claim: ClaimTable, entities: Entities) -> str | None:
    """The entity that the `aliases` of a claim without new parties belong to: who acts, else who is named first."""
    if claim.frame:
        return claim.frame[0].subject[0]
    return next((hit.name for hit in entities.find(fold(claim.text))), None)


def _claim(table: ClaimTable, *, seed: bool) -> Claim:
    return Claim(
        id=table.id, text=table.text, texts=tuple(sorted(table.texts.items())), due=table.due, seed=seed,
        witnesses=table.witnesses, window=table.window,
    )  # fmt: skip


def _framed(claim: ClaimTable, entities: Entities, table: Relations, topic: Folder) -> Framed:
    standing = frozenset(known_as(name, entities) or name for name in claim.standing)
    if not claim.frame:
        language = topic.language(claim.language or ("zh" if _CHINESE.search(claim.text) else "en"))
        derived = derive(
            claim.id, claim.text, entities, table, language, standing=standing, stated=claim.stated
        )
        return replace(derived, kind=claim.kind or derived.kind)
    frames = tuple(_frame(frame) for frame in claim.frame)
    return Framed(
        claim=claim.id, frames=frames, standing=standing or frozenset().union(*(f.subject for f in frames))
    )


def _frame(table: FrameTable) -> Frame:
    given = {name: getattr(table, name) for name in FrameTable.model_fields}
    relations = frozenset(given.pop("relation"))
    sets = {name: frozenset(given[name]) for name in ("subject", "unless", "needs")}
    values = tuple(quantity for found in table.values for quantity in found)
    return Frame(**given | sets | {"relations": relations, "values": values, "negation": _negation(table)})


def _negation(table: FrameTable) -> Stance | None:
    """What the negated passage does: what is told, else the opposite of what the passage means."""
    if table.means is Stance.DISCUSSES or table.negation == "ignore":
        return None
    if table.negation is not None:
        return Stance(table.negation)
    return Stance.SUPPORTS if table.means is Stance.REFUTES else Stance.REFUTES
