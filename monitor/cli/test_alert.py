"""`monitor test-alert`: a test of every channel."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.alerts.compose.letter import trial
from monitor.app import factory, publishing
from monitor.cli.common import configured, console_for, jsonable, print_json, read_config, recipients
from monitor.cli.output import progress
from monitor.errors import ExitCode


@click.command("test-alert")
@configured
@jsonable
def command(config_path: Path | None, as_json: bool) -> None:
    """Send a test message through every configured channel.

    The exit code is 4 if any of them refuses it.
    """
    config = read_config(config_path)
    channels = recipients(config, config_path)
    letter = trial(
        sender=factory.sender(config), now=datetime.now(UTC), unsubscribe=factory.unsubscribe(config)
    )
    results = [(channel.address, str(publishing.attempt(channel, letter) or "")) for channel in channels]
    if as_json:
        print_json(
            [{"address": address, "ok": not problem, "problem": problem} for address, problem in results]
        )
    else:
        progress.tested(console_for(as_json), results)
    if any(problem for _, problem in results):
        sys.exit(ExitCode.UNDELIVERED)
