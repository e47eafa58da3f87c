"""The ledger as it would have stood on an earlier day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from monitor.claims.replay import Policy
from monitor.ledger.accounts import accounts as accounts_of
from monitor.ledger.accounts import unseconded
from monitor.ledger.history import as_of
from monitor.model import Basis, Stance, Status
from tests.alerts.values import CLAIM, NOW, account, evidence, snapshot, story

ALONE, TWO, DAY = Policy(witnesses=1), Policy(), timedelta(days=1)


def test_what_came_out_later_is_not_there() -> None:
    first, second = story(1), story(9)
    held = snapshot([first, second], [evidence(first), evidence(second, stance=Stance.REFUTES)])
    then = as_of(held, first.published + DAY, ALONE)
    (before,) = accounts_of(then)
    assert (before.status, len(before.exhibits), then.claims[0].status) == (
        Status.CONFIRMED,
        1,
        Status.CONFIRMED,
    )
    assert [s.id for s in then.stories] == ["s1"]
    assert accounts_of(as_of(held, NOW, ALONE))[0].status is Status.DENIED
    assert as_of(held, first.published - DAY, ALONE).claims[0].status is Status.RUMOURED


def test_changes_keep_the_day_on_which_they_were_learned_of() -> None:
    first = story(1)
    held = snapshot([first], [evidence(first)])
    late = replace(held, transitions=(replace(held.transitions[0], recorded=NOW + DAY),))
    assert as_of(late, NOW, ALONE).transitions == late.transitions


def test_due_dates_count_from_then() -> None:
    held = snapshot([], [], claims=[replace(CLAIM, due=date(2021, 3, 15))])
    assert as_of(held, NOW, ALONE).claims[0].status is Status.OVERDUE
    assert as_of(held, NOW - 20 * DAY, ALONE).claims[0].status is Status.RUMOURED


def test_rules_of_today_hold_for_then() -> None:
    first = story(1)
    held = snapshot([first], [evidence(first)])
    assert as_of(held, NOW, TWO).claims[0].status is Status.REPORTED_CONFIRMED


def test_a_report_that_stays_alone_is_told_of_once() -> None:
    """When its window ends, and not before or after."""
    first = story(1)
    reported = accounts_of(as_of(snapshot([first], [evidence(first)]), NOW, TWO))
    end = first.published + TWO.window
    assert unseconded(reported, TWO, since=end - DAY, now=end) == (reported[0],)
    assert unseconded(reported, TWO, since=end, now=end + DAY) == ()
    assert unseconded(reported, TWO, since=end - 2 * DAY, now=end - DAY) == ()
    settled = [account([first], [evidence(first)])]
    assert unseconded(settled, TWO, since=end - DAY, now=end) == ()


def test_the_last_report_counts() -> None:
    """Every settling report opens a window; a rumour does not."""
    first, second, third = story(1), story(5), story(9)
    items = [evidence(first), evidence(second), evidence(third, basis=Basis.SOURCES, origin="people")]
    same = [replace(item, witness="wire") for item in items]
    reported = accounts_of(as_of(snapshot([first, second, third], same), NOW, TWO))
    assert reported[0].reported == second.published
