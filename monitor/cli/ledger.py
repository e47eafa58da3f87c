"""Commands that show the ledger."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from monitor.app import overview, polling
from monitor.claims.judge import missed
from monitor.cli import output
from monitor.cli.common import cli, configured, console_for, jsonable, print_json, read_config
from monitor.cli.output import shapes
from monitor.ledger.accounts import Account, accounts
from monitor.model import Snapshot, Status


@cli.command()
@configured
@click.option(
    "--status", type=click.Choice([s.value for s in Status]), help="Only the claims in this status."
)
@jsonable
def claims(config_path: Path | None, status: str | None, as_json: bool) -> None:
    """The ledger."""
    config = read_config(config_path)
    catalogue = polling.catalogue(config)
    held = accounts(overview.ledger(config, catalogue))
    found = [account for account in held if status is None or account.status == status]
    lacks = {framed.claim: framed.lacks for framed in catalogue.framed}
    if as_json:
        print_json([shapes.claim(account, lacks.get(account.claim.id, ())) for account in found])
    else:
        output.claims(console_for(as_json), found, lacks)


@cli.command()
@click.argument("claim_id")
@configured
@jsonable
def explain(config_path: Path | None, claim_id: str, as_json: bool) -> None:
    """All evidence for and against a claim, the rule that decided, what came nearest otherwise."""
    config = read_config(config_path)
    catalogue = polling.catalogue(config)
    ledger = overview.ledger(config, catalogue)
    account = _account(ledger, claim_id)
    near = () if account.exhibits else missed(catalogue, ledger.stories, claim_id)
    framed = next((framed for framed in catalogue.framed if framed.claim == claim_id), None)
    frames, lacks = (framed.frames, framed.lacks) if framed else ((), ())
    if as_json:
        print_json(shapes.explain(account, frames, lacks, near))
    else:
        output.explain(console_for(as_json), account, frames, lacks, near)


def _account(ledger: Snapshot, claim_id: str) -> Account:
    known = {account.claim.id: account for account in accounts(ledger)}
    if claim_id not in known:
        near = difflib.get_close_matches(claim_id, known, n=3, cutoff=0.4)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `monitor claims` lists them"
        raise click.UsageError(f"there is no claim {claim_id!r}{hint}")
    return known[claim_id]
