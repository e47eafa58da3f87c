"""`monitor demo`: the demonstration on the sample archive."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import click
from rich.console import Console

from monitor import disk
from monitor.alerts.compose import letter
from monitor.alerts.compose.digest import resent
from monitor.alerts.compose.render import ledger_html
from monitor.app import catalogue, polling, publishing
from monitor.cli.common import configured, console_for, jsonable, now_utc, print_json
from monitor.cli.output import progress, shapes
from monitor.config import load
from monitor.demo.server import archive, configuration, serve
from monitor.ledger.accounts import accounts
from monitor.ledger.coverage import Followed, coverage
from monitor.store import Store
from monitor.store.lock import exclusive

_TABLE_WIDTH = 150  # columns, where the output is piped


@click.command()
@configured
@jsonable
def command(config_path: Path | None, as_json: bool) -> None:  # noqa: ARG001 (every command takes --config)
    """Run the whole job on a sample archive; needs no network and no configuration.

    The archive is served over HTTP on loopback. Page, digest and state stay in a temporary folder.
    """
    out, began, now = console_for(as_json), time.monotonic(), now_utc()
    folder = Path(tempfile.mkdtemp(prefix="monitor-demo-"))
    samples = archive()
    with serve(samples) as base:
        path = folder / "config.toml"
        path.write_text(configuration(samples, base), encoding="utf-8")
        config = load(path, environ={})
        claims = catalogue.load(config)
        followed = Followed.of(claims)
        with exclusive(config.state, now=now), Store.open(config.ledger) as store:
            with progress.bars(out) as report:
                result = polling.poll(config, store, claims, now=now, report=report)
            held = store.snapshot()
            alerts = resent(held, since=now, now=now)
            digest = publishing.digest(config, store, alerts, now=now, followed=followed)
    page, mail = folder / "ledger.html", folder / "digest.html"
    disk.write(mail, letter.page(digest).encode())
    seen = coverage(held, config.feeds, now=now, followed=followed)
    note = "Made from the sample archive: real events retold, under invented outlets. Its links lead nowhere."
    disk.write(page, ledger_html(accounts(held), coverage=seen, now=now, note=note).encode())
    if as_json:
        row = shapes.once(result, publishing.Published(), time.monotonic() - began)
        print_json(row | {"page": str(page), "digest": str(mail), "config": str(path)})
    wide = out if out.is_terminal else Console(stderr=as_json, highlight=False, width=_TABLE_WIDTH)
    progress.polled(wide, result, publishing.Published(), table=not out.is_terminal)
    for text in (
        f"The ledger as a page: {page}",
        f"The digest as a mail shows it: {mail}",
        f"Next: monitor explain builds-own-car --config {path}; for your own feeds, monitor check.",
    ):
        out.print(text, soft_wrap=True, markup=False)
