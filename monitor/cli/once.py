"""`monitor once`: one poll."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from monitor.app import polling
from monitor.app.following import follow, keep
from monitor.cli.common import configured, console_for, jsonable, now_utc, print_json, read_watching
from monitor.cli.output import progress, shapes
from monitor.errors import ExitCode
from monitor.ledger.coverage import Followed
from monitor.store import Store
from monitor.store.lock import exclusive


@click.command()
@click.option(
    "--baseline",
    is_flag=True,
    help="Take what this poll finds on claims without a status as known: keep it, alert nobody.",
)
@configured
@jsonable
def command(config_path: Path | None, baseline: bool, as_json: bool) -> None:
    """Poll all due feeds once, judge, deliver what is due; for cron.

    \b
    Examples:
      monitor once --baseline       the first poll: years of old news, told to nobody
      */15 * * * *  cd /srv/monitor && .venv/bin/monitor once
    """
    config = read_watching(config_path)
    out, began, now = console_for(as_json), time.monotonic(), now_utc()
    with exclusive(config.state, now=now), Store.open(config.ledger) as store:
        following = follow(config, now=now)
        keep(config, following)
        claims = following.claims
        with progress.bars(out) as report:
            result = polling.poll(config, store, claims, now=now, report=report, baseline=baseline)
        published = polling.publish(config, store, now=now, followed=Followed.of(claims))
    if as_json:
        print_json(shapes.once(result, published, time.monotonic() - began, following))
    progress.following(out, following)
    progress.polled(out, result, published)
    if result.nothing_read:
        progress.nothing_read(console_for(as_json=True), result, config.feeds)
        sys.exit(ExitCode.NOTHING_READ)
    if published.letters_failed:
        sys.exit(ExitCode.UNDELIVERED)
    if published.unwritten:
        sys.exit(ExitCode.FAILED)
