"""Claims that come true but for one part: what is noted, and what is not certain enough to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.model import Flag, Stance, Tier
from tests.claims.builders import judge_of, story

CLAIMS = """
[[claim]]
id = "launch"
text = "Xiaomi will launch the SU7 at 199,900 yuan."
[[claim]]
id = "found"
text = "Xiaomi will found a car subsidiary with a registered capital of 10 billion yuan."
[[claim]]
id = "deliver"
text = "Xiaomi delivered more than 100,000 cars in 2024."
[[claim]]
id = "target"
text = "Xiaomi wants to deliver 600,000 cars in 2026."
[[claim]]
id = "price"
text = "The SU7 costs 199,900 yuan."
[[claim]]
id = "day"
text = "Xiaomi will launch the SU7 in 2023."
"""
LAUNCHED = "Xiaomi launched the SU7 at 215,900 yuan on Thursday, the company said."


def noted(claim: str, text: str, day: date = date(2024, 3, 29)) -> tuple[str, Flag]:
    """The note and the flag of a story of one sentence."""
    found = {j.claim: j for j in judge_of(CLAIMS).judge(story(text=text, day=day))}
    return (found[claim].partly, found[claim].flag) if claim in found else ("", Flag.NONE)


@pytest.mark.parametrize(
    ("claim", "text", "note", "flag"),
    [
        (
            "launch",
            LAUNCHED,
            "the deed is confirmed, the figure differs: 215,900 yuan instead of 199,900 CNY",
            Flag.DENIED,
        ),
        (
            "found",
            "Xiaomi founded a car subsidiary with a registered capital of 15 billion yuan, the company said.",
            "the deed is confirmed, the figure differs: 15 billion yuan instead of 10 billion CNY",
            Flag.NONE,
        ),
        (
            "day",
            "Xiaomi launched its SU7 on 28 March, the company said.",
            "the deed is confirmed, the date differs: 28 March 2024 instead of 2023",
            Flag.DENIED,
        ),
    ],
)
def test_the_part_that_differs_is_named(claim: str, text: str, note: str, flag: Flag) -> None:
    """Flags are those of the whole claim, as they were."""
    assert noted(claim, text) == (note, flag)


def test_a_figure_that_missed_its_bound_is_named_with_it() -> None:
    said = "Xiaomi delivered 95,000 cars in 2024, the company said on Thursday."
    assert noted("deliver", said, date(2025, 1, 2))[0].endswith(
        "95,000 cars instead of over 100,000 vehicles"
    )


@pytest.mark.parametrize(
    ("claim", "text", "day"),
    [
        ("launch", "Xiaomi launched the SU7 at 199,900 yuan on Thursday, the company said.", (2024, 3, 29)),
        ("launch", "Xiaomi did not launch the SU7 at 215,900 yuan, the company said.", (2024, 3, 29)),
        ("launch", "Xiaomi may launch the SU7 at 215,900 yuan, people familiar said.", (2024, 3, 29)),
        ("launch", "Xiaomi launched the SU7 at 2,159,000 yuan on Thursday, the company said.", (2024, 3, 29)),
        ("price", "The SU7 costs 215,900 yuan, Xiaomi said.", (2024, 3, 29)),
        ("target", "Xiaomi plans to deliver 550,000 cars in 2026, Lei Jun said.", (2026, 1, 4)),
        ("day", "Xiaomi will launch the SU7 on 28 March, the company said.", (2024, 3, 1)),
    ],
    ids=["true", "negated", "hedged", "another order", "a bare price", "a target", "still to come"],
)
def test_what_is_not_partly_fulfilled_gets_no_note(claim: str, text: str, day: tuple[int, int, int]) -> None:
    assert noted(claim, text, date(*day))[0] == ""


def test_a_feed_of_rumours_confirms_no_part() -> None:
    rumour = replace(story(text=LAUNCHED, day=date(2024, 3, 29)), tier=Tier.RUMOUR)
    found = {j.claim: j for j in judge_of(CLAIMS).judge(rumour)}
    assert (found["launch"].stance, found["launch"].flag, found["launch"].partly) == (
        Stance.REFUTES,
        Flag.NONE,
        "",
    )
