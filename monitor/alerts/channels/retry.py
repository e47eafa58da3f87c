"""What becomes of a letter after an attempt to deliver it: sent, set aside, or tried again later. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.alerts.channels.base import DeliveryError
from monitor.model import Delivery, Dispatch

_AT_ONCE = 5  # failures in a row before the pauses begin
_FIRST_PAUSE = timedelta(minutes=15)
_LONGEST_PAUSE = timedelta(hours=6)


def outcome(dispatch: Dispatch, error: DeliveryError | None, *, now: datetime) -> Dispatch:
    """The dispatch after an attempt that ended with `error`, None where the letter was taken."""
    attempts = dispatch.attempts + 1
    tried = replace(dispatch, attempts=attempts, not_before=None, problem=str(error or ""))
    if error is None:
        return replace(tried, state=Delivery.SENT, settled=now)
    if error.attempts is not None and attempts >= error.attempts:
        return replace(tried, state=Delivery.DEAD, settled=now)
    wait = pause(attempts)
    return replace(tried, not_before=now + wait if wait else None)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failures in a row: not at all at first, then twice as long each time."""
    if attempts < _AT_ONCE:
        return timedelta()
    doubled: int = 2 ** min(attempts - _AT_ONCE, 10)
    return min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)
