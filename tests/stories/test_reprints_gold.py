"""Reprints measured on labelled clusters: real events told by one newsroom, and copied, cut, rewritten, translated or
told anew by others.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from pathlib import Path

from monitor.stories.reprints import WINDOW, Reprints
from tests.stories.builders import story

PRECISION, RECALL = 0.975, 0.8
GOLD = Path(__file__).parents[1] / "gold" / "reprints" / "stories.jsonl"


def test_precision_and_recall_of_pairs() -> None:
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    stories = [
        replace(
            story(row["id"], row["headline"], row["text"]),
            published=datetime.fromisoformat(row["date"]),
            outlet=row["outlet"],
            language=row["lang"],
        )
        for row in rows
    ]
    cluster = {row["id"]: row["cluster"] for row in rows}
    known, root = Reprints(), dict[str, str]()
    for each in sorted(stories, key=lambda each: (each.published, each.id)):
        original = known.original(each)
        root[each.id] = original or each.id
        known.add(replace(each, reprint_of=original))
    near = [(a, b) for a, b in combinations(stories, 2) if abs(a.published - b.published) <= WINDOW]
    found = [(a, b) for a, b in near if root[a.id] == root[b.id]]
    right = sum(cluster[a.id] == cluster[b.id] for a, b in found)
    there = sum(cluster[a.id] == cluster[b.id] for a, b in near)
    assert right / len(found) >= PRECISION
    assert right / there >= RECALL
