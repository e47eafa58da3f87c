"""What stands where on the page of the ledger: its sections, its counters, what is new. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.ledger.accounts import Account, Change
from monitor.model import Status

_DAY, _OLD = timedelta(days=1), timedelta(days=7)
_NEWS = 8  # changes that are named at the top
# The sections in their order, each with the statuses that stand in it.
_SECTIONS = (
    ("Confirmed", (Status.CONFIRMED,)),
    ("Denied", (Status.DENIED,)),
    ("One report so far", (Status.REPORTED_CONFIRMED, Status.REPORTED_DENIED)),
    ("Overdue", (Status.OVERDUE,)),
    ("Open", (Status.CORROBORATED, Status.RUMOURED)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Claims under a heading; `drawn`: they have something to show as cards."""

    title: str
    anchor: str
    accounts: tuple[Account, ...]
    drawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many claims have a status, and the anchor of the section that they stand in."""

    status: Status
    number: int
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`news` are the changes that the monitor learnt of since yesterday, the latest first; `older` further ones that
    were old news by then, `more` those beyond.
    """

    sections: tuple[Section, ...]
    counters: tuple[Count, ...]
    news: tuple[tuple[Account, Change], ...]
    more: int
    older: int
    accounts: tuple[Account, ...]


def arranged(accounts: Sequence[Account], *, now: datetime) -> Page:
    """The accounts in the order of the page."""
    number = Counter(account.status for account in accounts)
    news = [
        (account, change)
        for account in accounts
        if (change := account.changes[-1] if account.changes else None)
        and now - _DAY < change.transition.recorded <= now
    ]
    news.sort(key=lambda pair: pair[1].transition.at, reverse=True)
    fresh = [pair for pair in news if pair[1].transition.recorded - pair[1].transition.at <= _OLD]
    return Page(
        sections=tuple(_section(title, statuses, accounts) for title, statuses in _SECTIONS),
        counters=tuple(
            Count(status=status, number=number[status], anchor=_anchor(title))
            for title, statuses in _SECTIONS
            for status in statuses
        ),
        news=tuple(fresh[:_NEWS]),
        more=len(fresh[_NEWS:]),
        older=len(news) - len(fresh),
        accounts=tuple(sorted(accounts, key=_rank)),
    )


def _section(title: str, statuses: Sequence[Status], accounts: Iterable[Account]) -> Section:
    held = [account for account in accounts if account.status in statuses]
    if Status.OVERDUE in statuses:
        held.sort(key=lambda account: account.claim.due or date.max)
    else:
        held.sort(key=lambda account: (statuses.index(account.status), _rank(account)))
    drawn = not {Status.OVERDUE, Status.RUMOURED} & {*statuses}
    return Section(title=title, anchor=_anchor(title), accounts=tuple(held), drawn=drawn)


def _anchor(title: str) -> str:
    return f"section-{title.split(maxsplit=1)[0].lower()}"


def _rank(account: Account) -> tuple[int, float]:
    """Claims with a status first, the latest news first; then open ones with the most to show."""
    if account.changes:
        return (0, -account.changes[-1].transition.at.timestamp())
    return (1, -float(len(account.exhibits)))
