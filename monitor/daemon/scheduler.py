"""Schedules: which feed is asked when, what is judged, what goes out, what is tidied; and how it all ends.

Feeds are collected in a pool of threads. One thread judges and writes, so that a long judgement delays no feed.
What was collected and not yet written is asked for again after a crash, since the feed's state is written with it.
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

from monitor.alerts.compose.schedule import audible, due, struck
from monitor.app import polling
from monitor.app.polling import Harvest
from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.judge import Judge
from monitor.config import Config
from monitor.daemon.inbox import Desk
from monitor.daemon.systemd import Supervisor
from monitor.daemon.telemetry import Watch
from monitor.errors import MonitorError, StoreError
from monitor.feeds.reader import Reader
from monitor.feeds.schedule import is_due
from monitor.model import Delivery, Feed, FeedState
from monitor.store import Store

_RHYTHM = timedelta(minutes=15)  # of a feed of which nothing else is known
_LONGEST = timedelta(hours=24)
_SPREAD = 0.2  # of the wait that is left to chance, so that feeds do not come in step
_DELIVERY = timedelta(seconds=30)  # between two looks into the outbox
_JUMP = 30.0  # seconds by which the clock on the wall may leave the steady one in a beat
_BEAT = 5.0
_STUCK = 1800.0  # seconds after which one batch's judgement is taken for dead
_RETRY = 15.0  # seconds until the database is tried again
_GRACE = 7.0  # seconds for what is going on to end

_POOL = {"thread_name_prefix": "job"}

Read = Callable[[], tuple[Config, Catalogue]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What a configuration comes to; replaced as a whole when it is read again."""

    config: Config
    claims: Catalogue
    judge: Judge
    reader: Reader
    feeds: Mapping[str, Feed]

    @classmethod
    def of(cls, config: Config, claims: Catalogue) -> _Work:
        return cls(
            config=config,
            claims=claims,
            judge=Judge(claims),
            reader=polling.reader(config),
            feeds={feed.url: feed for feed in config.feeds if feed.enabled},
        )

    def close(self) -> None:
        """Cuts short what is being transferred and read."""
        with self.reader:
            pass


