"""Runs the jobs: polls each feed when it is due, judges, delivers, tidies up; and how it all stops.

Feeds are collected in a pool of threads. One thread judges and writes, so that a long judgement delays no feed.
What was collected and not yet written is fetched again after a crash, since the feed's state is written with it.
"""

from __future__ import annotations

import queue
import random
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from monitor.alerts.compose.schedule import digest_hour_passed, due, end_of_quiet_hours
from monitor.app import factory, polling
from monitor.app.following import Following, follow, keep
from monitor.app.polling import Harvest
from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.judge import Judge
from monitor.config import Config
from monitor.daemon.inbox import Inbox
from monitor.daemon.systemd import Supervisor
from monitor.daemon.telemetry import Telemetry
from monitor.errors import MonitorError, StoreError
from monitor.feeds.crawler import Crawler
from monitor.feeds.schedule import is_due
from monitor.ledger.coverage import Followed
from monitor.model import Delivery, Feed, FeedState
from monitor.store import Store

_INTERVAL = timedelta(minutes=15)  # of a feed of which nothing else is known
_LONGEST = timedelta(hours=24)
_SPREAD = 0.2  # share of the wait that is random, so that feeds do not fall into step
_CLAIMS = timedelta(hours=1)  # between two questions for claims files at addresses
_DELIVERY = timedelta(seconds=30)  # between two looks into the outbox
_JUMP = 30.0  # seconds by which the wall clock may leave the monotonic one within a beat
_BEAT = 5.0
_STUCK = 1800.0  # seconds after which the judgement of one batch is considered hung
_RETRY = 15.0  # seconds until the database is tried again
_GRACE = 7.0  # seconds for running jobs to end

_POOL = {"thread_name_prefix": "job"}

