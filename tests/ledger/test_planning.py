"""The whole decision of a poll, over values and a judge of ours that is keyed by story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.claims.replay import Policy
from monitor.claims.verdict import flag
from monitor.ledger import planning
from monitor.model import (
    Basis,
    Certainty,
    Claim,
    FeedState,
    Judgement,
    Plan,
    Problem,
    Snapshot,
    Stance,
    Status,
    Story,
    Transition,
)

DAY = timedelta(days=1)
START = datetime(2021, 3, 1, 12, tzinfo=UTC)
NOW = datetime(2021, 12, 1, tzinfo=UTC)
ALONE = Policy(witnesses=1)
Key = tuple[str, int]
Words = Mapping[Key, tuple[Judgement, ...]]


def claim(name: str = "car", **changes: Any) -> Claim:
    return Claim(id=name, text=f"The claim {name}", **changes)


def story(name: str, *, day: int = 0, version: int = 1, **changes: Any) -> Story:
    return Story(
        id=name,
        version=version,
        url=f"https://example.org/{name}",
        headline=f"{name} {version}",
        text="",
        outlet="Example",
        language="en",
        published=START + day * DAY,
        first_seen=NOW,
        **changes,
    )


def says(
    stance: Stance = Stance.SUPPORTS,
    basis: Basis = Basis.OFFICIAL,
    *,
    certainty: Certainty = Certainty.ASSERTED,
    origin: str = "Xiaomi",
    about: str = "car",
) -> Judgement:
    return Judgement(
        claim=about, stance=stance, certainty=certainty, basis=basis, origin=origin, score=1.0, quote="q",
        flag=flag(stance, certainty, basis),
    )  # fmt: skip


def judge_of(words: Words) -> planning.Judge:
    return lambda item: words.get((item.id, item.version), ())


def ledger(*claims: Claim) -> Snapshot:
    return Snapshot(claims=claims, stories=(), evidence=(), transitions=(), feed_states=())


def after(snapshot: Snapshot, plan: Plan) -> Snapshot:
    """The snapshot that a store gives back once it has committed the plan."""
    gone = {item.key for item in plan.superseded}
    standing = [item for item in snapshot.transitions if item.key not in gone] + list(plan.transitions)
    return Snapshot(
        claims=tuple({item.id: item for item in (*snapshot.claims, *plan.claims)}.values()),
        stories=tuple({item.id: item for item in (*snapshot.stories, *plan.stories)}.values()),
        evidence=(*snapshot.evidence, *plan.evidence),
        withdrawals=(*snapshot.withdrawals, *plan.withdrawals),
        transitions=tuple(sorted(standing, key=lambda item: (item.at, item.story or "", item.version or 0))),
        feed_states=snapshot.feed_states,
    )


def poll(
    snapshot: Snapshot,
    stories: Iterable[Story],
    words: Words,
    *,
    now: datetime = NOW,
    tell: bool = True,
    policy: Policy = ALONE,
    watched: frozenset[str] | None = None,
) -> tuple[Plan, Snapshot]:
    """`watched`: the claims that the judge knows, by default all."""
    if watched is None:
        watched = frozenset(claim.id for claim in snapshot.claims)
    plan = planning.plan(
        snapshot, stories, judge=judge_of(words), policy=policy, watched=watched, now=now, tell=tell
    )
    return plan, after(snapshot, plan)


def told(plan: Plan) -> list[tuple[str, Status, Status]]:
    return [(alert.kind, alert.transition.before, alert.transition.after) for alert in plan.alerts]


CONFIRMS = {("s", 1): (says(),)}


def test_a_confirmation_is_recorded_and_told() -> None:
    """One official story yields its evidence, the transition, the claim's new status and one alert."""
    plan, _ = poll(ledger(claim()), [story("s")], CONFIRMS)
    (evidence,) = plan.evidence
    (transition,) = plan.transitions
    (alert,) = plan.alerts
    assert (evidence.story, evidence.version, evidence.published) == ("s", 1, START)
    assert (transition.rule, transition.at, transition.recorded) == ("official-support", START, NOW)
    assert plan.claims == (claim(status=Status.CONFIRMED),)
    assert (alert.id, alert.kind, alert.transition, alert.created) == (
        transition.id,
        "newly-confirmed",
        transition,
        NOW,
    )


