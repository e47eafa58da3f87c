"""An outlet takes back what it reported: by an edit, or in an entry of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.claims.replay import Policy
from monitor.ledger import planning
from monitor.model import Judgement, Plan, Snapshot, Status, Story
from tests.ledger.test_planning import NOW, after, claim, ledger, says, story

CAR = "Xiaomi will make a car"
HEADLINE = "Xiaomi announces that it will make electric cars"
REPORT = replace(
    story("report"), headline=HEADLINE, text=f"{CAR}, it said.", aliases=("url:https://example.org/a",)
)
ONE, TWO = Policy(witnesses=1), Policy(witnesses=2)


def judge(item: Story) -> tuple[Judgement, ...]:
    return (says(),) if CAR in item.text else ()


def poll(
    snapshot: Snapshot,
    *stories: Story,
    policy: Policy = ONE,
    links: Mapping[str, frozenset[str]] | None = None,
) -> tuple[Plan, Snapshot]:
    plan = planning.plan(
        snapshot,
        stories,
        judge=judge,
        told=snapshot.stories,
        links=links,
        policy=policy,
        watched=frozenset({"car"}),
        now=NOW,
        tell=True,
    )
    return plan, after(snapshot, plan)


def note(
    text: str, *, headline: str = "A note to our readers", day: int = 3, outlet: str = "Example"
) -> Story:
    return replace(story("note", day=day), headline=headline, text=text, outlet=outlet)


@pytest.fixture
def told() -> Snapshot:
    """The report has confirmed the claim."""
    _, snapshot = poll(ledger(claim()), REPORT)
    assert snapshot.claims[0].status is Status.CONFIRMED
    return snapshot


@pytest.mark.parametrize(
    ("taking", "links"),
    [
        (note("We have withdrawn our report. It rested on a forgery."), {"note": frozenset(REPORT.aliases)}),
        (note(f"We have withdrawn our article “{HEADLINE}”."), {}),
        (note("It rested on a forgery.", headline=f"Retraction: {HEADLINE}"), {}),
        (note(f"We have withdrawn our report that {CAR}."), {}),
        (note(f"We wrongly reported that {CAR}."), {}),
        (note(f"Xiaomi makes phones.\nCorrection to our report that {CAR}: it will not."), {}),
    ],
    ids=["by a link", "by the headline", "in the headline", "by the claim", "wrongly", "at the end"],
)
def test_an_entry_of_its_own_takes_a_report_back(
    told: Snapshot, taking: Story, links: Mapping[str, frozenset[str]]
) -> None:
    plan, later = poll(told, taking, links=links)
    (gone,) = plan.withdrawals
    assert (gone.claim, gone.story, gone.version, gone.retraction) == ("car", "report", 1, "note")
    assert gone.quote in f"{taking.headline}\n{taking.text}"
    assert later.claims[0].status is Status.RUMOURED
    (alert,) = plan.alerts
    assert (alert.kind, alert.transition.rule) == ("correction", "retracted")
    assert (alert.transition.story, alert.transition.quote) == ("note", gone.quote)
    assert poll(later, taking, links=links)[0].empty


@pytest.mark.parametrize(
    "taking",
    [
        note(f"An earlier version of “{HEADLINE}” misspelt the name of Lei Jun.", headline="Correction"),
        note("We wrongly reported that Lei Jun is 50; he is 51."),
        note(f"Example Post has withdrawn its report that {CAR} of wood."),
        note(f"We have withdrawn our report that {CAR}.", outlet="Other"),
        note(f"We have withdrawn our report that {CAR}.", day=60),
        note(f"We have withdrawn our report that {CAR}.", day=-1),
        note("We have withdrawn our report. It was about phones."),
        note(f"Other outlets took it back. {CAR}, it says."),
    ],
    ids=[
        "a misspelt name",
        "another detail",
        "somebody else",
        "another outlet",
        "much later",
        "before the report",
        "no reference",
        "repeated",
    ],
)
def test_what_takes_nothing_back(told: Snapshot, taking: Story) -> None:
    plan, later = poll(told, taking)
    assert plan.withdrawals == ()
    assert later.claims[0].status is Status.CONFIRMED
    assert "correction" not in {alert.kind for alert in plan.alerts}


def test_the_same_entry_with_a_note_in_place_of_its_text(told: Snapshot) -> None:
    note = f"This article has been removed. It said that {CAR}."
    plan, _ = poll(told, replace(REPORT, version=2, text=note, published=NOW))
    (alert,) = plan.alerts
    assert alert.kind == "correction"
    assert (alert.transition.rule, alert.transition.story, alert.transition.version) == (
        "retracted",
        "report",
        2,
    )
    assert alert.transition.quote == "This article has been removed."


def test_the_same_entry_that_corrects_what_it_said(told: Snapshot) -> None:
    text = (
        f"Xiaomi will make a phone.\nCorrection: an earlier version said that {CAR}; in fact it is a phone."
    )
    plan, later = poll(told, replace(REPORT, version=2, text=text, published=NOW))
    assert later.claims[0].status is Status.RUMOURED
    assert plan.alerts[0].transition.quote.startswith("Correction: an earlier version said")


def test_the_same_entry_that_corrects_a_detail_stands(told: Snapshot) -> None:
    text = f"{CAR}, it said.\nCorrection: an earlier version said that Lei Jun is 50; he is 51."
    plan, later = poll(told, replace(REPORT, version=2, text=text, published=NOW))
    assert (plan.withdrawals, plan.alerts, later.claims[0].status) == ((), (), Status.CONFIRMED)


def test_what_was_taken_back_stays_so_however_often_its_page_changes(told: Snapshot) -> None:
    _, later = poll(told, note(f"We have withdrawn our report that {CAR}."))
    again, last = poll(later, replace(REPORT, version=2, text=f"{CAR}, it said again.", published=NOW))
    assert (again.evidence, again.alerts, last.claims[0].status) == ((), (), Status.RUMOURED)


def test_the_other_witness_is_left(told: Snapshot) -> None:
    other = replace(story("other", day=1), headline="Another one", outlet="Other", text=f"{CAR}, it told us.")
    first, snapshot = poll(ledger(claim()), REPORT, other, policy=TWO)
    assert first.alerts[-1].transition.after is Status.CONFIRMED
    plan, later = poll(snapshot, note(f"We have withdrawn our report that {CAR}."), policy=TWO)
    assert [item.story for item in plan.withdrawals] == ["report"]
    (alert,) = plan.alerts
    assert (alert.kind, alert.transition.after) == ("correction", Status.REPORTED_CONFIRMED)
    assert later.claims[0].status is Status.REPORTED_CONFIRMED


def test_a_single_report_that_is_taken_back_is_told() -> None:
    first, snapshot = poll(ledger(claim()), REPORT, policy=TWO)
    assert first.alerts[0].kind == "reported-confirmed"
    plan, _ = poll(snapshot, note(f"We have withdrawn our report that {CAR}."), policy=TWO)
    (alert,) = plan.alerts
    assert (alert.kind, alert.transition.after) == ("correction", Status.RUMOURED)


def test_an_agency_takes_back_what_others_printed_in_its_name() -> None:
    text = f"BERLIN (dpa) - {CAR}, it said."
    printed = [replace(REPORT, id=name, outlet=name, text=text, aliases=()) for name in ("Bild", "Zeit")]
    _, snapshot = poll(ledger(claim()), *printed)
    assert {item.witness for item in snapshot.evidence} == {"dpa"}
    plan, _ = poll(snapshot, note(f"We have withdrawn our report that {CAR}.", outlet="dpa"))
    assert sorted(item.story for item in plan.withdrawals) == ["Bild", "Zeit"]


def test_what_a_retraction_recounts_is_no_evidence() -> None:
    plan, _ = poll(ledger(claim()), note(f"We have withdrawn our report that {CAR}."))
    assert plan.evidence == ()
    assert plan.alerts == ()


def test_a_report_and_its_retraction_in_one_poll_tell_nothing() -> None:
    plan, later = poll(ledger(claim()), REPORT, note(f"We have withdrawn our report that {CAR}."))
    assert (plan.alerts, later.claims[0].status) == ((), Status.RUMOURED)
    assert len(plan.withdrawals) == 1
    assert plan.withdrawals[0].published - REPORT.published == timedelta(days=3)
