"""A claim's frame from its one sentence."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.claims.derive import derive, parties
from monitor.claims.frames import Frame, Word
from monitor.model import Stance
from tests.claims.builders import ENTITIES


def frame(text: str) -> Frame:
    """The frame that states the claim; the opposite one, if there is one, stands behind it."""
    return derive("c", text, ENTITIES).frames[0]


@pytest.mark.parametrize(
    ("text", "actor", "relation"),
    [
        ("The SU7 will start at 215,900 yuan.", "Xiaomi", "price"),
        ("CATL will supply the batteries of Xiaomi's SU7.", "CATL", "supply"),
        ("Xiaomi will deliver 100,000 cars in 2024.", "Xiaomi", "deliver"),
        ("Xiaomi will launch its first SUV by 2025.", "Xiaomi", "launch"),
        ("Xiaomi will recall 30,000 SU7 cars.", "Xiaomi", "recall"),
        ("BYD acquired Nio.", "BYD", "acquire"),
        ("Hu Zhengnan joins Xiaomi.", "Hu Zhengnan", "join"),
        ("Nio will enter the German market in 2026.", "Nio", "enter"),
    ],
)
def test_actor_and_relation(text: str, actor: str, relation: str) -> None:
    """A model stands for its maker; a broad relation gives way to a telling one."""
    found = frame(text)
    assert actor in found.subject
    assert relation in found.relations
    assert relation in found.main


def test_what_else_shows_the_relation() -> None:
    """A delivery shows a launch, not the other way round."""
    assert "deliver" in frame("Nio will launch a car.").relations
    assert "launch" not in frame("Nio will deliver a car.").relations
    assert "enter" in frame("Nio will launch a car in Germany.").relations


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("The SU7 will start at 215,900 yuan.", [{"SU7"}]),
        ("CATL will supply the batteries of the SU7.", [{"SU7"}, {"battery"}]),
        ("Nio will build a factory in Wuhan.", [{"Wuhan"}, {"factory"}]),
        ("Nio will launch a car.", [{"car"}]),
    ],
)
def test_objects(text: str, slots: list[set[str]]) -> None:
    """Models, places and things that the claim is about must be there."""
    objects = frame(text).objects
    assert all(slot in objects for slot in slots)


def test_sister_models_void_the_frame() -> None:
    """What holds of the SU7 Ultra does not hold of the SU7."""
    assert {"SU7 Ultra", "YU7"} <= frame("The SU7 will start at 215,900 yuan.").unless
    assert "SU7" not in frame("The SU7 will start at 215,900 yuan.").unless
    assert frame("Nio will launch a car.").unless == frozenset()


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("The SU7 will start at 215,900 yuan.", 215_900, "CNY", ""),
        ("Xiaomi will deliver more than 100,000 cars in 2024.", 100_000, "vehicles", "over"),
        ("Nio will invest about 2 billion dollars.", 2e9, "USD", "about"),
        ("Xiaomi will recall 30,000 SU7 cars.", 30_000, "vehicles", ""),
    ],
)
def test_values(text: str, value: float, unit: str, bound: str) -> None:
    assert [(q.value, q.unit, q.bound) for q in frame(text).values] == [(value, unit, bound)]


@pytest.mark.parametrize("text", ["Nio will launch two models.", "Nio will launch a car in 3 years."])
def test_small_counts_are_no_values(text: str) -> None:
    assert frame(text).values == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Nio will launch a car in 2026.", date(2026, 1, 1), date(2026, 12, 31)),
        ("Nio will launch a car in the first half of 2026.", date(2026, 1, 1), date(2026, 6, 30)),
        ("Nio will launch a car by 2026.", date(2005, 1, 1), date(2026, 12, 31)),
        ("Nio will launch a car from 2026.", date(2026, 1, 1), date(2045, 12, 31)),
        ("Nio will launch a car.", None, None),
        ("Nio will launch a car in May.", None, None),
    ],
)
def test_period(text: str, first: date | None, last: date | None) -> None:
    """A bound opens the period on one side; a day whose year is guessed makes none."""
    found = frame(text)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "done"),
    [("BYD acquired Nio.", True), ("BYD will acquire Nio.", False), ("Nio plans to acquire BYD.", False)],
)
def test_done(text: str, done: bool) -> None:
    """What is claimed as having happened is not confirmed by a plan."""
    assert frame(text).done is done


def test_once() -> None:
    """A launch happens once, a delivery again and again."""
    assert frame("Nio will launch a car in 2026.").once
    assert not frame("Nio will deliver a car in 2026.").once


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nio will recall cars over a flimsy gadget.", (Word("flim"), Word("gadg"))),
        ("Nio will recall cars over the brakes.", (Word("brak", frozenset({"brake"})),)),
        ("Nio will recall the SU7 Max.", (Word("max", name=True),)),
        ("Nio will recall cars.", ()),
    ],
)
def test_further_words(text: str, words: tuple[Word, ...]) -> None:
    """They must be found as they are, or at least their beginnings, or what the language data has for them."""
    assert frame(text).words == words


def test_an_apposition_is_no_part_of_the_claim() -> None:
    assert frame("Xiaomi, a rival of Nio, will launch a car.").subject == {"Xiaomi"}


def test_a_negative_claim_turns_the_frame_over() -> None:
    """What would bear the same words without the negation out rules it out; with a date it is left alone."""
    assert frame("Nio will not build a car.").means is Stance.REFUTES
    assert frame("Nio will not build a car.").negation is Stance.SUPPORTS
    assert frame("Nio will not build a car.").flags
    assert not frame("Nio will not launch a car in 2026.").flags
    assert frame("Nio will build a car.").means is Stance.SUPPORTS


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("Somebody will launch a car.", "no party that the gazetteer knows"),
        ("The YU7 is and was.", "no relation that the language data knows"),
    ],
)
def test_what_cannot_be_looked_for(text: str, lacks: str) -> None:
    found = derive("c", text, ENTITIES)
    assert (found.frames, found.lacks) == ((), (lacks,))


def test_relations_that_exclude_each_other() -> None:
    """A loss is no profit; the opposite settles nothing by its own negation."""
    profit, loss = derive("c", "Nio's car business makes a profit in 2025.", ENTITIES).frames
    assert (profit.means, loss.means, loss.negation) == (Stance.SUPPORTS, Stance.REFUTES, None)
    assert loss.relations == loss.main == {"loss"}
    assert loss.objects == profit.objects


def test_standing() -> None:
    """By default the parties and, for a model or a person, their company; else whom the file names."""
    assert derive("c", "Hu Zhengnan will join Nio.", ENTITIES).standing == {"Hu Zhengnan", "Xiaomi", "Nio"}
    assert derive("c", "Nio will build a car.", ENTITIES, standing=frozenset({"BYD"})).standing == {"BYD"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nio will buy Quorvex.", ["Quorvex"]),
        ("Nio will buy Quorvex Vision in March.", ["Quorvex Vision"]),
        ("Nio will buy chips from a Chinese firm.", []),
        ("Nio will buy BYD.", []),
        ("Nio will grow in Q3.", []),
        ("Quorvex will supply batteries for the SU7.", ["Quorvex"]),
        ("Quorvex supplies batteries for the SU7.", ["Quorvex"]),
        ("Prices will rise at Nio.", []),
        ("Batteries will come from Nio.", []),
    ],
)
def test_unknown_names_become_parties(text: str, names: list[str]) -> None:
    found = parties(text, ENTITIES)
    assert [e.name for e in found] == names
    assert all(e.kind == "company" and e.aliases == (e.name.lower(),) for e in found)
