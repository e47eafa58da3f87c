"""Undoes the compression of a transfer piece by piece, within a bound on what goes in and what comes out."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

import brotli
import zstandard

ENCODINGS = ("gzip", "deflate", "br", "zstd")
"""What a request may announce: encodings that can be undone piece by piece."""

_PIECE = 64 * 1024
_ANY_HEADER = 32 + zlib.MAX_WBITS  # gzip or zlib, whichever the first bytes say
_NO_HEADER = -zlib.MAX_WBITS  # what some servers mean by "deflate"
_GZIP_MAGIC = b"\x1f\x8b"
_UNNAMED = 2  # rounds of gzip that no header tells of
_HEAD = 64  # bytes by which a body is known
_FEW = 4  # characters
_CONTROL = re.compile(r"[\0-\x08\x0b\x0e-\x1f\x7f]")
_GZIP_HEADER = _GZIP_MAGIC + b"\x08"  # with its only method
_WINDOW = 8 * 1024 * 1024  # the most that a client of HTTP has to keep for zstd (RFC 9659)


class InflateError(Exception):
    """The encoding is unknown, the data damaged, or the result too large; the message says which."""


def inflate(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The content of a body under this Content-Encoding, at most `limit` bytes before and after each step.

    The body decides: an encoding that it does not bear out is ignored, and gzip is undone though nothing names it.
    Data that break off are returned as far as they came.
    """
    names = [name for token in encoding.split(",") if (name := token.strip().lower())]
    data = _bounded((chunk for chunk in chunks if chunk), limit)
    try:
        for name in reversed(names):  # the last was applied last
            head, data = _peeked(data)
            if name in _DECODERS and not is_text(head):
                data = _bounded(_DECODERS[name](data), limit)
        for _ in range(_UNNAMED):
            head, data = _peeked(data)
            if head.startswith(_GZIP_HEADER):
                data = _bounded(_zlib(data), limit)
        body = b"".join(data)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise InflateError("the compressed data are corrupt") from error
    unknown = next((name for name in names if name not in _DECODERS and name != "identity"), None)
    if unknown and body and not is_text(body[:_HEAD]):
        raise InflateError(f"unsupported Content-Encoding ({unknown[:40]})")
    return body


def is_text(head: bytes) -> bool:
    """Whether a body that begins like this is text already: no compressed data begin with several characters of it."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return len(text) >= _FEW and not _CONTROL.search(text)


def _peeked(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, and the chunks with them."""
    data = b""
    while len(data) < _HEAD and (chunk := next(chunks, b"")):
        data += chunk
    return data[:_HEAD], chain([data] if data else [], chunks)


def _bounded(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise InflateError(f"too large: more than {limit:,} bytes (max_bytes under [fetch])")
        yield piece


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
    "gzip": _zlib,
    "x-gzip": _zlib,
    "deflate": _zlib,
    "br": _brotli,
    "zstd": _zstd,
}
