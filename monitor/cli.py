"""The command line: parses arguments, calls the use cases, prints. Decides nothing."""

from __future__ import annotations

import difflib
import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from monitor import __version__, app, console, shapes
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
from monitor.model import Delivery, Judgement, Snapshot, Status, Story
from monitor.store import Store
from monitor.store.lock import exclusive
from monitor.stories.language import detect
from monitor.stories.topic import Topic

_Command = TypeVar("_Command", bound=Callable[..., Any])
NO_FEED, UNDELIVERED, UNEXPECTED = 3, 4, 1
_BROKEN_PIPE = 141


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="The configuration file.")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(__version__, prog_name="monitor")
@click.pass_context
def cli(context: click.Context, config_path: Path | None, debug: bool) -> None:
    """Watches news feeds and tells when a rumoured claim becomes confirmed or denied, on whose word."""
    context.obj = {"config": config_path, "debug": debug}


def configured(command: _Command) -> _Command:
    """Adds `--config`, which may stand before the command's name as well as after it."""
    return click.option(
        "--config", "config_path", type=click.Path(path_type=Path), help="The configuration file (config.toml)."
    )(command)


def as_json_option(command: _Command) -> _Command:
    return click.option("--json", "as_json", is_flag=True, help="JSON on standard output, all else on standard error.")(command)


def _path(given: Path | None) -> Path | None:
    context = click.get_current_context()
    before: Path | None = context.find_root().obj["config"]
    return given or before


def _config(given: Path | None) -> Config:
    return load_config(_path(given) or Path("config.toml"), environ=os.environ)


def _out(as_json: bool) -> Console:
    """Where people read: standard output, or standard error where that is for JSON alone."""
    return Console(stderr=as_json, highlight=False)


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


@cli.command()
@configured
@as_json_option
def once(config_path: Path | None, as_json: bool) -> None:
    """One poll of all due feeds, one pass of judgement, deliver what is due; for cron."""
    config = _config(config_path)
    claims = app.catalogue(config)
    out, began, now = _out(as_json), time.monotonic(), _now()
    if not any(feed.enabled for feed in config.feeds):
        raise ConfigError(str(_path(config_path) or "config.toml"), (Fault(where="feed", message="no feed is configured and enabled"),))
    with exclusive(config.state, now=now), Store.open(app.database(config)) as store:
        with console.progress(out) as report:
            result = app.poll(config, store, claims, now=now, report=report)
        published = app.publish(config, store, now=now)
    if as_json:
        _print_json(shapes.once(result, published, time.monotonic() - began))
    _tell(out, result, published)
    if result.nothing_read:
        _tell_blind(config, result)
        sys.exit(NO_FEED)
    if published.failed:
        sys.exit(UNDELIVERED)


def _tell(out: Console, result: app.PollResult, published: app.Published) -> None:
    run = result.run
    console.problems(out, (*run.problems, *published.problems))
    if result.plan.transitions:
        texts = {claim_id: claim.text for claim_id, claim in result.claims.items()}
        console.transitions(out, result.plan.transitions, result.stories, texts)
    read = run.polled - run.failed
    out.print(
        f"{read} of {run.polled} feeds read ({run.not_modified} unchanged), {run.entries} entries, "
        f"{run.stories_new} new stories, {run.stories_on_topic} on topic, "
        f"{run.transitions} changes of status"
    )
    if result.waiting:
        soonest = min(state.next_due for state in result.waiting if state.next_due)
        out.print(f"{len(result.waiting)} feeds are not due yet, the next at {console.minute(soonest)}")
    if published.sent or published.failed:
        out.print(f"alerts: {published.sent} sent, {published.failed} kept in the outbox")


def _tell_blind(config: Config, result: app.PollResult) -> None:
    err = Console(stderr=True, highlight=False)
    names = {feed.url: feed.name for feed in config.feeds}
    err.print("[bold red]No feed could be read, so nothing was looked at:", soft_wrap=True)
    for problem in result.failing:
        err.print(f"  {names.get(problem.subject, '')}  {problem.subject}\n    {problem.message}", markup=False, soft_wrap=True)
    for state in () if result.run.polled else result.waiting:
        err.print(f"  {names.get(state.url, '')}  {state.url}\n    {state.problem or ''}", markup=False, soft_wrap=True)
    err.print("Is there a network? `monitor demo` shows the whole job without one.")


