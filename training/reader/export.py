"""Writes the trained reader as it ships.

    python -m training.reader.export WEIGHTS EPOCH.pt OUT

OUT gets `reader.onnx`, the layers and the head with 8-bit weights; `words.npy` and `scales.npy`, the 4-bit word
embeddings of the pieces that stay, as they are in WEIGHTS; and `pieces.model`, the pieces for sentencepiece.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.reader import vocabulary
from training.reader.base import BaseFile, tokenizer
from training.reader.data import encode, examples
from training.reader.network import Reader
from training.reader.pairs import FOLDER, Cluster, clusters
from training.reader.smooth import smooth

_SHOWN = 96  # examples that show how large activations become


class Layers(nn.Module):
    """The reader behind its word embeddings: (batch, length, width) and a mask to logits (batch, 6)."""

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.net = net

    def forward(self, words: Tensor, mask: Tensor) -> Tensor:
        return self.net.weigh(words, mask)


def texts(found: list[Cluster]) -> list[str]:
    """What the reader was trained on, whose pieces all stay."""
    return [text for c in found for text in (*c.claims.values(), *(passage.text for passage in c.passages))]


def export(net: Reader, path: Path) -> None:
    """The layers as ONNX with 8-bit weights."""
    net.eval()
    example = (torch.zeros(2, 9, net.words.embedding_dim), torch.ones(2, 9))
    axes = {0: "batch", 1: "length"}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "reader.onnx"
        torch.onnx.export(
            Layers(net), example, whole, input_names=["words", "mask"], output_names=["logits"],
            dynamic_axes={"words": axes, "mask": axes, "logits": {0: "batch"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(whole, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


def main() -> None:
    """Export one epoch."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("weights", type=Path)
    asked.add_argument("epoch", type=Path)
    asked.add_argument("out", type=Path)
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    base = BaseFile(given.weights)
    words = tokenizer(base.pieces)
    found = [cluster for path in sorted(FOLDER.glob("*.txt")) for cluster in clusters(path)]
    net = Reader(base)
    net.load_state_dict(torch.load(given.epoch), strict=False)
    rng = random.Random(1)
    smooth(net, [encode(words, e) for e in rng.sample(examples(found, unrelated=1, rng=rng), _SHOWN)])
    export(net, given.out / "reader.onnx")
    kept = vocabulary.chosen(base.pieces, words, texts(found))
    (given.out / "pieces.model").write_bytes(vocabulary.model(base.pieces, kept))
    nibbles, scales = base.blocks("emb.word", base.shape.vocabulary, base.shape.width)
    np.save(given.out / "words.npy", nibbles[kept])
    np.save(given.out / "scales.npy", scales[kept])
    print(
        f"{len(kept)} pieces; "
        + ", ".join(f"{p.name} {p.stat().st_size / 1e6:.1f} MB" for p in given.out.iterdir())
    )


if __name__ == "__main__":
    main()
