"""Who and what a text names, and how the named hang together."""

from __future__ import annotations

import pytest

from monitor.claims.read.entities import Entities, Entity
from monitor.claims.read.text import fold
from tests.claims.builders import ENTITIES

SMALL = Entities(
    [
        Entity(name="Acme", kind="company", aliases=("acme", "acme motor*", "")),
        Entity(name="Ada Low", kind="person", aliases=("ada low", "low"), of=("Acme",)),
        Entity(name="Acme One", kind="model", aliases=("acme one", "one"), of=("Acme",)),
        Entity(name="Zed", kind="company", aliases=("zed",)),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme Motors sues Zed", ["Acme", "Zed"]),
        ("The Acme One is slow, says Ada Low", ["Acme One", "Ada Low"]),
        ("Acme's One", ["Acme", "Acme One"]),
        ("Zedekiah is below us", []),
        ("", []),
    ],
)
def test_longest_name_wins(text: str, expected: list[str]) -> None:
    """A longer name hides a shorter one inside it, of whatever kind; a name ends where its word ends."""
    assert [h.name for h in SMALL.find(fold(text))] == expected


@pytest.mark.parametrize(
    ("name", "circle"),
    [
        ("Acme", {"Acme", "Ada Low", "Acme One"}),
        ("Ada Low", {"Ada Low"}),
        ("Nobody", {"Nobody"}),
    ],
)
def test_circle(name: str, circle: set[str]) -> None:
    """A company's circle holds its people and products; a person's is the person alone."""
    assert SMALL.circle(name) == circle


def test_owner_without_a_table_has_a_circle() -> None:
    lone = Entities([Entity(name="Bo", kind="person", aliases=("bo",), of=("Ghost",))])
    assert lone.circle("Ghost") == {"Ghost", "Bo"}


def test_lookup() -> None:
    assert "Acme" in SMALL
    assert "acme" not in SMALL
    assert SMALL["Zed"].kind == "company"
    assert len(SMALL.all()) == 4


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Xiaomi's plan", "Xiaomi"),
        ("小米汽车的计划", "Xiaomi"),
        ("长城汽车方面", "Great Wall"),
        ("長城汽車方面", "Great Wall"),
        ("заявил Лэй Цзюнь", "Lei Jun"),
        ("the SU7 Ultra", "SU7 Ultra"),
        ("the Apple Car", "Apple Car"),
    ],
)
def test_shipped_gazetteer(text: str, name: str) -> None:
    assert [h.name for h in ENTITIES.find(fold(text))] == [name]


def test_shipped_owners_are_known() -> None:
    """Whoever speaks for a party or is made by one: that party has a table of its own."""
    assert {of for e in ENTITIES.all() for of in e.of if of not in ENTITIES} == set()
