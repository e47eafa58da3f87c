"""When a feed is asked again: what is remembered of it after each poll. Pure.

A feed without an interval of its own is asked at every opportunity while it changes, and the less often the
longer it has not. What servers and feeds wish counts, within bounds: a wrong header must not silence a feed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from monitor.feeds.fetch.headers import max_age, retry_after
from monitor.feeds.parse.hints import Hints
from monitor.model import Entry, Feed, FeedState, Fetched, Outcome, Problem

PATIENCE = 3  # failures in a row before a feed is asked less often
_BACKOFF = timedelta(minutes=15)
_LONGEST_BACKOFF = timedelta(hours=24)
_JITTER = 0.2  # of a backoff: feeds that failed together do not come back together
_EARLY = 0.9  # a run of cron comes now and then a little before the interval is over
_QUIET = 10  # a feed that has not changed for this many hours can wait for one more
_LONGEST_QUIET = timedelta(hours=2)
_LONGEST_WISH = timedelta(hours=6)
_MOVES = 3  # permanent redirects to the same place, in as many polls, that are believed
_SAMPLE = 50  # entries of which the usual gaps are taken
_GAPS = 4  # the fewest gaps that tell a habit
EDITS = 20  # polls of which it is remembered what they changed
_STORIES = 50  # of one poll
_HOUR = timedelta(hours=1)
_GONE, _TOO_MANY = 410, 429


def is_due(state: FeedState | None, now: datetime) -> bool:
    """Whether a feed is to be asked now. One that is gone never is.

    A state from a time to come was written by a clock that went wrong, and is not waited for.
    """
    if state is None:
        return True
    wrong = state.last_polled is not None and state.last_polled > now
    return state.gone is None and (wrong or state.next_due is None or state.next_due <= now)


def address(state: FeedState) -> str:
    """Where to ask: at the configured address, or where it has been moved to for good."""
    return state.moved_to if state.moved_to and state.moves >= _MOVES else state.url


def digest(body: bytes) -> str:
    """What tells a body from another one."""
    return hashlib.sha256(body).hexdigest()


def unchanged(state: FeedState, answer: Fetched, now: datetime) -> FeedState:
    """The state after a poll that brought what is known already."""
    same = answer.outcome is Outcome.NOT_MODIFIED
    state = replace(
        state,
        etag=(answer.header("etag") or state.etag) if same else answer.header("etag"),
        last_modified=(
            (answer.header("last-modified") or state.last_modified)
            if same
            else answer.header("last-modified")
        ),
    )
    return _well(_moved(state, answer), now)


def read(
    state: FeedState, answer: Fetched, entries: Sequence[Entry], said: Hints, now: datetime
) -> FeedState:
    """The state after a poll that brought a feed, perhaps one without entries; `listed` stays as it was."""
    dates = sorted({entry.published for entry in entries if entry.published and entry.published < now})
    newest = dates[-1] if dates else None
    state = replace(
        state,
        etag=answer.header("etag"),
        last_modified=answer.header("last-modified"),
        content=digest(answer.body),
        changed=now,
        newest=max(filter(None, (newest, state.newest)), default=None),
        news=now if _news(state, entries, newest) else state.news,
        cadence=_cadence(dates) or state.cadence,
        ttl=said.ttl,
        skips=said.skips,
        last_entries=len(entries),
    )
    return _well(_moved(state, answer), now)


def failed(state: FeedState, answer: Fetched, problem: Problem, now: datetime) -> FeedState:
    """The state after a poll without a feed: after a few such polls in a row it is asked less and less often.

    What its server asks for counts. A 410 ends it, and a new address that fails is given up for the old one.
    """
    failures = state.failures + 1
    wait = retry_after(answer.header("retry-after"), now) or timedelta()
    if failures >= PATIENCE or answer.status == _TOO_MANY:
        wait = max(wait, _backoff(state.url, max(failures, PATIENCE)))
    at_home = address(state) == state.url
    return replace(
        state,
        failures=failures,
        failing_since=state.failing_since or now,
        last_polled=now,
        next_due=now + wait if wait else None,
        problem=problem.message,
        moved_to=state.moved_to if at_home else None,
        moves=state.moves if at_home else 0,
        gone=now if answer.status == _GONE and at_home else None,
    )


def scheduled(state: FeedState, feed: Feed, answer: Fetched, now: datetime) -> FeedState:
    """The state of a feed that could be read, with its next turn; None is at the next opportunity.

    The user's interval stands above all wishes.
    """
    if feed.interval:
        return replace(state, next_due=now + feed.interval * _EARLY)
    quiet = min((now - (state.changed or now)) / _QUIET, _LONGEST_QUIET)
    wish = min(max(max_age(answer), state.ttl or timedelta()), _LONGEST_WISH)
    due = _after_skips(now + max(quiet, wish) * _EARLY, state.skips)
    return replace(state, next_due=due if due > now else None)


def with_edits(state: FeedState, before: Sequence[tuple[str, ...]], changed: Sequence[str]) -> FeedState:
    """The state after a poll in which the feed's entries `changed` known stories, as they did in those `before`."""
    if state.failures:
        return replace(state, edits=tuple(before))
    return replace(state, edits=(*before, tuple(changed[:_STORIES]))[-EDITS:])


def forgotten(state: FeedState) -> FeedState:
    """The state of a feed that is to be read again in full, whether it has changed or not."""
    return replace(state, etag=None, last_modified=None, content=None, listed=())


def _news(state: FeedState, entries: Sequence[Entry], newest: datetime | None) -> bool:
    """Whether a changed feed brings anything new: a newer date, or without dates any entry at all."""
    if state.newest:
        return newest is not None and newest > state.newest
    return bool(entries) or state.news is None


def _well(state: FeedState, now: datetime) -> FeedState:
    return replace(
        state, failures=0, failing_since=None, gone=None, problem=None, last_polled=now, last_success=now
    )


def _moved(state: FeedState, answer: Fetched) -> FeedState:
    """Counts where permanent redirects lead, while they lead to one place."""
    if not answer.moved:
        kept = answer.url != state.url  # it was asked where it has moved to, and is there
        return state if kept else replace(state, moved_to=None, moves=0)
    again = answer.final_url == state.moved_to and answer.url == state.url
    return replace(state, moved_to=answer.final_url, moves=state.moves + 1 if again else 1)


def _backoff(url: str, failures: int) -> timedelta:
    """Twice as long after each failure, and somewhat longer by what the address and the count make of it."""
    doubled: int = 2 ** min(failures - PATIENCE, 10)
    wait = min(_BACKOFF * doubled, _LONGEST_BACKOFF)
    share = int.from_bytes(hashlib.sha256(f"{url} {failures}".encode()).digest()[:4]) / 2**32
    return wait * (1 + _JITTER * share)


def _after_skips(due: datetime, skips: Sequence[int]) -> datetime:
    """The first moment from `due` on in an hour that is not skipped."""
    skipped = frozenset(skips)
    moment = due.astimezone(UTC)
    for _ in range(7 * 24):
        if moment.weekday() * 24 + moment.hour not in skipped:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
    return due


def _cadence(dates: Sequence[datetime]) -> timedelta | None:
    """The longest usual gap between entries, the very longest apart: that may be before an old notice at the end.

    None where there are too few to tell.
    """
    gaps = sorted(later - earlier for earlier, later in pairwise(dates[-_SAMPLE:]))
    return gaps[-2] if len(gaps) >= _GAPS else None
