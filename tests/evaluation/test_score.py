"""Scoring against gold labels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.evaluation.score import Label, Report, Tally, Verdict, as_json, score, wilson
from monitor.model import Basis, Certainty, Flag, Judgement, Stance

LANGUAGES = {"s1": "en", "s2": "zh", "s3": "en"}


def label(story: str = "s1", claim: str | None = "c", **changes: object) -> Label:
    values = {
        "relation": Stance.SUPPORTS,
        "certainty": Certainty.ASSERTED,
        "basis": Basis.OFFICIAL,
        "flag": Flag.CONFIRMED,
    } | changes
    return Label(story=story, claim=claim, **values)  # type: ignore[arg-type]


def judgement(claim: str = "c", **changes: object) -> Judgement:
    values = {
        "stance": Stance.SUPPORTS,
        "certainty": Certainty.ASSERTED,
        "basis": Basis.OFFICIAL,
        "flag": Flag.CONFIRMED,
        "score": 0.9,
    } | changes
    return Judgement(claim=claim, origin="", quote="It did.", **values)  # type: ignore[arg-type]


def verdict(story: str, *judgements: Judgement, on_topic: bool = True) -> Verdict:
    return Verdict(story=story, on_topic=on_topic, judgements=judgements)


def scored(labels: list[Label], verdicts: list[Verdict], **more: frozenset[tuple[str, str]]) -> Report:
    return score(LANGUAGES, labels, verdicts, **more)


def test_a_right_flag_is_a_hit_in_its_language() -> None:
    report = scored([label("s2")], [verdict("s2", judgement())])
    assert report.flags[Flag.CONFIRMED] == Tally(tp=1, fp=0, fn=0)
    assert report.flags[Flag.DENIED] == Tally(tp=0, fp=0, fn=0)
    assert report.by_language == {"zh": Tally(tp=1, fp=0, fn=0)}
    assert report.wrong == ()


def test_confirmed_for_denied_is_a_false_alarm_and_a_miss() -> None:
    report = scored([label(flag=Flag.DENIED)], [verdict("s1", judgement())])
    assert report.flags[Flag.CONFIRMED] == Tally(tp=0, fp=1, fn=0)
    assert report.flags[Flag.DENIED] == Tally(tp=0, fp=0, fn=1)
    assert report.all_flags == Tally(tp=0, fp=1, fn=1)


def test_a_flag_on_an_unlabelled_pair_is_a_false_alarm() -> None:
    assert scored([], [verdict("s1", judgement())]).all_flags == Tally(tp=0, fp=1, fn=0)


def test_the_alternative_flag_counts_neither_way() -> None:
    report = scored([label(flag=Flag.NONE, alt_flag=Flag.CONFIRMED)], [verdict("s1", judgement())])
    assert report.all_flags == Tally(tp=0, fp=0, fn=0)
    assert report.wrong == ()
    missed = scored([label(alt_flag=Flag.NONE)], [verdict("s1")])
    assert missed.all_flags == Tally(tp=0, fp=0, fn=0)


def test_what_a_story_tolerates_is_not_scored() -> None:
    verdicts = [verdict("s1", judgement("x"), judgement("y"))]
    nothing = label("s1", None, flag=Flag.NONE, tolerate=("x",))
    report = scored([nothing], verdicts, tolerated=frozenset({("s1", "y")}))
    assert report.all_flags == Tally(tp=0, fp=0, fn=0)


def test_a_labelled_pair_is_scored_even_where_it_is_tolerated() -> None:
    report = scored(
        [label(flag=Flag.DENIED)], [verdict("s1", judgement())], tolerated=frozenset({("s1", "c")})
    )
    assert report.all_flags == Tally(tp=0, fp=1, fn=1)


def test_a_story_that_is_not_in_the_file_is_not_scored() -> None:
    assert scored([], [verdict("elsewhere", judgement())]).all_flags == Tally(tp=0, fp=0, fn=0)


def test_stances_are_scored_by_class() -> None:
    labels = [
        label("s1"),
        label("s2", relation=Stance.REFUTES, flag=Flag.NONE),
        label("s3", relation=None, flag=Flag.NONE),
    ]
    verdicts = [
        verdict("s1", judgement()),
        verdict("s2", judgement(flag=Flag.NONE)),
        verdict("s3", judgement(stance=Stance.DISCUSSES, flag=Flag.NONE)),
    ]
    report = scored(labels, verdicts)
    assert report.stances[Stance.SUPPORTS] == Tally(tp=1, fp=1, fn=0)
    assert report.stances[Stance.REFUTES] == Tally(tp=0, fp=0, fn=1)
    assert report.stances[Stance.DISCUSSES] == Tally(tp=0, fp=1, fn=0)
    assert report.macro_f1 == pytest.approx((2 / 3 + 0 + 0) / 3)


def test_agreement_is_asked_only_where_the_stance_is_right() -> None:
    labels = [label("s1"), label("s2"), label("s3", relation=Stance.REFUTES)]
    verdicts = [
        verdict("s1", judgement(basis=Basis.EVENT)),
        verdict("s2", judgement(certainty=Certainty.HEDGED)),
        verdict("s3", judgement(basis=Basis.SOURCES)),
    ]
    assert scored(labels, verdicts).agreement == {"certainty": (1, 2), "basis": (1, 2)}


def test_a_story_with_a_labelled_claim_is_on_topic() -> None:
    labels = [label("s1"), label("s2", None, on_topic=False), label("s3", None, on_topic=True)]
    verdicts = [verdict("s1", on_topic=False), verdict("s2"), verdict("s3")]
    assert scored(labels, verdicts).on_topic == Tally(tp=1, fp=1, fn=1)


def test_stories_without_a_verdict_are_named() -> None:
    report = scored([label("s1")], [verdict("s3")])
    assert report.missing == ("s1", "s2")
    assert report.all_flags == Tally(tp=0, fp=0, fn=1)


def test_false_alarms_come_before_misses_the_surest_first() -> None:
    labels = [label("s1", "miss"), label("s2", "right")]
    verdicts = [
        verdict("s2", judgement("unsure", score=0.5), judgement("sure", score=0.9), judgement("right")),
    ]
    report = scored(labels, verdicts)
    assert [wrong.claim for wrong in report.wrong] == ["sure", "unsure", "miss"]
    assert report.wrong[2].judgement is None


def test_of_nothing_everything_is_right() -> None:
    empty = Tally(tp=0, fp=0, fn=0)
    assert (empty.precision, empty.recall, empty.f1) == (1.0, 1.0, 1.0)
    assert Tally(tp=0, fp=1, fn=1).f1 == 0.0


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (27, 30, 0.7438, 0.9654),
        (1, 2, 0.0945, 0.9055),
    ],
)
def test_wilson_intervals_as_in_the_tables(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == pytest.approx((low, high), abs=5e-4)


@given(total=st.integers(1, 10_000), data=st.data())
def test_an_interval_holds_its_share(total: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, total))
    low, high = wilson(hits, total)
    assert 0 <= low <= hits / total + 1e-9
    assert hits / total - 1e-9 <= high <= 1


def test_the_object_for_programs() -> None:
    report = scored([label("s1"), label("s2", flag=Flag.DENIED)], [verdict("s1", judgement()), verdict("s2")])
    value = as_json(report)
    assert value["stories"] == 3
    assert value["missing"] == ["s3"]
    assert value["flags"]["all"] == {
        "precision": 1.0,
        "recall": 0.5,
        "f1": 0.6667,
        "tp": 1,
        "fp": 0,
        "fn": 1,
        "precision_95": [0.2065, 1.0],
        "recall_95": [0.0945, 0.9055],
    }
    assert set(value["flags"]) == {"confirmed", "denied", "all"}
    assert set(value["stance"]["per_class"]) == {"supports", "refutes", "discusses"}
    assert value["agreement"] == {"certainty": 1.0, "basis": 1.0}
    assert value["flags_by_language"]["zh"]["fn"] == 1
    assert value["wrong_flags"] == [
        {"id": "s2", "claim": "c", "want": "denied", "got": "none", "score": None, "quote": None}
    ]


@pytest.mark.parametrize(
    ("origin", "sentence", "right"),
    [
        ("Xiaomi", "It did.", 1),
        ("xiaomi", "it did", 1),  # a label may quote less than the sentence
        ("", "", 1),  # nor need it name either
        ("Nio", "It did.", 0),
        ("Xiaomi", "It never would.", 0),
    ],
)
def test_to_the_word(origin: str, sentence: str, right: int) -> None:
    said = replace(judgement(), origin="Xiaomi")
    report = scored([label(origin=origin, sentence=sentence)], [verdict("s1", said)])
    assert report.all_flags.tp == 1
    assert report.strict == Tally(tp=right, fp=1 - right, fn=1 - right)


def test_what_a_reader_would_have_been_told() -> None:
    """Stories in their order: what only repeats a status tells nothing, what turns it does."""
    denied = judgement(flag=Flag.DENIED)
    verdicts = [verdict("s3", judgement()), verdict("s2", denied), verdict("s1", judgement())]
    report = scored([label("s1"), label("s2"), label("s3")], verdicts)
    assert report.believed == (2, 3)
    assert scored(
        [label("s1"), label("s2")], [verdict("s2", judgement()), verdict("s1", judgement())]
    ).believed == (1, 1)


def test_scores_are_told_with_how_often_they_are_right() -> None:
    verdicts = [verdict("s1", judgement(score=0.95)), verdict("s2", judgement(score=0.65))]
    bands = scored([label("s1")], verdicts).bands
    assert [(band.low, band.flags, band.right) for band in bands if band.flags] == [(0.6, 1, 0), (0.9, 1, 1)]
