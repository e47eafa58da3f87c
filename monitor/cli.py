"""The command line: parses arguments, calls the use cases, prints. Decides nothing."""

from __future__ import annotations

import difflib
import io
import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from monitor import __version__, app, console, shapes, views
from monitor.alerts.render import ledger_html
from monitor.claims.catalogue import Catalogue
from monitor.claims.catalogue import load as load_catalogue
from monitor.claims.judge import Judge
from monitor.config import Config
from monitor.config import load as load_config
from monitor.demo.server import archive, configuration, serve
from monitor.errors import ConfigError, Fault, MonitorError
from monitor.evaluation import Verdict, score
from monitor.evaluation import as_json as report_json
from monitor.files import read_labels, read_stories
from monitor.ledger import Account, accounts, coverage
from monitor.model import Judgement, Snapshot, Status, Story
from monitor.store import Store
from monitor.store.lock import exclusive
from monitor.stories.language import detect
from monitor.stories.topic import Topic

_Command = TypeVar("_Command", bound=Callable[..., Any])
_UNEXPECTED, _NO_FEED, _UNDELIVERED = 1, 3, 4
_INTERRUPTED, _BROKEN_PIPE = 130, 141  # as the shell counts SIGINT and SIGPIPE
_FILE = click.Path(path_type=Path)
_SHEET = 150  # columns of the demo's table where it is piped
_DEFAULT = Path("config.toml")


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--config", "config_path", type=_FILE, help="The configuration file (config.toml).")
@click.option("--debug", is_flag=True, help="Show where an unexpected failure happened.")
@click.version_option(__version__, prog_name="monitor")
@click.pass_context
def cli(context: click.Context, config_path: Path | None, debug: bool) -> None:
    """Watches news feeds and tells when a rumoured claim becomes confirmed or denied, on whose word."""
    context.obj = {"config": config_path, "debug": debug}


def configured(command: _Command) -> _Command:
    """Adds `--config`, which may stand before the command's name as well as after it."""
    return click.option("--config", "config_path", type=_FILE, help="The configuration file (config.toml).")(
        command
    )


def jsonable(command: _Command) -> _Command:
    return click.option(
        "--json", "as_json", is_flag=True, help="JSON on standard output, the rest on error."
    )(command)


def _given(after: Path | None) -> Path | None:
    before: Path | None = click.get_current_context().find_root().obj["config"]
    return after or before


def _config(path: Path | None) -> Config:
    return load_config(_given(path) or _DEFAULT, environ=os.environ)


def _out(as_json: bool) -> Console:
    """Where people read: standard output, or standard error where the former is for JSON alone."""
    return Console(stderr=as_json, highlight=False)


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


@cli.command()
@configured
@jsonable
def once(config_path: Path | None, as_json: bool) -> None:
    """One poll of all due feeds, one pass of judgement, deliver what is due; for cron."""
    config = _config(config_path)
    claims = app.catalogue(config)
    if not any(feed.enabled for feed in config.feeds):
        fault = Fault(where="feed", message="none is configured and enabled, so there is nothing to watch")
        raise ConfigError(str(_given(config_path) or _DEFAULT), (fault,))
    out, began, now = _out(as_json), time.monotonic(), _now()
    with exclusive(config.state, now=now), Store.open(app.database(config)) as store:
        with console.progress(out) as report:
            result = app.poll(config, store, claims, now=now, report=report)
        published = app.publish(config, store, now=now)
    if as_json:
        _print_json(shapes.once(result, published, time.monotonic() - began))
    console.polled(out, result, published)
    if result.nothing_read:
        console.blind(_out(as_json=True), result, config.feeds)
        sys.exit(_NO_FEED)
    if published.failed:
        sys.exit(_UNDELIVERED)


@cli.command()
@configured
@click.option(
    "--status", type=click.Choice([s.value for s in Status]), help="Only the claims in this status."
)
@jsonable
def claims(config_path: Path | None, status: str | None, as_json: bool) -> None:
    """The ledger."""
    config = _config(config_path)
    catalogue = app.catalogue(config)
    held = accounts(views.ledger(config, catalogue))
    found = [account for account in held if status is None or account.status == status]
    lacks = {framed.claim: framed.lacks for framed in catalogue.framed}
    if as_json:
        _print_json([shapes.claim(account, lacks.get(account.claim.id, ())) for account in found])
    else:
        console.claims(_out(as_json), found, lacks)


@cli.command()
@click.argument("claim_id")
@configured
@jsonable
def explain(config_path: Path | None, claim_id: str, as_json: bool) -> None:
    """All evidence for and against a claim, the rule that decided, what came nearest otherwise."""
    config = _config(config_path)
    catalogue = app.catalogue(config)
    account = _account(views.ledger(config, catalogue), claim_id)
    framed = next((framed for framed in catalogue.framed if framed.claim == claim_id), None)
    frames, lacks = (framed.frames, framed.lacks) if framed else ((), ())
    if as_json:
        _print_json(shapes.explain(account, [dict(console.roles(frame)) for frame in frames], lacks))
    else:
        console.explain(_out(as_json), account, frames, lacks)


def _account(ledger: Snapshot, claim_id: str) -> Account:
    known = {account.claim.id: account for account in accounts(ledger)}
    if claim_id not in known:
        near = difflib.get_close_matches(claim_id, known, n=3, cutoff=0.4)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `monitor claims` lists them"
        raise click.UsageError(f"there is no claim {claim_id!r}{hint}")
    return known[claim_id]


