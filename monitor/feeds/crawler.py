"""Asks feeds and articles, and reads each as it comes in: the fetcher, the sandbox and the pure readers together.

A body is dropped once it is read, so that a poll holds few of them, however many feeds there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Self
from zoneinfo import ZoneInfo

from monitor.feeds import schedule as rhythm
from monitor.feeds.article.extract import extract
from monitor.feeds.fetch.fetcher import PAGE_TYPES, Fetcher, Request
from monitor.feeds.parse.document import read
from monitor.feeds.sandbox import Sandbox, SandboxError
from monitor.model import Article, Entry, Feed, FeedState, Fetched, Outcome, Problem

Report = Callable[[str, int, int], None]  # what is being done, how many are done, of how many
_SECONDS = 20  # of computing for one document
_MEGABYTES = 160  # of memory for the process that reads it, of which it needs fifty to begin with


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the feeds said: their entries, the state of each, and a problem for each that could not be read.

    `fresh` are the entries that the feed did not list, word for word, when it was last read; others may be without
    their texts.
    `remarks` are on feeds that could be read, but not without a fault. `unchanged` counts those that had nothing new.
    """

    entries: tuple[Entry, ...] = ()
    fresh: tuple[Entry, ...] = ()
    states: tuple[FeedState, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    unchanged: int = 0

    def without(self, unread: Iterable[str], *, again: Iterable[Entry] = ()) -> Reading:
        """The same where the articles at the addresses `unread` are still missing.

        Their feeds are read again in full at the next poll; the entries `again` count as fresh once more.
        """
        missing, keys = frozenset(unread), {(entry.feed, entry.key) for entry in again}
        lacking = {entry.feed for entry in self.entries if entry.url in missing}
        states = (
            rhythm.forgotten(state)
            if state.url in lacking
            else replace(
                state, listed=tuple(item for item in state.listed if (state.url, item.key) not in keys)
            )
            for state in self.states
        )
        return replace(self, states=tuple(states))


class Crawler:
    """Reads feeds and articles by a fetcher of its own; a context manager. `timezone` is for times without one."""

    def __init__(self, fetcher: Fetcher, *, timezone: ZoneInfo) -> None:
        self._fetcher = fetcher
        self._timezone = timezone
        self._sandbox = Sandbox(seconds=_SECONDS, megabytes=_MEGABYTES)

    def __enter__(self) -> Self:
        self._fetcher.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self._sandbox.__exit__(*exception)
        self._fetcher.__exit__(*exception)

    def feeds(
        self, due: Sequence[Feed], states: Mapping[str, FeedState], *, now: datetime, report: Report
    ) -> Reading:
        """Ask the `due` feeds; the result is in their order."""
        held = [states.get(feed.url) or FeedState(url=feed.url) for feed in due]
        requests = [Request(rhythm.address(state), state.etag, state.last_modified) for state in held]
        readings: dict[int, Reading] = {}
        report("feeds", 0, len(due))
        for index, answer in self._fetcher.fetch_all(requests):
            readings[index] = self._feed(due[index], held[index], answer, now)
            report("feeds", len(readings), len(due))
        return _together([reading for _, reading in sorted(readings.items(), key=itemgetter(0))])

    def articles(self, urls: Sequence[str], *, now: datetime, report: Report) -> dict[str, Article]:
        """Ask the pages, and read them; by the address that was asked for."""
        requests = [Request(url, accept=PAGE_TYPES, robots=True) for url in urls]
        found: dict[str, Article] = {}
        report("articles", 0, len(urls))
        for index, page in self._fetcher.fetch_all(requests):
            found[urls[index]] = self._article(page, now)
            report("articles", len(found), len(urls))
        return {url: found[url] for url in urls}

    def _feed(self, feed: Feed, state: FeedState, answer: Fetched, now: datetime) -> Reading:
        if answer.outcome is Outcome.FAILED:
            problem = replace(answer.problem or _problem(feed, "no answer"), subject=feed.url)
            return _lost(rhythm.failed(state, answer, problem, now), problem)
        known = answer.outcome is Outcome.OK and rhythm.digest(answer.body) == state.content
        if known or answer.outcome is Outcome.NOT_MODIFIED:
            after = rhythm.scheduled(rhythm.unchanged(state, answer, now), feed, answer, now)
            return Reading(states=(after,), unchanged=1)
        try:
            parsed, said = self._sandbox.call(
                read, answer, feed, timezone=self._timezone, now=now, listed=state.listed
            )
        except SandboxError as error:
            problem = _problem(feed, f"not read: it {error}")
            return _lost(rhythm.failed(state, answer, problem, now), problem)
        if parsed.problem and not parsed.entries:
            return _lost(rhythm.failed(state, answer, parsed.problem, now), parsed.problem)
        remarks = (parsed.problem,) if parsed.problem else ()
        if not parsed.entries and (state.last_entries or not state.last_success):
            remarks = (_problem(feed, "it is a feed, but has no entries"),)
        after = replace(rhythm.read(state, answer, parsed.entries, said, now), listed=parsed.listed)
        after = rhythm.scheduled(after, feed, answer, now)
        fresh = parsed.fresh(state.listed)
        return Reading(entries=parsed.entries, fresh=fresh, states=(after,), remarks=remarks)

    def _article(self, page: Fetched, now: datetime) -> Article:
        if page.outcome is not Outcome.OK:
            return extract(page, timezone=self._timezone, now=now)
        try:
            return self._sandbox.call(extract, page, timezone=self._timezone, now=now)
        except SandboxError as error:
            problem = Problem(stage="article", subject=page.url, message=f"not read: it {error}")
            return Article(url=page.url, text="", problem=problem)


def _lost(state: FeedState, problem: Problem) -> Reading:
    return Reading(states=(state,), problems=(problem,))


def _problem(feed: Feed, message: str) -> Problem:
    return Problem(stage="parse", subject=feed.url, message=message)


def _together(readings: Sequence[Reading]) -> Reading:
    return Reading(
        entries=tuple(entry for reading in readings for entry in reading.entries),
        fresh=tuple(entry for reading in readings for entry in reading.fresh),
        states=tuple(state for reading in readings for state in reading.states),
        problems=tuple(problem for reading in readings for problem in reading.problems),
        remarks=tuple(remark for reading in readings for remark in reading.remarks),
        unchanged=sum(reading.unchanged for reading in readings),
    )
