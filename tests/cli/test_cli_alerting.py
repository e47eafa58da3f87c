"""The commands that tell: digest, test-alert, report, and what status says of delivery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.feeds.health import FAILURES
from tests.cli.test_cli import Shell
from tests.mailserver import MailServer
from tests.newsroom import CLAIM, OFFICIAL, RUMOUR, Newsroom, configuration, mail, publish
from tests.servers import Reply, WebServer


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        publish(server, "/feed.xml", RUMOUR, OFFICIAL)
        server.script["/hook"] = Reply()
        yield server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def configured(shell: Shell, web: WebServer, post: MailServer, more: str = "") -> None:
    shell.write("config.toml", configuration(web, "/feed.xml", more=mail(post) + more))


def values(shell: Shell, *arguments: str) -> dict[str, Any]:
    found = shell(*arguments, "--json").json
    assert isinstance(found, dict)
    return found


def undelivered(shell: Shell, web: WebServer, post: MailServer) -> None:
    """A poll whose mail nobody takes."""
    configured(shell, web, post)
    post.refuse["MAIL"] = "451 not now"
    assert shell("once").code == 4
    post.refuse.clear()


def test_a_letter_that_only_tells_of_a_feed_counts_as_undelivered_too(
    shell: Shell, web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    shell.write("claims.toml", CLAIM)
    publish(web, "/feed.xml", RUMOUR)
    more = mail(post) + '\n[claims]\nfiles = ["claims.toml"]'
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", "/gone.xml", more=more))
    for _ in range(FAILURES):
        room.poll(after=timedelta(days=1))
    post.refuse["MAIL"] = "451 not now"
    ran = shell("once")
    assert ran.code == 4
    assert "0 letters about feed problems sent, 1 kept in the outbox" in ran.out
    assert shell("digest").code == 4
    post.refuse.clear()
    assert values(shell, "digest")["letters"] == {"sent": 1, "failed": 0}
    (told,) = post.mails
    assert "Feed /gone.xml, failing: HTTP 404" in told.get_body(("plain",)).get_content()


def test_a_dry_run_prints_the_digest_and_marks_nothing(
    shell: Shell, web: WebServer, post: MailServer
) -> None:
    configured(shell, web, post, '\n[digest]\nquiet = "00:00-23:59"')
    shell("once")
    waiting = values(shell, "status")["outbox"]["queued"]
    for _ in range(2):
        ran = shell("digest", "--dry-run")
        assert ran.code == 0
        assert ran.out.startswith("Subject: Older news: confirmed: ")
        assert "On the word of Xiaomi, on the record" in ran.out
    assert len(values(shell, "digest", "--dry-run")["transitions"]) == waiting > 0
    assert not post.mails
    assert values(shell, "status")["outbox"]["queued"] == waiting


def test_digest_sends_what_waits(shell: Shell, web: WebServer, post: MailServer) -> None:
    undelivered(shell, web, post)
    ran = shell("digest")
    assert ran.code == 0
    assert "sent, 0 kept in the outbox" in ran.out
    assert len(post.mails) == 1
    assert "Nothing to send." in shell("digest").out


def test_digest_that_nobody_takes_is_4(shell: Shell, web: WebServer, post: MailServer) -> None:
    undelivered(shell, web, post)
    post.refuse["DATA"] = "451 not now"
    ran = shell("digest", "--json")
    assert ran.code == 4
    value = ran.json
    assert isinstance(value, dict)
    assert value["failed"] > 0
    assert "451 not now" in value["problems"][0]["message"]


def test_what_was_told_can_be_told_again(shell: Shell, web: WebServer, post: MailServer) -> None:
    configured(shell, web, post)
    shell("once")
    assert shell("digest", "--since", "1h").code == 0
    first, again = post.mails
    assert first["Subject"] == again["Subject"]
    assert first["Message-ID"] != again["Message-ID"]
    assert "confirmed: " in shell("digest", "--dry-run", "--since", "2021-01-01").out
    shell("digest", "--since", "2999-01-01")
    assert len(post.mails) == 2


@pytest.mark.parametrize("since", ["yesterday", "7", "2021-13-01", "99999999999d"])
def test_a_time_that_is_none_is_told(shell: Shell, web: WebServer, post: MailServer, since: str) -> None:
    configured(shell, web, post)
    ran = shell("digest", "--since", since)
    assert ran.code == 2
    assert since in ran.err


def test_a_test_goes_through_every_channel(shell: Shell, web: WebServer, post: MailServer) -> None:
    port = web.port
    more = f'\n[channels]\nurls = ["json://127.0.0.1:{port}/hook", "json://127.0.0.1:{port}/t0ken"]'
    configured(shell, web, post, more)
    ran = shell("test-alert")
    assert ran.code == 4
    first, second, third = ran.out.splitlines()
    assert first == "ok       mail to me@example.org"
    assert second.startswith("ok       json ")
    assert third.startswith("refused  json ")
    assert "404" in third
    assert "t0ken" not in ran.out + ran.err
    web.script["/t0ken"] = Reply()
    ran = shell("test-alert", "--json")
    assert ran.code == 0
    assert isinstance(ran.json, list)
    assert [row["ok"] for row in ran.json] == [True] * 3
    assert len(post.mails) == 2


@pytest.mark.parametrize("command", ["test-alert", "digest"])
def test_without_a_channel_there_is_nobody_to_tell(shell: Shell, web: WebServer, command: str) -> None:
    shell.write("config.toml", configuration(web, "/feed.xml"))
    ran = shell(command)
    assert ran.code == 2
    assert "no recipients" in ran.err


def test_chats_and_webhooks_are_served_by_the_same_outbox(
    shell: Shell, web: WebServer, post: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_WEBHOOK_SECRET", "hunter2")
    more = f'\n[channels]\nurls = ["json://127.0.0.1:{web.port}/t0ken"]\n[webhook]\nurls = ["{web.url("/hook")}"]'
    configured(shell, web, post, more)
    assert shell("once").code == 4
    assert len(post.mails) == 1
    assert [asked.path for asked in web.asked].count("/hook") == 1
    status = values(shell, "status")
    (left,) = status["undelivered"]
    assert left["address"].startswith("json ")
    assert "404" in left["problem"]
    assert status["last_delivery"] is not None
    assert "undelivered    json " in shell("status").out
    assert "t0ken" not in str(status) + shell("status").out + shell("check").out
    web.script["/t0ken"] = Reply()
    assert shell("once").code == 0
    assert len(post.mails) == 1
    assert [asked.path for asked in web.asked].count("/hook") == 1


def test_what_was_set_aside_is_in_the_status(shell: Shell, web: WebServer, post: MailServer) -> None:
    configured(shell, web, post)
    post.refuse["RCPT"] = "550 no such mailbox"
    assert shell("once").code == 4
    assert shell("once").code == 0
    (dead,) = values(shell, "status")["set_aside"]
    assert (dead["address"], dead["state"]) == ("mail to me@example.org", "dead")
    assert "550 no such mailbox" in shell("status").out


def test_report_writes_a_page_and_a_feed(shell: Shell, web: WebServer) -> None:
    shell.write("config.toml", configuration(web, "/feed.xml", more='[report]\nfolder = "public"'))
    shell("once")
    for path in (shell.folder / "public").iterdir():
        path.unlink()
    ran = shell("report")
    assert ran.code == 0
    page, feed = map(Path, ran.out.splitlines())
    assert "Claims ledger" in page.read_text(encoding="utf-8")
    assert b"<feed" in feed.read_bytes()
    assert values(shell, "report") == {"page": str(page), "feed": str(feed)}
