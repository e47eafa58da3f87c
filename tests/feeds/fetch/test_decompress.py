"""Decompression within bounds; test_fetch.py has what comes over HTTP."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Mapping

import brotli
import pytest
import zstandard
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.feeds.fetch.decompress import ENCODINGS, InflateError, inflate

PACK: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def test_each_announced_encoding_is_tried_here() -> None:
    assert set(PACK) == set(ENCODINGS)


@given(data=st.binary(max_size=2000), size=st.integers(1, 50))
def test_round_trip_in_pieces(data: bytes, size: int) -> None:
    """However the pieces fall; what begins as gzip is taken for it."""
    assume(not data.startswith(b"\x1f\x8b\x08"))
    for encoding, pack in PACK.items():
        assert inflate(pieces(pack(data), size), encoding, 4000) == data


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_members_in_a_row(pack: Callable[[bytes], bytes], size: int) -> None:
    encoding = "gzip" if pack is gzip.compress else "zstd"
    assert inflate(pieces(pack(b"one") + pack(b"two"), size), encoding, 100) == b"onetwo"


@pytest.mark.parametrize("encoding", PACK)
def test_more_than_a_piece(encoding: str) -> None:
    """What a decoder gives in several goes."""
    data = bytes(range(256)) * 4000
    assert inflate(pieces(PACK[encoding](data), 10_000), encoding, len(data)) == data


@pytest.mark.parametrize("encoding", PACK)
def test_broken_off_data_are_kept_as_far_as_they_came(encoding: str) -> None:
    data = bytes(range(256)) * 4000
    packed = PACK[encoding](data)
    kept = inflate([packed[:-9]], encoding, len(data))
    assert data.startswith(kept)
    assert inflate([zlib.compress(data, level=0)[:500]], "deflate", 10_000) == data[:493]


@pytest.mark.parametrize("encoding", PACK)
def test_the_limit_is_inclusive(encoding: str) -> None:
    packed = PACK[encoding](bytes(1000))
    assert len(inflate([packed], encoding, 1000)) == 1000
    with pytest.raises(InflateError, match="more than 999 bytes"):
        inflate([packed], encoding, 999)


@pytest.mark.parametrize("encoding", PACK)
def test_bombs_are_not_unfolded_whole(encoding: str) -> None:
    """Not even in memory."""
    packed = PACK[encoding](bytes(10_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(InflateError, match="too large"):
            inflate([packed], encoding, 100_000)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_frame_that_wants_a_huge_window_is_refused() -> None:
    """Memory that a frame claims for itself, whatever comes out."""
    wide = zstandard.ZstdCompressionParameters(window_log=27)
    packed = zstandard.ZstdCompressor(compression_params=wide).compressobj().compress(bytes(9_000_000))
    with pytest.raises(InflateError, match="corrupt"):
        inflate([packed], "zstd", 1_000_000)


@pytest.mark.parametrize("encoding", PACK)
def test_damaged_data(encoding: str) -> None:
    with pytest.raises(InflateError, match="corrupt"):
        inflate([b"\xff\xff\xff no such data at all"], encoding, 1000)


def test_empty_members_count_before_decompression() -> None:
    """They unfold to nothing, without end."""
    members = (gzip.compress(b"") for _ in range(10_000))
    with pytest.raises(InflateError, match="too large"):
        inflate(members, "gzip", 1000)


FEED = b"<?xml version='1.0'?><rss><channel><title>A feed that is long enough</title></channel></rss>"
JSON = '{"version": "https://jsonfeed.org/version/1.1", "title": "Пример", "items": []}'.encode()


@pytest.mark.parametrize(
    "body", [FEED, JSON, b"User-agent: *\nDisallow: /private\n", FEED.decode().encode("utf-16")]
)
@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize(
    ("encoding", "packed_by"),
    [
        ("", [gzip.compress]),
        ("identity", [gzip.compress, gzip.compress]),
        ("gzip", [gzip.compress, gzip.compress]),
        ("gzip, gzip", [gzip.compress]),
        ("gzip, gzip", [gzip.compress, gzip.compress]),
        ("gzip, br", [gzip.compress, brotli.compress]),
        ("br, gzip", [brotli.compress, gzip.compress]),
        ("deflate", [gzip.compress]),
        ("gzip", [zlib.compress]),
        *((encoding, []) for encoding in (*PACK, "gzip, br", "UTF-8", "none", "aws-chunked", "x-unknown")),
        ("aws-chunked, gzip", [gzip.compress]),
        ("utf-8", [gzip.compress]),
    ],
)
def test_the_body_decides(
    body: bytes, size: int, encoding: str, packed_by: list[Callable[[bytes], bytes]]
) -> None:
    """Whatever the header says."""
    packed = body
    for pack in packed_by:
        packed = pack(packed)
    assert inflate(pieces(packed, size), encoding, 1000) == body


def test_an_unknown_encoding_of_what_is_no_text_is_named() -> None:
    with pytest.raises(InflateError, match=r"unsupported Content-Encoding \(compress\)"):
        inflate([b"\x1f\x9d\x90\x00\x01\x02 no text"], "compress", 1000)


@pytest.mark.parametrize("encoding", ["", "gzip", "gzip, gzip"])
def test_each_step_is_bounded(encoding: str) -> None:
    """A bomb inside a bomb unfolds no further than one."""
    packed = gzip.compress(gzip.compress(bytes(50_000_000)))
    with pytest.raises(InflateError, match="too large"):
        inflate([packed], encoding, 100_000)


@pytest.mark.parametrize("encoding", PACK)
def test_empty_body(encoding: str) -> None:
    assert inflate([], encoding, 10) == b""
