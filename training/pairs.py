"""Reads the training data into labelled pairs; FNC-1 without what overlaps with held-out claims."""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from monitor.model import Stance

_EMERGENT = {"for": Stance.SUPPORTS, "against": Stance.REFUTES, "observing": Stance.DISCUSSES}
_FNC = {"0": Stance.SUPPORTS, "1": Stance.REFUTES, "2": Stance.DISCUSSES}
_NLI = {"E": Stance.SUPPORTS, "C": Stance.REFUTES, "N": Stance.DISCUSSES}
_NLI_SOURCES = ("fever", "fever_nei", "snli", "snli_cad", "conjnli", "climatefever", "healthver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A claim and a passage; `topics` are the Emergent claims that it must not be tested on."""

    claim: str
    passage: str
    stance: Stance
    topics: frozenset[str] = frozenset()


def emergent(folder: Path) -> list[Pair]:
    """Emergent's official training split; each pair's topic is its claim."""
    with (folder / "emergent-train.csv").open(encoding="utf-8", newline="") as file:
        return [
            Pair(
                claim=row["claimHeadline"],
                passage=row["articleHeadline"],
                stance=_EMERGENT[row["articleHeadlineStance"]],
                topics=frozenset({row["claimId"]}),
            )
            for row in csv.DictReader(file)
        ]


def fnc(folder: Path, known: list[Pair]) -> list[Pair]:
    """FNC-1's related pairs: headline as claim, first sentence of the body as passage.

    They carry the claims of Emergent's training split that their topic holds, so that a fold can leave it out.
    """
    rows, bodies, topics = _fnc(folder, known)
    out = []
    for row in rows:
        topic = topics[row["Body_ID"]]
        pieces = [p for p in re.split(r"(?<=[.!?])\s+|\n+", bodies[row["Body_ID"]].strip()) if len(p) > 30]
        if topic and pieces:
            stance = _FNC[row["Stance"]]
            out.append(Pair(claim=row["Headline"], passage=pieces[0], stance=stance, topics=frozenset(topic)))
    return out


def articles(folder: Path, known: list[Pair]) -> list[str]:
    """The bodies of FNC-1's news articles, without those that may belong to Emergent's official test."""
    _, bodies, topics = _fnc(folder, known)
    return [text for body, text in sorted(bodies.items()) if topics.get(body)]


def _fnc(folder: Path, known: list[Pair]) -> tuple[list[dict[str, str]], dict[str, str], dict[str, set[str]]]:
    """FNC-1's related rows, its bodies, and of each body the claims of Emergent that its topic holds.

    FNC-1 was made from Emergent. Headlines and bodies that are related to each other form one topic; only if it
    holds a text of Emergent's training split has it claims (the others may hold the official test).
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for pair in known:
        owners[_plain(pair.claim)] |= pair.topics
        owners[_plain(pair.passage)] |= pair.topics
    with gzip.open(folder / "fnc1-train-bodies.csv.gz", "rt", encoding="utf-8", newline="") as file:
        bodies = {row["Body_ID"]: row["articleBody"] for row in csv.DictReader(file)}
    with gzip.open(folder / "fnc1-train-stances.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Stance"] in _FNC]
    parents: dict[str, str] = {}

    def root(node: str) -> str:
        while parents.setdefault(node, node) != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    for row in rows:
        parents[root("headline " + _plain(row["Headline"]))] = root("body " + row["Body_ID"])
    topics: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        topics[root("body " + row["Body_ID"])] |= owners.get(_plain(row["Headline"]), set())
    return rows, bodies, {row["Body_ID"]: topics[root("body " + row["Body_ID"])] for row in rows}


def nli(folder: Path, *, each: int, seed: int) -> list[Pair]:
    """Up to `each` pairs of every three-way source: hypothesis as claim, premise as passage."""
    by_source: dict[str, list[Pair]] = {source: [] for source in _NLI_SOURCES}
    with gzip.open(folder / "nli-train.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["source"] in by_source and row["label"] in _NLI:
                pair = Pair(claim=row["hypothesis"], passage=row["premise"], stance=_NLI[row["label"]])
                by_source[row["source"]].append(pair)
    chance = random.Random(seed)
    return [p for pairs in by_source.values() for p in chance.sample(pairs, min(each, len(pairs)))]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
