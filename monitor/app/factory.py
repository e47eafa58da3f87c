"""From the configuration to the parts that verdicts and alerts need: witnesses, channels, mail server, hours."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from monitor.alerts.compose.schedule import EVERY_DAY, Hours
from monitor.claims.replay import Policy
from monitor.config import Config
from monitor.config.settings import EmailSettings
from monitor.errors import Fault

if TYPE_CHECKING:
    from monitor.alerts.channels.base import Channel
    from monitor.alerts.channels.mail import Server
    from monitor.feeds.fetch.fetcher import Fetcher

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ALERTS = {"confirmed": "newly-confirmed", "denied": "newly-denied"}  # what a kind is called in the outbox


def channels(config: Config) -> tuple[Channel, ...]:
    """Every configured address, each once. A library is imported only where it is needed."""
    found: list[Channel] = []
    if config.email:
        from monitor.alerts.channels.mail import Mailbox  # noqa: PLC0415

        found += [Mailbox(recipient, server(config.email)) for recipient in config.email.to]
    if config.channels.urls:
        from monitor.alerts.channels.chat import Chat  # noqa: PLC0415

        found += [Chat(url.get_secret_value()) for url in config.channels.urls]
    if config.webhook.urls and config.webhook.secret:
        from monitor.alerts.channels.webhook import Webhook  # noqa: PLC0415

        secret = config.webhook.secret.get_secret_value()
        found += [Webhook(url=url.get_secret_value(), secret=secret) for url in config.webhook.urls]
    return tuple({channel.address: channel for channel in found}.values())


def fetcher(config: Config) -> Fetcher:
    """A fetcher within the configured bounds. Raises ValueError for hosts that are none."""
    from monitor.feeds.fetch.fetcher import Fetcher  # noqa: PLC0415

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


def unknown_services(config: Config) -> tuple[Fault, ...]:
    """The URLs under [channels] that apprise does not know; asks nothing of the network."""
    if not config.channels.urls:
        return ()
    from monitor.alerts.channels.chat import understood  # noqa: PLC0415

    message = "apprise does not know this kind of URL (not shown here, since it may hold a secret)"
    return tuple(
        Fault(where=f"channels.urls[{number}]", message=message)
        for number, url in enumerate(config.channels.urls, start=1)
        if not understood(url.get_secret_value())
    )


def server(email: EmailSettings) -> Server:
    """Where mail goes out."""
    from monitor.alerts.channels.mail import Server  # noqa: PLC0415

    return Server(
        host=email.host,
        port=email.effective_port,
        security=email.security,
        sender=email.sender or _default_sender(),
        username=email.username,
        password=email.password.get_secret_value() if email.password else "",
    )


def policy(config: Config) -> Policy:
    """How many witnesses settle a claim."""
    return Policy(witnesses=config.verdict.witnesses, window=config.verdict.window)


def sender(config: Config) -> str:
    """The configured sender, or this machine's monitor."""
    return (config.email.sender if config.email else "") or _default_sender()


def unsubscribe(config: Config) -> str:
    """Where recipients of mail ask to be removed; "" where nothing is configured."""
    return config.email.unsubscribe if config.email else ""


def hours(config: Config) -> Hours:
    """When alerts are sent by an instance that always runs."""
    digest = config.digest
    return Hours(
        at=digest.at,
        zone=config.timezone,
        days=frozenset(_DAYS.index(day) for day in digest.days) or EVERY_DAY,
        immediate=frozenset(_ALERTS.get(kind, kind) for kind in digest.immediate),
        quiet=digest.quiet,
    )


def _default_sender() -> str:
    return f"monitor@{socket.getfqdn() or 'localhost'}"
