"""The second opinion: asked about claims that are foreign to the topic, and never settling one."""

from __future__ import annotations

import pytest

from monitor.model import Certainty, Flag, Judgement, Stance
from tests.claims.builders import judge_of, story

CLAIMS = """
[[claim]]
id = "meteorite"
text = "A meteorite crashed near the airport of the capital."

[[claim]]
id = "batmobile"
text = "The Batmobile was stolen in Detroit."

[[claim]]
id = "watch"
text = "Apple will sell 19 million Apple Watches in 2015."
"""
OWN = """
[[claim]]
id = "brakes"
text = "The brakes of the SU7 Ultra are supplied by Brembo."

[[claim]]
id = "apple-car"
text = "Apple will bring its own car to market within ten years."

[[claim]]
id = "declared"
text = "Zorblat opens a museum of clocks."

[[entity]]
name = "Zorblat"
kind = "company"
"""
COMPETING = """
[[claim]]
id = "own"
text = "Xiaomi plans to set up an insurance company in Chengdu."

[[claim]]
id = "foreign"
text = "An earthquake shook Chengdu."
"""


def found(claims: str, headline: str, text: str = "", language: str = "en") -> dict[str, Judgement]:
    return {j.claim: j for j in judge_of(claims).judge(story(headline, text, language=language))}


@pytest.mark.parametrize(
    ("headline", "stance"),
    [
        ("Batmobile stolen in Detroit", Stance.SUPPORTS),
        ("The Batmobile was not stolen: rumor debunked as a hoax", Stance.REFUTES),
        ("Was the Batmobile really stolen in Detroit?", Stance.DISCUSSES),
    ],
)
def test_a_foreign_claim_gets_a_stance_that_settles_nothing(headline: str, stance: Stance) -> None:
    (judged,) = found(CLAIMS, headline).values()
    assert (judged.claim, judged.stance, judged.quote) == ("batmobile", stance, headline)
    assert (judged.flag, judged.certainty) == (Flag.NONE, Certainty.HEDGED)
    assert 0 < judged.score <= 1


def test_a_company_that_all_news_names_makes_no_claim_the_topics_own() -> None:
    judged = found(CLAIMS, "BMO forecasts 19M Apple Watch sales in 2015, with more than half in the holidays")
    assert set(judged) == {"watch"}
    assert judged["watch"].flag is Flag.NONE


@pytest.mark.parametrize(
    "headline",
    ["SU7 Ultra brakes squeal", "Apple hires car engineers within months", "Zorblat opens late on Sundays"],
)
def test_claims_about_cars_or_declared_parties_are_left_to_the_frames(headline: str) -> None:
    assert not any("second opinion" in cue for j in found(OWN, headline).values() for cue in j.cues)


def test_common_words_alone_are_not_enough() -> None:
    assert found(CLAIMS, "Police say that a man was reported near the house") == {}


def test_a_story_about_another_claim_is_not_asked_about() -> None:
    assert "foreign" in found(COMPETING, "Earthquake in Chengdu")
    assert "foreign" not in found(COMPETING, "Insurance company in Chengdu: Xiaomi to set up plans")


def test_a_headline_of_several_sentences_is_read_whole() -> None:
    headline = "Batmobile stolen in Detroit? Good one, joker"
    assert found(CLAIMS, headline)["batmobile"].quote == headline


def test_of_an_endless_headline_only_the_beginning_is_read() -> None:
    headline = "Batmobile stolen in Detroit, not " * 200
    assert headline.startswith(found(CLAIMS, headline)["batmobile"].quote)
    assert len(found(CLAIMS, headline)["batmobile"].quote) < 1_000


def test_the_lead_is_asked_where_the_headline_does_not_speak_of_the_claim() -> None:
    text = "A meteorite crashed near the airport. It made a hole."
    judged = found(CLAIMS, "A loud night", text)["meteorite"]
    assert judged.quote == "A meteorite crashed near the airport."


def test_a_text_that_repeats_the_headline_changes_nothing() -> None:
    headline = "Batmobile stolen in Detroit"
    assert found(CLAIMS, headline, headline) == found(CLAIMS, headline)


DEATH = """
[[claim]]
id = "hank"
text = "Big Bank Hank leaves the Sugarhill Gang"
"""


def test_what_a_frame_would_settle_stands_where_both_agree() -> None:
    (judged,) = found(DEATH, "Big Bank Hank leaves Sugarhill Gang at 57").values()
    assert (judged.flag, judged.stance) == (Flag.CONFIRMED, Stance.SUPPORTS)
    assert judged.frame


def test_what_a_frame_would_settle_falls_where_they_differ() -> None:
    (judged,) = found(DEATH, "Big Bank Hank leaves Sugarhill Gang, claims viral hoax").values()
    assert (judged.flag, judged.stance, judged.certainty) == (Flag.NONE, Stance.REFUTES, Certainty.HEDGED)


def test_other_languages_are_not_asked_about() -> None:
    assert found(CLAIMS, "Meteorite airport capital crashed", language="de") == {}


def test_many_claims_that_share_a_word_are_not_all_asked_about() -> None:
    many = "".join(
        f'[[claim]]\nid = "c{n}"\ntext = "Gorgon{chr(97 + n % 26)}{chr(97 + n // 26)} robbed the Batmobile."\n'
        for n in range(100)
    )
    asked = [j for j in found(many, "Batmobile robbed").values() if "second opinion" in j.cues[0]]
    assert len(asked) == 20
