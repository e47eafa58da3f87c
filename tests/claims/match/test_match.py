"""Roles, bound dates and numbers: does a passage fill a frame?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.claims.frames.frame import Frame, Framed, Word
from monitor.claims.match.bounds import agrees, measure
from monitor.claims.match.match import Candidate
from monitor.claims.match.roles import agent
from monitor.claims.read.quantities import Quantity
from monitor.model import Basis, Certainty, Stance
from tests.claims.builders import RELATIONS, TOLD, found, framed, meets, sentence, told, trigger

YUAN = Quantity(value=200_000, unit="CNY", start=0, end=0)
CARS = Quantity(value=100_000, unit="vehicles", start=0, end=0)


BUYS = framed("Xiaomi", "acquire", "Nio")
SELLS = framed("Xiaomi", "launch", "car", first=date(2024, 1, 1), last=date(2024, 12, 31), once=True)
SHIPS = framed("Xiaomi", "deliver", "car", first=date(2024, 1, 1), last=date(2024, 12, 31))


def one(claim: Framed, text: str, headline: str = "", **more: Any) -> Candidate:
    (only,) = found(claim, text, headline, **more)
    return only


@pytest.mark.parametrize(
    ("text", "bears"),
    [
        ("Xiaomi acquired Nio", True),
        ("Nio was acquired by Xiaomi", True),
        ("Lei Jun acquired Nio", True),
        ("Xiaomi said it acquired Nio", True),
        ("Huawei said Xiaomi acquired Nio", True),
        ("Xiaomi, which Huawei fears, acquired Nio", True),
        ("Xiaomi went shopping. The company acquired Nio.", True),
        ("Lei Jun smiled. He acquired Nio.", True),
        ("The acquisition of Nio came late. Xiaomi paid in cash.", False),
        ("Huawei acquired Nio", False),
        ("Nio acquired Xiaomi", False),
        ("Nio was acquired by Huawei and not by its neighbour Xiaomi", False),
        ("Xiaomi acquired BYD", False),
        ("Xiaomi's supplier acquired Nio", False),
        ("Xiaomi said Huawei acquired Nio", False),
        ("Xiaomi sold phones, and Huawei acquired Nio", False),
        ("Huawei, which competes with Xiaomi, acquired Nio", False),
        ("Huawei went shopping. The company acquired Nio. Xiaomi did not.", False),
        ("Huawei, a rival of Xiaomi, acquired Nio", False),
        ("After Xiaomi's failure Huawei acquired Nio", False),
        ("Xiaomi sold phones while Huawei acquired Nio", False),
        ("Xiaomi lost to Huawei, which acquired Nio", False),
        ("Apple's rival Xiaomi acquired Nio", True),
    ],
)
def test_subject(text: str, bears: bool) -> None:
    """Whoever acts must be the claim's subject, one that speaks for it or one made by it."""
    assert bool(found(BUYS, text)) is bears


@pytest.mark.parametrize(
    ("language", "text", "bears"),
    [
        ("zh", "小米收购了蔚来。", True),
        ("zh", "蔚来被小米收购。", True),
        ("zh", "华为收购了蔚来。", False),
        ("zh", "蔚来被华为收购，小米沉默。", False),
        ("de", "Xiaomi hat Nio übernommen.", True),
        ("de", "Huawei hat Nio übernommen, Xiaomi schweigt.", False),
        ("fr", "Xiaomi a racheté Nio.", True),
        ("fr", "Nio a été racheté par Huawei, et Xiaomi se tait.", False),
        ("es", "Xiaomi compró Nio.", True),
        ("es", "Nio fue comprada por Huawei, y Xiaomi calla.", False),
        ("ru", "Xiaomi купила Nio.", True),
        ("ru", "Huawei купила Nio, а Xiaomi молчит.", False),
    ],
)
def test_subject_in_other_languages(language: str, text: str, bears: bool) -> None:
    assert bool(found(BUYS, text, language=language)) is bears


@pytest.mark.parametrize(
    ("text", "score"), [("Xiaomi acquired Nio", 1.0), ("Xiaomi shops. The company acquired Nio.", 0.9)]
)
def test_a_subject_from_elsewhere_is_less_sure(text: str, score: float) -> None:
    assert one(BUYS, text).score == score
    sure = replace(BUYS, frames=(replace(BUYS.frames[0], sure=0.95),))
    assert bool(found(sure, text)) is (score > 0.95)


