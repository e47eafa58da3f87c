"""`monitor outlets`: the track record of origins."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from monitor.app import catalogue, overview
from monitor.cli.common import as_of_option, configured, console_for, jsonable, print_json, read_config
from monitor.cli.output import shapes, tables
from monitor.ledger.accounts import accounts
from monitor.ledger.outlets import records


@click.command()
@configured
@as_of_option
@jsonable
def command(config_path: Path | None, as_of: datetime | None, as_json: bool) -> None:
    """Show what each origin carried first, and what became of it.

    Counted are the claims of which an outlet, or people it quotes, gave the first report in their favour; what a party
    says of itself is not. The lead is the median time from that report to the day on which the claim was settled.
    """
    config = read_config(config_path)
    held = accounts(overview.ledger(config, catalogue.load(config).claims, as_of=as_of))
    found = records(held)
    if as_json:
        print_json([shapes.record(record) for record in found])
    else:
        tables.outlets(console_for(as_json), found)
