"""`monitor restore`: back to a copy of the database."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.backup import database_file
from monitor.cli.common import FILE, configured, console_for, jsonable, now_utc, print_json, read_config
from monitor.cli.output.style import line
from monitor.errors import StoreError
from monitor.store import Store, backup
from monitor.store.lock import exclusive


@click.command()
@configured
@jsonable
@click.argument("path", type=FILE, required=False)
def command(config_path: Path | None, as_json: bool, path: Path | None) -> None:
    """Replace the database with a backup.

    Takes PATH, or the newest backup in the state folder. The old database is kept beside the new one. Alerts that
    were delivered after the backup was made may be sent again.
    """
    config, now = read_config(config_path), now_utc()
    target = database_file(config)
    source = path or backup.newest(config.backups)
    if source is None:
        raise StoreError(f"no backup found in {config.backups}; give a file: monitor restore FILE")
    with exclusive(config.state, now=now):
        aside = backup.restore(source, target, now=now)
        Store.open(config.ledger).close()
    if as_json:
        print_json({"restored": str(source), "replaced": str(aside) if aside else None})
    out = console_for(as_json)
    line(out, f"restored from {source}")
    if aside:
        line(out, f"the old database is kept as {aside}")
