"""The use cases that change nothing: the ledger as it stands, the feeds, the state of everything.

They must be quick, so no claim is understood here that need not be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from monitor.alerts.compose.schedule import wake_at
from monitor.app import factory
from monitor.claims.frames.sources import ids
from monitor.config import Config
from monitor.feeds.health import Health, health
from monitor.ledger import history
from monitor.ledger.accounts import Coverage, accounts, coverage
from monitor.model import Claim, Delivery, Dispatch, Run, Snapshot, Status
from monitor.store import Store
from monitor.store.lock import holder


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
    found = snapshot(config) or Snapshot(claims=(), stories=(), evidence=(), transitions=(), feed_states=())
    known = {claim.id for claim in found.claims}
    found = replace(found, claims=(*found.claims, *(claim for claim in claims if claim.id not in known)))
    return history.as_of(found, as_of, factory.policy(config)) if as_of else found


def feeds(config: Config, *, now: datetime) -> tuple[Health, ...]:
    """All configured feeds with their health."""
    held = snapshot(config)
    states = {state.url: state for state in held.feed_states} if held else {}
    return tuple(health(feed, states.get(feed.url), now) for feed in config.feeds)


def overview(config: Config, *, now: datetime) -> Overview:
    """Feeds, last poll, claims and outbox at this moment. Raises ConfigError where a claims file cannot be read."""
    found = ledger(config, (Claim(id=id_, text="") for id_ in ids(config.claims.files, config.topic.folder)))
    run, sent, outbox = None, None, dict.fromkeys(Delivery, 0)
    undelivered: tuple[Dispatch, ...] = ()
    dead: tuple[Dispatch, ...] = ()
    next_digest = None
    if _exists(config):
        with Store.open(config.ledger, read_only=True) as store:
            run, sent, outbox = store.last_run(), store.last_sent(), dict(store.outbox_counts())
            undelivered, dead = store.dispatches(Delivery.QUEUED), store.dispatches(Delivery.DEAD)
            next_digest = wake_at(store.waiting(), factory.hours(config))
    enabled = [feed.url for feed in config.feeds if feed.enabled]
    states = {state.url: state for state in found.feed_states if state.url in enabled}
    all_accounts = accounts(found)
    return Overview(
        running=holder(config.state),
        coverage=coverage(found, enabled),
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
    )


def _exists(config: Config) -> bool:
    return bool(config.database) or Path(config.ledger).exists()
