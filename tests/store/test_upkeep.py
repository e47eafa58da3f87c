"""Forgetting, tidying, copying, restoring."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.model import Plan, Story
from monitor.store import Store, backup
from tests.store.values import CLAIM, NOW, evidence, plan, run, story, transition

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from monitor.store import Store
from tests.store.values import plan, run
store = Store.open(sys.argv[1])
store.commit(plan(), run=run())
os.kill(os.getpid(), signal.SIGKILL)
"""
LATER = NOW + timedelta(days=400)
OLD = NOW + timedelta(days=35)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "monitor.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(str(path)) as opened:
        opened.sync_claims([CLAIM])
        yield opened


def alone(number: int, **more: object) -> Story:
    return replace(story(number), reprint_of=None, **more)  # type: ignore[arg-type]


def ids(store: Store) -> list[str]:
    return sorted(item.id for item in store.all_stories())


def test_what_bears_on_nothing_is_forgotten_in_time(store: Store) -> None:
    """Old in both senses: published long ago and seen long ago, in its latest version."""
    young = alone(2, published=OLD, first_seen=NOW)
    seen_late = alone(3, first_seen=OLD)
    edited = (alone(4), alone(4, version=2, published=OLD))
    store.commit(Plan(stories=(alone(1), young, seen_late, *edited)), run=run())
    assert store.prune(before=NOW + timedelta(days=1), now=LATER) == 1
    assert ids(store) == ["s2", "s3", "s4"]
    assert store.prune(before=NOW + timedelta(days=1), now=LATER) == 0


def test_what_a_claim_rests_on_is_never_forgotten(store: Store) -> None:
    """Evidence stays, whatever its stance, and the original that a piece of evidence repeats."""
    told = Plan(
        stories=(alone(1), replace(alone(2), reprint_of="s3"), alone(3), alone(4)),
        evidence=(evidence(1), evidence(2)),
        transitions=(transition(1),),
    )
    store.commit(told, run=run())
    assert store.prune(before=OLD, now=LATER) == 1
    assert ids(store) == ["s1", "s2", "s3"]


def test_a_tombstone_lasts_as_long_again(store: Store) -> None:
    """Every name of every version leads to the forgotten story, until that would have been forgotten twice."""
    store.commit(Plan(stories=(alone(1, aliases=("a",)), alone(1, version=2, aliases=("a", "b")))), run=run())
    assert store.tombstones(["a"]) == {}
    store.prune(before=OLD, now=OLD)
    assert store.tombstones(["a", "b", "c"]) == {"a": frozenset({"s1"}), "b": frozenset({"s1"})}
    store.prune(before=OLD, now=LATER)
    assert len(store.tombstones(["a", "b"])) == 2
    store.prune(before=LATER, now=LATER)
    assert store.tombstones(["a", "b"]) == {}


def test_many_are_forgotten_in_steps(store: Store) -> None:
    store.commit(Plan(stories=tuple(alone(number) for number in range(1200))), run=run())
    assert store.prune(before=OLD, now=LATER) == 1200
    assert ids(store) == []


def test_old_runs_are_forgotten_but_the_last(store: Store) -> None:
    for number in (1, 2):
        store.commit(Plan(), run=run(number))
    store.prune(before=OLD, now=LATER)
    assert store.last_run() == run(2)
    with sqlite3.connect(store._url) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (1,)
    connection.close()


def test_space_is_given_back(store: Store, path: Path) -> None:
    long = "word " * 2000
    store.commit(Plan(stories=tuple(alone(number, text=long) for number in range(200))), run=run())
    store.compact()
    before = path.stat().st_size
    assert store.compact() == 0
    store.prune(before=OLD, now=LATER)
    freed = store.compact()
    assert freed == before - path.stat().st_size > 1_000_000
    assert store.last_run() == run()


def test_a_copy_is_whole_and_made_beside_a_writer(store: Store, path: Path, tmp_path: Path) -> None:
    """What is committed is in it, also what only the write-ahead log has; what is not, is not."""
    store.commit(plan(), run=run())
    with sqlite3.connect(path, isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM runs")
        made = store.backup(tmp_path / "copies", now=NOW, keep=3)
        writer.execute("ROLLBACK")
    writer.close()
    assert made == tmp_path / "copies" / "monitor-20210330T110000Z.db"
    with Store.open(str(made), read_only=True) as copy:
        assert copy.snapshot() == store.snapshot()
        assert copy.last_run() == run()
    assert [left.name for left in made.parent.iterdir()] == [made.name]


def test_the_newest_copies_stay(store: Store, tmp_path: Path) -> None:
    (tmp_path / "mine.db").touch()
    made = [store.backup(tmp_path, now=NOW + timedelta(days=day), keep=2) for day in range(4)]
    assert sorted(tmp_path.glob("monitor-*.db")) == made[2:]
    assert backup.newest(tmp_path) == made[3]
    assert (tmp_path / "mine.db").exists()


def test_restoring_goes_back_and_keeps_what_was_there(store: Store, path: Path, tmp_path: Path) -> None:
    store.commit(plan(), run=run())
    expected = store.snapshot()
    made = store.backup(tmp_path, now=NOW, keep=1)
    assert made is not None
    store.commit(plan(2), run=run(2))
    later = store.snapshot()
    store.close()
    aside = backup.restore(made, path, now=LATER)
    with Store.open(str(path)) as restored:
        assert restored.snapshot() == expected
    assert aside is not None
    with Store.open(str(aside)) as replaced:
        assert replaced.snapshot() == later


def test_what_only_the_log_of_a_killed_writer_has_is_kept_aside_too(path: Path, tmp_path: Path) -> None:
    """A writer that was killed leaves commits in a side file; they go where the database goes."""
    with Store.open(str(path)) as store:
        store.sync_claims([CLAIM])
        made = store.backup(tmp_path, now=NOW, keep=1)
    assert made is not None
    subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False)
    assert Path(f"{path}-wal").stat().st_size
    aside = backup.restore(made, path, now=LATER)
    assert aside is not None
    with Store.open(str(aside)) as replaced:
        assert replaced.last_run() == run()
    with Store.open(str(path)) as restored:
        assert restored.last_run() is None


def test_a_damaged_copy_changes_nothing(store: Store, path: Path, tmp_path: Path) -> None:
    store.commit(plan(), run=run())
    made = store.backup(tmp_path, now=NOW, keep=1)
    assert made is not None
    store.close()
    before = path.read_bytes()
    damaged = bytearray(made.read_bytes())
    damaged[4096:8192] = b"\xff" * 4096
    for content, reason in (
        (b"no database " * 100, "not a monitor database"),
        (bytes(damaged), "corrupt"),
        (b"", "not a monitor database"),
    ):
        made.write_bytes(content)
        with pytest.raises(StoreError, match=reason):
            backup.restore(made, path, now=LATER)
    with pytest.raises(StoreError, match="no such file"):
        backup.restore(tmp_path / "none.db", path, now=LATER)
    assert path.read_bytes() == before
    assert [left.name for left in path.parent.iterdir()] == [path.name]


def test_a_damaged_database_can_be_replaced(store: Store, path: Path, tmp_path: Path) -> None:
    store.commit(plan(), run=run())
    made = store.backup(tmp_path, now=NOW, keep=1)
    assert made is not None
    store.close()
    path.write_bytes(b"\xff" * 10_000)
    backup.restore(made, path, now=LATER)
    with Store.open(str(path)) as restored:
        assert restored.last_run() == run()
