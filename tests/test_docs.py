"""The documents say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.cli import cli
from monitor.config.settings import Config, EmailSettings, FeedSettings, Section
from monitor.errors import ConfigError, LockedError
from tests import reference

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHIPPED = (ROOT / "config.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"^\| `monitor {command}\b", README, re.MULTILINE)


def test_the_readme_promises_no_command_that_is_not_there() -> None:
    promised = set(re.findall(r"monitor ([a-z][a-z-]+)", README.replace("/path/to/monitor", "")))
    assert promised <= set(cli.commands)


def test_the_readmes_exit_codes_are_those_of_the_program() -> None:
    codes = set(map(int, re.findall(r"^\| (\d+) \|", README, re.MULTILINE)))
    assert codes == {0, 1, 2, 3, 4, 75}
    assert {ConfigError.exit_code, LockedError.exit_code} <= codes


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def keys() -> list[str]:
    sections: dict[str, object] = {name: info.annotation for name, info in Config.model_fields.items()}
    sections |= {"feed": FeedSettings, "email": EmailSettings}
    found = [name for name, section in sections.items() if not _is_section(section)]
    for section in sections.values():
        if isinstance(section, type) and issubclass(section, Section):
            found += [key for key in section.model_fields if key not in {"password", "secret"}]
    return found


def _is_section(section: object) -> bool:
    return isinstance(section, type) and issubclass(section, Section)


@pytest.mark.parametrize("key", sorted(set(keys())))
def test_every_key_is_shown_in_the_shipped_configuration(key: str) -> None:
    assert re.search(rf"^(# )?\[?\[?{key}\b|^# {key} ", SHIPPED, re.MULTILINE)


def test_the_make_targets_of_the_readme_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z]+)", README + contributing, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_reference_is_what_the_program_prints() -> None:
    assert reference.PATH.read_text(encoding="utf-8") == reference.reference(), "make docs writes it anew"
