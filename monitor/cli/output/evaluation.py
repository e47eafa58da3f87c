"""The figures of an evaluation and its worst errors."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console

from monitor.claims.frames.catalogue import Catalogue
from monitor.cli.output.style import count, line
from monitor.evaluation.score import Report, Tally, wilson
from monitor.model import Story

_WORST = 10


def report(console: Console, result: Report, catalogue: Catalogue, stories: Mapping[str, Story]) -> None:
    """Precision, recall and F1 with their 95 % intervals, agreement, and the ten worst errors.

    "To the word" counts a flag only if its speaker and its passage are right, too.
    """
    line(console, f"{count(result.stories, 'story', 'stories')}; in brackets 95 % intervals")
    line(console, f"{'':<16}{'precision':<21}{'recall':<21}{'F1':<8}{'right':>5}{'false':>7}{'missed':>8}")
    _tally(console, "flags", result.all_flags)
    for kind, tally in result.flags.items():
        _tally(console, f"  {kind}", tally)
    for code, tally in result.by_language.items():
        _tally(console, f"  in {code or '?'}", tally)
    _tally(console, "  to the word", result.strict)
    right, changes = result.believed
    line(console, f"{'told in order':<16}right in {right} of {count(changes, 'change')} of status")
    bands = (f"{b.low:.1f} to {b.high:.1f} {b.right} of {b.flags}" for b in result.bands if b.flags)
    line(console, f"{'score, right':<16}{', '.join(bands) or 'no flags'}")
    _tally(console, "on topic", result.on_topic)
    line(console, f"{'stance':<16}{'macro-F1':<42}{result.macro_f1:.3f}")
    for stance, tally in result.stances.items():
        _tally(console, f"  {stance}", tally)
    for field, (agreed, compared) in result.agreement.items():
        line(console, f"{field:<16}right in {agreed} of {compared} pairs with the right stance")
    if result.missing:
        line(console, f"not judged: {', '.join(result.missing)}")
    texts = {claim.id: claim.text for claim in catalogue.claims}
    if result.wrong:
        console.print()
        line(console, (f"{count(len(result.wrong), 'wrong flag')}, the worst first", "bold"))
    for wrong in result.wrong[:_WORST]:
        line(console, (f"{wrong.story} on {wrong.claim}: {wrong.got} for {wrong.want}", "bold"))
        line(console, f"    {texts.get(wrong.claim, 'no such claim in the file')}")
        line(console, f"    {stories[wrong.story].headline}")
        if wrong.judgement:
            line(console, f"    “{wrong.judgement.quote}”")
            line(console, (f"    {'; '.join(wrong.judgement.cues)}", "dim"))


def _tally(console: Console, name: str, tally: Tally) -> None:
    def share(value: float, total: int) -> str:
        low, high = wilson(tally.tp, total)
        return f"{value:.3f} ({low:.2f} to {high:.2f})"

    line(
        console,
        f"{name:<16}{share(tally.precision, tally.tp + tally.fp):<21}"
        f"{share(tally.recall, tally.tp + tally.fn):<21}{tally.f1:<8.3f}"
        f"{tally.tp:>5}{tally.fp:>7}{tally.fn:>8}",
    )