@pytest.mark.parametrize(
    ("text", "headline", "doer", "sure"),
    [
        ("Launches of the car by Nio are near", "", "Nio", 1.0),
        ("Nio launched a car", "", "Nio", 1.0),
        ("The car, built by hand, was launched by Nio", "", "Nio", 1.0),
        ("It launched a car", "Nio grows", "Nio", 0.9),
        ("Lei Jun sang. He launched a car", "", "Lei Jun", 0.9),
        ("The SU7 is here. The company launched it", "", "Xiaomi", 0.9),
        ("Nio sang, and the car launched", "", "Nio", 0.9),
        ("Nio sang, BYD danced, and the car launched", "", "Nio", 0.9),
        ("Nio sang, BYD sold phones, and the car launched", "", "BYD", 0.9),
        ("Nio, a rival of BYD, launched a car", "", "Nio", 0.9),
        ("A launch pleased Nio", "", "Nio", 0.85),
        ("Nio said so. The launch is near", "", "Nio", 0.8),
        ("After a launch, Nio sang", "", "Nio", 0.7),
        ("Nio grew. It rained. Launches are near", "", "Nio", 0.7),
        ("Nio grew. The wind blew. The rain fell. A launch is near", "", "Nio", 0.6),
        ("Everything is new. A launch is near", "", None, 0.6),
        ("He launched it", "", None, 0.6),
    ],
)
def test_who_acts(text: str, headline: str, doer: str | None, sure: float) -> None:
    """The nearer a name stands to the verb the surer; at last it is whom the story is about.

    A clause takes its subject over from the last one that tells something; appositions are passed over.
    """
    story = told(text, headline)
    read = story.reading.sentences[-1]
    assert agent(story, read, trigger(read, "launch"), frozenset()) == (doer, sure)


def test_a_name_may_hold_the_relation() -> None:
    """ "小米汽车" is the company and its car at once."""
    story = told("小米汽车来了。", language="zh")
    read = story.reading.sentences[0]
    assert agent(story, read, trigger(read, "own-car"), frozenset())[0] == "Xiaomi"


@pytest.mark.parametrize(
    ("before", "bears"),
    [
        ("Xiaomi showed the SU7 sedan.", True),
        ("Xiaomi showed the SU7 sedan. The wind blew.", True),
        ("Xiaomi showed the SU7 and YU7 cars.", False),
        ("Xiaomi showed the YU7 car.", False),
        ("Xiaomi smiled.", False),
    ],
)
def test_a_model_may_be_the_one_spoken_of(before: str, bears: bool) -> None:
    """Where a frame inherits: named just before, and no sister model beside it."""
    plain = framed("Xiaomi", "price", "SU7")
    inherits = framed("Xiaomi", "price", "SU7", inherits=True)
    text = f"{before} Xiaomi set the price at 200,000 yuan."
    assert [c.sentence for c in found(plain, text)] == []
    assert bool(found(inherits, text)) is bears
    assert not found(inherits, f"{before} Xiaomi set the price of the YU9 at 200,000 yuan.")


def test_symmetric_relations_take_either_side() -> None:
    """But where the subject itself is not in the sentence nothing is settled."""
    talks = framed("Xiaomi", "talk", "Nio", symmetric=True, standing="Nio")
    assert not found(framed("Xiaomi", "talk", "Nio"), "Nio is in talks with Xiaomi")
    assert one(talks, "Nio said it is in talks with Xiaomi").settles
    assert not one(talks, "Nio said it is in talks over its future.", "Nio and Xiaomi").settles


def test_exclusive_objects() -> None:
    """Another party in the place of the object rules the claim out."""
    leads = framed("Lei Jun", "lead", exclusive=True, context=(frozenset({"car"}),))
    assert one(leads, "Lei Jun leads the car project").stance is Stance.SUPPORTS
    plant = framed("Xiaomi", "assemble", "Great Wall", exclusive=True)
    assert meets(plant, "BAIC assembles the car for Xiaomi") == "refutes"
    assert meets(plant, "BAIC assembles the car for Nio. Xiaomi waits.") == ""


