"""What every command shares: the group, the options, where output goes, the clock."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from monitor import __version__
from monitor.config import Config
from monitor.config import load as load_config

_Command = TypeVar("_Command", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)
UNDELIVERED = 4  # the exit code where an alert that was due could not be delivered
DEFAULT_PATH = Path("config.toml")


def now_utc() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--config", "config_path", type=FILE, help="The configuration file (config.toml).")
@click.option("--debug", is_flag=True, help="Show where an unexpected failure happened.")
@click.version_option(__version__, prog_name="monitor")
@click.pass_context
def cli(context: click.Context, config_path: Path | None, debug: bool) -> None:
    """Watches news feeds and tells when a rumoured claim becomes confirmed or denied, on whose word."""
    context.obj = {"config": config_path, "debug": debug}


def configured(command: _Command) -> _Command:
    """Adds `--config`, which may stand before the command's name as well as after it."""
    return click.option("--config", "config_path", type=FILE, help="The configuration file (config.toml).")(
        command
    )


def jsonable(command: _Command) -> _Command:
    return click.option(
        "--json", "as_json", is_flag=True, help="JSON on standard output, the rest on error."
    )(command)


def given(after: Path | None) -> Path | None:
    before: Path | None = click.get_current_context().find_root().obj["config"]
    return after or before


def read_config(path: Path | None) -> Config:
    return load_config(given(path) or DEFAULT_PATH, environ=os.environ)


def console_for(as_json: bool) -> Console:
    """Where people read: standard output, or standard error where the former is for JSON alone."""
    return Console(stderr=as_json, highlight=False)


def print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
