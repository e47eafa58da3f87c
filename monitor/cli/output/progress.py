"""A poll as it goes on and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from monitor.alerts.compose.render import clean, word
from monitor.app.polling import PollResult, Published
from monitor.cli.output.style import count, day, line, minute, status, wide
from monitor.model import Claim, Feed, Problem, Story, Transition


@contextmanager
def progress(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """A report of stages: bars on a terminal, a line for each finished stage where there is none."""
    if not console.is_terminal:

        def say(stage: str, done: int, total: int) -> None:
            if total and done == total:
                line(console, f"{stage}: {total}")

        yield say
        return
    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def draw(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield draw


def polled(console: Console, result: PollResult, published: Published, *, table: bool = False) -> None:
    """What a poll brought: changes of status, faults, figures. `table` draws a table where no terminal is."""
    run = result.run
    if result.plan.transitions:
        drawn = table or wide(console)
        _transitions(console, result.plan.transitions, result.stories, result.claims, table=drawn)
        console.print()
    # Where no feed could be read `blind` names them all.
    told = set(result.failing) if result.nothing_read else set()
    _problems(console, [p for p in (*run.problems, *published.problems) if p not in told])
    if run.polled:
        line(
            console,
            f"{run.polled - run.failed} of {count(run.polled, 'feed')} read ({run.not_modified} unchanged): "
            f"{count(run.entries, 'entry', 'entries')}, "
            f"{count(run.stories_new, 'new story', 'new stories')} ({run.stories_on_topic} on topic), "
            f"{count(run.transitions, 'change')} of status",
        )
    if result.waiting:
        soonest = min(state.next_due for state in result.waiting if state.next_due)
        what = f"{count(len(result.waiting), 'feed')} not due yet" if run.polled else "No feed is due"
        line(console, f"{what}, the next at {minute(soonest)}")
    _outbox(console, published)


def told(console: Console, published: Published) -> None:
    """What `monitor digest` did."""
    _problems(console, published.problems)
    if not (published.letters_sent or published.letters_failed):
        line(console, "Nothing waits to be told.")
    _outbox(console, published)


def tested(console: Console, results: Iterable[tuple[str, str]]) -> None:
    """Each channel with what it answered to a test, "" where it took it."""
    for address, problem in results:
        if problem:
            line(console, ("refused  ", "bold red"), f"{address}: {problem}")
        else:
            line(console, ("ok       ", "green"), address)


def _outbox(console: Console, published: Published) -> None:
    if published.sent or published.failed:
        line(console, f"{count(published.sent, 'alert')} sent, {published.failed} kept in the outbox")
    elif published.letters_sent or published.letters_failed:
        told = count(published.letters_sent, "letter")
        line(console, f"{told} on feeds in trouble sent, {published.letters_failed} kept in the outbox")
    if published.waiting:
        line(console, f"{count(published.waiting, 'alert')} waiting for the digest's hour")


def blind(console: Console, result: PollResult, feeds: Iterable[Feed]) -> None:
    """No feed could be read: each with its reason."""
    names = {feed.url: feed.name for feed in feeds}
    reasons = [(problem.subject, problem.message) for problem in result.failing]
    if not result.run.polled:
        reasons = [(state.url, state.problem or "") for state in result.waiting]
    line(console, ("No feed could be read, so nothing was looked at:", "bold red"))
    for url, reason in reasons:
        line(console, f"  {names.get(url, '')}  ", url)
        line(console, f"    {reason}")
    line(console, "Is there a network? `monitor demo` shows the whole job without one.")


def _transitions(
    console: Console,
    changes: Iterable[Transition],
    stories: Mapping[str, Story],
    claims: Mapping[str, Claim],
    *,
    table: bool,
) -> None:
    """Each change: claim, old and new status, on whose word, date, passage."""
    if not table:
        for change in changes:
            _transition(console, change, stories.get(change.story or ""), claims)
        return
    drawing = Table(show_lines=True, expand=True)
    drawing.add_column("claim", ratio=3)
    drawing.add_column("status", width=24)
    drawing.add_column("on whose word", ratio=2)
    drawing.add_column("date", no_wrap=True, width=10)
    drawing.add_column("passage", ratio=5, overflow="fold")
    for change in changes:
        passage = Text(clean(change.quote))
        if story := stories.get(change.story or ""):
            passage.append(f"\n{clean(story.outlet)}: {clean(story.headline)}", style="dim")
        drawing.add_row(
            _words(change, claims),
            Text.assemble((f"{change.before.value} → ", "dim"), status(change.after)),
            Text(word(change)),
            day(change.at),
            passage,
        )
    console.print(drawing)


def _transition(
    console: Console, change: Transition, story: Story | None, claims: Mapping[str, Claim]
) -> None:
    console.print()
    old = (f"{change.before.value} → ", "dim")
    line(console, old, status(change.after), f"  {day(change.at)}  ", _words(change, claims))
    if word(change):
        line(console, f"    {word(change)}")
    if change.quote:
        line(console, f"    “{clean(change.quote)}”")
    if story:
        line(console, (f"    {clean(story.outlet)}: {clean(story.headline)}", "dim"))


def _words(change: Transition, claims: Mapping[str, Claim]) -> Text:
    return Text(clean(claims[change.claim].text if change.claim in claims else change.claim))


def _problems(console: Console, faults: Iterable[Problem]) -> None:
    for fault in faults:
        line(console, (f"{fault.stage}: ", "yellow"), fault.subject, " ", fault.message)
