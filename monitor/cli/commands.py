"""The commands, found when they are called, and how each way of ending becomes an exit code."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from monitor import __version__

# Name and first line of help, as `monitor --help` lists them; no module is imported for that.
COMMANDS = {
    "once": "Poll all due feeds once, judge, deliver what is due; for cron.",
    "run": "Run as a daemon: poll each feed on its own schedule, send digests at their hours.",
    "demo": "Run the whole job on a sample archive; needs no network and no configuration.",
    "claims": "List claims and their status.",
    "outlets": "Show what each origin carried first, and what became of it.",
    "explain": "Show all evidence for and against a claim, and the rule that decided.",
    "status": "Show the state of feeds, claims and outbox.",
    "feeds": "List the feeds and their state.",
    "check": "Validate configuration, claims, channels and state; report every fault.",
    "digest": "Send the digest now, without waiting for its hour.",
    "test-alert": "Send a test message through every configured channel.",
    "report": "Write the HTML page and the Atom feed of all changes of status.",
    "export": "Write all claims with their verdicts: as schema.org ClaimReview (JSON-LD), or as CSV.",
    "opml": "Exchange the list of feeds with feed readers (OPML).",
    "judge": "Judge stories against claims, without state; one JSON line per story.",
    "replay": "Tell an archive in its own time: every change of status as it would have been mailed.",
    "evaluate": "Judge stories and score the result against gold labels.",
    "maintain": "Delete old stories that bear on no claim, compact and back up the database.",
    "backup": "Copy the database, even while the daemon runs.",
    "restore": "Replace the database with a backup.",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"monitor.cli.{cmd_name.replace('-', '_')}").command
        import_module("monitor.cli.common").log_to_stderr()
        signal.signal(
            signal.SIGINT, signal.default_int_handler
        )  # from now on there may be things to put in order
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    "monitor",
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`monitor COMMAND --help` describes a command.",
)
@click.option("--config", "config_path", metavar="PATH", help="The configuration file (config.toml).")
@click.option("--debug", is_flag=True, help="Show a traceback for an unexpected failure.")
@click.version_option(__version__, prog_name="monitor")
@click.pass_context
def cli(context: click.Context, config_path: str | None, debug: bool) -> None:
    """Watches news feeds and reports when a rumoured claim is confirmed or denied, and by whom."""
    context.obj = {"config": config_path, "debug": debug}


def run(arguments: Sequence[str]) -> int:
    """Runs a command; its exit code. An expected error is reported in plain words, an unexpected one as such."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        # Not cli(): that would end a broken pipe and an interrupt in its own way.
        with cli.make_context("monitor", list(arguments)) as context:
            cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    except BaseException as error:
        return _reported(error, debug="--debug" in arguments)
    return 0


def _reported(error: BaseException, *, debug: bool) -> int:
    """Says what went wrong; the exit code."""
    from monitor.errors import ExitCode, MonitorError  # noqa: PLC0415 (not needed where all goes well)

    if isinstance(error, MonitorError):
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, click.exceptions.Abort | KeyboardInterrupt):
        sys.stderr.write("interrupted\n")
        return ExitCode.INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # Whoever read our output has gone; what is left in the buffer must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.BROKEN_PIPE
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"{where}no space left on the disk\n")
        return ExitCode.FAILED
    if not isinstance(error, Exception):
        raise error
    if debug:
        import traceback  # noqa: PLC0415

        traceback.print_exception(error)
    hint = "" if debug else " (--debug shows where)"
    sys.stderr.write(f"unexpected failure: {type(error).__name__}: {error}{hint}\n")
    return ExitCode.FAILED
