"""Where a claim's evidence comes from, as an indented tree and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console

from monitor.alerts.compose.event import moment
from monitor.alerts.compose.plain import clean, cut
from monitor.cli.output.style import day, line
from monitor.ledger.origins import Origins, Row
from monitor.model import Stance

_ROWS = 60
_DEEPEST = 8  # steps of indentation
_LABEL = 200


def show(console: Console, graph: Origins) -> None:
    """The tree, each story under what it rests on."""
    rows = list(graph.rows())
    for row in rows[:_ROWS]:
        line(console, f"  {'  ' * min(row.depth, _DEEPEST)}", *_words(row))
    if len(rows) > _ROWS:
        line(console, f"  and {len(rows) - _ROWS} more")


def _words(row: Row) -> Iterator[str | tuple[str, str]]:
    if row.node is None or row.node.story is None:
        yield (cut(row.label, _LABEL), "bold")
        yield (f"  {row.relation}" if row.relation else "", "dim")
        return
    story = row.node.story
    yield f"{day(story.published)}  "
    yield (clean(row.label), "bold")
    yield f": {cut(story.headline, _LABEL)}"
    against = ", against the claim" if row.node.stance is Stance.REFUTES else ""
    yield (f"  ({cut(row.relation, _LABEL)}{against})", "dim")


def as_json(graph: Origins) -> dict[str, Any]:
    """Nodes, edges from each to what it rests on, and the ids of each origin; several credit each other."""
    return {
        "nodes": [
            {
                "id": node.id,
                "kind": node.kind,
                "label": clean(node.label),
                "story": node.story.url if node.story else None,
                "published": moment(node.story.published) if node.story else None,
                "stance": node.stance,
            }
            for node in graph.nodes
        ],
        "edges": [
            {"source": edge.source, "target": edge.target, "relation": edge.relation} for edge in graph.edges
        ],
        "origins": [list(root) for root in graph.roots],
    }
