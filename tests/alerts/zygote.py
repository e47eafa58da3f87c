"""Forks a fresh process for each order on standard input, with everything imported: to be killed by the hundred.

An order is a line of JSON: `{"number": n, "statement": k}`. The process writes the transition `n`, of a claim of its
own, into the ledger, as a poll does, and then runs the real `monitor digest`. With a `statement` it kills itself as it
begins the k-th statement or commit of the database. The answers are two lines: its pid, and how it ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, event

from monitor.app.polling import database
from monitor.cli import main
from monitor.config import load
from monitor.model import Alert, Basis, Claim, Plan, Run, Snapshot, Status, Story, Transition
from monitor.store import Store

START = datetime(2021, 1, 1, tzinfo=UTC)


def text(number: int) -> str:
    return f"Claim number {number} holds."


def plan(number: int) -> Plan:
    """A poll that confirms a claim of its own."""
    at = START + timedelta(minutes=number)
    story = Story(
        id=f"s{number}",
        version=1,
        url=f"https://example.org/{number}",
        headline=text(number),
        text="It said so.",
        outlet="Example",
        language="en",
        published=at,
        first_seen=at,
        on_topic=True,
    )
    told = Transition(
        claim=f"c{number}",
        before=Status.RUMOURED,
        after=Status.CONFIRMED,
        rule="official-support",
        at=at,
        recorded=at,
        story=story.id,
        version=1,
        quote="It said so.",
        basis=Basis.OFFICIAL,
        origin="Xiaomi",
    )
    alert = Alert(id=told.id, claim=told.claim, kind="newly-confirmed", transition=told, created=at)
    claim = Claim(id=told.claim, text=text(number), status=Status.CONFIRMED)
    return Plan(stories=(story,), transitions=(told,), alerts=(alert,), claims=(claim,))


def work(config: Path, number: int, statement: int | None) -> None:
    if statement is not None:
        _die_at(statement)
    made = plan(number)
    moment = START + timedelta(minutes=number)
    with Store.open(database(load(config, environ={}))) as store:
        store.commit(made, run=Run(started=moment, finished=moment))
    sys.argv = ["monitor", "digest", "--config", str(config)]
    main()


def _die_at(statement: int) -> None:
    left = statement

    def step(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)


def _warm() -> None:
    """Templates are compiled at their first use; compiled here, they need not be in each process anew."""
    from monitor.alerts.compose.atom import atom
    from monitor.alerts.compose.digest import compose
    from monitor.alerts.compose.letter import write
    from monitor.alerts.compose.render import ledger_html
    from monitor.ledger.coverage import coverage

    nothing = Snapshot(claims=(), stories=(), evidence=(), transitions=(), feed_states=())
    write(
        compose(plan(0).alerts, snapshot=nothing, feeds=(), now=START), sender="a@b.c", claims=0, threads={}
    )
    ledger_html((), coverage=coverage(nothing, (), now=START), now=START)
    atom((), now=START)


def serve(config: Path) -> None:
    _warm()
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            try:
                work(config, order["number"], order["statement"])
            except SystemExit as end:
                os._exit(end.code if isinstance(end.code, int) else 1)
            finally:
                os._exit(1)
        _say(pid)
        _say(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
