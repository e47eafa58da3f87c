"""Edge: one instance at a time, whether it is started by hand, by cron or as the daemon.

The operating system holds the lock, so that it ends with its holder, however that ends.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from monitor import disk
from monitor.errors import LockedError, StoreError


@contextmanager
def exclusive(state: Path, *, now: datetime) -> Iterator[None]:
    """Holds the lock of the folder `state`, which is made where it is missing.

    Raises LockedError, without waiting, that names the lock, its holder's pid and when that one began;
    StoreError where the folder cannot be written.
    """
    path = state / "monitor.lock"
    named = state / "monitor.pid"  # beside the lock: a locked file cannot be read on every system
    lock = FileLock(path, timeout=0)
    _make(state)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(
            f"{path} is held by {_described(named)}; wait for it to finish, or stop it"
        ) from None
    except OSError as error:
        raise StoreError(f"cannot lock {path}: {error.strerror or error}") from error
    try:
        with suppress(OSError):  # a full disk costs the next one the holder's name, not the lock
            holder = {"pid": os.getpid(), "started": now.isoformat(timespec="seconds")}
            disk.write(named, json.dumps(holder).encode())
        yield
    finally:
        named.unlink(missing_ok=True)
        lock.release()


def _make(state: Path) -> None:
    try:
        state.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise StoreError(f"state folder {state} is a file") from error
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"state folder {state} cannot be made: {reason}; name another as `state`") from error


def holder(state: Path) -> tuple[int, datetime] | None:
    """Pid and start of the process that holds the lock, as far as it can be told without touching the lock."""
    try:
        held = json.loads((state / "monitor.pid").read_text(encoding="utf-8"))
        pid, started = int(held["pid"]), datetime.fromisoformat(held["started"])
        os.kill(pid, 0)  # one that was killed leaves its name behind
    except PermissionError:
        return pid, started
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return pid, started


def _described(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"process {holder['pid']}, started {holder['started']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process that has just started"
