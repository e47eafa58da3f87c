"""The commands tell nothing found, not looked and not judged apart; real feeds, a real ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app import catalogue, overview
from monitor.feeds.health import FAILURES
from monitor.ledger.coverage import Coverage, Look
from tests.newsroom import CLAIM, OFFICIAL, PHONES, Newsroom, configuration, publish
from tests.servers import Reply, WebServer

QUESTION = '[[claim]]\nid = "asked"\ntext = "Will Xiaomi build a plane?"\n'
DAY = timedelta(days=1)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        publish(server, "/feed.xml", PHONES)
        yield server


@pytest.fixture
def room(web: WebServer, tmp_path: Path) -> Newsroom:
    (tmp_path / "claims.toml").write_text(CLAIM + QUESTION, encoding="utf-8")
    return Newsroom(tmp_path, configuration(web, "/feed.xml", more='[claims]\nfiles = ["claims.toml"]'))


def seen(room: Newsroom) -> Coverage:
    _, found = overview.covered(room.config, catalogue.load(room.config), now=room.now)
    assert found is not None
    return found


def look(room: Newsroom) -> Look:
    return seen(room).claims["car"].look


def test_a_claim_from_the_first_poll_to_the_day_when_its_feed_is_lost(web: WebServer, room: Newsroom) -> None:
    assert look(room) is Look.NOT_LOOKED
    room.poll()
    first = room.now
    assert (look(room), seen(room).looked) == (Look.NOTHING_FOUND, first)
    assert seen(room).claims["asked"].look is Look.NOT_JUDGED

    web.script["/feed.xml"] = Reply(status=500)
    room.poll()
    assert (look(room), seen(room).looked) == (Look.NOTHING_FOUND, first)
    for _ in range(FAILURES - 1):
        room.poll(after=DAY)
    assert (look(room), seen(room).looked) == (Look.NOT_LOOKED, first)
    ((_, blind),) = overview.feeds(room.config, now=room.now)
    assert blind is not None
    assert (blind.others, blind.claims) == (0, ("car",))

    publish(web, "/feed.xml", PHONES, OFFICIAL)
    room.poll(after=DAY)
    assert (look(room), seen(room).looked) == (Look.FOUND, room.now)


def test_a_story_on_which_the_judge_failed_keeps_claims_from_being_judged(
    web: WebServer, room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    publish(web, "/feed.xml", OFFICIAL)
    with monkeypatch.context() as patched:
        patched.setattr("monitor.claims.judge.Judge.judge", broken)
        room.poll()
    assert look(room) is Look.NOT_JUDGED
    assert "1 story is not judged, because the judge failed" in seen(room).claims["car"].reason


def test_a_faulty_claims_file_does_not_keep_feeds_from_being_listed(room: Newsroom) -> None:
    room.poll()
    (room.path.parent / "claims.toml").write_text("[[claim]]", encoding="utf-8")
    ((health, blind),) = overview.feeds(room.config, now=room.now)
    assert (health.feed.name, blind) == ("Feed /feed.xml", None)


# --- what is printed is tested through the console


def test_every_command_says_it(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.cli.test_cli import Shell

    shell = Shell(room.path.parent, monkeypatch, capsys)
    assert "never; 0 of 1 feed that could tell are read" in shell("status").out
    assert "not looked" in shell("claims").out.splitlines()[1]
    assert shell("once").code == 0
    assert "nothing found" in shell("claims").out.splitlines()[1]
    assert "1 nothing found, 1 not judged" in shell("status").out
    rows = shell("claims", "--json").json
    assert isinstance(rows, list)
    assert [row["coverage"]["state"] for row in rows] == ["nothing found", "not judged"]
    told = shell("explain", "car")
    assert "Who looked\n  nothing found\n" in told.out
    assert "Feed /feed.xml (any language)  last read " in told.out
    value = shell("explain", "car", "--json").json
    assert isinstance(value, dict)
    assert [(feed["could_tell"], feed["sees"]) for feed in value["feeds"]] == [(True, True)]
    assert shell("explain", "car", "--as-of", "2021-01-01", "--json").json["feeds"] is None  # type: ignore[index]
    status = shell("status", "--json").json
    assert isinstance(status, dict)
    assert status["coverage"]["claims"] == {"found": 0, "nothing found": 1, "not looked": 0, "not judged": 1}
    feeds = shell("feeds", "--json").json
    assert isinstance(feeds, list)
    assert feeds[0]["blind"] is None
