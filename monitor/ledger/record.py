"""What each story has said of each claim, version by version, kept bounded. Pure.

A text that changes for ever must leave a bounded record: what says the same again is not put down, beyond some pieces
only what would change the status is, and a story that has gone back and forth counts for nothing from then on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from monitor.claims.replay import current
from monitor.model import Evidence, Flag, Withdrawal

Item: TypeAlias = Evidence | Withdrawal
_HEARD = 16  # pieces of evidence of one story on one claim that settle the same
_TURNS = 8  # times that one story may change what it settles of one claim


class Record:
    """The evidence and withdrawals of a ledger, to which a poll adds."""

    def __init__(self, evidence: Iterable[Evidence], withdrawals: Iterable[Withdrawal]) -> None:
        self._said: defaultdict[str, defaultdict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
        items: tuple[Item, ...] = (*evidence, *withdrawals)
        for item in sorted(items, key=lambda item: item.version):
            self._said[item.story][item.claim].append(item)

    def bearing(self, story: str) -> set[str]:
        """The claims that a story bears on by its latest judgement."""
        said: Mapping[str, Sequence[Item]] = self._said.get(story, {})
        return {claim for claim, items in said.items() if items and isinstance(items[-1], Evidence)}

    def standing(self) -> tuple[Evidence, ...]:
        """The latest of each story on each claim, unless it was withdrawn."""
        latest = (items[-1] for said in self._said.values() for items in said.values() if items)
        return tuple(item for item in latest if isinstance(item, Evidence))

    def put(self, item: Item) -> Item | None:
        """What of an item is put down beside what its story has said of the claim; None where that is nothing."""
        past = self._said[item.story][item.claim]
        news = _news(item, past)
        if news is not None:
            past.append(news)
        return news


def _news(item: Item, past: Sequence[Item]) -> Item | None:
    if not past:
        return item
    last = past[-1]
    if isinstance(last, Withdrawal) and last.retraction:
        return None  # its outlet has taken it back
    if isinstance(item, Withdrawal):
        return item
    if isinstance(last, Evidence) and current((last, item)) == (last,):
        return None
    if _flag(item) is _flag(last):
        return item if len(past) < _HEARD else None
    if sum(_flag(one) is not _flag(other) for one, other in pairwise(past)) < _TURNS:
        return item
    if isinstance(last, Withdrawal):
        return None
    return Withdrawal(claim=item.claim, story=item.story, version=item.version, published=item.published)


def _flag(item: Item) -> Flag:
    return item.judgement.flag if isinstance(item, Evidence) else Flag.NONE
