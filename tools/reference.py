"""Generates docs/reference.md from the code: commands, configuration keys, exit codes, the verdict table.

`python -m tools.reference` after a change of any of these; a test compares the page with the code.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import time, timedelta
from importlib import import_module
from pathlib import Path

import click
from pydantic import ByteSize
from pydantic.fields import FieldInfo

from monitor import durations
from monitor.claims.verdict import MOVES, RULES
from monitor.cli.commands import COMMANDS, cli
from monitor.config import values
from monitor.config.environment import HIDDEN
from monitor.config.settings import Section, sections
from monitor.errors import ExitCode
from monitor.model import Status

PAGE = Path(__file__).parents[1] / "docs" / "reference.md"

_HEAD = """\
# Reference

This page is generated from the code by `python -m tools.reference`; edit the code, not the page.

- [Commands](#commands)
- [Configuration](#configuration)
- [Exit codes](#exit-codes)
- [When a status changes](#when-a-status-changes)
"""
_CONFIGURATION = """\
## Configuration

`config.toml` is TOML. Paths in it are relative to the file. Each key can be set by the environment as well: `timeout`
in `[fetch]` is `MONITOR_FETCH_TIMEOUT`, `state` is `MONITOR_STATE`. Lists in variables are comma-separated or JSON.
`MONITOR_EMAIL_PASSWORD` and `MONITOR_WEBHOOK_SECRET` hold secrets, which the file never does. A duration is written as
`250ms`, `20s`, `15m`, `2h`, `7d` or `1h30m`, a size as `500KB`, `10MB` or `1MiB`.

`[topic]`, what a story must be about, is described in [config.toml](../config.toml).
"""
_VERDICT = """\
## When a status changes

Nothing else changes the status of a claim. An *official* statement is one on the record by a party with standing, an
*event* has visibly happened. Either settles a claim once as many independent witnesses as `[verdict]` asks for have
reported it within the window, or a party's own feed tells it; until then it is *reported*. Hedged passages, repetitions
and reprints change nothing. [How it decides](how-it-decides.md#witnesses) says who is a witness.

| what a story brings | claim is | claim becomes | rule | alert |
|---|---|---|---|---|
"""
# How a type is called where its name in the code says too little.
_NAMES: dict[object, str] = {
    durations.Duration: "duration",
    durations.Delay: "duration, also `0s`",
    values.Size: "size",
    values.Zone: "time zone",
    values.Clock: "time of day",
    values.Quiet: "two times of day",
    values.UserPath: "path",
    values.Source: 'path, address or `"shipped"`',
    values.Url: "URL",
    values.OptionalUrl: "URL",
    values.Language: "language code",
    values.Mailbox: "mail address",
    values.Recipients: "list of mail addresses",
    values.Sender: "mail address",
    values.Unsubscribe: "mailto address",
    values.Peer: "host or network",
    values.ChannelUrl: "URL",
    values.HookUrl: "URL",
    values.Database: "URL",
    values.Listen: "host:port",
}


def page() -> str:
    """The whole page."""
    parts = [_HEAD, *_commands(), _CONFIGURATION, *_sections(), *_exit_codes(), _verdict(), _rules()]
    return "\n".join(parts)


def _commands() -> Iterator[str]:
    yield "## Commands\n\n`--config PATH` and `--debug` may also stand before the name of a command.\n"
    with click.Context(cli, info_name="monitor", **cli.context_settings) as context:
        for name in COMMANDS:
            command = import_module(f"monitor.cli.{name.replace('-', '_')}").command
            yield from _command(command, name, context)


def _command(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    with click.Context(
        command, info_name=name, parent=parent, max_content_width=100, terminal_width=100
    ) as context:
        yield f"### {context.command_path}\n\n```\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for below, found in command.commands.items():
                yield from _command(found, below, context)


def _sections() -> Iterator[str]:
    for name, section in sections().items():
        heading = {"": "At the top of the file", "feed": "`[[feed]]`, once per feed"}.get(name, f"`[{name}]`")
        rows = [
            f"| `{key}` | {_type(section, key)} | {_default(info)} | {info.description} |"
            for key, info in section.model_fields.items()
            if info.description and (name, key) not in HIDDEN
        ]
        yield "\n".join(
            [f"### {heading}\n", "| key | type | default | meaning |", "|---|---|---|---|", *rows, ""]
        )


def _type(section: type[Section], key: str) -> str:
    return _named(typing.get_type_hints(section, include_extras=True)[key])


def _named(annotation: object) -> str:
    try:
        if annotation in _NAMES:
            return _NAMES[annotation]
    except TypeError:  # not hashable
        pass
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return " or ".join(f"`{choice}`" for choice in arguments)
    if origin is tuple:
        return f"list of: {_named(arguments[0])}"
    if origin is types.UnionType or origin is typing.Union:
        return _named(next(kind for kind in arguments if kind is not type(None)))
    if origin is typing.Annotated:
        return _named(arguments[0])
    return {str: "text", int: "whole number", bool: "`true` or `false`"}[annotation]  # type: ignore[index]


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    if info.default is None:
        return "–"
    return _written(info.default)


def _written(value: object) -> str:
    """A value as it is written in TOML."""
    if isinstance(value, tuple):
        return f"`[{', '.join(_written(each).strip('`') for each in value)}]`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, ByteSize):
        return f'`"{value // 10**6}MB"`'
    if isinstance(value, timedelta):
        days, seconds = divmod(int(value.total_seconds()), 86400)
        return f'`"{days}d"`' if days else f'`"{seconds}s"`'
    if isinstance(value, time):
        return f'`"{value:%H:%M}"`'
    return f"`{value}`" if isinstance(value, int) else f'`"{value}"`'


def _exit_codes() -> Iterator[str]:
    rows = [f"| {code.value} | {code.meaning} |" for code in ExitCode]
    yield "\n".join(["## Exit codes\n", "| code | means |", "|---|---|", *rows, ""])


def _verdict() -> str:
    rows = [
        f"| {kind.value} | {_any_of(before)} | **{after.value}** | {rule.name} | {rule.alert} |"
        for kind, before, after, rule in MOVES
    ]
    return _VERDICT + "\n".join([*rows, ""])


def _any_of(statuses: tuple[Status, ...]) -> str:
    return ", ".join(status.value for status in statuses)


def _rules() -> str:
    rows = [f"| {rule.name} | {rule.because} |" for rule in RULES.values()]
    return "\n".join(["| rule | means |", "|---|---|", *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
