"""`monitor explain`: one claim in full."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from monitor.app import catalogue, overview
from monitor.claims.frames.understood import understood
from monitor.claims.judge import missed
from monitor.cli.common import (
    as_of_option,
    configured,
    console_for,
    jsonable,
    now_utc,
    print_json,
    read_config,
)
from monitor.cli.output import explanation, shapes
from monitor.config import Config
from monitor.ledger.accounts import Account, accounts
from monitor.model import Snapshot, Story


@click.command()
@click.argument("claim_id")
@configured
@as_of_option
@jsonable
def command(config_path: Path | None, claim_id: str, as_of: datetime | None, as_json: bool) -> None:
    """Show all evidence for and against a claim, and the rule that decided.

    CLAIM_ID is an id that `monitor claims` lists.

    \b
    Example:
      monitor explain builds-own-car
    """
    config = read_config(config_path)
    known, now = catalogue.load(config), now_utc()
    ledger, seen = overview.covered(config, known, now=now, as_of=as_of)
    account = _account(ledger, claim_id)
    near = () if account.exhibits else missed(known, _stories(config, ledger, as_of, now), claim_id)
    framed = next((framed for framed in known.framed if framed.claim == claim_id), None)
    lines = understood(framed) if framed else ()
    if as_json:
        print_json(shapes.explain(account, framed, lines, near, seen=seen))
    else:
        explanation.explain(console_for(as_json), account, framed, lines, near, seen=seen)


def _stories(config: Config, ledger: Snapshot, as_of: datetime | None, now: datetime) -> Iterable[Story]:
    """Where what comes near a claim is looked for: the stories that bear on any claim, and the latest on topic."""
    latest = overview.recent(config, now=as_of or now)
    return {story.id: story for story in (*ledger.stories, *latest)}.values()


def _account(ledger: Snapshot, claim_id: str) -> Account:
    known = {account.claim.id: account for account in accounts(ledger)}
    if claim_id not in known:
        near = difflib.get_close_matches(claim_id.lower(), known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else "`monitor claims` lists them"
        raise click.UsageError(f"no claim {claim_id!r}; {hint}")
    return known[claim_id]
