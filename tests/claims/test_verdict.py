"""Every cell of the verdict table, and the fold over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from monitor.claims.replay import Policy, current, replay
from monitor.claims.verdict import MOVES, REPORTED, RULES, TABLE, Kind, flag
from monitor.model import Basis, Certainty, Claim, Evidence, Flag, Judgement, Stance, Status, Transition

DAY = timedelta(days=1)
START = datetime(2021, 3, 1, 12, tzinfo=UTC)
NOW = datetime(2021, 12, 1, tzinfo=UTC)
CLAIM = Claim(id="car", text="The company will build a car")
ALONE = Policy(witnesses=1)


def said(
    stance: Stance = Stance.SUPPORTS,
    certainty: Certainty = Certainty.ASSERTED,
    basis: Basis = Basis.OUTLET,
    *,
    origin: str = "Reuters",
    story: str = "s1",
    version: int = 1,
    day: float = 0,
    witness: str = "",
    own: bool = False,
    frame: tuple[tuple[str, str], ...] = (),
) -> Evidence:
    """One piece of evidence about CLAIM, published `day` days after START."""
    judgement = Judgement(
        claim=CLAIM.id,
        stance=stance,
        certainty=certainty,
        basis=basis,
        origin=origin,
        score=0.9,
        quote=f"{origin} says so",
        frame=frame,
        flag=flag(stance, certainty, basis),
        own=own,
    )
    return Evidence(
        story=story,
        version=version,
        published=START + day * DAY,
        judgement=judgement,
        witness=witness or story,
    )


def run(
    evidence: Sequence[Evidence],
    *,
    due: date | None = None,
    now: datetime = NOW,
    reprints: dict[str, str] | None = None,
    policy: Policy = ALONE,
) -> tuple[Transition, ...]:
    claim = Claim(id=CLAIM.id, text=CLAIM.text, due=due)
    return replay(claim, evidence, reprints=reprints or {}, policy=policy, now=now, recorded=now)


def path(transitions: Sequence[Transition]) -> list[tuple[str, str]]:
    return [(item.rule, item.after) for item in transitions]


# What brings a claim into each status, before the passage under test is published.
PREFACE: dict[Status, tuple[list[Evidence], date | None]] = {
    Status.RUMOURED: ([], None),
    Status.CORROBORATED: (
        [said(origin="LatePost", story="a", day=0), said(origin="Bloomberg", story="b", day=1)],
        None,
    ),
    Status.OVERDUE: ([], date(2021, 2, 1)),
    Status.CONFIRMED: ([said(basis=Basis.OFFICIAL, origin="Xiaomi", story="a")], None),
    Status.DENIED: ([said(Stance.REFUTES, basis=Basis.OFFICIAL, origin="Xiaomi", story="a")], None),
}
SINGLE = tuple(PREFACE)  # the statuses that there are where one witness is enough
STRONG = (Basis.OFFICIAL, Basis.EVENT)
OPEN = (Status.RUMOURED, Status.CORROBORATED, Status.OVERDUE)


def expected(status: Status, stance: Stance, certainty: Certainty, basis: Basis) -> tuple[str, Status] | None:
    """The table of the design, written a second time in prose order; None is "no change"."""
    if certainty is Certainty.HEDGED or stance is Stance.DISCUSSES or basis not in STRONG:
        return None
    if stance is Stance.SUPPORTS:
        if status in OPEN:
            return f"{basis}-support", Status.CONFIRMED
        return ("correction", Status.CONFIRMED) if status is Status.DENIED else None
    if status in OPEN:
        return f"{basis}-refute", Status.DENIED
    return ("correction", Status.DENIED) if status is Status.CONFIRMED else None


@pytest.mark.parametrize(
    ("status", "stance", "certainty", "basis"), list(product(SINGLE, Stance, Certainty, Basis))
)
def test_every_cell(status: Status, stance: Stance, certainty: Certainty, basis: Basis) -> None:
    """From each status, each kind of passage leads exactly where the design says, and nowhere else."""
    before, due = PREFACE[status]
    reached = run(before, due=due)
    assert (reached[-1].after if reached else Status.RUMOURED) is status
    # The same origin as the first voice of the preface, so that corroboration is not what is tested here.
    passage = said(stance, certainty, basis, origin="Xiaomi", story="z", day=9)
    added = run([*before, passage], due=due)[len(reached) :]
    outcome = expected(status, stance, certainty, basis)
    assert path(added) == ([] if outcome is None else [outcome])


SECOND_ORIGIN_MOVES = {
    Status.RUMOURED: [("second-origin", Status.CORROBORATED)],
    Status.CORROBORATED: [],
    Status.OVERDUE: [],
    Status.CONFIRMED: [],
    Status.DENIED: [],
}


@pytest.mark.parametrize("status", SINGLE)
def test_second_origin_from_every_status(status: Status) -> None:
    """Two independent voices corroborate what is still rumoured; they settle and reopen nothing."""
    before, due = PREFACE[status]
    reached = run(before, due=due)
    voices = [said(origin="Caixin", story="x", day=8), said(origin="Reuters", story="y", day=9)]
    assert path(run([*before, *voices], due=due)[len(reached) :]) == SECOND_ORIGIN_MOVES[status]


DUE_MOVES = {
    Status.RUMOURED: [("due-passed", Status.OVERDUE)],
    Status.CORROBORATED: [("due-passed", Status.OVERDUE)],
    Status.CONFIRMED: [],
    Status.DENIED: [],
}


@pytest.mark.parametrize("status", DUE_MOVES)
def test_due_date_from_every_status(status: Status) -> None:
    """A passed due date makes an open claim overdue and leaves a settled one alone."""
    before, _ = PREFACE[status]
    reached = run(before)
    assert path(run(before, due=date(2021, 6, 1))[len(reached) :]) == DUE_MOVES[status]


def test_table_holds_no_other_cell() -> None:
    """The table moves no status to itself, and its size is the design's."""
    assert all(before is not after for (_, before), (after, _) in TABLE.items())
    assert len(TABLE) == (len(OPEN) + len(REPORTED)) * 4 + 4 + (len(OPEN) + 1) * 2 + 1 + 2
    assert {kind for kind, _ in TABLE} == set(Kind)