@pytest.mark.parametrize(
    ("text", "headline", "bears"),
    [
        ("Lei Jun leads the car project", "", True),
        ("The car is new. Lei Jun leads the project.", "", True),
        ("Lei Jun leads the project", "A car", True),
        ("Lei Jun leads the project", "The SU7", True),
        ("Lei Jun leads the choir", "", False),
    ],
)
def test_context_may_stand_nearby(text: str, headline: str, bears: bool) -> None:
    claim = framed("Lei Jun", "lead", context=(frozenset({"car"}),))
    assert bool(found(claim, text, headline)) is bears


@pytest.mark.parametrize(
    ("text", "bears"),
    [
        ("Xiaomi launches a car", True),
        ("Xiaomi launches the SU7", True),
        ("Xiaomi launches a rather nice little pink car", False),
        ("Xiaomi launches, finally, a car", True),
        ("Xiaomi launches, in some parts of Beijing, a car", False),
        ("Xiaomi launches the Xring", False),
    ],
)
def test_objects_stand_near(text: str, bears: bool) -> None:
    """Within the words allowed, across a border within three; a car's model is a car, a chip is not."""
    assert bool(found(framed("Xiaomi", "launch", "car", near=4), text)) is bears


def test_unless_voids_the_frame() -> None:
    claim = framed("Xiaomi", "launch", "car", unless=frozenset({"YU7", "phone"}))
    assert found(claim, "Xiaomi launched the SU7")
    assert not found(claim, "Xiaomi launched the YU7")
    assert not found(claim, "Xiaomi launched a phone and a car")


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Xiaomi acquired Nio", "supports"),
        ("Xiaomi did not acquire Nio", "refutes"),
        ("Xiaomi denied that it acquired Nio", "refutes"),
        ("Xiaomi has not yet acquired Nio", "discusses"),
        ("Xiaomi did not deny that it acquired Nio", "discusses"),
    ],
)
def test_negation_turns_the_meaning(text: str, stance: str) -> None:
    assert meets(BUYS, text) == stance


def test_negation_may_mean_nothing_or_be_asked_for() -> None:
    ignored = framed("Xiaomi", "acquire", "Nio", negation=None)
    assert meets(ignored, "Xiaomi did not acquire Nio") == ""
    only = framed("Xiaomi", "acquire", "Nio", only_negated=True)
    assert meets(only, "Xiaomi acquired Nio") == ""
    assert meets(only, "Xiaomi did not acquire Nio") == "refutes"


def test_not_yet_refutes_what_should_be_done() -> None:
    """And supports a claim that something has not been done."""
    assert (
        meets(framed("Xiaomi", "acquire", "Nio", done=True), "Xiaomi has not yet acquired Nio") == "refutes"
    )
    opposite = framed("Xiaomi", "unveil", "car", done=True, means=Stance.REFUTES, negation=Stance.SUPPORTS)
    assert meets(opposite, "Xiaomi has not yet unveiled its car") == "supports"
    assert meets(opposite, "Xiaomi unveiled its car") == "refutes"


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Xiaomi will launch its car in 2024", "supports"),
        ("Xiaomi will launch its car in the first half of 2024", "supports"),
        ("Xiaomi will launch its car in 2025", "refutes"),
        ("Xiaomi launched its car in 2023", "refutes"),
        ("Xiaomi launched its car", "supports"),
        ("Xiaomi will launch its car", "discusses"),
        ("Xiaomi will not launch its car in 2024", "refutes"),
        ("Xiaomi will not launch its car", "discusses"),
        ("Xiaomi will not launch its car in 2025", "discusses"),
        ("Xiaomi may launch its car in 2025", "refutes"),
    ],
)
def test_dates(text: str, stance: str) -> None:
    """What has happened happened on the story's day; another day than the claimed one rules it out."""
    assert meets(SELLS, text) == stance


