"""`monitor report`: the page and the feed."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from monitor.app import catalogue, publishing
from monitor.cli.common import as_of_option, configured, jsonable, now_utc, print_json, read_config
from monitor.ledger.coverage import Followed
from monitor.store import Store


@click.command()
@configured
@as_of_option
@jsonable
def command(config_path: Path | None, as_of: datetime | None, as_json: bool) -> None:
    """Write the HTML page and the Atom feed of all changes of status.

    Prints the paths of both. `monitor once` and `monitor run` write them as well.
    """
    config = read_config(config_path)
    followed = Followed.of(catalogue.load(config))
    with Store.open(config.ledger, read_only=True) as store:
        page, feed = publishing.report(config, store, now=now_utc(), followed=followed, as_of=as_of)
    if as_json:
        print_json({"page": str(page), "feed": str(feed)})
    else:
        sys.stdout.write(f"{page}\n{feed}\n")
