"""Reading by a user who may not write the state folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from monitor.store import Store
from tests.store.values import CLAIM

_SCRIPT = """
import os, sys
import sqlalchemy.dialects.sqlite
from monitor.store import Store
if os.geteuid() == 0:  # root may write anywhere
    os.setuid(65534)
with Store.open(sys.argv[1], read_only=True) as store:
    print([claim.id for claim in store.claims()])
"""


@pytest.fixture
def database() -> Iterator[Path]:
    """In a folder that others may only read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "monitor.db"
        Path(folder).chmod(0o755)
        yield path
        Path(folder).chmod(0o755)


def read_by_another(path: Path) -> subprocess.CompletedProcess[str]:
    """What a user reads who may not write there."""
    path.parent.chmod(0o555)
    command = [sys.executable, "-c", _SCRIPT, str(path)]
    return subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)


def test_after_the_writer_has_ended(database: Path) -> None:
    with Store.open(str(database)) as store:
        store.sync_claims([CLAIM])
    assert not database.with_name("monitor.db-wal").exists()
    told = read_by_another(database)
    assert (told.stdout, told.stderr) == (f"{[CLAIM.id]}\n", "")
    assert [file.name for file in database.parent.iterdir()] == ["monitor.db"]


def test_while_the_writer_has_not_put_its_log_away(database: Path) -> None:
    """What is only in the log counts."""
    with Store.open(str(database)) as store:
        store.sync_claims([CLAIM])
        assert database.with_name("monitor.db-wal").stat().st_size
        told = read_by_another(database)
    assert (told.stdout, told.stderr) == (f"{[CLAIM.id]}\n", "")


def test_a_file_that_may_not_be_read_is_named(database: Path) -> None:
    with Store.open(str(database)) as store:
        store.sync_claims([CLAIM])
    database.chmod(0o000)
    told = read_by_another(database)
    assert "cannot be opened; check the owner and permissions" in told.stderr
