"""What silence means: nothing found, nobody looked, or nobody judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.claims.frames.catalogue import load
from monitor.ledger.coverage import ClaimCoverage, Coverage, Followed, Look, coverage
from monitor.model import Feed, FeedState, Seen, Snapshot, Unjudged
from tests.alerts.values import CLAIM, NOW, OTHER, evidence, snapshot, story

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
A = Feed(url="https://a.example/", name="A", language="en")
B = Feed(url="https://b.example/", name="B")
FINNISH = Feed(url="https://fi.example/", name="F", language="fi")
FOLLOWED = Followed(lacks={"car": (), "plant": ()}, languages=frozenset({"en", "zh"}))
BOTH = (CLAIM, OTHER)


def read(feed: Feed, at: datetime = NOW) -> FeedState:
    """The state of a feed that was read then."""
    return FeedState(url=feed.url, last_polled=at, last_success=at, news=at, last_entries=3)


def failing(feed: Feed, times: int, at: datetime = NOW) -> FeedState:
    return replace(
        read(feed, at), failures=times, failing_since=at + MINUTE, problem="HTTP 500", last_polled=NOW
    )


def seen(
    *states: FeedState,
    feeds: Iterable[Feed] = (A, B),
    held: Snapshot | None = None,
    followed: Followed = FOLLOWED,
    stories: Seen | None = None,
    now: datetime = NOW,
) -> Coverage:
    ledger = held or snapshot((), (), claims=BOTH)
    return coverage(
        replace(ledger, feed_states=states, seen=stories or Seen()), feeds, now=now, followed=followed
    )


def looks(found: Coverage) -> dict[str, Look]:
    return {claim: each.look for claim, each in found.claims.items()}


# --- looked, and nothing found


def test_nothing_is_found_where_feeds_are_read_and_no_story_bears_on_the_claim() -> None:
    told = story()
    held = snapshot([told], [evidence(told)], claims=BOTH)
    found = seen(read(A), read(B, NOW - HOUR), held=held)
    assert looks(found) == {"car": Look.FOUND, "plant": Look.NOTHING_FOUND}
    assert found.claims["plant"] == ClaimCoverage(claim="plant", look=Look.NOTHING_FOUND, looked=NOW)
    assert (found.unseen, found.reasons, found.blind) == ("", (), ())


def test_the_last_look_is_that_of_a_feed_that_could_have_told() -> None:
    """Not that of a feed that is disabled, removed or in a language that is not read."""
    off, gone = replace(B, enabled=False), Feed(url="https://gone.example/", name="G")
    states = (read(A, NOW - HOUR), read(B), read(FINNISH), read(gone))
    found = seen(*states, feeds=(A, off, FINNISH))
    assert found.looked == NOW - HOUR
    told = [(w.health.feed.name, w.could_tell, w.sees) for w in found.watches]
    assert told == [("A", True, True), ("F", False, False)]


# --- not looked


def test_nobody_looks_before_the_first_poll() -> None:
    found = seen()
    assert looks(found) == {"car": Look.NOT_LOOKED, "plant": Look.NOT_LOOKED}
    assert found.claims["car"].looked is None
    assert found.reasons == ("Not looked: 2 claims (car, plant); no feed has been read yet",)


def test_nobody_looks_where_no_language_is_read() -> None:
    found = seen(read(FINNISH), feeds=(FINNISH,))
    assert (found.unseen, found.looked) == ("no feed is enabled whose language is read", None)


@pytest.mark.parametrize(
    ("state", "look"),
    [
        (read(A, NOW - DAY), Look.NOTHING_FOUND),
        (read(A, NOW - DAY - MINUTE), Look.NOT_LOOKED),
        (replace(read(A, NOW - 3 * DAY), next_due=NOW - HOUR), Look.NOTHING_FOUND),
        (failing(A, 4, NOW - HOUR), Look.NOTHING_FOUND),
        (failing(A, 5, NOW - HOUR), Look.NOT_LOOKED),
        (replace(read(A), gone=NOW, failures=1), Look.NOT_LOOKED),
        (replace(read(A), news=NOW - 15 * DAY), Look.NOT_LOOKED),
    ],
    ids=["late", "too late", "not due", "hiccup", "fails for long", "gone", "silent"],
)
def test_a_feed_sees_while_it_is_read_when_due_and_brings_news(state: FeedState, look: Look) -> None:
    assert looks(seen(state, feeds=(A,))) == {"car": look, "plant": look}


def test_it_is_said_since_when_nobody_looks() -> None:
    found = seen(failing(A, 9, NOW - 2 * DAY), failing(B, 5, NOW - 3 * DAY))
    assert found.unseen == "no feed has been read since 30 March 2021, 08:00 UTC"
    assert found.unseen_since == NOW - 2 * DAY


def test_silent_feeds_are_told_apart_from_feeds_that_cannot_be_read() -> None:
    found = seen(replace(read(A), news=NOW - 15 * DAY), failing(B, 9))
    assert (
        found.unseen == "the feeds that can be read have brought nothing new since 17 March 2021, 08:00 UTC"
    )
    assert found.unseen_since == NOW - 15 * DAY


def test_one_feed_that_sees_is_enough() -> None:
    assert looks(seen(failing(A, 9), read(B))) == {"car": Look.NOTHING_FOUND, "plant": Look.NOTHING_FOUND}


# --- not judged


def test_a_claim_that_was_not_understood_is_not_judged() -> None:
    followed = replace(FOLLOWED, lacks={"car": ("it is a question",), "plant": ()})
    found = seen(read(A), followed=followed)
    assert looks(found) == {"car": Look.NOT_JUDGED, "plant": Look.NOTHING_FOUND}
    assert found.reasons == ("Not judged: 1 claim (car); flags nothing: it is a question",)


def test_what_a_claim_lacks_is_taken_from_how_it_was_understood() -> None:
    catalogue = load()
    followed = Followed.of(catalogue)
    assert set(followed.lacks) == {claim.id for claim in catalogue.claims}
    assert {"en", "zh"} <= followed.languages


def test_a_claim_that_left_the_files_is_not_judged_any_more() -> None:
    found = seen(read(A), followed=replace(FOLLOWED, lacks={"car": ()}))
    assert looks(found) == {"car": Look.NOTHING_FOUND, "plant": Look.NOT_JUDGED}
    assert "no claims file has it any more" in found.claims["plant"].reason


def test_a_claim_that_is_not_in_the_ledger_yet_is_not_judged() -> None:
    found = seen(read(A), followed=replace(FOLLOWED, lacks={"car": (), "plant": (), "new": ()}))
    assert (found.claims["new"].look, found.claims["new"].looked) == (Look.NOT_JUDGED, None)


def unjudged(language: str, *, latest: datetime = NOW, on_topic: bool = True) -> Unjudged:
    return Unjudged(language=language, on_topic=on_topic, stories=2, latest=latest)


@pytest.mark.parametrize(
    ("group", "last_judged", "look"),
    [
        (unjudged("en"), NOW, Look.NOT_JUDGED),
        (unjudged("en", on_topic=False), NOW, Look.NOT_JUDGED),
        (unjudged("en", latest=NOW - 15 * DAY), NOW, Look.NOTHING_FOUND),
        (unjudged("fi"), NOW, Look.NOTHING_FOUND),
        (unjudged("fi"), None, Look.NOT_JUDGED),
        (unjudged("fi"), NOW - 15 * DAY, Look.NOT_JUDGED),
        (unjudged("und", on_topic=False), None, Look.NOTHING_FOUND),
    ],
    ids=["failed", "failed off topic", "long ago", "one of many", "all", "all of late", "nobody's"],
)
def test_stories_that_wait_keep_claims_from_being_judged(
    group: Unjudged, last_judged: datetime | None, look: Look
) -> None:
    """Those in languages that are not read only where there are no others."""
    found = seen(read(A), stories=Seen(unjudged=(group,), last_judged=last_judged))
    assert looks(found) == {"car": look, "plant": look}


# --- what lost feeds leave blind


def test_the_last_feed_that_is_lost_leaves_all_claims_blind() -> None:
    found = seen(failing(A, 5), failing(B, 6))
    assert [(blind.feed, blind.others, blind.claims) for blind in found.blind] == [
        (A, 0, ("car", "plant")), (B, 0, ("car", "plant")),
    ]  # fmt: skip
    assert found.blind[0].words == "no other feed can tell, so nobody watches 2 claims (car, plant)"


def test_where_others_see_the_claims_are_named_that_the_feed_had_told_of() -> None:
    told = replace(story(), feed=A.url)
    held = snapshot([told], [evidence(told)], claims=BOTH)
    found = seen(failing(A, 5), read(B), held=held)
    assert found.blinded(B.url) is None
    blind = found.blinded(A.url)
    assert blind is not None
    assert blind.words == "leaves 2 claims to 1 other feed; it had brought evidence on car"


def test_a_feed_that_could_not_tell_leaves_nothing_blind() -> None:
    assert seen(failing(FINNISH, 9), feeds=(FINNISH, A)).blind == ()


def test_a_feed_that_fails_now_and_then_leaves_nothing_blind() -> None:
    assert seen(failing(A, 4), feeds=(A,)).blind == ()


def test_many_claims_are_counted_after_the_first_five() -> None:
    many = replace(FOLLOWED, lacks={f"c{number}": () for number in range(7)})
    (blind,) = seen(failing(A, 5), feeds=(A,), followed=many).blind
    assert blind.words.endswith("7 claims (c0, c1, c2, c3, c4 and 2 more)")


# --- the figures of feeds and stories


def test_healthy_failing_and_unpolled_feeds_are_counted() -> None:
    states = (read(A), failing(B, 2), read(Feed(url="gone", name="")))
    counted = Seen(stories=4, on_topic=2, not_judged=1)
    held = replace(snapshot((), ()), feed_states=states, seen=counted)
    feeds = (A, B, FINNISH, Feed(url="off", name="", enabled=False))
    found = coverage(held, iter(feeds), now=NOW)
    assert (found.feeds_healthy, found.feeds_failing, found.feeds_unpolled) == (1, 1, 1)
    assert (found.stories, found.on_topic, found.not_judged) == (4, 2, 1)
    assert (found.claims, found.watches, found.unseen) == ({}, (), "")
