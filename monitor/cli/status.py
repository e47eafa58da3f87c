"""`monitor status`: the state of everything."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.app import overview
from monitor.cli.common import configured, console_for, jsonable, now_utc, print_json, read_config
from monitor.cli.output import shapes, tables


@click.command()
@configured
@jsonable
def command(config_path: Path | None, as_json: bool) -> None:
    """Show the state of feeds, claims and outbox.

    Names the feeds that fail or are silent, and what could not be delivered.
    """
    now = now_utc()
    view = overview.overview(read_config(config_path), now=now)
    if as_json:
        print_json(shapes.status(view))
    else:
        tables.status(console_for(as_json), view, now)
