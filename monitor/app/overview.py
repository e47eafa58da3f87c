"""The use cases that change nothing: the ledger as it stands, the feeds, the state of everything.

They must be quick, so no story is read here that need not be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from monitor.alerts.compose.schedule import wake_at
from monitor.app import catalogue, factory
from monitor.app.catalogue import Copy
from monitor.claims.frames.catalogue import Catalogue
from monitor.config import Config
from monitor.errors import ConfigError
from monitor.feeds.health import Health, health
from monitor.ledger import history
from monitor.ledger.accounts import accounts
from monitor.ledger.coverage import RECENT, Coverage, Followed, coverage
from monitor.ledger.watches import Blind
from monitor.model import Claim, Delivery, Dispatch, Run, Snapshot, Status, Story
from monitor.store import Store
from monitor.store.lock import holder

_EMPTY = Snapshot(claims=(), stories=(), evidence=(), transitions=(), feed_states=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What `monitor status` shows."""

    running: tuple[int, datetime] | None
    coverage: Coverage
    feeds: tuple[Health, ...]
    run: Run | None
    next_due: datetime | None
    claims: Mapping[Status, int]
    outbox: Mapping[Delivery, int]
    last_sent: datetime | None
    undelivered: tuple[Dispatch, ...] = ()
    dead: tuple[Dispatch, ...] = ()
    next_digest: datetime | None = None
    copies: tuple[Copy, ...] = ()
    baseline: Run | None = None


def snapshot(config: Config) -> Snapshot | None:
    """The ledger as it stands, read beside a running instance; None where there is none yet."""
    if not _exists(config):
        return None
    with Store.open(config.ledger, read_only=True) as store:
        return store.snapshot()


def ledger(config: Config, claims: Iterable[Claim], *, as_of: datetime | None = None) -> Snapshot:
    """The ledger with those of the configured `claims` that it does not hold yet: they join at the next poll.

    With `as_of` as it would have stood then.
    """
    found = _joined(snapshot(config) or _EMPTY, claims)
    return history.as_of(found, as_of, factory.policy(config)) if as_of else found


def covered(
    config: Config, claims: Catalogue, *, now: datetime, as_of: datetime | None = None
) -> tuple[Snapshot, Coverage | None]:
    """The ledger as `ledger` has it, and what the monitor has looked at; that is not known of an earlier day."""
    if as_of:
        return ledger(config, claims.claims, as_of=as_of), None
    found = snapshot(config) or _EMPTY
    seen = coverage(found, config.feeds, now=now, followed=Followed.of(claims))
    return _joined(found, claims.claims), seen


def recent(config: Config, *, now: datetime) -> tuple[Story, ...]:
    """The stories of the last weeks that are on topic or bear on a claim."""
    if not _exists(config):
        return ()
    with Store.open(config.ledger, read_only=True) as store:
        return store.near(now - RECENT, now)


def feeds(config: Config, *, now: datetime) -> tuple[tuple[Health, Blind | None], ...]:
    """All configured feeds with their health, and what each that is lost leaves unseen.

    The latter is not known while a claims file has a fault.
    """
    held = snapshot(config) or _EMPTY
    states = {state.url: state for state in held.feed_states}
    seen = coverage(held, config.feeds, now=now, followed=_followed(config))
    return tuple((health(feed, states.get(feed.url), now), seen.blinded(feed.url)) for feed in config.feeds)


def _followed(config: Config) -> Followed | None:
    try:
        return Followed.of(catalogue.load(config))
    except ConfigError:
        return None


def overview(config: Config, *, now: datetime) -> Overview:
    """Feeds, last poll, claims and outbox at this moment. Raises ConfigError where a claims file has a fault."""
    claims = catalogue.load(config)
    held = snapshot(config) or _EMPTY
    seen = coverage(held, config.feeds, now=now, followed=Followed.of(claims))
    found = _joined(held, claims.claims)
    run, sent, outbox = None, None, dict.fromkeys(Delivery, 0)
    undelivered: tuple[Dispatch, ...] = ()
    dead: tuple[Dispatch, ...] = ()
    next_digest = None
    baselines: tuple[Run, ...] = ()
    if _exists(config):
        with Store.open(config.ledger, read_only=True) as store:
            run, sent, outbox = store.last_run(), store.last_sent(), dict(store.outbox_counts())
            undelivered, dead = store.dispatches(Delivery.QUEUED), store.dispatches(Delivery.DEAD)
            next_digest = wake_at(store.waiting(), factory.hours(config))
            baselines = store.baselines(since=None)
    enabled = {feed.url for feed in config.feeds if feed.enabled}
    states = {state.url: state for state in found.feed_states if state.url in enabled}
    all_accounts = accounts(found)
    return Overview(
        running=holder(config.state),
        coverage=seen,
        feeds=tuple(health(feed, states.get(feed.url), now) for feed in config.feeds if feed.enabled),
        run=run,
        next_due=min(
            (state.next_due for state in states.values() if state.next_due and not state.gone), default=None
        ),
        claims={status: sum(account.status is status for account in all_accounts) for status in Status},
        outbox=outbox,
        last_sent=sent,
        undelivered=undelivered,
        dead=dead,
        next_digest=next_digest,
        copies=tuple(catalogue.saved(config).values()),
        baseline=baselines[-1] if baselines else None,
    )


def _joined(found: Snapshot, claims: Iterable[Claim]) -> Snapshot:
    known = {claim.id for claim in found.claims}
    return replace(found, claims=(*found.claims, *(claim for claim in claims if claim.id not in known)))


def _exists(config: Config) -> bool:
    return bool(config.database) or Path(config.ledger).exists()
