"""The ledger, the feeds, the status, the result of a check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from monitor.alerts.compose.plain import clean, span
from monitor.cli.output import coverage, style
from monitor.cli.output.style import count, day, line, minute, wide
from monitor.feeds.health import Condition, Health
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
    """The ledger, one claim a row, or two lines each where there is no room for a table; then what was looked at."""
    if wide(console):
        _claims(console, accounts, lacks, seen)
    else:
        for account in accounts:
            _claim(console, account, lacks.get(account.claim.id, ()), seen)
    coverage.summary(console, seen)


def _claims(
    console: Console, accounts: Iterable[Account], lacks: Mapping[str, tuple[str, ...]], seen: Coverage | None
) -> None:
    table = _table()
    table.add_column("id", overflow="fold", ratio=2)
    table.add_column("claim", ratio=5)
    table.add_column("status", width=18)
    table.add_column("looked at", width=13)
    for name, width in (("since", 10), ("for", 4), ("against", 7), ("origins", 7)):
        table.add_column(name, justify="right", width=width)
    for account in accounts:
        text = Text(clean(account.claim.text))
        for lack in lacks.get(account.claim.id, ()):
            text.append(f"\nflags nothing: {clean(lack)}", style="yellow")
        table.add_row(
            Text(account.claim.id),
            text,
            style.status(account.status),
            coverage.look(seen, account.claim.id),
            day(account.since),
            str(account.count(Stance.SUPPORTS)),
            str(account.count(Stance.REFUTES)),
            str(account.origins),
        )
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


def _claim(console: Console, account: Account, lacks: Iterable[str], seen: Coverage | None) -> None:
    figures = f"{account.count(Stance.SUPPORTS)} for, {account.count(Stance.REFUTES)} against"
    line(
        console,
        style.status(account.status, width=20),
        f"{day(account.since):<12}",
        (account.claim.id, "bold"),
        (f"  {figures}  ", "dim"),
        coverage.look(seen, account.claim.id),
    )
    line(console, f"    {account.claim.text}")
    for lack in lacks:
        line(console, (f"    flags nothing: {clean(lack)}", "yellow"))


def feeds(console: Console, found: Iterable[tuple[Health, Blind | None]]) -> None:
    """The configured feeds with their state, and what those that are lost leave unseen."""
    if not wide(console):
        for health, blind in found:
            line(console, (health.feed.name, "bold"), "  ", _health(health))
            line(console, f"    {public(health.feed.url)}")
            if blind:
                line(console, (f"    {clean(blind.words)}", "yellow"))
        return
    table = _table()
    table.add_column("feed", ratio=2)
    table.add_column("address", overflow="fold", ratio=4)
    table.add_column("tier", width=8)
    table.add_column("state", ratio=3)
    table.add_column("last read", width=20)
    table.add_column("entries", justify="right", width=7)
    for health, blind in found:
        state = _health(health)
        if blind:
            state.append(f"\n{clean(blind.words)}", style="yellow")
        table.add_row(
            Text(clean(health.feed.name)),
            Text(public(health.feed.url)),
            health.feed.tier,
            state,
            minute(health.state.last_success) if health.state.last_polled else "",
            str(health.state.last_entries) if health.state.last_polled else "",
        )
    console.print(table)


def _health(found: Health) -> Text:
    remark = f": {clean(public(found.remark))}" if found.remark else ""
    return Text(f"{found.condition}{remark}", style=_CONDITION.get(found.condition, "dim"))


def status(console: Console, view: Overview) -> None:
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
            line(console, "                 ", _health(found))
            if blind := seen.blinded(found.feed.url):
                line(console, (f"                 {clean(blind.words)}", "yellow"))
    if view.next_due:
        line(console, f"waiting        the next feed is due at {minute(view.next_due)}")
    line(
        console, f"stories        {seen.stories} seen, {seen.on_topic} on topic, {seen.not_judged} not judged"
    )
    line(console, "claims         " + ", ".join(f"{n} {name}" for name, n in view.claims.items() if n))
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
