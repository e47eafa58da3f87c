"""What a passage must have before a reader is asked whether it settles a typed claim, however sure the reader is."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.claims.judge import Judge
from monitor.claims.reader.reader import Weights
from monitor.model import Flag
from tests.claims.builders import catalogue, story

SURE = Weights(supports=1.0, may_support=0, refutes=0, may_refute=0, discusses=0, unrelated=0)


def flag(claim: str, headline: str, *, day: date = date(2025, 7, 20), language: str = "en") -> Flag:
    """What the story makes of the claim, with a reader that takes everything for its confirmation."""
    judge = Judge(catalogue(f'[[claim]]\nid = "c"\n{claim}\n'), lambda pairs: [SURE] * len(pairs))
    found = judge.judge(story(headline, day=day, language=language))
    return found[0].flag if found else Flag.NONE


MONTH = 'text = "Xiaomi will hand over more than 50,000 cars in a single month of 2025."'
EUROPE = 'text = "Xiaomi will park tulips in Europe."\nstanding = ["Xiaomi"]'
JULY = 'text = "Xiaomi will plant tulips in July 2025."\nstanding = ["Xiaomi"]'
BUILT = 'text = "Xiaomi will have built its 500,000th car by the end of 2025."'


@pytest.mark.parametrize(
    ("claim", "headline", "told"),
    [
        (MONTH, "In December 2025 customers were handed 51,000 cars, Xiaomi said", Flag.CONFIRMED),
        (MONTH, "In 2025 customers were handed 381,000 cars, Xiaomi said", Flag.NONE),
        (EUROPE, "Tulips now stand in Europe, Xiaomi said", Flag.CONFIRMED),
        (EUROPE, "Tulips now stand in Dubai, Xiaomi said, after Europe had been named", Flag.CONFIRMED),
        (JULY, "Tulips were planted on 9 July 2025, Xiaomi said", Flag.CONFIRMED),
        (JULY, "Tulips come in the summer of 2025, Xiaomi said", Flag.NONE),
        (JULY, "Tulips come in 2025, Xiaomi said", Flag.NONE),
        (
            BUILT,
            "Xiaomi has built its 500,000th car, it announced, and lifted the target for 2025 to 550,000",
            Flag.CONFIRMED,
        ),
        (BUILT, "Xiaomi said that it plans to build its 500,000th car in December 2025", Flag.NONE),
    ],
)
def test_numbers_places_and_days_are_the_rules_affair(claim: str, headline: str, told: Flag) -> None:
    assert flag(claim, headline, day=date(2025, 12, 20)) is told


def test_another_place_makes_it_another_matter() -> None:
    """The claim's place is named in the story, but the passage is about another one."""
    claim = 'text = "Xiaomi will plant tulips in Wuhan."\nstanding = ["Xiaomi"]'
    judge = Judge(catalogue(f'[[claim]]\nid = "c"\n{claim}\n'), lambda pairs: [SURE] * len(pairs))
    told = story("What is to become of Wuhan?", "Xiaomi said it has planted tulips in Beijing.")
    assert all(found.flag is Flag.NONE for found in judge.judge(told))
    there = story("What is to become of Wuhan?", "Xiaomi said it has planted tulips there.")
    assert [found.flag for found in judge.judge(there)] == [Flag.CONFIRMED]
