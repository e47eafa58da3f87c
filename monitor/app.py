"""The use cases: the only place where the pure core meets the edges.

A poll gathers (fetch, parse, articles), decides (`pipeline.plan`) and acts (`store.commit`).
Publishing (`monitor.publishing`) drains the outbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias

from monitor import pipeline, publishing
from monitor.claims.catalogue import Catalogue
from monitor.claims.catalogue import load as load_catalogue
from monitor.claims.judge import Judge
from monitor.config import Config
from monitor.feeds.fetch import Fetcher
from monitor.feeds.reader import Reader, Report
from monitor.feeds.rhythm import is_due
from monitor.model import (
    Claim,
    Evidence,
    FeedState,
    Plan,
    Problem,
    Run,
    Snapshot,
    Story,
)
from monitor.store import Store
from monitor.stories.gather import gather, wanted

# Telling is a module of its own; the use cases are all called from here.
Published: TypeAlias = publishing.Published
publish = publishing.publish


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """One poll: its plan and figures, and what is new in the ledger."""

    run: Run
    plan: Plan
    stories: Mapping[str, Story]
    claims: Mapping[str, Claim]
    claims_new: tuple[Claim, ...]
    failing: tuple[Problem, ...]
    waiting: tuple[FeedState, ...]

    @property
    def nothing_read(self) -> bool:
        """No feed could be read: each that was asked failed, or all wait because they failed before."""
        asked_or_waiting = self.run.polled or self.waiting
        return (
            bool(asked_or_waiting)
            and self.run.failed == self.run.polled
            and all(state.failures for state in self.waiting)
        )


def database(config: Config) -> str:
    """Where the ledger is: the configured URL, or a file in the state folder."""
    return config.database or str(config.state / "monitor.db")


def catalogue(config: Config) -> Catalogue:
    """The configured claims, or those that ship with the package. Raises ConfigError."""
    return load_catalogue(config.claims.files)


def fetcher(config: Config) -> Fetcher:
    """A fetcher within the configured bounds. Raises ValueError for hosts that are none."""
    fetch = config.fetch
    return Fetcher(
        timeout=fetch.timeout.total_seconds(),
        deadline=fetch.deadline.total_seconds(),
        max_bytes=fetch.max_bytes,
        workers=fetch.workers,
        allow_private=fetch.allow_private,
        user_agent=fetch.user_agent,
        delay=fetch.delay.total_seconds(),
    )


def poll(config: Config, store: Store, claims: Catalogue, *, now: datetime, report: Report) -> PollResult:
    """One poll of all feeds that are due, judged and written in one transaction."""
    started = now
    judge = Judge(claims)
    snapshot, fresh = _with_claims(store, claims)
    states = {state.url: state for state in snapshot.feed_states}
    feeds = {feed.url: feed for feed in config.feeds if feed.enabled}
    due = [feed for url, feed in feeds.items() if is_due(states.get(url), now)]
    with Reader(fetcher(config), timezone=config.timezone) as reader:
        reading = reader.feeds(due, states, now=now, report=report)
        entries, problems, known = reading.entries, reading.problems, snapshot.stories
        urls = wanted(entries, feeds=feeds, known=known, topic=config.topic, bears_on=judge.bears_on, now=now)
        articles = reader.articles(urls, now=now, report=report)
    unread = tuple(article.problem for article in articles.values() if article.problem)
    reading = reading.without(problem.subject for problem in unread)
    gathered = gather(
        entries, articles=articles, feeds=feeds, known=known, topic=config.topic,
        bears_on=judge.bears_on, languages=judge.languages, now=now,
    )  # fmt: skip
    faults = _once(*problems, *reading.remarks, *unread, *gathered.problems)
    if due and len(problems) == len(due):
        # Nothing was looked at, so nothing follows: not even that a day passed without news.
        plan = Plan(feed_states=reading.states, problems=faults)
    else:
        plan = pipeline.plan(
            snapshot,
            (*gathered.stories, *gathered.again),
            judge=judge.judge,
            evidence=_judged_again(claims, fresh, known),
            feed_states=reading.states,
            problems=faults,
            entries=len(entries),
            now=now,
            tell=config.tells,
        )
        # New claims come into the ledger with what the stories there say of them, or not at all.
        plan = replace(
            plan, claims=tuple(({c.id: c for c in fresh} | {c.id: c for c in plan.claims}).values())
        )
    held = {story.id for story in known}
    new = {story.id: story for story in plan.stories if story.id not in held}
    run = Run(
        started=started,
        finished=max(datetime.now(UTC), started),
        polled=len(due),
        not_modified=reading.unchanged,
        failed=len(problems),
        entries=len(entries),
        stories_new=len(new),
        stories_on_topic=sum(story.on_topic for story in new.values()),
        transitions=len(plan.transitions),
        alerts=len(plan.alerts),
        problems=plan.problems,
    )
    store.commit(plan, run=run)
    report("stories", len(plan.stories), len(plan.stories))
    return PollResult(
        run=run,
        plan=plan,
        stories={story.id: story for story in (*known, *plan.stories)},
        claims={claim.id: claim for claim in snapshot.claims},
        claims_new=fresh if len(fresh) < len(snapshot.claims) else (),
        failing=problems,
        waiting=tuple(s for url, s in states.items() if url in feeds and not is_due(s, now)),
    )


def _with_claims(store: Store, claims: Catalogue) -> tuple[Snapshot, tuple[Claim, ...]]:
    """The ledger with the configured claims in their present wording, and those of them that are new to it."""
    known = {claim.id for claim in store.claims()}
    store.sync_claims(claim for claim in claims.claims if claim.id in known)
    fresh = tuple(claim for claim in claims.claims if claim.id not in known)
    snapshot = store.snapshot()
    return replace(snapshot, claims=(*snapshot.claims, *fresh)), fresh


def _judged_again(claims: Catalogue, fresh: Sequence[Claim], known: Iterable[Story]) -> tuple[Evidence, ...]:
    """What the stories of the ledger say about claims that came later than they."""
    known = tuple(known)
    if not fresh or not known:
        return ()
    judge = Judge(claims.only({claim.id for claim in fresh}))
    return tuple(
        Evidence(story=story.id, version=story.version, published=story.published, judgement=judgement)
        for story in known
        if story.judged
        for judgement in judge.judge(story)
    )


def _once(*problems: Problem) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))
