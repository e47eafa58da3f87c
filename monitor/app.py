"""The use cases: the only place where the pure core meets the edges.

A poll gathers (fetch, parse, articles), decides (`pipeline.plan`) and acts (`store.commit`).
Publishing drains the outbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from monitor import pipeline
from monitor.alerts.deliver import DeliveryError, Mailbox, send
from monitor.alerts.digest import compose
from monitor.claims.catalogue import Catalogue
from monitor.claims.catalogue import load as load_catalogue
from monitor.claims.judge import Judge
from monitor.config import Config
from monitor.feeds.fetch import Fetcher
from monitor.feeds.reader import Reader, Report
from monitor.feeds.rhythm import is_due
from monitor.ledger import coverage
from monitor.model import (
    Claim,
    Delivery,
    Evidence,
    FeedState,
    Outgoing,
    Plan,
    Problem,
    Run,
    Snapshot,
    Story,
)
from monitor.settings import EmailSettings
from monitor.store import Store
from monitor.stories.gather import gather, wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of the outbox."""

    queued: int = 0
    sent: int = 0
    failed: int = 0
    problems: tuple[Problem, ...] = ()


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
            tell=config.email is not None,
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


def publish(config: Config, store: Store, *, now: datetime) -> Published:
    """Sends what is queued: a digest is fixed in the outbox before it is sent, marked after acceptance."""
    queued = store.outbox(Delivery.QUEUED)
    if config.email is None or not queued:
        return Published(queued=len(queued))
    snapshot = store.snapshot()
    sent = 0
    problems: list[Problem] = []
    for items in _digests(queued):
        digest = compose(
            [item.alert for item in items],
            claims=snapshot.claims,
            stories=snapshot.stories,
            coverage=coverage(snapshot, [feed.url for feed in config.feeds if feed.enabled]),
            now=now,
        )
        fixed = [replace(item, digest=digest.key, attempts=item.attempts + 1) for item in items]
        store.save_outbox(fixed)
        try:
            send(digest, mailbox(config.email))
        except DeliveryError as error:
            problems.append(Problem(stage="deliver", subject="email", message=str(error)))
            store.save_outbox(replace(item, problem=str(error)) for item in fixed)
        else:
            sent += len(items)
            store.save_outbox(
                replace(item, state=Delivery.SENT, accepted=("email",), settled=now, problem="")
                for item in fixed
            )
    return Published(queued=len(queued), sent=sent, failed=len(queued) - sent, problems=tuple(problems))


def _digests(queued: Sequence[Outgoing]) -> list[list[Outgoing]]:
    """One digest of all new alerts; what was in a digest that failed goes into that very digest again."""
    groups: dict[str, list[Outgoing]] = {}
    for item in queued:
        groups.setdefault(item.digest, []).append(item)
    return list(groups.values())


def mailbox(email: EmailSettings) -> Mailbox:
    """Where mail goes out and to whom."""
    return Mailbox(
        host=email.host,
        port=email.effective_port,
        security=email.security,
        sender=email.sender,
        to=email.to,
        username=email.username,
        password=email.password.get_secret_value() if email.password else "",
    )