def test_no_two_moves_share_a_cell() -> None:
    """Each cell is written once, so that no row hides another."""
    cells = [(kind, before) for kind, befores, _, _ in MOVES for before in befores]
    assert len(cells) == len(set(cells)) == len(TABLE)


def test_rules_explain_themselves() -> None:
    """Every rule of the table can be looked up by its name, with one sentence and an alert."""
    for _, rule in TABLE.values():
        assert RULES[rule.name] is rule
    assert {rule.alert for rule in RULES.values()} == {
        "newly-confirmed",
        "newly-denied",
        "correction",
        "reported-confirmed",
        "reported-denied",
        "corroborated",
        "overdue",
    }
    assert all(rule.because.endswith(".") for rule in RULES.values())


@pytest.mark.parametrize(("stance", "certainty", "basis"), list(product(Stance, Certainty, Basis)))
def test_flag_of_one_passage(stance: Stance, certainty: Certainty, basis: Basis) -> None:
    """Alone, a passage flags exactly where it would settle an open claim."""
    settles = certainty is Certainty.ASSERTED and basis in STRONG
    outcomes = {Stance.SUPPORTS: Flag.CONFIRMED, Stance.REFUTES: Flag.DENIED, Stance.DISCUSSES: Flag.NONE}
    assert flag(stance, certainty, basis) is (outcomes[stance] if settles else Flag.NONE)


def test_transition_carries_its_evidence() -> None:
    """A transition names the story, version, passage, basis, origin and the time the news came out."""
    evidence = said(basis=Basis.OFFICIAL, origin="Xiaomi", story="s7", version=3, day=2)
    assert run([evidence]) == (
        Transition(
            claim="car",
            before=Status.RUMOURED,
            after=Status.CONFIRMED,
            rule="official-support",
            at=START + 2 * DAY,
            recorded=NOW,
            story="s7",
            version=3,
            quote="Xiaomi says so",
            basis=Basis.OFFICIAL,
            origin="Xiaomi",
            witnesses=("s7",),
        ),
    )


