"""The ledger on a real PostgreSQL server, started for these tests where one is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from monitor.app import overview
from monitor.errors import StoreError
from monitor.model import Claim, Delivery, Plan, Seen, Status
from monitor.store import Store, engine
from monitor.store.tables import metadata
from tests.newsroom import OFFICIAL, RUMOUR, Newsroom, configuration, publish
from tests.servers import WebServer
from tests.store.values import CLAIM, NOW, alert, evidence, feed_state, plan, run, story, transition

_BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
_NOBODY = 65534

pytestmark = pytest.mark.skipif(
    _BIN is None and shutil.which("initdb") is None, reason="no PostgreSQL server is installed"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """A server that listens in its own folder only; it refuses to be run by root."""
    folder = Path(tempfile.mkdtemp(prefix="monitor-pg-"))
    user = {"user": _NOBODY, "group": _NOBODY} if os.geteuid() == 0 else {}
    if user:
        os.chown(folder, _NOBODY, _NOBODY)
    home = str(_BIN) if _BIN else str(Path(shutil.which("initdb") or "").resolve().parent)

    def control(tool: str, *arguments: str) -> None:
        command = [f"{home}/{tool}", "--pgdata", f"{folder}/data", *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **user)  # type: ignore[call-overload]

    control("initdb", "--auth", "trust", "--username", "monitor", "--encoding", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    control("pg_ctl", "--wait", "--log", f"{folder}/log", "--options", options, "start")
    yield folder
    control("pg_ctl", "--wait", "--mode", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def url(server: Path) -> str:
    """A new database."""
    name = f"ledger{len(list(server.glob('made-*')))}"
    (server / f"made-{name}").touch()
    opened = engine.connect(f"postgresql://monitor@/postgres?host={server}", read_only=False)
    with opened.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    opened.dispose()
    return f"postgresql://monitor@/{name}?host={server}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        opened.sync_claims([CLAIM])
        yield opened


def test_the_migrations_end_at_the_tables(url: str) -> None:
    Store.open(url).close()
    opened = engine.connect(url, read_only=True)
    with opened.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    opened.dispose()


def test_a_plan_comes_back_as_it_was(store: Store, url: str) -> None:
    """To commit it again changes nothing; another connection reads the same."""
    for _ in range(2):
        store.commit(plan(), run=run())
    with Store.open(url, read_only=True) as reader:
        held = reader.snapshot()
    assert held.claims == (replace(CLAIM, status=Status.CONFIRMED),)
    assert held.stories == (story(),)
    assert held.evidence == (evidence(),)
    assert held.transitions == (transition(),)
    assert held.feed_states == (feed_state(),)
    assert (held.reprints, held.seen) == ((("s1", "s0"),), Seen(stories=1, on_topic=1, last_judged=NOW))
    assert store.last_run() == run()
    assert store.known(["guid:1", "guid:2"]) == (story(),)
    assert store.near(NOW, NOW + timedelta(hours=1)) == (story(),)


def test_history_outbox_and_claims(store: Store) -> None:
    for number in (1, 2):
        store.commit(plan(number), run=run(number))
    assert store.history("car") == ((transition(1), run(2).finished), (transition(2), None))
    assert store.waiting() == (alert(1), alert(2))
    assert store.outbox_counts()[Delivery.QUEUED] == 2
    assert [store.arrived(since=since) for since in (None, NOW)] == [2, 0]
    store.sync_claims([Claim(id="factory", text="Xiaomi builds a factory")])
    assert [claim.id for claim in store.claims()] == ["car", "factory"]


def test_upkeep(store: Store, tmp_path: Path) -> None:
    """Pruned like any other; copies are the server's business."""
    stories = tuple(replace(story(number), reprint_of=None) for number in (1, 2))
    store.commit(Plan(stories=stories, evidence=(evidence(1),)), run=run())
    late = NOW + timedelta(days=30)
    assert store.prune(before=late, now=late) == 1
    assert store.tombstones(["guid:2"]) == {"guid:2": frozenset({"s2"})}
    assert store.compact() == 0
    assert store.backup(tmp_path, now=NOW, keep=1) is None


def test_polls_end_to_end(url: str, tmp_path: Path) -> None:
    """The whole job with `database` set; the second poll changes nothing."""
    with WebServer() as web:
        publish(web, "/feed.xml", RUMOUR, OFFICIAL)
        room = Newsroom(tmp_path, f'database = "{url}"\n' + configuration(web, "/feed.xml"))
        assert "builds-own-car" in {transition.claim for transition in room.poll().plan.transitions}
        assert room.poll().plan.empty
    held = overview.snapshot(room.config)
    assert held is not None
    assert held.seen.stories == 2
    assert not (tmp_path / "state" / "monitor.db").exists()


@pytest.mark.parametrize("address", ["?host={server}/nowhere", "127.0.0.1:1"])
def test_a_server_that_does_not_answer(server: Path, address: str) -> None:
    place = address.format(server=server)
    url = (
        f"postgresql://monitor:secret@{place}/none"
        if ":" in place
        else f"postgresql://monitor:secret@/none{place}"
    )
    with pytest.raises(
        StoreError, match=r"^postgresql://monitor:\*\*\*@.*cannot reach the database server"
    ) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)
