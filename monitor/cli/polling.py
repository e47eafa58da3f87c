"""Commands that poll."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from monitor import app, console, shapes
from monitor.cli.common import (
    DEFAULT_PATH,
    UNDELIVERED,
    cli,
    configured,
    console_for,
    given,
    jsonable,
    now_utc,
    print_json,
    read_config,
)
from monitor.errors import ConfigError, Fault
from monitor.store import Store
from monitor.store.lock import exclusive

_NO_FEED = 3


@cli.command()
@configured
@jsonable
def once(config_path: Path | None, as_json: bool) -> None:
    """One poll of all due feeds, one pass of judgement, deliver what is due; for cron."""
    config = read_config(config_path)
    claims = app.catalogue(config)
    if not any(feed.enabled for feed in config.feeds):
        fault = Fault(where="feed", message="none is configured and enabled, so there is nothing to watch")
        raise ConfigError(str(given(config_path) or DEFAULT_PATH), (fault,))
    out, began, now = console_for(as_json), time.monotonic(), now_utc()
    with exclusive(config.state, now=now), Store.open(app.database(config)) as store:
        with console.progress(out) as report:
            result = app.poll(config, store, claims, now=now, report=report)
        published = app.publish(config, store, now=now)
    if as_json:
        print_json(shapes.once(result, published, time.monotonic() - began))
    console.polled(out, result, published)
    if result.nothing_read:
        console.blind(console_for(as_json=True), result, config.feeds)
        sys.exit(_NO_FEED)
    if published.letters_failed:
        sys.exit(UNDELIVERED)