def test_another_day_of_what_happens_often_is_no_matter() -> None:
    assert meets(SHIPS, "Xiaomi delivered its car in 2024") == "supports"
    assert meets(SHIPS, "Xiaomi delivered its car in 2023") == ""


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("小米汽车将于2024年上市。", "supports"),
        ("小米汽车将于2025年上市。", "refutes"),
        ("小米汽车今日上市。", "supports"),
        ("小米汽车将于2025年3月上市。", "refutes"),
    ],
)
def test_dates_in_chinese(text: str, stance: str) -> None:
    assert meets(SELLS, text, language="zh") == stance


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Founded in 2010, Xiaomi will launch a car in 2024", 2024),
        ("Xiaomi will launch a car, probably in 2024", 2024),
        ("In 2024 Xiaomi will launch a car and in 2030 a boat", 2024),
        ("Xiaomi will launch a car, it said, after many a long talk, in 2024", None),
    ],
)
def test_date_bound_to_the_verb(text: str, year: int | None) -> None:
    """The nearest in its clause, else one next door."""
    read = sentence(text)
    when = measure(SELLS.frames[0], read, trigger(read, "launch"), TOLD, RELATIONS).when
    assert (when.first.year if when else None) == year


def test_what_comes_before() -> None:
    """Production in time says nothing of sale; production too late rules sale in time out."""
    claim = framed(
        "Xiaomi",
        "mass-produce",
        "car",
        first=date(2023, 1, 1),
        last=date(2023, 12, 31),
        once=True,
        opens=True,
    )
    assert meets(claim, "Xiaomi started production of the car in 2023") == ""
    assert meets(claim, "Xiaomi started production of the car in 2022") == ""
    assert meets(claim, "Xiaomi will start production of the car in 2024") == "refutes"


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Xiaomi prices the SU7 at 200,000 yuan", "supports"),
        ("Xiaomi prices the SU7 at about 205,000 yuan", "supports"),
        ("Xiaomi prices the SU7 at 250,000 yuan", "refutes"),
        ("Xiaomi prices the SU7 from 200,000 yuan to 300,000 yuan", "supports"),
        ("Xiaomi prices the SU7 at more than 250,000 yuan", ""),
        ("Xiaomi prices the SU7 at 30,000 dollars", ""),
        ("Xiaomi prices a door of the SU7 at 2,000 yuan", ""),
        ("Xiaomi has a price for the SU7, and 250,000 yuan is a lot", ""),
        ("Xiaomi prices the SU7", ""),
    ],
)
def test_values(text: str, stance: str) -> None:
    """A number refutes only where it measures the same thing in the same clause."""
    assert meets(framed("Xiaomi", "price", "SU7", values=(YUAN,), exact=True), text) == stance


def test_how_long_it_took() -> None:
    """Another span is another count; a number alone is of no span."""
    span = Quantity(value=3, unit="minutes", start=0, end=0)
    claim = framed("Xiaomi", "order", "SU7", values=(CARS,), spans=(span,), exact=True)
    assert meets(claim, "Xiaomi got 100,000 orders for the SU7 in 3 minutes") == "supports"
    assert meets(claim, "Xiaomi got 100,000 orders for the SU7") == "supports"
    assert meets(claim, "Xiaomi got 60,000 orders for the SU7 in 3 minutes") == "refutes"
    assert meets(claim, "Xiaomi got 60,000 orders for the SU7 in 5 minutes") == ""
    assert meets(claim, "Xiaomi got 60,000 orders for the SU7") == ""


def test_values_of_another_period_refute_nothing() -> None:
    claim = replace(SHIPS, frames=(replace(SHIPS.frames[0], values=(CARS,), exact=True),))
    after = date(2025, 1, 5)
    assert meets(claim, "Xiaomi delivered 100,000 cars in 2024", day=after) == "supports"
    assert meets(claim, "Xiaomi delivered 60,000 cars in 2024", day=after) == "refutes"
    assert meets(claim, "Xiaomi delivered 60,000 cars in the first half of 2024", day=after) != "refutes"
    assert meets(claim, "Xiaomi delivered 60,000 cars in 2023", day=after) == ""


def test_a_count_may_grow_while_its_period_runs() -> None:
    claim = replace(SHIPS, frames=(replace(SHIPS.frames[0], values=(CARS,), exact=True),))
    assert meets(claim, "Xiaomi delivered 60,000 cars in 2024", day=date(2024, 9, 5)) == ""
    assert meets(claim, "Xiaomi delivered 100,000 cars in 2024", day=date(2024, 9, 5)) == "supports"


def test_loose_values_must_be_named() -> None:
    """Where they are not to be exact another number only means that the passage is about something else."""
    claim = framed("Xiaomi", "registered-capital", values=(Quantity(value=10e9, unit="CNY", start=0, end=0),))
    assert meets(claim, "Xiaomi has a registered capital of 10 billion yuan") == "supports"
    assert meets(claim, "Xiaomi has a registered capital of 3 billion yuan") == ""


