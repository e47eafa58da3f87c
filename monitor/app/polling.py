"""The use cases: the only place where the pure core meets the edges.

A poll collects (fetch, parse, articles) and settles: decides (`planning.plan`) and acts (`store.commit`).
The daemon does both apart, so that a long judgement delays no feed. `monitor.app.publishing` drains the outbox.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from monitor.app import factory, publishing
from monitor.app.baseline import taken_as_known
from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.judge import Judge
from monitor.config import Config
from monitor.feeds.crawler import Crawler, Report
from monitor.feeds.schedule import is_due
from monitor.languages.detect import UNDETERMINED, detect
from monitor.ledger import planning
from monitor.ledger.witnesses import testimony
from monitor.model import (
    Claim,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Judgement,
    Plan,
    Problem,
    Run,
    Status,
    Story,
)
from monitor.store import Store
from monitor.stories.drafts import Draft, drafts, in_order, names, with_articles
from monitor.stories.gather import gather, wanted
from monitor.stories.tombstones import without_buried

# Telling is a module of its own; the use cases are all called from here.
Published: TypeAlias = publishing.Published
publish = publishing.publish


def _silent(*_: object) -> None:
    """Reports nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintained:
    """How many stories were forgotten, how many bytes were given back, and the copy that was made."""

    pruned: int = 0
    freed: int = 0
    backup: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What feeds and articles said, as drafts; nothing of it is in the ledger before it is settled.

    `entries` counts what the feeds listed, `articles` the pages that were asked for. `failing` has a problem for each
    feed that could not be read; `remarks` are on others, and on articles.
    """

    polled: int = 0
    not_modified: int = 0
    entries: int = 0
    articles: int = 0
    drafts: tuple[Draft, ...] = ()
    feed_states: tuple[FeedState, ...] = ()
    failing: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()

    def __add__(self, later: Harvest) -> Harvest:
        """Both together; of an entry that is in both the draft with more text is kept, of a feed the later state."""
        states = {state.url: state for state in (*self.feed_states, *later.feed_states)}
        drafts: dict[Entry, Draft] = {}
        for draft in (*self.drafts, *later.drafts):
            held = drafts.get(draft.entry)
            if held is None or draft.letters >= held.letters:
                drafts[draft.entry] = draft
        return Harvest(
            polled=self.polled + later.polled,
            not_modified=self.not_modified + later.not_modified,
            entries=self.entries + later.entries,
            articles=self.articles + later.articles,
            drafts=in_order(drafts.values()),
            feed_states=tuple(states.values()),
            failing=(*self.failing, *later.failing),
            remarks=(*self.remarks, *later.remarks),
        )


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
    """Where the ledger is."""
    return config.ledger


def crawler(config: Config) -> Crawler:
    """A crawler within the configured bounds; close it, or use it as a context manager."""
    return Crawler(factory.fetcher(config), timezone=config.timezone)


def poll(
    config: Config, store: Store, claims: Catalogue, *, now: datetime, report: Report, baseline: bool = False
) -> PollResult:
    """One poll of all feeds that are due, judged and written in one transaction; `baseline` as in `settle`."""
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
    unread = _once(*(draft.problem for draft in made if draft.problem))
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


def settle(
    config: Config,
    store: Store,
    claims: Catalogue,
    judge: Judge,
    harvest: Harvest,
    *,
    now: datetime,
    report: Report = _silent,
    baseline: bool = False,
) -> PollResult:
    """Judges what was collected and writes it in one transaction; an empty harvest lets due dates pass.

    `baseline`: what it finds on claims that had no status is taken as known, and nobody is alerted of it.
    """
    held, fresh = _with_claims(store, claims)
    configured = {feed.url for feed in config.feeds}
    made = tuple(draft for draft in harvest.drafts if draft.feed.url in configured)
    known = store.known(names(made))
    gathered = gather(
        made, known=known, near=store.near, topic=config.topic, bears_on=judge.bears_on, reads=judge.reads,
        languages=judge.languages, now=now,
    )  # fmt: skip
    faults = _once(*harvest.failing, *harvest.remarks, *gathered.problems)
    plan = Plan(feed_states=harvest.feed_states, problems=faults, entries=harvest.entries)
    blind = harvest.polled and len(harvest.failing) == harvest.polled
    taken = 0 if baseline and not blind else None
    # Where nothing was looked at nothing follows: not even that a day passed without news.
    if not blind and (gathered.stories or gathered.again or fresh or _passed(held, now)):
        snapshot = store.snapshot()
        plan = planning.plan(
            replace(snapshot, claims=(*snapshot.claims, *fresh), stories=known),
            (*gathered.stories, *gathered.again),
            judge=_reporting(judge.judge, len(gathered.stories) + len(gathered.again), report),
            evidence=_judged_again(claims, fresh, store),
            feed_states=harvest.feed_states,
            problems=faults,
            entries=harvest.entries,
            policy=factory.policy(config),
            watched=frozenset(claim.id for claim in claims.claims),
            now=now,
            tell=config.tells,
        )
        if baseline:
            plan, taken = taken_as_known(plan, snapshot.transitions)
        # New claims come into the ledger with what the stories there say of them, or not at all.
        plan = replace(
            plan, claims=tuple(({c.id: c for c in fresh} | {c.id: c for c in plan.claims}).values())
        )
    before = {story.id for story in known}
    new = {story.id: story for story in plan.stories if story.id not in before}
    run = Run(
        started=now,
        finished=max(datetime.now(UTC), now),
        polled=harvest.polled,
        not_modified=harvest.not_modified,
        failed=len(harvest.failing),
        entries=harvest.entries,
        stories_new=len(new),
        stories_on_topic=sum(story.on_topic for story in new.values()),
        transitions=len(plan.transitions),
        alerts=len(plan.alerts),
        known=taken,
        problems=plan.problems,
    )
    store.commit(plan, run=run)
    told = store.stories(
        id_ for t in (*plan.transitions, *plan.taken_back) for id_ in (t.story, *t.witnesses) if id_
    )
    return PollResult(
        run=run,
        plan=plan,
        stories={story.id: story for story in told},
        claims={claim.id: claim for claim in (*held, *fresh)},
        claims_new=fresh if held else (),
        failing=harvest.failing,
        waiting=(),
    )


def _reporting(
    judge: Callable[[Story], tuple[Judgement, ...]], total: int, report: Report
) -> Callable[[Story], tuple[Judgement, ...]]:
    """The judge, which reports how many of at most `total` stories it has begun."""
    done = itertools.count()

    def judged(story: Story) -> tuple[Judgement, ...]:
        report("judging", next(done), total)
        return judge(story)

    return judged


def _with_claims(store: Store, claims: Catalogue) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """The ledger's claims, the configured ones among them in their present wording; those new to it."""
    known = {claim.id: claim for claim in store.claims()}
    fresh = tuple(claim for claim in claims.claims if claim.id not in known)
    worded = {
        claim.id: replace(claim, status=known[claim.id].status)
        for claim in claims.claims
        if claim.id in known
    }
    if any(known[id_] != claim for id_, claim in worded.items()):
        store.sync_claims(worded.values())
    return tuple((known | worded).values()), fresh


def _passed(claims: Iterable[Claim], now: datetime) -> bool:
    """Whether an open claim's due date has passed that is not known to have."""
    today = now.astimezone(UTC).date()
    return any(
        claim.due and claim.due < today and claim.status in (Status.RUMOURED, Status.CORROBORATED)
        for claim in claims
    )


def _judged_again(claims: Catalogue, fresh: Sequence[Claim], store: Store) -> Iterator[Evidence]:
    """What the stories of the ledger say about claims that came later than they."""
    if not fresh:
        return
    judge = Judge(claims.only({claim.id for claim in fresh}))
    for story in store.all_stories():
        if story.language == UNDETERMINED and judge.reads(text := f"{story.headline}\n{story.text}"):
            story = replace(story, language=detect(text, hint=None), judged=True)  # noqa: PLW2901
        for judgement in judge.judge(story) if story.judged else ():  # nor one that the judge failed on
            yield testimony(story, judgement)


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


def _once(*problems: Problem) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))
