"""What the monitor could have seen: which feeds could tell of a claim, when they were last read, what is in the dark.

Pure: from the configuration and the ledger, so that "nothing found" is never said where nobody looked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.claims.frames.catalogue import Catalogue
from monitor.feeds.health import FAILURES, Condition, Health, health
from monitor.model import Feed, Seen, Snapshot

RECENT = timedelta(days=14)  # unjudged stories that are older hold nobody up
_LATE = timedelta(days=1)  # after a feed was due: from then on it counts as not read
_NAMED = 5  # claims that are named in a sentence, the others are counted


class Look(StrEnum):
    """What the silence of a claim means; `found`: there is evidence, and feeds are being read."""

    FOUND = "found"
    NOTHING_FOUND = "nothing found"
    NOT_LOOKED = "not looked"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The configured claims, each with what was not understood of it, and the languages that are read."""

    lacks: Mapping[str, tuple[str, ...]]
    languages: frozenset[str]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Followed:
        lacks = {framed.claim: framed.lacks for framed in catalogue.framed}
        return cls(lacks=lacks, languages=catalogue.topic.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCoverage:
    """`looked`: the last good poll of a feed that could have told of the claim; `reason`: why not found, in words."""

    claim: str
    look: Look
    looked: datetime | None = None
    reason: str = ""


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
            return f"no other feed can tell, so nobody watches {_claims(self.claims)}"
        feeds = "1 other feed" if self.others == 1 else f"{self.others} other feeds"
        brought = f"; it had brought evidence on {_named(self.brought)}" if self.brought else ""
        return f"leaves {_count(self.claims)} to {feeds}{brought}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the monitor has looked at, so that silence can be told from blindness.

    `looked`: the last good poll of a feed that could tell; `unseen` says why nobody looks, "" where a feed sees,
    and `unseen_since` since when.
    """

    feeds_healthy: int
    feeds_failing: int
    feeds_unpolled: int
    stories: int
    on_topic: int
    not_judged: int
    last_polled: datetime | None = None
    looked: datetime | None = None
    unseen: str = ""
    unseen_since: datetime | None = None
    watches: tuple[Watch, ...] = ()
    blind: tuple[Blind, ...] = ()
    claims: Mapping[str, ClaimCoverage] = field(default_factory=dict)

    def counts(self) -> dict[Look, int]:
        """How many claims are in each state."""
        return {look: len(self.of(look)) for look in Look}

    def looked_at(self, claim: str) -> bool:
        """Whether nothing new on the claim means that there is nothing new."""
        found = self.claims.get(claim)
        return found is None or found.look in (Look.FOUND, Look.NOTHING_FOUND)

    def of(self, look: Look) -> tuple[ClaimCoverage, ...]:
        """The claims in a state."""
        return tuple(each for each in self.claims.values() if each.look is look)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why claims were not looked at or not judged, each reason once with the claims that it holds for."""
        why: dict[tuple[Look, str], list[str]] = defaultdict(list)
        for each in (*self.of(Look.NOT_LOOKED), *self.of(Look.NOT_JUDGED)):
            why[each.look, each.reason].append(each.claim)
        return tuple(
            f"{look.capitalize()}: {_claims(claims)}; {reason}" for (look, reason), claims in why.items()
        )

    def blinded(self, url: str) -> Blind | None:
        """What the feed leaves unseen."""
        return next((blind for blind in self.blind if blind.feed.url == url), None)


def coverage(
    snapshot: Snapshot, feeds: Iterable[Feed], *, now: datetime, followed: Followed | None = None
) -> Coverage:
    """What the enabled `feeds` let the monitor see. Without `followed` only feeds and stories are counted."""
    states = {state.url: state for state in snapshot.feed_states}
    watched = [health(feed, states.get(feed.url), now) for feed in feeds if feed.enabled]
    polled = [each.state for each in watched if each.state.last_polled]
    failing = sum(state.failures > 0 for state in polled)
    watches = tuple(_watch(each, followed, now) for each in watched) if followed else ()
    looked = max(
        (w.health.state.last_success for w in watches if w.could_tell and w.health.state.last_success),
        default=None,
    )
    unseen, since = _unseen(watches, looked) if followed else ("", None)
    claims = _states(snapshot, followed, looked, unseen, now) if followed else {}
    return Coverage(
        feeds_healthy=len(polled) - failing,
        feeds_failing=failing,
        feeds_unpolled=len(watched) - len(polled),
        stories=snapshot.seen.stories,
        on_topic=snapshot.seen.on_topic,
        not_judged=snapshot.seen.not_judged,
        last_polled=max((state.last_polled for state in polled if state.last_polled), default=None),
        looked=looked,
        unseen=unseen,
        unseen_since=since,
        watches=watches,
        blind=_blind(watches, snapshot, followed) if followed else (),
        claims=claims,
    )


def _watch(found: Health, followed: Followed, now: datetime) -> Watch:
    state = found.state
    could_tell = found.feed.language is None or found.feed.language in followed.languages
    expected = max(filter(None, (state.last_success, state.next_due)), default=now)
    sees = state.last_success is not None and not _lost(found) and now - expected <= _LATE
    return Watch(health=found, could_tell=could_tell, sees=could_tell and sees)


def _lost(found: Health) -> bool:
    """Whether nothing can be expected of the feed; one that fails now and then comes back by itself."""
    failing = found.condition is Condition.FAILING
    return found.state.failures >= FAILURES if failing else found.troubled


def _unseen(watches: Iterable[Watch], looked: datetime | None) -> tuple[str, datetime | None]:
    """Why nobody looks, in words, and since when; "" where a feed sees."""
    able = [watch for watch in watches if watch.could_tell]
    if any(watch.sees for watch in able):
        return "", None
    if not able:
        return "no feed is enabled whose language is read", None
    if looked is None:
        return "no feed has been read yet", None
    silent = [w.health.since for w in able if w.health.condition is Condition.SILENT and w.health.since]
    if silent:
        since = max(silent)
        return f"the feeds that can be read have brought nothing new since {_minute(since)}", since
    return f"no feed has been read since {_minute(looked)}", looked


def _states(
    snapshot: Snapshot, followed: Followed, looked: datetime | None, unseen: str, now: datetime
) -> dict[str, ClaimCoverage]:
    held = {claim.id for claim in snapshot.claims}
    found = {item.claim for item in snapshot.evidence}
    unjudged = _unjudged(snapshot.seen, followed.languages, now)

    def cover(claim: str) -> ClaimCoverage:
        if claim not in followed.lacks:
            reason = "no claims file has it any more, so no story is judged for it"
            return ClaimCoverage(claim=claim, look=Look.NOT_JUDGED, reason=reason)
        look, reason = Look.NOTHING_FOUND, ""
        if lacks := followed.lacks[claim]:
            look, reason = Look.NOT_JUDGED, f"flags nothing: {'; '.join(lacks)}"
        elif unseen:
            look, reason = Look.NOT_LOOKED, unseen
        elif claim not in held:
            look, reason = Look.NOT_JUDGED, "it is new and joins the ledger at the next poll"
        elif unjudged:
            look, reason = Look.NOT_JUDGED, unjudged
        elif claim in found:
            look = Look.FOUND
        return ClaimCoverage(claim=claim, look=look, looked=looked if claim in held else None, reason=reason)

    return {
        claim: cover(claim) for claim in dict.fromkeys((*(c.id for c in snapshot.claims), *followed.lacks))
    }


def _unjudged(seen: Seen, languages: frozenset[str], now: datetime) -> str:
    """Which stories have to be judged before anything can be said to be not found, in words; "" if none.

    Stories in languages that are not read count only where there are no others: they are counted apart.
    """
    recent = [each for each in seen.unjudged if each.latest >= now - RECENT]
    waiting = [each for each in recent if each.language in languages]
    if waiting:
        many, latest = sum(each.stories for each in waiting), max(each.latest for each in waiting)
        return f"{_stories(many)} not judged, because the judge failed on them; the latest came {_minute(latest)}"
    unread = [each for each in recent if each.language not in languages and each.on_topic]
    if unread and (seen.last_judged is None or seen.last_judged < now - RECENT):
        names = ", ".join(sorted({each.language for each in unread}))
        many = sum(each.stories for each in unread)
        return f"{_stories(many)} not judged, because no language is read that they are in ({names})"
    return ""


def _blind(watches: Sequence[Watch], snapshot: Snapshot, followed: Followed) -> tuple[Blind, ...]:
    claims = tuple(claim for claim, lacks in followed.lacks.items() if not lacks)
    seeing = sum(watch.sees for watch in watches)
    feed_of = {story.id: story.feed for story in snapshot.stories}
    brought: dict[str, set[str]] = defaultdict(set)
    for item in snapshot.evidence:
        brought[feed_of.get(item.story, "")].add(item.claim)
    return tuple(
        Blind(
            feed=(feed := watch.health.feed),
            others=seeing,
            claims=claims,
            brought=tuple(claim for claim in claims if claim in brought[feed.url]),
        )
        for watch in watches
        if claims and watch.could_tell and _lost(watch.health)
    )


def _count(claims: Sequence[str]) -> str:
    return f"{len(claims)} claim{'' if len(claims) == 1 else 's'}"


def _claims(claims: Sequence[str]) -> str:
    return f"{_count(claims)} ({_named(claims)})"


def _named(claims: Sequence[str]) -> str:
    more = len(claims) - _NAMED
    return ", ".join(claims[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _stories(number: int) -> str:
    return f"{number} {'story is' if number == 1 else 'stories are'}"


def _minute(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