def test_the_rest_of_the_poll_passes_through() -> None:
    """Feed states, problems and the count of entries travel into the plan and do not make it a change."""
    state = FeedState(url="https://example.org/feed", failures=2)
    problem = Problem(stage="fetch", subject=state.url, message="timed out")
    plan = planning.plan(
        ledger(claim()),
        [],
        judge=judge_of({}),
        feed_states=[state],
        problems=[problem],
        entries=7,
        policy=ALONE,
        watched=frozenset(),
        now=NOW,
        tell=True,
    )
    assert plan == Plan(feed_states=(state,), problems=(problem,), entries=7)
    assert plan.empty


def test_nothing_is_queued_where_nobody_is_to_be_told() -> None:
    """Without channels the ledger moves all the same, and no alert waits."""
    plan, _ = poll(ledger(claim()), [story("s")], CONFIRMS, tell=False)
    assert plan.transitions
    assert plan.alerts == ()


def test_a_story_that_bears_on_nothing_is_kept() -> None:
    """Every new story is stored, also one without evidence."""
    plan, _ = poll(ledger(claim()), [story("s")], {})
    assert plan == Plan(stories=(story("s"),))


def test_a_story_that_nobody_can_read_is_not_judged() -> None:
    """A story in an unknown language is kept as it is, without asking the judge."""
    unread = story("s", judged=False)
    plan, _ = poll(ledger(claim()), [unread], CONFIRMS)
    assert plan == Plan(stories=(unread,))


def test_one_poison_story_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    """Where the judge fails, the story is kept as not judged, the fault is told, and the rest goes on."""

    def judge(item: Story) -> tuple[Judgement, ...]:
        if item.id == "poison":
            raise RecursionError("too deep")
        return (says(),)

    plan = planning.plan(
        ledger(claim()),
        [story("poison"), story("s")],
        judge=judge,
        policy=ALONE,
        watched=frozenset(),
        now=NOW,
        tell=True,
    )
    bearing = replace(story("s"), on_topic=True, topic_reason="bears on a claim")
    assert plan.stories == (story("poison", judged=False), bearing)
    assert [item.story for item in plan.evidence] == ["s"]
    assert plan.problems == (
        Problem(stage="judge", subject="https://example.org/poison", message="RecursionError: too deep"),
    )
    assert 'raise RecursionError("too deep")' in caplog.text


def test_overdue_is_found_without_any_story() -> None:
    """A poll that brings nothing still notices that a due date has passed, once."""
    snapshot = ledger(claim(due=date(2021, 6, 30)))
    early, _ = poll(snapshot, [], {}, now=datetime(2021, 6, 30, 12, tzinfo=UTC))
    assert early.empty
    plan, snapshot = poll(snapshot, [], {})
    assert told(plan) == [("overdue", Status.RUMOURED, Status.OVERDUE)]
    assert plan.claims[0].status is Status.OVERDUE
    assert poll(snapshot, [], {})[0].empty


def test_a_due_date_that_was_moved_takes_overdue_back() -> None:
    """The transition that no longer follows is superseded, and the claim is open again."""
    _, snapshot = poll(ledger(claim(due=date(2021, 6, 30))), [], {})
    moved = replace(snapshot, claims=(replace(snapshot.claims[0], due=date(2022, 6, 30)),))
    plan, _ = poll(moved, [], {})
    assert plan.superseded == snapshot.transitions
    assert plan.claims[0].status is Status.RUMOURED
    assert plan.alerts == ()


def test_a_late_story_that_only_rewrites_the_past_is_silent() -> None:
    """An older confirmation replaces the one on record in the history, and nobody is told twice."""
    words = {("new", 1): (says(),), ("old", 1): (says(),)}
    _, snapshot = poll(ledger(claim()), [story("new", day=5)], words)
    plan, snapshot = poll(snapshot, [story("old", day=1)], words)
    assert [item.story for item in plan.transitions] == ["old"]
    assert [item.story for item in plan.superseded] == ["new"]
    assert (plan.alerts, plan.claims) == ((), ())
    assert [item.story for item in snapshot.transitions] == ["old"]


