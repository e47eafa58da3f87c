"""The log, and whether all is well."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.app.polling import Harvest
from monitor.daemon import telemetry as module
from monitor.daemon.telemetry import Telemetry, configure
from monitor.model import Feed, FeedState, Problem

FEED = Feed(url="https://me:secret@example.org/feed", name="Example")
NEXT = datetime(2021, 3, 30, 12, tzinfo=UTC)


def failed(message: str) -> tuple[FeedState, Harvest]:
    state = FeedState(url=FEED.url, failures=2, problem=message)
    return state, Harvest(polled=1, failing=(Problem(stage="fetch", subject=FEED.url, message=message),))


def test_as_json_each_line_is_one_object_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """With what happened, when, and how grave it is; the address without its password."""
    telemetry = Telemetry(configure(as_json=True))
    state, harvest = failed("timed out")
    telemetry.feed(FEED, state, harvest, next_at=NEXT, seconds=1.23456)
    telemetry.fault("settle", ValueError("x\ny"))
    out, err = capsys.readouterr()
    first, second = map(json.loads, out.splitlines())
    assert err == ""
    assert "secret" not in out
    assert first.pop("time").startswith("20")
    assert first == {
        "event": "feed", "level": "warning", "name": "Example", "url": "https://me:***@example.org/feed",
        "outcome": "failed", "entries": 0, "articles": 0, "seconds": 1.235, "next": "2021-03-30T12:00:00Z",
        "failures": 2, "problem": "timed out",
    }  # fmt: skip
    assert (second["what"], second["kind"], second["message"]) == ("settle", "ValueError", "x y")


def test_a_traceback_has_lines_and_none_that_could_be_one_of_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken() -> None:
        raise ValueError("x\n2026-01-01T00:00:00Z [info] all is well \x1b[2J https://me:secret@example.org/")

    telemetry = Telemetry(configure(as_json=False))
    try:
        broken()
    except ValueError as error:
        telemetry.fault("settle", error, feed=FEED.url)
    _, err = capsys.readouterr()
    first, *others = err.splitlines()
    assert "fault" in first
    assert any("in broken" in line for line in others)
    assert not any(line.startswith("2026") for line in others)
    assert "\x1b[2J" not in err
    assert "secret" not in err


def test_a_server_cannot_write_lines_or_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry = Telemetry(configure(as_json=False))
    state, harvest = failed("HTTP 500 \x1b[2J\r\n2026 [info] all is well")
    telemetry.feed(FEED, state, harvest, next_at=NEXT, seconds=0)
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "\x1b" not in err
    assert "all is well" in err


def test_it_is_healthy_while_any_feed_was_read_lately(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure is no success; the limit is an hour, or three rounds of the busiest feed."""
    clock = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: clock[0])
    telemetry = Telemetry(configure(as_json=True))
    telemetry.watching(timedelta(hours=2))
    assert telemetry.health()["healthy"] is True
    clock[0] += 6 * 3600 + 1
    state, harvest = failed("timed out")
    telemetry.feed(FEED, state, harvest, next_at=NEXT, seconds=0)
    assert telemetry.health() == {
        "healthy": False, "age": 21601, "limit": 21600, "read_since_start": False, "running": 21601,
    }  # fmt: skip
    telemetry.feed(FEED, FeedState(url=FEED.url), Harvest(polled=1, not_modified=1), next_at=NEXT, seconds=0)
    assert telemetry.health()["healthy"] is True
