"""A claim's frame from its one sentence."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.claims.frames.derive import derive
from monitor.claims.frames.english import parties
from monitor.claims.frames.frame import Frame, Word
from monitor.model import Stance
from tests.claims.builders import ENGLISH, ENTITIES, RELATIONS


def frame(text: str) -> Frame:
    """The frame that states the claim; the opposite one, if there is one, stands behind it."""
    return derive("c", text, ENTITIES, RELATIONS, ENGLISH).frames[0]


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


def test_what_cannot_be_looked_for() -> None:
    found = derive("c", "Somebody will launch a car.", ENTITIES, RELATIONS, ENGLISH)
    lacks = (
        "it names nobody and nothing by which a story could be known; name a company, a person or a product"
    )
    assert (found.frames, found.lacks) == ((), (lacks,))


@pytest.mark.parametrize(
    ("text", "unruled"),
    [
        ("Wuhan will be lovely.", "it names no known party; add it as an [[entity]] or as `standing`"),
        ("The YU7 is and was.", "it has no known relation"),
        ("The SU7 is Xiaomi's own car.", "it names a matter and says nothing about it"),
    ],
)
def test_what_is_left_to_the_reader(text: str, unruled: str) -> None:
    found = derive("c", text, ENTITIES, RELATIONS, ENGLISH)
    assert (found.unruled, found.lacks) == (unruled, ())


def test_relations_that_exclude_each_other() -> None:
    """A loss is no profit; the opposite settles nothing by its own negation."""
    profit, loss = derive(
        "c", "Nio's car business makes a profit in 2025.", ENTITIES, RELATIONS, ENGLISH
    ).frames
    assert (profit.means, loss.means, loss.negation) == (Stance.SUPPORTS, Stance.REFUTES, None)
    assert loss.relations == loss.main == {"loss"}
    assert loss.objects == profit.objects


def test_standing() -> None:
    """By default the parties and, for a model or a person, their company; else whom the file names."""
    assert derive("c", "Hu Zhengnan will join Nio.", ENTITIES, RELATIONS, ENGLISH).standing == {
        "Hu Zhengnan",
        "Xiaomi",
        "Nio",
    }
    assert derive(
        "c", "Nio will build a car.", ENTITIES, RELATIONS, ENGLISH, standing=frozenset({"BYD"})
    ).standing == {"BYD"}


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
    found = parties(text, ENTITIES, ENGLISH)
    assert [e.name for e in found] == names
    assert all(e.kind == "company" and e.aliases == (e.name.lower(),) for e in found)


@pytest.mark.parametrize(
    "text",
    [
        "Hu Zhengnan joins Xiaomi.",
        "Former Nio manager Hu Zhengnan joins Xiaomi.",
        "Ex-Nio designer Hu Zhengnan joins Xiaomi.",
        "BAIC's Hu Zhengnan joins Xiaomi.",
        "Nio designer Hu Zhengnan joins Xiaomi.",
        "Hu Zhengnan, who once ran Nio, joins Xiaomi.",
    ],
)
def test_who_changes_employers(text: str) -> None:
    """Where somebody comes from is no part of the claim; nor does leaving rule a joining out."""
    (found,) = derive("c", text, ENTITIES, RELATIONS, ENGLISH).frames
    assert (found.subject, found.objects, found.words) == ({"Hu Zhengnan"}, (frozenset({"Xiaomi"}),), ())


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Xiaomi opened a factory in Beijing, and no longer needs BAIC's licence.", True),
        ("Xiaomi opened a factory in Beijing rather than in Wuhan.", True),
        ("Xiaomi opened a factory in Beijing to speed up its battery business.", True),
        ("Xiaomi opened a factory in Beijing, mainly to boost its chips.", True),
        ("Xiaomi opened a factory in Beijing with BAIC.", False),
        ("Xiaomi opened no factory in Beijing.", False),
    ],
)
def test_what_is_added_is_cut(text: str, plain: bool) -> None:
    """What a claim adds in the negative, and what it says something is for, is no part of what it states."""
    bare = frame("Xiaomi opened a factory in Beijing.")
    found = frame(text)
    assert ((found.objects, found.words, found.means) == (bare.objects, bare.words, bare.means)) is plain


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("CATL supplies the batteries of the SU7.", ""),
        (
            "CATL supplies all the batteries of the SU7.",
            "it says that there is no other, which no passage shows; state what is so, without “only”",
        ),
        (
            "CATL is the sole supplier of batteries for the SU7.",
            "it says that there is no other, which no passage shows; state what is so, without “only”",
        ),
        ("The SU7 was recalled after a crash.", ""),
        ("The SU7 was new before the crash.", "it only describes a past circumstance; state what happened"),
        (
            "Xiaomi grew after it launched a car.",
            "it only describes a past circumstance; state what happened",
        ),
        ("Xiaomi recalled the SU7.", ""),
        (
            "Xiaomi denied that it will build a car in Wuhan.",
            "it tells that something was denied; state the matter itself",
        ),
    ],
)
def test_what_no_passage_can_settle(text: str, lacks: str) -> None:
    """Such a claim is still looked for, but nothing confirms it."""
    found = derive("c", text, ENTITIES, RELATIONS, ENGLISH)
    assert found.frames
    assert found.lacks == ((lacks,) if lacks else ())


def test_what_was_so_before_a_happening() -> None:
    """The happening only says when it was."""
    found = frame("Navigate on Autopilot was on before the SU7 crashed in Anhui.")
    assert found.main == {"engaged"}
    assert frame("The SU7 crashed in Anhui.").main == {"crash"}


@pytest.mark.parametrize(
    ("text", "aims"),
    [
        ("Xiaomi aims to deliver 350,000 cars in 2025.", True),
        ("Xiaomi raised its 2025 delivery target to 350,000 cars.", True),
        ("Xiaomi delivered 350,000 cars in 2025.", False),
        ("Xiaomi will deliver 350,000 cars in 2025.", False),
        ("Xiaomi aims to launch a car in 2026.", False),
    ],
)
def test_targets(text: str, aims: bool) -> None:
    """Only of what is counted; the word for the target itself need not be found."""
    found = frame(text)
    assert found.aims is aims
    assert (found.words, frozenset({"target"}) in found.objects) == ((), False)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("The SU7 starts under 250,000 yuan.", "under"),
        ("The SU7 will cost less than 250,000 yuan.", "under"),
        ("The SU7 starts at 250,000 yuan.", ""),
        ("Xiaomi handed over 108,796 cars in 2024.", ""),
        ("Xiaomi delivered over 108,796 cars in 2024.", "over"),
    ],
)
def test_bounds_beside_a_verb(text: str, bound: str) -> None:
    """ "Under" bounds a number also where a verb ends in it; the "over" of "handed over" does not."""
    assert [q.bound for q in frame(text).values] == [bound]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Xiaomi sells the SU7 at 215,900 yuan.", "price"),
        ("Xiaomi sells the SU7 in Germany.", "sell"),
        ("Hesai makes the lidar of the YU7.", "supply"),
        ("Xiaomi makes the YU7.", "make"),
    ],
)
def test_what_a_broad_verb_means(text: str, relation: str) -> None:
    """To sell at a price is to price; to make a part of another's car is to supply it."""
    assert frame(text).main == {relation}


