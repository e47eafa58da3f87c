"""A story that is edited after it settled a claim, from its feed to mail, page and command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from html import escape
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from monitor.app.publishing import Published
from monitor.cli.output import progress, shapes
from monitor.model import Status
from tests.cli.test_cli import Shell
from tests.mailserver import MailServer
from tests.newsroom import OFFICIAL, RUMOUR, Newsroom, configuration, mail, publish
from tests.servers import WebServer

CLAIM = "builds-own-car"
EVIL = '<script>alert(1)</script>"><img src=x onerror=y>'
CHANGED = "Xiaomi announces{+ that+} it will make [-electric cars-]{+better phones+}"
PHONES = replace(
    OFFICIAL,
    headline="Xiaomi announces that it will make better phones",
    text="Xiaomi announced on Tuesday that it will build its own phone chip. Lei Jun, its chief executive, "
    "will lead the new business himself, the company told the Hong Kong exchange.",
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
    """What the company was reported to say has been told."""
    publish(web, "/feed.xml", RUMOUR, OFFICIAL)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", more=mail(post)))
    room.poll()
    room.publish()
    return room


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def parts(message: EmailMessage) -> tuple[str, str]:
    """Text and HTML."""
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text
    assert html
    return " ".join(text.get_content().split()), html.get_content()


def test_a_story_that_lets_go_of_a_claim_is_corrected_with_the_words_that_changed(
    web: WebServer, post: MailServer, room: Newsroom, shell: Shell
) -> None:
    publish(web, "/feed.xml", RUMOUR, PHONES)
    plan = room.poll().plan
    assert CLAIM in {item.claim for item in plan.withdrawals}
    assert {claim.id: claim.status for claim in plan.claims}[CLAIM] is Status.RUMOURED
    room.publish()
    text, html = parts(post.mails[1])
    assert "== CORRECTIONS ==" in text
    assert "confirmed -> RUMOURED" in text
    assert CHANGED in text
    assert '<del class="denied" style="color:#b93a0b">electric cars</del>' in html
    assert '<ins class="confirmed" style="color:#0b7a5b">better phones</ins>' in html

    told = shell("explain", CLAIM).out
    assert "edited: the story of Feed /feed.xml that made the claim confirmed" in told
    assert "(withdrawn: since an edit the story no longer bears on the claim)" in told
    assert CHANGED in told
    (gone,) = [item for item in shell("explain", CLAIM, "--json").json["evidence"] if item["withdrawn"]]
    assert (gone["standing"], gone["stance"], gone["flag"]) == (False, "supports", "confirmed")
    assert "electric cars" in gone["edit"]["removed"]
    assert "better phones" in gone["edit"]["added"]
    page = (room.config.report_folder / "index.html").read_text(encoding="utf-8")
    assert "<del>electric cars</del><ins>better phones</ins>" in page
    assert "withdrawn: since an edit" in page


def test_the_claim_is_confirmed_anew_once_the_story_says_so_again(web: WebServer, room: Newsroom) -> None:
    publish(web, "/feed.xml", RUMOUR, PHONES)
    room.poll()
    again = replace(OFFICIAL, text=f"{OFFICIAL.text} The board has agreed.")
    publish(web, "/feed.xml", RUMOUR, again)
    found = [t for t in room.poll().plan.transitions if t.claim == CLAIM]
    assert [(t.before, t.after) for t in found] == [(Status.RUMOURED, Status.CONFIRMED)]


def test_an_edit_of_other_words_changes_nothing(web: WebServer, post: MailServer, room: Newsroom) -> None:
    publish(web, "/feed.xml", RUMOUR, replace(OFFICIAL, text=f"{OFFICIAL.text} Shares rose."))
    plan = room.poll().plan
    assert (plan.withdrawals, plan.alerts, len(plan.stories)) == ((), (), 1)
    room.publish()
    assert len(post.mails) == 1


def test_markup_in_an_edit_is_text_everywhere(
    web: WebServer, post: MailServer, room: Newsroom, shell: Shell
) -> None:
    headline = PHONES.headline.replace("better", f"better {escape(EVIL)}\u202e")
    publish(web, "/feed.xml", RUMOUR, replace(PHONES, headline=headline))
    room.poll()
    room.publish()
    text, html = parts(post.mails[1])
    page = (room.config.report_folder / "index.html").read_text(encoding="utf-8")
    for made in (text, html, page, shell("explain", CLAIM).out):
        assert "alert(1)" in made
        assert "\u202e" not in made
    assert "<script" not in html + page
    assert "<img src=x" not in html + page


def test_without_mail_the_poll_itself_tells_what_was_taken_back(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    room.poll()
    publish(web, "/feed.xml", PHONES)
    result = room.poll()
    assert result.plan.alerts == ()
    found = {row["claim"]: row for row in shapes.once(result, Published(), 0.0)["withdrawn"]}
    assert (found[CLAIM]["from"], found[CLAIM]["to"]) == ("confirmed", "rumoured")
    assert found[CLAIM]["story"] == web.url("/official.html")
    out = StringIO()
    progress.polled(Console(file=out, width=200), result, Published())
    assert "confirmed → rumoured" in out.getvalue()


def test_an_earlier_day_has_what_the_story_said_then(web: WebServer, room: Newsroom, shell: Shell) -> None:
    later = replace(PHONES, day=31)
    publish(web, "/feed.xml", RUMOUR, later)
    room.poll()
    assert shell("explain", CLAIM, "--json").json["claim"]["status"] == "rumoured"
    (then,) = [
        item
        for item in shell("explain", CLAIM, "--json", "--as-of", "2021-03-30").json["evidence"]
        if item["flag"] == "confirmed"
    ]
    assert (then["standing"], then["withdrawn"], then["edit"]) == (True, None, None)
