"""The second opinion: asked for claims that no frame could be made of, and never settling one."""

from __future__ import annotations

from monitor.model import Flag
from tests.claims.builders import judge_of, story

CLAIMS = """
[[claim]]
id = "meteorite"
text = "A meteorite crashed near the airport of the capital."
"""


def test_a_claim_without_a_known_party_gets_a_stance_and_no_flag() -> None:
    (judged,) = judge_of(CLAIMS).judge(story("A meteorite crashed near the capital's airport, officials say"))
    assert judged.claim == "meteorite"
    assert judged.flag is Flag.NONE
    assert judged.quote == "A meteorite crashed near the capital's airport, officials say"


def test_a_story_with_few_of_its_words_is_not_asked_about() -> None:
    assert judge_of(CLAIMS).judge(story("The capital has a new airport manager")) == ()


def test_other_languages_are_not_asked_about() -> None:
    assert judge_of(CLAIMS).judge(story("Meteorite airport capital crashed", language="de")) == ()
