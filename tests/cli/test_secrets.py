"""A feed's password and token are shown by no command, no log, no metric and no webhook."""

from __future__ import annotations

import json
import socket
import urllib.request
from pathlib import Path

import pytest

from tests.cli.test_cli import Shell, shell, web
from tests.daemon.process import Running
from tests.newsroom import OFFICIAL, configuration, publish, rss
from tests.servers import Reply, WebServer

__all__ = ["shell", "web"]  # fixtures

SECRETS = ("hunter2", "t0ken")


def private(server: WebServer, path: str) -> str:
    """The configuration of a feed that is behind a password and has a token in its query."""
    address = server.url(f"{path}?key=t0ken").replace("://", "://me:hunter2@")
    return f'[[feed]]\nurl = "{address}"\nname = "Private {path}"\n'


def test_no_command_shows_them(shell: Shell, web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_WEBHOOK_SECRET", "x")
    web.script["/fails.xml?key=t0ken"] = Reply(status=500)
    web.script["/gone.xml?key=t0ken"] = Reply(status=410)
    web.script["/loop.xml?key=t0ken"] = Reply(status=302, headers={"Location": "/loop.xml?key=t0ken"})
    web.script["/odd.xml?key=t0ken"] = Reply(status=302, headers={"Location": "ftp://a.example/?token=t0ken"})
    web.script["/hook"] = Reply()
    text = configuration(web, more=f'[webhook]\nurls = ["{web.url("/hook")}"]')
    for path in ("/fails.xml", "/gone.xml", "/loop.xml", "/odd.xml"):
        text += private(web, path)
    spoken = private(web, "/own.xml") + 'tier = "official"\npublisher = "Nobody Known"\n'
    shell.write("config.toml", text + spoken)
    told = [
        shell("once"), shell("once", "--json"), shell("status"), shell("status", "--json"), shell("feeds"),
        shell("feeds", "--json"), shell("check"), shell("claims", "--json"), shell("report"),
        shell("digest", "--dry-run"), shell("digest", "--dry-run", "--json"),
        shell("feeds", "--reset", "https://me:hunter2@a.example/?key=t0ken"),
    ]  # fmt: skip
    for ran in told:
        for secret in SECRETS:
            assert secret not in ran.out + ran.err
    assert "me:***@" in told[0].err
    posted = [asked.body.decode() for asked in web.asked if asked.path == "/hook"]
    assert "/gone.xml?key=***" in posted[0]
    assert not any(secret in body for body in posted for secret in SECRETS)
    for page in (shell.folder / "state" / "report").iterdir():
        assert not any(secret in page.read_text(encoding="utf-8") for secret in SECRETS)


def test_a_feed_can_be_reset_by_the_address_that_is_shown(shell: Shell, web: WebServer) -> None:
    publish(web, "/a.xml?key=t0ken", OFFICIAL)
    shell.write("config.toml", configuration(web) + private(web, "/a.xml"))
    shell("once")
    (row,) = json.loads(shell("feeds", "--json").out)
    assert row["last_polled"] is not None
    assert shell("feeds", "--reset", row["url"]).code == 0
    (row,) = json.loads(shell("feeds", "--json").out)
    assert row["last_polled"] is None


def test_the_whole_address_is_in_the_exported_list(shell: Shell, web: WebServer) -> None:
    shell.write("config.toml", configuration(web) + private(web, "/a.xml"))
    assert all(secret in shell("opml", "export").out for secret in SECRETS)


def test_the_daemon_shows_them_in_no_line_and_no_metric(web: WebServer, tmp_path: Path) -> None:
    """Its faults are counted by job, not by address; the traceback is in the log."""
    web.script["/a.xml?key=t0ken"] = Reply(body=rss(web, [OFFICIAL]))
    web.script["/fails.xml?key=t0ken"] = Reply(status=500)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = configuration(web, more=f'[daemon]\nlisten = "127.0.0.1:{port}"')
    (tmp_path / "config.toml").write_text(text + private(web, "/a.xml") + private(web, "/fails.xml"))
    first = """
from monitor.app import settling
gather = settling.gather
def broken(drafts, **named):
    if drafts:
        raise ZeroDivisionError(f"with {drafts[0].feed.url}")
    return gather(drafts, **named)
settling.gather = broken
"""
    with Running(tmp_path, first=first) as daemon:
        fault = daemon.until("fault", what="settle", kind="ZeroDivisionError")
        while "feed" not in fault:
            fault = daemon.until("fault", what="settle", kind="ZeroDivisionError")
        while not any(event.get("outcome") == "failed" for event in daemon.events):
            daemon.until("feed")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            metrics = answer.read().decode()
        assert daemon.end() == 0
        log = json.dumps(daemon.events) + daemon.errors()
    assert fault["feed"] == web.url("/a.xml?key=***").replace("://", "://me:***@")
    assert "ZeroDivisionError: with http://me:***@" in fault["exception"]
    assert 'monitor_faults_total{what="settle"}' in metrics
    assert "/fails.xml?key=***" in metrics
    assert not any(secret in log + metrics for secret in SECRETS)
