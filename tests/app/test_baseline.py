"""`monitor once --baseline`: what the first poll finds is known, and nobody is alerted of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app import catalogue, overview, polling
from monitor.model import Delivery, Plan, Run, Status
from monitor.store import Store
from tests.app.test_edits import parts
from tests.cli.test_cli import Shell
from tests.mailserver import MailServer
from tests.newsroom import OFFICIAL, RUMOUR, Newsroom, configuration, mail, publish
from tests.servers import WebServer

CLAIM = "builds-own-car"
REVERSAL = replace(
    OFFICIAL,
    slug="reversal",
    headline="Xiaomi says it will not build a car",
    text="Xiaomi will not build its own electric car, the company told the Hong Kong exchange on Wednesday.",
    day=31,
)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        publish(server, "/feed.xml", RUMOUR, OFFICIAL)
        yield server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def room(web: WebServer, post: MailServer, tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path, configuration(web, "/feed.xml", more=mail(post)))


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def baseline(room: Newsroom) -> polling.PollResult:
    room.now += timedelta(minutes=15)
    config = room.config
    with Store.open(polling.database(config)) as store:
        return polling.poll(
            config, store, catalogue.load(config), now=room.now, report=lambda *_: None, baseline=True
        )


def status(room: Newsroom) -> Status:
    held = overview.snapshot(room.config)
    assert held is not None
    return next(claim.status for claim in held.claims if claim.id == CLAIM)


def test_it_is_in_the_ledger_and_told_to_nobody(room: Newsroom, post: MailServer) -> None:
    result = baseline(room)
    changed = {transition.claim for transition in result.plan.transitions}
    assert CLAIM in changed
    assert (result.plan.alerts, result.run.known) == ((), len(changed))
    assert status(room) is Status.CONFIRMED
    assert room.publish().letters_sent == 0
    assert not post.mails


def test_what_comes_later_is_told_and_the_digest_says_what_was_known(
    room: Newsroom, web: WebServer, post: MailServer
) -> None:
    known = baseline(room).run.known
    publish(web, "/feed.xml", RUMOUR, OFFICIAL, REVERSAL)
    room.poll()
    room.publish()
    text, html = parts(post.mails[0])
    assert post.mails[0]["Subject"].startswith("Correction, now denied: ")
    said = f"On 5 April 2021 what a poll found on {known} claims was taken as known"
    assert said in text
    assert said in html
    publish(web, "/feed.xml", RUMOUR, OFFICIAL)
    room.poll()
    room.publish()
    assert not any("taken as known" in parts(message)[0] for message in post.mails[1:])


def test_claims_that_have_a_status_are_told_of_as_ever(
    room: Newsroom, web: WebServer, post: MailServer
) -> None:
    """What readers believe is never changed in silence, whenever it is asked for."""
    room.poll()
    room.publish()
    publish(web, "/feed.xml", RUMOUR, OFFICIAL, REVERSAL)
    result = baseline(room)
    assert [(alert.claim, alert.kind) for alert in result.plan.alerts] == [(CLAIM, "correction")]
    assert result.run.known == 0
    room.publish()
    assert len(post.mails) == 2


def test_what_was_waiting_is_still_sent(room: Newsroom, post: MailServer) -> None:
    waiting = len(room.poll().plan.alerts)
    baseline(room)
    assert room.publish().sent == waiting > 0
    assert post.mails


def test_killed_before_it_is_written_it_is_simply_repeated(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_store: Store, _plan: Plan, *, run: Run) -> None:
        raise KeyboardInterrupt(str(run.known))

    with monkeypatch.context() as patched:
        patched.setattr(Store, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            baseline(room)
    with Store.open(polling.database(room.config)) as store:
        assert store.baselines(since=None) == ()
        assert store.snapshot().transitions == ()
    assert baseline(room).run.known


def test_killed_after_it_is_written_nothing_is_alerted_either(room: Newsroom) -> None:
    """The transition, its silence and the note of it are one transaction."""
    baseline(room)
    with Store.open(polling.database(room.config), read_only=True) as store:
        assert store.outbox_counts()[Delivery.QUEUED] == 0
        assert [run.known for run in store.baselines(since=None)] == [
            len({t.claim for t in store.snapshot().transitions})
        ]


def test_where_nothing_could_be_read_nothing_was_taken(room: Newsroom, web: WebServer) -> None:
    del web.script["/feed.xml"]
    result = baseline(room)
    assert result.nothing_read
    assert result.run.known is None


def test_the_command_and_status_say_so(shell: Shell, room: Newsroom) -> None:
    out = " ".join(shell("once", "--baseline").out.split())
    assert "taken as known: they are in the ledger, nobody is alerted." in out
    assert "alerts sent" not in out
    assert "nobody was alerted" in shell("status").out
    value = shell("status", "--json").json
    assert isinstance(value, dict)
    assert value["baseline"]["claims"] >= 1
    again = shell("once", "--baseline", "--json").json
    assert isinstance(again, dict)
    assert again["taken_as_known"] == 0
    plain = shell("once", "--json").json
    assert isinstance(plain, dict)
    assert plain["taken_as_known"] is None
