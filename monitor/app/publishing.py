"""The use case of publishing: letters are fixed in the outbox, then sent to every address; the report is rewritten.

Promised is: at least once, under the same name. A letter and its addresses are written in one transaction before
anything is sent, and an address is marked only after it took the letter; whatever ends the process between the two,
the next run sends the same bytes under the same Message-ID again.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from monitor import disk
from monitor.alerts.channels.base import REFUSALS, Channel, DeliveryError, UnreachableError
from monitor.alerts.channels.retry import outcome
from monitor.alerts.compose.atom import atom
from monitor.alerts.compose.digest import Digest, compose
from monitor.alerts.compose.letter import write
from monitor.alerts.compose.render import ledger_html
from monitor.alerts.compose.schedule import digest_hour_passed, due, end_of_quiet_hours
from monitor.app import factory, translating
from monitor.claims.verdict import REPORTED
from monitor.config import Config
from monitor.feeds.health import to_tell
from monitor.ledger import history
from monitor.ledger.accounts import Account, accounts, unseconded
from monitor.ledger.coverage import Followed, coverage
from monitor.model import Alert, Delivery, Letter, Problem, Snapshot
from monitor.store import Store

_log = logging.getLogger(__name__)
_REPORT = "report"  # the stage of a problem with the page or the feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of the outbox, in alerts: `sent` reached every address, `failed` were due and did not.

    `queued` are those that were in no letter yet when it began, `waiting` those whose hour has not come.
    Letters are counted apart, since one that is about feeds alone has no alerts.
    """

    queued: int = 0
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    letters_sent: int = 0
    letters_failed: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def unwritten(self) -> bool:
        """Whether the report could not be written."""
        return any(problem.stage == _REPORT for problem in self.problems)


def publish(
    config: Config,
    store: Store,
    *,
    now: datetime,
    followed: Followed | None = None,
    since: datetime | None = None,
    on_demand: bool = False,
) -> Published:
    """Sends what is due, tries again what failed, and rewrites the report.

    Everything that waits is due, but for quiet hours. An instance that always runs gives as `since` when it last
    published: then alerts wait for the hours of [digest], and so does a letter that is about failing feeds alone.
    `followed` are the configured claims, for which it is told what was not looked at.
    `on_demand`: a person wants it now, so quiet hours and pauses do not count.
    """
    published = _send(config, store, now=now, followed=followed, since=since, on_demand=on_demand)
    try:
        report(config, store, now=now, followed=followed)
    except OSError as error:
        fault = Problem(
            stage=_REPORT, subject=str(config.report_folder), message=error.strerror or str(error)
        )
        return replace(published, problems=(*published.problems, fault))
    return published


def _send(
    config: Config,
    store: Store,
    *,
    now: datetime,
    followed: Followed | None,
    since: datetime | None,
    on_demand: bool,
) -> Published:
    queued = store.waiting()
    channels = factory.channels(config)
    if not channels:
        return Published(queued=len(queued))
    hours = factory.hours(config)
    if since is None:
        hours = replace(hours, at=())
    ready = queued if on_demand else due(queued, hours, now=now)
    if ready or (
        (on_demand or digest_hour_passed(hours, since or now, now)) and _has_other_news(config, store, now)
    ):
        post(config, store, ready, channels, now=now, followed=followed)
    waiting = len(queued) - len(ready)
    if not on_demand and end_of_quiet_hours(now, hours) > now:
        return Published(queued=len(queued), waiting=waiting)
    delivered = deliver(store, channels, now=now, patient=not on_demand)
    return replace(delivered, queued=len(queued), waiting=waiting)


def _has_other_news(config: Config, store: Store, now: datetime) -> bool:
    """Whether a letter is worth writing without alerts: a feed is in trouble, or a second report did not come."""
    states = {state.url: state for state in store.feed_states()}
    if to_tell((feed for feed in config.feeds if feed.enabled), states, now):
        return True
    return any(claim.status in REPORTED for claim in store.claims()) and bool(_unseconded(config, store, now))


def _unseconded(config: Config, store: Store, now: datetime) -> tuple[Account, ...]:
    """The claims for which, since the last letter, a second report did not come in time."""
    last = store.last_letter()
    if last is None:
        return ()
    return unseconded(accounts(store.snapshot()), factory.policy(config), since=last.composed, now=now)


def digest(
    config: Config,
    store: Store,
    alerts: Iterable[Alert],
    *,
    now: datetime,
    followed: Followed | None = None,
    salt: str = "",
) -> Digest:
    """What a letter about these alerts says now; nothing is written."""
    last, snapshot = store.last_letter(), store.snapshot()
    alerts = tuple(alerts)
    dead = [d for d in store.dispatches(Delivery.DEAD) if last and d.settled and d.settled >= last.composed]
    letters = store.letters(dispatch.letter for dispatch in dead)
    return compose(
        alerts,
        snapshot=snapshot,
        feeds=config.feeds,
        now=now,
        fresh=store.arrived(since=last.composed if last else None),
        known_claims=last.claims if last else None,
        undelivered=[(dispatch, letters[dispatch.letter].subject) for dispatch in dead],
        unseconded=_unseconded(config, store, now),
        baselines=store.baselines(since=last.composed if last else None),
        followed=followed,
        zone=config.timezone,
        archive=config.digest.archive,
        translations=translating.translations(config, _foreign(config, alerts, snapshot)),
        page=config.report.url,
        option=config.option,
        salt=salt,
    )


