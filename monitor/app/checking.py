"""The use case `monitor check`: everything that can be found wrong without asking feeds, channels or mail servers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from monitor.app import factory
from monitor.app.following import follow
from monitor.claims.frames.doubts import doubts, unused
from monitor.claims.frames.files import known_as
from monitor.claims.frames.understood import summary
from monitor.config import Config, load
from monitor.config.environment import ignored
from monitor.errors import LockedError, MonitorError
from monitor.feeds.fetch.addresses import Allowed, refusal
from monitor.redaction import public
from monitor.store import Store
from monitor.store.lock import exclusive


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    message: str


@dataclass(slots=True, kw_only=True)
class Findings:
    """What `monitor check` shows; only `faults` keep the monitor from its work."""

    valid: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)


def examine(path: Path, *, environ: Mapping[str, str], now: datetime) -> Findings:
    """All findings at once. Creates the state folder where it is missing; claims files at addresses are asked for."""
    found = Findings()
    try:
        config = load(path, environ=environ)
    except MonitorError as error:
        found.faults.append(Finding("configuration", str(error)))
        return found
    found.valid.append(Finding("configuration", str(path)))
    found.notes += [Finding("environment", f"unknown setting {name} (ignored)") for name in ignored(environ)]
    _feeds(config, found)
    _report(config.report.folder, found)
    _claims(config, found, now)
    _state(config, found, now)
    _recipients(config, found)
    return found


def _feeds(config: Config, found: Findings) -> None:
    enabled = sum(feed.enabled for feed in config.feeds)
    if enabled:
        disabled = len(config.feeds) - enabled
        found.valid.append(Finding("feeds", f"{enabled} enabled, {disabled} disabled"))
    else:
        found.faults.append(Finding("feeds", "none is configured and enabled"))
    allowed = Allowed(config.fetch.allow_private)
    for feed in config.feeds:
        host = urlsplit(feed.url).hostname or ""
        if feed.enabled and allowed.refuses(host):
            found.faults.append(Finding("feeds", f"{public(feed.url)}: {refusal(host)}"))


def _report(folder: Path | None, found: Findings) -> None:
    if folder is None:
        return
    held = next(path for path in (folder, *folder.parents) if path.exists())
    if not held.is_dir():
        found.faults.append(Finding("report", f"{folder} cannot be written: {held} is a file"))
    elif not os.access(held, os.W_OK | os.X_OK):
        found.faults.append(
            Finding("report", f"{folder} cannot be written: check the owner and mode of {held}")
        )


def _claims(config: Config, found: Findings, now: datetime) -> None:
    try:
        following = follow(config, now=now)
    except MonitorError as error:
        found.faults.append(Finding("claims", str(error)))
        return
    claims = following.claims
    found.valid.append(Finding("claims", f"{len(claims.claims)} claims"))
    for url, changes in following.changes.items():
        kinds = (("added", changes.added), ("changed", changes.changed), ("removed", changes.removed))
        words = "; ".join(f"{what} {', '.join(id_ for id_, _ in told)}" for what, told in kinds if told)
        found.notes.append(Finding("claims", f"{public(url)}: the next poll takes over: {words}"))
    found.notes += [Finding("claims", f"{public(p.subject)}: {p.message}") for p in following.problems]
    found.notes += [
        Finding(
            "feeds",
            f"{public(feed.url)}: no claim or name of the topic knows its publisher {feed.publisher!r}",
        )
        for feed in config.feeds
        if feed.publisher and known_as(feed.publisher, claims.entities) is None
    ]
    for framed in claims.framed:
        name = f"claim {framed.claim}"
        if line := summary(framed, unused(framed, claims)):
            found.valid.append(Finding(name, line))
        found.notes += [Finding(name, f"flags nothing: {lack}") for lack in framed.lacks]
        found.notes += [Finding(name, doubt) for doubt in doubts(framed, claims)]


def _state(config: Config, found: Findings, now: datetime) -> None:
    try:
        with exclusive(config.state, now=now), Store.open(config.ledger):
            found.valid.append(Finding("state", f"{config.state} can be written"))
    except LockedError as error:
        found.notes.append(Finding("state", str(error)))
    except MonitorError as error:
        found.faults.append(Finding("state", str(error)))


def _recipients(config: Config, found: Findings) -> None:
    if email := config.email:
        server = f"{email.host}:{email.effective_port}"
        message = f"{', '.join(email.to)} by {server}, security {email.security}"
        found.valid.append(Finding("email", message))
    unknown = factory.unknown_services(config)
    found.faults += [Finding("channel", str(fault)) for fault in unknown]
    if not unknown:
        others = [c.address for c in factory.channels(config) if not c.address.startswith("mail ")]
        found.valid += [Finding("channel", address) for address in others]
    if not config.tells:
        found.notes.append(Finding("email", "not configured: flags are printed and kept, no mail is sent"))