def test_a_late_denial_before_a_confirmation_is_silent() -> None:
    """The confirmation becomes a correction in the history, but what holds today has not changed."""
    words = {("new", 1): (says(),), ("old", 1): (says(Stance.REFUTES),)}
    _, snapshot = poll(ledger(claim()), [story("new", day=5)], words)
    plan, _ = poll(snapshot, [story("old", day=1)], words)
    assert [item.rule for item in plan.transitions] == ["official-refute", "correction"]
    assert [item.rule for item in plan.superseded] == ["official-support"]
    assert (plan.alerts, plan.claims) == ((), ())


def test_a_late_story_that_changes_today_is_told() -> None:
    """A confirmation older than the corroboration on record settles the claim: that is news."""
    words = {
        ("a", 1): (says(basis=Basis.OUTLET, origin="LatePost"),),
        ("b", 1): (says(basis=Basis.OUTLET, origin="Reuters"),),
        ("old", 1): (says(),),
    }
    first, snapshot = poll(ledger(claim()), [story("a", day=4), story("b", day=5)], words)
    assert told(first) == [("corroborated", Status.RUMOURED, Status.CORROBORATED)]
    plan, _ = poll(snapshot, [story("old", day=1)], words)
    assert told(plan) == [("newly-confirmed", Status.RUMOURED, Status.CONFIRMED)]


def test_a_reversal_is_told_as_a_correction() -> None:
    """The company denies, then does it."""
    words = {("deny", 1): (says(Stance.REFUTES),), ("do", 1): (says(basis=Basis.EVENT),)}
    first, snapshot = poll(ledger(claim()), [story("deny", day=1)], words)
    assert told(first) == [("newly-denied", Status.RUMOURED, Status.DENIED)]
    plan, _ = poll(snapshot, [story("do", day=2)], words)
    assert told(plan) == [("correction", Status.DENIED, Status.CONFIRMED)]


def test_a_settled_claim_is_silent_about_repetitions() -> None:
    """Later confirmations are evidence and nothing else."""
    words = {("s", 1): (says(),), ("t", 1): (says(),)}
    _, snapshot = poll(ledger(claim()), [story("s", day=1)], words)
    plan, _ = poll(snapshot, [story("t", day=2)], words)
    assert len(plan.evidence) == 1
    assert replace(plan, stories=(), evidence=()) == Plan()


def test_an_edit_that_takes_a_confirmation_back_is_told() -> None:
    """The reader who was told "confirmed" hears that the story no longer says so."""
    words = {("s", 1): (says(),), ("s", 2): (says(certainty=Certainty.HEDGED, origin="people"),)}
    _, snapshot = poll(ledger(claim()), [story("s")], words)
    plan, snapshot = poll(snapshot, [story("s", version=2, day=1)], words)
    assert told(plan) == [("correction", Status.CONFIRMED, Status.RUMOURED)]
    assert plan.alerts[0].transition.rule == "withdrawn"
    assert plan.alerts[0].id == plan.alerts[0].transition.id != plan.superseded[0].id
    assert (plan.transitions, len(plan.superseded)) == ((), 1)
    assert plan.claims[0].status is Status.RUMOURED
    assert poll(snapshot, [], words)[0].empty


def test_an_edit_that_lets_go_of_a_claim_withdraws_its_evidence() -> None:
    """The new version says nothing of the claim: the old evidence is kept and counts no more."""
    _, snapshot = poll(ledger(claim()), [story("s")], {("s", 1): (says(),)})
    words = {("s", 1): (says(),)}
    plan, snapshot = poll(snapshot, [story("s", version=2, day=1)], words)
    assert told(plan) == [("correction", Status.CONFIRMED, Status.RUMOURED)]
    taken_back = plan.alerts[0].transition
    assert (taken_back.rule, taken_back.story, taken_back.version, taken_back.quote) == (
        "withdrawn",
        "s",
        2,
        "",
    )
    assert [(item.claim, item.version) for item in plan.withdrawals] == [("car", 2)]
    assert (len(snapshot.evidence), plan.evidence) == (1, ())
    assert poll(snapshot, [story("s", version=2, day=1)], words)[0].empty


