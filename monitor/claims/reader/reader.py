"""A small encoder that reads a claim, a passage and what stands around it together and weighs what the passage does.

It knows wording, not facts: names, numbers and dates are the rules' affair. How it was trained and what it gets right
stands in docs/model-card.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from sentencepiece import SentencePieceProcessor

_LENGTH, _CLAIM, _AROUND = 192, 48, 40  # pieces of the whole, of a claim, of a text around; as in training
_READ = 4_000  # characters of a text that are looked at
_FIRST, _LAST = 0, 2  # ids of <s> and </s>
_BLOCK = 32  # weights of an embedding that share a scale


class Pair(NamedTuple):
    """A passage of a story to be read against a claim.

    `headline` is "" where the passage is the headline, `before` is the sentence before it, "" at the beginning of a
    text.
    """

    claim: str
    passage: str
    headline: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """How likely each reading is; together 1. Those with *may* are hedged: said to be possible, planned by hearsay."""

    supports: float
    may_support: float
    refutes: float
    may_refute: float
    discusses: float
    unrelated: float


class Reader:
    """Reads from the files of a folder, which are loaded when the first pair is read. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def weigh(self, pairs: Sequence[Pair]) -> tuple[Weights, ...]:
        """What each passage does to its claim, in the order of the pairs.

        Each is run alone: 8-bit activations share one scale a run, so that the weights of a batch would hang on what
        else is in it, and on one core a batch is no faster.
        """
        return tuple(self._run(self._encode(pair)) for pair in pairs)

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime  # noqa: PLC0415 - takes a fifth of a second, and most commands read nothing

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = str(self._folder / "reader.onnx")
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _pieces(self) -> SentencePieceProcessor:
        from sentencepiece import SentencePieceProcessor  # noqa: PLC0415

        return SentencePieceProcessor(model_file=str(self._folder / "pieces.model"))

    @cached_property
    def _words(self) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
        """The 4-bit embeddings of the pieces, (pieces, width / 2), and their scales, (pieces, width / 32)."""
        import numpy as np  # noqa: PLC0415

        nibbles, scales = (
            np.load(self._folder / f"{name}.npy", mmap_mode="r") for name in ("words", "scales")
        )
        return nibbles, scales

    def _ids(self, text: str) -> list[int]:
        plain = " ".join(unicodedata.normalize("NFKC", text[:_READ]).split())
        plain = plain.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no character
        found: list[int] = self._pieces.encode(plain)
        return found

    def _encode(self, pair: Pair) -> list[int]:
        """<s> claim </s></s> passage </s></s> headline </s></s> before </s>; what is missing is left out."""
        claim = self._ids(pair.claim)[:_CLAIM]
        around = [self._ids(text)[:_AROUND] for text in (pair.headline, pair.before) if text]
        tail = [piece for ids in around for piece in (_LAST, _LAST, *ids)]
        passage = self._ids(pair.passage)[: _LENGTH - len(claim) - len(tail) - 4]
        return [_FIRST, *claim, _LAST, _LAST, *passage, *tail, _LAST]

    def _run(self, row: Sequence[int]) -> Weights:
        import numpy as np  # noqa: PLC0415

        ids = np.array([row])
        mask = np.ones(ids.shape, np.float32)
        (logits,) = self._session.run(None, {"words": self._embedded(ids), "mask": mask})
        odds = np.exp(logits[0] - logits[0].max())
        return Weights(*map(float, odds / odds.sum()))

    def _embedded(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """(batch, length) to (batch, length, width); low nibbles are the first half of a block, all offset by 8."""
        import numpy as np  # noqa: PLC0415

        nibbles, scales = self._words
        packed = nibbles[ids].reshape(*ids.shape, -1, _BLOCK // 2)
        values = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32) - 8
        return (values * scales[ids].astype(np.float32)[..., None]).reshape(*ids.shape, -1)


def shipped(pairs: Sequence[Pair]) -> tuple[Weights, ...]:
    """What the reader that comes with the package makes of the pairs."""
    return _reader().weigh(pairs)


@cache
def _reader() -> Reader:
    with as_file(files(__package__) / "data") as folder:
        return Reader(folder)
