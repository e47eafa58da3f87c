"""Opening a ledger: the schema's versions, and every fault in plain words."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table

from monitor.errors import StoreError
from monitor.model import Delivery
from monitor.store import Store, engine
from monitor.store.tables import metadata

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "monitor.db"


def sql(path: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        with connection:
            return connection.execute(statement).fetchall()
    finally:
        connection.close()


def differences(path: Path, wanted: MetaData) -> list[object]:
    opened = engine.connect(str(path), read_only=True)
    with opened.begin() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), wanted)
    opened.dispose()
    return list(found)


def test_an_empty_folder_becomes_a_ledger(tmp_path: Path) -> None:
    """The first opening makes the folder, the file and every table."""
    path = tmp_path / "not" / "yet" / "there.db"
    Store.open(str(path)).close()
    names = {name for (name,) in sql(path, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names == {*metadata.tables, "alembic_version"}


def test_the_migrations_end_at_the_tables(path: Path) -> None:
    """The schema that the migrations build is the one that the code uses, and the comparison can tell."""
    Store.open(str(path)).close()
    assert differences(path, metadata) == []
    other = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(other)
    Table("runs", other, Column("weather", Integer), extend_existing=True)
    assert len(differences(path, other)) == 1


def test_opening_again_changes_nothing(path: Path) -> None:
    """A ledger of this version is not touched by opening it."""
    Store.open(str(path)).close()
    version = sql(path, "PRAGMA schema_version")
    Store.open(str(path)).close()
    assert sql(path, "PRAGMA schema_version") == version
    assert sql(path, "SELECT version_num FROM alembic_version") == [("0013",)]


def migrated(path: Path, revision: str) -> None:
    """Makes a ledger as an older program left it."""
    opened = engine.connect(str(path), read_only=False)
    with opened.execution_options(write=True).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(engine.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    opened.dispose()


def test_the_outbox_of_the_first_version_is_taken_over(path: Path) -> None:
    """What was sent stays sent, what waited waits: nothing is lost and nothing told twice."""
    migrated(path, "0001")
    sql(path, "INSERT INTO claims VALUES (1, 'car', 'Xiaomi will build a car', '[]', 'confirmed', NULL, 1)")
    columns = (
        "(id, kind, created, state, attempts, digest, accepted, settled, problem, "
        "claim, before, after, rule, at, recorded, quote, origin)"
    )
    moment, told = "'2021-03-30 11:00:00.000000'", "'car', 'rumoured', 'confirmed', 'official-support'"
    for name, state, digest, settled in (
        ("a1", "sent", "d1", moment),
        ("a2", "sent", "d1", moment),
        ("a3", "queued", "d2", "NULL"),
        ("a4", "queued", "", "NULL"),
    ):
        row = f"'{name}', 'newly-confirmed', {moment}, '{state}', 1, '{digest}', '[]', {settled}, ''"
        sql(
            path,
            f"INSERT INTO outbox {columns} VALUES ({row}, {told}, {moment}, {moment}, 'It said so.', 'Xiaomi')",
        )
    with Store.open(str(path)) as store:
        assert [alert.id for alert in store.waiting()] == ["a3", "a4"]
        assert store.outbox_counts() == {Delivery.QUEUED: 2, Delivery.SENT: 2, Delivery.DEAD: 0}
        assert store.last_sent() == datetime(2021, 3, 30, 11, tzinfo=UTC)
        last = store.last_letter()
        assert last is not None
        assert (last.id, last.claims) == ("d1", 1)
    assert differences(path, metadata) == []


def test_a_migration_that_fails_leaves_nothing(path: Path) -> None:
    """Migrations run in one transaction: a table in the way takes all of them back."""
    sql(path, "CREATE TABLE runs (mine INTEGER)")
    with pytest.raises(StoreError, match="already exists"):
        Store.open(str(path))
    assert sql(path, "SELECT name FROM sqlite_master") == [("runs",)]


def test_writers_are_safe_and_readers_are_free(path: Path) -> None:
    """The database is in WAL mode, a commit is on the disk, and references are checked."""
    Store.open(str(path)).close()
    assert sql(path, "PRAGMA journal_mode") == [("wal",)]
    opened = engine.connect(str(path), read_only=False)
    with opened.connect() as connection:
        for pragma, value in (("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    opened.dispose()


def test_a_name_with_odd_characters(tmp_path: Path) -> None:
    """Characters that mean something in a URL are part of the name here."""
    path = tmp_path / "a b?c#d%20.db"
    Store.open(str(path)).close()
    Store.open(str(path), read_only=True).close()
    assert path.exists()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_database(path: Path, read_only: bool) -> None:
    """A file of something else is left alone, and the message names it."""
    path.write_bytes(b"this is not a database " * 1000)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a monitor database") as caught:
        Store.open(str(path), read_only=read_only)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before


def test_a_damaged_database(path: Path) -> None:
    """A ledger whose pages were overwritten says so, and does not answer with rubbish."""
    Store.open(str(path)).close()
    damaged = bytearray(path.read_bytes())
    damaged[100:] = b"\xff" * (len(damaged) - 100)
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match="corrupt"):
        Store.open(str(path))


def test_damage_found_while_reading(path: Path) -> None:
    """Damage that opening does not meet is a StoreError where it is met."""
    with Store.open(str(path)) as store:
        ((page,),) = sql(path, "SELECT rootpage FROM sqlite_master WHERE name = 'claims'")
        ((size,),) = sql(path, "PRAGMA page_size")
        sql(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    assert isinstance(page, int)
    assert isinstance(size, int)
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with Store.open(str(path)) as store, pytest.raises(StoreError, match="corrupt"):
        store.claims()


def test_a_ledger_of_a_newer_program(path: Path) -> None:
    """A schema that this program does not know is refused and kept."""
    Store.open(str(path)).close()
    sql(path, "UPDATE alembic_version SET version_num = '9999'")
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"newer version .*schema 9999.*upgrade"):
            Store.open(str(path), read_only=read_only)
    assert sql(path, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_a_reader_does_not_migrate(path: Path) -> None:
    """An older schema is told of, not changed, by a command that only reads."""
    sqlite3.connect(path).close()
    path.touch()
    with pytest.raises(StoreError, match="older version"):
        Store.open(str(path), read_only=True)
    assert sql(path, "SELECT name FROM sqlite_master") == []


def test_a_reader_does_not_make_a_ledger(path: Path) -> None:
    """Reading before the first poll is told of, and leaves no file behind."""
    with pytest.raises(StoreError, match="no database yet"):
        Store.open(str(path), read_only=True)
    assert not path.exists()


def test_a_writer_that_never_ends(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another process keeps the database for itself, the wait ends and the message says why."""
    Store.open(str(path)).close()
    monkeypatch.setattr(engine, "PATIENCE", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process has kept"):
        Store.open(str(path))
    other.close()


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of our own in which even root's tests run as somebody who may be refused."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    user = os.geteuid()
    Store.open(str(folder / "monitor.db")).close()
    (folder / "monitor.db").chmod(0o444)
    folder.chmod(0o555)
    if user == 0:
        os.seteuid(NOBODY)
    yield folder
    os.seteuid(user)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_database_that_may_not_be_written(unprivileged: Path) -> None:
    """Missing rights are found at the start, not after an hour of work."""
    with pytest.raises(StoreError, match="check the owner and permissions"):
        Store.open(str(unprivileged / "monitor.db"))


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file where the state folder should be is a fault in one line."""
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(StoreError, match="state"):
        Store.open(str(tmp_path / "state" / "monitor.db"))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense://host/db", "unsupported kind"),
        ("postgresql+missing://host/db", "unsupported kind"),
        ("nonsense://me:secret@host/db", r"nonsense://me:\*\*\*@host/db"),
        ("postgresql://me:secret@host:port/db", "invalid database URL"),
    ],
)
def test_a_url_that_nothing_serves(url: str, reason: str) -> None:
    """An unknown kind of database or a broken URL is a StoreError that never shows the password."""
    with pytest.raises(StoreError, match=reason) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)
