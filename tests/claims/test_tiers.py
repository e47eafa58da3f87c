"""What a feed is marked as: an official one speaks for its publisher, one of rumours settles nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.claims.judge import Judge
from monitor.claims.reader.reader import Weights
from monitor.model import Basis, Flag, Judgement, Tier
from tests.claims.builders import catalogue, story

BUYS = '[[claim]]\nid = "c"\ntext = "Xiaomi will acquire Nio."\n'
FRAMED = f"""{BUYS}standing = ["Xiaomi"]
[[claim.frame]]
subject = ["Xiaomi"]
relation = ["acquire"]
object = ["Nio"]
"""


def judged(headline: str, tier: Tier, publisher: str = "") -> Judgement:
    sure = Weights(supports=1.0, may_support=0, refutes=0, may_refute=0, discusses=0, unrelated=0)
    judge = Judge(catalogue(BUYS), lambda pairs: [sure] * len(pairs))
    (found,) = judge.judge(replace(story(headline), tier=tier, publisher=publisher))
    return found


PLAN = "Xiaomi will acquire Nio"
SAID = "Xiaomi said that it had acquired Nio"


def test_a_plan_in_the_press_is_nobodys_word() -> None:
    assert judged(PLAN, Tier.PRESS).flag is Flag.NONE


@pytest.mark.parametrize("publisher", ["Xiaomi", "小米"])
def test_an_official_feed_speaks_for_its_publisher(publisher: str) -> None:
    found = judged(PLAN, Tier.OFFICIAL, publisher)
    assert (found.flag, found.basis, found.origin) == (Flag.CONFIRMED, Basis.OFFICIAL, "Xiaomi")


@pytest.mark.parametrize(
    ("headline", "tier", "publisher", "own"),
    [
        (PLAN, Tier.OFFICIAL, "Xiaomi", True),
        ("Xiaomi will acquire Nio, Reuters reports", Tier.OFFICIAL, "Xiaomi", False),
        (SAID, Tier.OFFICIAL, "", False),
        (SAID, Tier.PRESS, "", False),
        (SAID, Tier.PRESS, "Xiaomi", False),
    ],
)
def test_a_partys_own_publication_needs_no_other_witness(
    headline: str, tier: Tier, publisher: str, own: bool
) -> None:
    assert judged(headline, tier, publisher).own is own


@pytest.mark.parametrize(("unrelated", "own"), [(0.8, True), (0.95, False)])
def test_what_the_rules_misread_settles_nothing_alone(unrelated: float, own: bool) -> None:
    """A party's own publication settles a claim at once only where the reader finds the claim spoken of."""
    weights = Weights(
        supports=1 - unrelated, may_support=0, refutes=0, may_refute=0, discusses=0, unrelated=unrelated
    )
    judge = Judge(catalogue(FRAMED), lambda pairs: [weights] * len(pairs))
    (found,) = judge.judge(replace(story(SAID), tier=Tier.OFFICIAL, publisher="Xiaomi"))
    assert (found.flag, found.own) == (Flag.CONFIRMED, own)


@pytest.mark.parametrize("publisher", ["", "Huawei", "Nobody Inc"])
def test_nobody_else_settles_it_by_publishing(publisher: str) -> None:
    assert judged(PLAN, Tier.OFFICIAL, publisher).flag is Flag.NONE


def test_whom_it_quotes_keeps_the_word() -> None:
    assert judged("Xiaomi will acquire Nio, Reuters reports", Tier.OFFICIAL, "Xiaomi").flag is Flag.NONE


def test_a_feed_of_rumours_settles_nothing() -> None:
    assert judged(SAID, Tier.PRESS).flag is Flag.CONFIRMED
    found = judged(SAID, Tier.RUMOUR)
    assert found.flag is Flag.NONE
    assert "rumours" in found.held
