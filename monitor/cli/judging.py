"""Commands that judge given stories, without state."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.frames.catalogue import load as load_catalogue
from monitor.claims.judge import Judge
from monitor.cli import output
from monitor.cli.common import FILE, cli, configured, console_for, given, jsonable, print_json
from monitor.cli.output import shapes
from monitor.config import load as load_config
from monitor.evaluation.jsonl import read_labels, read_stories
from monitor.evaluation.score import Verdict, score
from monitor.evaluation.score import as_json as report_json
from monitor.languages.detect import detect
from monitor.model import Judgement, Story
from monitor.stories.topic import Topic


def _topic(path: Path | None) -> Topic:
    chosen = given(path)
    return load_config(chosen, environ=os.environ).topic if chosen else Topic.default()


def _judged(
    catalogue: Catalogue, topic: Topic, stories: tuple[Story, ...]
) -> Iterator[tuple[Story, bool, tuple[Judgement, ...]]]:
    """Each story with whether it is on topic and what it says; one that bears on a claim is on topic."""
    judge = Judge(catalogue)
    for unread in stories:
        language = unread.language or detect(f"{unread.headline}\n{unread.text}", hint=None)
        story = replace(unread, language=language)
        found = judge.judge(story)
        yield story, bool(found) or topic.test(story.headline, story.text, language).on_topic, found


_claims_option = click.option(
    "--claims", "claims_path", type=FILE, help="A claims file; by default the shipped claims."
)
_stories_option = click.option(
    "--stories", "stories_path", type=FILE, required=True, help="Stories, JSON lines; - is standard input."
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
@click.option("--labels", "labels_path", type=FILE, required=True, help="Gold labels, JSON lines.")
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
        print_json(report_json(result))
    else:
        output.report(console_for(as_json), result, catalogue, {story.id: story for story in stories})
