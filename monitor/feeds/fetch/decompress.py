"""Undoes the compression of a transfer piece by piece, within a bound on what goes in and what comes out."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping

import brotli
import zstandard

ENCODINGS = ("gzip", "deflate", "br", "zstd")
"""What a request may announce: encodings that can be undone piece by piece."""

_PIECE = 64 * 1024
_ANY_HEADER = 32 + zlib.MAX_WBITS  # gzip or zlib, whichever the first bytes say
_NO_HEADER = -zlib.MAX_WBITS  # what some servers mean by "deflate"
_GZIP_MAGIC = b"\x1f\x8b"
_WINDOW = 8 * 1024 * 1024  # the most that a client of HTTP has to keep for zstd (RFC 9659)


class InflateError(Exception):
    """The encoding is unknown, the data damaged, or the result too large; the message says which."""


def inflate(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The content of a body that came in `encoding`, at most `limit` bytes before and after.

    Data that break off are returned as far as they came.
    """
    if encoding not in _DECODERS:
        raise InflateError(f"unsupported Content-Encoding ({encoding[:40]})")
    decoder = _DECODERS[encoding]
    received = _bounded((chunk for chunk in chunks if chunk), limit)
    try:
        return b"".join(_bounded(decoder(received), limit))
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise InflateError("the compressed data are corrupt") from error


def _bounded(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise InflateError(f"too large: more than {limit:,} bytes (max_bytes under [fetch])")
        yield piece


def _as_it_is(chunks: Iterator[bytes]) -> Iterator[bytes]:
    return chunks


def _zlib(chunks: Iterator[bytes]) -> Iterator[bytes]:
    data = _two_bytes(b"", chunks)
    # A header of zlib is a multiple of 31 with 8 in its low half byte.
    headed = data.startswith(_GZIP_MAGIC) or (
        len(data) > 1 and data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0
    )
    inflater = zlib.decompressobj(_ANY_HEADER if headed else _NO_HEADER)
    while True:
        data = data or next(chunks, b"")
        if not data:
            return
        yield inflater.decompress(data, _PIECE)
        data = inflater.unconsumed_tail
        if inflater.eof:
            data = _two_bytes(inflater.unused_data, chunks)
            if not data.startswith(_GZIP_MAGIC):  # padding
                return
            inflater = zlib.decompressobj(_ANY_HEADER)  # one more member


def _two_bytes(data: bytes, chunks: Iterator[bytes]) -> bytes:
    """`data` and as many chunks as it takes to tell a header by its first two bytes."""
    while len(data) < len(_GZIP_MAGIC) and (chunk := next(chunks, b"")):
        data += chunk
    return data


def _brotli(chunks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    while not decoder.is_finished():
        data = next(chunks, b"") if decoder.can_accept_more_data() else b""
        piece = decoder.process(data, output_buffer_limit=_PIECE)
        if not (data or piece):
            return
        yield piece


class _Source:
    """Chunks as the file that zstandard reads from; it may get more than it asked for."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, _size: int = -1) -> bytes:
        return next(self._chunks, b"")


def _zstd(chunks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    reader = decoder.stream_reader(_Source(chunks), read_across_frames=True)  # type: ignore[arg-type]
    while piece := reader.read(_PIECE):
        yield piece


_DECODERS: Mapping[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "": _as_it_is,
    "identity": _as_it_is,
    "gzip": _zlib,
    "x-gzip": _zlib,
    "deflate": _zlib,
    "br": _brotli,
    "zstd": _zstd,
}