def _account(snapshot: Snapshot, claim_id: str) -> Account:
    known = {account.claim.id: account for account in accounts(snapshot)}
    if claim_id not in known:
        near = difflib.get_close_matches(claim_id, known, n=3, cutoff=0.4)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise click.UsageError(f"there is no claim {claim_id!r}{hint}")
    return known[claim_id]


def _ledger(config: Config, claims: Catalogue) -> Snapshot:
    """The ledger, or what it will be before the first poll."""
    snapshot = app.snapshot_of(config)
    if snapshot is None:
        return Snapshot(claims=claims.claims, stories=(), evidence=(), transitions=(), feed_states=())
    known = {claim.id for claim in snapshot.claims}
    later = tuple(claim for claim in claims.claims if claim.id not in known)
    return replace(snapshot, claims=(*snapshot.claims, *later))


@cli.command()
@configured
@click.option("--status", type=click.Choice(list(Status)), help="Only the claims in this status.")
@as_json_option
def claims(config_path: Path | None, status: Status | None, as_json: bool) -> None:
    """The ledger."""
    config = _config(config_path)
    catalogue = app.catalogue(config)
    found = [a for a in accounts(_ledger(config, catalogue)) if status is None or a.status == status]
    lacks = {framed.claim: framed.lacks for framed in catalogue.framed}
    if as_json:
        _print_json([shapes.claim(account, lacks.get(account.claim.id, ())) for account in found])
    else:
        console.claims(_out(as_json), found, lacks)


@cli.command()
@click.argument("claim_id")
@configured
@as_json_option
def explain(config_path: Path | None, claim_id: str, as_json: bool) -> None:
    """Every piece of evidence for and against a claim, the rule that decided, and what came nearest otherwise."""
    config = _config(config_path)
    catalogue = app.catalogue(config)
    account = _account(_ledger(config, catalogue), claim_id)
    framed = next((f for f in catalogue.framed if f.claim == claim_id), None)
    frames, lacks = (framed.frames, framed.lacks) if framed else ((), ())
    if as_json:
        roles = [{name: value for name, value in console.roles(frame)} for frame in frames]
        _print_json(shapes.explain(account, roles, lacks))
    else:
        console.explain(_out(as_json), account, frames, lacks)


def _topic(config_path: Path | None) -> Topic:
    path = _path(config_path)
    return load_config(path, environ=os.environ).topic if path else Topic.default()


def _judged(catalogue: Catalogue, topic: Topic, stories: tuple[Story, ...]) -> Iterator[tuple[Story, bool, tuple[Judgement, ...]]]:
    judge = Judge(catalogue)
    for given in stories:
        language = given.language or detect(f"{given.headline}\n{given.text}", hint=None)
        story = replace(given, language=language)
        found = judge.judge(story)
        on_topic = topic.test(story.headline, story.text, story.language).on_topic
        yield story, on_topic or bool(found), found


def _claims_file(path: Path | None) -> Catalogue:
    return load_catalogue((path,) if path else ())


@cli.command()
@configured
@click.option("--claims", "claims_path", type=click.Path(path_type=Path), help="A claims file; by default the shipped one.")
@click.option("--stories", "stories_path", type=click.Path(path_type=Path), required=True, help="Stories, JSON lines; - is standard input.")
def judge(config_path: Path | None, claims_path: Path | None, stories_path: Path) -> None:
    """Judge stories against claims without state: one JSON line a story."""
    stories, _ = read_stories(stories_path)
    for story, on_topic, found in _judged(_claims_file(claims_path), _topic(config_path), stories):
        sys.stdout.write(json.dumps(shapes.judgements(story, on_topic, found), ensure_ascii=False) + "\n")


