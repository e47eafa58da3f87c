"""Examples for training: a claim, a passage with its headline, and the classes that are right. Seeded throughout."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from training.reader.network import CLASSES, FIRST, LAST
from training.reader.pairs import Cluster

LENGTH = 160  # pieces of an example
_CLAIM, _HEADLINE = 48, 40
_BORROWED = 0.3  # share of the lone passages that are given a headline which bears on none of the claims

Target = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """`target` weighs CLASSES; several weights of 1 mean that any of these classes is right."""

    claim: str
    passage: str
    headline: str
    target: Target


def target(*classes: str) -> Target:
    """The target in which these classes are right."""
    return tuple(float(name in classes) for name in CLASSES)


def encode(tokenizer: Tokenizer, example: Example) -> list[int]:
    """<s> claim </s></s> passage </s></s> headline </s>, cut to LENGTH; without a headline its part is left out."""
    claim = tokenizer.encode(example.claim).ids[:_CLAIM]
    headline = tokenizer.encode(example.headline).ids[:_HEADLINE] if example.headline else []
    tail = [LAST, LAST, *headline] if headline else []
    room = LENGTH - len(claim) - len(tail) - 4
    passage = tokenizer.encode(example.passage).ids[:room]
    return [FIRST, *claim, LAST, LAST, *passage, *tail, LAST]


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
                found.append(Example(cluster.claims[number], passage.text, headline, target(right)))
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