def _topic(path: Path | None) -> Topic:
    given = _given(path)
    return load_config(given, environ=os.environ).topic if given else Topic.default()


def _judged(
    catalogue: Catalogue, topic: Topic, stories: tuple[Story, ...]
) -> Iterator[tuple[Story, bool, tuple[Judgement, ...]]]:
    """Each story with whether it is on topic and what it says; one that bears on a claim is on topic."""
    judge = Judge(catalogue)
    for given in stories:
        language = given.language or detect(f"{given.headline}\n{given.text}", hint=None)
        story = replace(given, language=language)
        found = judge.judge(story)
        yield story, bool(found) or topic.test(story.headline, story.text, language).on_topic, found


_claims_option = click.option(
    "--claims", "claims_path", type=_FILE, help="A claims file; by default the shipped claims."
)
_stories_option = click.option(
    "--stories", "stories_path", type=_FILE, required=True, help="Stories, JSON lines; - is standard input."
)


@cli.command()
@configured
@_claims_option
@_stories_option
def judge(config_path: Path | None, claims_path: Path | None, stories_path: Path) -> None:
    """Judge stories against claims without state: one JSON line a story."""
    catalogue = load_catalogue((claims_path,) if claims_path else ())
    stories, _ = read_stories(stories_path)
    for story, on_topic, found in _judged(catalogue, _topic(config_path), stories):
        sys.stdout.write(json.dumps(shapes.judgements(story, on_topic, found), ensure_ascii=False) + "\n")


@cli.command()
@configured
@_claims_option
@_stories_option
@click.option("--labels", "labels_path", type=_FILE, required=True, help="Gold labels, JSON lines.")
@jsonable
def evaluate(
    config_path: Path | None, claims_path: Path | None, stories_path: Path, labels_path: Path, as_json: bool
) -> None:
    """Judge, then score against gold labels."""
    catalogue = load_catalogue((claims_path,) if claims_path else ())
    stories, tolerated = read_stories(stories_path)
    labels = read_labels(labels_path)
    result = score(
        {story.id: story.language for story in stories},
        labels,
        [
            Verdict(story=story.id, on_topic=on_topic, judgements=found)
            for story, on_topic, found in _judged(catalogue, _topic(config_path), stories)
        ],
        tolerated=frozenset((story, claim) for story, names in tolerated.items() for claim in names),
    )
    if as_json:
        _print_json(report_json(result))
    else:
        console.report(_out(as_json), result, catalogue, {story.id: story for story in stories})


@cli.command()
@configured
@jsonable
def check(config_path: Path | None, as_json: bool) -> None:
    """Validate configuration, claims, state; every fault named. Asks nothing of the network."""
    findings = views.examine(_given(config_path) or _DEFAULT, environ=os.environ, now=_now())
    if as_json:
        _print_json(shapes.check(findings))
    else:
        console.checked(_out(as_json), findings)
    if findings.faults:
        sys.exit(ConfigError.exit_code)


@cli.command()
@configured
@jsonable
def status(config_path: Path | None, as_json: bool) -> None:
    """Feeds healthy and failing, last poll, outbox, claims by status."""
    view = views.standing(_config(config_path))
    if as_json:
        _print_json(shapes.status(view))
    else:
        console.standing(_out(as_json), view)


@cli.command()
@configured
@jsonable
def feeds(config_path: Path | None, as_json: bool) -> None:
    """List the feeds with their state."""
    config = _config(config_path)
    held = views.snapshot(config)
    states = {state.url: state for state in held.feed_states} if held else {}
    if as_json:
        _print_json([shapes.feed(feed, states.get(feed.url)) for feed in config.feeds])
    else:
        console.feeds(_out(as_json), config.feeds, states)


@cli.command()
@configured
@jsonable
def demo(config_path: Path | None, as_json: bool) -> None:  # noqa: ARG001 (every command takes --config)
    """The whole job on a sample archive, served over HTTP on loopback; needs no network.

    It brings its own configuration.
    """
    out, began, now = _out(as_json), time.monotonic(), _now()
    folder = Path(tempfile.mkdtemp(prefix="monitor-demo-"))
    samples = archive()
    with serve(samples) as base:
        path = folder / "config.toml"
        path.write_text(configuration(samples, base), encoding="utf-8")
        config = load_config(path, environ={})
        with exclusive(config.state, now=now), Store.open(app.database(config)) as store:
            with console.progress(out) as report:
                result = app.poll(config, store, app.catalogue(config), now=now, report=report)
            held = store.snapshot()
    page = folder / "ledger.html"
    seen = coverage(held, [feed.url for feed in config.feeds])
    note = "Made from the sample archive: real events retold, under invented outlets. Its links lead nowhere."
    page.write_text(ledger_html(accounts(held), coverage=seen, now=now, note=note), encoding="utf-8")
    if as_json:
        row = shapes.once(result, app.Published(), time.monotonic() - began)
        _print_json(row | {"page": str(page), "config": str(path)})
    sheet = out if out.is_terminal else Console(stderr=as_json, highlight=False, width=_SHEET)
    console.polled(sheet, result, app.Published(), table=not out.is_terminal)
    out.print(f"The ledger as a page: {page}", soft_wrap=True, markup=False)
    out.print(
        f"Go on: monitor explain builds-own-car --config {path}; for your own feeds, `monitor check`.",
        soft_wrap=True,
        markup=False,
    )


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
