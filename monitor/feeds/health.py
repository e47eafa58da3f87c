"""What is wrong with a feed, and when the reader is to be told. Pure.

A feed that fails, that is gone, or that is green but has been silent for much longer than it uses to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model import Feed, FeedState
from monitor.redaction import public

FAILURES = 5  # in a row: what fails less often is no news
REMINDER = timedelta(days=7)
_PAUSE = timedelta(days=1)  # a feed that fails and recovers in turns is not told of each time
_SILENCE = 3  # times the longest usual wait
_LEAST_SILENCE = timedelta(days=3)
_KNOWN, _ALMOST = (
    10,
    0.8,
)  # polls that tell a habit, and the share of them in which entries of a chatty feed change
_UNKNOWN_SILENCE = timedelta(days=14)  # of a feed whose habits are not known


class Condition(StrEnum):
    """How a feed is."""

    DISABLED = "disabled"
    UNPOLLED = "not polled yet"
    STOPPED = "stopped"
    FAILING = "failing"
    SILENT = "silent"
    EMPTY = "empty"
    HEALTHY = "healthy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A feed's condition; `since` when it holds, and in `remark` what there is to say of it, "" if nothing."""

    feed: Feed
    state: FeedState
    condition: Condition
    since: datetime | None = None
    remark: str = ""

    @property
    def troubled(self) -> bool:
        return self.condition in (Condition.STOPPED, Condition.FAILING, Condition.SILENT)


def health(feed: Feed, state: FeedState | None, now: datetime) -> Health:
    """How the feed is at this moment."""
    held = state or FeedState(url=feed.url)
    condition, since, remark = _found(feed, held, now)
    return Health(feed=feed, state=held, condition=condition, since=since, remark=remark)


def _found(feed: Feed, state: FeedState, now: datetime) -> tuple[Condition, datetime | None, str]:
    if not feed.enabled:
        return Condition.DISABLED, None, ""
    if state.last_polled is None:
        return Condition.UNPOLLED, None, ""
    if state.gone:
        remark = "gone for good, the server says (HTTP 410); no longer polled"
        return Condition.STOPPED, state.gone, remark
    if state.failures:
        return (
            Condition.FAILING,
            state.failing_since,
            f"{public(state.problem or '')} ({state.failures} in a row)",
        )
    if state.news and now - state.news > _patience(state.cadence):
        usual = f", though usually within {_span(state.cadence)}" if state.cadence else ""
        remark = f"responds, but nothing new since {_day(state.news)}{usual}"
        return Condition.SILENT, state.news, remark
    if not state.last_entries:
        return Condition.EMPTY, state.changed, "has no entries at the moment"
    moved = f"has moved to {public(state.moved_to)}" if state.moved_to else ""
    return Condition.HEALTHY, None, "; ".join(filter(None, (moved, chatty(state))))


def chatty(state: FeedState) -> str:
    """How often the feed edits its entries, where it does so at almost every poll; "" otherwise."""
    polls = [edits for edits in state.edits if edits]
    if len(state.edits) < _KNOWN or len(polls) < _ALMOST * len(state.edits):
        return ""
    many, stories = sum(map(len, polls)), len({story for edits in polls for story in edits})
    told = f"{many} edits of {stories} {'story' if stories == 1 else 'stories'}"
    return f"its entries change at almost every poll: {told} in the last {len(state.edits)} polls"


def to_tell(feeds: Iterable[Feed], states: Mapping[str, FeedState], now: datetime) -> tuple[Health, ...]:
    """The troubled feeds that the reader has not been told of: each once, then again every week."""
    return tuple(
        found
        for feed in feeds
        if (state := states.get(feed.url)) and (found := health(feed, state, now)).troubled
        if found.condition is not Condition.FAILING or state.failures >= FAILURES
        if _is_news(state.told, found.since, now)
    )


def _is_news(told: datetime | None, since: datetime | None, now: datetime) -> bool:
    if told is None:
        return True
    known = since is not None and told >= since
    return now - told >= (REMINDER if known else _PAUSE)


def _patience(cadence: timedelta | None) -> timedelta:
    return max(cadence * _SILENCE, _LEAST_SILENCE) if cadence is not None else _UNKNOWN_SILENCE


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _span(span: timedelta) -> str:
    hours = max(1, round(span.total_seconds() / 3600))
    if hours < 48:
        return "an hour" if hours == 1 else f"{hours} hours"
    return f"{round(hours / 24)} days"