@pytest.mark.parametrize(
    ("wanted", "bound", "value", "found_bound", "agree"),
    [
        (100, "", 100, "", True),
        (100, "", 103, "", False),
        (100, "", 103, "about", True),
        (100, "about", 107, "", True),
        (100, "about", 110, "", False),
        (100, "over", 140, "", True),
        (100, "over", 90, "", False),
        (100, "over", 99.6, "over", True),
    ],
)
def test_agreement(wanted: float, bound: str, value: float, found_bound: str, agree: bool) -> None:
    one = Quantity(value=wanted, unit="km", start=0, end=0, bound=bound)
    two = Quantity(value=value, unit="km", start=0, end=0, bound=found_bound)
    assert agrees(one, two) is agree


@pytest.mark.parametrize(
    ("text", "basis", "origin"),
    [
        ("Xiaomi said it acquired Nio", Basis.OFFICIAL, "Xiaomi"),
        ("Lei Jun said Xiaomi will acquire Nio", Basis.OFFICIAL, "Lei Jun"),
        ("Xiaomi acquired Nio", Basis.EVENT, "Xiaomi"),
        ("Xiaomi will acquire Nio", Basis.OUTLET, "Wire"),
        ("Huawei said Xiaomi will acquire Nio", Basis.OTHER_OUTLET, "Huawei"),
        ("Reuters reported that Xiaomi will acquire Nio", Basis.OTHER_OUTLET, "Reuters"),
        ("Analysts said Xiaomi will acquire Nio", Basis.OTHER_OUTLET, "Analysts"),
        ("Insiders said Xiaomi will acquire Nio", Basis.SOURCES, "unnamed sources"),
        ("The ministry said Xiaomi may not acquire Nio", Basis.OFFICIAL, "ministry"),
        ("MIIT said Xiaomi will acquire Nio", Basis.OFFICIAL, "MIIT"),
        ("Reuters: Xiaomi acquired Nio", Basis.OTHER_OUTLET, "Reuters"),
    ],
)
def test_basis_and_origin(text: str, basis: Basis, origin: str) -> None:
    """Standing is the claim's own parties' and the authorities'; a rival has none."""
    found = one(BUYS, text)
    assert (found.basis, found.origin) == (basis, origin)


@pytest.mark.parametrize(
    ("relation", "text", "basis"),
    [
        ("launch", "Reuters reported that Xiaomi launched its car", Basis.EVENT),
        ("register", "Reuters reported that Xiaomi registered a company for cars", Basis.OTHER_OUTLET),
        ("launch", "Insiders said Xiaomi launched its car", Basis.SOURCES),
        ("launch", "Reuters reported that Xiaomi will launch its car", Basis.OTHER_OUTLET),
    ],
)
def test_a_public_event_needs_no_word(relation: str, text: str, basis: Basis) -> None:
    """What all can see is the event also in another's report; what they cannot is that other's word."""
    assert one(framed("Xiaomi", relation, "car"), text).basis is basis


def test_a_frame_may_ask_for_a_word() -> None:
    assert (
        one(framed("Xiaomi", "launch", "car", event=False), "Xiaomi launched its car").basis is Basis.OUTLET
    )


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Xiaomi acquired Nio", Certainty.ASSERTED),
        ("Xiaomi may acquire Nio", Certainty.HEDGED),
        ("Xiaomi should acquire Nio", Certainty.HEDGED),
        ("Xiaomi said it should acquire Nio", Certainty.ASSERTED),
        ("Xiaomi said it may acquire Nio", Certainty.HEDGED),
        ("Did Xiaomi acquire Nio?", Certainty.HEDGED),
        ("Xiaomi did not deny that it acquired Nio", Certainty.HEDGED),
    ],
)
def test_certainty(text: str, certainty: Certainty) -> None:
    """A soft word is no hedge where the party itself says it."""
    assert one(BUYS, text).certainty is certainty


@pytest.mark.parametrize(
    ("text", "settles"),
    [
        ("Xiaomi said it acquired Nio", True),
        ("Xiaomi acquired Nio", True),
        ("Xiaomi said it may acquire Nio", False),
        ("Xiaomi will acquire Nio", False),
        ("Insiders said Xiaomi acquired Nio", False),
        ("Xiaomi did not deny that it acquired Nio", False),
    ],
)
def test_settles(text: str, settles: bool) -> None:
    assert one(BUYS, text).settles is settles


