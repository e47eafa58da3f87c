"""Every check of both tables says no to a passage, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from monitor.claims.frames.frame import Frame, Framed, Word
from monitor.claims.match.checks import BEARS, SETTLES, Check
from monitor.claims.match.match import misses, tried
from monitor.claims.match.passage import Passage
from monitor.claims.read.quantities import Quantity
from tests.claims.builders import found, framed, told

YEAR = {"first": date(2024, 1, 1), "last": date(2024, 12, 31)}
MAKES = framed("Xiaomi", "make", "car")
SEATS = (Word("seatb"), Word("airba"), Word("bumpe"))
REFUNDS = Framed(
    claim="c",
    frames=(
        Frame(
            subject=frozenset({"Xiaomi"}),
            relations=frozenset(),
            words=(Word("refu", frozenset({"refund"})), Word("buye", frozenset({"customer"}))),
            exact=True,
        ),
    ),
    standing=frozenset({"Xiaomi"}),
)

# The check, a claim and a passage that fails it before all others, and what is said of it
NOT_BEARING = [
    (
        "not_of_a_paper",
        framed("Xiaomi", "launch", "car"),
        "Xiaomi released job advertisements for its car plant",
        "paper",
    ),
    ("in_the_claims_words", framed("Xiaomi", "make", "car", words=SEATS), "Xiaomi makes a car", "own words"),
    ("roles_filled", MAKES, "Xiaomi makes a phone", "does not name car"),
    (
        "not_ended",
        framed("Xiaomi", "partner", "Nio", exact=True),
        "Xiaomi ended its partnership with Nio",
        "came to an end",
    ),
    (
        "place_named",
        framed("Xiaomi", "deliver", "car", "Germany", inherits=True, main=frozenset({"deliver"})),
        "Xiaomi said it will deliver cars",
        "place",
    ),
    ("negated_where_asked", framed("Xiaomi", "make", "car", only_negated=True), "Xiaomi makes a car", "negat"),
    ("denies_no_less", MAKES, "Xiaomi said it does not make a car with Ford", "narrower than the claim: Ford"),
    (
        "tells_a_target",
        framed("Xiaomi", "deliver", "car", aims=True),
        "Xiaomi delivered a car",
        "tells a result",
    ),
    ("day_named", framed("Xiaomi", "make", "car", dated=True), "Xiaomi makes a car", "no day"),
    ("still_due", framed("Xiaomi", "due", "car", once=True, **YEAR), "The Xiaomi car was due in 2023", "past"),
    (
        "no_word_of_reporting",
        framed("Xiaomi", "unveil", "car"),
        "Xiaomi's car is red, reveals Bloomberg",
        "who reports",
    ),
    (
        "says_something",
        framed("Xiaomi", "deliver", "car", **YEAR),
        "Xiaomi said it delivered cars in 2022",
        "its date",
    ),
]  # fmt: skip
NOT_SETTLING = [
    (
        "claim_understood",
        framed("Xiaomi", "make", "car", lacks="something"),
        "Xiaomi said it makes a car",
        "something",
    ),
    ("may_settle", framed("Xiaomi", "make", "car", flags=False), "Xiaomi said it makes a car", "not decide"),
    (
        "story_tells_the_rest",
        framed("Xiaomi", "make", "car", needs=frozenset({"shortage"})),
        "Xiaomi said it makes a car",
        "shortage",
    ),
    (
        "in_nearly_all_words",
        framed("Xiaomi", "make", "car", words=SEATS[:2]),
        "Xiaomi said it makes a car with seatbelts",
        "words are missing",
    ),
    (
        "tells_the_act",
        REFUNDS,
        "Xiaomi said buyers like the colour. Nobody asked for a refund.",
        "what was done",
    ),
    (
        "done_not_planned",
        framed("Xiaomi", "make", "car", done=True),
        "Xiaomi said it will make a car",
        "planned",
    ),
    (
        "subject_named",
        framed("Xiaomi", "talk", "Nio", symmetric=True),
        "Nio and Xiaomi | Nio said it is in talks over its future.",
        "does not name the one who acts",
    ),
    (
        "denied_today",
        MAKES,
        "Xiaomi, which long denied that it makes a car, has a plant",
        "earlier denial",
    ),
    (
        "said_in_so_many_words",
        MAKES,
        "Lei Jun of Xiaomi said so on Monday. Xiaomi does not make a car.",
        "another sentence",
    ),
    ("decides", MAKES, "Xiaomi makes a car", "nobody with standing"),
]  # fmt: skip


def passages(claim: Framed, text: str) -> list[Passage]:
    """Every passage that is tried; a headline stands before a bar."""
    story = told(*reversed(text.split(" | ")))
    return [p for _, each in tried(story, [(claim, claim.frames[0])]) for p in each]


def fails(checks: Sequence[Check], passage: Passage) -> str:
    """The first check that it fails."""
    return next((check.__name__ for check in checks if check(passage)), "")


@pytest.mark.parametrize(("check", "claim", "text", "reason"), NOT_BEARING)
def test_why_a_passage_does_not_bear_on_a_claim(check: str, claim: Framed, text: str, reason: str) -> None:
    assert not found(claim, text)
    assert check in [fails(BEARS, passage) for passage in passages(claim, text)]
    assert any(reason in miss.reason for miss in misses(told(text), claim))


@pytest.mark.parametrize(("check", "claim", "text", "reason"), NOT_SETTLING)
def test_why_a_passage_does_not_settle_a_claim(check: str, claim: Framed, text: str, reason: str) -> None:
    candidate = found(claim, *reversed(text.split(" | ")))[0]
    assert not candidate.settles
    assert reason in candidate.held
    bearing = [passage for passage in passages(claim, text) if not fails(BEARS, passage)]
    assert check in [fails(SETTLES, passage) for passage in bearing]


@pytest.mark.parametrize(
    ("more", "text", "reason"),
    [
        (YEAR, "Xiaomi said it delivered cars in 2022", "its date"),
        (
            {"values": (Quantity(value=5e4, unit="vehicles", start=0, end=0),)},
            "Xiaomi delivered cars",
            "number",
        ),
        ({"negation": None}, "Xiaomi did not deliver cars", "negates"),
        ({"opens": True, "once": True, **YEAR}, "Xiaomi delivered cars in 2023", "leads up"),
    ],
)
def test_why_a_passage_says_nothing(more: dict[str, Any], text: str, reason: str) -> None:
    (miss,) = misses(told(text), framed("Xiaomi", "deliver", "car", **more))
    assert reason in miss.reason


def test_every_check_is_visited() -> None:
    assert [check for check, *_ in NOT_BEARING] == [check.__name__ for check in BEARS]
    assert [check for check, *_ in NOT_SETTLING] == [check.__name__ for check in SETTLES]


def test_what_settles_a_claim_fails_no_check() -> None:
    (candidate,) = found(MAKES, "Xiaomi said it makes a car")
    assert (candidate.settles, candidate.held) == (True, "")
    assert not list(misses(told("Xiaomi said it makes a car"), MAKES))


def test_the_nearest_passage_of_a_sentence_is_told() -> None:
    """Of two verbs the one that passes more checks."""
    text = "Xiaomi makes its phones in Beijing together with Foxconn, and it makes a car"
    (miss,) = misses(told(text), framed("Xiaomi", "make", "car", only_negated=True, near=2))
    assert "nothing is negated" in miss.reason
