"""Fits the logistic regression and folds its scaling into one weight triple per feature."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import diags
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from monitor.claims.opinion import CLASSES, weigh
from monitor.model import Stance
from training.pairs import Pair

Features = Mapping[str, float]
Weights = dict[str, tuple[float, float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`c` is the inverse penalty; n-grams seen in fewer than `min_pairs` pairs are left out.

    Other features have unit variance; `gram_scale` sets how lightly n-grams are penalised beside them.
    """

    c: float = 0.005
    gram_scale: float = 6.0
    min_pairs: int = 2


def fit(
    rows: Sequence[Features],
    stances: Sequence[Stance],
    settings: Settings,
    worth: Sequence[float] | None = None,
) -> Weights:
    """Weights by feature name, rounded as they are shipped; `worth` weighs the rows, 1 where it is None."""
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([{k: v for k, v in row.items() if k != "bias"} for row in rows]).tocsr()
    names = vectors.get_feature_names_out()
    grams = np.array([name.startswith("g:") for name in names])
    seen = np.asarray((matrix != 0).sum(0)).ravel()
    mean = np.asarray(matrix.mean(0)).ravel()
    variance = np.asarray(matrix.multiply(matrix).mean(0)).ravel() - mean**2
    # A feature that hardly varies must not be blown up.
    scale = np.where(grams, settings.gram_scale, 1 / np.sqrt(np.maximum(variance, 0.0025)))
    keep = ~grams | (seen >= settings.min_pairs)
    model = LogisticRegression(C=settings.c, max_iter=5000, tol=1e-5)
    labels = [CLASSES.index(s) for s in stances]
    model.fit((matrix @ diags(scale))[:, keep], labels, sample_weight=worth)
    weights: Weights = {"bias": _row(model.intercept_)}
    for name, row in zip(names[keep], (model.coef_ * scale[keep]).T, strict=True):
        weights[str(name)] = _row(row)
    return weights


def predict(rows: Sequence[Features], weights: Weights) -> list[int]:
    """The likeliest class of each row, by the code that runs in the monitor."""
    return [int(np.argmax(weigh(row, weights))) for row in rows]


def folds(pairs: Sequence[Pair], *, count: int, seed: int) -> list[int]:
    """The fold of each pair; a claim's pairs are all in one fold."""
    topics = sorted({topic for pair in pairs for topic in pair.topics})
    random.Random(seed).shuffle(topics)
    number = {topic: index % count for index, topic in enumerate(topics)}
    return [number[next(iter(pair.topics))] for pair in pairs]


def scores(confusion: np.ndarray) -> tuple[float, float]:
    """Accuracy and macro-F1 of a confusion matrix (true class in rows)."""
    hits = np.diag(confusion)
    f1 = 2 * hits / np.maximum(confusion.sum(0) + confusion.sum(1), 1)
    return float(hits.sum() / confusion.sum()), float(f1.mean())


def _row(values: np.ndarray) -> tuple[float, float, float]:
    first, second, third = (round(float(v), 3) + 0.0 for v in values)
    return first, second, third
