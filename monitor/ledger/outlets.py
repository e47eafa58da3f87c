"""The track record of origins: what each carried first, and what became of it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from monitor.claims.verdict import SETTLED
from monitor.ledger.accounts import Account, Exhibit
from monitor.model import Basis, Stance, Status

# A party that speaks of itself is no outlet: it has no record of being right.
_REPORTING = (Basis.OUTLET, Basis.OTHER_OUTLET, Basis.SOURCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How many claims an origin carried first, and how many of them are now confirmed, denied and open.

    `lead`: the median time from its report to the day on which the claim was settled; None where none was.
    """

    origin: str
    first: int
    confirmed: int
    denied: int
    open: int
    lead: timedelta | None


def records(accounts: Iterable[Account]) -> tuple[Record, ...]:
    """A record for each origin that carried a claim first, those with most claims first."""
    carried: dict[str, list[Account]] = defaultdict(list)
    named: dict[str, str] = {}
    leads: dict[str, list[timedelta]] = defaultdict(list)
    for account in accounts:
        first = _first(account)
        if first is None:
            continue
        name = _origin(first)
        key = name.casefold()
        named.setdefault(key, name)
        carried[key].append(account)
        settled = _settled(account)
        if settled is not None and settled > first.evidence.published:
            leads[key].append(settled - first.evidence.published)
    found = [
        Record(
            origin=named[key],
            first=len(claims),
            confirmed=sum(account.status is Status.CONFIRMED for account in claims),
            denied=sum(account.status is Status.DENIED for account in claims),
            open=sum(account.status not in SETTLED for account in claims),
            lead=timedelta(seconds=median(lead.total_seconds() for lead in leads[key]))
            if leads[key]
            else None,
        )
        for key, claims in carried.items()
    ]
    return tuple(sorted(found, key=lambda record: (-record.first, -record.confirmed, record.origin)))


def _first(account: Account) -> Exhibit | None:
    """The earliest report that bears the claim out on somebody else's word than a party's."""
    reports = (
        exhibit
        for exhibit in account.exhibits
        if exhibit.standing
        and exhibit.evidence.judgement.stance is Stance.SUPPORTS
        and exhibit.evidence.judgement.basis in _REPORTING
    )
    return min(reports, key=lambda exhibit: exhibit.evidence.published, default=None)


def _origin(exhibit: Exhibit) -> str:
    """The outlet whose report it is: unnamed people speak through the outlet that quotes them."""
    judgement = exhibit.evidence.judgement
    if judgement.basis is Basis.SOURCES:
        return judgement.via or exhibit.story.outlet
    return judgement.origin.strip() or exhibit.story.outlet


def _settled(account: Account) -> datetime | None:
    """When the claim came into the settled status that it has."""
    return account.since if account.status in SETTLED else None
