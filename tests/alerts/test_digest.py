"""What a digest tells, in which order, under which name."""

from __future__ import annotations

from monitor.model import Claim
from tests.alerts.values import CLAIM, OTHER, alert, digest, story


def test_one_alert_gives_its_claim_as_the_subject() -> None:
    assert digest(alert()).subject == "Newly confirmed: Xiaomi will build a car."


def test_a_long_claim_is_cut_in_the_subject() -> None:
    claim = Claim(id="car", text="word " * 60)
    subject = digest(alert(), claims=(claim,)).subject
    assert len(subject) < 120
    assert subject.endswith("…")


def test_several_alerts_are_told_by_the_first_and_counted_in_the_subject() -> None:
    told = digest(alert(), alert("newly-denied", claim="plant"), alert("newly-denied", claim="x"))
    assert told.subject == f"Newly denied: {told.items[0].claim.text} (+2)"


def test_what_must_be_unlearned_comes_first_and_the_latest_first_within_a_kind() -> None:
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
    assert [item.claim.id for item in told.items] == ["c", "d", "new", "old", "r", "o"]


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
