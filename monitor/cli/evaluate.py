"""`monitor evaluate`: judgements scored against gold labels."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.claims.frames.catalogue import load
from monitor.cli.common import FILE, configured, console_for, jsonable, print_json
from monitor.cli.judge import claims_option, judged, stories_option, topic
from monitor.cli.output import evaluation
from monitor.evaluation.jsonl import read_labels, read_stories
from monitor.evaluation.score import Verdict, score
from monitor.evaluation.score import as_json as report_json


@click.command()
@configured
@claims_option
@stories_option
@click.option(
    "--labels",
    "labels_path",
    metavar="PATH",
    type=FILE,
    required=True,
    help="Gold labels as JSON lines with the keys id, claim, relation, certainty, basis and flag.",
)
@jsonable
def command(
    config_path: Path | None, claims_path: Path | None, stories_path: Path, labels_path: Path, as_json: bool
) -> None:
    """Judge stories and score the result against gold labels.

    \b
    Example:
      monitor evaluate --claims claims.toml --stories stories.jsonl --labels labels.jsonl
    """
    about = topic(config_path)
    catalogue = load((claims_path,) if claims_path else (), about.folder)
    stories, tolerated = read_stories(stories_path)
    labels = read_labels(labels_path)
    result = score(
        {story.id: story.language for story in sorted(stories, key=lambda story: story.published)},
        labels,
        [
            Verdict(story=story.id, on_topic=on_topic, judgements=found)
            for story, on_topic, found in judged(catalogue, about, stories)
        ],
        tolerated=frozenset((story, claim) for story, names in tolerated.items() for claim in names),
    )
    if as_json:
        print_json(report_json(result))
    else:
        evaluation.report(console_for(as_json), result, catalogue, {story.id: story for story in stories})
