"""What a digest tells, in which order, under which name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from monitor.alerts.compose.digest import Digest, compose, resent
from monitor.model import Basis, Claim, Feed, FeedState, Stance
from tests.alerts.values import CLAIM, NOW, OTHER, alert, digest, evidence, snapshot, story


def test_one_alert_gives_its_claim_as_the_subject() -> None:
    assert digest(alert()).subject == "Confirmed: Xiaomi will build a car"


def test_a_long_claim_is_cut_in_the_subject() -> None:
    claim = Claim(id="car", text="word " * 60)
    subject = digest(alert(), claims=(claim,)).subject
    assert len(subject) < 120
    assert subject.endswith("…")


def test_several_alerts_are_told_by_the_first_and_counted_in_the_subject() -> None:
    told = digest(alert(), alert("newly-denied", claim="plant"), alert("newly-denied", claim="x"))
    assert told.subject == "Confirmed: Xiaomi will build a car (+2)"


def test_a_correction_says_what_holds_now() -> None:
    told = digest(alert("correction"))
    assert told.subject == "Correction, now confirmed: Xiaomi will build a car"


def test_corrections_are_counted_in_the_subject_before_any_other_news() -> None:
    told = digest(
        alert(),
        alert("newly-denied", claim="plant"),
        alert("correction", claim="a"),
        alert("correction", claim="b"),
    )
    assert told.subject == "2 corrections; confirmed: Xiaomi will build a car (+1)"
    assert digest(alert("correction"), alert("correction", claim="b")).subject.startswith("2 corrections: ")


def test_corrections_come_first_and_the_latest_first_within_a_kind() -> None:
    old, new = story(1), story(5)
    told = digest(
        alert("overdue", claim="o"),
        alert(claim="old", of=old),
        alert(claim="new", of=new),
        alert("newly-denied", claim="d"),
        alert("correction", claim="c"),
        alert("corroborated", claim="r"),
        stories=(old, new),
    )
    assert [item.claim.id for item in told.items] == ["c", "new", "old", "d", "r", "o"]
    assert [card.claim.id for card in told.cards] == ["c", "new", "old", "d", "r", "o"]


def test_the_key_depends_on_the_alerts_alone() -> None:
    """A resend is the same mail, in whatever order the outbox gives its alerts."""
    one, two = alert(), alert("newly-denied", claim="plant")
    assert digest(one, two).key == digest(two, one).key
    assert digest(one, two).key != digest(one).key
    assert digest(one, claims=()).key == digest(one).key


def test_an_alert_keeps_its_claim_and_its_story() -> None:
    told = digest(alert(of=story(1)), claims=(CLAIM, OTHER))
    (item,) = told.items
    assert (item.claim, item.change.story) == (CLAIM, story(1))
    assert told.alerts == (item.alert.id,)


def test_a_claim_that_left_the_ledger_is_told_by_its_id() -> None:
    (item,) = digest(alert(claim="gone")).items
    assert item.claim.text == "gone"


def test_the_same_again_at_another_time_has_another_name() -> None:
    """What falls due a second time is another mail, not a resend of the first."""
    again = replace(alert(), created=NOW + timedelta(days=1))
    assert digest(again).key != digest(alert()).key


def told(*, feeds: tuple[Feed, ...] = (), **how: Any) -> Digest:
    first, second = story(1), story(20)
    held = snapshot(
        (first, second),
        [evidence(first, stance=Stance.DISCUSSES, basis=Basis.SOURCES, origin=""), evidence(second)],
        claims=(CLAIM, OTHER),
    )
    states = (FeedState(url="https://a.example/", failures=5, last_polled=NOW, problem="HTTP 503"),)
    held = replace(held, feed_states=states)
    return compose([alert(of=second)], snapshot=held, feeds=feeds, now=NOW, **how)


def test_a_card_says_how_long_it_took_and_how_many_say_it() -> None:
    (card,) = told().cards
    assert (card.waited, card.origins) == (timedelta(days=19), 1)
    (first,) = digest(alert()).cards
    assert first.waited is None


def test_what_came_since_the_last_digest_is_counted() -> None:
    assert told(fresh=2).fresh == 2
    assert told().quiet == 1


def test_claims_are_new_only_to_one_who_has_had_a_digest() -> None:
    assert told().new_claims == ()
    assert told(known_claims=1).new_claims == (OTHER,)


def test_troubled_feeds_are_named_while_they_are_watched() -> None:
    feed = Feed(url="https://a.example/", name="A")
    (ill,) = told(feeds=(feed,)).troubles
    assert (ill.feed.name, ill.condition, ill.remark) == ("A", "failing", "HTTP 503 (5 in a row)")
    assert told(feeds=(replace(feed, enabled=False),)).troubles == ()
    assert told().troubles == ()


def test_a_digest_of_feeds_alone_says_so_in_its_subject_and_is_another_one_each_time() -> None:
    feed = Feed(url="https://a.example/", name="A")
    state = FeedState(url=feed.url, failures=5, last_polled=NOW, problem="HTTP 503")
    held = replace(snapshot((), ()), feed_states=(state,))
    first = compose([], snapshot=held, feeds=(feed,), now=NOW)
    again = compose([], snapshot=held, feeds=(feed,), now=NOW + timedelta(days=7))
    assert first.subject == again.subject == "Feed failing: A"
    assert first.key != again.key


def test_what_changed_since_then_can_be_told_again() -> None:
    held = snapshot((story(1),), [evidence(story(1))])
    (again,) = resent(held, since=NOW, now=NOW + timedelta(days=1))
    assert (again.kind, again.transition, again.created) == (
        "newly-confirmed",
        held.transitions[0],
        NOW + timedelta(days=1),
    )
    assert resent(held, since=NOW + timedelta(seconds=1), now=NOW) == ()
