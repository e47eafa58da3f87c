"""The term notation, word boundaries, and which of two terms wins."""

from __future__ import annotations

import pytest

from monitor.languages import Matcher


def found(term: str, text: str) -> list[str]:
    """What of the text the term is found in."""
    return [text[hit.start : hit.end] for hit in Matcher([("relation", "any", term)]).find(text)]


def named(terms: dict[str, list[str]], text: str, *, group: str = "cue") -> list[tuple[str, str]]:
    matcher = Matcher((group, name, term) for name, listed in terms.items() for term in listed)
    return [(hit.name, text[hit.start : hit.end]) for hit in matcher.find(text)]


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("car", "a car, a cart and a scar", ["car"]),
        ("launch*", "launches relaunched launch", ["launches", "launch"]),
        ("a (red|blue) car", "a red car, a blue car, a green car", ["a red car", "a blue car"]),
        ("confirm(s|ed)?", "confirm confirms confirmed confirming", ["confirm", "confirms", "confirmed"]),
        ("mass produc*", "mass production, mass-produced", ["mass production", "mass-produced"]),
        ("d après", "d'après reuters", ["d'après"]),
        ("auto", "l'auto, un'auto, autonoma", ["auto", "auto"]),
        ("co.", "xiaomi co. ltd", ["co."]),
    ],
)
def test_notation(term: str, text: str, expected: list[str]) -> None:
    assert found(term, text) == expected


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("stellt vor", True),
        ("stellt das auto vor", True),
        ("stellt heute das neue auto vor", True),
        ("stellt heute in peking das neue auto vor", False),
        ("stellt ein. danach vor", False),
        ("stellt ein; kurz vor", False),
    ],
)
def test_a_gap_spans_up_to_four_words_of_one_sentence(text: str, matches: bool) -> None:
    assert bool(found("stellt … vor", text)) is matches


def test_two_gaps_around_a_word_span_nine_words() -> None:
    """German separable verbs leave their particle far behind."""
    text = "stellt am donnerstag in peking seine erste eigene limousine vor"
    assert found("stellt … * … vor", text) == [text]
    assert not found("stellt … * … vor", text.replace(" vor", " und nichts weiter vor"))


def test_the_nearest_end_of_a_gap_counts() -> None:
    assert found("gab … bekannt", "gab den preis bekannt und bekannt") == ["gab den preis bekannt"]


def test_other_scripts_have_boundaries_too() -> None:
    assert found("не", "не нет неделя") == ["не"]
    assert found("завод*", "на заводе, автозавод") == ["заводе"]
    assert found("xe điện", "xe điện, xe") == ["xe điện"]


def test_chinese_asks_for_no_boundaries() -> None:
    assert found("汽车", "小米汽车工厂") == ["汽车"]
    assert found("suv", "小米suv上市") == ["suv"]


def test_a_chinese_gap_counts_characters_and_stays_in_the_sentence() -> None:
    assert found("超过…预期", "超过市场预期") == ["超过市场预期"]
    assert not found("超过…预期", "超过。预期")
    assert not found("超过…预期", "超过一二三四五六七八九预期")


def test_offsets_are_into_the_text() -> None:
    (hit,) = Matcher([("cue", "says", "said")]).find("lei jun said so")
    assert (hit.group, hit.name, hit.start, hit.end) == ("cue", "says", 8, 12)


def test_the_longest_term_hides_what_it_covers() -> None:
    """ "No comment" is no negation, "said to be" nobody's word."""
    terms = {"negation": ["no"], "decline": ["no comment"]}
    assert named(terms, "no comment") == [("decline", "no comment")]
    assert named(terms, "no car") == [("negation", "no")]
    assert named({"says": ["said"], "hedge": ["said to"]}, "said to build") == [("hedge", "said to")]


def test_terms_of_one_span_are_all_found() -> None:
    terms = {"hedge": ["rumo*"], "rumour": ["rumour"]}
    assert named(terms, "a rumour") == [("hedge", "rumour"), ("rumour", "rumour")]


def test_overlapping_terms_are_both_found() -> None:
    terms = {"launch": ["to market launch"], "enter": ["launch of a car"]}
    assert named(terms, "to market launch of a car", group="relation") == [
        ("launch", "to market launch"),
        ("enter", "launch of a car"),
    ]


def test_another_group_hides_nothing() -> None:
    matcher = Matcher([("cue", "decline", "no comment"), ("relation", "say", "comment")])
    assert {hit.name for hit in matcher.find("no comment")} == {"decline", "say"}


def test_cues_of_roles_stand_beside_each_other() -> None:
    """ "The company" names a party even where a longer role covers it."""
    terms = {"company": ["the company"], "spokes": ["the company spokesman"]}
    assert {name for name, _ in named(terms, "the company spokesman")} == {"company", "spokes"}


def test_a_term_with_a_gap_neither_hides_nor_is_hidden() -> None:
    """A wide bracket around a clause must not swallow the negation in it."""
    terms = {"says": ["gab … bekannt"], "negation": ["nicht"]}
    assert named(terms, "gab nicht bekannt") == [("says", "gab nicht bekannt"), ("negation", "nicht")]


def test_an_empty_text_has_no_hits() -> None:
    assert Matcher([("cue", "says", "said")]).find("") == ()


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("cars?", "a car, two cars, a cart", ["car", "cars"]),
        ("colou?r", "color colour colr", ["color", "colour"]),
        ("reports? that", "report that, reports that, reporting that", ["report that", "reports that"]),
        ("новая?", "новая нова ново", ["новая", "нова"]),
        ("a (red|blue)? car", "a red car, a car, a re car", ["a red car", "a car"]),
    ],
)
def test_a_letter_with_a_question_mark_is_optional(term: str, text: str, expected: list[str]) -> None:
    """Behind a bracket the mark still makes all of it optional."""
    assert found(term, text) == expected
