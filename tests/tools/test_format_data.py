"""The layout of the data files: nothing is lost, terms stand one a line, and writing again changes nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tools.format_data import files, main
from tools.toml_layout import parse, written

SOURCE = """\
# What it is.
[cue]
# above
says = ["says", 'b "c"', # behind b
  "a"]   # behind
empty = []
one = ["one"]
sections = [
  # first
  "z", "y",

  # second
  "b",
  "a",
]
[style]
spaced = true # words are apart
long = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
  "c", "dddddddddddddddd"]
short = ["b", "a"]
nested = [ { name = "B", aliases = ["x"] },
  { name = "A, of a long name, of a long name", of = [], aliases = [
  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", "zzzzzzzzzzzz"] } ]
text = \"\"\"
two # lines
\"\"\"
"""
WRITTEN = """\
# What it is.
[cue]
# above
# behind
says = [
    "a",
    'b "c"',  # behind b
    "says",
]
empty = []
one = ["one"]
sections = [
    # first
    "y",
    "z",

    # second
    "a",
    "b",
]
[style]
spaced = true  # words are apart
long = [
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    "c",
    "dddddddddddddddd",
]
short = ["b", "a"]
nested = [
    { name = "B", aliases = ["x"] },
    { name = "A, of a long name, of a long name", of = [], aliases = [
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy",
        "zzzzzzzzzzzz",
    ] },
]
text = \"\"\"
two # lines
\"\"\"
"""


def test_layout() -> None:
    assert written(parse(SOURCE), lists={"cue"}) == WRITTEN
    assert written(parse(WRITTEN), lists={"cue"}) == WRITTEN


def test_values_stay() -> None:
    """In the tables that are not sorted in their order as well."""
    before, after = tomllib.loads(SOURCE), tomllib.loads(WRITTEN)
    assert after["style"] == before["style"]
    assert {key: sorted(listed) for key, listed in after["cue"].items()} == {
        key: sorted(listed) for key, listed in before["cue"].items()
    }


def test_what_cannot_be_read_is_named_by_its_line() -> None:
    with pytest.raises(ValueError, match="line 2: cannot be read"):
        parse('a = "b"\nc = "d\n')


def test_the_data_files_are_in_layout() -> None:
    """If this fails, run `python -m tools.format_data`."""
    assert main(["--check"]) == 0


def test_every_data_file_is_looked_at() -> None:
    """But for lists of patterns and of words that are written as they are."""
    root = Path(__file__).parents[2]
    found = {path for path, _ in files(root)}
    every = {*(root / "monitor").rglob("*.toml")} - {*(root / "monitor" / "demo").rglob("*.toml")}
    assert found == every
