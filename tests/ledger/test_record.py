"""However often a text changes, what is put down of it is bounded."""

from __future__ import annotations

from dataclasses import replace

from monitor.claims.replay import current
from monitor.ledger.record import Record
from monitor.model import Basis, Evidence, Flag, Stance, Withdrawal
from tests.ledger.test_planning import START, says


def evidence(version: int, **changes: object) -> Evidence:
    return Evidence(story="s", version=version, published=START, judgement=says(**changes))  # type: ignore[arg-type]


def gone(version: int) -> Withdrawal:
    return Withdrawal(claim="car", story="s", version=version, published=START)


def test_what_says_the_same_again_is_not_put_down() -> None:
    record = Record([evidence(1)], [])
    assert [record.put(evidence(version)) for version in range(2, 50)] == [None] * 48
    assert record.standing() == (evidence(1),)


def test_a_story_that_always_has_it_from_somebody_else_is_put_down_so_often_only() -> None:
    record = Record([], [])
    found = [record.put(evidence(version, origin=f"source {version}")) for version in range(1, 1000)]
    assert sum(item is not None for item in found) == 16
    assert record.put(evidence(1000, stance=Stance.REFUTES)) is not None


def test_a_story_that_goes_back_and_forth_counts_for_nothing_in_the_end() -> None:
    record = Record([], [])
    turning = (evidence(n, stance=(Stance.SUPPORTS, Stance.REFUTES)[n % 2]) for n in range(1, 1000))
    kept = [item for item in map(record.put, turning) if item is not None]
    assert len(kept) == 10
    assert isinstance(kept[-1], Withdrawal)
    assert record.standing() == ()
    items = [item for item in kept if isinstance(item, Evidence)]
    assert current(items, [item for item in kept if isinstance(item, Withdrawal)]) == ()


def test_a_story_that_withdraws_and_says_again_is_bounded_too() -> None:
    record = Record([], [])
    kept = 0
    for version in range(1, 1000):
        item = evidence(version, basis=Basis.OUTLET) if version % 2 else gone(version)
        if version % 2 or record.bearing("s"):
            kept += record.put(item) is not None
    assert kept <= 17
    assert evidence(1, basis=Basis.OUTLET).judgement.flag is Flag.NONE


def test_what_its_outlet_took_back_is_heard_no_more() -> None:
    record = Record([evidence(1)], [replace(gone(1), retraction="note")])
    assert record.put(evidence(2)) is None
    assert record.put(evidence(3, stance=Stance.REFUTES)) is None
    assert record.standing() == ()
