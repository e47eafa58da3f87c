"""The reader's files: they load, and what is plain is read as such, whatever it is put together with."""

from __future__ import annotations

from dataclasses import astuple
from importlib.resources import files

import pytest

from monitor.claims.reader.reader import Pair, shipped

CLAIM = "Xiaomi will build an electric car."
PLAIN = {
    "supports": "Xiaomi announced on Tuesday that it will build an electric car.",
    "refutes": "Xiaomi denied that it will build an electric car.",
    "unrelated": "The weather in Beijing will be fine at the weekend.",
}


@pytest.mark.parametrize(("reading", "passage"), PLAIN.items())
def test_what_is_plain(reading: str, passage: str) -> None:
    (weights,) = shipped([Pair(CLAIM, passage, "")])
    assert getattr(weights, reading) > 0.5


def test_weights_are_shares() -> None:
    for weights in shipped([Pair(CLAIM, passage, "A headline") for passage in PLAIN.values()]):
        assert sum(astuple(weights)) == pytest.approx(1, abs=1e-4)


def test_a_pair_is_read_alike_in_any_company() -> None:
    pairs = [Pair(CLAIM, passage, "") for passage in (*PLAIN.values(), "小米宣布造车。" * 30)]
    together = shipped(pairs)
    alone = [shipped([pair])[0] for pair in pairs]
    for one, other in zip(together, alone, strict=True):
        assert astuple(one) == astuple(other)


def test_nothing_to_read() -> None:
    assert shipped([]) == ()


@pytest.mark.parametrize(
    "text", ["", "\0\x1b[31m", "小" * 50_000, "\ud800", "a " * 50_000, "🚗" * 500, "<s></s>"]
)
def test_any_text_can_be_read(text: str) -> None:
    assert len(shipped([Pair(CLAIM, text, text), Pair(text, CLAIM, "")])) == 2


def test_its_card_and_sizes() -> None:
    """What people who install it have to download."""
    folder = files("monitor.claims.reader").joinpath("data")
    assert sum(len(file.read_bytes()) for file in folder.iterdir() if file.is_file()) < 46e6
