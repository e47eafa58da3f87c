"""What the monitor could have seen: which feeds could tell of a claim, when they were last read, what is in the dark.

Pure: from the configuration and the ledger, so that "nothing found" is never said where nobody looked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.claims.frames.catalogue import Catalogue
from monitor.feeds.health import health
from monitor.ledger.watches import Blind, Watch, blinded, counted, minute, unseen, watch
from monitor.model import Feed, Seen, Snapshot

RECENT = timedelta(days=14)  # unjudged stories that are older hold nobody up


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

    @property
    def judged(self) -> tuple[str, ...]:
        """The claims that were understood."""
        return tuple(claim for claim, lacks in self.lacks.items() if not lacks)

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
            f"{look.capitalize()}: {counted(claims)}; {reason}" for (look, reason), claims in why.items()
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
    watches = tuple(watch(each, followed.languages, now) for each in watched) if followed else ()
    looked = max(
        (w.health.state.last_success for w in watches if w.could_tell and w.health.state.last_success),
        default=None,
    )
    why, since = unseen(watches, looked) if followed else ("", None)
    claims = _states(snapshot, followed, looked, why, now) if followed else {}
    return Coverage(
        feeds_healthy=len(polled) - failing,
        feeds_failing=failing,
        feeds_unpolled=len(watched) - len(polled),
        stories=snapshot.seen.stories,
        on_topic=snapshot.seen.on_topic,
        not_judged=snapshot.seen.not_judged,
        last_polled=max((state.last_polled for state in polled if state.last_polled), default=None),
        looked=looked,
        unseen=why,
        unseen_since=since,
        watches=watches,
        blind=blinded(watches, snapshot, followed.judged) if followed else (),
        claims=claims,
    )


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
        return (
            f"{_stories(many)} not judged, because the judge failed on them; the latest came {minute(latest)}"
        )
    unread = [each for each in recent if each.language not in languages and each.on_topic]
    if unread and (seen.last_judged is None or seen.last_judged < now - RECENT):
        names = ", ".join(sorted({each.language for each in unread}))
        many = sum(each.stories for each in unread)
        return f"{_stories(many)} not judged, because they are in languages that are not read ({names})"
    return ""


def _stories(number: int) -> str:
    return f"{number} {'story is' if number == 1 else 'stories are'}"