def test_order_of_delivery_does_not_matter() -> None:
    """A denial published before a confirmation counts before it, whichever came in first."""
    denial = said(Stance.REFUTES, basis=Basis.OFFICIAL, story="old", day=1)
    confirmation = said(basis=Basis.OFFICIAL, story="new", day=5)
    forward = run([denial, confirmation])
    assert forward == run([confirmation, denial])
    assert path(forward) == [("official-refute", Status.DENIED), ("correction", Status.CONFIRMED)]


def test_status_can_be_corrected_again_and_again() -> None:
    """Nothing is final: each opposite official word is a correction."""
    stances = (Stance.REFUTES, Stance.SUPPORTS, Stance.REFUTES)
    evidence = [said(s, basis=Basis.OFFICIAL, story=f"s{day}", day=day) for day, s in enumerate(stances)]
    assert path(run(evidence)) == [
        ("official-refute", Status.DENIED),
        ("correction", Status.CONFIRMED),
        ("correction", Status.DENIED),
    ]


def test_forty_reprints_are_one_origin() -> None:
    """However many outlets carry a line that is credited to one origin, it stays a rumour."""
    evidence = [said(origin=" reuters" if n % 2 else "Reuters", story=f"s{n}", day=n) for n in range(40)]
    assert run(evidence) == ()


def test_a_reprint_speaks_with_the_voice_of_its_original() -> None:
    """A reprint that credits itself adds no origin; the same text as no reprint would."""
    evidence = [said(origin="LatePost", story="o", day=0), said(origin="Sina", story="r", day=1)]
    assert path(run(evidence)) == [("second-origin", Status.CORROBORATED)]
    assert run(evidence, reprints={"r": "o"}) == ()
    assert run([*evidence, said(origin="Sohu", story="q", day=2)], reprints={"q": "r", "r": "o"}) == ()


def test_corroboration_names_the_origins() -> None:
    evidence = [said(origin=name, story=f"{name}{day}", day=day) for day, name in enumerate(["A", "A", "B"])]
    (corroborated,) = run(evidence)
    assert corroborated.witnesses == ("A0", "B2")


def test_reprints_of_one_another_do_not_hang() -> None:
    """A circle of reprints is followed once round."""
    evidence = [said(origin="A", story="a"), said(origin="B", story="b", day=1)]
    assert len(run(evidence, reprints={"a": "b", "b": "a"})) <= 1


@pytest.mark.parametrize(
    "second",
    [
        said(certainty=Certainty.HEDGED, origin="Bloomberg", story="b", day=1),
        said(Stance.DISCUSSES, origin="Bloomberg", story="b", day=1),
        said(Stance.REFUTES, origin="Bloomberg", story="b", day=1),
        said(origin="", story="b", day=1),
        said(origin="  ", story="b", day=1),
    ],
    ids=["hedged", "discusses", "refutes", "no origin", "blank origin"],
)
def test_what_is_no_second_origin(second: Evidence) -> None:
    """Only asserted support of a named origin corroborates."""
    assert run([said(origin="LatePost", story="a"), second]) == ()


def test_a_weak_repetition_after_corroboration_is_silent() -> None:
    """The third and fourth origin change nothing."""
    evidence = [said(origin=name, story=name, day=day) for day, name in enumerate("ABCD")]
    assert path(run(evidence)) == [("second-origin", Status.CORROBORATED)]


def test_overdue_begins_on_the_day_after_the_due_date() -> None:
    """On the due day itself the claim is open; with the next day, UTC, it is overdue."""
    due = date(2021, 6, 30)
    assert run([], due=due, now=datetime(2021, 6, 30, 23, 59, tzinfo=UTC)) == ()
    (overdue,) = run([], due=due, now=datetime(2021, 7, 1, tzinfo=UTC))
    assert (overdue.rule, overdue.at, overdue.story) == ("due-passed", datetime(2021, 7, 1, tzinfo=UTC), None)


def test_the_last_representable_due_date_is_no_fault() -> None:
    """A claim without a real deadline may say so by the last day there is."""
    assert run([], due=date.max) == ()


def test_late_confirmation_leaves_overdue() -> None:
    """What happens after its due date is overdue first and confirmed then."""
    launch = said(basis=Basis.EVENT, day=200)
    assert path(run([launch], due=date(2021, 6, 30))) == [
        ("due-passed", Status.OVERDUE),
        ("event-support", Status.CONFIRMED),
    ]


