"""`monitor claims`: the ledger."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from monitor.app import catalogue, overview
from monitor.cli.common import (
    as_of_option,
    configured,
    console_for,
    jsonable,
    now_utc,
    print_json,
    read_config,
)
from monitor.cli.output import shapes, tables
from monitor.ledger.accounts import accounts
from monitor.model import Status


@click.command()
@configured
@click.option(
    "--status", type=click.Choice([s.value for s in Status]), help="Only the claims in this status."
)
@as_of_option
@jsonable
def command(config_path: Path | None, status: str | None, as_of: datetime | None, as_json: bool) -> None:
    """List claims and their status.

    \b
    Example, what has been confirmed:
      monitor claims --status confirmed
    """
    config = read_config(config_path)
    known = catalogue.load(config)
    ledger, seen = overview.covered(config, known, now=now_utc(), as_of=as_of)
    found = [account for account in accounts(ledger) if status is None or account.status == status]
    lacks = {framed.claim: framed.lacks for framed in known.framed}
    if as_json:
        print_json([shapes.claim(account, lacks.get(account.claim.id, ()), seen) for account in found])
    else:
        tables.claims(console_for(as_json), found, lacks, seen)
