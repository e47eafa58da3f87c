"""Database connections, transactions and schema versions; errors in plain words."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from monitor.errors import StoreError
from monitor.store.unwritable import in_memory

# How long a writer waits for another one; ours hold the database for milliseconds.
PATIENCE = 10.0

_MIGRATIONS = (
    Path(__file__).parent / "migrations"
)  # the name of each begins with its revision, of four digits
_VERSION = "alembic_version"
_HINTS = {
    "file is not a database": "not a monitor database, or corrupt; run `monitor restore` to restore a backup",
    "malformed": "the database is corrupt; run `monitor restore` to restore a backup",
    "readonly": "the database is not writable; check the owner and permissions of the file and its folder",
    "locked": f"another process has kept the database locked for {PATIENCE:.0f} seconds; try again",
    "unable to open": "the database cannot be opened; check the owner and permissions of the file and its folder",
    "full": "no space left on the disk; free some and run again, nothing is lost",
    "connection is bad": "cannot reach the database server; is it running, and is the address right?",
    "connection failed": "cannot reach the database server; is it running, and is the address right?",
    "No module named": "the driver is not installed; `make postgres` adds it to .venv",
    "Can't load plugin": "unsupported kind of database: use SQLite or PostgreSQL",
}


def connect(url: str, *, read_only: bool) -> Engine:
    """An engine for the path of an SQLite file, or a `sqlite:///` or `postgresql://` URL; not opened yet."""
    serializer = partial(json.dumps, ensure_ascii=False)
    target = _target(url)
    if target.get_backend_name() != "sqlite":
        return create_engine(target, json_serializer=serializer, pool_pre_ping=True)
    path = file_of(url) or Path()
    if read_only and not path.exists():
        raise StoreError("no database yet; run `monitor once` to create it")
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        "sqlite://",
        creator=partial(_read if read_only else _open, path),
        poolclass=QueuePool,
        json_serializer=serializer,
    )
    event.listen(engine, "begin", _begin)
    return engine


def upgrade(connection: Connection, *, read_only: bool) -> None:
    """Brings the schema to the newest version, in the caller's transaction.

    Raises StoreError if a newer program wrote it, or if it is older and `read_only`.
    """
    found = None
    if inspect(connection).has_table(_VERSION):
        found = connection.exec_driver_sql(f"SELECT version_num FROM {_VERSION}").scalar()  # noqa: S608 (a constant)
    known = sorted(step.name[:4] for step in (_MIGRATIONS / "versions").glob("[0-9]*.py"))
    if found == known[-1]:
        return
    if found is not None and found not in known:
        raise StoreError(f"written by a newer version of monitor (schema {found}); upgrade monitor")
    if read_only:
        raise StoreError("written by an older version of monitor; run `monitor once` to migrate it")
    # Nearly never needed, and slow to import.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn database errors into a StoreError that names the database and says what to do."""
    try:
        yield
    except StoreError as error:
        raise StoreError(f"{_shown(url)}: {error}") from error
    except (SQLAlchemyError, sqlite3.Error, OSError, ImportError) as error:
        fault = str(getattr(error, "orig", None) or error)  # without the statement and its values
        hint = next((hint for sign, hint in _HINTS.items() if sign in fault), "database error")
        raise StoreError(f"{_shown(url)}: {hint} ({fault})") from error


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for one on a server."""
    target = _target(url)
    return Path(target.database or "").absolute() if target.get_backend_name() == "sqlite" else None


def _target(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=url)
    try:
        target = make_url(url)
        return target.set(drivername="postgresql+psycopg") if target.drivername == "postgresql" else target
    except (ArgumentError, ValueError):  # the text may hold a password, so it is not repeated
        raise StoreError("invalid database URL, expected kind://user:password@host/name") from None


def _shown(url: str) -> str:
    target = _target(url)
    kind = target.get_backend_name()
    return target.database or "" if kind == "sqlite" else str(target.set(drivername=kind))


def _open(path: Path) -> sqlite3.Connection:
    connection = _connected(path, "rwc")
    try:
        connection.execute("PRAGMA journal_mode = WAL")  # readers go on while a poll is written
        # NORMAL would lose the latest commits in a power cut, and an alert marked as sent must stay so;
        # the one fsync more a commit is nothing beside a poll's network time.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _read(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing. Where SQLite would have to, to read at all, it reads a copy in memory."""
    connection = _connected(path, "ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        connection.close()
        if os.access(path.parent, os.W_OK):
            raise
        try:
            return in_memory(path)
        except PermissionError:
            raise error from None
    except BaseException:
        connection.close()
        raise
    return connection


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,  # transactions begin where `_begin` says
        check_same_thread=False,
    )


def _begin(connection: Connection) -> None:
    """A writer takes its turn at once: one that began as a reader could fail halfway for want of the lock."""
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("write") else "BEGIN")
