"""The use case of telling: letters are fixed in the outbox, then handed to every address; the report is rewritten.

Promised is: at least once, under the same name. A letter and its addresses are written in one transaction before
anything is sent, and an address is marked only after it took the letter; whatever ends the process between the two,
the next run sends the same bytes under the same Message-ID again.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from monitor.alerts.channels.base import REFUSALS, Channel, DeliveryError, UnreachableError
from monitor.alerts.channels.mail import Mailbox, Server
from monitor.alerts.channels.webhook import Webhook
from monitor.alerts.compose.atom import atom
from monitor.alerts.compose.digest import Digest, compose
from monitor.alerts.compose.letter import write
from monitor.alerts.compose.render import ledger_html
from monitor.alerts.compose.schedule import audible, due, struck
from monitor.config import Config
from monitor.config.settings import EmailSettings
from monitor.feeds.health import to_tell
from monitor.ledger.accounts import accounts, coverage
from monitor.model import Alert, Delivery, Dispatch, Letter, Problem
from monitor.store import Store

_PATIENCE = 5  # attempts before the pauses begin
_FIRST_PAUSE = timedelta(minutes=15)
_LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of the outbox, in alerts: `sent` reached every address, `failed` were due and did not.

    `queued` are those that no letter had told when it began, `waiting` those whose hour has not come.
    The letters are counted apart, since one that tells of feeds alone has no alerts.
    """

    queued: int = 0
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    letters_sent: int = 0
    letters_failed: int = 0
    problems: tuple[Problem, ...] = ()


def publish(
    config: Config, store: Store, *, now: datetime, since: datetime | None = None, asked: bool = False
) -> Published:
    """Tells what is due, tries again what failed, and rewrites the report.

    Everything that waits is due, but for quiet hours. An instance that always runs gives as `since` when it last
    published: then alerts wait for the hours of [digest], and so does what only tells of feeds in trouble.
    With `asked` a person wants it now: quiet hours and pauses do not count.
    """
    told = _tell(config, store, now=now, since=since, asked=asked)
    try:
        report(config, store, now=now)
    except OSError as error:
        fault = Problem(
            stage="report", subject=str(report_folder(config)), message=error.strerror or str(error)
        )
        return replace(told, problems=(*told.problems, fault))
    return told


def _tell(config: Config, store: Store, *, now: datetime, since: datetime | None, asked: bool) -> Published:
    queued = store.waiting()
    ways = channels(config)
    if not ways:
        return Published(queued=len(queued))
    hours = config.hours if since else replace(config.hours, at=())
    ready = queued if asked else due(queued, hours, now=now)
    if ready or ((asked or struck(hours, since or now, now)) and _troubled(config, store, now)):
        post(config, store, ready, ways, now=now)
    told = Published(queued=len(queued), waiting=len(queued) - len(ready))
    if not asked and audible(now, hours) > now:
        return told
    went = deliver(store, ways, now=now, patient=not asked)
    return replace(went, queued=told.queued, waiting=told.waiting)


def _troubled(config: Config, store: Store, now: datetime) -> bool:
    """Whether there is a feed of which the reader is to hear: a letter is written for it alone, if need be."""
    states = {state.url: state for state in store.feed_states()}
    return bool(to_tell((feed for feed in config.feeds if feed.enabled), states, now))


def channels(config: Config) -> tuple[Channel, ...]:
    """Every configured address, each once."""
    ways: list[Channel] = []
    if config.email:
        ways += [Mailbox(recipient, server(config.email)) for recipient in config.email.to]
    if config.channels.urls:
        from monitor.alerts.channels.chat import Chat  # noqa: PLC0415 (a large library that most set-ups do not need)

        ways += [Chat(url.get_secret_value()) for url in config.channels.urls]
    if config.webhook.secret:
        secret = config.webhook.secret.get_secret_value()
        ways += [Webhook(url=url.get_secret_value(), secret=secret) for url in config.webhook.urls]
    return tuple({way.address: way for way in ways}.values())


def server(email: EmailSettings) -> Server:
    """Where mail goes out."""
    return Server(
        host=email.host,
        port=email.effective_port,
        security=email.security,
        sender=email.sender or _own(),
        username=email.username,
        password=email.password.get_secret_value() if email.password else "",
    )


def sender(config: Config) -> str:
    """Who writes: the configured sender, or this machine's monitor."""
    return (config.email.sender if config.email else "") or _own()


def _own() -> str:
    return f"monitor@{socket.getfqdn() or 'localhost'}"


def digest(config: Config, store: Store, alerts: Iterable[Alert], *, now: datetime, salt: str = "") -> Digest:
    """What a letter about these alerts says now; nothing is written."""
    last = store.last_letter()
    dead = [d for d in store.dispatches(Delivery.DEAD) if last and d.settled and d.settled >= last.composed]
    letters = store.letters(dispatch.letter for dispatch in dead)
    return compose(
        alerts,
        snapshot=store.snapshot(),
        feeds=config.feeds,
        now=now,
        fresh=store.arrived(since=last.composed if last else None),
        known_claims=last.claims if last else None,
        undelivered=[(dispatch, letters[dispatch.letter].subject) for dispatch in dead],
        zone=config.timezone,
        salt=salt,
    )


