"""Writes docs/commands.md, the help of every command, from the program: `make docs`. A test compares the two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from monitor.cli import cli

PATH = Path(__file__).parents[1] / "docs" / "commands.md"
_INTRODUCTION = "# Commands\n\nWhat `--help` prints. Written by `make docs`; edit the program instead.\n"


def reference() -> str:
    context = cli.make_context("monitor", [], resilient_parsing=True, terminal_width=100)
    return "\n".join([_INTRODUCTION, *_chapters(context)])


def _chapters(context: click.Context) -> Iterator[str]:
    """A chapter for the command of `context`, and for each below it."""
    yield f"## {context.command_path}\n\n```\n{context.get_help()}\n```\n"
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None
            if not command.hidden:
                yield from _chapters(command.make_context(name, [], parent=context, resilient_parsing=True))


if __name__ == "__main__":
    PATH.write_text(reference(), encoding="utf-8")