def test_confirmation_in_time_is_never_overdue() -> None:
    """What was settled before its due date has no overdue in its history."""
    assert path(run([said(basis=Basis.EVENT, day=3)], due=date(2021, 6, 30))) == [
        ("event-support", Status.CONFIRMED)
    ]


def test_an_edit_replaces_what_the_story_said() -> None:
    """A retracted confirmation no longer counts."""
    first = said(basis=Basis.OFFICIAL)
    second = said(certainty=Certainty.HEDGED, basis=Basis.SOURCES, version=2, day=1)
    assert path(run([first])) == [("official-support", Status.CONFIRMED)]
    assert run([second, first]) == ()


def test_an_edit_that_says_the_same_keeps_version_and_date() -> None:
    """A corrected typing error does not move the confirmation to the day of the edit."""
    versions = [said(basis=Basis.OFFICIAL, version=n, day=n) for n in (1, 2, 3)]
    assert run(versions) == run(versions[:1])


def test_an_edit_there_and_back_counts_as_the_last_edit() -> None:
    """What a story takes back and then says again, it says at the later time."""
    there = said(basis=Basis.OFFICIAL, version=1)
    away = said(Stance.DISCUSSES, version=2, day=1)
    back = said(basis=Basis.OFFICIAL, version=3, day=2)
    assert current([there, away, back]) == (back,)


def test_the_status_on_the_claim_is_not_read() -> None:
    """The replay starts from rumoured, so that its result depends on the evidence alone."""
    claim = Claim(id="car", text="", status=Status.DENIED)
    settled = replay(claim, [said(basis=Basis.EVENT)], reprints={}, policy=ALONE, now=NOW, recorded=NOW)
    assert path(settled) == [("event-support", Status.CONFIRMED)]


@pytest.mark.parametrize("stance", [Stance.SUPPORTS, Stance.REFUTES])
@pytest.mark.parametrize("basis", [Basis.OFFICIAL, Basis.EVENT])
def test_what_the_judge_holds_back_settles_nothing(stance: Stance, basis: Basis) -> None:
    """A passage that fills the claim only in part has no flag, and an official word in it moves no status."""
    item = said(stance, Certainty.ASSERTED, basis)
    held = replace(item, judgement=replace(item.judgement, flag=Flag.NONE))
    assert replay(CLAIM, [held], reprints={}, policy=ALONE, now=START + 100 * DAY, recorded=START) == ()


# Two witnesses

TWO = Policy()


def official(
    stance: Stance = Stance.SUPPORTS, story: str = "a", *, day: float = 0, **more: object
) -> Evidence:
    return said(stance, basis=Basis.OFFICIAL, origin="Xiaomi", story=story, day=day, **more)  # type: ignore[arg-type]


def ruling(stance: Stance, *stories: str, day: float = 0) -> list[Evidence]:
    return [official(stance, story, day=day) for story in stories]


