"""Sound input with damage done to it, read under the conditions that the fuzzer checks. `make fuzz` looks longer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.seeds import SEEDS, words
from fuzz.targets import TARGETS


@st.composite
def damaged(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A seed with pieces taken out, doubled, and put in."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 80)))
        put = draw(
            st.sampled_from(words()) | st.binary(max_size=8) | st.just(2 * data[start:end]) | st.just(b"")
        )
        data = data[:start] + put + data[end:]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    for seed in SEEDS[name]:
        TARGETS[name](seed)


@given(st.data())
@settings(max_examples=60)
@pytest.mark.parametrize("name", TARGETS)
def test_damaged_input(name: str, data: st.DataObject) -> None:
    TARGETS[name](data.draw(damaged(SEEDS[name])))
