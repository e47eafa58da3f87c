"""Kills the daemon at random moments while feeds change, and compares its ledger with an undisturbed one's.

    python -m benchmarks.crash --kills 300 --seed 1

Two daemons watch the same feeds. One is killed with SIGKILL again and again, mostly within its first second, and
started anew at once; the other is left in peace. At the end both have read everything, and their ledgers must be
equal: stories, evidence, transitions, statuses, alerts. Every alert must have been accepted by the mail server.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.newswire import Newswire, labelled, phone
from monitor.app import polling
from monitor.config import load
from monitor.errors import MonitorError
from monitor.model import Delivery
from monitor.store import Store
from tests.mailserver import MailServer
from tests.servers import WebServer

_FEEDS = 6
_PATIENCE = 300.0  # seconds for both to have read everything
# Starting Python takes longer than what is to be disturbed, so a process that has imported everything forks.
_NURSERY = """
import os, sys
from monitor.cli import main
import monitor.claims.frames.catalogue, monitor.languages
sys.argv = ["monitor", "run"]
for line in sys.stdin:
    child = os.fork()
    if not child:
        os.chdir(line.strip())
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1); os.dup2(quiet, 2)
        main()
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


class Nursery:
    """Starts a daemon, and says when it has gone."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, folder: Path) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        return int(self._line())

    def end(self, pid: int, number: signal.Signals) -> None:
        os.kill(pid, number)
        assert self._line() == "gone"

    def close(self) -> None:
        self._process.communicate()  # the end of its input is its end

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def ledger(folder: Path) -> dict[str, Any]:
    """What two runs over the same news must agree upon: everything but when it was recorded."""
    path = polling.database(load(folder / "config.toml", environ={}))
    with closing(sqlite3.connect(path)) as database:
        alerts = database.execute("SELECT id, kind FROM alerts").fetchall()
    with Store.open(path, read_only=True) as store:
        held = store.snapshot()
        stories = list(store.all_stories())
        counts = store.outbox_counts()
    return {
        "stories": sorted((s.id, s.version, s.fingerprint, s.reprint_of or "", s.on_topic) for s in stories),
        "evidence": sorted(map(repr, held.evidence)),
        "transitions": sorted((*t.key, str(t.at), t.quote) for t in held.transitions),
        "statuses": sorted((claim.id, claim.status.value) for claim in held.claims),
        "alerts": sorted(alerts),
        "unsent": counts[Delivery.QUEUED] + counts[Delivery.DEAD],
    }


def read_all(folder: Path, wire: Newswire) -> bool:
    """Whether the daemon there has written every feed's latest edition and has nothing more to send."""
    try:
        with Store.open(polling.database(load(folder / "config.toml", environ={})), read_only=True) as store:
            tags = {state.url: state.etag for state in store.feed_states()}
            return tags == wire.tags and not store.outbox_counts()[Delivery.QUEUED]
    except MonitorError:  # it may not have begun
        return False


def wait_until_read(folders: Iterable[Path], wire: Newswire) -> None:
    """Returns once every daemon has written all that the feeds say, or says that it has waited long enough."""
    waiting, until = list(folders), time.monotonic() + _PATIENCE
    while not all(read_all(folder, wire) for folder in waiting):
        if time.monotonic() > until:
            print("not everything was read in time")
            return
        time.sleep(0.2)


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--stories", type=int, default=1000, help="at most; there are about two hundred")
    given = options.parse_args(arguments)
    chance = random.Random(given.seed)
    news = list(labelled())[: given.stories]
    root = Path(tempfile.mkdtemp(prefix="monitor-crash-"))
    began = time.monotonic()
    with WebServer() as server, MailServer() as post_a, MailServer() as post_b:
        wire = Newswire(server, count=_FEEDS)
        folders = {"undisturbed": root / "undisturbed", "killed": root / "killed"}
        for folder, post in zip(folders.values(), (post_a, post_b), strict=True):
            folder.mkdir()
            # Without hours everything is told at once.
            mail = f"[digest]\nat = []\n[email]\nhost = '127.0.0.1'\nport = {post.port}\n"
            mail += "sender = 'm@example.org'\nto = ['a@example.org']"
            text = wire.configuration(mail).replace("{interval}", "200ms")
            (folder / "config.toml").write_text(text, encoding="utf-8")
        peaceful, nursery = Nursery(), Nursery()
        witness = peaceful.start(folders["undisturbed"])
        # Both begin before the news does: a due date that has passed is told where nothing has settled it yet.
        first = nursery.start(folders["killed"])
        wait_until_read(folders.values(), wire)
        nursery.end(first, signal.SIGKILL)
        told = 0
        for kill in range(given.kills):
            pid = nursery.start(folders["killed"])
            for _ in range(-(-len(news) * (kill + 1) // given.kills) - told):
                headline, text, at = news[told]
                # All in one feed, so that they arrive in order of publication, whoever is disturbed: which
                # alerts are told on the way depends on that order, what holds in the end does not.
                wire.tell(_FEEDS * told, headline=headline, text=text, at=at)
                quiet = phone(told)
                wire.tell(_FEEDS * told + 1 + told % (_FEEDS - 1), headline=quiet, text=f"{quiet}.", at=at)
                told += 1
            time.sleep(chance.choice((0.3, 1.0, 2.0)) * chance.random())
            nursery.end(pid, signal.SIGKILL)
        survivor = nursery.start(folders["killed"])
        wait_until_read(folders.values(), wire)
        nursery.end(survivor, signal.SIGTERM)
        peaceful.end(witness, signal.SIGTERM)
        nursery.close()
        peaceful.close()
        one, other = (ledger(folder) for folder in folders.values())
        mails = [len({mail["Message-ID"] for mail in post.mails}) for post in (post_a, post_b)]
        resent = len(post_b.mails) - mails[1]
    differing = [name for name in one if one[name] != other[name]]
    print(
        f"{given.kills} kills in {time.monotonic() - began:.0f} s, seed {given.seed}: {2 * told} stories told, "
        f"{len(other['stories'])} in the ledger, {len(other['evidence'])} pieces of evidence, "
        f"{len(other['transitions'])} transitions, {len(other['alerts'])} alerts in {mails[1]} mails "
        f"({resent} sent a second time under the same Message-ID), {other['unsent']} unsent"
    )
    for name in differing:
        here, there = set(map(str, one[name])), set(map(str, other[name]))
        print(
            f"{name} differ: only undisturbed {sorted(here - there)[:3]}, only killed {sorted(there - here)[:3]}"
        )
    if not differing and not other["unsent"]:
        print("The ledgers are equal.")
        shutil.rmtree(root)
        return 0
    print(f"Both are kept in {root}")
    return 1


if __name__ == "__main__":
    print(datetime.now().isoformat(timespec="seconds"))  # noqa: DTZ005 (for the one who watches)
    sys.exit(main())
