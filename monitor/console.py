"""What the commands draw on a terminal, and plain lines where there is none. Edge: writes to the console it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from monitor.alerts.render import clean, word
from monitor.claims.catalogue import Catalogue
from monitor.claims.frames import Frame
from monitor.evaluation import Report, Tally, wilson
from monitor.ledger import Account
from monitor.model import Feed, FeedState, Flag, Problem, Stance, Status, Story, Transition

_COLOUR = {
    Status.CONFIRMED: "bold green",
    Status.DENIED: "bold red",
    Status.CORROBORATED: "cyan",
    Status.OVERDUE: "yellow",
    Status.RUMOURED: "dim",
}
_NARROW = 100  # columns under which a table would be unreadable


def day(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d}"


def minute(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _status(status: Status) -> Text:
    return Text(status.value, style=_COLOUR[status])


@contextmanager
def progress(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """A report of stages: bars on a terminal, a line a stage where there is none."""
    if not console.is_terminal:
        yield lambda stage, done, total: (
            console.print(f"{stage}: {total}", highlight=False) if done == total and total else None
        )
        return
    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def transitions(
    console: Console, changes: Iterable[Transition], stories: Mapping[str, Story], texts: Mapping[str, str]
) -> None:
    """Each change: claim, old and new status, on whose word, date, passage."""
    rows = list(changes)
    if console.width < _NARROW:
        for change in rows:
            _change_lines(console, change, stories, texts)
        return
    table = Table(show_lines=True, expand=True)
    table.add_column("claim", ratio=3)
    table.add_column("status", ratio=1, min_width=12)
    table.add_column("on whose word", ratio=2)
    table.add_column("date", no_wrap=True, width=10)
    table.add_column("passage", ratio=5)
    for change in rows:
        story = stories.get(change.story or "")
        passage = Text(clean(change.quote))
        if story:
            passage.append(f"\n{clean(story.outlet)}: {clean(story.headline)}", style="dim")
        status = Text.assemble((f"{change.before.value} → ", "dim"), _status(change.after))
        table.add_row(
            Text(clean(texts.get(change.claim, change.claim))), status, Text(word(change)), day(change.at), passage
        )
    console.print(table)


def _change_lines(
    console: Console, change: Transition, stories: Mapping[str, Story], texts: Mapping[str, str]
) -> None:
    story = stories.get(change.story or "")
    console.print()
    console.print(
        Text.assemble(_status(change.after), (f" (was {change.before.value}) ", "dim"), day(change.at), " "),
        Text(clean(texts.get(change.claim, change.claim))),
        soft_wrap=True,
    )
    if word(change):
        console.print(Text(f"  on the word of {word(change)}"), soft_wrap=True)
    if change.quote:
        console.print(Text(f"  “{clean(change.quote)}”"), soft_wrap=True)
    if story:
        console.print(Text(f"  {clean(story.outlet)}: {clean(story.headline)}", style="dim"), soft_wrap=True)


def claims(console: Console, accounts: Iterable[Account], lacks: Mapping[str, tuple[str, ...]]) -> None:
    """The ledger."""
    table = Table(expand=console.width >= _NARROW)
    for name in ("id", "claim", "status"):
        table.add_column(name, overflow="fold")
    for name in ("since", "for", "against", "origins"):
        table.add_column(name, justify="right", no_wrap=True)
    for account in accounts:
        text = Text(clean(account.claim.text))
        for lack in lacks.get(account.claim.id, ()):
            text.append(f"\nflags nothing: {lack}", style="yellow")
        table.add_row(
            Text(account.claim.id), text, _status(account.status), day(account.since),
            str(account.count(Stance.SUPPORTS)), str(account.count(Stance.REFUTES)), str(account.origins),
        )  # fmt: skip
    console.print(table)


def explain(console: Console, account: Account, frames: Iterable[Frame], lacks: tuple[str, ...]) -> None:
    """All evidence for and against a claim, what decided, and what came nearest otherwise."""
    claim = account.claim
    console.print(Text(clean(claim.text), style="bold"))
    console.print(Text.assemble("status ", _status(account.status), f" since {day(account.since) or 'the start'}"))
    if claim.due:
        console.print(f"due {claim.due.isoformat()}")
    for lack in lacks:
        console.print(f"[yellow]flags nothing: {escape(lack)}")
    console.print("\n[bold]What it takes")
    for frame in frames:
        for name, value in roles(frame):
            console.print(Text.assemble((f"  {name:>9} ", "dim"), value), soft_wrap=True)
        console.print()
    console.print("[bold]How the status came about")
    for change in account.changes:
        t = change.transition
        console.print(Text.assemble(f"  {day(t.at)} ", t.before.value, " → ", _status(t.after), f"  [{t.rule}]"))
        console.print(Text(f"    {change.because} {word(t)}".rstrip()), soft_wrap=True)
        if t.quote:
            console.print(Text(f"    “{clean(t.quote)}”"), soft_wrap=True)
    if not account.changes:
        console.print("  nothing has changed it")
    deciding = {(c.transition.story, c.transition.version) for c in account.changes}
    decided = [e for e in account.exhibits if (e.story.id, e.evidence.version) in deciding]
    others = [e for e in account.exhibits if e not in decided]
    for title, exhibits in (("Evidence that decided", decided), ("Other evidence", others)):
        if exhibits:
            console.print(f"\n[bold]{title}")
        for exhibit in exhibits:
            judged = exhibit.evidence.judgement
            console.print(
                Text.assemble(
                    f"  {day(exhibit.evidence.published)} ", (clean(exhibit.story.outlet), "bold"), ": ",
                    clean(exhibit.story.headline),
                ),
                soft_wrap=True,
            )  # fmt: skip
            console.print(Text(f"    “{clean(judged.quote)}”"), soft_wrap=True)
            console.print(
                Text(
                    f"    {judged.stance}, {judged.certainty}, basis {judged.basis}, origin {clean(judged.origin)}, "
                    f"score {judged.score:.2f}; {missing(judged.flag, judged.stance, judged.certainty, judged.basis)}",
                    style="dim",
                ),
                soft_wrap=True,
            )
            console.print(Text("    " + "; ".join(judged.cues), style="dim"), soft_wrap=True)


def missing(flag: Flag, stance: str, certainty: str, basis: str) -> str:
    """Why a piece of evidence settles or does not settle the claim."""
    if flag is not Flag.NONE:
        return f"settles it alone: {flag}"
    if stance == Stance.DISCUSSES:
        return "settles nothing: it says neither yes nor no"
    if certainty == "hedged":
        return "settles nothing: it is hedged"
    if basis not in ("official", "event"):
        return "settles nothing: nobody with standing says so, and it has not visibly happened"
    return "settles nothing: the passage fills the claim only in part"


def roles(frame: Frame) -> Iterator[tuple[str, str]]:
    """A frame's roles in words."""
    yield "means", frame.means
    yield "who", " or ".join(sorted(frame.subject))
    if frame.relations:
        yield "does", " or ".join(sorted(frame.relations))
    for slot in frame.objects:
        yield "what", " or ".join(sorted(slot))
    for slot in frame.context:
        yield "about", " or ".join(sorted(slot))
    for value in frame.values:
        yield "number", f"{value.bound} {value.value:,.10g} {value.unit}".strip()
    if frame.first and frame.last:
        yield "when", f"{frame.first} to {frame.last}"
    if frame.announces:
        yield "said", f"{frame.announces} is settled as true"
    if frame.words:
        yield "words", ", ".join(f"{w}…" for w in frame.words)


