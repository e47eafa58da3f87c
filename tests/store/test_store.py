"""The ledger on a real SQLite file: round trips, whole transactions, readers beside a writer."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import event

from monitor.claims.replay import Policy
from monitor.errors import StoreError
from monitor.ledger import planning
from monitor.model import (
    Alert,
    Claim,
    Delivery,
    Dispatch,
    Judgement,
    Letter,
    Plan,
    Seen,
    Snapshot,
    Status,
    Story,
    Unjudged,
    Withdrawal,
)
from monitor.store import Store
from tests.store.values import CLAIM, NOW, alert, evidence, feed_state, plan, run, story, transition

CONFIRMED = replace(CLAIM, status=Status.CONFIRMED)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "monitor.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(str(path)) as opened:
        opened.sync_claims([CLAIM])
        yield opened


def contents(path: Path) -> list[str]:
    """Everything in the database, as SQL."""
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_a_plan_comes_back_as_it_was(store: Store) -> None:
    """Every value of a committed plan is read back equal, in the snapshot and in the readers."""
    store.commit(plan(), run=run())
    assert store.snapshot() == Snapshot(
        claims=(CONFIRMED,),
        stories=(story(),),
        evidence=(evidence(),),
        transitions=(transition(),),
        feed_states=(feed_state(),),
        reprints=(("s1", "s0"),),
        seen=Seen(stories=1, on_topic=1, last_judged=NOW),
    )
    assert store.claims() == (CONFIRMED,)
    assert store.evidence("car") == (evidence(),)
    assert store.transitions("car") == (transition(),)
    assert store.feed_states() == (feed_state(),)
    assert store.last_run() == run()
    assert store.waiting() == (alert(),)
    assert [*store.evidence("other"), *store.transitions("other"), *store.history("other")] == []


def test_an_empty_ledger_answers(store: Store) -> None:
    """Before the first poll nothing is known, and that is no fault."""
    assert store.last_run() is None
    assert store.last_sent() is None
    assert store.versions("s1") == ()
    assert store.outbox_counts() == {Delivery.QUEUED: 0, Delivery.SENT: 0, Delivery.DEAD: 0}


def test_it_survives_closing(path: Path) -> None:
    """What one process committed, the next one reads."""
    with Store.open(str(path)) as first:
        first.sync_claims([CLAIM])
        first.commit(plan(), run=run())
        expected = first.snapshot()
    with Store.open(f"sqlite:///{path}") as second:
        assert second.snapshot() == expected


def test_committing_again_changes_nothing(store: Store, path: Path) -> None:
    """A repeat after a crash leaves every row as it was, also those that superseded others."""
    for number in (1, 2):
        store.commit(plan(number), run=run(number))
        once = contents(path)
        store.commit(plan(number), run=run(number))
        assert contents(path) == once


def test_a_repeat_does_not_queue_a_sent_alert_again(store: Store) -> None:
    """An alert that went out between two commits of a plan stays sent."""
    store.commit(plan(), run=run())
    store.post(letter("l-1", alert()), ["me"])
    store.commit(plan(), run=run())
    assert store.waiting() == ()


def test_a_plan_is_written_whole_or_not_at_all(store: Store, path: Path) -> None:
    """A fault in the last part of a plan takes the first part back."""
    before = contents(path)
    stray = replace(alert(), transition=replace(transition(), claim="unknown"), claim="unknown")
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        store.commit(replace(plan(), alerts=(stray,)), run=run())
    assert contents(path) == before


COMMIT_IN_A_LOOP = """
import sys
from itertools import count
from monitor.store import Store
from tests.store.values import CLAIM, plan, run

with Store.open(sys.argv[1]) as store:
    store.sync_claims([CLAIM])
    for number in count(1):
        store.commit(plan(number), run=run(number))
        print(number, flush=True)
