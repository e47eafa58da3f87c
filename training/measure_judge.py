"""Emergent through `monitor judge`: python -m training.measure_judge FOLDER.

Every claim of Emergent's training split is a typed claim, every article headline a story. Each fold is judged with
coefficients trained without its claims: against all claims in one file, against the claims of the fold, and against
the story's own claim alone. A pair that the judge leaves out counts as wrong. Prints accuracy and macro-F1 with 95 %
intervals from drawing claims with replacement, and how much evidence there is about other claims than the story's own.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
from click.testing import CliRunner
from threadpoolctl import threadpool_limits

from monitor.claims.classifier import model as opinion
from monitor.claims.classifier.features import features
from monitor.claims.classifier.model import CLASSES, Trained
from monitor.cli.commands import cli
from training.pairs import Pair, emergent
from training.regression import Settings, Weights, fit, folds

SEED = 21
FOLDS = 5
RESAMPLES = 2000
_LEFT_OUT = len(CLASSES)


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair's claim, its true class, what was judged (`_LEFT_OUT`: nothing), and evidence about other claims."""

    claim: str
    truth: int
    found: int
    others: int


def judge(claims: Sequence[str], pairs: Sequence[Pair], weights: Weights, folder: Path) -> Iterator[Judged]:
    """What `monitor judge` says of the pairs' headlines and their claims; `claims` are those in the file."""
    ids = {claim: f"c{number}" for number, claim in enumerate(claims)}
    claims_file, stories_file = folder / "claims.toml", folder / "stories.jsonl"
    claims_file.write_text(
        "".join(f"[[claim]]\nid = {json.dumps(i)}\ntext = {json.dumps(c)}\n" for c, i in ids.items()),
        encoding="utf-8",
    )
    stories = [
        {
            "id": str(n),
            "date": "2015-03-01",
            "lang": "en",
            "headline": p.passage,
            "text": "",
            "outlet": "Wire",
        }
        for n, p in enumerate(pairs)
    ]
    stories_file.write_text("".join(json.dumps(story) + "\n" for story in stories), encoding="utf-8")
    shipped = opinion.trained()
    with patch.object(opinion, "trained", lambda: Trained(weights=weights, rarity=shipped.rarity)):
        run = CliRunner().invoke(cli, ["judge", "--claims", str(claims_file), "--stories", str(stories_file)])
    if run.exit_code:
        raise RuntimeError(run.output)
    for pair, line in zip(pairs, run.stdout.splitlines(), strict=True):
        found = {row["claim"]: row["stance"] for row in json.loads(line)["judgements"]}
        own = found.pop(ids[pair.claim], None)
        yield Judged(
            pair.claim,
            CLASSES.index(pair.stance),
            _LEFT_OUT if own is None else [str(name) for name in CLASSES].index(own),
            len(found),
        )


def figures(confusion: np.ndarray) -> tuple[float, float]:
    """Accuracy and macro-F1; a row is a true class, the last column what was left out."""
    hits = np.diag(confusion)
    f1 = 2 * hits / np.maximum(confusion.sum(1) + confusion[:, :_LEFT_OUT].sum(0), 1)
    return float(hits.sum() / confusion.sum()), float(f1.mean())


def report(name: str, rows: Sequence[Judged]) -> None:
    claims = sorted({row.claim for row in rows})
    confusions = np.zeros((len(claims), _LEFT_OUT, _LEFT_OUT + 1))
    for row in rows:
        confusions[claims.index(row.claim), row.truth, row.found] += 1
    chance = np.random.default_rng(0)
    drawn = [
        figures(confusions[chance.integers(0, len(claims), len(claims))].sum(0)) for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    total = confusions.sum(0)
    for figure, value, a, b in zip(("accuracy", "macro-F1"), figures(total), low, high, strict=True):
        print(f"{name}: {figure} {value:.3f} ({a:.3f} to {b:.3f})")
    others = sum(row.others for row in rows)
    print(f"{name}: left out {total[:, -1].sum() / total.sum():.3f}, others a story {others / len(rows):.2f}")
    print(total.astype(int))


def main(folder: Path) -> None:
    pairs = emergent(folder)
    claims = list(dict.fromkeys(pair.claim for pair in pairs))
    fold = folds(pairs, count=FOLDS, seed=SEED)
    together: list[Judged] = []
    apart: list[Judged] = []
    alone: list[Judged] = []
    with tempfile.TemporaryDirectory() as scratch:
        for held in range(FOLDS):
            train = [pair for pair, number in zip(pairs, fold, strict=True) if number != held]
            test = [pair for pair, number in zip(pairs, fold, strict=True) if number == held]
            weights = fit([features(p.claim, p.passage) for p in train], train, Settings())
            together += judge(claims, test, weights, Path(scratch))
            tested = list(dict.fromkeys(pair.claim for pair in test))
            apart += judge(tested, test, weights, Path(scratch))
            for claim in tested:
                own = [pair for pair in test if pair.claim == claim]
                alone += judge([claim], own, weights, Path(scratch))
    report("all claims in one file", together)
    report("a fold's claims in one file", apart)
    report("each story's own claim alone", alone)


if __name__ == "__main__":
    with threadpool_limits(1):
        main(Path(sys.argv[1]))
