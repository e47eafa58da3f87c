"""How commands are found, and what an interrupt does while they are."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

import monitor.cli
from monitor.cli.commands import COMMANDS

MODULES = {path.stem for path in Path(monitor.cli.__file__).parent.glob("[a-z]*.py")} - {"commands", "common"}


def run(*arguments: str, more: str = "") -> subprocess.CompletedProcess[str]:
    script = f"import sys; sys.argv[1:] = {list(arguments)!r}; from monitor.cli import main; main()"
    code = f"{more}\n{script}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_table_has_every_module_that_is_a_command() -> None:
    assert {name.replace("-", "_") for name in COMMANDS} == MODULES


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says(name: str) -> None:
    """The first line of help begins with a verb, is one sentence, and is the same in both places."""
    command = import_module(f"monitor.cli.{name.replace('-', '_')}").command
    assert isinstance(command, click.Command)
    assert command.help is not None
    assert command.help.split("\n\n")[0].replace("\n", " ") == COMMANDS[name]
    assert re.fullmatch(r"[A-Z][a-z]+ .*[^.]\.", COMMANDS[name])


def test_help_lists_all_commands_with_whole_lines() -> None:
    ran = run("--help")
    assert ran.stdout.startswith("Usage: monitor [OPTIONS] COMMAND")
    flat = " ".join(ran.stdout.split())
    for name, line in COMMANDS.items():
        assert f"{name} {line}" in flat
    assert run("once", "-h").stdout.startswith("Usage: monitor once [OPTIONS]")
    assert "Usage: monitor [OPTIONS]" in run("fly").stderr


def test_version_and_help_import_no_command() -> None:
    """What a command needs is imported when it is called."""
    tell = "import atexit, sys\natexit.register(lambda: print(sorted(sys.modules), file=sys.stderr))"
    for option in ("--version", "--help"):
        loaded = run(option, more=tell).stderr
        assert "'monitor.cli.commands'" in loaded
        for name in ("monitor.config", "monitor.model", "pydantic", "rich", "sqlalchemy", "logging", "json"):
            assert f"'{name}'" not in loaded


def test_reading_commands_do_not_import_what_they_do_not_use(tmp_path: Path) -> None:
    """The configuration is read without apprise and requests; the status needs no judge and no reader of pages."""
    (tmp_path / "config.toml").write_text(
        '[[feed]]\nurl = "https://a.example/"\n[channels]\nurls = ["ntfy://x"]', encoding="utf-8"
    )
    tell = "import atexit, sys\natexit.register(lambda: print(sorted(sys.modules), file=sys.stderr))"
    ran = run("status", "--config", str(tmp_path / "config.toml"), more=tell)
    assert "not polled yet" in ran.stdout
    for name in (
        "apprise",
        "requests",
        "trafilatura",
        "feedparser",
        "alembic",
        "jinja2",
        "monitor.claims.judge",
    ):
        assert f"'{name}'" not in ran.stderr


def test_python_m_monitor() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "monitor", "--version"], capture_output=True, text=True, check=False
    )
    assert ran.stdout.startswith("monitor, version ")


@pytest.mark.parametrize("module", ["click", "rich.console", "pydantic", "sqlalchemy", "monitor.store.lock"])
def test_an_interrupt_during_an_import_ends_in_a_word(module: str, tmp_path: Path) -> None:
    """Ctrl-C in the first second: exit code 130, no traceback; a handler that raised could be swallowed there."""
    (tmp_path / "config.toml").write_text('[[feed]]\nurl = "https://a.example/"', encoding="utf-8")
    interrupting = f"""
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except KeyboardInterrupt:  # as some libraries do
                pass
sys.meta_path.insert(0, Finder())
"""
    ran = run("status", "--config", str(tmp_path / "config.toml"), more=interrupting)
    assert (ran.returncode, ran.stderr, ran.stdout) == (130, "interrupted\n", "")