def test_an_open_claim_loses_evidence_in_silence() -> None:
    words = {("s", 1): (says(basis=Basis.OUTLET),)}
    _, snapshot = poll(ledger(claim()), [story("s")], words)
    plan, _ = poll(snapshot, [story("s", version=2, day=1)], words)
    assert (len(plan.withdrawals), plan.alerts) == (1, ())


def test_what_is_said_again_after_a_withdrawal_stands_again() -> None:
    words = {("s", 1): (says(),), ("s", 3): (says(),)}
    _, snapshot = poll(ledger(claim()), [story("s"), story("s", version=2, day=1)], words)
    assert snapshot.claims[0].status is Status.RUMOURED
    plan, snapshot = poll(snapshot, [story("s", version=3, day=2)], words)
    assert (snapshot.claims[0].status, plan.transitions[0].at) == (Status.CONFIRMED, START + 2 * DAY)
    assert plan.withdrawals == ()


@pytest.mark.parametrize(
    ("changes", "again", "watched"),
    [
        ({"judged": False, "language": "ko"}, True, None),
        ({}, False, None),
        ({}, True, frozenset({"phone"})),
    ],
    ids=[
        "nobody reads its language",
        "a newer judge reads the same words otherwise",
        "the claim is not configured",
    ],
)
def test_only_an_edit_withdraws(changes: dict[str, Any], again: bool, watched: frozenset[str] | None) -> None:
    words = {("s", 1): (says(),)}
    _, snapshot = poll(ledger(claim()), [story("s")], words)
    edited = replace(story("s", version=2, day=1), **changes)
    plan, _ = poll(snapshot, [edited], words if again else {}, watched=watched)
    assert (plan.withdrawals, plan.alerts, plan.superseded) == ((), (), ())


def test_a_text_that_names_nobody_any_more_withdraws() -> None:
    """No judge looks at it, so that not even its language is known."""
    words = {("s", 1): (says(),)}
    _, snapshot = poll(ledger(claim()), [story("s")], words)
    plan, _ = poll(snapshot, [replace(story("s", version=2, day=1), judged=False, language="und")], words)
    assert len(plan.withdrawals) == 1


def test_an_edit_from_confirmed_to_denied_is_a_correction() -> None:
    """In the history the story denies, but the reader had been told the opposite."""
    words = {("s", 1): (says(),), ("s", 2): (says(Stance.REFUTES),)}
    _, snapshot = poll(ledger(claim()), [story("s")], words)
    plan, _ = poll(snapshot, [story("s", version=2, day=1)], words)
    assert told(plan) == [("correction", Status.RUMOURED, Status.DENIED)]


def test_an_edit_that_changes_nothing_is_silent() -> None:
    """The new version is kept, its evidence says the same again, and neither history nor reader notice."""
    words = {("s", 1): (says(),), ("s", 2): (says(),)}
    _, snapshot = poll(ledger(claim()), [story("s")], words)
    plan, _ = poll(snapshot, [story("s", version=2, day=1)], words)
    assert len(plan.stories) == 1
    assert replace(plan, stories=()) == Plan()


def test_when_the_deciding_story_drops_out_its_successor_is_silent() -> None:
    """A second story had confirmed as well: the claim stays confirmed, now on its word."""
    words = {
        ("s", 1): (says(),),
        ("s", 2): (says(Stance.DISCUSSES),),
        ("t", 1): (says(),),
    }
    _, snapshot = poll(ledger(claim()), [story("s", day=1), story("t", day=2)], words)
    plan, _ = poll(snapshot, [story("s", version=2, day=3)], words)
    assert [item.story for item in plan.transitions] == ["t"]
    assert (plan.alerts, plan.claims) == ((), ())


