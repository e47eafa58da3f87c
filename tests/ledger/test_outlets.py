"""The track record of origins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.ledger.accounts import accounts
from monitor.ledger.outlets import Record, records
from monitor.model import Basis, Certainty, Stance
from tests.alerts.values import CLAIM, OTHER, evidence, snapshot, story


def test_who_was_first_and_what_became_of_it() -> None:
    rumour, repeated, word, other = story(1), story(2), story(11), story(3)
    items = [
        evidence(rumour, basis=Basis.OTHER_OUTLET, origin="LatePost", certainty=Certainty.HEDGED),
        evidence(repeated, basis=Basis.OTHER_OUTLET, origin="Reuters"),
        evidence(word),
        evidence(other, claim="plant", basis=Basis.OTHER_OUTLET, origin="latepost"),
    ]
    found = records(accounts(snapshot([rumour, repeated, word, other], items, claims=[CLAIM, OTHER])))
    lead = timedelta(days=10)
    assert found == (Record(origin="LatePost", first=2, confirmed=1, denied=0, open=1, lead=lead),)


def test_a_partys_own_word_is_no_record() -> None:
    first = story(1)
    assert records(accounts(snapshot([first], [evidence(first)]))) == ()


def test_a_report_against_a_claim_carries_it_not() -> None:
    first = story(1)
    against = evidence(first, stance=Stance.REFUTES, basis=Basis.OUTLET, origin="Wire")
    assert records(accounts(snapshot([first], [against]))) == ()


def test_unnamed_people_speak_through_their_outlet() -> None:
    first = replace(story(1), outlet="Wire")
    said = evidence(first, basis=Basis.SOURCES, origin="unnamed sources")
    assert [record.origin for record in records(accounts(snapshot([first], [said])))] == ["Wire"]
    told = replace(said, judgement=replace(said.judgement, via="Bloomberg"))
    assert [record.origin for record in records(accounts(snapshot([first], [told])))] == ["Bloomberg"]