class Daemon:
    """`read` gives the configuration anew, and may raise MonitorError; `run` returns when a signal ends it."""

    def __init__(self, read: Read, store: Store, watch: Watch, supervisor: Supervisor) -> None:
        self._read = read
        self._work = _Work.of(*read())
        self._store = store
        self._watch = watch
        self._supervisor = supervisor
        self._desk = Desk()
        self._states: dict[str, FeedState] = {}
        self._spoiled: dict[str, int] = {}  # how often what a feed said could not be settled
        self._keeping = threading.Lock()  # of states, and of what is put on the desk with them
        self._signals: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._published = _now()
        self._news = threading.Event()  # the ledger has changed since it was last told of
        self._writing = threading.Lock()  # judging and tidying take turns
        self._busy_since: float | None = None
        self._beat = time.monotonic()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={
                "default": ThreadPoolExecutor(self._work.config.fetch.workers, _POOL),
                "chores": ThreadPoolExecutor(3, _POOL),  # one each: deliver, maintain, beat
            },
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(self._ended, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        self._clerk = threading.Thread(target=self._judge, name="judge", daemon=True)

    def run(self) -> bool:
        """Works until SIGTERM or SIGINT; whether everything that was going on has ended."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda received, _: self._signals.put(received))
        self._states = {state.url: state for state in self._store.feed_states()}
        if last := self._store.last_run():  # an hour that was slept through is made up for
            self._published = last.started
        self._plan()
        self._clerk.start()
        self._scheduler.start()
        self._watch.log.info("started", feeds=len(self._work.feeds), claims=len(self._work.claims.claims))
        self._supervisor.ready()
        self._wait()
        return self._stop()

    # The main thread: signals, signs of life, jumps of the clock

    def _wait(self) -> None:
        beat = min(_BEAT, (self._supervisor.patience or 2 * _BEAT) / 2)
        steady, wall = time.monotonic(), time.time()
        while True:
            try:
                received = self._signals.get(timeout=beat)
            except queue.Empty:
                received = None
            if received in (signal.SIGTERM, signal.SIGINT):
                self._watch.log.info("stopping", signal=signal.Signals(received).name)
                return
            if received == signal.SIGHUP:
                self._reload()
            if self._lives():
                self._supervisor.alive()
            jump = (time.time() - wall) - (time.monotonic() - steady)
            steady, wall = time.monotonic(), time.time()
            if abs(jump) > _JUMP:
                # What was planned by the other time would come too late, or all at once and again.
                self._watch.log.warning("clock", jumped=round(jump))
                self._plan()

    def _lives(self) -> bool:
        """Whether jobs are still being started, and the judge is not lost in one of its batches."""
        now, since = time.monotonic(), self._busy_since
        patience = max(60.0, self._supervisor.patience or 0)
        return (
            now - self._beat < patience and self._clerk.is_alive() and (since is None or now - since < _STUCK)
        )

    def _reload(self) -> None:
        """Takes over the configuration as it is now; one with faults is refused, and the old one stays."""
        self._supervisor.reloading()
        try:
            work = _Work.of(*self._read())
            if polling.database(work.config) != polling.database(self._work.config):
                raise StoreError("state and database cannot be changed while the daemon runs; restart it")
        except MonitorError as error:
            self._watch.fault("reload", error)
        else:
            old, self._work = self._work, work
            old.close()
            self._plan()
            self._watch.log.info("reloaded", feeds=len(work.feeds), claims=len(work.claims.claims))
        self._supervisor.ready()

    def _stop(self) -> bool:
        until = time.monotonic() + _GRACE
        self._supervisor.stopping()
        self._stopping.set()
        self._scheduler.shutdown(wait=False)
        self._work.close()
        self._desk.close()
        self._clerk.join(max(0.0, until - time.monotonic()))
        while (left := _pool_threads()) and time.monotonic() < until:
            left[0].join(max(0.0, until - time.monotonic()))
        ended = not self._clerk.is_alive() and not _pool_threads()
        self._watch.log.info("stopped", abandoned=not ended)
        return ended

    # Planning

    def _plan(self) -> None:
        """Makes all jobs anew, by the configuration, the feeds' states and the clock as they are now."""
        now, work = _now(), self._work
        wanted = {f"feed {url}" for url in work.feeds}
        for job in self._scheduler.get_jobs():
            if job.id.startswith("feed ") and job.id not in wanted:
                job.remove()
        for feed in work.feeds.values():
            self._scheduler.add_job(
                self._collect,
                IntervalTrigger(
                    days=1, timezone=UTC
                ),  # each run sets the next; this is for one that could not
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
        rhythms = [feed.interval or _RHYTHM for feed in work.feeds.values()]
        self._watch.watching(min(rhythms, default=_RHYTHM))

    def _chore(self, name: str, task: Callable[[], None], trigger: object, at: datetime) -> None:
        self._scheduler.add_job(
            task, trigger, id=name, executor="chores", next_run_time=at, replace_existing=True
        )

    def _due(self, feed: Feed, now: datetime) -> datetime:
        """When the feed is asked next: at its rhythm, and a little later than that by chance."""
        state = self._states.get(feed.url)
        if state is None or (is_due(state, now) and state.last_polled != now):
            return now
        if state.gone:
            return now + _LONGEST
        # What changed just now is due at every opportunity; here there always is one, so it waits for the rhythm.
        turn = (state.last_polled or now) + (feed.interval or _RHYTHM) * (1 - _SPREAD / 2)
        turn = max(turn, state.next_due or turn)
        wait = min(turn - now, max(_LONGEST, feed.interval or _LONGEST))
        return now + wait * (1 + _SPREAD * random.random())  # noqa: S311 (no secret)

    # Jobs

    def _collect(self, url: str) -> datetime | None:
        """Asks one feed, and its articles' pages; when it is to be asked next."""
        work, now, began = self._work, _now(), time.monotonic()
        spoiled = self._spoiled.get(url)
        feed, state = work.feeds.get(url), self._states.get(url)
        if feed is None or self._stopping.is_set() or (state and state.gone):
            return None
        next_at = now + (feed.interval or _RHYTHM)
        try:
            harvest = polling.collect(
                work.config, self._store, work.judge, work.reader, due=[feed], states=self._states,
                now=now, report=lambda *_: None,
            )  # fmt: skip
            if self._stopping.is_set() or work is not self._work:
                return _now()  # what was cut short is no failure of the feed
            state = harvest.feed_states[0]
            with self._keeping:
                if spoiled != self._spoiled.get(url):
                    return next_at  # it was asked only for what is newer than that which was lost since
                self._states[url] = state
                self._desk.put(url, harvest)
            next_at = self._due(feed, now)
            self._watch.feed(feed, state, harvest, next_at=next_at, seconds=time.monotonic() - began)
        except Exception as error:
            self._watch.fault(f"feed {url}", error)
        return next_at

    def _deliver(self) -> None:
        """Sends what is due, and shows what is new."""
        now, config, store = _now(), self._work.config, self._store
        if self._stopping.is_set():
            return
        again = any(d.not_before is None or d.not_before <= now for d in store.dispatches(Delivery.QUEUED))
        since, hours = min(self._published, now), config.hours
        hour = bool(hours.at) and struck(hours, since, now)
        if self._news.is_set() or again or hour or due(store.waiting(), hours, now=now):
            self._news.clear()
            self._watch.published(polling.publish(config, store, now=now, since=since))
            if audible(now, hours) <= now:  # an hour within the quiet ones counts when they end
                self._published = now
        self._watch.outbox(store.outbox_counts())

    def _maintain(self) -> None:
        with self._writing:
            done = polling.maintain(self._work.config, self._store, now=_now())
        self._watch.maintained(done)

    def _pulse(self) -> None:
        self._beat = time.monotonic()

    def _ended(self, event: JobExecutionEvent) -> None:
        """Plans the next run of a feed's job. Not before it has ended: a run that comes while it goes on is skipped."""
        if event.exception:
            self._watch.fault(event.job_id, event.exception)
        elif isinstance(event.retval, datetime):
            with suppress(JobLookupError):
                self._scheduler.modify_job(event.job_id, next_run_time=event.retval)

    # The judge's thread

    def _judge(self) -> None:
        """Settles what lies on the desk until that is closed and empty."""
        while taken := self._desk.take():
            self._busy_since = time.monotonic()
            try:
                self._settle(taken)
            except StoreError as error:  # a full disk, a lock held by others: nothing is lost, it waits
                self._watch.fault("settle", error)
                self._desk.give_back(taken.items())
                if self._stopping.wait(_RETRY):
                    return
            except Exception as error:
                self._watch.fault("settle", error)
                self._one_by_one(taken)
            finally:
                self._busy_since = None

    def _one_by_one(self, taken: Mapping[str, Harvest]) -> None:
        """What cannot be settled together is settled apart, so that one poison feed stops no other."""
        for url, harvest in taken.items():
            try:
                self._settle({url: harvest})
            except StoreError as error:
                self._watch.fault("settle", error)
                self._desk.give_back([(url, harvest)])
            except Exception as error:
                self._watch.fault(f"settle {url}", error)
                # Its answer is asked for again in full, as if it had not come.
                stored = {state.url: state for state in self._store.feed_states()}
                with self._keeping:
                    self._spoiled[url] = self._spoiled.get(url, 0) + 1
                    self._states[url] = stored.get(url) or FeedState(url=url)
                    self._desk.drop(url)

    def _settle(self, taken: Mapping[str, Harvest]) -> None:
        work, began = self._work, time.monotonic()
        harvest = sum(taken.values(), Harvest())
        with self._writing:
            result = polling.settle(work.config, self._store, work.claims, work.judge, harvest, now=_now())
        self._watch.settled(result, waiting=len(self._desk), seconds=time.monotonic() - began)
        if not result.plan.empty and not self._stopping.is_set():
            self._news.set()
            with suppress(JobLookupError):
                self._scheduler.modify_job("deliver", next_run_time=_now())


def _now() -> datetime:
    return datetime.now(UTC)


def _pool_threads() -> list[threading.Thread]:
    """The threads of the scheduler's pools that have not ended."""
    return [thread for thread in threading.enumerate() if thread.name.startswith(_POOL["thread_name_prefix"])]
