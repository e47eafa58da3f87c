"""The parties that news names: whose word is whose, whose product is what. Pure, from data files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.claims.read.initials import in_full
from monitor.languages import Hit, Matcher

KINDS = ("company", "person", "outlet", "regulator", "model", "place", "analyst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A named thing. `of`: the parties a person or body speaks for, or that make a model.

    `traits`: concepts that a model stands for: the YU7 is an "suv" and the "second" car. `introduced`: a claim brought
    the name along, and nobody has said what it is.
    """

    name: str
    kind: str
    aliases: tuple[str, ...]
    of: tuple[str, ...] = ()
    sort: str = "car"
    traits: tuple[str, ...] = ()
    introduced: bool = False


class Entities:
    """A gazetteer: finds entities in folded text and knows how they hang together."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._by_name: Mapping[str, Entity] = {e.name: e for e in entities}
        circles: dict[str, set[str]] = {name: {name} for name in self._by_name}
        for entity in self._by_name.values():
            for owner in entity.of:
                circles.setdefault(owner, {owner}).add(entity.name)
        self._circles = {name: frozenset(circle) for name, circle in circles.items()}
        self._unions: dict[frozenset[str], frozenset[str]] = {}
        self.matcher = Matcher(
            (e.kind, e.name, alias) for e in self._by_name.values() for alias in e.aliases if alias
        )
        introduced = [entity for entity in self._by_name.values() if entity.introduced]
        self._in_full = [(e, full) for e in introduced if (full := in_full(e.name))]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Entity:
        return self._by_name[name]

    def all(self) -> tuple[Entity, ...]:
        return tuple(self._by_name.values())

    def find(self, folded: str, text: str = "") -> tuple[Hit, ...]:
        """Entities in the text, the longest name winning across kinds ("Apple Car" hides "Apple").

        In `text`, which is what was folded, names that claims give by their initials are found in full, too.
        """
        out: list[Hit] = []
        full = (Hit(e.kind, e.name, *m.span()) for e, form in self._in_full for m in form.finditer(text))
        widest: Hit | None = None  # of those that begin no later, the one that ends last
        for hit in sorted((*self.matcher.find(folded), *full), key=lambda h: (h.start, -h.end)):
            if widest is None or hit.end > widest.end:
                widest = hit
            if (hit.start, hit.end) == (widest.start, widest.end):
                out.append(hit)
        return tuple(out)

    def circle(self, name: str) -> frozenset[str]:
        """The entity with all that speak for it or are made by it: Xiaomi, Lei Jun, SU7."""
        return self._circles.get(name, frozenset({name}))

    def circles(self, names: frozenset[str]) -> frozenset[str]:
        """The circles of all names together. Each set of names is worked out once; claims have few of them."""
        if names not in self._unions:
            own = (self._circles[name] for name in names if name in self._by_name)
            self._unions[names] = names.union(*own)
        return self._unions[names]
