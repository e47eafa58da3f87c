"""Feeds as watches on the claims: which of them could tell, which see, and what the lost ones leave unseen. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.feeds.health import FAILURES, Condition, Health
from monitor.model import Feed, Snapshot

_LATE = timedelta(days=1)  # after a feed was due: from then on it counts as not read
_NAMED = 5  # claims that are named in a sentence, the others are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A feed as a watch on the claims.

    `could_tell`: its language is read. `sees`: besides, it is read when it is due, and brings news.
    """

    health: Health
    could_tell: bool
    sees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """What a feed that is stopped, silent or has failed for long leaves unseen of the claims that can be judged.

    `others`: how many feeds still see; without any, all `claims` are blind. `brought`: those of them on which it has
    brought evidence.
    """

    feed: Feed
    others: int
    claims: tuple[str, ...]
    brought: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """One clause for people."""
        if not self.others:
            return f"no other feed can tell, so nobody watches {counted(self.claims)}"
        feeds = "1 other feed" if self.others == 1 else f"{self.others} other feeds"
        brought = f"; it had brought evidence on {_named(self.brought)}" if self.brought else ""
        return f"leaves {_count(self.claims)} to {feeds}{brought}"


def watch(found: Health, languages: frozenset[str], now: datetime) -> Watch:
    """The feed at this moment; `languages` are those that are read."""
    state = found.state
    could_tell = found.feed.language is None or found.feed.language in languages
    expected = max(filter(None, (state.last_success, state.next_due)), default=now)
    sees = state.last_success is not None and not _lost(found) and now - expected <= _LATE
    return Watch(health=found, could_tell=could_tell, sees=could_tell and sees)


def _lost(found: Health) -> bool:
    """Whether nothing can be expected of the feed; one that fails now and then comes back by itself."""
    failing = found.condition is Condition.FAILING
    return found.state.failures >= FAILURES if failing else found.troubled


def unseen(watches: Iterable[Watch], looked: datetime | None) -> tuple[str, datetime | None]:
    """Why nobody looks, in words, and since when; "" where a feed sees."""
    able = [each for each in watches if each.could_tell]
    if any(each.sees for each in able):
        return "", None
    if not able:
        return "no feed is enabled whose language is read", None
    if looked is None:
        return "no feed has been read yet", None
    silent = [w.health.since for w in able if w.health.condition is Condition.SILENT and w.health.since]
    if silent:
        since = max(silent)
        return f"the feeds that can be read have brought nothing new since {minute(since)}", since
    return f"no feed has been read since {minute(looked)}", looked


def blinded(watches: Sequence[Watch], snapshot: Snapshot, claims: tuple[str, ...]) -> tuple[Blind, ...]:
    """What each lost feed leaves unseen of the `claims`."""
    seeing = sum(each.sees for each in watches)
    feed_of = {story.id: story.feed for story in snapshot.stories}
    brought: dict[str, set[str]] = defaultdict(set)
    for item in snapshot.evidence:
        brought[feed_of.get(item.story, "")].add(item.claim)
    return tuple(
        Blind(
            feed=(feed := each.health.feed),
            others=seeing,
            claims=claims,
            brought=tuple(claim for claim in claims if claim in brought[feed.url]),
        )
        for each in watches
        if claims and each.could_tell and _lost(each.health)
    )


def _count(claims: Sequence[str]) -> str:
    return f"{len(claims)} claim{'' if len(claims) == 1 else 's'}"


def counted(claims: Sequence[str]) -> str:
    """How many claims, and which."""
    return f"{_count(claims)} ({_named(claims)})"


def _named(claims: Sequence[str]) -> str:
    more = len(claims) - _NAMED
    return ", ".join(claims[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def minute(moment: datetime) -> str:
    """Such as `3 March 2021, 08:00 UTC`."""
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