def test_reprints_do_not_corroborate() -> None:
    """A reprint that credits itself is the voice of the story that it repeats."""
    words = {
        ("o", 1): (says(basis=Basis.OUTLET, origin="LatePost"),),
        ("r", 1): (says(basis=Basis.OUTLET, origin="Sina"),),
    }
    plan, _ = poll(ledger(claim()), [story("o"), story("r", day=1, reprint_of="o")], words)
    assert plan.transitions == ()
    independent, _ = poll(ledger(claim()), [story("o"), story("r", day=1)], words)
    assert [item.rule for item in independent.transitions] == ["second-origin"]


def test_one_story_may_settle_several_claims() -> None:
    """Each claim has its own evidence and its own history."""
    words = {("s", 1): (says(about="car"), says(Stance.REFUTES, about="phone"))}
    plan, _ = poll(ledger(claim("car"), claim("phone"), claim("tv")), [story("s")], words)
    assert [(item.id, item.status) for item in plan.claims] == [
        ("car", Status.CONFIRMED),
        ("phone", Status.DENIED),
    ]
    assert [alert.kind for alert in plan.alerts] == ["newly-confirmed", "newly-denied"]


@pytest.mark.parametrize("version", [1, 2])
def test_a_version_that_is_known_or_outdated_is_no_news(version: int) -> None:
    """What the ledger already holds, or held before an edit, does not come in again."""
    _, snapshot = poll(ledger(claim()), [story("s"), story("s", version=2)], {})
    assert poll(snapshot, [story("s", version=version)], {})[0].empty


# Any stories whatever about two claims, one of them with a due date in the middle of the period.

CLAIMS = (claim("car", due=date(2021, 3, 6)), claim("phone"))
judgements = st.lists(
    st.builds(
        says,
        st.sampled_from(Stance),
        st.sampled_from(Basis),
        certainty=st.sampled_from(Certainty),
        origin=st.sampled_from(["Xiaomi", "LatePost", "latepost ", "Reuters", ""]),
        about=st.sampled_from(["car", "phone"]),
    ),
    max_size=2,
    unique_by=lambda item: item.claim,
).map(tuple)


@st.composite
def archives(draw: Callable[..., Any]) -> tuple[list[Story], dict[Key, tuple[Judgement, ...]]]:
    """Stories, some edited and some reprints, with what a judge says of each version."""
    names = draw(st.lists(st.sampled_from("abcdef"), min_size=1, unique=True))
    stories, words = [], {}
    for name in names:
        original = draw(st.sampled_from([None, *[other for other in names if other < name]]))
        for version in range(1, draw(st.integers(1, 3)) + 1):
            day = draw(st.integers(0, 9))
            stories.append(story(name, version=version, day=day, reprint_of=original))
            words[name, version] = draw(judgements)
    return stories, words


def facts(snapshot: Snapshot) -> tuple[dict[str, Status], list[Transition]]:
    """What must not depend on the way in which stories arrived."""
    timeless = [replace(item, recorded=NOW) for item in snapshot.transitions]
    return {item.id: item.status for item in snapshot.claims}, sorted(timeless, key=lambda item: item.key)


@given(archives())
def test_the_same_stories_twice_change_nothing(archive: tuple[list[Story], Words]) -> None:
    """The second poll of the same bytes is empty, alerts included."""
    stories, words = archive
    _, snapshot = poll(ledger(*CLAIMS), stories, words)
    second, _ = poll(snapshot, stories, words, now=NOW + DAY)
    assert second == Plan()


@given(archives(), st.data())
def test_any_order_and_any_split_into_polls_end_alike(
    archive: tuple[list[Story], Words], data: st.DataObject
) -> None:
    """The standing transitions and statuses depend on the stories alone; versions of one come in order."""
    stories, words = archive
    _, at_once = poll(ledger(*CLAIMS), stories, words)
    places = data.draw(st.permutations(range(len(stories))))
    by_story: dict[str, list[Story]] = {}
    for item in stories:
        by_story.setdefault(item.id, []).append(item)
    queues = {name: iter(versions) for name, versions in by_story.items()}
    shuffled = [next(queues[stories[place].id]) for place in places]
    snapshot = ledger(*CLAIMS)
    while shuffled:
        size = data.draw(st.integers(1, len(shuffled)))
        _, snapshot = poll(snapshot, shuffled[:size], words)
        shuffled = shuffled[size:]
    assert facts(snapshot) == facts(at_once)


