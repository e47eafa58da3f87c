"""`monitor maintain`: tidying up."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.app import polling
from monitor.cli.common import configured, console_for, jsonable, now_utc, print_json, read_config
from monitor.cli.output.style import count, line
from monitor.store import Store
from monitor.store.lock import exclusive


@click.command()
@configured
@jsonable
def command(config_path: Path | None, as_json: bool) -> None:
    """Delete old stories that bear on no claim, compact and back up the database.

    The daemon does it every day; this is for those who run `monitor once` by cron.
    """
    config, now = read_config(config_path), now_utc()
    with exclusive(config.state, now=now), Store.open(config.ledger) as store:
        done = polling.maintain(config, store, now=now)
    if as_json:
        made = str(done.backup) if done.backup else None
        print_json({"pruned": done.pruned, "freed": done.freed, "backup": made})
    out = console_for(as_json)
    line(out, f"{count(done.pruned, 'story', 'stories')} deleted, {done.freed:,} bytes freed")
    if done.backup:
        line(out, f"backup: {done.backup}")
