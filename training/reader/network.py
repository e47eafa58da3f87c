"""The reader's network: a BERT encoder, and a head on the first token and the mean that weighs the classes."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.reader.base import BaseFile

CLASSES = ("supports", "supports?", "refutes", "refutes?", "discusses", "unrelated")  # ? is hedged
FIRST, PAD, LAST = 0, 1, 2  # ids of <s>, padding and </s>


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self, width: int, inner: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.attended = nn.Linear(width, width)
        self.widened, self.narrowed = nn.Linear(width, inner), nn.Linear(inner, width)
        self.attention_norm, self.output_norm = nn.LayerNorm(width, epsilon), nn.LayerNorm(width, epsilon)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """`states` (batch, length, width); `mask` (batch, 1, 1, length), added to the attention's logits."""
        batch, length, width = states.shape

        def split(values: Tensor) -> Tensor:
            return values.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

        query, key, value = split(self.query(states)), split(self.key(states)), split(self.value(states))
        # Written out: torch's fused attention takes four times as long backwards on a CPU.
        logits = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5 + mask
        attended = logits.softmax(-1).to(value.dtype) @ value
        joined = self.attended(attended.transpose(1, 2).reshape(batch, length, width))
        states = self.attention_norm(states + joined)
        return self.output_norm(states + self.narrowed(functional.gelu(self.widened(states))))


class Reader(nn.Module):
    """Ids and mask (batch, length) to logits of CLASSES (batch, 6)."""

    def __init__(self, base: BaseFile, *, dropout: float = 0.1, layers: int | None = None) -> None:
        super().__init__()
        shape = base.shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.kind = nn.Parameter(torch.zeros(shape.width))
        self.norm = nn.LayerNorm(shape.width, shape.epsilon)
        self.layers = nn.ModuleList(
            Layer(shape.width, shape.inner, shape.heads, shape.epsilon) for _ in range(layers or shape.layers)
        )
        self.dropout = nn.Dropout(dropout)
        self.hidden, self.classes = (
            nn.Linear(2 * shape.width, shape.width),
            nn.Linear(shape.width, len(CLASSES)),
        )
        weights = {name: torch.from_numpy(value) for name, value in base.weights().items()}
        self.load_state_dict({k: v for k, v in weights.items() if k in self.state_dict()}, strict=False)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.weigh(self.words(ids), mask)

    def weigh(self, words: Tensor, mask: Tensor) -> Tensor:
        """The logits from the pieces' embeddings (batch, length, width)."""
        states = self.norm(words + self.positions.weight[: words.shape[1]] + self.kind)
        added = ((1.0 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, added)
        weight = mask[..., None]
        mean = (states * weight).sum(1) / weight.sum(1)
        pooled = torch.cat([states[:, 0], mean], dim=-1)
        return self.classes(self.dropout(torch.tanh(self.hidden(self.dropout(pooled)))))

    def freeze(self, layers: int) -> None:
        """Leaves the embeddings and the lower `layers` as they are."""
        fixed = [self.words, self.positions, self.norm, *list(self.layers)[:layers]]
        for part in fixed:
            part.requires_grad_(False)
        self.kind.requires_grad_(False)
