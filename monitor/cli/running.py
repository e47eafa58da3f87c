"""Commands of the daemon, and of the upkeep of what it keeps."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import click

from monitor.app import polling
from monitor.claims.frames.catalogue import Catalogue
from monitor.cli.common import (
    DEFAULT_PATH,
    FILE,
    cli,
    configured,
    console_for,
    given,
    jsonable,
    now_utc,
    print_json,
    read_config,
)
from monitor.cli.output.style import line
from monitor.config import Config
from monitor.daemon import Daemon
from monitor.daemon.endpoint import endpoint
from monitor.daemon.systemd import Supervisor
from monitor.daemon.telemetry import Watch, configure
from monitor.errors import ConfigError, Fault, StoreError
from monitor.store import Store, backup
from monitor.store.lock import exclusive


@cli.command()
@configured
@click.option("--json", "as_json", is_flag=True, help="The log as JSON lines on standard output.")
def run(config_path: Path | None, as_json: bool) -> None:
    """The daemon: asks each feed at its rhythm, judges, sends digests at their hours.

    SIGTERM or SIGINT ends it within ten seconds, SIGHUP makes it read its configuration again.
    """

    def read() -> tuple[Config, Catalogue]:
        config = read_config(path)
        if not any(feed.enabled for feed in config.feeds):
            fault = Fault(
                where="feed", message="none is configured and enabled, so there is nothing to watch"
            )
            raise ConfigError(str(path), (fault,))
        return config, polling.catalogue(config)

    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: sys.exit(0))  # until the daemon takes them over
    path = given(config_path) or DEFAULT_PATH
    config, _ = read()
    with exclusive(config.state, now=now_utc()), Store.open(polling.database(config)) as store:
        watch = Watch(configure(as_json=as_json))
        with endpoint(config.daemon.address, watch) as port:
            if port:
                watch.log.info("listening", port=port)
            ended = Daemon(read, store, watch, Supervisor(os.environ)).run()
    if not ended:
        # A transfer from a slow server goes on in a thread. All that matters is written and closed.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


@cli.command()
@configured
@jsonable
def maintain(config_path: Path | None, as_json: bool) -> None:
    """Forget old stories that bear on no claim, give back their space, copy the database.

    The daemon does it every day; this is for those who run `monitor once` by cron.
    """
    config, now = read_config(config_path), now_utc()
    with exclusive(config.state, now=now), Store.open(polling.database(config)) as store:
        done = polling.maintain(config, store, now=now)
    if as_json:
        made = str(done.backup) if done.backup else None
        print_json({"pruned": done.pruned, "freed": done.freed, "backup": made})
    out = console_for(as_json)
    line(out, f"{done.pruned} stories forgotten, {done.freed:,} bytes given back")
    if done.backup:
        line(out, f"copy of the database: {done.backup}")


@cli.command("backup")
@configured
@jsonable
@click.argument("path", type=FILE, required=False)
def make_backup(config_path: Path | None, as_json: bool, path: Path | None) -> None:
    """Copy the database to PATH, or dated into the state folder; also while the daemon runs."""
    config = read_config(config_path)
    source = _file(config)
    if not source.exists():
        raise StoreError(f"{source}: there is no database yet; `monitor once` makes it")
    target = path or backup.dated(polling.backups(config), now_utc())
    backup.copy(source, target)
    if as_json:
        print_json({"backup": str(target)})
    line(console_for(as_json), f"copied to {target}")


@cli.command()
@configured
@jsonable
@click.argument("path", type=FILE, required=False)
def restore(config_path: Path | None, as_json: bool, path: Path | None) -> None:
    """Put a copy in the place of the database: PATH, or the newest that the daemon made.

    The database that was there is kept beside it. What was delivered after the copy was made may be told again.
    """
    config, now = read_config(config_path), now_utc()
    target = _file(config)
    source = path or backup.newest(polling.backups(config))
    if source is None:
        raise StoreError(f"{polling.backups(config)}: there is no copy; name one")
    with exclusive(config.state, now=now):
        aside = backup.restore(source, target, now=now)
        Store.open(polling.database(config)).close()
    if as_json:
        print_json({"restored": str(source), "replaced": str(aside) if aside else None})
    out = console_for(as_json)
    line(out, f"restored from {source}")
    if aside:
        line(out, f"what was there is kept as {aside}")


def _file(config: Config) -> Path:
    if config.database and not config.database.startswith("sqlite:///"):
        raise StoreError("this database is on a server: use its own tools, such as pg_dump and pg_restore")
    return Path(polling.database(config).removeprefix("sqlite:///"))