def feeds(console: Console, known: Iterable[Feed], states: Mapping[str, FeedState]) -> None:
    table = Table(expand=console.width >= _NARROW)
    for name in ("feed", "address", "state", "last read", "entries"):
        table.add_column(name, overflow="fold")
    for feed in known:
        state = states.get(feed.url)
        table.add_row(
            Text(clean(feed.name)), Text(feed.url), _health(feed, state),
            minute(state.last_success if state else None), str(state.last_entries) if state else "",
        )  # fmt: skip
    console.print(table)


def _health(feed: Feed, state: FeedState | None) -> Text:
    if not feed.enabled:
        return Text("disabled", style="dim")
    if state is None or state.last_polled is None:
        return Text("not polled yet", style="dim")
    if state.failures:
        return Text(f"failing ({state.failures} in a row): {clean(state.problem or '')}", style="red")
    return Text("healthy", style="green")


def problems(console: Console, faults: Iterable[Problem]) -> None:
    for fault in faults:
        line = Text.assemble((f"{fault.stage}: ", "yellow"), clean(fault.subject), " ", clean(fault.message))
        console.print(line, soft_wrap=True)


def report(console: Console, result: Report, catalogue: Catalogue, stories: Mapping[str, Story]) -> None:
    """The figures of an evaluation and its worst errors."""

    def line(name: str, tally: Tally) -> None:
        low, high = wilson(tally.tp, tally.tp + tally.fp)
        below, above = wilson(tally.tp, tally.tp + tally.fn)
        console.print(
            f"{name:<16} precision {tally.precision:.3f} ({low:.2f} to {high:.2f})  "
            f"recall {tally.recall:.3f} ({below:.2f} to {above:.2f})  F1 {tally.f1:.3f}  "
            f"right {tally.tp}, false {tally.fp}, missed {tally.fn}",
            highlight=False,
            soft_wrap=True,
        )

    console.print(f"{result.stories} stories; in brackets 95 % intervals", highlight=False)
    line("flags", result.all_flags)
    for kind, tally in result.flags.items():
        line(f"  {kind}", tally)
    console.print(f"stance macro-F1  {result.macro_f1:.3f}", highlight=False)
    for stance, tally in result.stances.items():
        line(f"  {stance}", tally)
    line("on topic", result.on_topic)
    for field, (agreed, compared) in result.agreement.items():
        console.print(f"{field:<16} agrees in {agreed} of {compared}", highlight=False)
    for code, tally in result.by_language.items():
        line(f"  flags {code}", tally)
    texts = {claim.id: claim.text for claim in catalogue.claims}
    for wrong in result.wrong[:10]:
        story = stories[wrong.story]
        console.print(
            Text(f"\n{wrong.story} {wrong.claim}: wanted {wrong.want}, got {wrong.got}", style="bold")
        )
        console.print(Text(f"  {clean(texts.get(wrong.claim, ''))}\n  {clean(story.headline)}"), soft_wrap=True)
        if wrong.judgement:
            console.print(Text(f"  “{clean(wrong.judgement.quote)}”"), soft_wrap=True)
            console.print(Text("  " + "; ".join(wrong.judgement.cues), style="dim"), soft_wrap=True)