def post(
    config: Config,
    store: Store,
    alerts: Iterable[Alert],
    ways: Iterable[Channel],
    *,
    now: datetime,
    salt: str = "",
) -> Letter:
    """Fixes a letter about these alerts in the outbox, addressed to every channel."""
    made = digest(config, store, alerts, now=now, salt=salt)
    letter = write(
        made,
        sender=sender(config),
        claims=len(store.claims()),
        threads=store.first_letters({item.claim.id for item in made.items}),
    )
    store.post(letter, [way.address for way in ways], feeds=[ill.feed.url for ill in made.troubles])
    return letter


def deliver(store: Store, ways: Sequence[Channel], *, now: datetime, patient: bool = True) -> Published:
    """Hands over what the outbox holds: what was sent, what failed, and why.

    One address's failure is nothing to the others. `patient` leaves alone what is to be tried later.
    """
    _readdress(store, ways, now)
    by_address = {way.address: way for way in ways}
    alerts: dict[str, int] = {}
    sent: set[str] = set()
    failed: set[str] = set()
    problems: list[Problem] = []
    unreachable: dict[str, DeliveryError] = {}
    for dispatch in store.dispatches(Delivery.QUEUED):
        way = by_address[dispatch.address]
        if patient and dispatch.not_before and dispatch.not_before > now:
            failed.add(dispatch.letter)
            alerts[dispatch.letter] = len(store.letters([dispatch.letter])[dispatch.letter].alerts)
            continue
        letter = store.letters([dispatch.letter])[dispatch.letter]
        alerts[letter.id] = len(letter.alerts)
        error = unreachable.get(way.server) or handed_over(way, letter)
        if isinstance(error, UnreachableError):
            unreachable[way.server] = error
        after = outcome(dispatch, error, now=now)
        store.save_dispatch(after)
        if error is None:
            sent.add(letter.id)
        else:
            failed.add(letter.id)
            problems.append(Problem(stage="deliver", subject=way.address, message=after.problem))
    whole = sent - failed
    return Published(
        sent=sum(alerts[letter] for letter in whole),
        failed=sum(alerts[letter] for letter in failed),
        letters_sent=len(whole),
        letters_failed=len(failed),
        problems=tuple(dict.fromkeys(problems)),
    )


def handed_over(way: Channel, letter: Letter) -> DeliveryError | None:
    """None if the channel took the letter, else why not; whatever goes wrong there, the others are still served."""
    try:
        way.send(letter)
    except DeliveryError as error:
        return error
    except Exception as error:  # its text may hold a secret
        return DeliveryError(f"unexpected failure: {type(error).__name__}", attempts=REFUSALS)
    return None


def outcome(dispatch: Dispatch, error: DeliveryError | None, *, now: datetime) -> Dispatch:
    """The dispatch after an attempt: taken, set aside, or to be tried again after a pause that grows."""
    attempts = dispatch.attempts + 1
    tried = replace(dispatch, attempts=attempts, not_before=None, problem=str(error or ""))
    if error is None:
        return replace(tried, state=Delivery.SENT, settled=now)
    if error.attempts is not None and attempts >= error.attempts:
        return replace(tried, state=Delivery.DEAD, settled=now)
    wait = pause(attempts)
    return replace(tried, not_before=now + wait if wait else None)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failures in a row: not at all at first, then twice as long each time."""
    if attempts < _PATIENCE:
        return timedelta()
    doubled: int = 2 ** min(attempts - _PATIENCE, 10)
    return min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)


def _readdress(store: Store, ways: Iterable[Channel], now: datetime) -> None:
    """What waits for an address that is no longer configured goes to the new ones instead.

    Whoever corrects an address in the configuration gets what could not be sent to the wrong one.
    """
    configured = [way.address for way in ways]
    gone = [d for d in store.dispatches(Delivery.QUEUED) if d.address not in configured]
    for dispatch in gone:
        store.readdress(dispatch.letter, configured)
        message = "the address is no longer configured"
        store.save_dispatch(replace(dispatch, state=Delivery.DEAD, settled=now, problem=message))


def report(config: Config, store: Store, *, now: datetime) -> tuple[Path, Path]:
    """Writes the ledger as a page and its changes as an Atom feed, each whole or not at all. Raises OSError."""
    snapshot = store.snapshot()
    known = accounts(snapshot)
    seen = coverage(snapshot, [feed.url for feed in config.feeds if feed.enabled])
    folder = report_folder(config)
    folder.mkdir(parents=True, exist_ok=True)
    page, feed = folder / "index.html", folder / "atom.xml"
    _replace(page, ledger_html(known, coverage=seen, now=now).encode())
    _replace(feed, atom(known, now=now, base=config.report.url))
    return page, feed


def report_folder(config: Config) -> Path:
    return config.report.folder or config.state / "report"


def _replace(path: Path, content: bytes) -> None:
    """A reader sees the old file or the new one, also through a power cut."""
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
