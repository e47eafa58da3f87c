"""The use cases: the only place where the pure core meets the edges.

A poll collects (fetch, parse, articles) and settles: decides (`planning.plan`) and acts (`store.commit`).
The daemon does both apart, so that a long judgement delays no feed. `monitor.app.publishing` drains the outbox.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from monitor.app import factory, publishing, settling
from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.judge import Judge
from monitor.config import Config
from monitor.feeds.crawler import Crawler, Report
from monitor.feeds.schedule import is_due
from monitor.model import Feed, FeedState
from monitor.store import Store
from monitor.stories.drafts import drafts, names, with_articles
from monitor.stories.gather import wanted
from monitor.stories.tombstones import without_buried

# Settling and telling are modules of their own; the use cases are all called from here.
Harvest: TypeAlias = settling.Harvest
PollResult: TypeAlias = settling.PollResult
settle = settling.settle
Published: TypeAlias = publishing.Published
publish = publishing.publish


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintained:
    """How many stories were forgotten, how many bytes were given back, and the copy that was made."""

    pruned: int = 0
    freed: int = 0
    backup: Path | None = None


def database(config: Config) -> str:
    """Where the ledger is."""
    return config.ledger


def crawler(config: Config) -> Crawler:
    """A crawler within the configured bounds; close it, or use it as a context manager."""
    return Crawler(factory.fetcher(config), timezone=config.timezone)


def poll(
    config: Config, store: Store, claims: Catalogue, *, now: datetime, report: Report, baseline: bool = False
) -> PollResult:
    """One poll of all feeds that are due, judged and written; `baseline` as in `settle`."""
    judge = Judge(claims)
    states = {state.url: state for state in store.feed_states()}
    enabled = {feed.url for feed in config.feeds if feed.enabled}
    due = [feed for feed in config.feeds if feed.enabled and is_due(states.get(feed.url), now)]
    with crawler(config) as crawling:
        harvest = collect(config, store, judge, crawling, due=due, states=states, now=now, report=report)
    result = settle(config, store, claims, judge, harvest, now=now, report=report, baseline=baseline)
    report("stories", len(result.plan.stories), len(result.plan.stories))
    waiting = tuple(state for url, state in states.items() if url in enabled and not is_due(state, now))
    return replace(result, waiting=waiting)


def collect(
    config: Config,
    store: Store,
    judge: Judge,
    crawler: Crawler,
    *,
    due: Sequence[Feed],
    states: Mapping[str, FeedState],
    now: datetime,
    report: Report,
) -> Harvest:
    """What the `due` feeds and their articles say; the ledger is only read."""
    reading = crawler.feeds(due, states, now=now, report=report)
    feeds = {feed.url: feed for feed in due}
    made = drafts(reading.fresh, among=reading.entries, feeds=feeds, now=now)
    made = without_buried(made, store.tombstones(names(made)))
    known = store.known(names(made))
    urls = wanted(made, known=known, topic=config.topic, bears_on=judge.bears_on, now=now)
    articles = crawler.articles(urls, now=now, report=report)
    made = with_articles(made, articles, now=now)
    asked = frozenset(urls)
    unread = settling.once(*(draft.problem for draft in made if draft.problem))
    partial = (draft.entry for draft in made if draft.entry.url in asked and not draft.whole)
    return Harvest(
        polled=len(due),
        not_modified=reading.unchanged,
        entries=len(reading.entries),
        articles=len(articles),
        drafts=made,
        feed_states=reading.without((problem.subject for problem in unread), again=partial).states,
        failing=reading.problems,
        remarks=(*reading.remarks, *unread),
    )


def maintain(config: Config, store: Store, *, now: datetime) -> Maintained:
    """Forgets old stories that bear on no claim, gives their space back, and copies the database."""
    folder = backups(config)
    copy = (
        store.backup(folder, now=now, keep=config.maintenance.backups) if config.maintenance.backups else None
    )
    pruned = store.prune(before=now - config.maintenance.keep, now=now)
    return Maintained(pruned=pruned, freed=store.compact(), backup=copy)


def backups(config: Config) -> Path:
    """The folder of the copies of the database."""
    return config.backups
