"""Whoever a story introduces as a company's own speaks for it from then on."""

from __future__ import annotations

import pytest

from tests.claims.builders import reading, voices


def named(text: str) -> list[list[str]]:
    """The companies that each sentence names, by whatever words."""
    return [[hit.name for hit in sentence.entities] for sentence in reading(text).sentences]


@pytest.mark.parametrize(
    "introduced",
    [
        "Nio spokesperson Jane Miller said it was so.",
        "Jane Miller, spokesperson of Nio, said it was so.",
        "Nio's Jane Miller said it was so.",
    ],
)
def test_an_officer_stands_for_the_company(introduced: str) -> None:
    assert set(named(f"{introduced} Miller smiled.")[1]) == {"Nio"}


@pytest.mark.parametrize(
    "other",
    [
        "Nio's former spokesperson Jane Miller said it was so.",
        "Jane Miller said it was so.",
        "Nio's Golden Egg is a car.",
        "Nio spokesperson said so in New York.",
    ],
)
def test_nobody_else_does(other: str) -> None:
    assert named(f"{other} Miller smiled. Egg and York too.")[1:] == [[], []]


def test_the_company_has_the_officers_word() -> None:
    rows = voices("Nio spokesperson Jane Miller was there. It will be ready in May, Miller said.")
    assert {voice.label for voice in rows[1]} == {"Nio"}
