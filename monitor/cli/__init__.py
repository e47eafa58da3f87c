"""The command line: parses arguments, calls the use cases, prints. Decides nothing."""

from __future__ import annotations

import io
import os
import sys
import traceback

import click

from monitor.cli import alerting, claims, exchange, explain, health, judging, polling, running, sample
from monitor.cli.common import cli
from monitor.errors import MonitorError

__all__ = [
    "alerting",
    "claims",
    "cli",
    "exchange",
    "explain",
    "health",
    "judging",
    "main",
    "polling",
    "running",
    "sample",
]
_UNEXPECTED = 1
_INTERRUPTED, _BROKEN_PIPE = 130, 141  # as the shell counts SIGINT and SIGPIPE


def main() -> None:
    """The console entry: an expected error is told in plain words, an unexpected one as such."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        # Not cli(): that would end a broken pipe and an interrupt in its own way.
        with cli.make_context("monitor", sys.argv[1:]) as context:
            cli.invoke(context)
        sys.stdout.flush()
        code = 0
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except MonitorError as error:
        sys.stderr.write(f"{error}\n")
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.stderr.write("interrupted\n")
        code = _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; what is left in the buffer must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = _BROKEN_PIPE
    except Exception as error:  # the last line of defence: a message, not a traceback
        if "--debug" in sys.argv:
            traceback.print_exc()
        sys.stderr.write(f"unexpected failure: {type(error).__name__}: {error} (--debug shows where)\n")
        code = _UNEXPECTED
    sys.exit(code)
