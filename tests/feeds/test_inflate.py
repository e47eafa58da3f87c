"""Decompression within bounds; test_fetch.py has what comes over HTTP."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.inflate import InflateError, inflate


@given(data=st.binary(max_size=2000), size=st.integers(1, 50))
def test_round_trip_in_pieces(data: bytes, size: int) -> None:
    """However the pieces fall."""
    for encoding, packed in (("gzip", gzip.compress(data)), ("deflate", zlib.compress(data))):
        pieces = [packed[start : start + size] for start in range(0, len(packed), size)]
        assert inflate(pieces, encoding, 4000) == data


def test_broken_off_data_are_kept_as_far_as_they_came() -> None:
    packed = zlib.compress(bytes(range(256)) * 100, level=0)
    assert inflate([packed[:500]], "deflate", 100_000) == (bytes(range(256)) * 2)[:493]


def test_the_limit_is_inclusive() -> None:
    packed = gzip.compress(bytes(1000))
    assert len(inflate([packed], "gzip", 1000)) == 1000
    with pytest.raises(InflateError, match="more than the 999 bytes"):
        inflate([packed], "gzip", 999)


def test_empty_members_count_before_decompression() -> None:
    """They unfold to nothing, without end."""
    members = (gzip.compress(b"") for _ in range(10_000))
    with pytest.raises(InflateError, match="too large"):
        inflate(members, "gzip", 1000)


def test_several_encodings_are_refused() -> None:
    with pytest.raises(InflateError, match="not asked for"):
        inflate([b""], "gzip, gzip", 1000)


def test_empty_body() -> None:
    assert inflate([], "gzip", 10) == b""
