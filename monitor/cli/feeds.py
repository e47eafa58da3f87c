"""`monitor feeds`: the feeds and their state."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.app import overview
from monitor.cli.common import configured, console_for, jsonable, now_utc, print_json, read_config
from monitor.cli.output import shapes, tables
from monitor.config import Config
from monitor.redaction import public
from monitor.store import Store
from monitor.store.lock import exclusive


@click.command()
@configured
@click.option(
    "--reset", metavar="URL", help="Discard this feed's saved state, so that it is polled as if it were new."
)
@jsonable
def command(config_path: Path | None, reset: str | None, as_json: bool) -> None:
    """List the feeds and their state.

    \b
    Example, to poll a feed again that had answered "gone":
      monitor feeds --reset https://example.org/rss.xml
    """
    config = read_config(config_path)
    if reset is not None:
        url = _configured(config, reset)
        with exclusive(config.state, now=now_utc()), Store.open(config.ledger) as store:
            store.forget_feed(url)
    found = overview.feeds(config, now=now_utc())
    if as_json:
        print_json([shapes.feed(health, blind) for health, blind in found])
    else:
        tables.feeds(console_for(as_json), found)


def _configured(config: Config, url: str) -> str:
    """The configured address, given as it is or as it is shown."""
    urls = [feed.url for feed in config.feeds]
    found = [known for known in urls if known == url] or [known for known in urls if public(known) == url]
    if not found:
        raise click.UsageError(f"no feed is configured at {public(url)!r}; `monitor feeds` lists them")
    if len(found) > 1:
        raise click.UsageError(f"{url!r} stands for {len(found)} feeds; give the whole address")
    return found[0]
