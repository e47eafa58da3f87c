"""What the commands share: options, the configuration, where output goes, the clock."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from monitor.alerts.channels.base import Channel
from monitor.app import factory
from monitor.config import Config, load
from monitor.config.settings import DEFAULT_PATH
from monitor.errors import ConfigError, Fault
from monitor.redaction import public

_Command = TypeVar("_Command", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)


def now_utc() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def configured(command: _Command) -> _Command:
    """Adds `--config`, which may stand before the command's name as well as after it."""
    help_ = "The configuration file (config.toml)."
    return click.option("--config", "config_path", metavar="PATH", type=FILE, help=help_)(command)


def jsonable(command: _Command) -> _Command:
    """Adds `--json`."""
    help_ = "Print JSON on standard output; everything else goes to standard error."
    return click.option("--json", "as_json", is_flag=True, help=help_)(command)


def as_of_option(command: _Command) -> _Command:
    """Adds `--as-of`: the last moment of that day, or None."""
    help_ = "The ledger as it would have stood at the end of that day."
    return click.option(
        "--as-of", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), callback=_end_of_day, help=help_
    )(command)


def _end_of_day(_context: click.Context, _option: click.Parameter, day: datetime | None) -> datetime | None:
    return datetime.combine(day, time.max, tzinfo=UTC) if day else None


def given(after: Path | None) -> Path | None:
    """The path of the configuration, given after the command's name or before it."""
    before: str | None = click.get_current_context().find_root().obj["config"]
    return after or (Path(before) if before else None)


def read_config(path: Path | None) -> Config:
    """The configuration. Raises ConfigError."""
    return load(given(path) or DEFAULT_PATH, environ=os.environ)


def read_watching(path: Path | None) -> Config:
    """The configuration of a command that polls and delivers. Raises ConfigError, also where no feed is enabled."""
    config = read_config(path)
    if not any(feed.enabled for feed in config.feeds):
        fault = Fault(where="feed", message="no feed is configured and enabled, so there is nothing to watch")
        raise ConfigError(str(given(path) or DEFAULT_PATH), (fault,))
    check_services(config, path)
    return config


def check_services(config: Config, path: Path | None) -> None:
    """Raises ConfigError where apprise does not know a URL under [channels]."""
    if faults := factory.unknown_services(config):
        raise ConfigError(str(given(path) or DEFAULT_PATH), faults)


def recipients(config: Config, path: Path | None) -> tuple[Channel, ...]:
    """Every configured channel. Raises ConfigError where there is none, or one that apprise does not know."""
    check_services(config, path)
    if not (channels := factory.channels(config)):
        message = "no recipients: add one under [email], [channels] or [webhook]"
        raise ConfigError(str(given(path) or DEFAULT_PATH), (Fault(where="", message=message),))
    return channels


def console_for(as_json: bool) -> Console:
    """Where people read: standard output, or standard error where the former is for JSON alone."""
    return Console(stderr=as_json, highlight=False)


def print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


class _Public(logging.Formatter):
    """Log lines without passwords and tokens, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return public(super().format(record))


def log_to_stderr() -> None:
    """What goes wrong unexpectedly is logged with its traceback. The daemon sets up a log of its own later."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Public("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
