"""The demonstration on the sample archive."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from rich.console import Console

from monitor.alerts.compose import letter
from monitor.alerts.compose.digest import retold
from monitor.alerts.compose.render import ledger_html
from monitor.app import polling, publishing
from monitor.cli import output
from monitor.cli.common import cli, configured, console_for, jsonable, now_utc, print_json
from monitor.cli.output import shapes
from monitor.config import load as load_config
from monitor.demo.server import archive, configuration, serve
from monitor.ledger.accounts import accounts, coverage
from monitor.store import Store
from monitor.store.lock import exclusive

_SHEET = 150  # columns of the table where it is piped


@cli.command()
@configured
@jsonable
def demo(config_path: Path | None, as_json: bool) -> None:  # noqa: ARG001 (every command takes --config)
    """The whole job on a sample archive, served over HTTP on loopback; needs no network.

    It brings its own configuration.
    """
    out, began, now = console_for(as_json), time.monotonic(), now_utc()
    folder = Path(tempfile.mkdtemp(prefix="monitor-demo-"))
    samples = archive()
    with serve(samples) as base:
        path = folder / "config.toml"
        path.write_text(configuration(samples, base), encoding="utf-8")
        config = load_config(path, environ={})
        with exclusive(config.state, now=now), Store.open(polling.database(config)) as store:
            with output.progress(out) as report:
                result = polling.poll(config, store, polling.catalogue(config), now=now, report=report)
            held = store.snapshot()
            told = publishing.digest(config, store, retold(held, since=now, now=now), now=now)
    page, mail = folder / "ledger.html", folder / "digest.html"
    mail.write_text(letter.page(told), encoding="utf-8")
    seen = coverage(held, [feed.url for feed in config.feeds])
    note = "Made from the sample archive: real events retold, under invented outlets. Its links lead nowhere."
    page.write_text(ledger_html(accounts(held), coverage=seen, now=now, note=note), encoding="utf-8")
    if as_json:
        row = shapes.once(result, polling.Published(), time.monotonic() - began)
        print_json(row | {"page": str(page), "digest": str(mail), "config": str(path)})
    sheet = out if out.is_terminal else Console(stderr=as_json, highlight=False, width=_SHEET)
    output.polled(sheet, result, polling.Published(), table=not out.is_terminal)
    out.print(f"The ledger as a page: {page}", soft_wrap=True, markup=False)
    out.print(f"The digest as a mail shows it: {mail}", soft_wrap=True, markup=False)
    out.print(
        f"Go on: monitor explain builds-own-car --config {path}; for your own feeds, `monitor check`.",
        soft_wrap=True,
        markup=False,
    )
