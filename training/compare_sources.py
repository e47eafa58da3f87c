"""Do other pairs help? python -m training.compare_sources FOLDER adds FNC-1 and NLI pairs.

Prints accuracy / macro-F1 on Emergent's held-out claims for each worth of the added pairs, with their
n-grams and without.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from monitor.claims.classifier.features import features
from monitor.claims.classifier.model import CLASSES
from training.pairs import Pair, emergent, fnc, nli
from training.regression import Features, Settings, fit, folds, predict, scores

SEED = 0
FOLDS = 5
# (FNC-1, NLI): what one such pair counts beside an Emergent pair.
WORTHS = ((0.0, 0.0), (0.05, 0.0), (0.2, 0.0), (0.0, 0.05), (0.0, 0.2), (0.1, 0.1))


def _described(pair: Pair, source: str, *, with_grams: bool) -> Features:
    row = features(pair.claim, pair.passage)
    return {name: v for name, v in row.items() if with_grams or not name.startswith("g:")} | {source: 1.0}


def main(folder: Path) -> None:
    base = emergent(folder)
    fold = folds(base, count=FOLDS, seed=SEED)
    held_out = {topic: number for pair, number in zip(base, fold, strict=True) for topic in pair.topics}
    rows: list[Features] = [features(pair.claim, pair.passage) for pair in base]
    others = [("fnc", pair) for pair in fnc(folder, base)] + [
        ("nli", p) for p in nli(folder, each=1500, seed=SEED)
    ]
    for with_grams in (False, True):
        added = [_described(pair, source, with_grams=with_grams) for source, pair in others]
        for of_fnc, of_nli in WORTHS:
            worth = {"fnc": of_fnc, "nli": of_nli}
            confusion = np.zeros((3, 3))
            for held in range(FOLDS):
                train = [i for i, f in enumerate(fold) if f != held]
                test = [i for i, f in enumerate(fold) if f == held]
                extra = [
                    i
                    for i, (source, pair) in enumerate(others)
                    if worth[source] and all(held_out[topic] != held for topic in pair.topics)
                ]
                weights = fit(
                    [rows[i] for i in train] + [added[i] for i in extra],
                    [base[i] for i in train] + [others[i][1] for i in extra],
                    Settings(),
                    [1.0] * len(train) + [worth[others[i][0]] for i in extra],
                )
                for i, guess in zip(test, predict([rows[i] for i in test], weights), strict=True):
                    confusion[CLASSES.index(base[i].stance), guess] += 1
            accuracy, f1 = scores(confusion)
            print(f"n-grams {with_grams!s:5} fnc {of_fnc:.2f} nli {of_nli:.2f}: {accuracy:.3f} / {f1:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
