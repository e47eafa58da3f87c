"""The use cases that change nothing: the ledger as it stands, the state of things, a check of the set-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from monitor.alerts.channels.mail import Mailbox
from monitor.alerts.compose.schedule import wake_at
from monitor.app.polling import catalogue, database
from monitor.app.publishing import channels
from monitor.claims.frames.catalogue import Catalogue
from monitor.config import Config, load
from monitor.errors import LockedError, MonitorError
from monitor.feeds.health import Health, health
from monitor.ledger.accounts import Coverage, accounts, coverage
from monitor.model import Delivery, Dispatch, Run, Snapshot, Status
from monitor.store import Store
from monitor.store.lock import exclusive, holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What `monitor status` tells."""

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


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What `monitor check` tells; only `faults` keep the monitor from its work."""

    sound: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    faults: tuple[Finding, ...] = ()


def snapshot(config: Config) -> Snapshot | None:
    """The ledger as it stands, read beside a running instance; None where there is none yet."""
    if not _exists(config):
        return None
    with Store.open(database(config), read_only=True) as store:
        return store.snapshot()


def ledger(config: Config, claims: Catalogue) -> Snapshot:
    """The ledger with the configured claims that it does not hold yet: they join at the next poll."""
    found = snapshot(config) or Snapshot(claims=(), stories=(), evidence=(), transitions=(), feed_states=())
    known = {claim.id for claim in found.claims}
    return replace(
        found, claims=(*found.claims, *(claim for claim in claims.claims if claim.id not in known))
    )


def feeds(config: Config, *, now: datetime) -> tuple[Health, ...]:
    """All configured feeds, and how each is."""
    held = snapshot(config)
    states = {state.url: state for state in held.feed_states} if held else {}
    return tuple(health(feed, states.get(feed.url), now) for feed in config.feeds)


def standing(config: Config, *, now: datetime) -> Standing:
    """Feeds, last poll, claims and outbox at this moment."""
    found = ledger(config, catalogue(config))
    run, sent, outbox = None, None, dict.fromkeys(Delivery, 0)
    undelivered: tuple[Dispatch, ...] = ()
    dead: tuple[Dispatch, ...] = ()
    next_digest = None
    if _exists(config):
        with Store.open(database(config), read_only=True) as store:
            run, sent, outbox = store.last_run(), store.last_sent(), dict(store.outbox_counts())
            undelivered, dead = store.dispatches(Delivery.QUEUED), store.dispatches(Delivery.DEAD)
            next_digest = wake_at(store.waiting(), config.hours)
    enabled = [feed.url for feed in config.feeds if feed.enabled]
    states = {state.url: state for state in found.feed_states if state.url in enabled}
    all_accounts = accounts(found)
    return Standing(
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


def examine(path: Path, *, environ: Mapping[str, str], now: datetime) -> Findings:
    """Everything that can be found wrong without the network; makes the state folder where it is missing."""
    sound: list[Finding] = []
    notes: list[Finding] = []
    faults: list[Finding] = []
    try:
        config = load(path, environ=environ)
    except MonitorError as error:
        return Findings(faults=(Finding("configuration", str(error)),))
    sound.append(Finding("configuration", str(path)))
    if enabled := sum(feed.enabled for feed in config.feeds):
        sound.append(Finding("feeds", f"{enabled} enabled, {len(config.feeds) - enabled} disabled"))
    else:
        faults.append(Finding("feeds", "none is configured and enabled"))
    try:
        claims = catalogue(config)
    except MonitorError as error:
        faults.append(Finding("claims", str(error)))
    else:
        sound.append(Finding("claims", f"{len(claims.claims)} claims"))
        notes += [
            Finding(f"claim {framed.claim}", f"flags nothing: {lack}")
            for framed in claims.framed
            for lack in framed.lacks
        ]
    try:
        with exclusive(config.state, now=now), Store.open(database(config)):
            sound.append(Finding("state", f"{config.state} can be written"))
    except LockedError as error:
        notes.append(Finding("state", str(error)))
    except MonitorError as error:
        faults.append(Finding("state", str(error)))
    if config.email:
        server = f"{config.email.host}:{config.email.effective_port}"
        sound.append(
            Finding("email", f"{', '.join(config.email.to)} by {server}, security {config.email.security}")
        )
    others = [way for way in channels(config) if not isinstance(way, Mailbox)]
    sound += [Finding("channel", way.address) for way in others]
    if not config.tells:
        notes.append(Finding("email", "not configured: flags are printed and kept, nobody is written to"))
    return Findings(sound=tuple(sound), notes=tuple(notes), faults=tuple(faults))


def _exists(config: Config) -> bool:
    return bool(config.database) or Path(database(config)).exists()
