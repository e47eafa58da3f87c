"""From which other medium a story has a party's word."""

from __future__ import annotations

import pytest

from monitor.claims.voices.relayed import relayed
from tests.claims.builders import told


@pytest.mark.parametrize(
    ("language", "text", "outlet"),
    [
        ("en", "Xiaomi will build a car, the company told Reuters.", "Reuters"),
        ("en", "Xiaomi has confirmed that it will build a car, Reuters reports.", "Reuters"),
        ("en", "Xiaomi said in an interview with Bloomberg that it will build a car.", "Bloomberg"),
        ("en", "Xiaomi denied the report by Reuters and said that it builds no car.", ""),
        ("en", "Xiaomi said that it will build a car.", ""),
        ("zh", "小米对财联社表示，将造车。", "CLS"),
        ("zh", "小米表示，将造车。", ""),
    ],
)
def test_where_the_news_is_from(language: str, text: str, outlet: str) -> None:
    story = told(text, language=language)
    assert relayed(story.reading, story.voices, 0, story.language, story.entities) == outlet


def test_a_headline_leaves_it_to_the_lead() -> None:
    story = told(
        "Xiaomi has confirmed the plan, Reuters reports. It said no more.", "Xiaomi will build a car"
    )
    at = [relayed(story.reading, story.voices, place, story.language, story.entities) for place in range(3)]
    assert at == ["Reuters", "Reuters", ""]