"""


@pytest.mark.parametrize("polls", [1, 4, 15])
def test_a_killed_process_leaves_no_half_of_a_plan(path: Path, polls: int) -> None:
    """kill -9 amid commits: a poll is there with everything or not at all, and no reported one is missing."""
    with subprocess.Popen(
        [sys.executable, "-c", COMMIT_IN_A_LOOP, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        for _ in range(polls):
            reported = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        reported = max([reported, *map(int, process.stdout.read().split())])
    with Store.open(str(path), read_only=True) as survivor:
        there = survivor.snapshot()
        last = survivor.last_run()
        assert last is not None
        assert last.polled >= reported
        numbers = range(1, last.polled + 1)
        assert there.stories == tuple(story(number) for number in numbers)
        assert there.evidence == tuple(evidence(number) for number in numbers)
        assert there.transitions == (transition(last.polled),)
        assert [item for item, _ in survivor.history("car")] == [transition(number) for number in numbers]
        assert survivor.waiting() == tuple(alert(n) for n in numbers)
        assert there.feed_states == (feed_state(last.polled),)
        assert there.claims == (CONFIRMED,)


def test_a_reader_sees_the_last_commit_while_a_writer_is_at_work(store: Store, path: Path) -> None:
    """A command beside the daemon neither waits for its transaction nor sees half of it."""
    store.commit(plan(), run=run())
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE claims SET status = 'denied'")
    with Store.open(str(path), read_only=True) as reader:
        assert reader.claims() == (CONFIRMED,)
        writer.execute("COMMIT")
        assert reader.claims() == (replace(CLAIM, status=Status.DENIED),)
    writer.close()


def test_a_reader_cannot_write(store: Store, path: Path) -> None:
    """What is opened to read refuses a commit in plain words."""
    with (
        Store.open(str(path), read_only=True) as reader,
        pytest.raises(StoreError, match="is not writable"),
    ):
        reader.commit(plan(), run=run())
    assert store.last_run() is None


def test_sync_adds_and_rewords_but_keeps_the_status(store: Store) -> None:
    """A new wording or date reaches the ledger, a status never; claims that are not named stay."""
    store.commit(plan(), run=run())
    reworded = replace(CLAIM, text="Xiaomi builds a car", due=None, texts=())
    new = Claim(id="factory", text="Xiaomi builds a factory", status=Status.DENIED)
    store.sync_claims([new, reworded])
    expected = (replace(reworded, status=Status.CONFIRMED), replace(new, status=Status.RUMOURED))
    assert store.claims() == expected
    store.sync_claims([])
    assert store.claims() == expected


def test_older_versions_are_kept(store: Store) -> None:
    """The newest version of a story stands for it; the others can be read."""
    edited = replace(story(version=2), headline="Updated", aliases=("guid:1",))
    store.commit(Plan(stories=(story(), edited), evidence=(evidence(),)), run=run())
    assert store.snapshot().stories == (edited,)
    assert store.stories(["s1", "s9"]) == (edited,)
    assert store.versions("s1") == (replace(story(), aliases=()), edited)


def test_withdrawals_and_the_wording_that_was_evidence_are_kept(store: Store) -> None:
    """The version that evidence was found in can be compared with the latest; one without evidence is not loaded."""
    between, latest = story(version=2), story(version=3)
    gone = Withdrawal(claim="car", story="s1", version=2, published=NOW)
    made = Plan(
        claims=(CLAIM,), stories=(story(), between, latest), evidence=(evidence(),), withdrawals=(gone,)
    )
    store.commit(made, run=run())
    store.commit(made, run=run())
    held = store.snapshot()
    assert held.withdrawals == (gone,)
    assert [(item.id, item.version) for item in held.earlier] == [("s1", 1)]
    assert [item.version for item in held.stories] == [3]


def test_the_snapshot_has_the_stories_that_bear_on_a_claim(store: Store) -> None:
    """The others are counted, and found by their names, their time, or one after another."""
    other = replace(story(2), reprint_of=None, on_topic=False)
    unread = replace(story(3), judged=False)
    store.commit(Plan(stories=(story(1), other, unread), evidence=(evidence(1),)), run=run())
    held = store.snapshot()
    assert held.stories == (story(1),)
    waiting = Unjudged(language="en", on_topic=True, stories=1, latest=NOW)
    assert held.seen == Seen(stories=3, on_topic=2, not_judged=1, unjudged=(waiting,), last_judged=NOW)
    assert store.known(["guid:2", "url:example.org/3", "guid:9"]) == (other, unread)
    assert store.near(NOW, NOW + timedelta(minutes=2)) == (story(1),)
    assert store.near(NOW + timedelta(minutes=2), NOW + timedelta(hours=1)) == (unread,)
    assert list(store.all_stories()) == [story(1), other, unread]
    assert [store.arrived(since=since) for since in (None, NOW - timedelta(seconds=1), NOW)] == [3, 3, 0]


def test_many_names_are_looked_up(store: Store) -> None:
    """More names than one statement may hold find the same stories."""
    store.commit(Plan(stories=(story(1), story(2))), run=run())
    names = [f"guid:{number}" for number in range(5000)]
    assert store.known(names) == (story(1), story(2))


def test_a_version_may_gain_and_lose_aliases(store: Store) -> None:
    """A known version that is given again is kept as given."""
    for aliases in (("a", "b", "c"), ("c", "d"), ()):
        store.commit(Plan(stories=(replace(story(), aliases=aliases),)), run=run())
        assert store.versions("s1")[0].aliases == aliases


def test_superseded_transitions_stay_in_the_history(store: Store) -> None:
    """The history has what was believed and until when; the standing ones have only what follows now."""
    for number in (1, 2):
        store.commit(plan(number), run=run(number))
    assert store.transitions("car") == (transition(2),)
    assert store.history("car") == ((transition(1), run(2).finished), (transition(2), None))


def test_a_transition_may_come_to_hold_again(store: Store) -> None:
    """What was superseded and is derived anew is a second entry, not a change of the first."""
    store.commit(plan(1), run=run(1))
    store.commit(plan(2), run=run(2))
    store.commit(Plan(transitions=(transition(1),), superseded=(transition(2),)), run=run(3))
    assert store.transitions("car") == (transition(1),)
    assert store.history("car")[-1] == (transition(1), None)
    store.commit(Plan(superseded=(transition(1),)), run=run(4))
    ends = [superseded for _, superseded in store.history("car")]
    assert ends == [run(2).finished, run(3).finished, run(4).finished]


def test_transitions_come_in_the_order_of_the_news(store: Store) -> None:
    """Standing transitions are ordered by when the news came out, not by when it was recorded."""
    stories = Plan(stories=(story(1), story(2)))
    store.commit(replace(stories, transitions=(transition(2), transition(1))), run=run())
    assert store.snapshot().transitions == (transition(1), transition(2))


def letter(name: str, *alerts: Alert) -> Letter:
    return Letter(
        id=name,
        composed=NOW,
        alerts=tuple(alert.id for alert in alerts),
        subject="Confirmed: 小米",
        message_id=f"<{name}@example.org>",
        mail="Subject: x\r\n\r\n",
        brief="小米",
        event="{}",
        claims=1,
    )


def test_a_letter_is_fixed_with_its_addresses_and_takes_its_alerts(store: Store) -> None:
    """What a letter tells waits no more; what came meanwhile still does."""
    store.commit(replace(plan(), alerts=(alert(1), alert(2), alert(3))), run=run())
    first = letter("l-1", alert(1), alert(2))
    store.post(first, ["me", "you"])
    assert store.waiting() == (alert(3),)
    assert store.letters(["l-1", "none"]) == {"l-1": first}
    assert store.last_letter() == first
    ways = (Dispatch(letter="l-1", address="me"), Dispatch(letter="l-1", address="you"))
    assert store.dispatches(Delivery.QUEUED) == ways


def test_a_letter_and_its_addresses_are_written_together_or_not_at_all(store: Store) -> None:
    """A fault in the middle leaves the alerts waiting."""
    store.commit(plan(), run=run())

    def addresses() -> Iterator[str]:
        yield "me"
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        store.post(letter("l-1", alert()), addresses())
    assert store.waiting() == (alert(),)
    assert store.last_letter() is None


def test_each_address_has_its_own_fate(store: Store) -> None:
    """Attempts, the reason and the next time to try are remembered; an alert that any address waits for is queued."""
    store.commit(replace(plan(), alerts=(alert(1), alert(2), alert(3), alert(4))), run=run())
    store.post(letter("l-1", alert(1)), ["me", "you"])
    store.post(letter("l-2", alert(2)), ["me", "you"])
    store.post(letter("l-3", alert(3)), ["me"])
    waiting = Dispatch(
        letter="l-1",
        address="you",
        attempts=3,
        not_before=NOW + timedelta(minutes=5),
        problem="451 try again",
    )
    dead = Dispatch(
        letter="l-2",
        address="you",
        state=Delivery.DEAD,
        attempts=1,
        settled=NOW + timedelta(hours=1),
        problem="550 no",
    )
    sent = [
        Dispatch(letter=f"l-{n}", address="me", state=Delivery.SENT, attempts=1, settled=NOW) for n in (1, 2)
    ]
    gone = replace(dead, letter="l-3", address="me")
    for dispatch in (waiting, dead, *sent, gone):
        store.save_dispatch(dispatch)
    assert store.dispatches(Delivery.QUEUED) == (waiting,)
    assert store.dispatches(Delivery.SENT) == tuple(sent)
    assert store.dispatches(Delivery.DEAD) == (dead, gone)
    assert store.outbox_counts() == {Delivery.QUEUED: 2, Delivery.SENT: 1, Delivery.DEAD: 1}
    assert store.last_sent() == NOW


def test_a_letter_may_go_to_further_addresses_once(store: Store) -> None:
    """An address that has it keeps its state."""
    store.commit(plan(), run=run())
    store.post(letter("l-1", alert()), ["me"])
    sent = Dispatch(letter="l-1", address="me", state=Delivery.SENT, settled=NOW)
    store.save_dispatch(sent)
    store.readdress("l-1", ["me", "you"])
    assert store.dispatches(Delivery.SENT) == (sent,)
    assert store.dispatches(Delivery.QUEUED) == (Dispatch(letter="l-1", address="you"),)


def test_the_letter_that_first_told_of_a_claim_is_known(store: Store) -> None:
    store.commit(replace(plan(), alerts=(alert(1), alert(2))), run=run())
    assert store.first_letters(["car"]) == {}
    store.post(letter("l-1", alert(1)), ["me"])
    store.post(letter("l-2", alert(2)), ["me"])
    assert store.first_letters(["car", "none"]) == {"car": "<l-1@example.org>"}


def test_an_alert_of_another_time_is_another_alert(store: Store) -> None:
    """A claim that falls due again, after its date was moved, is told again; the same poll twice is not."""
    store.commit(plan(), run=run())
    store.commit(plan(), run=run())
    again = replace(alert(), created=NOW + timedelta(days=90))
    store.commit(Plan(alerts=(again,)), run=run(2))
    assert store.waiting() == (alert(), again)


def test_times_are_kept_as_moments(store: Store) -> None:
    """A time of any zone comes back as the same moment in UTC; one without a zone is refused."""
    there = datetime(2021, 3, 30, 19, 30, tzinfo=timezone(timedelta(hours=8)))
    store.commit(Plan(feed_states=(replace(feed_state(), last_polled=there),)), run=run())
    (state,) = store.feed_states()
    assert state.last_polled == there
    assert state.last_polled.tzinfo is UTC
    with pytest.raises(StoreError, match="without a zone"):
        store.commit(
            Plan(feed_states=(replace(feed_state(), last_polled=there.replace(tzinfo=None)),)), run=run()
        )


def test_that_the_reader_was_told_of_a_feed_outlives_polls(store: Store) -> None:
    """A poll that began before knows nothing of it."""
    other = replace(feed_state(), url="https://example.org/other")
    store.commit(Plan(feed_states=(feed_state(), other)), run=run())
    store.post(letter("l"), [], feeds=[feed_state().url])
    store.commit(Plan(feed_states=(feed_state(2), other)), run=run(2))
    assert store.feed_states() == (replace(feed_state(2), told=NOW), other)


def test_a_feed_can_be_forgotten(store: Store) -> None:
    store.commit(Plan(feed_states=(feed_state(),)), run=run())
    store.forget_feed("https://example.org/unknown")
    assert store.feed_states() == (feed_state(),)
    store.forget_feed(feed_state().url)
    assert store.feed_states() == ()


def test_the_last_run_is_the_latest_started(store: Store) -> None:
    """Runs are told apart by their start."""
    for number in (2, 3, 1):
        store.commit(Plan(), run=run(number))
    assert store.last_run() == run(3)


def test_polls_through_the_store_end_where_the_plan_says(store: Store) -> None:
    """plan → commit → snapshot closes the circle: the same stories again give an empty plan."""

    def judge(item: Story) -> tuple[Judgement, ...]:
        return (evidence().judgement,)

    def poll() -> Plan:
        made = planning.plan(
            store.snapshot(),
            [story(1), story(2)],
            judge=judge,
            policy=Policy(witnesses=1),
            watched=frozenset({"car"}),
            now=NOW + timedelta(days=1),
            tell=True,
        )
        store.commit(made, run=run())
        return made

    first = poll()
    assert [item.rule for item in first.transitions] == ["official-support"]
    assert store.claims() == (CONFIRMED,)
    assert store.waiting() == first.alerts
    assert poll() == Plan()


def test_a_full_disk_loses_nothing(store: Store, path: Path) -> None:
    """What does not fit is refused whole, in plain words; what was there stays, and with room it goes on."""
    store.commit(plan(), run=run())
    before = contents(path)
    pages = sqlite3.connect(path).execute("PRAGMA page_count").fetchone()[0]

    def limit(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    store.close()
    event.listen(store._engine, "connect", limit)
    many = tuple(replace(story(number), text="word " * 1000) for number in range(10, 100))
    with pytest.raises(StoreError, match="no space left on the disk"):
        store.commit(Plan(stories=many), run=run(2))
    assert contents(path) == before
    event.remove(store._engine, "connect", limit)
    store.close()
    store.commit(Plan(stories=many), run=run(2))
    assert store.last_run() == run(2)


def test_names_are_kept_once_whatever_the_number_of_versions(store: Store, path: Path) -> None:
    for version in range(1, 31):
        aliases = tuple(f"text:{n}" for n in range(version))[-10:]
        store.commit(Plan(stories=(replace(story(version=version), aliases=aliases),)), run=run())
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM story_aliases").fetchone() == (10,)
    (known,) = store.known(["text:29"])
    assert (known.version, len(known.aliases)) == (30, 10)
    assert [kept.version for kept in store.versions("s1")] == [1, 30]


def test_of_many_versions_those_are_kept_that_something_rests_on(store: Store) -> None:
    gone = Withdrawal(claim="car", story="s1", version=5, published=NOW)
    moved = replace(transition(), story="s1", version=7)
    store.commit(Plan(claims=(CLAIM,), stories=(story(),)), run=run())
    for version in range(2, 20):
        store.commit(Plan(stories=(story(version=version),)), run=run())
        if version == 3:
            store.commit(Plan(evidence=(evidence(version=3),)), run=run())
        if version == 5:
            store.commit(Plan(withdrawals=(gone,)), run=run())
        if version == 7:
            store.commit(Plan(transitions=(moved,)), run=run())
    assert [kept.version for kept in store.versions("s1")] == [1, 3, 5, 7, 19]


def test_a_poll_that_was_interrupted_is_known_until_the_next_is_settled(store: Store) -> None:
    store.commit(Plan(), run=run())
    begun = replace(run(), started=NOW + timedelta(hours=2), settled=False)
    store.commit(Plan(stories=(story(),)), run=begun)
    assert store.interrupted()
    assert store.last_run() == run()
    settled = replace(run(), started=NOW + timedelta(hours=3))
    store.commit(Plan(), run=settled)
    assert not store.interrupted()
    assert store.last_run() == settled
