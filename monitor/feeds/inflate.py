"""Undoes the compression of a transfer, within a bound on what comes out."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

ENCODINGS = ("gzip", "deflate")
"""What a request may announce: encodings that can be undone piece by piece."""

_ANY_HEADER = 32 + zlib.MAX_WBITS  # gzip or zlib, whichever the first bytes say
_NO_HEADER = -zlib.MAX_WBITS  # what some servers mean by "deflate"
_GZIP_MAGIC = b"\x1f\x8b"


class InflateError(Exception):
    """The encoding is unknown, the data damaged, or the result too large; the message says which."""


def inflate(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The content of a body that came in `encoding`, at most `limit` bytes before and after.

    Data that break off are returned as far as they came.
    """
    received = b"".join(_bounded(chunks, limit))
    if encoding in ("", "identity"):
        return received
    if encoding not in (*ENCODINGS, "x-gzip"):
        raise InflateError(f"came compressed in a way that was not asked for ({encoding[:40]})")
    try:
        return _inflate(received, limit)
    except zlib.error as error:
        raise InflateError("its compressed data are damaged") from error


def _bounded(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        _check(total, limit)
        yield chunk


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise InflateError(f"too large: more than the {limit:,} bytes allowed")


def _inflate(data: bytes, limit: int) -> bytes:
    out = bytearray()
    # A header of zlib is a multiple of 31 with 8 in its low half byte.
    headed = data.startswith(_GZIP_MAGIC) or (
        data[:1] and data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0
    )
    inflater = zlib.decompressobj(_ANY_HEADER if headed else _NO_HEADER)
    while data:
        out += inflater.decompress(data, limit + 1 - len(out))
        _check(len(out), limit)
        if not inflater.eof:
            data = inflater.unconsumed_tail
        elif inflater.unused_data.startswith(_GZIP_MAGIC):  # one more member
            data = inflater.unused_data
            inflater = zlib.decompressobj(_ANY_HEADER)
        else:  # padding
            break
    return bytes(out)
