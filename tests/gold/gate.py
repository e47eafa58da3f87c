"""The gate: judges the gold stories and fails where a figure falls below its floor in floors.json.

    python -m tests.gold.gate                               exit 1 names each figure below its floor
    python -m tests.gold.gate --update                      raise the floors to what is measured
    python -m tests.gold.gate --update --allow-regression   let them sink, too

A set is a folder with stories.jsonl and labels.jsonl, and claims.toml where it has claims of its own. Only
figures are printed: the stories of a shut set are not to be looked at while the judge is worked on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from monitor.claims.frames.catalogue import load
from monitor.claims.judge import Judge
from monitor.evaluation.jsonl import read_labels, read_stories
from monitor.evaluation.score import Report, Tally, Verdict, score, wilson
from monitor.model import Flag
from monitor.stories.topic import Topic

SETS = (
    "seed", "press", "news", "plain", "plain_more", "agency", "agency_more", "seed_shut", "agency_shut",
    "open", "typed", "named", "named_more", *(f"asked_{number}" for number in range(1, 10)), "open_shut", "asked_shut",
    "real_1", "real_2", "real_3", "real_4", "real_5",
)  # fmt: skip
Figures = Mapping[str, Mapping[str, float]]  # set to figure to value


def measure(folder: Path) -> Report:
    """Judge the stories of a set and score them against its labels."""
    own = folder / "claims.toml"
    judge, topic = Judge(load((own,) if own.exists() else ())), Topic.default()
    stories, tolerated = read_stories(folder / "stories.jsonl")
    verdicts = []
    for story in stories:
        found = judge.judge(story)
        on_topic = bool(found) or topic.test(story.headline, story.text, story.language).on_topic
        verdicts.append(Verdict(story=story.id, on_topic=on_topic, judgements=found))
    return score(
        {story.id: story.language for story in sorted(stories, key=lambda story: story.published)},
        read_labels(folder / "labels.jsonl"),
        verdicts,
        tolerated=frozenset((story, claim) for story, claims in tolerated.items() for claim in claims),
    )


def figures(report: Report) -> dict[str, float]:
    """What has a floor, to four digits."""
    values = {
        "flag precision": report.all_flags.precision,
        "flag recall": report.all_flags.recall,
        "flag F1": report.all_flags.f1,
        "confirmed precision": report.flags[Flag.CONFIRMED].precision,
        "stance macro-F1": report.macro_f1,
        "on-topic F1": report.on_topic.f1,
    }
    return {name: round(value, 4) for name, value in values.items()}


def below(measured: Figures, floors: Figures) -> Iterator[str]:
    """A line for each figure below its floor; a set without floors has none to fall below."""
    for name, values in measured.items():
        for figure, floor in floors.get(name, {}).items():
            if values[figure] < floor:
                yield f"{name}: {figure} is {values[figure]:.4f}, its floor {floor:.4f}"


def table(reports: Mapping[str, Report]) -> Iterator[str]:
    """The figures of all sets, a line a set; in brackets 95 % Wilson intervals."""
    yield (
        f"{'':<11}{'stories':>7}  {'flag precision':<21}{'flag recall':<21}{'flag F1':<9}"
        f"{'confirmed precision':<21}{'stance F1':<11}{'topic F1'}"
    )
    for name, report in reports.items():
        flags, confirmed = report.all_flags, report.flags[Flag.CONFIRMED]
        yield (
            f"{name:<11}{report.stories:>7}  {_precision(flags):<21}"
            f"{_share(flags.recall, flags.tp, flags.tp + flags.fn):<21}{flags.f1:<9.3f}"
            f"{_precision(confirmed):<21}{report.macro_f1:<11.3f}{report.on_topic.f1:.3f}"
        )


def _precision(tally: Tally) -> str:
    return _share(tally.precision, tally.tp, tally.tp + tally.fp)


def _share(value: float, hits: int, total: int) -> str:
    low, high = wilson(hits, total)
    return f"{value:.3f} ({low:.2f} to {high:.2f})"


def run(gold: Path, *, update: bool, allow_regression: bool) -> int:
    """Judge all sets in the folder `gold` against its floors.json; the exit status."""
    there = [name for name in SETS if (gold / name / "stories.jsonl").exists()]
    reports = {name: measure(gold / name) for name in there}
    for line in table(reports):
        click.echo(line)
    for name in SETS:
        if name not in reports:
            click.echo(f"{name}: not there, skipped")
    path = gold / "floors.json"
    floors: Figures = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    measured = {name: figures(report) for name, report in reports.items()}
    fallen = list(below(measured, floors))
    for line in fallen:
        click.echo(line, err=True)
    if fallen and not (update and allow_regression):
        return 1
    if update:
        path.write_text(json.dumps({**floors, **measured}, indent=2) + "\n", encoding="utf-8")
        click.echo("floors written")
    return 0


@click.command()
@click.option("--update", is_flag=True, help="Raise the floors to what is measured.")
@click.option("--allow-regression", is_flag=True, help="With --update: let floors sink, too.")
def main(*, update: bool, allow_regression: bool) -> None:
    """Judge the gold stories; fail where a figure is below its floor."""
    sys.exit(run(Path(__file__).parent, update=update, allow_regression=allow_regression))


if __name__ == "__main__":
    main()
