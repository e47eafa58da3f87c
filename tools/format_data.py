"""Writes the data files in one layout: `python -m tools.format_data`; with `--check` it only names those that differ.

Lists of terms have one term a line and are sorted, so that a change of one term is a change of one line. Comments stay:
what stands above a term or behind it goes along with it, what heads a section stays at its head.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.toml_layout import WIDTH, parse, written

_ROOT = Path(__file__).parents[1]
# The files, and which of their tables have lists whose order does not matter; "" is the top of a file.
_FILES: dict[str, frozenset[str]] = {
    "monitor/languages/data/*.toml": frozenset({"cue"}),
    "monitor/languages/common/*.toml": frozenset({"unit", "bound"}),
    "monitor/topics/*/words/*.toml": frozenset({"relation", "concept", "topic"}),
    "monitor/topics/*/topic.toml": frozenset({"", "words", "exclude"}),
    "monitor/topics/*/entities/*.toml": frozenset({""}),
    "monitor/topics/*/claims.toml": frozenset(),
    "monitor/topics/*/relations.toml": frozenset({"lists"}),
    "monitor/claims/frames/light_words.toml": frozenset({""}),
    "monitor/publishers.toml": frozenset({"publisher"}),
}


def files(root: Path = _ROOT) -> Iterator[tuple[Path, str]]:
    """Each data file with its text as it should be. Raises ValueError that names what cannot be read."""
    for pattern, lists in _FILES.items():
        for path in sorted(root.glob(pattern)):
            try:
                yield path, written(parse(path.read_text(encoding="utf-8")), lists=lists)
            except ValueError as error:
                raise ValueError(f"{path.relative_to(root)}: {error}") from error


def main(arguments: Sequence[str]) -> int:
    """The exit status: 1 where a file differs, or has a line that no layout makes short enough."""
    parser = argparse.ArgumentParser(prog="tools.format_data", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file would change")
    check = parser.parse_args(arguments).check
    status = 0
    for path, text in files():
        name = path.relative_to(_ROOT)
        if text != path.read_text(encoding="utf-8"):
            if check:
                _say(f"{name}: not in layout; run python -m tools.format_data")
                status = 1
            else:
                path.write_text(text, encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            if len(line) > WIDTH:
                _say(f"{name}:{number}: longer than {WIDTH} characters; split the term")
                status = 1
    return status


def _say(fault: str) -> None:
    sys.stderr.write(fault + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