REACHED: dict[Status, tuple[list[Evidence], date | None]] = {
    **{status: PREFACE[status] for status in OPEN},
    Status.REPORTED_CONFIRMED: (ruling(Stance.SUPPORTS, "a"), None),
    Status.REPORTED_DENIED: (ruling(Stance.REFUTES, "a"), None),
    Status.CONFIRMED: (ruling(Stance.SUPPORTS, "a", "b"), None),
    Status.DENIED: (ruling(Stance.REFUTES, "a", "b"), None),
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("stance", [Stance.SUPPORTS, Stance.REFUTES])
@pytest.mark.parametrize("basis", STRONG)
@pytest.mark.parametrize("reports", [1, 2])
def test_every_cell_with_two_witnesses(status: Status, stance: Stance, basis: Basis, reports: int) -> None:
    """One late report alone is told as reported where nothing is settled; a second one settles or turns the claim."""
    before, due = REACHED[status]
    reached = run(before, due=due, policy=TWO)
    assert (reached[-1].after if reached else Status.RUMOURED) is status
    late = [said(stance, basis=basis, origin="Xiaomi", story=f"z{n}", day=60 + n) for n in range(reports)]
    found = path(run([*before, *late], due=due, policy=TWO)[len(reached) :])
    supports = stance is Stance.SUPPORTS
    single = Status.REPORTED_CONFIRMED if supports else Status.REPORTED_DENIED
    settled, opposite = (Status.CONFIRMED, Status.DENIED) if supports else (Status.DENIED, Status.CONFIRMED)
    sense = "support" if supports else "refute"
    wanted = [] if status in (single, settled, opposite) else [(f"reported-{sense}", single)]
    if reports == 2 and status is not settled:
        wanted.append(("correction" if status is opposite else f"{basis}-{sense}", settled))
    assert found == wanted


@pytest.mark.parametrize("status", REPORTED)
def test_neither_a_second_rumour_nor_a_due_date_moves_a_reported_claim(status: Status) -> None:
    before, _ = REACHED[status]
    voices = [said(origin="Caixin", story="x", day=8), said(origin="Reuters", story="y", day=9)]
    assert len(run([*before, *voices], due=date(2021, 6, 1), policy=TWO)) == 1


@pytest.mark.parametrize(
    ("second", "settles"),
    [
        (official(story="b", day=14), True),
        (official(story="b", day=14.1), False),
        (official(story="b", day=1, witness="a"), False),
        (official(story="b", day=1, witness="the A.com"), False),
        (said(basis=Basis.EVENT, story="b", day=1), True),
        (said(basis=Basis.OUTLET, story="b", day=1), False),
        (official(Stance.REFUTES, story="b", day=1), False),
        (official(story="b", day=90, own=True), True),
        (official(story="b", day=90, frame=(("date", "2021-03-01 to 2021-03-01"),)), True),
        (official(story="b", day=90, frame=(("date", "2021-04-01 to 2021-04-01"),)), False),
        (official(story="b", day=90, frame=(("date", "2021-01-01 to 2021-12-31"),)), False),
    ],
    ids=[
        "on the last day", "too late", "the same outlet", "its other name", "an event", "an outlet's word",
        "the opposite", "a party's own feed", "of the same day", "of another day", "of the whole year",
    ],
)  # fmt: skip
def test_what_is_a_second_witness(second: Evidence, settles: bool) -> None:
    first = official(frame=(("date", "2021-03-01 to 2021-03-01"),))
    reached = [transition.after for transition in run([first, second], policy=TWO)]
    assert reached[0] is Status.REPORTED_CONFIRMED
    assert (Status.CONFIRMED in reached) is settles


def test_a_reprint_is_no_second_witness() -> None:
    evidence = [official(story="a"), official(story="b", day=1), official(story="c", day=2)]
    assert path(run(evidence[:2], reprints={"b": "a"}, policy=TWO)) == [
        ("reported-support", Status.REPORTED_CONFIRMED)
    ]
    settled = run(evidence, reprints={"b": "a"}, policy=TWO)[-1]
    assert (settled.after, settled.story, settled.witnesses) == (Status.CONFIRMED, "c", ("a", "c"))


def test_every_report_opens_a_window() -> None:
    """A report that found no second one in time is a witness no more; the next one may find one."""
    days = (0, 40, 50)
    evidence = [official(story=f"s{day}", day=day) for day in days]
    settled = run(evidence, policy=TWO)[-1]
    assert (settled.after, settled.witnesses) == (Status.CONFIRMED, ("s40", "s50"))


def test_the_later_word_holds_until_there_are_two() -> None:
    senses = (Stance.SUPPORTS, Stance.REFUTES, Stance.SUPPORTS)
    evidence = [official(stance, f"s{day}", day=day) for day, stance in enumerate(senses)]
    assert [transition.after for transition in run(evidence, policy=TWO)] == [
        Status.REPORTED_CONFIRMED,
        Status.REPORTED_DENIED,
        Status.CONFIRMED,
    ]


def test_a_claim_may_have_its_own_policy() -> None:
    claim = Claim(id="car", text="", witnesses=1)
    assert replay(claim, [official()], reprints={}, policy=TWO, now=NOW, recorded=NOW)[-1].after is (
        Status.CONFIRMED
    )
    three = Claim(id="car", text="", witnesses=3, window=60 * DAY)
    evidence = [official(story=f"s{day}", day=day) for day in (0, 30, 55)]
    found = replay(three, evidence, reprints={}, policy=TWO, now=NOW, recorded=NOW)
    assert [(t.after, len(t.witnesses)) for t in found] == [
        (Status.REPORTED_CONFIRMED, 1),
        (Status.CONFIRMED, 3),
    ]
