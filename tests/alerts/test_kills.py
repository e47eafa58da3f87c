"""Delivery by a process that is killed with SIGKILL, over and over, to a server that misbehaves in every way.

Nothing is lost, and what comes twice is the same mail to the byte. `make kills` kills some thousand times.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Timer

import pytest

from monitor.model import Delivery
from monitor.store import Store
from tests.alerts.zygote import text
from tests.mailserver import STEPS, MailServer

ROUNDS = int(os.environ.get("KILLS", "1"))
KILLED = -signal.SIGKILL
DELIVERED, KEPT = 0, 4
ROOT = Path(__file__).parents[2]
RECIPIENTS = ("me@example.org", "you@example.org")


class Outlet:
    """A monitor that is made to poll and to deliver, in a process of its own each time."""

    def __init__(self, folder: Path, post: MailServer) -> None:
        self.post = post
        self.number = 0
        self.kills = 0
        self.database = folder / "state" / "monitor.db"
        self._config = folder / "config.toml"
        to = ", ".join(f'"{recipient}"' for recipient in RECIPIENTS)
        self._config.write_text(
            f'[email]\nhost = "127.0.0.1"\nport = {post.port}\nsender = "m@example.org"\nto = [{to}]\n'
        )
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.alerts.zygote", str(self._config)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        with self._zygote:
            assert self._zygote.stdin
            self._zygote.stdin.close()

    def run(self, *, statement: int | None = None, step: str = "", after: float | None = None) -> int:
        """One poll and one delivery, killed at a statement, at a step of the mail or after so many seconds."""
        assert self._zygote.stdin
        assert self._zygote.stdout
        self.number += 1
        pid, known = 0, Event()
        if step:

            def watch(reached: str) -> None:
                if reached == step and known.wait(10):
                    _kill(pid)

            self.post.on_step = watch
        self._zygote.stdin.write(json.dumps({"number": self.number, "statement": statement}) + "\n")
        self._zygote.stdin.flush()
        pid = int(self._zygote.stdout.readline())
        known.set()
        if after is not None:
            Timer(after, _kill, [pid]).start()
        code = int(self._zygote.stdout.readline())
        self.post.on_step = lambda reached: None
        self.kills += code == KILLED
        assert code in {KILLED, DELIVERED, KEPT}
        return code


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def outlet(tmp_path: Path, post: MailServer) -> Iterator[Outlet]:
    made = Outlet(tmp_path, post)
    yield made
    made.close()


@contextmanager
def mood(post: MailServer, name: str) -> Iterator[None]:
    """A server that is well, slow, down, dropping connections after DATA, or refusing one of the verbs."""
    if name == "down":
        post.shut()
    elif name == "slow":
        post.delay = 0.01
    elif name == "dropping":
        post.drop = True
    elif name != "well":
        post.refuse[name] = "451 not now"
    yield
    if name == "down":
        post.open()
    post.delay, post.drop = 0.0, False
    post.refuse.clear()


MOODS = ("well", "slow", "down", "dropping", "MAIL", "RCPT", "DATA")


def check(outlet: Outlet) -> None:
    """In the end the server is well: everything that is in the ledger was told, under one name to each recipient."""
    assert outlet.run() == DELIVERED
    with Store.open(str(outlet.database), read_only=True) as store:
        known = {claim.text for claim in store.claims()}
        assert store.outbox_counts() == {Delivery.QUEUED: 0, Delivery.SENT: len(known), Delivery.DEAD: 0}
    assert text(outlet.number) in known
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    bodies: dict[tuple[str, str], set[bytes]] = defaultdict(set)
    for mail, raw, (recipient,) in zip(
        outlet.post.mails, outlet.post.raw, outlet.post.recipients, strict=True
    ):
        body = mail.get_body(("plain",))
        assert body is not None
        bodies[mail["Message-ID"], recipient].add(raw)
        content = body.get_content()
        for claim in known:
            if claim in content:
                told[claim, recipient].add(mail["Message-ID"])
    assert set(told) == {(claim, recipient) for claim in known for recipient in RECIPIENTS}
    assert all(len(names) == 1 for names in told.values())
    assert all(len(same) == 1 for same in bodies.values())


def test_killed_at_every_statement_of_the_database(outlet: Outlet) -> None:
    """In the poll's transaction and between it and the letter's, before each mail is marked and after."""
    stride = 2 if ROUNDS == 1 else 1
    last = next(k for k in range(1, 1_000, stride) if outlet.run(statement=k) != KILLED)
    assert last > 20
    check(outlet)


def test_killed_at_every_step_of_the_mail_in_every_mood_of_the_server(outlet: Outlet) -> None:
    every = [(name, step) for name in MOODS for step in STEPS]
    few = (
        every[: len(STEPS)] + every[len(STEPS) + 4 :: 5]
    )  # all while it is well, one or two in each other mood
    for name, step in every * (ROUNDS // 10) or few:
        with mood(outlet.post, name):
            outlet.run(step=step)
    assert outlet.kills > len(STEPS)
    check(outlet)


def test_killed_at_random_moments_in_every_mood_of_the_server(outlet: Outlet) -> None:
    chance = random.Random(ROUNDS)
    for _ in range(2 * ROUNDS):
        for name in MOODS:
            with mood(outlet.post, name):
                outlet.run(after=chance.uniform(0, 0.3))
    assert outlet.kills > ROUNDS
    check(outlet)