@pytest.mark.parametrize(
    ("text", "unless"),
    [
        ("Xiaomi will open a car factory in Wuhan.", {"appliance", "phone"}),
        ("Xiaomi will open a factory in Wuhan.", set()),
    ],
)
def test_another_plant_voids_the_frame(text: str, unless: set[str]) -> None:
    assert frame(text).unless == unless


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Xiaomi will launch the YU7 next year.", "next year"),
        ("Xiaomi will launch the YU7 this year.", "this year"),
        ("Xiaomi will launch the YU7 within three months.", "within three months"),
        ("Xiaomi will launch the YU7 next month.", "next month"),
        ("Xiaomi will launch the YU7 in 2027.", ""),
        ("Xiaomi will launch the YU7 by the end of 2027.", ""),
        ("Xiaomi will launch the YU7.", ""),
        ("Xiaomi got 200,000 orders for the YU7 within three minutes.", ""),
    ],
)
def test_a_relative_date_counts_from_a_day_that_must_be_stated(text: str, words: str) -> None:
    """Nobody knows which year "next year" is; the claim is looked for and flags nothing."""
    unstated = derive("c", text, ENTITIES, RELATIONS, ENGLISH)
    assert bool(words) is bool(unstated.lacks)
    if words:
        assert f"“{words}”" in unstated.lacks[0]
        assert (unstated.frames[0].first, unstated.frames[0].last) == (None, None)
    assert derive("c", text, ENTITIES, RELATIONS, ENGLISH, stated=date(2026, 3, 1)).lacks == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Xiaomi will launch the YU7 next year.", date(2027, 1, 1), date(2027, 12, 31)),
        ("Xiaomi will launch the YU7 this year.", date(2026, 1, 1), date(2026, 12, 31)),
        ("Xiaomi will launch the YU7 within three months.", date(2026, 3, 1), date(2026, 6, 30)),
        ("Xiaomi will launch the YU7 in 2028.", date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_a_relative_date_counts_from_the_stated_day(text: str, first: date, last: date) -> None:
    found = derive("c", text, ENTITIES, RELATIONS, ENGLISH, stated=date(2026, 3, 1)).frames[0]
    assert (found.first, found.last) == (first, last)