@given(archives())
def test_the_reader_always_ends_up_believing_the_ledger(archive: tuple[list[Story], Words]) -> None:
    """Story by story, the alerts add up to each settled status, and a settled belief never goes stale."""
    stories, words = archive
    snapshot = ledger(*CLAIMS)
    believed = {item.id: Status.RUMOURED for item in CLAIMS}
    for item in stories:
        plan, snapshot = poll(snapshot, [item], words)
        for alert in plan.alerts:
            settles = alert.transition.after in (Status.CONFIRMED, Status.DENIED)
            assert not (settles and alert.transition.after is believed[alert.claim])
            believed[alert.claim] = alert.transition.after
        for known in snapshot.claims:
            if Status.CONFIRMED in (known.status, believed[known.id]) or known.status is Status.DENIED:
                assert believed[known.id] is known.status


@given(archives())
def test_a_plan_leaves_its_inputs_alone(archive: tuple[list[Story], Words]) -> None:
    """The snapshot and the stories are the same values afterwards."""
    stories, words = archive
    _, snapshot = poll(ledger(*CLAIMS), stories[:1], words)
    before = deepcopy((snapshot, stories))
    poll(snapshot, stories, words)
    assert (snapshot, stories) == before


# Two witnesses

TWO = Policy()


def reports(*names: str, stance: Stance = Stance.SUPPORTS) -> Words:
    return {(name, 1): (says(stance),) for name in names}


def outlet(name: str, *, day: int) -> Story:
    return replace(story(name, day=day), outlet=name)


def test_a_first_report_is_told_and_then_the_second() -> None:
    words = reports("a", "b")
    plan, held = poll(ledger(claim()), [outlet("a", day=0)], words, policy=TWO)
    assert told(plan) == [("reported-confirmed", Status.RUMOURED, Status.REPORTED_CONFIRMED)]
    plan, _ = poll(held, [outlet("b", day=1)], words, policy=TWO)
    assert told(plan) == [("newly-confirmed", Status.REPORTED_CONFIRMED, Status.CONFIRMED)]
    assert plan.transitions[0].witnesses == ("a", "b")


def test_a_first_report_that_comes_with_the_second_is_not_told() -> None:
    plan, _ = poll(ledger(claim()), [outlet("a", day=0), outlet("b", day=1)], reports("a", "b"), policy=TWO)
    assert [t.after for t in plan.transitions] == [Status.REPORTED_CONFIRMED, Status.CONFIRMED]
    assert told(plan) == [("newly-confirmed", Status.REPORTED_CONFIRMED, Status.CONFIRMED)]


def test_one_outlet_twice_is_one_witness() -> None:
    stories = [replace(story(name, day=day), outlet="Same") for day, name in enumerate("ab")]
    plan, _ = poll(ledger(claim()), stories, reports("a", "b"), policy=TWO)
    assert [t.after for t in plan.transitions] == [Status.REPORTED_CONFIRMED]


def test_more_witnesses_than_before_are_no_news() -> None:
    """Who asks for two where one was enough learns nothing new: the status changes, and nobody is told."""
    words = reports("a")
    _, held = poll(ledger(claim()), [outlet("a", day=0)], words, policy=ALONE)
    plan, _ = poll(held, [], words, policy=TWO)
    assert plan.claims[0].status is Status.REPORTED_CONFIRMED
    assert plan.alerts == ()


def test_a_witness_that_takes_it_back_is_a_correction() -> None:
    """What is left is one report, and the alert names the story that was edited."""
    words = {**reports("a", "b"), ("a", 2): (says(certainty=Certainty.HEDGED, basis=Basis.SOURCES),)}
    _, held = poll(ledger(claim()), [outlet("a", day=0), outlet("b", day=1)], words, policy=TWO)
    edited = replace(outlet("a", day=3), version=2)
    plan, _ = poll(held, [edited], words, policy=TWO)
    assert told(plan) == [("correction", Status.CONFIRMED, Status.REPORTED_CONFIRMED)]
    assert (plan.alerts[0].transition.rule, plan.alerts[0].transition.story) == ("withdrawn", "a")
