"""What the daemon shows: one log line per feed and per run, the same as metrics, and its health.

Passwords and tokens in addresses are masked in all of it.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Mapping, MutableMapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

from monitor.alerts.compose.event import moment
from monitor.app.following import Following
from monitor.app.polling import Harvest, Maintained, PollResult
from monitor.app.publishing import Published
from monitor.errors import MonitorError
from monitor.model import Delivery, Feed, FeedState
from monitor.redaction import public

_LEAST_LIMIT = timedelta(hours=1)
_ROUNDS = 3  # polls of the busiest feed that may fail before something is wrong


def configure(*, as_json: bool) -> structlog.stdlib.BoundLogger:
    """The log: lines for people on standard error, or JSON lines on standard output. Libraries write to it too."""
    stream = sys.stdout if as_json else sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.format_exc_info,
        _safe,
    ]
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=stream.isatty(), timestamp_key="time", sort_keys=False)
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("monitor").setLevel(logging.INFO)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    log: structlog.stdlib.BoundLogger = structlog.get_logger("monitor")
    return log


def _safe(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Servers' words are quoted in the log: nothing may end the line, steer a terminal or give away a secret.

    A traceback keeps its lines, indented, so that none of them can pass for a line of the log.
    """
    return {key: _clean(key, value) if isinstance(value, str) else value for key, value in event.items()}


def _clean(key: str, value: str) -> str:
    lines = value.splitlines() if key == "exception" else [value]
    clean = ["".join(c if c.isprintable() else " " for c in public(line)) for line in lines]
    return "\n    ".join(clean)


