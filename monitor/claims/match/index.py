"""Which claims a story can bear on, and which of their frames are cast together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.frames.frame import Frame
from monitor.claims.match.match import Candidate, Member, match, shape
from monitor.claims.match.roles import Story
from monitor.claims.read.entities import Entities


class Index:
    """Finds claims by a relation and the rarest name that a frame must have."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._framed = catalogue.framed
        self._by_key: dict[tuple[str, str], set[int]] = {}
        self._always: set[int] = set()
        shapes: dict[Frame, int] = {}
        self._shapes = tuple(
            tuple(shapes.setdefault(shape(frame), len(shapes)) for frame in framed.frames)
            for framed in catalogue.framed
        )
        for number, framed in enumerate(catalogue.framed):
            for frame in framed.frames:
                if frame.announces:
                    self._always.add(number)
                # A particular number is looked for without a word for the relation, too.
                keys = frame.relations | ({""} if frame.values or not frame.relations else set())
                for relation in keys:
                    for name in _rarest(frame, catalogue.entities):
                        self._by_key.setdefault((relation, name), set()).add(number)
        self._names = frozenset(name for _, name in self._by_key)

    @property
    def names(self) -> frozenset[str]:
        """The names that claims are looked up by."""
        return self._names

    def lookup(self, names: frozenset[str], relations: Iterable[str]) -> list[int]:
        """Numbers of the claims, in their order."""
        found = set(self._always)
        for relation in (*relations, ""):
            for name in names:
                found |= self._by_key.get((relation, name), set())
        return sorted(found)

    def match(self, story: Story, numbers: Iterable[int]) -> Mapping[int, list[Candidate]]:
        """The candidates of each of the claims, in the order of its frames and of the sentences."""
        numbers = list(numbers)
        by_shape: dict[int, list[tuple[int, int]]] = {}
        for number in numbers:
            for place, shaped in enumerate(self._shapes[number]):
                by_shape.setdefault(shaped, []).append((number, place))
        found: dict[int, list[tuple[int, Candidate]]] = {number: [] for number in numbers}
        for places in by_shape.values():
            members: list[Member] = [
                (self._framed[number], self._framed[number].frames[place]) for number, place in places
            ]
            for member, candidate in match(story, members):
                number, place = places[member]
                found[number].append((place, candidate))
        return {
            number: [candidate for _, candidate in sorted(each, key=lambda pair: pair[0])]
            for number, each in found.items()
        }


def _rarest(frame: Frame, entities: Entities) -> frozenset[str]:
    """The names of the slot that fewest names fill."""
    slots = [
        entities.circles(slot) for slot in (frame.subject, *frame.objects) if all(n in entities for n in slot)
    ]
    if frame.exclusive:
        slots = slots[:1]
    return min(slots, key=len, default=frozenset())
