"""python -m benchmarks.feed_corpora --feedparser PATH --gofeed PATH --miniflux PATH

Each PATH is a checkout of that parser's repository. Every document is served over HTTP with the headers that
its test asks for, fetched and parsed as in a poll; `--differences` and `--problems` name what is otherwise.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.feed_corpora import cases
from benchmarks.feed_corpora.measuring import Measured, measure

CORPORA = {"feedparser": cases.feedparser, "gofeed": cases.gofeed, "miniflux": cases.miniflux}


def main() -> int:
    arguments = argparse.ArgumentParser(prog="benchmarks.feed_corpora", description=__doc__)
    for name in CORPORA:
        arguments.add_argument(f"--{name}", type=Path, metavar="PATH")
    arguments.add_argument("--differences", action="store_true")
    arguments.add_argument("--problems", action="store_true")
    given = arguments.parse_args()
    for name, read in CORPORA.items():
        if path := getattr(given, name):
            _tell(name, measure(list(read(path))), differences=given.differences, problems=given.problems)
    return 0


def _tell(name: str, measured: Measured, *, differences: bool, problems: bool) -> None:
    print(f"{name}: {measured.documents} documents, none crashed, slowest {measured.slowest:.2f} s")
    for what, total in sorted(measured.total.items()):
        print(f"  {what:<10} {measured.right[what]:>5} of {total:>5}")
    if differences:
        print(*(f"  {difference}" for difference in measured.differences), sep="\n")
    if problems:
        for message, names in sorted(measured.problems.items()):
            print(f"  {len(names)} x {message}: {', '.join(names)}")


if __name__ == "__main__":
    sys.exit(main())