class Telemetry:
    """Logs and counts everything that happens; thread-safe."""

    def __init__(self, log: structlog.stdlib.BoundLogger) -> None:
        self.log = log
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._success = time.monotonic()  # the clock on the wall may jump
        self._started = self._success
        self._limit = _LEAST_LIMIT
        self._read = False

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"monitor_{name}", text, labels, registry=self.registry)

        def gauge(name: str, text: str, *labels: str) -> Gauge:
            return Gauge(f"monitor_{name}", text, labels, registry=self.registry)

        self._polls = counter("polls", "Polls of feeds, by outcome.", "outcome")
        self._stories = counter("stories", "New stories, on topic or not.", "on_topic")
        self._transitions = counter("transitions", "Changes of status, by the status after.", "status")
        self._sent = counter("alerts_sent", "Alerts that every channel accepted.")
        self._undelivered = counter(
            "deliveries_failed", "Alerts that could not be delivered, at each attempt."
        )
        self._faults = counter("faults", "Unexpected failures of the daemon itself, by job.", "what")
        self._failing = gauge("feed_failures", "Failed polls in a row.", "feed")
        self._outbox = gauge("outbox", "Alerts in the outbox, by state.", "state")
        self._waiting = gauge("waiting_feeds", "Feeds that were read and wait to be judged.")
        self._last = gauge("last_success_timestamp_seconds", "When a feed was last read.")
        self._seconds = Histogram(
            "monitor_settle_seconds",
            "Time to judge and write what was collected.",
            buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300),
            registry=self.registry,
        )

    def watching(self, shortest: timedelta) -> None:
        """How often the busiest feed is polled from now on."""
        self._limit = max(_LEAST_LIMIT, _ROUNDS * shortest)
        self._failing.clear()

    def feed(
        self, feed: Feed, state: FeedState, harvest: Harvest, *, next_at: datetime, seconds: float
    ) -> None:
        """A feed was polled."""
        outcome = "failed" if harvest.failing else "unchanged" if harvest.not_modified else "read"
        self._polls.labels(outcome).inc()
        self._failing.labels(public(feed.url)).set(state.failures)
        if not harvest.failing:
            self._success, self._read = time.monotonic(), True
            self._last.set_to_current_time()
        line: dict[str, Any] = {"name": feed.name, "url": public(feed.url), "outcome": outcome}
        line |= {"entries": harvest.entries, "articles": harvest.articles}
        line |= {"seconds": round(seconds, 3), "next": moment(next_at)}
        if state.failures:
            line |= {"failures": state.failures, "problem": state.problem}
            self.log.warning("feed", **line)
        else:
            self.log.info("feed", **line)

    def settled(self, result: PollResult, *, waiting: int, seconds: float) -> None:
        """A batch was judged and written."""
        run = result.run
        self._stories.labels("true").inc(run.stories_on_topic)
        self._stories.labels("false").inc(run.stories_new - run.stories_on_topic)
        self._seconds.observe(seconds)
        self._waiting.set(waiting)
        for transition in (*result.plan.transitions, *result.plan.taken_back):
            self._transitions.labels(transition.after).inc()
            story = result.stories.get(transition.story or "")
            self.log.info(
                "transition",
                claim=transition.claim,
                before=transition.before.value,
                after=transition.after.value,
                rule=transition.rule,
                origin=transition.origin,
                story=story.url if story else None,
            )
        for problem in result.plan.problems:
            if problem not in result.failing:
                self.log.warning(
                    "problem", stage=problem.stage, subject=problem.subject, message=problem.message
                )
        self.log.info(
            "run",
            polled=run.polled,
            not_modified=run.not_modified,
            failed=run.failed,
            entries=run.entries,
            stories_new=run.stories_new,
            stories_on_topic=run.stories_on_topic,
            transitions=run.transitions,
            alerts=run.alerts,
            problems=len(run.problems),
            waiting=waiting,
            seconds=round(seconds, 3),
        )

    def following(self, following: Following) -> None:
        """Claims files at addresses were asked for."""
        for url, found in following.changes.items():
            told = {"added": found.added, "changed": found.changed, "removed": found.removed}
            self.log.info(
                "claims", url=public(url), **{what: [id_ for id_, _ in each] for what, each in told.items()}
            )
        for problem in following.problems:
            self.log.warning("problem", stage=problem.stage, subject=problem.subject, message=problem.message)

    def published(self, published: Published) -> None:
        """Deliveries were attempted."""
        self._sent.inc(published.sent)
        self._undelivered.inc(published.failed)
        for problem in published.problems:
            self.log.warning("problem", stage=problem.stage, subject=problem.subject, message=problem.message)
        if published.letters_sent or published.letters_failed:
            self.log.info(
                "digest",
                sent=published.sent,
                failed=published.failed,
                letters_sent=published.letters_sent,
                letters_failed=published.letters_failed,
            )

    def maintained(self, done: Maintained) -> None:
        self.log.info("maintenance", pruned=done.pruned, freed=done.freed, backup=str(done.backup or ""))

    def outbox(self, counts: Mapping[Delivery, int]) -> None:
        for state, count in counts.items():
            self._outbox.labels(state.value).set(count)

    def fault(self, job: str, error: BaseException, *, feed: str | None = None) -> None:
        """A job of the daemon failed unexpectedly, over a `feed` or not; the daemon goes on."""
        self._faults.labels(job).inc()
        about = {"feed": feed} if feed else {}
        self.log.error(
            "fault", what=job, **about, kind=type(error).__name__, message=str(error), exc_info=error
        )

    def reloaded(self, *, feeds: int, claims: int, needs_restart: Sequence[str]) -> None:
        """A new configuration is in force, apart from the keys that need a restart."""
        if needs_restart:
            self.log.warning("reloaded", feeds=feeds, claims=claims, needs_restart=", ".join(needs_restart))
        else:
            self.log.info("reloaded", feeds=feeds, claims=claims)

    def refused(self, error: MonitorError) -> None:
        """The new configuration has faults; the old one stays in force."""
        self._faults.labels("reload").inc()
        self.log.error(
            "fault",
            what="reload",
            kind=type(error).__name__,
            message=str(error),
            kept="the old configuration",
        )

    def health(self) -> dict[str, Any]:
        """Whether a feed was read recently; `limit` and `age` in seconds."""
        age = time.monotonic() - self._success
        return {
            "healthy": age <= self._limit.total_seconds(),
            "age": round(age),
            "limit": round(self._limit.total_seconds()),
            "read_since_start": self._read,
            "running": round(time.monotonic() - self._started),
        }
