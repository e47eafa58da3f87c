"""The documents say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.cli.commands import COMMANDS
from monitor.config.environment import HIDDEN
from monitor.config.settings import sections
from monitor.errors import ExitCode
from tools import origins, reference

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHIPPED = (ROOT / "config.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"^\| `monitor {command}\b", README, re.MULTILINE)


def test_the_readme_promises_no_command_that_is_not_there() -> None:
    promised = set(re.findall(r"monitor ([a-z][a-z-]+)", README.replace("/path/to/monitor", "")))
    assert promised <= set(COMMANDS)


def test_the_readmes_exit_codes_are_those_of_the_program() -> None:
    codes = set(map(int, re.findall(r"^\| (\d+) \|", README, re.MULTILINE)))
    assert codes == set(ExitCode) - {ExitCode.BROKEN_PIPE}


def test_the_reference_is_that_of_the_code() -> None:
    """If this fails, run `python -m tools.reference` and commit docs/reference.md."""
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page()


def test_the_origin_graph_is_that_of_the_command() -> None:
    """If this fails, run `python -m tools.origins` and commit docs/origins.md."""
    page = origins.PAGE.read_text(encoding="utf-8")
    assert f"```text\n{origins.graph()}```\n" in page


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def keys() -> list[str]:
    return [
        key
        for name, section in sections().items()
        for key in section.model_fields
        if (name, key) not in HIDDEN
    ]


@pytest.mark.parametrize("key", sorted(set(keys())))
def test_every_key_is_shown_in_the_shipped_configuration(key: str) -> None:
    assert re.search(rf"^(# )?\[?\[?{key}\b|^# {key} ", SHIPPED, re.MULTILINE)


def test_the_make_targets_of_the_readme_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([a-z]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
