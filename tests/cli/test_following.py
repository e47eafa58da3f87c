"""Claims files at addresses through the console and in the daemon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_cli import Shell
from tests.daemon.process import Running
from tests.newsroom import CLAIM, PHONES, configuration, publish
from tests.servers import Reply, WebServer

SHIP = '[[claim]]\nid = "ship"\ntext = "Xiaomi will build its own ship."\n'
EVERY_SECOND = (
    "import monitor.daemon.scheduler as s; from datetime import timedelta; s._CLAIMS = timedelta(seconds=1)"
)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        publish(server, "/feed.xml", PHONES)
        server.script["/claims.toml"] = Reply(body=CLAIM.encode())
        yield server


@pytest.fixture
def shell(
    web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    made = Shell(tmp_path, monkeypatch, capsys)
    more = f'[claims]\nfiles = ["{web.url("/claims.toml")}"]'
    made.write("config.toml", configuration(web, "/feed.xml", more=more))
    return made


def test_the_commands_from_the_first_edition_to_an_unreachable_one(shell: Shell, web: WebServer) -> None:
    url = web.url("/claims.toml")
    early = shell("claims")
    assert (early.code, "was never fetched; `monitor once`" in early.err) == (2, True)
    assert f"claims: {url}: the next poll takes over: added car" in shell("check").out
    assert "added    car  Xiaomi will build its own electric car." in shell("once").out

    web.script["/claims.toml"] = Reply(body=(CLAIM + SHIP).encode())
    value = shell("once", "--json").json
    assert isinstance(value, dict)
    assert value["claims_files"] == [{"url": url, "added": ["ship"], "changed": [], "removed": []}]
    assert [claim["id"] for claim in value["claims_new"]] == ["ship"]

    web.script["/claims.toml"] = Reply(status=503)
    told = shell("once")
    assert (told.code, "added" in told.out) == (0, False)
    assert "an old copy, last confirmed on" in told.out
    assert "an old copy, last confirmed on" in shell("check").out
    status = shell("status")
    assert f"claims from    {url}, last confirmed" in status.out
    assert "HTTP 503" in status.out
    rows = shell("claims", "--json").json
    assert isinstance(rows, list)
    assert [row["id"] for row in rows] == ["car", "ship"]


def test_a_claim_that_was_removed_is_not_judged_any_more(shell: Shell, web: WebServer) -> None:
    web.script["/claims.toml"] = Reply(body=(CLAIM + SHIP).encode())
    shell("once")
    web.script["/claims.toml"] = Reply(body=CLAIM.encode())
    assert "removed  ship" in shell("once").out
    assert "Not judged: 1 claim (ship); no claims file has it any more" in shell("claims").out


def test_the_daemon_takes_over_a_new_edition_and_logs_it_once(shell: Shell, web: WebServer) -> None:
    with Running(shell.folder, first=EVERY_SECOND) as daemon:
        assert daemon.until("claims")["added"] == ["car"]
        daemon.until("run")
        web.script["/claims.toml"] = Reply(body=(CLAIM + SHIP).encode())
        assert daemon.until("claims")["added"] == ["ship"]
        assert daemon.until("reloaded")["claims"] == 2
        web.script["/claims.toml"] = Reply(body=b"<")
        assert "refused: is not valid TOML" in daemon.until("problem", stage="claims")["message"]
        assert daemon.end() == 0
    assert sum(event["event"] == "claims" for event in daemon.events) == 2
