"""`monitor digest`: the digest on demand."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.alerts.compose.digest import resent
from monitor.alerts.compose.event import event
from monitor.alerts.compose.plain import clean
from monitor.alerts.compose.render import digest_text
from monitor.app import catalogue, publishing
from monitor.cli.common import (
    configured,
    console_for,
    jsonable,
    now_utc,
    print_json,
    read_config,
    recipients,
)
from monitor.cli.output import progress, shapes
from monitor.config import Config
from monitor.durations import duration
from monitor.errors import ExitCode
from monitor.ledger.coverage import Followed
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
                message = f"{text!r} is neither a time such as 2021-03-30T08:00 nor a span such as 7d"
                self.fail(message, param, context)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.command()
@click.option("--dry-run", is_flag=True, help="Print the digest; send nothing and mark nothing as sent.")
@click.option(
    "--since", type=_Moment(), help="Resend changes since TIME: a moment (UTC), or a span such as 7d."
)
@configured
@jsonable
def command(config_path: Path | None, dry_run: bool, since: datetime | None, as_json: bool) -> None:
    """Send the digest now, without waiting for its hour.

    \b
    Examples:
      monitor digest --dry-run      what would be sent
      monitor digest --since 7d     the changes of the last week once more
    """
    config, now = read_config(config_path), now_utc()
    if dry_run:
        _preview(config, since, now, as_json)
        return
    channels = recipients(config, config_path)
    followed = Followed.of(catalogue.load(config))
    with exclusive(config.state, now=now), Store.open(config.ledger) as store:
        if since and (alerts := _alerts(store, since, now)):
            publishing.post(config, store, alerts, channels, now=now, followed=followed, salt=now.isoformat())
        published = publishing.publish(config, store, now=now, followed=followed, on_demand=True)
    if as_json:
        print_json(shapes.published(published))
    else:
        progress.published(console_for(as_json), published)
    if published.letters_failed:
        sys.exit(ExitCode.UNDELIVERED)
    if published.unwritten:
        sys.exit(ExitCode.FAILED)


def _alerts(store: Store, since: datetime | None, now: datetime) -> tuple[Alert, ...]:
    """What waits, and what changed since then, each once."""
    waiting = store.waiting()
    if since is None:
        return waiting
    held = {alert.id for alert in waiting}
    return (*waiting, *(a for a in resent(store.snapshot(), since=since, now=now) if a.id not in held))


def _preview(config: Config, since: datetime | None, now: datetime, as_json: bool) -> None:
    followed = Followed.of(catalogue.load(config))
    with Store.open(config.ledger, read_only=True) as store:
        made = publishing.digest(config, store, _alerts(store, since, now), now=now, followed=followed)
    if as_json:
        print_json(json.loads(event(made)))
    else:
        sys.stdout.write(f"Subject: {clean(made.subject)}\n\n{digest_text(made)}")
