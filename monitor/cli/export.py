"""`monitor export`: claims and verdicts for other programs."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from monitor.alerts.compose import export
from monitor.app import catalogue, overview
from monitor.cli.common import as_of_option, configured, read_config
from monitor.ledger.accounts import accounts


@click.command()
@configured
@click.option(
    "--format", "form", type=click.Choice(["jsonld", "csv"]), default="jsonld", help="What to write."
)
@as_of_option
def command(config_path: Path | None, form: str, as_of: datetime | None) -> None:
    """Write all claims with their verdicts: as schema.org ClaimReview (JSON-LD), or as CSV.

    \b
    Example:
      monitor export --format csv > claims.csv
    """
    config = read_config(config_path)
    held = accounts(overview.ledger(config, catalogue.load(config).claims, as_of=as_of))
    text = export.table(held) if form == "csv" else export.claim_reviews(held, base=config.report.url)
    sys.stdout.write(text)
