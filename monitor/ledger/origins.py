"""Where a claim's evidence comes from: a small directed graph from each story to what it rests on. Pure.

A story rests on one thing: the story that it reprints, the outlet that it has the news from, else whoever it credits
or its own outlet. So every chain ends at one origin, or runs in a circle of outlets that cite each other, which is one
origin as well. An outlet that is credited is taken to mean its first story on the matter, if the ledger has that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from monitor.ledger.accounts import Account, Exhibit
from monitor.model import Basis, Judgement, Stance, Story
from monitor.publishers import publisher

_LATER = timedelta(days=1)  # how much later than those that credit it an outlet's story may be dated


class Kind(StrEnum):
    STORY = "story"
    PARTY = "party"  # who says so on the record, or did it
    OUTLET = "outlet"  # or anybody else who is credited and has no standing
    SOURCES = "sources"  # unnamed people, of one outlet


class Relation(StrEnum):
    REPRINT = "reprint of"
    TEXT = "text of"  # an agency's, under another outlet's name
    VIA = "via"  # the outlet that a party or somebody unnamed spoke to
    ACCORDING = "according to"
    OWN = "own report of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A story, or somebody that stories rest on. `stance` is a story's."""

    id: str
    kind: Kind
    label: str
    story: Story | None = None
    stance: Stance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """`source` rests on `target`."""

    source: str
    target: str
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the graph as a tree, origins first. `node` is None for the head of a circle.

    `parent` is the place of the row that it rests on. `relation` says how, in words.
    """

    depth: int
    node: Node | None
    label: str
    relation: str = ""
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """The graph; `roots` are the ids of each origin, several where they credit each other."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    roots: tuple[tuple[str, ...], ...] = ()

    def rows(self) -> Iterator[Row]:
        """The graph from its origins to the stories that rest on them, in order of publication."""
        nodes = {node.id: node for node in self.nodes}
        resting: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            resting[edge.target].append(edge)
        place = 0
        waiting: list[tuple[int, Node, str, int | None]] = []
        for root in self.roots:
            if len(root) > 1:
                names = ", ".join(nodes[id_].label for id_ in root)
                yield Row(depth=0, node=None, label=f"{names}: they credit each other, which is one origin")
                onward = {edge.source: _words(edge, nodes) for edge in self.edges}
                waiting = [(1, nodes[id_], onward[id_], place) for id_ in reversed(root)]
                place += 1
            else:
                waiting = [(0, nodes[root[0]], "", None)]
            while waiting:
                depth, node, relation, parent = waiting.pop()
                yield Row(depth=depth, node=node, label=node.label, relation=relation, parent=parent)
                for edge in reversed(resting[node.id]):
                    if edge.source not in root:
                        waiting.append((depth + 1, nodes[edge.source], _words(edge, nodes), place))
                place += 1


_Hop = tuple[Relation, Node]


def origins(account: Account) -> Origins:
    """The graph of the standing evidence for and against a claim."""
    told = [
        exhibit
        for exhibit in account.exhibits
        if exhibit.standing and exhibit.evidence.judgement.stance is not Stance.DISCUSSES
    ]
    present = {exhibit.story.id: exhibit for exhibit in told}
    first: dict[tuple[str, Stance], Exhibit] = {}
    for exhibit in told:
        first.setdefault((publisher(exhibit.story.outlet), exhibit.evidence.judgement.stance), exhibit)
    nodes = {exhibit.story.id: _node(exhibit) for exhibit in told}
    edges: dict[str, Edge] = {}
    for exhibit in told:
        source = exhibit.story.id
        for relation, target in _hops(exhibit, present, first):
            nodes.setdefault(target.id, target)
            edges.setdefault(source, Edge(source=source, target=target.id, relation=relation))
            source = target.id
    return Origins(nodes=tuple(nodes.values()), edges=tuple(edges.values()), roots=_roots(nodes, edges))


def _hops(
    exhibit: Exhibit, present: Mapping[str, Exhibit], first: Mapping[tuple[str, Stance], Exhibit]
) -> Iterator[_Hop]:
    """From a story to the next story that it rests on, or to its origin."""
    story, judged, witness = exhibit.story, exhibit.evidence.judgement, exhibit.evidence.witness
    original = present.get(story.reprint_of or "")
    if original and original is not exhibit:
        yield Relation.REPRINT, _node(original)
        return
    relayed = bool(witness) and publisher(witness) != publisher(story.outlet)
    credited = witness if relayed else judged.origin if judged.basis is Basis.OTHER_OUTLET else ""
    known = first.get((publisher(credited), judged.stance)) if credited else None
    relation = _relation(judged) if relayed else Relation.ACCORDING
    if known and known.story.id != story.id and known.story.published <= story.published + _LATER:
        yield relation, _node(known)
        return
    end = _end(exhibit, witness if relayed else story.outlet, relayed=relayed)
    if relayed and end:
        # Without a story of its own the outlet stands between: what others have from it may have another origin.
        yield relation, _source(Kind.OUTLET, witness, of=end.id)
        yield Relation.ACCORDING, end
    elif relayed:
        yield relation, _source(Kind.OUTLET, witness)
    elif end:
        yield Relation.ACCORDING, end
    else:
        yield Relation.OWN, _source(Kind.OUTLET, story.outlet)


def _relation(judged: Judgement) -> Relation:
    """How a story relies on the outlet that vouches for it."""
    if not judged.via:
        return Relation.TEXT
    return Relation.ACCORDING if judged.basis is Basis.OTHER_OUTLET else Relation.VIA


def _end(exhibit: Exhibit, outlet: str, *, relayed: bool) -> Node | None:
    """Whom the outlet credits; None where it is itself the first to know."""
    judged = exhibit.evidence.judgement
    origin = judged.origin.strip()
    if not origin or publisher(origin) == publisher(outlet):
        return None
    match judged.basis:
        case Basis.OFFICIAL | Basis.EVENT:
            return _source(Kind.PARTY, origin)
        case Basis.SOURCES:
            return _source(Kind.SOURCES, f"{origin} of {outlet}")
        case Basis.OTHER_OUTLET:
            return None if relayed else _source(Kind.OUTLET, origin)
        case _:
            return None


def _node(exhibit: Exhibit) -> Node:
    stance = exhibit.evidence.judgement.stance
    return Node(
        id=exhibit.story.id, kind=Kind.STORY, label=exhibit.story.outlet, story=exhibit.story, stance=stance
    )


def _source(kind: Kind, label: str, of: str = "") -> Node:
    key = publisher(label) if kind is Kind.OUTLET else label.casefold()
    return Node(id=f"{kind}:{key}{of and f', from {of}'}", kind=kind, label=label)


def _roots(nodes: Mapping[str, Node], edges: Mapping[str, Edge]) -> tuple[tuple[str, ...], ...]:
    """What the chains end in: one node, or those of a circle in order of publication; the earliest reported first."""
    order = {id_: place for place, id_ in enumerate(nodes)}
    found: dict[tuple[str, ...], None] = {}
    for start in nodes:
        chain: dict[str, int] = {}
        at = start
        while at not in chain:
            chain[at] = len(chain)
            at = edges[at].target if at in edges else at
        circle = [id_ for id_, place in chain.items() if place >= chain[at]]
        found.setdefault(tuple(sorted(circle, key=order.__getitem__)))
    return tuple(found)


def _words(edge: Edge, nodes: Mapping[str, Node]) -> str:
    return f"{edge.relation} {nodes[edge.target].label}"
