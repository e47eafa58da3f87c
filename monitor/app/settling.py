"""Settling: judges what was collected, decides (`planning.plan`) and writes it.

Many stories are judged in batches, oldest first, each written at once with its evidence. What follows from them, the
feeds' states and the alerts come with the last one, so that a poll that is killed goes on where it was, and nothing is
told that a later batch puts right.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from monitor.app import factory
from monitor.app.baseline import taken_as_known
from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.judge import Judge
from monitor.config import Config
from monitor.feeds.crawler import Report
from monitor.feeds.schedule import with_edits
from monitor.languages.detect import UNDETERMINED, detect
from monitor.ledger import planning
from monitor.ledger.witnesses import testimony
from monitor.model import (
    Claim,
    Entry,
    Evidence,
    FeedState,
    Judgement,
    Plan,
    Problem,
    Run,
    Snapshot,
    Status,
    Story,
)
from monitor.store import Store
from monitor.stories.drafts import Draft, in_order, names
from monitor.stories.gather import Gathered, gather

_BATCH = 250  # stories that are judged and written at once


def _silent(*_: object) -> None:
    """Reports nothing."""


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
    """Judges what was collected and writes it; an empty harvest lets due dates pass.

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
    faults = once(*harvest.failing, *harvest.remarks, *gathered.problems)
    states = _with_edits(harvest.feed_states, store.edits(), gathered.edits)
    last = done = Plan(feed_states=states, problems=faults, entries=harvest.entries)
    blind, interrupted = harvest.polled and len(harvest.failing) == harvest.polled, store.interrupted()
    taken = 0 if baseline and not blind else None
    # Where nothing was looked at nothing follows: not even that a day passed without news.
    if not blind and (gathered.stories or gathered.again or fresh or interrupted or _passed(held, now)):
        snapshot = store.snapshot()
        begun = replace(snapshot, claims=(*snapshot.claims, *fresh), stories=known)
        total = len(gathered.stories) + len(gathered.again)
        deciding = _Deciding(config, store, claims, gathered, _reporting(judge.judge, total, report), now)
        last, done = deciding.settled(begun, last, told=snapshot.stories, fresh=fresh)
        if baseline:
            (last, taken), (done, _) = (taken_as_known(plan, snapshot.transitions) for plan in (last, done))
    before = {story.id for story in known}
    new = {story.id: story for story in done.stories if story.id not in before}
    run = Run(
        started=now,
        finished=max(datetime.now(UTC), now),
        polled=harvest.polled,
        not_modified=harvest.not_modified,
        failed=len(harvest.failing),
        entries=harvest.entries,
        stories_new=len(new),
        stories_on_topic=sum(story.on_topic for story in new.values()),
        transitions=len(done.transitions),
        alerts=len(done.alerts),
        known=taken,
        problems=done.problems,
        settled=not (blind and interrupted),
    )
    store.commit(last, run=run)
    told = store.stories(
        id_ for t in (*done.transitions, *done.taken_back) for id_ in (t.story, *t.witnesses) if id_
    )
    return PollResult(
        run=run,
        plan=done,
        stories={story.id: story for story in told},
        claims={claim.id: claim for claim in (*held, *fresh)},
        claims_new=fresh if held else (),
        failing=harvest.failing,
        waiting=(),
    )


@dataclass(frozen=True, slots=True)
class _Deciding:
    """What a poll's stories are judged with."""

    config: Config
    store: Store
    claims: Catalogue
    gathered: Gathered
    judge: Callable[[Story], tuple[Judgement, ...]]
    now: datetime

    def settled(
        self, snapshot: Snapshot, frame: Plan, *, told: tuple[Story, ...], fresh: Sequence[Claim]
    ) -> tuple[Plan, Plan]:
        """The plan that is left to write once all batches before the last are, and the plan of the whole poll."""
        stories = self.gathered.stories
        batches = [stories[at : at + _BATCH] for at in range(0, len(stories), _BATCH)] or [()]
        backlog = tuple(_judged_again(self.claims, fresh, self.store))
        watched = frozenset(claim.id for claim in self.claims.claims)
        written = Plan()
        for batch in batches[:-1]:
            part = planning.part(
                snapshot, batch, judge=self.judge, evidence=backlog, told=told, links=self.gathered.links,
                watched=watched,
            )  # fmt: skip
            # New claims come into the ledger with what the stories there say of them, or not at all.
            self.store.commit(
                replace(part, claims=tuple(fresh)),
                run=Run(started=self.now, finished=self.now, settled=False),
            )
            snapshot, backlog, told = planning.after(snapshot, part), (), (*told, *part.stories)
            written = planning.both(written, part)
        last = planning.plan(
            snapshot,
            (*batches[-1], *self.gathered.again),
            judge=self.judge,
            evidence=backlog,
            told=told,
            links=self.gathered.links,
            feed_states=frame.feed_states,
            problems=(*frame.problems, *written.problems),
            entries=frame.entries,
            policy=factory.policy(self.config),
            watched=watched,
            now=self.now,
            tell=self.config.tells,
        )
        last = replace(
            last, claims=tuple(({c.id: c for c in fresh} | {c.id: c for c in last.claims}).values())
        )
        return last, planning.both(written, last)


def _with_edits(
    states: Iterable[FeedState],
    before: Mapping[str, tuple[tuple[str, ...], ...]],
    changed: Mapping[str, tuple[str, ...]],
) -> tuple[FeedState, ...]:
    return tuple(with_edits(state, before.get(state.url, ()), changed.get(state.url, ())) for state in states)


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


def once(*problems: Problem) -> tuple[Problem, ...]:
    """Each problem once."""
    return tuple(dict.fromkeys(problems))
