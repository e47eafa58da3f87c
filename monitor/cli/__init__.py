"""The command line: parses arguments, calls the use cases, prints. Decides nothing.

One module a command, imported when that command is called; `commands` lists them.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """The console entry: runs the command of `sys.argv` and ends the process with its exit code."""
    # While modules are imported there is nothing to put in order, and an exception may get lost in them.
    signal.signal(signal.SIGINT, _interrupted)
    from monitor.cli.commands import run  # noqa: PLC0415 (see above)

    sys.exit(run(sys.argv[1:]))


def _interrupted(*_: object) -> None:
    os.write(2, b"interrupted\n")
    os._exit(130)
