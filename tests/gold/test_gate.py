"""The gate: floors hold, and only rise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gold.gate import below, run

STORY = {"id": "s1", "date": "2024-04-10", "lang": "en", "outlet": "Wire", "text": ""}
LABEL = {"id": "s1", "claim": "a", "relation": "supports", "certainty": "asserted", "basis": "official"}
CLAIM = '[[claim]]\nid = "a"\ntext = "Nio will buy Xpeng."\n'


def gold(folder: Path, headline: str, floors: dict[str, Any] | None = None) -> Path:
    """A folder with one set of one story, labelled as confirming its claim."""
    own = folder / "open"
    own.mkdir()
    (own / "claims.toml").write_text(CLAIM)
    (own / "stories.jsonl").write_text(json.dumps({**STORY, "headline": headline}) + "\n")
    (own / "labels.jsonl").write_text(json.dumps({**LABEL, "flag": "confirmed"}) + "\n")
    if floors is not None:
        (folder / "floors.json").write_text(json.dumps(floors))
    return folder


def floors(folder: Path) -> Any:
    return json.loads((folder / "floors.json").read_text())


RIGHT, WRONG = "Nio announced on Monday that it will buy Xpeng.", "Nio sings"


def test_a_figure_below_its_floor_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = gold(tmp_path, WRONG, {"open": {"flag recall": 0.9, "flag precision": 0.9}})
    assert run(folder, update=False, allow_regression=False) == 1
    assert capsys.readouterr().err == "open: flag recall is 0.0000, its floor 0.9000\n"


def test_a_figure_on_its_floor_passes(tmp_path: Path) -> None:
    folder = gold(tmp_path, RIGHT, {"open": {"flag recall": 1.0}})
    assert run(folder, update=False, allow_regression=False) == 0


def test_sets_that_are_not_there_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(gold(tmp_path, RIGHT), update=False, allow_regression=False) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[1].split()[:6] == ["open", "1", "1.000", "(0.21", "to", "1.00)"]
    assert "seed_shut: not there, skipped" in out
    assert "open: not there" not in out


def test_floors_rise(tmp_path: Path) -> None:
    """Those of a set that is not there stay."""
    folder = gold(tmp_path, RIGHT, {"open": {"flag recall": 0.5}, "seed": {"flag recall": 0.7}})
    assert run(folder, update=True, allow_regression=False) == 0
    assert floors(folder)["open"]["flag recall"] == 1.0
    assert floors(folder)["open"]["stance macro-F1"] == 1.0
    assert floors(folder)["seed"] == {"flag recall": 0.7}


@pytest.mark.parametrize(("allowed", "status", "floor"), [(False, 1, 0.5), (True, 0, 0.0)])
def test_floors_sink_only_where_that_is_allowed(
    tmp_path: Path, allowed: bool, status: int, floor: float
) -> None:
    folder = gold(tmp_path, WRONG, {"open": {"flag recall": 0.5}})
    assert run(folder, update=True, allow_regression=allowed) == status
    assert floors(folder)["open"]["flag recall"] == floor


def test_a_set_without_floors_passes() -> None:
    assert list(below({"open": {"flag recall": 0.0}}, {"seed": {"flag recall": 0.9}})) == []
