"""What a feed is marked as: an official one speaks for its publisher, one of rumours settles nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.claims.judge import Judge
from monitor.claims.reader.reader import Weights
from monitor.model import Basis, Flag, Judgement, Tier
from tests.claims.builders import catalogue, story

BUYS = '[[claim]]\nid = "c"\ntext = "Xiaomi will acquire Nio."\n'


def judged(headline: str, tier: Tier, publisher: str = "") -> Judgement:
    sure = Weights(supports=1.0, may_support=0, refutes=0, may_refute=0, discusses=0, unrelated=0)
    judge = Judge(catalogue(BUYS), lambda pairs: [sure] * len(pairs))
    (found,) = judge.judge(replace(story(headline), tier=tier, publisher=publisher))
    return found


PLAN = "Xiaomi will acquire Nio"


def test_a_plan_in_the_press_is_nobodys_word() -> None:
    assert judged(PLAN, Tier.PRESS).flag is Flag.NONE


@pytest.mark.parametrize("publisher", ["Xiaomi", "小米"])
def test_an_official_feed_speaks_for_its_publisher(publisher: str) -> None:
    found = judged(PLAN, Tier.OFFICIAL, publisher)
    assert (found.flag, found.basis, found.origin) == (Flag.CONFIRMED, Basis.OFFICIAL, "Xiaomi")


@pytest.mark.parametrize("publisher", ["", "Huawei", "Nobody Inc"])
def test_nobody_else_settles_it_by_publishing(publisher: str) -> None:
    assert judged(PLAN, Tier.OFFICIAL, publisher).flag is Flag.NONE


def test_whom_it_quotes_keeps_the_word() -> None:
    assert judged("Xiaomi will acquire Nio, Reuters reports", Tier.OFFICIAL, "Xiaomi").flag is Flag.NONE


def test_a_feed_of_rumours_settles_nothing() -> None:
    said = "Xiaomi said that it had acquired Nio"
    assert judged(said, Tier.PRESS).flag is Flag.CONFIRMED
    found = judged(said, Tier.RUMOUR)
    assert found.flag is Flag.NONE
    assert "rumours" in found.held
