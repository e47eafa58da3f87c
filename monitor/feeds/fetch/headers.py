"""What the headers of an answer say about when to ask again. Pure; servers write anything into them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.model import Fetched

_LONGEST = timedelta(hours=24)
_MANY_DIGITS = 10  # of a number of seconds: longer than any wait
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d+)", re.IGNORECASE)


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """The wait that a Retry-After header asks for, at most a day; None where it asks for none."""
    if not header:
        return None
    seconds = header.strip()
    try:
        if seconds.isascii() and seconds.isdigit():
            wait = timedelta(seconds=int(seconds)) if len(seconds) < _MANY_DIGITS else _LONGEST
        else:
            moment = parsedate_to_datetime(header)
            wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None
    return min(wait, _LONGEST) if wait > timedelta() else None


def max_age(answer: Fetched) -> timedelta:
    """How long a Cache-Control header calls the answer fresh from now on, at most a day."""
    found = _MAX_AGE.search(answer.header("cache-control") or "")
    if not found:
        return timedelta()
    age = (answer.header("age") or "").strip()
    held = int(age) if age.isascii() and age.isdigit() and len(age) < _MANY_DIGITS else 0
    fresh = int(found[1]) if len(found[1]) < _MANY_DIGITS else int(_LONGEST.total_seconds())
    return min(timedelta(seconds=max(0, fresh - held)), _LONGEST)
