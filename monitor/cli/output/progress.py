"""A poll while it runs, its result, and what became of the outbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from monitor.alerts.compose.plain import clean, span, word
from monitor.app.following import Following
from monitor.app.polling import PollResult
from monitor.app.publishing import Published
from monitor.cli.output.style import count, day, line, minute, status, wide
from monitor.ledger.archive import Told
from monitor.model import Claim, Feed, Problem, Story, Transition
from monitor.redaction import public

_NAMED = 20  # claims of each kind of change that are named


@contextmanager
def bars(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Reports stages: bars on a terminal, elsewhere a line for each finished stage."""
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


def polled(console: Console, result: PollResult, sent: Published, *, table: bool = False) -> None:
    """The result of a poll: changes of status, problems, figures. `table` forces a table."""
    run = result.run
    news = (*result.plan.transitions, *result.plan.taken_back)
    if news:
        drawn = table or wide(console)
        _transitions(console, news, result.stories, result.claims, table=drawn)
        console.print()
    # Where no feed could be read, `nothing_read` names them all.
    named = set(result.failing) if result.nothing_read else set()
    _problems(console, [p for p in (*run.problems, *sent.problems) if p not in named])
    if run.polled:
        line(
            console,
            f"{run.polled - run.failed} of {count(run.polled, 'feed')} read ({run.not_modified} unchanged): "
            f"{count(run.entries, 'entry', 'entries')}, "
            f"{count(run.stories_new, 'new story', 'new stories')} ({run.stories_on_topic} on topic), "
            f"{count(run.transitions, 'change')} of status",
        )
    _known(console, result)
    if result.waiting:
        soonest = min(state.next_due for state in result.waiting if state.next_due)
        what = f"{count(len(result.waiting), 'feed')} not due yet" if run.polled else "No feed is due"
        line(console, f"{what}, the next at {minute(soonest)}")
    _outbox(console, sent)


def _known(console: Console, result: PollResult) -> None:
    """What `--baseline` kept from the readers, and what it could not reach."""
    run = result.run
    if run.known is None:
        return
    line(
        console,
        ("baseline: ", "bold"),
        f"the changes of {count(run.known, 'claim')} are taken as known: they are in the ledger, nobody is alerted. "
        "Later polls tell what is new.",
    )
    if run.failed:
        late = f"{count(run.failed, 'feed')} could not be read; what they bring later is told, unless you repeat this."
        line(console, (late, "yellow"))


def following(console: Console, found: Following) -> None:
    """What new editions of claims files at addresses change, and which old copies stay in use."""
    for url, changes in found.changes.items():
        line(console, ("claims: ", "bold"), public(url))
        for what in ("added", "changed", "removed"):
            told = getattr(changes, what)
            for id_, text in told[:_NAMED]:
                line(console, f"  {what:<8} ", (id_, "bold"), f"  {clean(text)}")
            if len(told) > _NAMED:
                line(console, f"  and {len(told) - _NAMED} more {what}")
    _problems(console, found.problems)


def published(console: Console, sent: Published) -> None:
    """What `monitor digest` did."""
    _problems(console, sent.problems)
    if not (sent.letters_sent or sent.letters_failed):
        line(console, "Nothing to send.")
    _outbox(console, sent)


def tested(console: Console, results: Iterable[tuple[str, str]]) -> None:
    """Each channel with its answer to a test, "" where it accepted."""
    for address, problem in results:
        if problem:
            line(console, ("refused  ", "bold red"), f"{address}: {problem}")
        else:
            line(console, ("ok       ", "green"), address)


def _outbox(console: Console, sent: Published) -> None:
    if sent.sent or sent.failed:
        line(console, f"{count(sent.sent, 'alert')} sent, {sent.failed} kept in the outbox")
    elif sent.letters_sent or sent.letters_failed:
        letters = count(sent.letters_sent, "letter")
        line(console, f"{letters} about feed problems sent, {sent.letters_failed} kept in the outbox")
    if sent.waiting:
        line(console, f"{count(sent.waiting, 'alert')} waiting for the digest's hour")


def nothing_read(console: Console, result: PollResult, feeds: Iterable[Feed]) -> None:
    """No feed could be read: each with its reason."""
    names = {feed.url: feed.name for feed in feeds}
    reasons = [(problem.subject, problem.message) for problem in result.failing]
    if not result.run.polled:
        reasons = [(state.url, state.problem or "") for state in result.waiting]
    line(console, ("No feed could be read:", "bold red"))
    for url, reason in reasons:
        line(console, f"  {names.get(url, '')}  ", public(url))
        line(console, f"    {public(reason)}")
    line(console, "`monitor demo` shows the whole job without a network.")


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


def told(console: Console, changes: Sequence[Told], claims: Mapping[str, Claim]) -> None:
    """The changes of an archive, each with who else reported it and how far ahead of the next outlet it was."""
    for change in changes:
        _transition(console, change.transition, change.story, claims)
        for story, quote in change.witnesses:
            if change.story is None or story.id != change.story.id:
                line(console, (f"    also {clean(story.outlet)}: “{clean(quote)}”", "dim"))
        if change.happened and change.happened != change.transition.at.date():
            line(console, (f"    happened on {change.happened}", "dim"))
        if change.next_outlet and change.lead:
            line(console, (f"    {span(change.lead)} before {clean(change.next_outlet)}", "dim"))
    console.print()
    line(console, count(len(changes), "change") + " of status")


def _words(change: Transition, claims: Mapping[str, Claim]) -> Text:
    return Text(clean(claims[change.claim].text if change.claim in claims else change.claim))


def _problems(console: Console, faults: Iterable[Problem]) -> None:
    for fault in faults:
        line(console, (f"{fault.stage}: ", "yellow"), public(fault.subject), " ", public(fault.message))
