"""What a feed says about when to ask for it: RSS's ttl, skipHours and skipDays. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from monitor.feeds.text.charset import decode
from monitor.model import Fetched

_HEAD = 64 * 1024  # bytes; these elements stand before the entries
_TTL = re.compile(r"<ttl>\s{0,9}(\d{1,6})\s{0,9}</ttl>", re.IGNORECASE)
_HOURS = re.compile(r"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_DAYS = re.compile(r"<skipDays>(.{0,2000}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s{0,9}(\d{1,2})\s{0,9}</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s{0,9}(\w{6,9})\s{0,9}</day>", re.IGNORECASE)
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Hints:
    """`ttl` is how long the feed calls itself fresh; `skips` are the hours of the week (0 is Monday, 0:00 UTC)
    in which it does not want to be asked.
    """

    ttl: timedelta | None = None
    skips: tuple[int, ...] = ()


def hints(fetched: Fetched) -> Hints:
    """The wishes of an RSS feed; none where it has none, or skips the whole week."""
    head = decode(fetched.body[:_HEAD], fetched.header("content-type"))
    start = re.search(r"<(?:item|entry)\b", head)
    head = head[: start.start()] if start else head
    ttl = _TTL.search(head)
    hours = {int(text) % 24 for text in _HOUR.findall(_within(_HOURS, head))}  # some count to 24
    days = {_WEEK.index(day) for day in map(str.lower, _DAY.findall(_within(_DAYS, head))) if day in _WEEK}
    skips = tuple(hour for hour in range(7 * 24) if hour // 24 in days or hour % 24 in hours)
    return Hints(
        ttl=timedelta(minutes=int(ttl[1])) if ttl and int(ttl[1]) else None,
        skips=skips if len(skips) < 7 * 24 else (),
    )


def _within(element: re.Pattern[str], text: str) -> str:
    found = element.search(text)
    return found[1] if found else ""
