"""What the monitor could have seen, as lines for people and as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from monitor.alerts.compose import event
from monitor.alerts.compose.plain import clean
from monitor.cli.output.style import count, line, minute
from monitor.ledger.coverage import ClaimCoverage, Coverage, Look
from monitor.ledger.watches import Blind, Watch
from monitor.redaction import public

LOOK = {
    Look.FOUND: "dim",
    Look.NOTHING_FOUND: "dim",
    Look.NOT_LOOKED: "bold yellow",
    Look.NOT_JUDGED: "yellow",
}


def look(seen: Coverage | None, claim: str) -> Text:
    """The state of a claim in two words; nothing where it is not known."""
    found = seen.claims.get(claim) if seen else None
    return Text(found.look, style=LOOK[found.look]) if found else Text()


def summary(console: Console, seen: Coverage | None) -> None:
    """Below the list of claims: when they were last looked at, and each reason for which some were not."""
    if not seen:
        return
    line(console, f"Last looked at: {looked(seen)}")
    for words in seen.reasons:
        line(console, (clean(words), "yellow"))


def looked(seen: Coverage) -> str:
    """When, and by how many of the feeds that could tell."""
    able = [watch for watch in seen.watches if watch.could_tell]
    seeing = sum(watch.sees for watch in able)
    return f"{minute(seen.looked)}; {seeing} of {count(len(able), 'feed')} that could tell are read"


def feeds(console: Console, seen: Coverage, claim: str) -> None:
    """Of one claim: its state, and every feed that could have told of it, with its last good poll."""
    found = seen.claims[claim]
    line(console, "  ", look(seen, claim), f": {clean(found.reason)}" if found.reason else "")
    line(console, f"  last looked at {minute(found.looked)}")
    for watch in seen.watches:
        language = watch.health.feed.language or "any language"
        remark = "" if watch.sees else f", {watch.health.condition}"
        remark = remark if watch.could_tell else ", cannot tell: its language is not read"
        line(
            console,
            f"  {clean(watch.health.feed.name)} ({language}){remark}",
            (f"  last read {minute(watch.health.state.last_success)}", "dim"),
        )


def claim_json(value: ClaimCoverage | None) -> dict[str, Any] | None:
    """The key `coverage` of a claim; None of an earlier day."""
    if value is None:
        return None
    return {"state": value.look, "last_looked": _moment(value.looked), "reason": value.reason}


def watch_json(value: Watch) -> dict[str, Any]:
    """A feed that was configured to look."""
    found = value.health
    return {
        "url": public(found.feed.url),
        "name": found.feed.name,
        "language": found.feed.language,
        "could_tell": value.could_tell,
        "sees": value.sees,
        "condition": found.condition,
        "last_success": _moment(found.state.last_success),
    }


def blind_json(value: Blind) -> dict[str, Any]:
    """What a feed that is lost leaves unseen."""
    return {
        "feed": public(value.feed.url),
        "other_feeds": value.others,
        "claims": list(value.claims),
        "brought_evidence_on": list(value.brought),
    }


def coverage_json(seen: Coverage) -> dict[str, Any]:
    """The key `coverage` of `monitor status --json`."""
    return {
        "last_looked": _moment(seen.looked),
        "not_looked": seen.unseen,
        "claims": dict(seen.counts()),
        "blind": [blind_json(blind) for blind in seen.blind],
    }


def _moment(value: datetime | None) -> str | None:
    return event.moment(value) if value else None
