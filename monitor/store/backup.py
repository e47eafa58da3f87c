"""Copies of an SQLite ledger, made beside a running writer, and the way back from one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from monitor import disk
from monitor.errors import StoreError

_NAME = "monitor-*.db"
_SIDE = ("-wal", "-shm")


def copy(source: Path, target: Path) -> None:
    """A sound copy of the database at `target`, whatever is written meanwhile; whole or not at all.

    Raises StoreError where it cannot be written.
    """
    with _draft(source, target) as draft:
        verify(draft)
        disk.settle(draft, target)


@contextmanager
def _draft(source: Path, target: Path) -> Iterator[Path]:
    """A copy beside `target`, one file that can be carried away; nothing of it is left behind."""
    draft = target.with_name(target.name + ".new")
    files = [draft, *(Path(f"{draft}{side}") for side in _SIDE)]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        for left in files:
            left.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(draft)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
        yield draft
    except sqlite3.Error as error:
        raise StoreError(f"{source} cannot be copied to {target}: {error}") from error
    finally:
        for left in files:
            left.unlink(missing_ok=True)


def rotate(folder: Path, *, keep: int) -> None:
    """Removes all dated copies but the newest `keep`."""
    for old in sorted(folder.glob(_NAME))[:-keep]:
        old.unlink(missing_ok=True)


def dated(folder: Path, now: datetime) -> Path:
    """The name of the copy that is made now."""
    return folder / f"monitor-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"


def newest(folder: Path) -> Path | None:
    return max(folder.glob(_NAME), default=None)


def restore(source: Path, target: Path, *, now: datetime) -> Path | None:
    """Puts a copy in the place of the database; where the one that was there is kept, None where there was none.

    The caller holds the lock. Raises StoreError, and changes nothing, where the copy is not sound.
    """
    if not source.is_file():
        raise StoreError(f"{source}: no such file")
    verify(source)
    aside = None
    with _draft(source, target) as draft:
        if target.exists():
            aside = target.with_name(
                f"{target.stem}-replaced-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{target.suffix}"
            )
            for side in ("", *_SIDE):  # its newest commits may be in the side files only
                with suppress(FileNotFoundError):
                    Path(f"{target}{side}").replace(f"{aside}{side}")
        disk.settle(draft, target)
    return aside


def verify(path: Path) -> None:
    """Raises StoreError unless every page is sound and it is a ledger."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as found:
            fault = found.execute("PRAGMA quick_check(1)").fetchone()[0]
            found.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"{path}: not a monitor database, or corrupt ({error})") from error
    if fault != "ok":
        raise StoreError(f"{path}: corrupt ({fault})")
