"""Writes the tables of keys in docs/claims.md from the models: `python -m tools.claims_reference`.

A test compares the page with the models.
"""

from __future__ import annotations

import re
from pathlib import Path

from monitor.claims.frames.schema import ClaimTable, EntityTable, FrameTable
from monitor.datafiles import Table

PAGE = Path(__file__).parents[1] / "docs" / "claims.md"
_MODELS: dict[str, type[Table]] = {
    "[[claim]]": ClaimTable,
    "[[claim.frame]]": FrameTable,
    "[[entity]]": EntityTable,
}
_TABLE = re.compile(
    r"(<!-- keys of (\S+), by python -m tools.claims_reference -->\n).*?(?=<!-- end -->)", re.DOTALL
)


def claims_reference(page: str) -> str:
    """The page with the tables of keys as the models have them."""
    return _TABLE.sub(lambda match: match[1] + _keys(_MODELS[match[2]]), page)


def _keys(model: type[Table]) -> str:
    fields = sorted(model.model_fields.items(), key=lambda field: not field[1].is_required())
    rows = [f"| `{info.alias or name}` | {info.description} |" for name, info in fields]
    return "\n".join(["| key | meaning |", "|---|---|", *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(claims_reference(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
