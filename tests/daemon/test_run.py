"""The daemon from end to end: a real process, real feeds, real signals."""

from __future__ import annotations

import json
import queue
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError

import pytest

from monitor.app import overview
from monitor.config import Config, load
from tests.daemon.process import PATIENCE, Running
from tests.mailserver import MailServer
from tests.newsroom import OFFICIAL, PHONES, RUMOUR, configuration, mail, publish, rss
from tests.servers import Reply, WebServer

EVERY_SECOND = 'interval = "1s"'


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


def configure(folder: Path, text: str) -> None:
    (folder / "config.toml").write_text(text, encoding="utf-8")


def monitor(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from monitor.cli import main; main()", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def held(folder: Path) -> Config:
    return load(folder / "config.toml", environ={})


def status_of(folder: Path, claim: str = "builds-own-car") -> str:
    """As a reader sees it, beside the daemon."""
    ledger = overview.snapshot(held(folder))
    assert ledger is not None
    return next(known.status.value for known in ledger.claims if known.id == claim)


def test_it_polls_all_feeds_again_and_again_and_keeps_others_out(web: WebServer, tmp_path: Path) -> None:
    """All feeds at once, then each at its rhythm; a second writer is refused, readers are not; SIGTERM ends it."""
    publish(web, "/a.xml", RUMOUR)
    publish(web, "/b.xml", OFFICIAL, PHONES)
    configure(tmp_path, configuration(web, "/a.xml", "/b.xml", "/none.xml", feed=EVERY_SECOND))
    with Running(tmp_path) as daemon:
        names = {"Feed /a.xml", "Feed /b.xml", "Feed /none.xml"}
        while not names <= {event.get("name") for event in daemon.events}:
            daemon.until("feed")
        failed = next(event for event in daemon.events if event.get("outcome") == "failed")
        assert failed["problem"].startswith("HTTP 404")
        daemon.until(
            "feed", outcome="unchanged"
        )  # so its state of the first time is written soon, if not yet
        daemon.until("run", not_modified=1)

        assert monitor(tmp_path, "once").returncode == 75
        refused = monitor(tmp_path, "run")
        assert refused.returncode == 75
        for part in ("monitor.lock", str(daemon.process.pid), "started 20"):
            assert part in refused.stderr
        running = overview.overview(held(tmp_path), now=datetime.now(UTC)).running
        assert running is not None
        assert running[0] == daemon.process.pid
        assert status_of(tmp_path) == "confirmed"

        assert daemon.end() == 0
        assert daemon.events[-1]["event"] == "stopped"
    assert overview.overview(held(tmp_path), now=datetime.now(UTC)).running is None


def test_a_feed_that_changed_just_now_is_not_asked_without_a_pause(web: WebServer, tmp_path: Path) -> None:
    """By `monitor once` it is due at every opportunity; the daemon has one always."""
    publish(web, "/a.xml", RUMOUR)
    configure(tmp_path, configuration(web, "/a.xml"))
    assert monitor(tmp_path, "once").returncode == 0
    with Running(tmp_path) as daemon:
        asked = daemon.until("feed", outcome="unchanged")
        wait = datetime.fromisoformat(asked["next"]) - datetime.fromisoformat(asked["time"])
        assert timedelta(minutes=10) < wait < timedelta(minutes=20)


def test_what_changes_while_it_runs_is_told_by_mail(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/a.xml", RUMOUR)
    with MailServer() as post:
        configure(tmp_path, configuration(web, "/a.xml", feed=EVERY_SECOND, more=mail(post)))
        with Running(tmp_path) as daemon:
            daemon.until("run", stories_new=1)
            publish(web, "/a.xml", RUMOUR, OFFICIAL)
            changed = daemon.until("transition", claim="builds-own-car")
            assert (changed["before"], changed["after"]) == ("rumoured", "confirmed")
            assert daemon.until("digest")["failed"] == 0
            assert daemon.end(signal.SIGINT) == 0
        told = [mail["Subject"] for mail in post.mails]
        assert sum("confirmed" in subject.casefold() for subject in told) == 1


def test_sighup_takes_over_a_new_configuration_and_refuses_a_broken_one(
    web: WebServer, tmp_path: Path
) -> None:
    publish(web, "/a.xml", RUMOUR)
    publish(web, "/b.xml", PHONES)
    configure(tmp_path, configuration(web, "/a.xml", feed=EVERY_SECOND))
    with Running(tmp_path) as daemon:
        daemon.until("run", stories_new=1)
        configure(tmp_path, configuration(web, "/b.xml", feed='intervall = "1s"\ntier = "x"'))
        daemon.send(signal.SIGHUP)
        refused = daemon.until("fault", what="reload")["message"]
        assert "intervall" in refused
        assert "tier" in refused
        daemon.until("feed", name="Feed /a.xml")

        changed = '[daemon]\nlisten = "127.0.0.1:9"\n' + configuration(web, "/b.xml", feed=EVERY_SECOND)
        configure(tmp_path, 'state = "elsewhere"\n' + changed)
        daemon.send(signal.SIGHUP)
        assert daemon.until("reloaded", feeds=1)["needs_restart"] == "state, daemon.listen"
        assert not (tmp_path / "elsewhere").exists()
        daemon.until("feed", name="Feed /b.xml")
        asked = len(daemon.events)
        daemon.until("feed", outcome="unchanged")
        daemon.until("feed", outcome="unchanged")
        names = {e["name"] for e in daemon.events[asked:] if e["event"] == "feed"}
        assert names == {"Feed /b.xml"}
        assert daemon.end() == 0


def test_a_server_that_never_ends_does_not_keep_it_from_ending(web: WebServer, tmp_path: Path) -> None:
    """What is being transferred is abandoned; its feed's state stays as it was."""
    publish(web, "/a.xml", OFFICIAL)
    web.script["/slow.xml"] = Reply(body=b"x" * 10_000, drip=0.5)
    text = configuration(web, "/slow.xml", "/a.xml", more='deadline = "1h"')
    configure(tmp_path, text.replace('"5s"', '"60s"'))  # longer than the first judgement takes anywhere
    with Running(tmp_path) as daemon:
        daemon.until("run", stories_new=1)
        assert daemon.end() == 0
        assert daemon.events[-1]["event"] == "stopped"
    assert status_of(tmp_path) == "confirmed"
    ledger = overview.snapshot(held(tmp_path))
    assert ledger is not None
    assert [(state.url, state.failures) for state in ledger.feed_states] == [(web.url("/a.xml"), 0)]


def test_a_long_judgement_delays_no_feed(web: WebServer, tmp_path: Path) -> None:
    """While one batch is judged its feed and the others are asked again, and nothing of it is lost."""
    publish(web, "/a.xml", OFFICIAL)
    publish(web, "/b.xml", PHONES)
    configure(tmp_path, configuration(web, "/a.xml", "/b.xml", feed=EVERY_SECOND))
    slow = """
import time
from pathlib import Path
from monitor.app import polling
settle = polling.settle
def slowly(*arguments, **named):
    while not Path("go").exists():
        time.sleep(0.05)
    return settle(*arguments, **named)
polling.settle = slowly
"""
    with Running(tmp_path, first=slow) as daemon:
        for name in ("Feed /a.xml", "Feed /b.xml", "Feed /a.xml", "Feed /b.xml"):
            daemon.until("feed", name=name)
        assert "run" not in {event["event"] for event in daemon.events}
        (tmp_path / "go").touch()
        while sum(e["stories_new"] for e in daemon.events if e["event"] == "run") < 2:
            daemon.until("run")
        assert daemon.end() == 0
    assert status_of(tmp_path) == "confirmed"


def test_a_poison_feed_stops_no_other(web: WebServer, tmp_path: Path) -> None:
    """A fault in judging one feed is told, and the others are written."""
    publish(web, "/a.xml", OFFICIAL)
    publish(web, "/b.xml", PHONES)
    body = rss(web, [PHONES])
    web.script["/b.xml"] = [Reply(body=body), Reply(body=body, delay=3)]
    configure(tmp_path, configuration(web, "/a.xml", "/b.xml", feed=EVERY_SECOND))
    poison = """
from monitor.app import settling
import time
gather = settling.gather
def poisoned(drafts, **named):
    if any("phone" in draft.headline for draft in drafts):
        time.sleep(0.7)  # meanwhile it is asked again, and later says that nothing has changed
        raise ZeroDivisionError("poison")
    return gather(drafts, **named)
settling.gather = poisoned
"""
    with Running(tmp_path, first=poison) as daemon:
        fault = daemon.until("fault", what="settle", feed=web.url("/b.xml"), kind="ZeroDivisionError")
        assert "in poisoned" in fault["exception"]
        daemon.until("fault", what="settle", feed=web.url("/b.xml"))
        assert daemon.end() == 0
    assert status_of(tmp_path) == "confirmed"


def test_a_database_that_cannot_be_written_for_a_while_loses_nothing(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/a.xml", OFFICIAL)
    configure(tmp_path, configuration(web, "/a.xml"))
    full = """
from monitor.daemon import scheduler as daemon
from monitor.errors import StoreError
from monitor.store import Store
daemon._RETRY = 0.1
commit, tries = Store.commit, []
def refuse(*arguments, **named):
    tries.append(1)
    if len(tries) < 4:
        raise StoreError("no space left on the disk")
    return commit(*arguments, **named)
Store.commit = refuse
"""
    with Running(tmp_path, first=full) as daemon:
        for _ in range(3):
            assert "no space left" in daemon.until("fault", what="settle")["message"]
        assert daemon.until("run")["stories_new"] == 1
        assert daemon.end() == 0
    assert status_of(tmp_path) == "confirmed"


def listen_to(wire: socket.socket, said: queue.SimpleQueue[bytes]) -> None:
    """What the supervisor is told, the first line of each message; until it stops."""
    line = b""
    while line != b"STOPPING=1":
        line = wire.recv(200).partition(b"\n")[0]
        said.put(line)


def test_systemd_hears_of_it_and_others_may_look(web: WebServer, tmp_path: Path) -> None:
    """READY once it works, WATCHDOG while it does, RELOADING and READY again, STOPPING; /healthz and /metrics."""
    publish(web, "/a.xml", OFFICIAL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    listen = f'[daemon]\nlisten = "127.0.0.1:{port}"'
    configure(tmp_path, configuration(web, "/a.xml", "/none.xml", more=listen))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.bind(str(tmp_path / "notify"))
        said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        listener = threading.Thread(target=listen_to, args=(wire, said), daemon=True)
        listener.start()
        environ = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000"}
        with Running(tmp_path, environ=environ) as daemon:
            assert said.get(timeout=PATIENCE) == b"READY=1"
            assert said.get(timeout=PATIENCE) == b"WATCHDOG=1"
            daemon.until("run", stories_new=1)

            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
                assert json.load(answer)["healthy"] is True
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
                lines = answer.read().decode().splitlines()
            assert 'monitor_polls_total{outcome="failed"} 1.0' in lines
            assert 'monitor_polls_total{outcome="read"} 1.0' in lines
            assert 'monitor_stories_total{on_topic="true"} 1.0' in lines
            with pytest.raises(HTTPError, match="404") as missing:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/")
            missing.value.close()  # it holds the connection

            daemon.send(signal.SIGHUP)
            daemon.until("reloaded")
            daemon.send(signal.SIGTERM)
            heard = []
            while b"STOPPING=1" not in heard:
                heard.append(said.get(timeout=PATIENCE))
            assert [line for line in heard if line != b"WATCHDOG=1"] == [
                b"RELOADING=1",
                b"READY=1",
                b"STOPPING=1",
            ]
            assert daemon.process.wait(timeout=PATIENCE) == 0
        listener.join()


def test_without_feeds_or_with_a_broken_configuration_it_does_not_start(tmp_path: Path) -> None:
    configure(tmp_path, "")
    refused = monitor(tmp_path, "run")
    assert refused.returncode == 2
    assert "nothing to watch" in refused.stderr
    configure(tmp_path, 'what = "ever"\n[daemon]\nlisten = "0.0.0.0:80"')
    refused = monitor(tmp_path, "run")
    assert refused.returncode == 2
    assert "what: unknown key" in refused.stderr
    assert "daemon.listen: '0.0.0.0:80' is not an address on this machine" in refused.stderr


def test_a_signal_before_it_works_is_heard(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/a.xml", PHONES)
    configure(tmp_path, configuration(web, "/a.xml"))
    early = """
import os, signal
from monitor.store import Store
states = Store.feed_states
def signalled(store):
    os.kill(os.getpid(), signal.SIGTERM)
    return states(store)
Store.feed_states = signalled
"""
    with Running(tmp_path, first=early) as daemon:
        daemon.until("stopped")
        assert daemon.process.wait(timeout=60) == 0


def test_the_rest_of_a_feed_is_not_forgotten(web: WebServer, tmp_path: Path) -> None:
    """Killed before anything was written, it asks again in full."""
    publish(web, "/a.xml", replace(OFFICIAL, slug="one"))
    configure(tmp_path, configuration(web, "/a.xml", feed=EVERY_SECOND))
    never = "from monitor import app\nimport time\napp.settle = lambda *a, **n: time.sleep(3600)"
    with Running(tmp_path, first=never) as daemon:
        daemon.until("feed", outcome="unchanged")
        daemon.send(signal.SIGKILL)
        daemon.process.wait()
    with Running(tmp_path) as daemon:
        assert daemon.until("feed")["outcome"] == "read"
        assert daemon.until("run")["stories_new"] == 1
        assert daemon.end() == 0


def test_a_clock_that_jumps_makes_it_plan_anew(web: WebServer, tmp_path: Path) -> None:
    """It is told of, and feeds are asked by the new time."""
    publish(web, "/a.xml", PHONES)
    configure(tmp_path, configuration(web, "/a.xml"))
    clock = """
import time
from pathlib import Path
from types import SimpleNamespace
from monitor.daemon import scheduler as daemon
wall = lambda: time.time() + (7200 if Path("jump").exists() else 0)
daemon.time = SimpleNamespace(monotonic=time.monotonic, time=wall)
daemon._BEAT = 0.2
"""
    with Running(tmp_path, first=clock) as daemon:
        daemon.until("run")
        (tmp_path / "jump").touch()
        daemon.until("clock", jumped=7200)
        daemon.until("feed")
        assert daemon.end() == 0
