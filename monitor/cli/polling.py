"""Commands that poll."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from monitor.app import polling
from monitor.cli import output
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
from monitor.cli.output import shapes
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
    claims = polling.catalogue(config)
    if not any(feed.enabled for feed in config.feeds):
        fault = Fault(where="feed", message="none is configured and enabled, so there is nothing to watch")
        raise ConfigError(str(given(config_path) or DEFAULT_PATH), (fault,))
    out, began, now = console_for(as_json), time.monotonic(), now_utc()
    with exclusive(config.state, now=now), Store.open(polling.database(config)) as store:
        with output.progress(out) as report:
            result = polling.poll(config, store, claims, now=now, report=report)
        published = polling.publish(config, store, now=now)
    if as_json:
        print_json(shapes.once(result, published, time.monotonic() - began))
    output.polled(out, result, published)
    if result.nothing_read:
        output.blind(console_for(as_json=True), result, config.feeds)
        sys.exit(_NO_FEED)
    if published.letters_failed:
        sys.exit(UNDELIVERED)
