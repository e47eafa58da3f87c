"""Who vouches for a report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.ledger import witnesses
from monitor.publishers import agency, publisher
from tests.claims.builders import story
from tests.ledger.test_planning import says


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("South China Morning Post", "SCMP"),
        ("The Verge", "Verge"),
        ("www.reuters.com", "Reuters"),
        ("路透社", "Reuters"),
        ("36氪", "KrASIA"),
        ("Daily8 (Reuters)", "Reuters"),
        ("Der Spiegel", "manager magazin"),
        ("Example", "  EXAMPLE "),
    ],
)
def test_outlets_of_one_publisher(one: str, other: str) -> None:
    assert publisher(one) == publisher(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("Reuters", "AFP"), ("Example", "Sample"), ("Le Monde", "Le Figaro")]
)
def test_outlets_of_two_publishers(one: str, other: str) -> None:
    assert publisher(one) != publisher(other)


@pytest.mark.parametrize(
    ("text", "credited"),
    [
        ("BEIJING, March 30 (Reuters) - Xiaomi will build a car.", "Reuters"),
        ("Peking (dpa) – Xiaomi baut ein Auto.", "dpa"),
        ("PARIS (AFP) Xiaomi va construire une voiture.", "AFP"),
        ("新华社北京3月30日电 小米宣布造车。", "新华社"),
        ("财联社3月30日电，小米宣布造车。", "财联社"),
        ("据路透社报道，小米将造车。", "路透社"),
        ("Xiaomi will build a car. (Reuters)", "Reuters"),
        ("Xiaomi will build a car, it told Reuters.", ""),
        ("Xiaomi will build a car and sell it to AP Moller.", ""),
        ("小米宣布造车，路透社此前曾报道。", ""),
        ("", ""),
    ],
)
def test_the_agency_whose_text_it_is(text: str, credited: str) -> None:
    assert agency(text) == credited


def test_a_report_from_elsewhere_is_vouched_for_there() -> None:
    own = story("Xiaomi builds a car", outlet="Post")
    assert witnesses.testimony(own, says()).witness == "Post"
    assert witnesses.testimony(own, replace(says(), via="LatePost")).witness == "LatePost"
    wired = replace(own, text="BEIJING (Reuters) - Xiaomi builds a car.")
    assert witnesses.testimony(wired, says()).witness == "Reuters"
