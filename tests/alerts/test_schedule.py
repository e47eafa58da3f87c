"""When an alert is due, by the reader's clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.compose.schedule import Hours, due, due_at, end_of_quiet_hours, next_digest, wake_at
from monitor.model import Alert
from tests.alerts.values import alert

BERLIN = ZoneInfo("Europe/Berlin")
MORNING = Hours(at=(time(8),), zone=BERLIN, immediate=frozenset({"newly-confirmed"}))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def created(moment: str, kind: str = "corroborated") -> Alert:
    return replace(alert(kind), created=utc(moment))


@pytest.mark.parametrize(
    ("after", "at"),
    [
        ("2021-01-05 06:59", "2021-01-05 07:00"),  # winter: Berlin is an hour ahead
        ("2021-01-05 07:00", "2021-01-05 07:00"),
        ("2021-01-05 07:01", "2021-01-06 07:00"),
        ("2021-07-05 06:01", "2021-07-06 06:00"),  # summer: two
        ("2021-03-27 07:01", "2021-03-28 06:00"),  # 23 hours later
        ("2021-10-30 06:01", "2021-10-31 07:00"),  # 25 hours later
    ],
)
def test_the_digest_comes_at_its_hour_of_the_readers_clock(after: str, at: str) -> None:
    assert next_digest(MORNING, utc(after)) == utc(at)


@pytest.mark.parametrize(
    ("after", "at"),
    [
        ("2021-03-27 12:00", "2021-03-28 01:30"),  # 02:30 does not exist that night; the clock shows 03:30
        ("2021-03-28 01:31", "2021-03-29 00:30"),
        ("2021-10-30 12:00", "2021-10-31 00:30"),  # 02:30 comes twice that night
        ("2021-10-31 00:31", "2021-11-01 01:30"),
    ],
)
def test_an_hour_comes_once_a_day_when_clocks_change(after: str, at: str) -> None:
    assert next_digest(replace(MORNING, at=(time(2, 30),)), utc(after)) == utc(at)


def test_of_several_hours_the_next_one_counts() -> None:
    twice = replace(MORNING, at=(time(18), time(8)))
    assert next_digest(twice, utc("2021-01-05 08:00")) == utc("2021-01-05 17:00")
    assert next_digest(twice, utc("2021-01-05 18:00")) == utc("2021-01-06 07:00")


def test_a_weekly_digest_waits_for_its_day() -> None:
    monday = replace(MORNING, days=frozenset({0}))
    assert next_digest(monday, utc("2021-01-05 08:00")) == utc("2021-01-11 07:00")
    assert next_digest(monday, utc("2021-01-11 07:01")) == utc("2021-01-18 07:00")


@pytest.mark.parametrize(
    ("quiet", "moment", "heard"),
    [
        ((time(22), time(7)), "2021-01-05 21:30", "2021-01-06 06:00"),
        ((time(22), time(7)), "2021-01-06 05:59", "2021-01-06 06:00"),
        ((time(22), time(7)), "2021-01-06 06:00", "2021-01-06 06:00"),
        ((time(22), time(7)), "2021-01-06 20:59", "2021-01-06 20:59"),
        ((time(12), time(14)), "2021-01-06 11:30", "2021-01-06 13:00"),
        ((time(12), time(14)), "2021-01-06 10:59", "2021-01-06 10:59"),
        ((time(22), time(7)), "2021-03-27 23:00", "2021-03-28 05:00"),  # a night of eight hours
        ((time(22), time(7)), "2021-10-31 05:30", "2021-10-31 06:00"),  # one of ten
        (None, "2021-01-05 23:00", "2021-01-05 23:00"),
    ],
)
def test_nothing_is_told_in_quiet_hours(quiet: tuple[time, time] | None, moment: str, heard: str) -> None:
    assert end_of_quiet_hours(utc(moment), replace(MORNING, quiet=quiet)) == utc(heard)


def test_what_is_immediate_waits_for_no_hour_but_for_the_end_of_quiet_hours() -> None:
    news = created("2021-01-05 22:00", "newly-confirmed")
    assert due_at(news, MORNING) == utc("2021-01-05 22:00")
    assert due_at(news, replace(MORNING, quiet=(time(22), time(6)))) == utc("2021-01-06 05:00")


def test_a_digest_hour_in_quiet_hours_waits_for_their_end() -> None:
    late = replace(MORNING, quiet=(time(22), time(9)))
    assert due_at(created("2021-01-05 22:00"), late) == utc("2021-01-06 08:00")


def test_without_hours_everything_is_told_at_once() -> None:
    assert due_at(created("2021-01-05 22:00"), replace(MORNING, at=())) == utc("2021-01-05 22:00")


def test_what_is_due_is_told_together_and_a_missed_hour_is_made_up_for() -> None:
    old, new = created("2021-01-03 12:00"), created("2021-01-05 12:00")
    news = created("2021-01-05 12:00", "newly-confirmed")
    assert due((old, new, news), MORNING, now=utc("2021-01-05 12:30")) == (old, news)
    assert due((old, new, news), MORNING, now=utc("2021-01-06 07:00")) == (old, new, news)
    assert due((), MORNING, now=utc("2021-01-06 07:00")) == ()


def test_when_to_wake() -> None:
    assert wake_at((), MORNING) is None
    waiting = (created("2021-01-05 12:00"), created("2021-01-04 12:00"))
    assert wake_at(waiting, MORNING) == utc("2021-01-05 07:00")


CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0))
MOMENTS = st.timedeltas(timedelta(), timedelta(days=14_000)).map(
    lambda past: datetime(2000, 1, 1, tzinfo=UTC) + past
)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe", "America/St_Johns"])


@given(
    zone=ZONES,
    at=st.lists(CLOCKS, min_size=1, max_size=3),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    quiet=st.none() | st.tuples(CLOCKS, CLOCKS).filter(lambda pair: pair[0] != pair[1]),
    moment=MOMENTS,
)
def test_every_alert_comes_due_within_little_more_than_a_week(
    zone: str, at: list[time], days: frozenset[int], quiet: tuple[time, time] | None, moment: datetime
) -> None:
    """Whatever is configured: never before it is news, never in quiet hours, never not at all."""
    hours = Hours(at=tuple(at), zone=ZoneInfo(zone), days=days, quiet=quiet)
    told = due_at(replace(alert("overdue"), created=moment), hours)
    assert moment <= told <= moment + timedelta(days=8, hours=3)
    assert end_of_quiet_hours(told, hours) == told
