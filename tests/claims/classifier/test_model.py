"""The classifier: probabilities, plain cases, and coefficients that are the ones reported."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest

from monitor.claims.classifier.features import features
from monitor.claims.classifier.model import Opinion, opinion
from monitor.claims.classifier.tokens import keys, rarity, stem, tokens
from monitor.model import Stance

ROOT = Path(__file__).parents[3]
COEFFICIENTS = files("monitor.claims.classifier").joinpath("weights.json")
PAIRS = [
    ("Acme is buying Globex", "Acme buys Globex for 3 million dollars", Stance.SUPPORTS),
    ("A dog in Texas drives a car", "Texas dog drives car to the shops", Stance.SUPPORTS),
    ("Acme is buying Globex", "Acme denies it is buying Globex", Stance.REFUTES),
    (
        "Great Wall Motor will build Xiaomi's car.",
        "Great Wall denies it will build cars for Xiaomi",
        Stance.REFUTES,
    ),
    ("A dog in Texas drives a car", "Video of a dog driving a car in Texas is fake", Stance.REFUTES),
    ("Acme is buying Globex", "Is Acme buying Globex?", Stance.DISCUSSES),
    ("Acme is buying Globex", "Acme reportedly in talks to buy Globex, sources say", Stance.DISCUSSES),
]
ODD = ["", " ", "?!", "小米宣布造车", "12 000 000", "'\"“", "x" * 5000, "a\nb\x00"]


@pytest.mark.parametrize(("claim", "passage", "stance"), PAIRS)
def test_plain_pairs_get_their_stance(claim: str, passage: str, stance: Stance) -> None:
    assert opinion(claim, passage).stance is stance


@pytest.mark.parametrize("claim", [ODD[0], ODD[3], "Xiaomi builds a car"])
@pytest.mark.parametrize("passage", [*ODD, "Xiaomi builds a car"])
def test_any_text_gets_probabilities_that_sum_to_one(claim: str, passage: str) -> None:
    found = opinion(claim, passage)
    parts = (found.supports, found.refutes, found.discusses)
    assert sum(parts) == pytest.approx(1)
    assert all(0 <= part <= 1 for part in parts)


def test_the_same_pair_gets_the_same_opinion_with_caches_cold_and_warm() -> None:
    claim, passage, _ = PAIRS[0]
    warm = opinion(claim, passage)
    stem.cache_clear()
    assert opinion(claim, passage) == warm


def test_an_opinion_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Opinion(supports=1, refutes=0, discusses=0).supports = 0  # type: ignore[misc]


def test_the_stance_is_the_likeliest() -> None:
    assert Opinion(supports=0.2, refutes=0.5, discusses=0.3).stance is Stance.REFUTES


def test_the_coefficients_are_those_that_the_training_reported() -> None:
    report = json.loads((ROOT / "training" / "report.json").read_text(encoding="utf-8"))
    data = COEFFICIENTS.read_bytes()
    assert sha256(data).hexdigest() == report["sha256"]
    shipped = json.loads(data)
    assert len(shipped["weights"]) == report["features"]
    assert len(shipped["rarity"]) == report["words"]
    assert len(data) < 400_000


def test_the_model_card_states_the_reported_figures() -> None:
    report = json.loads((ROOT / "training" / "report.json").read_text(encoding="utf-8"))
    card = (ROOT / "docs" / "model-card.md").read_text(encoding="utf-8")
    for figure in (report["accuracy"], report["macro_f1"]):
        low, high = figure["interval"]
        assert f"{figure['mean']:.3f} | {low:.3f} to {high:.3f}" in card
    assert report["sha256"] in card


def test_numbers_that_differ_are_told_from_numbers_that_agree() -> None:
    agree = features("Acme sold 19 million watches", "Acme sales hit 19M")
    differ = features("Acme sold 19 million watches", "Acme sales hit 12M")
    assert agree["numbers agree"] == 1
    assert differ["numbers differ"] == 1
    assert "numbers agree" not in differ


def test_words_shared_with_the_claim_are_blanked_out_of_the_n_grams() -> None:
    grams = {
        name for name in features("Acme buys Globex", "Acme denies buying Globex") if name.startswith("g:")
    }
    assert grams == {"g:~", "g:denies", "g:< ~", "g:~ denies", "g:denies ~", "g:~ >"}


@pytest.mark.parametrize(
    ("claim", "passage", "feature"),
    [
        ("Judd Nelson is dead", "Judd Nelson is alive and well", "opposite only"),
        ("Acme is buying Globex", "No evidence that Acme buys Globex", "unproven"),
        ("Acme is buying Globex", "Acme rebuffs Globex rumour", "turn"),
        ("Acme is buying Globex", "Acme opens a shop", "names without the rest"),
    ],
)
def test_what_turns_or_weakens_a_claim_is_a_feature(claim: str, passage: str, feature: str) -> None:
    assert features(claim, passage)[feature] > 0
    assert feature not in features(claim, "Acme is buying Globex")


def test_words_that_news_often_has_say_little() -> None:
    measured = dict.fromkeys(keys("says reports new"), 0.3)
    assert rarity(keys("new reports"), measured) < rarity(keys("meteorite"), measured)


@pytest.mark.parametrize(
    ("word", "other"),
    [("buys", "bought"), ("denied", "denies"), ("planned", "plan"), ("cars", "car"), ("building", "built")],
)
def test_forms_of_a_word_share_a_stem(word: str, other: str) -> None:
    assert stem(word) == stem(other)


def test_tokens_are_words_numbers_and_telling_marks() -> None:
    assert tokens("Report: it isn’t “$1.5bn”?") == ["report", ":", "it", "is", "n't", "$1.5", "bn", "?"]