Read = Callable[[], tuple[Config, Following]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What is made of a configuration; replaced as a whole by a reload."""

    config: Config
    claims: Catalogue
    judge: Judge
    crawler: Crawler
    feeds: Mapping[str, Feed]

    @classmethod
    def of(cls, config: Config, claims: Catalogue) -> _Work:
        return cls(
            config=config,
            claims=claims,
            judge=Judge(claims),
            crawler=polling.crawler(config),
            feeds={feed.url: feed for feed in config.feeds if feed.enabled},
        )

    def close(self) -> None:
        """Aborts running transfers."""
        with self.crawler:
            pass


class Daemon:
    """`read` loads the configuration, and may raise MonitorError; `run` returns when a signal stops it."""

    def __init__(self, read: Read, store: Store, telemetry: Telemetry, supervisor: Supervisor) -> None:
        self._read = read
        config, following = read()
        self._work = _Work.of(config, following.claims)
        self._store = store
        self._telemetry = telemetry
        self._take_over(config, following)
        self._supervisor = supervisor
        self._inbox = Inbox()
        self._states: dict[str, FeedState] = {}
        self._failed_batches: dict[str, int] = {}  # by feed: harvests that could not be settled
        self._states_lock = threading.Lock()  # guards the states, and what goes into the inbox with them
        self._signals: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._published = _now()
        self._changed = threading.Event()  # the ledger has changed since it was last published
        self._write_lock = threading.Lock()  # judging and tidying take turns
        self._busy_since: float | None = None
        self._beat = time.monotonic()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={
                "default": ThreadPoolExecutor(self._work.config.fetch.workers, _POOL),
                "chores": ThreadPoolExecutor(4, _POOL),  # one each: deliver, maintain, beat, claims
            },
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(self._ended, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        self._judge_thread = threading.Thread(target=self._judge, name="judge", daemon=True)

    def run(self) -> bool:
        """Works until SIGTERM or SIGINT; returns whether every job has ended."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda received, _: self._signals.put(received))
        self._states = {state.url: state for state in self._store.feed_states()}
        if last := self._store.last_run():  # a digest hour that passed while nothing ran is made up for
            self._published = last.started
        self._plan()
        self._judge_thread.start()
        self._scheduler.start()
        self._telemetry.log.info("started", feeds=len(self._work.feeds), claims=len(self._work.claims.claims))
        self._supervisor.ready()
        self._wait()
        return self._stop()

    # The main thread: signals, the watchdog, jumps of the clock

    def _wait(self) -> None:
        beat = min(_BEAT, (self._supervisor.watchdog or 2 * _BEAT) / 2)
        steady, wall = time.monotonic(), time.time()
        while True:
            try:
                received = self._signals.get(timeout=beat)
            except queue.Empty:
                received = None
            if received in (signal.SIGTERM, signal.SIGINT):
                self._telemetry.log.info("stopping", signal=signal.Signals(received).name)
                return
            if received == signal.SIGHUP:
                self._reload()
            if self._healthy():
                self._supervisor.alive()
            jump = (time.time() - wall) - (time.monotonic() - steady)
            steady, wall = time.monotonic(), time.time()
            if abs(jump) > _JUMP:
                # Jobs planned by the old time would run too late, or all at once.
                self._telemetry.log.warning("clock", jumped=round(jump))
                self._plan()

    def _healthy(self) -> bool:
        """Whether jobs are still being started, and the judge is not stuck in a batch."""
        now, since = time.monotonic(), self._busy_since
        patience = max(60.0, self._supervisor.watchdog or 0)
        return (
            now - self._beat < patience
            and self._judge_thread.is_alive()
            and (since is None or now - since < _STUCK)
        )

    def _reload(self) -> None:
        """Loads the configuration again; one with faults is rejected, and the old one stays in force.

        Keys that only a restart can change keep their values, and are named.
        """
        self._supervisor.reloading()
        try:
            config, following = self._read()
            config, fixed = _kept(self._work.config, config)
            work = _Work.of(config, following.claims)
            self._take_over(config, following)
        except MonitorError as error:
            self._telemetry.refused(error)
        else:
            old, self._work = self._work, work
            old.close()
            self._plan()
            self._telemetry.reloaded(
                feeds=len(work.feeds), claims=len(work.claims.claims), needs_restart=fixed
            )
        self._supervisor.ready()

    def _take_over(self, config: Config, following: Following) -> None:
        """Keeps the copies of claims files at addresses, and says what has changed in them."""
        keep(config, following)
        self._telemetry.following(following)

    def _stop(self) -> bool:
        until = time.monotonic() + _GRACE
        self._supervisor.stopping()
        self._stopping.set()
        self._scheduler.shutdown(wait=False)
        self._work.close()
        self._inbox.close()
        self._judge_thread.join(max(0.0, until - time.monotonic()))
        while (left := _pool_threads()) and time.monotonic() < until:
            left[0].join(max(0.0, until - time.monotonic()))
        ended = not self._judge_thread.is_alive() and not _pool_threads()
        self._telemetry.log.info("stopped", abandoned=not ended)
        return ended

    # Planning

    def _plan(self) -> None:
        """Schedules all jobs by the configuration, the feeds' states and the clock as they are now."""
        now, work = _now(), self._work
        wanted = {f"feed {url}" for url in work.feeds}
        for job in self._scheduler.get_jobs():
            if job.id.startswith("feed ") and job.id not in wanted:
                job.remove()
        for feed in work.feeds.values():
            self._scheduler.add_job(
                self._collect,
                IntervalTrigger(days=1, timezone=UTC),  # a fallback: each run sets the time of the next
                args=[feed.url],
                id=f"feed {feed.url}",
                next_run_time=self._due(feed, now),
                replace_existing=True,
            )
        self._chore("deliver", self._deliver, IntervalTrigger(seconds=_DELIVERY.seconds, timezone=UTC), now)
        self._chore("beat", self._pulse, IntervalTrigger(seconds=_BEAT, timezone=UTC), now)
        at = work.config.maintenance.at
        daily = CronTrigger(hour=at.hour, minute=at.minute, timezone=work.config.timezone)
        self._chore("maintain", self._maintain, daily, daily.get_next_fire_time(None, now))
        if work.config.claims.urls:
            hourly = IntervalTrigger(seconds=_CLAIMS.seconds, timezone=UTC)
            self._chore("claims", self._ask_for_claims, hourly, now + _CLAIMS)
        elif self._scheduler.get_job("claims"):
            self._scheduler.remove_job("claims")
        rhythms = [feed.interval or _INTERVAL for feed in work.feeds.values()]
        self._telemetry.watching(min(rhythms, default=_INTERVAL))

    def _chore(self, name: str, task: Callable[[], None], trigger: object, at: datetime) -> None:
        self._scheduler.add_job(
            task, trigger, id=name, executor="chores", next_run_time=at, replace_existing=True
        )

    def _due(self, feed: Feed, now: datetime) -> datetime:
        """When the feed is polled next: on its schedule, plus a random delay."""
        state = self._states.get(feed.url)
        if state is None or (is_due(state, now) and state.last_polled != now):
            return now
        if state.gone:
            return now + _LONGEST
        # A feed that has just changed is always due; the daemon could poll it at once, so it waits for its interval.
        turn = (state.last_polled or now) + (feed.interval or _INTERVAL) * (1 - _SPREAD / 2)
        turn = max(turn, state.next_due or turn)
        wait = min(turn - now, max(_LONGEST, feed.interval or _LONGEST))
        return now + wait * (1 + _SPREAD * random.random())  # noqa: S311 (no secret)

    # Jobs

    def _collect(self, url: str) -> datetime | None:
        """Polls one feed and its articles' pages; returns when to poll it next."""
        work, now, began = self._work, _now(), time.monotonic()
        failures = self._failed_batches.get(url)
        feed, state = work.feeds.get(url), self._states.get(url)
        if feed is None or self._stopping.is_set() or (state and state.gone):
            return None
        next_at = now + (feed.interval or _INTERVAL)
        try:
            harvest = polling.collect(
                work.config, self._store, work.judge, work.crawler, due=[feed], states=self._states,
                now=now, report=lambda *_: None,
            )  # fmt: skip
            if self._stopping.is_set() or work is not self._work:
                return _now()  # aborted, which is not the feed's fault
            state = harvest.feed_states[0]
            with self._states_lock:
                if failures != self._failed_batches.get(url):
                    return next_at  # it was asked only for news since a harvest that has been lost
                self._states[url] = state
                self._inbox.put(url, harvest)
            next_at = self._due(feed, now)
            self._telemetry.feed(feed, state, harvest, next_at=next_at, seconds=time.monotonic() - began)
        except Exception as error:
            self._telemetry.fault("feed", error, feed=url)
        return next_at

    def _deliver(self) -> None:
        """Sends what is due, and publishes what is new."""
        now, work, store = _now(), self._work, self._store
        config = work.config
        if self._stopping.is_set():
            return
        retry = any(d.not_before is None or d.not_before <= now for d in store.dispatches(Delivery.QUEUED))
        since, hours = min(self._published, now), factory.hours(config)
        hour = bool(hours.at) and digest_hour_passed(hours, since, now)
        if self._changed.is_set() or retry or hour or due(store.waiting(), hours, now=now):
            self._changed.clear()
            published = polling.publish(
                config, store, now=now, followed=Followed.of(work.claims), since=since
            )
            self._telemetry.published(published)
            if end_of_quiet_hours(now, hours) <= now:  # an hour within the quiet ones counts when they end
                self._published = now
        self._telemetry.outbox(store.outbox_counts())

    def _maintain(self) -> None:
        with self._write_lock:
            done = polling.maintain(self._work.config, self._store, now=_now())
        self._telemetry.maintained(done)

    def _ask_for_claims(self) -> None:
        """Looks for new editions of claims files at addresses; the main thread takes them over by a reload."""
        config = self._work.config
        following = follow(config, now=_now())
        if following.changes:
            self._signals.put(signal.SIGHUP)
        else:
            self._take_over(config, following)

    def _pulse(self) -> None:
        self._beat = time.monotonic()

    def _ended(self, event: JobExecutionEvent) -> None:
        """Schedules the next run of a feed's job; only now, since a run that is due during another is skipped."""
        if event.exception:
            job, _, feed = event.job_id.partition(" ")
            self._telemetry.fault(job, event.exception, feed=feed or None)
        elif isinstance(event.retval, datetime):
            with suppress(JobLookupError):
                self._scheduler.modify_job(event.job_id, next_run_time=event.retval)

    # The judge's thread

    def _judge(self) -> None:
        """Settles what is in the inbox until that is closed and empty."""
        while taken := self._inbox.take():
            self._busy_since = time.monotonic()
            try:
                self._settle(taken)
            except StoreError as error:  # a full disk, a lock held by others: nothing is lost, it waits
                self._telemetry.fault("settle", error)
                self._inbox.give_back(taken.items())
                if self._stopping.wait(_RETRY):
                    return
            except Exception as error:
                self._telemetry.fault("settle", error)
                self._one_by_one(taken)
            finally:
                self._busy_since = None

    def _one_by_one(self, taken: Mapping[str, Harvest]) -> None:
        """Settles each feed's harvest by itself, so that one poison feed does not stop the others."""
        for url, harvest in taken.items():
            try:
                self._settle({url: harvest})
            except StoreError as error:
                self._telemetry.fault("settle", error)
                self._inbox.give_back([(url, harvest)])
            except Exception as error:
                self._telemetry.fault("settle", error, feed=url)
                # The feed is fetched again in full, as if it had not answered.
                stored = {state.url: state for state in self._store.feed_states()}
                with self._states_lock:
                    self._failed_batches[url] = self._failed_batches.get(url, 0) + 1
                    self._states[url] = stored.get(url) or FeedState(url=url)
                    self._inbox.drop(url)

    def _settle(self, taken: Mapping[str, Harvest]) -> None:
        work, began = self._work, time.monotonic()
        harvest = sum(taken.values(), Harvest())
        with self._write_lock:
            result = polling.settle(work.config, self._store, work.claims, work.judge, harvest, now=_now())
        self._telemetry.settled(result, waiting=len(self._inbox), seconds=time.monotonic() - began)
        if not result.plan.empty and not self._stopping.is_set():
            self._changed.set()
            with suppress(JobLookupError):
                self._scheduler.modify_job("deliver", next_run_time=_now())


def _kept(old: Config, new: Config) -> tuple[Config, tuple[str, ...]]:
    """The new configuration with the old values of the keys that only a restart can change, and those of them
    that were to change.
    """
    listen = new.daemon.model_copy(update={"listen": old.daemon.listen})
    fetch = new.fetch.model_copy(update={"workers": old.fetch.workers})
    fixed = {"state": old.state, "database": old.database, "daemon": listen, "fetch": fetch}
    names = {"daemon": "daemon.listen", "fetch": "fetch.workers"}
    changed = tuple(names.get(key, key) for key, value in fixed.items() if getattr(new, key) != value)
    return new.model_copy(update=fixed), changed


def _now() -> datetime:
    return datetime.now(UTC)


def _pool_threads() -> list[threading.Thread]:
    """The threads of the scheduler's pools that are still running."""
    return [thread for thread in threading.enumerate() if thread.name.startswith(_POOL["thread_name_prefix"])]
