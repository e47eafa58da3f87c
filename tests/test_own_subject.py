"""The files of docs/own-subject.md do what the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.test_cli import Shell, shell

__all__ = ["shell"]  # a fixture

PAGE = Path(__file__).parents[1] / "docs" / "own-subject.md"


@pytest.fixture
def folder(shell: Shell) -> Shell:
    text = PAGE.read_text(encoding="utf-8")
    config, claims = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (stories,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    for name, content in (("config.toml", config), ("claims.toml", claims), ("stories.jsonl", stories)):
        shell.write(name, content)
    return shell


def test_check_says_what_the_page_shows(folder: Shell) -> None:
    shown = re.findall(r"^ok     claim .*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    ran = folder("check")
    assert [line for line in ran.out.splitlines() if line.startswith("ok     claim ")] == shown


def test_the_trial_changes_what_it_should(folder: Shell) -> None:
    ran = folder("--config", "config.toml", "replay", "stories.jsonl", "--claims", "claims.toml", "--json")
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert [(t["claim"], t["to"], t["origin"], t["story"]) for t in told] == [
        ("open-2031", "reported-confirmed", "Femern", "a"),
        ("line-closes", "reported-confirmed", "Scandlines", "b"),
    ]
