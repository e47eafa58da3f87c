"""`monitor backup`: a copy of the database."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.common import FILE, configured, console_for, jsonable, now_utc, print_json, read_config
from monitor.cli.output.style import line
from monitor.config import Config
from monitor.errors import StoreError
from monitor.store import backup


@click.command()
@configured
@jsonable
@click.argument("path", type=FILE, required=False)
def command(config_path: Path | None, as_json: bool, path: Path | None) -> None:
    """Copy the database, even while the daemon runs.

    The copy goes to PATH, or into the state folder under a name with the date.

    \b
    Example:
      monitor backup /mnt/monitor.db
    """
    config = read_config(config_path)
    source = database_file(config)
    if not source.exists():
        raise StoreError(f"{source}: there is no database yet; `monitor once` creates it")
    if path and not path.absolute().parent.is_dir():  # a typing error, or a disk that is not mounted
        raise StoreError(f"{path.absolute().parent}: no such folder")
    target = path or backup.dated(config.backups, now_utc())
    backup.copy(source, target)
    if as_json:
        print_json({"backup": str(target)})
    line(console_for(as_json), f"copied to {target}")


def database_file(config: Config) -> Path:
    """The file of the database. Raises StoreError for one on a server."""
    if config.database and not config.database.startswith("sqlite:///"):
        raise StoreError("this database is on a server: use its own tools, such as pg_dump and pg_restore")
    return Path(config.ledger.removeprefix("sqlite:///"))
