"""A second opinion on stance: how likely an English passage supports, refutes or only discusses a claim.

Pure; it reads its coefficients once from the package. Multinomial logistic regression over the features of
contrast.py; figures and weaknesses are in docs/model-card.md, the training in training/.

It knows headlines better than sentences and not at all who speaks. So it may name a stance; it must never
confirm or deny a claim.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.claims.classifier.features import features
from monitor.model import Stance

# Order of every weight triple in the coefficients file.
CLASSES = (Stance.SUPPORTS, Stance.REFUTES, Stance.DISCUSSES)
Weights = Mapping[str, tuple[float, float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Probabilities of the three stances; they sum to one."""

    supports: float
    refutes: float
    discusses: float

    @property
    def stance(self) -> Stance:
        """The likeliest stance."""
        return max(CLASSES, key=lambda name: float(getattr(self, name)))

    @property
    def probability(self) -> float:
        """How likely the likeliest stance is."""
        return max(self.supports, self.refutes, self.discusses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What training found: the weights by feature, and by key how rare a word is in news (`words.rarity`)."""

    weights: Weights
    rarity: Mapping[str, float]


@cache
def trained() -> Trained:
    """What ships with the package."""
    found = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    weights = {name: (row[0], row[1], row[2]) for name, row in found["weights"].items()}
    return Trained(weights=weights, rarity=found["rarity"])


def opinion(claim: str, passage: str) -> Opinion:
    """What the passage (a headline or a sentence) likely does to the claim, both in English.

    Any text is taken without error; for other languages the figures mean nothing.
    """
    supports, refutes, discusses = weigh(features(claim, passage), trained().weights)
    return Opinion(supports=supports, refutes=refutes, discusses=discusses)


def weigh(found: Mapping[str, float], weights: Weights) -> tuple[float, float, float]:
    """Probabilities in the order of CLASSES; features without a weight do not count."""
    scores = [0.0, 0.0, 0.0]
    for name, value in found.items():
        for index, weight in enumerate(weights.get(name, ())):
            scores[index] += weight * value
    top = max(scores)
    odds = [math.exp(score - top) for score in scores]
    total = sum(odds)
    return odds[0] / total, odds[1] / total, odds[2] / total
