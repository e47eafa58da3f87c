"""One instance at a time, with real processes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import LockedError, StoreError
from monitor.store.lock import exclusive

NOW = datetime(2021, 3, 30, 11, 0, tzinfo=UTC)
HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from monitor.store.lock import exclusive

with exclusive(Path(sys.argv[1]), now=datetime(2021, 3, 30, 8, 15, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(state: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(state)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_live_holder_is_named(tmp_path: Path) -> None:
    """The message has the lock's path, the holder's pid and when that one began; nothing is waited for."""
    with holder(tmp_path) as other, pytest.raises(LockedError) as caught, exclusive(tmp_path, now=NOW):
        pytest.fail("both hold the lock")
    for part in (str(tmp_path / "monitor.lock"), f"process {other.pid}", "2021-03-30T08:15:00+00:00"):
        assert part in str(caught.value)


def test_the_refused_one_leaves_the_holder_in_peace(tmp_path: Path) -> None:
    """A refusal neither frees the lock nor takes the holder's name away."""
    with holder(tmp_path) as other:
        for _ in range(2):
            with pytest.raises(LockedError, match=f"process {other.pid}"), exclusive(tmp_path, now=NOW):
                pass


def test_the_lock_of_a_killed_holder_is_taken(tmp_path: Path) -> None:
    """After kill -9 nobody has to tidy up."""
    with holder(tmp_path) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        with exclusive(tmp_path, now=NOW):
            assert (tmp_path / "monitor.pid").exists()


def test_the_lock_is_free_after_use(tmp_path: Path) -> None:
    """It can be taken again, also after an error inside, and names no holder meanwhile."""
    state = tmp_path / "state"
    with pytest.raises(ZeroDivisionError), exclusive(state, now=NOW):
        raise ZeroDivisionError
    assert not (state / "monitor.pid").exists()
    with exclusive(state, now=NOW):
        pass


def test_within_one_process_it_excludes_as_well(tmp_path: Path) -> None:
    """A second hold in the same process is refused like any other."""
    with exclusive(tmp_path, now=NOW), pytest.raises(LockedError), exclusive(tmp_path, now=NOW):
        pytest.fail("held twice")


@pytest.mark.parametrize("left", ["", "not json", "[]", '{"pid": 1}'])
def test_a_holder_that_has_not_written_its_name(tmp_path: Path, left: str) -> None:
    """Between taking the lock and saying who one is, a refusal still is a refusal."""
    with exclusive(tmp_path, now=NOW):
        (tmp_path / "monitor.pid").write_text(left)
        with pytest.raises(LockedError, match="just started"), exclusive(tmp_path, now=NOW):
            pytest.fail("held twice")


def test_a_state_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file where the state folder should be is a fault in one line."""
    (tmp_path / "state").write_text("in the way")
    with (
        pytest.raises(StoreError, match=r"state folder .*state is a file"),
        exclusive(tmp_path / "state", now=NOW),
    ):
        pass
    below = tmp_path / "state" / "deeper"
    with (
        pytest.raises(StoreError, match=r"state folder .*deeper cannot be made: Not a directory"),
        exclusive(below, now=NOW),
    ):
        pass
