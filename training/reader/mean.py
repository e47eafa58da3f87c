"""The mean of several trainings' weights, which is better calibrated than each.

python -m training.reader.mean OUT.pt SHARE:EPOCH.pt SHARE:EPOCH.pt …
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

Weights = Mapping[str, Tensor]


def mean(parts: Sequence[tuple[float, Weights]]) -> dict[str, Tensor]:
    """The weights averaged by share; they are of one network. What is not a fraction is the first one's."""
    whole = sum(share for share, _ in parts)
    first = parts[0][1]
    return {
        name: sum((share * weights[name].float() for share, weights in parts), torch.zeros(())) / whole
        if first[name].is_floating_point()
        else first[name]
        for name in first
    }


def main() -> None:
    """Read, average, write."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("out", type=Path)
    asked.add_argument("parts", nargs="+", metavar="SHARE:FILE")
    given = asked.parse_args()
    parts = [
        (float(share), torch.load(path)) for share, _, path in (each.partition(":") for each in given.parts)
    ]
    torch.save(mean(parts), given.out)


if __name__ == "__main__":
    main()