def _foreign(config: Config, alerts: Iterable[Alert], snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """The passages of the alerts that are in other languages than the readers', each with its language."""
    spoken = {story.id: story.language for story in snapshot.stories}
    told = ((spoken.get(alert.transition.story or ""), alert.transition.quote) for alert in alerts)
    return tuple(
        (language, quote)
        for language, quote in told
        if language and quote and language != config.translate.to
    )


def post(
    config: Config,
    store: Store,
    alerts: Iterable[Alert],
    channels: Iterable[Channel],
    *,
    now: datetime,
    followed: Followed | None = None,
    salt: str = "",
) -> Letter:
    """Fixes a letter about these alerts in the outbox, addressed to every channel."""
    made = digest(config, store, alerts, now=now, followed=followed, salt=salt)
    letter = write(
        made,
        sender=factory.sender(config),
        unsubscribe=factory.unsubscribe(config),
        claims=len(store.claims()),
        threads=store.first_letters({item.claim.id for item in made.items}),
    )
    addresses = [channel.address for channel in channels]
    store.post(letter, addresses, feeds=[health.feed.url for health in made.troubles])
    return letter


def deliver(store: Store, channels: Sequence[Channel], *, now: datetime, patient: bool = True) -> Published:
    """Hands over what the outbox holds: what was sent, what failed, and why.

    A failure at one address does not affect the others. `patient` leaves out what is to be tried later.
    """
    _readdress(store, channels, now)
    by_address = {channel.address: channel for channel in channels}
    alerts: dict[str, int] = {}
    sent: set[str] = set()
    failed: set[str] = set()
    problems: list[Problem] = []
    unreachable: dict[str, DeliveryError] = {}
    for dispatch in store.dispatches(Delivery.QUEUED):
        channel = by_address[dispatch.address]
        letter = store.letters([dispatch.letter])[dispatch.letter]
        alerts[letter.id] = len(letter.alerts)
        if patient and dispatch.not_before and dispatch.not_before > now:
            failed.add(letter.id)
            continue
        error = unreachable.get(channel.server) or attempt(channel, letter)
        if isinstance(error, UnreachableError):
            unreachable[channel.server] = error
        after = outcome(dispatch, error, now=now)
        store.save_dispatch(after)
        if error is None:
            sent.add(letter.id)
        else:
            failed.add(letter.id)
            problems.append(Problem(stage="deliver", subject=channel.address, message=after.problem))
    complete = sent - failed
    return Published(
        sent=sum(alerts[letter] for letter in complete),
        failed=sum(alerts[letter] for letter in failed),
        letters_sent=len(complete),
        letters_failed=len(failed),
        problems=tuple(dict.fromkeys(problems)),
    )


def attempt(channel: Channel, letter: Letter) -> DeliveryError | None:
    """None if the channel took the letter, else why not; whatever goes wrong, the other channels are served."""
    try:
        channel.send(letter)
    except DeliveryError as error:
        return error
    except Exception as error:  # its text may hold a secret, and so may that of its causes
        where = "".join(traceback.format_tb(error.__traceback__))
        _log.error("%s: %s\n%s", channel.address, type(error).__name__, where)
        return DeliveryError(f"unexpected failure: {type(error).__name__}", attempts=REFUSALS)
    return None


def _readdress(store: Store, channels: Iterable[Channel], now: datetime) -> None:
    """Sends what waits for an address that is no longer configured to the new ones instead.

    Whoever corrects an address in the configuration gets what could not be sent to the wrong one.
    """
    configured = [channel.address for channel in channels]
    gone = [d for d in store.dispatches(Delivery.QUEUED) if d.address not in configured]
    for dispatch in gone:
        store.readdress(dispatch.letter, configured)
        message = "the address is no longer configured"
        store.save_dispatch(replace(dispatch, state=Delivery.DEAD, settled=now, problem=message))


def report(
    config: Config,
    store: Store,
    *,
    now: datetime,
    followed: Followed | None = None,
    as_of: datetime | None = None,
) -> tuple[Path, Path]:
    """Writes the ledger as a page and its changes as an Atom feed, each whole or not at all. Raises OSError.

    With `as_of` as it would have stood then; how feeds were then is not known.
    """
    snapshot = store.snapshot()
    if as_of:
        snapshot, now, followed = history.as_of(snapshot, as_of, factory.policy(config)), as_of, None
    known = accounts(snapshot)
    seen = coverage(snapshot, config.feeds, now=now, followed=followed)
    folder = config.report_folder
    folder.mkdir(parents=True, exist_ok=True)
    page, feed = folder / "index.html", folder / "atom.xml"
    disk.write(page, ledger_html(known, coverage=seen, now=now).encode())
    disk.write(feed, atom(known, coverage=seen, now=now, base=config.report.url))
    return page, feed
