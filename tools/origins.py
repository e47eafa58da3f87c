"""Writes the origin graph in docs/origins.md: `python -m tools.origins`; a test compares it with the command's output.

The stories of docs/examples/great-wall.jsonl are served as feeds on loopback, polled by `monitor once` into a fresh
ledger, and shown by `monitor explain`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.demo.server import Sample, SampleFeed, configuration, serve

_DOCS = Path(__file__).parents[1] / "docs"
PAGE, STORIES = _DOCS / "origins.md", _DOCS / "examples" / "great-wall.jsonl"
CLAIM = "great-wall-factory"
TITLE = "Where it comes from"
_BLOCK = re.compile(r"(<!-- by python -m tools\.origins -->\n```text\n).*?(?=```\n)", re.DOTALL)


def origins(page: str) -> str:
    """The page with the graph as the command prints it now."""
    return _BLOCK.sub(lambda block: block[1] + graph(), page)


def graph() -> str:
    """The section of `monitor explain` that shows where the evidence comes from."""
    with tempfile.TemporaryDirectory() as folder, serve(_feeds()) as base:
        config = Path(folder) / "config.toml"
        config.write_text(configuration(_feeds(), base), encoding="utf-8")
        _monitor(config, "once")
        told = _monitor(config, "explain", CLAIM)
    section = told.split(f"\n{TITLE}\n", 1)[1]
    return section.split("\n\n", 1)[0].rstrip() + "\n"


def _monitor(config: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "monitor", "--config", str(config), *arguments]
    ran = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")  # noqa: S603 (our own command)
    return ran.stdout


def _feeds() -> tuple[SampleFeed, ...]:
    """A feed for each outlet."""
    by_outlet: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in map(json.loads, STORIES.read_text(encoding="utf-8").splitlines()):
        by_outlet[row["outlet"]].append(row)
    return tuple(
        SampleFeed(
            slug=rows[0]["id"],
            name=outlet,
            language=rows[0]["lang"],
            tier="press",
            kind="full",
            format="json",
            entries=tuple(_sample(row, rows[0]["id"]) for row in rows),
        )
        for outlet, rows in by_outlet.items()
    )


def _sample(row: dict[str, Any], feed: str) -> Sample:
    return Sample(
        feed=feed,
        id=row["id"],
        date=datetime.fromisoformat(row["date"]),
        lang=row["lang"],
        headline=row["headline"],
        summary=row["text"],
        paragraphs=(row["text"],),
    )


if __name__ == "__main__":
    PAGE.write_text(origins(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