@cli.command()
@configured
@click.option("--claims", "claims_path", type=click.Path(path_type=Path), help="A claims file; by default the shipped one.")
@click.option("--stories", "stories_path", type=click.Path(path_type=Path), required=True, help="Stories, JSON lines.")
@click.option("--labels", "labels_path", type=click.Path(path_type=Path), required=True, help="Gold labels, JSON lines.")
@as_json_option
def evaluate(
    config_path: Path | None, claims_path: Path | None, stories_path: Path, labels_path: Path, as_json: bool
) -> None:
    """Judge, then score against gold labels."""
    stories, tolerated = read_stories(stories_path)
    catalogue = _claims_file(claims_path)
    verdicts = [
        Verdict(story=story.id, on_topic=on_topic, judgements=found)
        for story, on_topic, found in _judged(catalogue, _topic(config_path), stories)
    ]
    result = score(
        {story.id: story.language for story in stories},
        read_labels(labels_path),
        verdicts,
        tolerated=frozenset((story, claim) for story, names in tolerated.items() for claim in names),
    )
    if as_json:
        _print_json(report_json(result))
    else:
        console.report(_out(as_json), result, catalogue, {story.id: story for story in stories})





@cli.command()
@configured
@as_json_option
def check(config_path: Path | None, as_json: bool) -> None:
    """Validate configuration, feeds, channels, state; every fault named."""
    done: list[tuple[str, str]] = []
    faults: list[tuple[str, str]] = []

    @contextmanager
    def checked(name: str, good: Callable[[], str]) -> Iterator[None]:
        try:
            yield
        except MonitorError as error:
            faults.append((name, str(error)))
        else:
            done.append((name, good()))

    config: Config | None = None
    with checked("configuration", lambda: str(_path(config_path) or "config.toml")):
        config = _config(config_path)
    if config is not None:
        settled = config
        on = [feed for feed in settled.feeds if feed.enabled]
        if on:
            done.append(("feeds", f"{len(on)} enabled, {len(settled.feeds) - len(on)} disabled"))
        else:
            faults.append(("feeds", "no feed is configured and enabled"))
        catalogue: list[Catalogue] = []
        with checked("claims", lambda: f"{len(catalogue[0].claims)} claims"):
            catalogue.append(app.catalogue(settled))
        for framed in catalogue[0].framed if catalogue else ():
            done.extend((f"claim {framed.claim}", f"flags nothing: {lack}") for lack in framed.lacks)
        done.append(("email", f"to {', '.join(settled.email.to)}" if settled.email else "not configured: flags are printed and kept"))
        with (
            checked("state", lambda: str(settled.state)),
            exclusive(settled.state, now=_now()),
            Store.open(app.database(settled)),
        ):
            pass
    if as_json:
        _print_json({"ok": not faults, "checked": dict(done), "faults": [{"what": n, "message": m} for n, m in faults]})
    out = _out(as_json)
    for name, message in done if not as_json else ():
        out.print(f"[green]ok[/]     {name}: ", end="")
        out.print(message, markup=False, soft_wrap=True)
    for name, message in faults:
        out.print(f"[red]fault[/]  {name}: ", end="")
        out.print(message, markup=False, soft_wrap=True)
    if faults:
        sys.exit(ConfigError.exit_code)


