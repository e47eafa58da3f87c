"""`monitor replay`: an archive in its own time, without touching the state."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from monitor.app import catalogue, factory
from monitor.claims.frames.catalogue import load
from monitor.claims.judge import Judge
from monitor.claims.replay import Policy
from monitor.cli.common import FILE, configured, console_for, given, jsonable, now_utc, read_config
from monitor.cli.judge import claims_option, topic
from monitor.cli.output import progress, shapes
from monitor.evaluation.jsonl import read_stories
from monitor.languages.detect import detect
from monitor.ledger.archive import told
from monitor.model import Story
from monitor.store import Store


@click.command()
@click.argument("stories_path", metavar="[STORIES]", type=FILE, required=False)
@configured
@claims_option
@click.option("--ledger", "from_ledger", is_flag=True, help="Take the stories of the database.")
@click.option(
    "--until", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="The last day that is told, inclusive."
)
@click.option("--witnesses", type=click.IntRange(1, 9), help="In place of `witnesses` in [verdict].")
@jsonable
def command(
    *,
    config_path: Path | None,
    stories_path: Path | None,
    claims_path: Path | None,
    from_ledger: bool,
    until: datetime | None,
    witnesses: int | None,
    as_json: bool,
) -> None:
    """Tell an archive in its own time: every change of status as it would have been mailed.

    STORIES is a file of JSON lines as `monitor judge` reads it; - is standard input. The state is not touched. With
    --ledger the stories of the database are told again, under the claims and rules of today. With --json one line a
    change.

    \b
    Examples:
      monitor replay stories.jsonl --claims claims.toml --until 2024-12-31
      monitor replay --ledger --witnesses 1
    """
    if bool(stories_path) == from_ledger:
        raise click.UsageError("name a file of stories, or --ledger to tell those of the database again")
    about = topic(config_path)
    chosen = given(config_path)
    config = read_config(config_path) if chosen or from_ledger else None
    claims = (
        catalogue.load(config)
        if config and not claims_path
        else load((claims_path,) if claims_path else (), about.folder)
    )
    policy = factory.policy(config) if config else Policy()
    if witnesses:
        policy = replace(policy, witnesses=witnesses)
    stories: Iterable[Story]
    if config and from_ledger:
        with Store.open(config.ledger, read_only=True) as store:
            stories = tuple(story for story in store.all_stories() if story.judged)
    else:
        stories = tuple(map(_in_its_language, read_stories(stories_path or Path("-"))[0]))
    end = datetime.combine(until, time.max, tzinfo=UTC) if until else now_utc()
    judge = Judge(claims)
    shown = track(
        sorted(stories, key=lambda story: story.published),
        description="judging",
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    changes = told(shown, claims.claims, judge=judge.judge, policy=policy, until=end)
    if as_json:
        for change in changes:
            sys.stdout.write(json.dumps(shapes.told(change), ensure_ascii=False) + "\n")
        return
    console = console_for(as_json)
    progress.told(console, changes, {claim.id: claim for claim in claims.claims})


def _in_its_language(story: Story) -> Story:
    language = story.language or detect(f"{story.headline}\n{story.text}", hint=None)
    return replace(story, language=language)
