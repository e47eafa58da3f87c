"""Typed claims: rules and reader must agree, and the reader may find what no list knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from monitor.claims.judge import Judge
from monitor.claims.reader.reader import Pair, Weights
from monitor.model import Basis, Certainty, Flag, Judgement, Stance
from tests.claims.builders import catalogue, story

NOTHING = {
    "supports": 0.0,
    "may_support": 0.0,
    "refutes": 0.0,
    "may_refute": 0.0,
    "discusses": 0.0,
    "unrelated": 0.0,
}
BUYS = '[[claim]]\nid = "c"\ntext = "Xiaomi will acquire Nio."\n'
NOVEL = (
    '[[claim]]\nid = "c"\ntext = "Xiaomi will plant tulips in Rotterdam in 2026."\nstanding = ["Xiaomi"]\n'
)
SPRING = date(2026, 4, 10)


def judge(claims: str, weigh: Callable[[Pair], dict[str, float]]) -> Judge:
    def all_of(pairs: Sequence[Pair]) -> tuple[Weights, ...]:
        return tuple(Weights(**NOTHING | weigh(pair)) for pair in pairs)

    return Judge(catalogue(claims), all_of)


def one(
    claims: str, weights: dict[str, float], headline: str, text: str = "", day: date = SPRING
) -> Judgement | None:
    found = judge(claims, lambda _: weights).judge(story(headline, text, day=day))
    return found[0] if found else None


SAID = "Xiaomi said that it had acquired Nio"


def test_what_both_find_settles_the_claim() -> None:
    found = one(BUYS, {"supports": 0.9}, SAID)
    assert found
    assert found.flag is Flag.CONFIRMED


@pytest.mark.parametrize(
    "weights", [{"discusses": 0.9}, {"refutes": 0.9}, {"supports": 0.4, "may_support": 0.5}]
)
def test_what_the_reader_does_not_see_settles_nothing(weights: dict[str, float]) -> None:
    found = one(BUYS, weights, SAID)
    assert found
    assert found.flag is Flag.NONE
    assert "reader" in found.held


def test_what_the_reader_finds_to_be_about_something_else_is_no_evidence() -> None:
    assert one(BUYS, {"unrelated": 0.9}, SAID) is None


def test_a_claim_by_hand_is_the_rules_affair() -> None:
    by_hand = (
        '[[claim]]\nid = "c"\ntext = "Xiaomi will acquire Nio."\n[[claim.frame]]\nsubject = ["Xiaomi"]\n'
    )
    by_hand += 'relation = ["acquire"]\nobject = ["Nio"]\n'
    found = one(by_hand, {"unrelated": 1.0}, SAID)
    assert found
    assert found.flag is Flag.CONFIRMED


TULIPS = "In Rotterdam bloom the first tulips of the firm, Xiaomi told reporters"


def test_the_reader_finds_what_no_list_knows() -> None:
    found = one(NOVEL, {"supports": 0.95}, TULIPS)
    assert found
    assert (found.stance, found.certainty, found.basis) == (
        Stance.SUPPORTS,
        Certainty.ASSERTED,
        Basis.OFFICIAL,
    )
    assert found.flag is Flag.CONFIRMED


@pytest.mark.parametrize(
    ("weights", "headline"),
    [
        pytest.param({"supports": 0.6}, TULIPS, id="it is not sure"),
        pytest.param({"may_support": 0.95}, TULIPS, id="hedged"),
        pytest.param({"supports": 0.95}, "Have tulips of Xiaomi bloomed in Rotterdam?", id="a question"),
        pytest.param(
            {"supports": 0.95}, "In Rotterdam tulips bloom for Xiaomi, Reuters reports", id="nobody's word"
        ),
        pytest.param(
            {"supports": 0.95}, "In 2028 tulips bloom in Rotterdam, Xiaomi told reporters", id="another day"
        ),
        pytest.param(
            {"supports": 0.95}, "Tulips of Xiaomi may bloom in Rotterdam, it said", id="a word that hedges"
        ),
    ],
)
def test_what_it_finds_needs_the_rules_too(weights: dict[str, float], headline: str) -> None:
    found = one(NOVEL, weights, headline)
    assert found is None or found.flag is Flag.NONE


@pytest.mark.parametrize(
    "headline",
    ["Xiaomi said the tulips bloom", "In Rotterdam tulips bloom", "Huawei: in Rotterdam our tulips bloom"],
)
def test_without_the_claims_names_nothing_is_read(headline: str) -> None:
    read: list[Pair] = []

    def weigh(pair: Pair) -> dict[str, float]:
        read.append(pair)
        return {"supports": 1.0}

    judge(NOVEL, weigh).judge(story(headline, day=SPRING))
    assert read == []


COUNTS = '[[claim]]\nid = "c"\ntext = "Xiaomi will plant 500,000 tulips in 2026."\nstanding = ["Xiaomi"]\n'


def test_by_what_number_a_claim_is_met_is_the_rules_affair() -> None:
    """The reader does not count: it may take the claim's own number for another one."""
    found = one(COUNTS, {"refutes": 0.9}, "Xiaomi said that 500,000 tulips had been planted")
    assert found
    assert found.stance is Stance.SUPPORTS
    fewer = "Xiaomi said that 300,000 tulips had been planted"
    assert one(COUNTS, {"supports": 0.9}, fewer) is None


def test_another_number_in_its_place_rules_it_out_where_the_reader_says_so() -> None:
    claim = '[[claim]]\nid = "c"\ntext = "Xiaomi will hand 500,000 cars over in 2026."\n'
    fewer = "The year 2026 has brought customers 300,000 vehicles, Xiaomi said"
    found = one(claim, {"refutes": 0.97}, fewer, day=date(2027, 1, 9))
    assert found
    assert found.flag is Flag.DENIED
    assert one(claim, {"refutes": 0.97}, fewer, day=date(2026, 9, 9)) is None  # more may follow
    several = (
        "The year 2026 has brought customers 300,000 vehicles, after 200,000 vehicles before, Xiaomi said"
    )
    assert one(claim, {"refutes": 0.97}, several, day=date(2027, 1, 9)) is None


def test_few_passages_of_a_story_are_read() -> None:
    read: list[Pair] = []

    def weigh(pair: Pair) -> dict[str, float]:
        read.append(pair)
        return {"unrelated": 1.0}

    text = "Xiaomi spoke of Rotterdam. " * 40
    judge(NOVEL, weigh).judge(story("Xiaomi in Rotterdam", text, day=SPRING))
    assert 0 < len(read) <= 10
