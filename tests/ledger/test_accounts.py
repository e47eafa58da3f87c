"""The ledger as a reader sees it."""

from __future__ import annotations

from dataclasses import replace

from monitor.ledger.accounts import accounts
from monitor.model import Basis, Certainty, Stance, Status, Withdrawal
from tests.alerts.values import NOW, account, evidence, snapshot, story


def test_a_claim_without_evidence_is_as_it_began() -> None:
    (held,) = accounts(snapshot((), ()))
    assert (held.status, held.since, held.origins) == (Status.RUMOURED, None, 0)


def test_status_and_date_come_from_the_last_change() -> None:
    first, second = story(1), story(2)
    held = account([first, second], [evidence(first), evidence(second, stance=Stance.REFUTES)])
    assert (held.status, held.since) == (Status.DENIED, second.published)
    assert [change.transition.rule for change in held.changes] == ["official-support", "correction"]
    assert (
        held.changes[0].because == "A party whose word settles the claim says on the record that it is true."
    )
    assert held.changes[0].story == first


def test_forty_reprints_are_one_origin() -> None:
    original = story(1)
    reprints = [story(n, reprint_of="s1") for n in range(2, 42)]
    items = [evidence(s, basis=Basis.OTHER_OUTLET, origin="Reuters") for s in (original, *reprints)]
    assert account([original, *reprints], items).origins == 1


def test_a_reprint_that_credits_nobody_adds_no_origin() -> None:
    original, reprint = story(1), story(2, reprint_of="s1")
    items = [
        evidence(original, basis=Basis.OTHER_OUTLET, origin="Reuters"),
        evidence(reprint, basis=Basis.OUTLET, origin="Example Post"),
    ]
    assert account([original, reprint], items).origins == 1


def test_origins_are_told_apart_by_name_whatever_the_case() -> None:
    stories = [story(n) for n in (1, 2, 3)]
    names = ["LatePost", "latepost ", "Reuters"]
    items = [evidence(s, basis=Basis.SOURCES, origin=name) for s, name in zip(stories, names, strict=True)]
    assert account(stories, items).origins == 2


def test_evidence_that_an_edit_replaced_is_kept_but_not_counted() -> None:
    before = story(1)
    after = replace(before, version=2)
    items = [evidence(before, stance=Stance.SUPPORTS), evidence(after, stance=Stance.DISCUSSES)]
    held = account([after], items)
    assert [exhibit.standing for exhibit in held.exhibits] == [False, True]
    assert (held.count(Stance.SUPPORTS), held.count(Stance.DISCUSSES)) == (0, 1)


def test_exhibits_stand_in_order_of_publication() -> None:
    late, early = story(9), story(2)
    held = account([late, early], [evidence(late), evidence(early, certainty=Certainty.HEDGED)])
    assert [exhibit.story.id for exhibit in held.exhibits] == ["s2", "s9"]


def test_evidence_that_an_edit_took_away_is_kept_and_counts_no_more() -> None:
    """Each version's evidence says why it does not stand, and what stands is compared with the latest wording."""
    first, again, gone = (replace(story(1), version=n, text=f"The company said so {n}.") for n in (1, 2, 3))
    held = snapshot((first,), (evidence(first), evidence(again)))
    (repeated,) = accounts(replace(held, stories=(again,), earlier=(first,)))
    assert [exhibit.remark for exhibit in repeated.exhibits] == ["", "an edit that says the same"]
    assert [bool(exhibit.edit) for exhibit in repeated.exhibits] == [True, False]
    edit = Withdrawal(claim="car", story=first.id, version=3, published=NOW)
    (taken,) = accounts(replace(held, stories=(gone,), earlier=(first, again), withdrawals=(edit,)))
    assert [exhibit.standing for exhibit in taken.exhibits] == [False, False]
    assert [exhibit.withdrew for exhibit in taken.exhibits] == [None, NOW]
    assert (taken.count(Stance.SUPPORTS), taken.origins) == (0, 0)
