"""When an alert is due: at once, at the next digest hour, or when quiet hours end. Pure; `now` is passed in.

Hours are in the reader's time zone. Each comes once a day, also on the days when clocks change: an hour that is
skipped comes right after the gap, an hour that occurs twice comes the first time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.model import Alert

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a reader wants alerts. `days` counts from Monday, 0; without hours in `at` everything is immediate.

    `immediate` are the kinds of alerts that do not wait for an hour, such as `newly-confirmed`.
    `quiet` is the span in which nothing is sent; it may cross midnight.
    """

    at: tuple[time, ...]
    zone: ZoneInfo
    days: frozenset[int] = EVERY_DAY
    immediate: frozenset[str] = frozenset()
    quiet: tuple[time, time] | None = None


def due(alerts: Iterable[Alert], hours: Hours, *, now: datetime) -> tuple[Alert, ...]:
    """Those of the waiting `alerts` that are to be sent now, in their order: together they make one digest.

    An hour that passed while nothing ran is made up for.
    """
    return tuple(alert for alert in alerts if due_at(alert, hours) <= now)


def due_at(alert: Alert, hours: Hours) -> datetime:
    """When the alert is to be sent."""
    at_once = not hours.at or alert.kind in hours.immediate
    return end_of_quiet_hours(alert.created if at_once else next_digest(hours, alert.created), hours)


def wake_at(alerts: Iterable[Alert], hours: Hours) -> datetime | None:
    """When the first of the waiting `alerts` is due; None where none waits."""
    return min((due_at(alert, hours) for alert in alerts), default=None)


def next_digest(hours: Hours, after: datetime) -> datetime:
    """The first digest hour at or after a moment; the moment itself where there are no hours."""
    if not hours.at or not hours.days:
        return after
    today = after.astimezone(hours.zone).date()
    coming = (
        _instant(day, at, hours.zone)
        for day in _days(today)
        if day.weekday() in hours.days
        for at in hours.at
    )
    return min(moment for moment in coming if moment >= after)


def digest_hour_passed(hours: Hours, since: datetime, now: datetime) -> bool:
    """Whether a digest hour has passed since then, and these are not quiet hours."""
    return next_digest(hours, since) <= now and end_of_quiet_hours(now, hours) <= now


def end_of_quiet_hours(moment: datetime, hours: Hours) -> datetime:
    """The moment, or the end of the quiet hours in which it lies."""
    if hours.quiet is None:
        return moment
    begin, end = hours.quiet
    for day in _days(moment.astimezone(hours.zone).date()):
        silence = _instant(day, begin, hours.zone)
        until = _instant(day if begin < end else day + timedelta(days=1), end, hours.zone)
        if silence <= moment < until:
            return until
    return moment


def _days(day: date) -> Iterator[date]:
    """A week around a day, one over at each end: clocks are changed by hours, not by days."""
    return (day + timedelta(days=offset) for offset in range(-1, 9))


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
