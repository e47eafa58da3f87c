"""Where the lines of a claim's origin graph stand, drawn as a tree: places in pixels. Pure geometry."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from monitor.ledger.accounts import Account
from monitor.ledger.origins import Row, origins

_ROWS = 40
_STEP, _LINE = 22, 24  # pixels to the right for each thing rested on, and down for each line
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Twig:
    """A line of the drawing; `trunk` is where the line begins that it hangs on, as x and y, None at an origin."""

    x: int
    y: int
    trunk: tuple[int, int] | None
    row: Row


@dataclass(frozen=True, slots=True)
class Lineage:
    twigs: tuple[Twig, ...]
    height: int
    beyond: int


def lineage(account: Account) -> Lineage | None:
    """The drawing; None where a single story, or none, has nothing to show."""
    rows = list(origins(account).rows())
    if sum(row.node is not None and row.node.story is not None for row in rows) < 2:
        return None
    twigs: list[Twig] = []
    for number, row in enumerate(islice(rows, _ROWS)):
        above = twigs[row.parent] if row.parent is not None else None
        trunk = (above.x, above.y) if above else None
        twigs.append(Twig(10 + _STEP * min(row.depth, _DEEPEST), 14 + _LINE * number, trunk, row))
    return Lineage(tuple(twigs), 8 + _LINE * len(twigs), len(rows) - len(twigs))
