"""Reading a database in a folder that may not be written: SQLite in WAL mode would make files beside it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

_TRIES = 5  # copies that a writer may spoil


def in_memory(path: Path) -> sqlite3.Connection:
    """The database as it is now, with what its log holds; OSError where it cannot be read, or copied in peace."""
    with TemporaryDirectory(prefix="monitor-") as folder:
        copy = Path(folder) / "monitor.db"
        for _ in range(_TRIES):
            before = _stamps(path)
            for ending in ("", "-wal"):
                source = path.with_name(path.name + ending)
                if source.exists():
                    shutil.copyfile(source, copy.with_name(copy.name + ending))
            if _stamps(path) == before:
                break
        else:
            raise OSError(f"{path} is being written all the time")
        memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        with closing(sqlite3.connect(copy)) as source_connection:
            source_connection.execute("PRAGMA journal_mode = DELETE")
            source_connection.backup(memory)
    return memory


def _stamps(path: Path) -> tuple[tuple[int, int] | None, ...]:
    """What changes when the file or its log is written."""
    files = (path, path.with_name(f"{path.name}-wal"))
    found = (file.stat() if file.exists() else None for file in files)
    return tuple(stat and (stat.st_mtime_ns, stat.st_size) for stat in found)
