"""Commands that tell: the digest, a test of every channel, the report."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.alerts.channels.base import Channel
from monitor.alerts.compose.digest import retold
from monitor.alerts.compose.letter import event, trial
from monitor.alerts.compose.render import clean, digest_text
from monitor.app import polling, publishing
from monitor.cli import output
from monitor.cli.common import (
    DEFAULT_PATH,
    UNDELIVERED,
    cli,
    configured,
    console_for,
    given,
    jsonable,
    now_utc,
    print_json,
    read_config,
)
from monitor.cli.output import shapes
from monitor.config import Config
from monitor.config.settings import duration
from monitor.errors import ConfigError, Fault
from monitor.model import Alert
from monitor.store import Store
from monitor.store.lock import exclusive


class _Moment(click.ParamType[datetime]):
    """A time, or how long ago it was."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, context: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            try:
                return now_utc() - duration(text)
            except (ValueError, OverflowError):
                self.fail(
                    f"{text!r} is neither a time such as 2021-03-30T08:00 nor a span such as 7d",
                    param,
                    context,
                )
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@cli.command()
@click.option("--dry-run", is_flag=True, help="Print the digest; send nothing and mark nothing.")
@click.option(
    "--since", type=_Moment(), help="Tell again what changed since then: a time (UTC), or a span such as 7d."
)
@configured
@jsonable
def digest(config_path: Path | None, dry_run: bool, since: datetime | None, as_json: bool) -> None:
    """Compose the digest of all that waits and send it now, without waiting for its hour."""
    config, now = read_config(config_path), now_utc()
    if dry_run:
        _preview(config, since, now, as_json)
        return
    ways = _ways(config, config_path)
    with exclusive(config.state, now=now), Store.open(polling.database(config)) as store:
        if since and (alerts := _again(store, since, now)):
            publishing.post(config, store, alerts, ways, now=now, salt=now.isoformat())
        published = publishing.publish(config, store, now=now, asked=True)
    if as_json:
        print_json(shapes.published(published))
    else:
        output.told(console_for(as_json), published)
    if published.letters_failed:
        sys.exit(UNDELIVERED)


def _again(store: Store, since: datetime | None, now: datetime) -> tuple[Alert, ...]:
    """What waits, and what changed since then, each once."""
    waiting = store.waiting()
    if since is None:
        return waiting
    held = {alert.id for alert in waiting}
    return (*waiting, *(a for a in retold(store.snapshot(), since=since, now=now) if a.id not in held))


def _preview(config: Config, since: datetime | None, now: datetime, as_json: bool) -> None:
    with Store.open(polling.database(config), read_only=True) as store:
        made = publishing.digest(config, store, _again(store, since, now), now=now)
    if as_json:
        print_json(json.loads(event(made)))
    else:
        sys.stdout.write(f"Subject: {clean(made.subject)}\n\n{digest_text(made)}")


@cli.command("test-alert")
@configured
@jsonable
def test_alert(config_path: Path | None, as_json: bool) -> None:
    """Send a test through every configured channel; tell of each whether it was taken."""
    config = read_config(config_path)
    ways = _ways(config, config_path)
    letter = trial(sender=publishing.sender(config), now=datetime.now(UTC))
    results = [(way.address, publishing.handed_over(way, letter)) for way in ways]
    if as_json:
        print_json(
            [{"address": address, "ok": not error, "problem": str(error or "")} for address, error in results]
        )
    else:
        output.tested(console_for(as_json), [(address, str(error or "")) for address, error in results])
    if any(error for _, error in results):
        sys.exit(UNDELIVERED)


@cli.command()
@configured
@jsonable
def report(config_path: Path | None, as_json: bool) -> None:
    """Write the HTML report and the Atom feed of all changes of status."""
    config = read_config(config_path)
    with Store.open(polling.database(config), read_only=True) as store:
        page, feed = publishing.report(config, store, now=now_utc())
    if as_json:
        print_json({"page": str(page), "feed": str(feed)})
    else:
        sys.stdout.write(f"{page}\n{feed}\n")


def _ways(config: Config, path: Path | None) -> tuple[Channel, ...]:
    ways = publishing.channels(config)
    if not ways:
        message = "nobody is to be told: neither [email] nor [channels] nor [webhook] names an address"
        raise ConfigError(str(given(path) or DEFAULT_PATH), (Fault(where="", message=message),))
    return ways
