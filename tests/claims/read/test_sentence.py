"""A story read once: its sentences with all that they name."""

from __future__ import annotations

import pytest

from tests.claims.builders import reading, sentence, trigger


def test_headline_comes_first() -> None:
    read = reading("It pours. It snows.", "It rains")
    assert [(s.index, s.headline, s.text) for s in read.sentences] == [
        (0, True, "It rains"),
        (1, False, "It pours."),
        (2, False, "It snows."),
    ]


def test_empty_story() -> None:
    read = reading("")
    assert read.sentences == ()
    assert (read.names, read.relations, read.focus) == (frozenset(), frozenset(), None)


@pytest.mark.parametrize(
    ("headline", "text", "focus"),
    [
        ("", "Nio met Xpeng. Nio smiled.", "Nio"),
        ("Xpeng wins", "Nio lost.", "Xpeng"),
        ("", "Lei Jun showed the SU7 to Nio.", "Xiaomi"),
        ("", "Reuters met some people in Beijing.", None),
    ],
)
def test_focus(headline: str, text: str, focus: str | None) -> None:
    """The headline counts twice; people and models count for their company, media and places for nobody."""
    assert reading(text, headline).focus == focus


def test_clause_of_an_offset() -> None:
    read = sentence("Lei Jun, the founder, left")
    assert [read.clause(read.text.index(word)) for word in ("Lei", "founder", "left")] == [0, 1, 2]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [("en", "Xiaomi has never yet launched", 3), ("zh", "小米从来没有推出", 4)],
)
def test_words_between(language: str, text: str, words: int) -> None:
    """Words where blanks part them, characters in Chinese; the order of the offsets is no matter."""
    read = sentence(text, language)
    name, verb = read.entities[0].end, trigger(read, "launch").start
    assert read.words_between(name, verb) == read.words_between(verb, name) == words


@pytest.mark.parametrize(
    ("text", "question"),
    [("Will it drive?", True), ("“Will it drive?”", True), ("它会开吗？", True), ("It drives.", False)],
)
def test_question(text: str, question: bool) -> None:
    assert sentence(text).question is question


def test_what_a_sentence_names() -> None:
    read = sentence("Xiaomi said on 3 June 2023 that its battery plant cost $2bn")
    assert read.names == {"Xiaomi"}
    assert {"battery", "factory"} <= read.concepts
    assert "price" in read.relations
    assert [h.name for h in read.cues("says")] == ["says"]
    assert [w.first.year for w in read.whens] == [2023]
    assert [(q.value, q.unit) for q in read.quantities] == [(2e9, "USD")]


def test_a_longer_term_hides_a_shorter() -> None:
    """ "No comment" is no negation, "said to be" no word of anybody's."""
    assert sentence("Xiaomi had no comment").cues("negation") == []
    assert sentence("It is said to be ready").cues("says") == []
    assert sentence("Xiaomi had no money").cues("negation") != []


def test_a_month_leaves_nothing_open() -> None:
    assert sentence("On 22 May he put the range at 835 kilometres").cues("hedge") == []
    assert sentence("On 22 May he may put the range at 835 kilometres").cues("hedge") != []
