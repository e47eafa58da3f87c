"""An outlet takes back its report in an entry of its own, from the feed to mail, page and command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.model import Status
from tests.app.test_edits import parts
from tests.cli.test_cli import Shell
from tests.mailserver import MailServer
from tests.newsroom import OFFICIAL, RUMOUR, Newsroom, Piece, configuration, mail, publish
from tests.servers import WebServer

CLAIM = "builds-own-car"
PASSAGE = "We have withdrawn our report that Xiaomi will build its own electric car."
NOTE = Piece(
    slug="note", headline="A note to our readers", text=f"{PASSAGE} It rested on a forged letter.", day=31
)
DETAIL = Piece(
    slug="detail",
    headline="Correction",
    text=f"An earlier version of “{OFFICIAL.headline}” misspelt the name of Lei Jun.",
    day=31,
)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def room(web: WebServer, post: MailServer, tmp_path: Path) -> Newsroom:
    publish(web, "/feed.xml", RUMOUR, OFFICIAL)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", more=mail(post)))
    room.poll()
    room.publish()
    return room


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def test_the_reader_is_told_with_the_passage_that_takes_it_back(
    web: WebServer, post: MailServer, room: Newsroom, shell: Shell
) -> None:
    publish(web, "/feed.xml", RUMOUR, OFFICIAL, NOTE)
    plan = room.poll().plan
    assert {claim.id: claim.status for claim in plan.claims}[CLAIM] is Status.RUMOURED
    room.publish()
    text, html = parts(post.mails[1])
    assert "== CORRECTIONS ==" in text
    assert "The outlet has taken back the report on which the status rested." in text
    for told in (text, html):
        assert PASSAGE in told
        assert web.url("/note.html") in told
    assert f"taken back by the outlet: “{PASSAGE}”" in shell("explain", CLAIM).out
    page = (room.config.report_folder / "index.html").read_text(encoding="utf-8")
    assert PASSAGE in page
    assert room.poll().plan.alerts == ()


def test_a_correction_of_a_detail_and_another_outlet_take_nothing_back(
    web: WebServer, room: Newsroom, tmp_path: Path
) -> None:
    publish(web, "/feed.xml", RUMOUR, OFFICIAL, DETAIL)
    publish(web, "/other.xml", NOTE)
    room.path.write_text(configuration(web, "/feed.xml", "/other.xml"), encoding="utf-8")
    plan = room.poll().plan
    assert len(plan.stories) == 2
    assert plan.withdrawals == ()
