"""Fits the logistic regression and folds its scaling into one weight triple per feature."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import diags
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from monitor.claims.classifier.model import CLASSES, weigh
from monitor.claims.classifier.tokens import RAREST, keys
from training.pairs import Pair

Features = Mapping[str, float]
Weights = dict[str, tuple[float, float, float]]
_HARDLY = 8  # articles with a word below which it is as rare as one that none has


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`c` is the inverse penalty; n-grams seen with fewer than `min_claims` claims are left out.

    Other features have unit variance; `gram_scale` sets how lightly n-grams are penalised beside them. A claim
    with many pairs counts as the power `share` of their number.
    """

    c: float = 0.005
    gram_scale: float = 6.0
    min_claims: int = 3
    share: float = 0.5


def fit(
    rows: Sequence[Features],
    pairs: Sequence[Pair],
    settings: Settings,
    worth: Sequence[float] | None = None,
) -> Weights:
    """Weights by feature name, rounded as they are shipped; `worth` weighs the rows, 1 where it is None."""
    counts = Counter(pair.claim for pair in pairs)
    weight = np.array([counts[pair.claim] ** (settings.share - 1) for pair in pairs])
    weight *= len(pairs) / weight.sum() * np.array(1.0 if worth is None else worth)
    kept = _common(rows, pairs, settings.min_claims)
    rows = [{k: v for k, v in row.items() if not k.startswith("g:") or k in kept} for row in rows]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([{k: v for k, v in row.items() if k != "bias"} for row in rows]).tocsr()
    names = vectors.get_feature_names_out()
    grams = np.array([name.startswith("g:") for name in names])
    mean = np.asarray(matrix.mean(0)).ravel()
    variance = np.asarray(matrix.multiply(matrix).mean(0)).ravel() - mean**2
    # A feature that hardly varies must not be blown up.
    scale = np.where(grams, settings.gram_scale, 1 / np.sqrt(np.maximum(variance, 0.0025)))
    model = LogisticRegression(C=settings.c, max_iter=5000, tol=1e-5)
    model.fit(matrix @ diags(scale), [CLASSES.index(pair.stance) for pair in pairs], sample_weight=weight)
    weights: Weights = {"bias": _row(model.intercept_)}
    for name, row in zip(names, (model.coef_ * scale).T, strict=True):
        weights[str(name)] = _row(row)
    return weights


def _common(rows: Sequence[Features], pairs: Sequence[Pair], least: int) -> set[str]:
    """The n-grams that stand with at least so many claims; those of one alone tell its news."""
    claims: dict[str, set[str]] = defaultdict(set)
    for row, pair in zip(rows, pairs, strict=True):
        for name in row:
            claims[name].add(pair.claim)
    return {name for name, found in claims.items() if len(found) >= least}


def rarity(articles: Sequence[str]) -> dict[str, float]:
    """Of each word that is not very rare in the articles, by its key, the logarithm of how few have it."""
    counts = Counter(key for article in articles for key in keys(article))
    found = {key: math.log(len(articles) / n) for key, n in counts.items() if n >= _HARDLY}
    return {key: round(value, 2) for key, value in sorted(found.items()) if value < RAREST}


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
