"""`monitor run`: the daemon."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import click

from monitor.app.following import Following, follow
from monitor.cli.common import configured, now_utc, read_watching
from monitor.config import Config
from monitor.daemon.endpoint import endpoint
from monitor.daemon.scheduler import Daemon
from monitor.daemon.systemd import Supervisor
from monitor.daemon.telemetry import Telemetry, configure
from monitor.errors import ExitCode
from monitor.store import Store
from monitor.store.lock import exclusive


@click.command()
@configured
@click.option("--json", "as_json", is_flag=True, help="Write the log as JSON lines to standard output.")
def command(config_path: Path | None, as_json: bool) -> None:
    """Run as a daemon: poll each feed on its own schedule, send digests at their hours.

    SIGTERM or SIGINT stops it within ten seconds, SIGHUP reloads the configuration.
    """

    def read() -> tuple[Config, Following]:
        config = read_watching(config_path)
        return config, follow(config, now=now_utc())

    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: sys.exit(ExitCode.DONE))  # until the daemon takes them over
    config = read_watching(config_path)
    with exclusive(config.state, now=now_utc()), Store.open(config.ledger) as store:
        telemetry = Telemetry(configure(as_json=as_json))
        with endpoint(config.daemon.address, telemetry) as port:
            if port:
                telemetry.log.info("listening", port=port)
            ended = Daemon(read, store, telemetry, Supervisor(os.environ)).run()
    if not ended:
        # A transfer from a slow server goes on in a thread. All that matters is written and closed.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ExitCode.DONE)
