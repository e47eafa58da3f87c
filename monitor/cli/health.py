"""Commands that show whether all is well."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from monitor.app import overview, polling
from monitor.cli import output
from monitor.cli.common import (
    DEFAULT_PATH,
    cli,
    configured,
    console_for,
    given,
    jsonable,
    now_utc,
    print_json,
    read_config,
)
from monitor.cli.output import shapes
from monitor.errors import ConfigError
from monitor.store import Store
from monitor.store.lock import exclusive


@cli.command()
@configured
@jsonable
def check(config_path: Path | None, as_json: bool) -> None:
    """Validate configuration, claims, state; every fault named. Asks nothing of the network."""
    findings = overview.examine(given(config_path) or DEFAULT_PATH, environ=os.environ, now=now_utc())
    if as_json:
        print_json(shapes.check(findings))
    else:
        output.checked(console_for(as_json), findings)
    if findings.faults:
        sys.exit(ConfigError.exit_code)


@cli.command()
@configured
@jsonable
def status(config_path: Path | None, as_json: bool) -> None:
    """Feeds healthy and failing, last poll, outbox, claims by status."""
    view = overview.standing(read_config(config_path), now=now_utc())
    if as_json:
        print_json(shapes.status(view))
    else:
        output.standing(console_for(as_json), view)


@cli.command()
@configured
@click.option("--reset", metavar="URL", help="Forget what is known of this feed: it is asked anew.")
@jsonable
def feeds(config_path: Path | None, reset: str | None, as_json: bool) -> None:
    """List the feeds with their state."""
    config = read_config(config_path)
    if reset is not None:
        if reset not in {feed.url for feed in config.feeds}:
            raise click.UsageError(f"no feed is configured at {reset!r}")
        with exclusive(config.state, now=now_utc()), Store.open(polling.database(config)) as store:
            store.forget_feed(reset)
    found = overview.feeds(config, now=now_utc())
    if as_json:
        print_json([shapes.feed(health) for health in found])
    else:
        output.feeds(console_for(as_json), found)
