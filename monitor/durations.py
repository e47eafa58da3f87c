"""Durations as people write them: "20s", "15m", "1h30m", "14d"."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import PlainValidator

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")


def duration(value: object) -> timedelta:
    """`"1h30m"` to a timedelta; a bare number has no unit and is refused. Raises ValueError."""
    text = value.strip().lower() if isinstance(value, str) else ""
    if not text or _DURATION.sub("", text):
        raise ValueError(f"{value!r} is not a duration such as 20s, 15m or 2h")
    seconds = sum(float(number) * _UNITS[unit] for number, unit in _DURATION.findall(text))
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        raise ValueError(f"{value!r} is too long") from None


def positive(value: object) -> timedelta:
    """Raises ValueError."""
    if not (parsed := duration(value)):
        raise ValueError(f"{value!r} must be longer than zero")
    return parsed


Duration = Annotated[timedelta, PlainValidator(positive)]
Delay = Annotated[timedelta, PlainValidator(duration)]
