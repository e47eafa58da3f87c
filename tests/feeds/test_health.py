"""What is wrong with a feed, and when the reader hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.feeds.health import Condition, health, to_tell
from monitor.model import FeedState
from tests.feeds.answers import FEED, NOW, URL

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WELL = FeedState(url=URL, last_polled=NOW, last_success=NOW, news=NOW, last_entries=20, cadence=8 * HOUR)
FAILING = replace(WELL, failures=5, failing_since=NOW - 6 * HOUR, problem="HTTP 500 Internal Server Error")


def told(state: FeedState, later: timedelta = timedelta()) -> list[Condition]:
    return [found.condition for found in to_tell([FEED], {URL: state}, NOW + later)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, Condition.UNPOLLED),
        (FeedState(url=URL), Condition.UNPOLLED),
        (WELL, Condition.HEALTHY),
        (replace(WELL, failures=1, problem="x"), Condition.FAILING),
        (replace(FAILING, gone=NOW), Condition.STOPPED),
        (replace(WELL, news=NOW - 4 * DAY), Condition.SILENT),
        (replace(WELL, last_entries=0), Condition.EMPTY),
    ],
)
def test_conditions(state: FeedState | None, expected: Condition) -> None:
    assert health(FEED, state, NOW).condition is expected


def test_a_disabled_feed_is_neither_well_nor_ill() -> None:
    assert health(replace(FEED, enabled=False), FAILING, NOW).condition is Condition.DISABLED


@pytest.mark.parametrize(
    ("cadence", "silent_after"),
    [(HOUR, 3 * DAY), (2 * DAY, 6 * DAY), (7 * DAY, 21 * DAY), (None, 14 * DAY)],
)
def test_silence_is_measured_by_the_feeds_own_habits(
    cadence: timedelta | None, silent_after: timedelta
) -> None:
    quiet = replace(WELL, cadence=cadence)
    assert health(FEED, quiet, NOW + silent_after).condition is Condition.HEALTHY
    assert health(FEED, quiet, NOW + silent_after + HOUR).condition is Condition.SILENT


def test_remarks_say_what_is_known() -> None:
    assert health(FEED, FAILING, NOW).remark == "HTTP 500 Internal Server Error (5 in a row)"
    silent = health(FEED, replace(WELL, cadence=2 * DAY), NOW + 10 * DAY).remark
    assert silent == ("responds, but nothing new since 22 November 2026, though usually within 2 days")
    moved = replace(WELL, moved_to="https://new.example/")
    assert health(FEED, moved, NOW).remark == "has moved to https://new.example/"


def test_a_feed_is_told_of_after_several_failures_in_a_row() -> None:
    assert told(replace(FAILING, failures=4)) == []
    assert told(FAILING) == [Condition.FAILING]


def test_a_feed_that_is_gone_is_told_of_at_once() -> None:
    assert told(replace(WELL, failures=1, gone=NOW)) == [Condition.STOPPED]


def test_a_silent_feed_is_told_of() -> None:
    assert told(WELL, 4 * DAY) == [Condition.SILENT]


def test_it_is_told_once_and_then_every_week() -> None:
    known = replace(FAILING, told=NOW)
    assert told(known, 6 * DAY) == []
    assert told(known, 7 * DAY) == [Condition.FAILING]


def test_a_new_trouble_is_told_anew_but_not_several_times_a_day() -> None:
    """A feed that fails and recovers in turns is one piece of news."""
    again = replace(FAILING, told=NOW - 2 * HOUR, failing_since=NOW - HOUR)
    assert told(again) == []
    assert told(again, DAY) == [Condition.FAILING]


def test_a_healthy_feed_and_an_unknown_one_are_not_told_of() -> None:
    assert told(WELL) == []
    assert to_tell([FEED], {}, NOW) == ()
