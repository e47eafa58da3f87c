"""Commands that show whether all is well."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from monitor import console, shapes, views
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
from monitor.errors import ConfigError


@cli.command()
@configured
@jsonable
def check(config_path: Path | None, as_json: bool) -> None:
    """Validate configuration, claims, state; every fault named. Asks nothing of the network."""
    findings = views.examine(given(config_path) or DEFAULT_PATH, environ=os.environ, now=now_utc())
    if as_json:
        print_json(shapes.check(findings))
    else:
        console.checked(console_for(as_json), findings)
    if findings.faults:
        sys.exit(ConfigError.exit_code)


@cli.command()
@configured
@jsonable
def status(config_path: Path | None, as_json: bool) -> None:
    """Feeds healthy and failing, last poll, outbox, claims by status."""
    view = views.standing(read_config(config_path))
    if as_json:
        print_json(shapes.status(view))
    else:
        console.standing(console_for(as_json), view)


@cli.command()
@configured
@jsonable
def feeds(config_path: Path | None, as_json: bool) -> None:
    """List the feeds with their state."""
    config = read_config(config_path)
    held = views.snapshot(config)
    states = {state.url: state for state in held.feed_states} if held else {}
    if as_json:
        print_json([shapes.feed(feed, states.get(feed.url)) for feed in config.feeds])
    else:
        console.feeds(console_for(as_json), config.feeds, states)
