"""Names and their initials."""

from __future__ import annotations

import pytest

from monitor.claims.judge import Judge
from monitor.claims.read.initials import in_full, spellings
from monitor.claims.reader.reader import Weights
from monitor.model import Flag
from tests.claims.builders import catalogue, story


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("US Steel", ("u.s. steel",)),
        ("PlayStation 5 Pro", ("ps5 pro",)),
        ("European Medicines Agency", ("ema",)),
        ("Competition and Markets Authority", ("cma",)),
        ("Artemis II", ("artemis 2",)),
        ("Nippon Steel", ()),
        ("Joe Biden", ()),
        ("BMW", ()),
        ("iPhone 17 Pro", ()),
    ],
)
def test_other_ways_to_write_a_name(name: str, others: tuple[str, ...]) -> None:
    assert spellings(name)[1:] == others


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PS5 Pro", "the PlayStation 5 Pro"),
        ("US Steel", "United States Steel"),
        ("CMA", "the Competition and Markets Authority"),
        ("FDA", "the Food and Drug Administration"),
    ],
)
def test_initials_written_out(name: str, text: str) -> None:
    found = in_full(name)
    assert found is not None
    assert found.search(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PS5", "plus 5 dollars"),
        ("PS5 Pro", "PlayStation 5"),
        ("PS5 Pro", "PlayStation 6 Pro"),
        ("CMA", "China makes automobiles"),
    ],
)
def test_what_only_looks_like_initials(name: str, text: str) -> None:
    found = in_full(name)
    assert found is not None
    assert not found.search(text)


@pytest.mark.parametrize("name", ["US", "EU", "Nippon Steel", "Joe Biden"])
def test_two_letters_stand_for_too_much(name: str) -> None:
    assert in_full(name) is None


@pytest.mark.parametrize(
    ("claim", "headline"),
    [
        ('text = "Sony will release a PS5 Pro."', "Sony has released the PlayStation 5 Pro"),
        ('text = "Nippon Steel will buy US Steel."', "Nippon Steel said it has bought U.S. Steel"),
        ('text = "JAC will build Xiaomi\'s cars."', "JAC said it will build Xiaomi's cars"),
        (
            'text = "Biden will block the sale of Lamborghini."\nstanding = ["Joe Biden"]',
            "Joe Biden said he blocks the sale of Lamborghini",
        ),
    ],
)
def test_a_claim_finds_its_parties_however_they_are_written(claim: str, headline: str) -> None:
    sure = Weights(supports=1.0, may_support=0, refutes=0, may_refute=0, discusses=0, unrelated=0)
    judge = Judge(catalogue(f'[[claim]]\nid = "c"\n{claim}\n'), lambda pairs: [sure] * len(pairs))
    (found,) = judge.judge(story(headline))
    assert found.flag is Flag.CONFIRMED
