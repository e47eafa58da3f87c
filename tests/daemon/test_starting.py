"""Being told to end while the daemon only starts."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import run
from monitor.cli.commands import cli


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Whoever listens to the signals listens again afterwards."""
    before = {ending: signal.getsignal(ending) for ending in (signal.SIGTERM, signal.SIGINT)}
    yield
    for ending, handler in before.items():
        signal.signal(ending, handler)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_quietly(ending: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "read_watching", lambda path: os.kill(os.getpid(), ending))
    result = CliRunner().invoke(cli, ["run", "--config", str(tmp_path / "config.toml")])
    assert result.exit_code == 0
    assert not result.output