def test_what_keeps_a_claim_from_settling() -> None:
    text = "Xiaomi said it acquired Nio"
    assert one(BUYS, text).settles
    assert not one(framed("Xiaomi", "acquire", "Nio", flags=False), text).settles
    assert not one(framed("Xiaomi", "acquire", "Nio", lacks="something"), text).settles
    assert not one(framed("Xiaomi", "acquire", "Nio", needs=frozenset({"shortage"})), text).settles
    assert one(
        framed("Xiaomi", "acquire", "Nio", needs=frozenset({"shortage"})), f"{text} for want of parts"
    ).settles
    assert not one(framed("Xiaomi", "acquire", "Nio", done=True), "Xiaomi said it will acquire Nio").settles


def test_words_that_must_be_there() -> None:
    """The claim's own words, in its own language, near the passage."""
    claim = framed("Xiaomi", "acquire", "Nio", words=(Word("seatb"),))
    assert one(claim, "Xiaomi said it acquired Nio for its seatbelts").settles
    assert one(claim, "Xiaomi said it acquired Nio. It wants the seatbelts.").settles
    assert not found(claim, "Xiaomi said it acquired Nio for its looks")
    assert not found(claim, "小米表示，已收购蔚来。", language="zh")


def test_words_told_by_a_list() -> None:
    """A topic of the language data stands for the word in every language."""
    claim = framed("Xiaomi", "acquire", "Nio", words=(Word("screen", frozenset({"screen"})),))
    assert one(claim, "Xiaomi said it acquired Nio for its displays").settles
    assert not found(claim, "Xiaomi said it acquired Nio for its looks")


def test_a_claim_without_a_relation_is_found_by_its_words() -> None:
    """Most of them must be there, and half of them in the passage."""
    words = (Word("insura", frozenset({"insurance"})), Word("fee", frozenset({"fee"})))
    claim = Framed(
        claim="c",
        frames=(Frame(subject=frozenset({"Xiaomi"}), relations=frozenset(), words=words, exact=True),),
        standing=frozenset({"Xiaomi"}),
    )
    assert one(claim, "Xiaomi said that the insurance comes at a monthly fee").settles
    assert one(claim, "Xiaomi denied that the insurance comes at a monthly fee").stance == "refutes"
    assert not found(claim, "Xiaomi said that the car comes with a roof")


def test_what_came_to_an_end_is_no_state() -> None:
    claim = framed("Xiaomi", "partner", "Nio", exact=True)
    assert meets(claim, "Xiaomi has a contract: it is a partner of Nio") == "supports"
    assert meets(claim, "The alliance of Xiaomi with Nio has ended") == ""


def test_no_plan_at_all_denies_the_claimed_day() -> None:
    """Not to sell a car today leaves the claimed day open; to have no plan to does not."""
    year = {"first": date(2025, 1, 1), "last": date(2025, 12, 31), "once": True}
    claim = framed("Xiaomi", "launch", "SU7", **year)
    assert meets(claim, "Xiaomi does not launch the SU7 today") == "discusses"
    assert meets(claim, "Xiaomi has no plan to launch the SU7") == "refutes"


def test_background() -> None:
    assert one(BUYS, "Xiaomi acquired Nio last year").background
    assert one(BUYS, "Xiaomi acquired Nio in June 2022").background
    assert not one(BUYS, "Xiaomi acquired Nio in March 2024").background


def test_roles_and_cues_give_the_reason() -> None:
    best = one(SELLS, "Xiaomi said its first car will not launch in 2024")
    roles = dict(best.roles)
    assert (roles["subject"], roles["relation"], roles["object"]) == ("Xiaomi", "launch", "car")
    assert roles["date"] == "2024-01-01 to 2024-12-31"
    assert [cue.split(" “")[0] for cue in best.cues] == ["relation", "says", "negation", "plan"]
    assert best.quote == "Xiaomi said its first car will not launch in 2024"


def test_the_best_verb_of_a_sentence_speaks_for_it() -> None:
    assert one(
        framed("Xiaomi", "acquire|invest", "Nio"), "Xiaomi may invest in Nio, and it acquired Nio"
    ).settles
