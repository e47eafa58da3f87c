"""The ledger, the feeds, the status, the result of a check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from rich.console import Console
from rich.text import Text

from monitor.alerts.compose.plain import clean, span
from monitor.cli.output import coverage, style
from monitor.cli.output.style import count, day, line, minute, wide
from monitor.feeds.health import Condition, Health, chatty
from monitor.ledger.accounts import Account
from monitor.ledger.outlets import Record
from monitor.model import Delivery, Stance
from monitor.redaction import public

if TYPE_CHECKING:
    from rich.table import Table

    from monitor.app.checking import Findings
    from monitor.app.overview import Overview
    from monitor.ledger.coverage import Coverage
    from monitor.ledger.watches import Blind

Detail: TypeAlias = tuple[str, str]  # words and their style
_NEVER = datetime.min.replace(tzinfo=UTC)
_CONDITION = {
    Condition.HEALTHY: "green",
    Condition.SILENT: "yellow",
    Condition.FAILING: "red",
    Condition.STOPPED: "bold red",
}


def claims(
    console: Console,
    accounts: Iterable[Account],
    lacks: Mapping[str, tuple[str, ...]],
    seen: Coverage | None = None,
) -> None:
    """The ledger, what changed last first: a row a claim, with its text below where there is no room beside it; then
    what was looked at.
    """
    recent = sorted(accounts, key=lambda account: account.since or _NEVER, reverse=True)
    rows = [(_claim(account, seen), _details(account, lacks.get(account.claim.id, ()))) for account in recent]
    if wide(console):
        _claims(console, rows)
    else:
        header = ("status", "since", "for", "against", "sources", "looked at", "due", "id")
        style.aligned(console, header, rows)
    coverage.summary(console, seen)


def _claims(console: Console, rows: Iterable[tuple[Sequence[str | Text], Sequence[Detail]]]) -> None:
    table = _table()
    table.add_column("status", width=18)
    for name, width in (
        ("since", 10),
        ("for", 4),
        ("against", 7),
        ("sources", 7),
        ("looked at", 13),
        ("due", 10),
    ):
        table.add_column(name, justify="right", width=width)
    table.add_column("id", overflow="fold", ratio=2)
    table.add_column("claim", ratio=5)
    for cells, details in rows:
        table.add_row(*cells, _lines(details))
    console.print(table)


def outlets(console: Console, records: Sequence[Record]) -> None:
    """What each origin carried first."""
    for record in records:
        lead = f", settled {span(record.lead)} later in the median" if record.lead else ""
        line(
            console,
            (clean(record.origin), "bold"),
            f"  {count(record.first, 'claim')} first: {record.confirmed} confirmed, {record.denied} denied, "
            f"{record.open} open{lead}",
        )
    if not records:
        line(console, "No outlet has carried a claim yet.")


def _table() -> Table:
    from rich.table import Table  # noqa: PLC0415 (not needed where the output is piped)

    return Table(expand=True)


def _claim(account: Account, seen: Coverage | None) -> tuple[str | Text, ...]:
    return (
        style.status(account.status),
        day(account.since),
        str(account.count(Stance.SUPPORTS)),
        str(account.count(Stance.REFUTES)),
        str(account.origins),
        coverage.look(seen, account.claim.id),
        account.claim.due.isoformat() if account.claim.due else "",
        Text(account.claim.id, style="bold"),
    )


def _details(account: Account, lacks: Iterable[str]) -> list[Detail]:
    return [(clean(account.claim.text), ""), *((f"flags nothing: {clean(lack)}", "yellow") for lack in lacks)]


def _lines(details: Iterable[Detail]) -> Text:
    return Text("\n").join(Text(*detail) for detail in details)


def feeds(console: Console, found: Iterable[tuple[Health, Blind | None]]) -> None:
    """The configured feeds with their state, and what those that are lost leave unseen: a row a feed, with its address
    below where there is no room beside it.
    """
    if not wide(console):
        header = ("state", "since", "last poll", "entries", "next poll", "tier", "feed")
        style.aligned(console, header, [(_feed(health), _about(health, blind)) for health, blind in found])
        return
    table = _table()
    table.add_column("state", width=14)
    for name, width in (("since", 10), ("last poll", 20), ("entries", 7), ("next poll", 20)):
        table.add_column(name, justify="right", width=width)
    table.add_column("tier", width=8)
    table.add_column("feed", ratio=2)
    table.add_column("address", overflow="fold", ratio=5)
    for health, blind in found:
        table.add_row(*_feed(health), _lines(_about(health, blind)))
    console.print(table)


def _feed(found: Health) -> tuple[str | Text, ...]:
    state = found.state
    asked = found.feed.enabled and not state.gone
    return (
        Text(found.condition, style=_CONDITION.get(found.condition, "dim")),
        day(found.since),
        minute(state.last_polled),
        str(state.last_entries) if state.last_polled else "",
        minute(state.next_due, "next run") if asked else "never",
        found.feed.tier,
        Text(clean(found.feed.name), style="bold"),
    )


def _about(found: Health, blind: Blind | None) -> list[Detail]:
    """The address, and what there is to say."""
    colour = _CONDITION.get(found.condition, "")
    remark = [(clean(public(found.remark)), colour)] if found.remark else []
    read, polled = found.state.last_success, found.state.last_polled
    old = [(f"last read {minute(read)}", colour)] if polled and read != polled else []
    unseen = [(clean(blind.words), "yellow")] if blind else []
    return [(public(found.feed.url), ""), *remark, *old, *unseen]


def _health(found: Health) -> Text:
    remark = f": {clean(public(found.remark))}" if found.remark else ""
    return Text(f"{found.condition}{remark}", style=_CONDITION.get(found.condition, "dim"))


def status(console: Console, view: Overview, now: datetime) -> None:
    """What `monitor status` prints."""
    seen = view.coverage
    if view.running:
        line(console, f"running        process {view.running[0]}, since {minute(view.running[1])}")
    line(console, f"last poll      {minute(view.run.finished if view.run else None)}")
    line(
        console,
        f"feeds          {seen.feeds_healthy} healthy, {seen.feeds_failing} failing, "
        f"{seen.feeds_unpolled} not polled yet",
    )
    for found in view.feeds:
        if found.troubled:
            line(console, f"               {found.feed.name}  {public(found.feed.url)}")
            since = f", since {minute(found.since)}" if found.since else ""
            line(console, "                 ", _health(found), since)
            following = "never" if found.state.gone else minute(found.state.next_due, "with the next run")
            line(
                console,
                f"                 last read {minute(found.state.last_success)}; next poll {following}",
            )
            if blind := seen.blinded(found.feed.url):
                line(console, (f"                 {clean(blind.words)}", "yellow"))
    _chatty(console, view.feeds)
    if view.next_due:
        line(console, f"next poll      {_next(view.next_due, now)}")
    line(
        console, f"stories        {seen.stories} seen, {seen.on_topic} on topic, {seen.not_judged} not judged"
    )
    line(console, "claims         " + ", ".join(f"{n} {name}" for name, n in view.claims.items() if n))
    if view.baseline:
        taken = f"{count(view.baseline.known or 0, 'claim')} changed, and nobody was alerted"
        line(console, f"baseline       {minute(view.baseline.started)}: {taken}")
    for copy in view.copies:
        line(console, f"claims from    {public(copy.url)}, last confirmed {minute(copy.confirmed)}")
        if copy.problem:
            line(console, (f"               {clean(public(copy.problem))}", "yellow"))
    line(console, f"looked at      {coverage.looked(seen)}")
    states = (f"{number} {look}" for look, number in seen.counts().items() if number)
    line(console, "               " + ", ".join(states))
    for words in seen.reasons:
        line(console, (f"               {clean(words)}", "yellow"))
    line(console, "outbox         " + ", ".join(f"{view.outbox[s]} {s}" for s in Delivery))
    for dispatch in view.undelivered:
        reason = (
            f"{dispatch.problem or 'not tried yet'}; next attempt {minute(dispatch.not_before, 'at once')}"
        )
        line(console, (f"undelivered    {dispatch.address}: ", "yellow"), reason)
    for dispatch in view.dead:
        settled = minute(dispatch.settled)
        line(console, (f"given up       {dispatch.address}: ", "red"), f"{dispatch.problem} ({settled})")
    line(console, f"last delivery  {minute(view.last_sent)}")
    if view.next_digest:
        line(
            console,
            f"next digest    {minute(view.next_digest)} by `monitor run`, else with the next `monitor once`",
        )


def _chatty(console: Console, feeds: Iterable[Health]) -> None:
    for found in feeds:
        if words := chatty(found.state):
            line(console, f"chatty         {clean(found.feed.name)}  {public(found.feed.url)}")
            line(console, (f"                 {words}", "yellow"))


def _next(due: datetime, now: datetime) -> str:
    """A time to come; where it has passed, a feed waits for the next run."""
    return minute(due) if due > now else f"due since {minute(due)}: with the next `monitor once`"


def checked(console: Console, findings: Findings) -> None:
    """What `monitor check` prints: what is valid, notes, every fault."""
    for finding in findings.valid:
        line(console, ("ok     ", "green"), f"{finding.what}: {finding.message}")
    for finding in findings.notes:
        line(console, ("note   ", "yellow"), f"{finding.what}: {finding.message}")
    for finding in findings.faults:
        first, *rest = finding.message.splitlines()
        line(console, ("fault  ", "bold red"), f"{finding.what}: {first}")
        for text in rest:
            line(console, f"       {text}")