@cli.command()
@configured
@as_json_option
def status(config_path: Path | None, as_json: bool) -> None:
    """Feeds healthy and failing, last poll, outbox."""
    config = _config(config_path)
    snapshot = _ledger(config, app.catalogue(config))
    run, outbox, sent = None, {}, None
    if app.snapshot_of(config) is not None:
        with Store.open(app.database(config), read_only=True) as store:
            run, outbox, sent = store.last_run(), dict(store.outbox_counts()), store.last_sent()
    enabled = [feed.url for feed in config.feeds if feed.enabled]
    seen = coverage(snapshot, enabled)
    states = {state.url: state for state in snapshot.feed_states}
    failing = [states[url] for url in enabled if url in states and states[url].failures]
    counts = {s.value: sum(a.status is s for a in accounts(snapshot)) for s in Status}
    due = sorted(s.next_due for s in states.values() if s.next_due)
    value = {
        "feeds": {"healthy": seen.feeds_healthy, "failing": seen.feeds_failing, "not_polled": seen.feeds_unpolled},
        "failing": [
            {"url": s.url, "failures": s.failures, "problem": s.problem, "last_success": shapes.moment(s.last_success)}
            for s in failing
        ],
        "last_poll": shapes.moment(run.finished) if run else None,
        "next_due": shapes.moment(due[0]) if due else None,
        "stories": {"seen": seen.stories, "on_topic": seen.on_topic, "not_judged": seen.not_judged},
        "claims": counts,
        "outbox": {state.value: outbox.get(state, 0) for state in Delivery},
        "last_delivery": shapes.moment(sent),
    }  # fmt: skip
    if as_json:
        _print_json(value)
        return
    out = _out(as_json)
    out.print(f"last poll      {console.minute(run.finished if run else None)}")
    out.print(f"feeds          {seen.feeds_healthy} healthy, {seen.feeds_failing} failing, {seen.feeds_unpolled} not polled yet")
    for state in failing:
        out.print(f"               {state.url}: {state.problem} ({state.failures} in a row)", markup=False, soft_wrap=True)
    out.print(f"stories        {seen.stories} seen, {seen.on_topic} on topic, {seen.not_judged} not judged")
    out.print("claims         " + ", ".join(f"{n} {name}" for name, n in counts.items() if n))
    out.print("outbox         " + ", ".join(f"{outbox.get(s, 0)} {s.value}" for s in Delivery))
    out.print(f"last delivery  {console.minute(sent)}")


@cli.command()
@configured
@as_json_option
def feeds(config_path: Path | None, as_json: bool) -> None:
    """List the feeds with their state."""
    config = _config(config_path)
    snapshot = app.snapshot_of(config)
    states = {state.url: state for state in snapshot.feed_states} if snapshot else {}
    if not as_json:
        console.feeds(_out(as_json), config.feeds, states)
        return
    rows = []
    for feed in config.feeds:
        state = states.get(feed.url)
        rows.append(
            {
                "url": feed.url, "name": feed.name, "tier": feed.tier, "language": feed.language, "enabled": feed.enabled,
                "failures": state.failures if state else 0, "problem": state.problem if state else None,
                "last_polled": shapes.moment(state.last_polled) if state else None,
                "last_success": shapes.moment(state.last_success) if state else None,
                "next_due": shapes.moment(state.next_due) if state else None,
                "entries": state.last_entries if state else 0,
            }
        )  # fmt: skip
    _print_json(rows)


@cli.command()
@as_json_option
def demo(as_json: bool) -> None:
    """The whole job on a sample archive, served over real HTTP on loopback; needs no network."""
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
            snapshot = store.snapshot()
    page = folder / "ledger.html"
    note = "Made from the sample archive: real events retold, under invented outlets."
    seen = coverage(snapshot, [feed.url for feed in config.feeds])
    page.write_text(ledger_html(accounts(snapshot), coverage=seen, now=now, note=note), encoding="utf-8")
    if as_json:
        published = app.Published()
        _print_json(shapes.once(result, published, time.monotonic() - began) | {"page": str(page)})
    _tell(out, result, app.Published())
    out.print(f"The ledger as a page: {page}", soft_wrap=True)
    out.print("Next: put your feeds into config.toml, then `monitor check` and `monitor once`.")


def main() -> None:
    """The console entry: expected errors in a line and their exit code, the unexpected ones told as such."""
    debug = "--debug" in sys.argv
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        sys.stderr.write("interrupted\n")
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except MonitorError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has gone; leave without a second error at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_BROKEN_PIPE)
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("interrupted\n")
        sys.exit(130)
    except Exception as error:  # the last line of defence: a message, not a traceback
        if debug:
            traceback.print_exc()
        sys.stderr.write(f"unexpected failure: {type(error).__name__}: {error} (--debug shows where)\n")
        sys.exit(UNEXPECTED)


if __name__ == "__main__":
    main()
