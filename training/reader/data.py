"""Examples for training: a claim, a passage with its headline, and the classes that are right. Seeded throughout."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from training.reader.network import CLASSES, FIRST, LAST
from training.reader.pairs import Cluster

LENGTH = 192  # pieces of an example
_CLAIM, _HEADLINE, _BEFORE = 48, 40, 40
_BORROWED = 0.3  # share of the lone passages that are given a headline which bears on none of the claims

Target = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """`before` is the sentence before the passage, "" at the beginning of a text. `target` weighs CLASSES; several
    weights of 1 mean that any of these classes is right.
    """

    claim: str
    passage: str
    headline: str
    target: Target
    before: str = ""


def target(*classes: str) -> Target:
    """The target in which these classes are right."""
    return tuple(float(name in classes) for name in CLASSES)


def encode(tokenizer: Tokenizer, example: Example) -> list[int]:
    """<s> claim </s></s> passage </s></s> headline </s></s> before </s>, cut to LENGTH; what is missing is left out."""
    claim = tokenizer.encode(example.claim).ids[:_CLAIM]
    tail: list[int] = []
    for text, most in ((example.headline, _HEADLINE), (example.before, _BEFORE)):
        tail += [LAST, LAST, *tokenizer.encode(text).ids[:most]] if text else []
    room = LENGTH - len(claim) - len(tail) - 4
    passage = tokenizer.encode(example.passage).ids[:room]
    return [FIRST, *claim, LAST, LAST, *passage, *tail, LAST]


def strangers(clusters: Sequence[Cluster], *, share: float, rng: random.Random) -> list[Example]:
    """A `share` of all passages, each with a claim of another cluster, if there is one of the same party or product.

    Most of what a story says is about something else than a claim on the same company, and in other ways than the
    near neighbours of the claim are.
    """
    by_name: dict[str, list[tuple[Cluster, str]]] = {}
    every = [(cluster, claim) for cluster in clusters for claim in cluster.claims.values()]
    for cluster, claim in every:
        for name in _names(claim):
            by_name.setdefault(name, []).append((cluster, claim))
    found = []
    for own in clusters:
        for passage in own.passages:
            if rng.random() >= share:
                continue
            named = [other for name in sorted(_names(passage.text)) for other in by_name.get(name, ())]
            near = [claim for cluster, claim in named if cluster.name != own.name and not _near(cluster, own)]
            claim = rng.choice(near) if near else rng.choice(every)[1]
            if claim not in own.claims.values():
                found.append(
                    Example(claim, passage.text, passage.headline, target("unrelated"), passage.before)
                )
    return found


def _near(one: Cluster, other: Cluster) -> bool:
    """Whether two clusters may be about the same news: their names share a part beside the party's."""
    first, second = set(one.name.split("-")), set(other.name.split("-"))
    return len(first & second) > 1


def _names(text: str) -> set[str]:
    return set(re.findall(r"(?<=\s)[A-Z][A-Za-z0-9]{2,}|[\u4e00-\u9fff]{2,4}", text))


def labelled(path: Path) -> list[Example]:
    """Pairs of a file of JSON lines with the keys claim, passage and label; hedged ones stand with "discusses"."""
    wide = {"discusses": ("discusses", "supports?", "refutes?")}
    with path.open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return [
            Example(row["claim"], row["passage"], "", target(*wide.get(row["label"], (row["label"],))))
            for row in rows
        ]


def examples(clusters: Iterable[Cluster], *, unrelated: int | None, rng: random.Random) -> list[Example]:
    """All labelled pairs, and for each passage up to `unrelated` other claims of its cluster (None: all of them)."""
    found = []
    for cluster in clusters:
        idle = [p.text for p in cluster.passages if not p.labels and p.kind == "headline"]
        for passage in cluster.passages:
            headline = "" if passage.headline == passage.text else passage.headline
            if not headline and idle and rng.random() < _BORROWED:
                headline = rng.choice(idle)
            others = [number for number in cluster.claims if number not in passage.labels]
            if unrelated is not None:
                others = rng.sample(others, min(unrelated, len(others)))
            for number in (*passage.labels, *others):
                right = passage.labels.get(number, "unrelated")
                found.append(
                    Example(cluster.claims[number], passage.text, headline, target(right), passage.before)
                )
    return found


def batches(
    rows: Sequence[tuple[list[int], Target]], *, tokens: int, rng: random.Random
) -> list[list[tuple[list[int], Target]]]:
    """Batches of rows of like length with at most `tokens` pieces, padding included, in random order."""
    order = list(rows)
    rng.shuffle(order)
    made = []
    for start in range(0, len(order), 800):
        part = sorted(order[start : start + 800], key=lambda row: len(row[0]))
        batch: list[tuple[list[int], Target]] = []
        for row in part:
            if batch and len(row[0]) * (len(batch) + 1) > tokens:
                made.append(batch)
                batch = []
            batch.append(row)
        made.append(batch)
    rng.shuffle(made)
    return made
