"""One claim in full: what it takes, what decided, what came nearest otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from rich.console import Console
from rich.text import Text

from monitor.alerts.compose.plain import clean, marked, view, word
from monitor.claims.frames.frame import Frame, Framed
from monitor.claims.match.match import Miss
from monitor.claims.verdict import unsettling
from monitor.cli.output import coverage, lineage
from monitor.cli.output.style import day, line, status
from monitor.ledger.accounts import Account, Exhibit
from monitor.ledger.coverage import Coverage
from monitor.ledger.edits import Edit
from monitor.ledger.origins import origins
from monitor.model import Flag, Judgement, Stance, Story

_NEAREST = 3


def explain(
    console: Console,
    account: Account,
    framed: Framed | None,
    understood: Iterable[str],
    missed: Iterable[tuple[Story, Miss]] = (),
    *,
    seen: Coverage | None = None,
) -> None:
    """All evidence for and against a claim, the rules that decided, and what came nearest otherwise.

    `framed`: the claim as it is looked for, None for one that is configured no more; `understood` tells it in words.
    `missed`: passages that are no evidence, each with why. `seen`: what was looked at, None of an earlier day.
    """
    claim = account.claim
    line(console, (clean(claim.text), "bold"))
    since = f" since {day(account.since)}" if account.since else ""
    due = f", due {claim.due.isoformat()}" if claim.due else ""
    line(console, status(account.status), since, due)
    _title(console, "What it takes")
    for words in understood:
        line(console, (f"  {clean(words)}", "yellow" if words.startswith("flags nothing") else ""))
    for number, frame in enumerate(framed.frames if framed else ()):
        if number:
            console.print()
        for name, value in roles(frame):
            line(console, (f"  {name:>8}  ", "dim"), value)
    if seen and claim.id in seen.claims:
        _title(console, "Who looked")
        coverage.feeds(console, seen, claim.id)
    _changes(console, account)
    deciding = {(change.transition.story, change.transition.version) for change in account.changes}
    decided = [e for e in account.exhibits if (e.story.id, e.evidence.version) in deciding]
    nearest = _nearest(account, decided)
    others = [exhibit for exhibit in account.exhibits if exhibit not in (*decided, *nearest)]
    for title, exhibits in (
        ("The evidence that decided", decided),
        ("What came nearest otherwise", nearest),
        ("Other evidence", others),
    ):
        if exhibits:
            _title(console, title)
        for exhibit in exhibits:
            _exhibit(console, exhibit)
    _origins(console, account)
    _missed(console, missed)


def _origins(console: Console, account: Account) -> None:
    graph = origins(account)
    if graph.nodes:
        _title(console, "Where it comes from")
        lineage.show(console, graph)


def _changes(console: Console, account: Account) -> None:
    _title(console, "How the status came about")
    for change in account.changes:
        moved = change.transition
        step = f"  {day(moved.at)}  {moved.before.value} → "
        line(console, step, status(moved.after), (f"  rule {moved.rule}", "dim"))
        line(console, f"    {change.because}")
        if word(moved):
            line(console, f"    {word(moved)}")
        if moved.quote:
            line(console, f"    “{moved.quote}”")
        if change.partly:
            line(console, f"    Partly: {change.partly}.")
        _edited(console, change.edit)
        for story in change.others:
            line(console, f"    also reported by {clean(story.outlet)}: {clean(story.headline)}")
    undone = [
        exhibit
        for exhibit in account.exhibits
        if exhibit.withdrew and exhibit.evidence.judgement.flag is not Flag.NONE
    ]
    for exhibit in undone:
        was = f"made the claim {exhibit.evidence.judgement.flag}"
        line(
            console,
            f"  {day(exhibit.withdrew)}  edited: the story of {clean(exhibit.story.outlet)} that {was}",
        )
        _edited(console, exhibit.edit)
    if not account.changes and not undone:
        line(console, "  Nothing has changed it: it is as it began.")


def _missed(console: Console, missed: Iterable[tuple[Story, Miss]]) -> None:
    for number, (story, miss) in enumerate(missed):
        if not number:
            _title(console, "What came nearest without being evidence")
        _passage(console, story.published, story, f"    “{miss.quote}”")
        line(console, (f"    not counted: {miss.reason}", "dim"))


def _title(console: Console, text: str) -> None:
    console.print()
    line(console, (text, "bold underline"))


def _nearest(account: Account, decided: list[Exhibit]) -> list[Exhibit]:
    """The evidence that would have led to another status, or missed it by least."""
    against = [
        exhibit
        for exhibit in account.exhibits
        if exhibit not in decided
        and exhibit.evidence.judgement.stance is not Stance.DISCUSSES
        and exhibit.evidence.judgement.flag.value != account.status.value
    ]
    against.sort(key=lambda e: (e.evidence.judgement.flag is Flag.NONE, -e.evidence.judgement.score))
    return sorted(against[:_NEAREST], key=lambda exhibit: exhibit.evidence.published)


def _passage(console: Console, published: datetime, story: Story, quote: str, remark: str = "") -> None:
    outlet = Text(clean(story.outlet), style="bold")
    line(console, f"  {day(published)}  ", outlet, ": ", story.headline, remark)
    line(console, quote)


def _exhibit(console: Console, exhibit: Exhibit) -> None:
    judged = exhibit.evidence.judgement
    remark = f"  ({exhibit.remark})" if exhibit.remark else ""
    _passage(console, exhibit.evidence.published, exhibit.story, f"    “{judged.quote}”", remark)
    _edited(console, exhibit.edit)
    told = f"    {view(judged)}; score {judged.score:.2f}: {verdict(judged)}"
    line(console, (told, "dim"))
    if judged.partly:
        line(console, f"    partly: {judged.partly}")
    if judged.frame:
        filled = "; ".join(f"{role} = {value}" for role, value in judged.frame)
        line(console, (f"    filled: {filled}", "dim"))
    if judged.cues:
        line(console, (f"    cues: {'; '.join(judged.cues)}", "dim"))


def _edited(console: Console, edit: Edit | None) -> None:
    """Each changed passage, what was removed and what was added marked as in git's word diffs."""
    if edit:
        for passage in edit.passages:
            line(console, f"    edited {day(edit.at)}: {marked(passage)}")


def verdict(judged: Judgement) -> str:
    """What a piece of evidence does to the claim, or why it settles nothing."""
    if judged.flag is not Flag.NONE:
        return f"alone it makes the claim {judged.flag}"
    reason = judged.held or unsettling(judged.stance, judged.certainty, judged.basis)
    return f"settles nothing: {reason or 'it fills the claim only in part'}"


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
        yield "words", ", ".join(f"{word.stem}…" for word in frame.words)
