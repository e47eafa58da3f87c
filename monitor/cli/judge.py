"""`monitor judge`: given stories, without state."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from monitor.claims.frames.catalogue import Catalogue, load
from monitor.claims.judge import Judge
from monitor.cli.common import FILE, configured, given
from monitor.cli.output import shapes
from monitor.config import load as load_config
from monitor.evaluation.jsonl import read_stories
from monitor.languages.detect import detect
from monitor.model import Judgement, Story
from monitor.stories.topic import Topic

claims_option = click.option(
    "--claims", "claims_path", metavar="PATH", type=FILE, help="A claims file; by default the shipped claims."
)
stories_option = click.option(
    "--stories",
    "stories_path",
    metavar="PATH",
    type=FILE,
    required=True,
    help="Stories as JSON lines with the keys id, url, date, lang, outlet, headline and text; - is standard input.",
)


@click.command()
@configured
@claims_option
@stories_option
def command(config_path: Path | None, claims_path: Path | None, stories_path: Path) -> None:
    """Judge stories against claims, without state; one JSON line per story.

    \b
    Example:
      monitor judge --claims claims.toml --stories stories.jsonl
    """
    about = topic(config_path)
    catalogue = load((claims_path,) if claims_path else (), about.folder)
    stories, _ = read_stories(stories_path)
    for story, on_topic, found in judged(catalogue, about, stories):
        sys.stdout.write(json.dumps(shapes.judgements(story, on_topic, found), ensure_ascii=False) + "\n")


def topic(path: Path | None) -> Topic:
    """The configured topic; the default one where no configuration is given."""
    chosen = given(path)
    return load_config(chosen, environ=os.environ).topic if chosen else Topic.default()


def judged(
    catalogue: Catalogue, about: Topic, stories: tuple[Story, ...]
) -> Iterator[tuple[Story, bool, tuple[Judgement, ...]]]:
    """Each story with whether it is on topic and what it says; one that bears on a claim is on topic."""
    judge = Judge(catalogue)
    for unread in stories:
        language = unread.language or detect(f"{unread.headline}\n{unread.text}", hint=None)
        story = replace(unread, language=language)
        found = judge.judge(story)
        yield story, bool(found) or about.test(story.headline, story.text, language).on_topic, found
