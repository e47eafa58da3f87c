"""`monitor check`: is everything set up correctly."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from monitor.app.checking import examine
from monitor.cli.common import configured, console_for, given, jsonable, now_utc, print_json
from monitor.cli.output import shapes, tables
from monitor.config.settings import DEFAULT_PATH
from monitor.errors import ExitCode


@click.command()
@configured
@jsonable
def command(config_path: Path | None, as_json: bool) -> None:
    """Validate configuration, claims, channels and state; report every fault.

    Asks nothing of the network but the claims files that are given as addresses, and saves no copy of them.
    """
    findings = examine(given(config_path) or DEFAULT_PATH, environ=os.environ, now=now_utc())
    if as_json:
        print_json(shapes.check(findings))
    else:
        tables.checked(console_for(as_json), findings)
    if findings.faults:
        sys.exit(ExitCode.USAGE)
