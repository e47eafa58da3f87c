"""The use cases: the only place where the pure core meets the edges.

A poll gathers (fetch, parse, articles), decides (`pipeline.plan`) and acts (`store.commit`).
Publishing (`monitor.publishing`) drains the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from monitor import pipeline, publishing
from monitor.claims.catalogue import Catalogue
from monitor.claims.catalogue import load as load_catalogue
from monitor.claims.judge import Judge
from monitor.config import Config
from monitor.feeds.article import extract
from monitor.feeds.fetch import PAGE_TYPES, Fetcher, Request
from monitor.feeds.parse import parse
from monitor.model import (
    Article,
    Claim,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Fetched,
    Outcome,
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
Report = Callable[[str, int, int], None]  # what is being done, how many are done, of how many
_PATIENCE = 3  # failures in a row before a feed is asked less often
_BACKOFF = timedelta(minutes=15)
_LONGEST_BACKOFF = timedelta(hours=24)
_MANY_DIGITS = 10  # of a number of seconds: longer than any wait
_EARLY = 0.9  # a run of cron comes now and then a little before the interval is over


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
        if self.run.polled:
            return self.run.failed == self.run.polled
        return bool(self.waiting) and all(state.failures for state in self.waiting)


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
    with fetcher(config) as transfer:
        fetched = _fetch_feeds(transfer, due, states, report)
        entries, states_after, problems = _read_feeds(fetched, feeds, states, config, now)
        known = snapshot.stories
        urls = wanted(entries, feeds=feeds, known=known, topic=config.topic, bears_on=judge.bears_on, now=now)
        articles, unread = _fetch_articles(transfer, urls, config, now, report)
    gathered = gather(
        entries, articles=articles, feeds=feeds, known=known, topic=config.topic,
        bears_on=judge.bears_on, languages=judge.languages, now=now,
    )  # fmt: skip
    faults = _once(*problems, *unread, *gathered.problems)
    if due and len(problems) == len(due):
        # Nothing was looked at, so nothing follows: not even that a day passed without news.
        plan = Plan(feed_states=tuple(states_after), problems=faults)
    else:
        plan = pipeline.plan(
            snapshot,
            (*gathered.stories, *gathered.again),
            judge=judge.judge,
            evidence=_judged_again(claims, fresh, known),
            feed_states=states_after,
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
        not_modified=sum(f.outcome is Outcome.NOT_MODIFIED for f in fetched),
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


def is_due(state: FeedState | None, now: datetime) -> bool:
    """Whether a feed is to be asked now."""
    return state is None or state.next_due is None or state.next_due <= now


def _fetch_feeds(
    transfer: Fetcher, due: Sequence[Feed], states: Mapping[str, FeedState], report: Report
) -> tuple[Fetched, ...]:
    requests = []
    for feed in due:
        state = states.get(feed.url) or FeedState(url=feed.url)
        requests.append(Request(url=feed.url, etag=state.etag, last_modified=state.last_modified))
    return transfer.fetch_all(requests, on_done=_counted("feeds", len(requests), report))


def _fetch_articles(
    transfer: Fetcher, urls: Sequence[str], config: Config, now: datetime, report: Report
) -> tuple[dict[str, Article], tuple[Problem, ...]]:
    requests = [Request(url=url, accept=PAGE_TYPES) for url in urls]
    pages = transfer.fetch_all(requests, on_done=_counted("articles", len(requests), report))
    articles = {page.url: extract(page, timezone=config.timezone, now=now) for page in pages}
    return articles, tuple(article.problem for article in articles.values() if article.problem)


def _counted(stage: str, total: int, report: Report) -> Callable[[Fetched], None]:
    done = 0

    def on_done(_: Fetched) -> None:
        nonlocal done
        done += 1
        report(stage, done, total)

    report(stage, 0, total)
    return on_done


def _read_feeds(
    fetched: Sequence[Fetched],
    feeds: Mapping[str, Feed],
    states: Mapping[str, FeedState],
    config: Config,
    now: datetime,
) -> tuple[list[Entry], list[FeedState], tuple[Problem, ...]]:
    """Entries, each feed's new state, and a problem for each feed that could not be read."""
    entries: list[Entry] = []
    after: list[FeedState] = []
    problems: list[Problem] = []
    for answer in fetched:
        feed = feeds[answer.url]
        state = states.get(answer.url) or FeedState(url=answer.url)
        problem, found = answer.problem, 0
        if answer.outcome is Outcome.OK:
            parsed = parse(answer, feed, timezone=config.timezone, now=now)
            problem, found = parsed.problem, len(parsed.entries)
            entries += parsed.entries
            if found:
                problem = None
        if problem is not None:
            problems.append(problem)
            after.append(_failed(state, answer, problem, now))
        else:
            after.append(_succeeded(state, feed, answer, found, now))
    return entries, after, tuple(problems)


def _succeeded(state: FeedState, feed: Feed, answer: Fetched, found: int, now: datetime) -> FeedState:
    modified = answer.outcome is Outcome.OK
    return replace(
        state,
        etag=answer.header("etag") if modified else state.etag,
        last_modified=answer.header("last-modified") if modified else state.last_modified,
        failures=0,
        last_polled=now,
        last_success=now,
        next_due=now + feed.interval * _EARLY if feed.interval else None,
        last_entries=found if modified else state.last_entries,
        problem=None,
    )


def _failed(state: FeedState, answer: Fetched, problem: Problem, now: datetime) -> FeedState:
    """After a few failures in a row a feed is asked less and less often; what its server asks for counts."""
    failures = state.failures + 1
    wait = retry_after(answer.header("retry-after"), now)
    if failures >= _PATIENCE:
        backoff = min(_BACKOFF * 2 ** min(failures - _PATIENCE, 10), _LONGEST_BACKOFF)
        wait = max(wait or backoff, backoff)
    return replace(
        state,
        failures=failures,
        last_polled=now,
        next_due=now + wait if wait else None,
        problem=problem.message,
    )


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """The wait that a Retry-After header asks for, at most a day; None where it asks for none."""
    if not header:
        return None
    seconds = header.strip()
    try:
        if seconds.isascii() and seconds.isdigit():
            wait = timedelta(seconds=int(seconds)) if len(seconds) < _MANY_DIGITS else _LONGEST_BACKOFF
        else:
            moment = parsedate_to_datetime(header)
            wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None
    return min(wait, _LONGEST_BACKOFF) if wait > timedelta() else None


def _once(*problems: Problem) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))
