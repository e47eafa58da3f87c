"""Makes layers fit for 8-bit arithmetic: what is large in their input is divided out, and put into their weights.

A few channels of an encoder's activations are twenty times as large as the others, and one scale for all leaves these
few steps. As in SmoothQuant (Xiao et al., 2023); the results stay the same up to rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from training.reader.network import Reader
from training.reader.train import predict

_SHIFT = (
    0.75  # how much of the range goes into the weights; of .5, .7 and .85 the nearest to the exact results
)


class Smooth(nn.Module):
    """A linear layer whose input is divided by `scale`, channel by channel."""

    def __init__(self, linear: nn.Linear, scale: Tensor) -> None:
        super().__init__()
        self.register_buffer("divided", 1 / scale)
        self.linear = nn.Linear(linear.in_features, linear.out_features)
        self.linear.weight.data = linear.weight.data * scale
        self.linear.bias.data = linear.bias.data

    def forward(self, values: Tensor) -> Tensor:
        return self.linear(values * self.divided)


def smooth(net: Reader, rows: Sequence[list[int]]) -> None:
    """Replaces the layers of `net`; `rows` are encoded examples that show how large its activations become."""
    linears = {name: module for name, module in net.named_modules() if isinstance(module, nn.Linear)}
    largest = {name: torch.full((module.in_features,), 1e-5) for name, module in linears.items()}

    def watch(name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def look(_: nn.Module, given: tuple[Tensor, ...], __: Tensor) -> None:
            seen = given[0].detach().abs().reshape(-1, largest[name].shape[0]).amax(0)
            largest[name] = torch.maximum(largest[name], seen)

        return look

    hooks = [module.register_forward_hook(watch(name)) for name, module in linears.items()]
    predict(net, rows)
    for hook in hooks:
        hook.remove()
    for name, module in linears.items():
        weights = module.weight.data.abs().amax(0).clamp(min=1e-5)
        scale = largest[name] ** _SHIFT / weights ** (1 - _SHIFT)
        parent, _, last = name.rpartition(".")
        setattr(net.get_submodule(parent), last, Smooth(module, scale / scale.median()))
