"""Sentences, clauses and the folded form."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.claims.read.text import clauses, fold, sentences
from monitor.topics import shipped

ENGLISH = shipped().language("en")
PROSE = st.text(st.sampled_from("Ab9İß.!?…,;:–—-()“”’\"'。！？，（）小將Ё \n\u00a0"), max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("It rains. It pours.", ["It rains.", "It pours."], id="full stop"),
        pytest.param("Will it? It will!", ["Will it?", "It will!"], id="other marks"),
        pytest.param("Mr. Lei met Dr. Gu. They ate.", ["Mr. Lei met Dr. Gu.", "They ate."], id="titles"),
        pytest.param("It costs 2.5 million. Cheap!", ["It costs 2.5 million.", "Cheap!"], id="decimal point"),
        pytest.param("A. B. Smith drove. Fast.", ["A. B. Smith drove.", "Fast."], id="initials"),
        pytest.param("It grew to 140. Then it fell.", ["It grew to 140.", "Then it fell."], id="number"),
        pytest.param(
            "It grew to 40. Then it fell.", ["It grew to 40. Then it fell."], id="may be an ordinal"
        ),
        pytest.param(
            "He drove the SU7. It won.",
            ["He drove the SU7.", "It won."],
            id="name",
        ),
        pytest.param(
            "It grew by 2.5. Then it fell.",
            ["It grew by 2.5.", "Then it fell."],
            id="decimal",
        ),
        pytest.param("Am 5. Mai ging es los. Ende.", ["Am 5. Mai ging es los.", "Ende."], id="ordinal"),
        pytest.param("“It is true.” She left.", ["“It is true.”", "She left."], id="quotation mark stays"),
        pytest.param("价格公布了。真便宜！是吗？", ["价格公布了。", "真便宜！", "是吗？"], id="Chinese"),
        pytest.param(
            "他说：“开始了。”然后走了。", ["他说：“开始了。”", "然后走了。"], id="Chinese quotation"
        ),
        pytest.param("A heading\nIts text.", ["A heading", "Its text."], id="line"),
        pytest.param("No mark at the end", ["No mark at the end"], id="no mark"),
        pytest.param("It is by Xiaomi Corp.", ["It is by Xiaomi Corp."], id="abbreviation at the end"),
        pytest.param(" \n ", [], id="nothing"),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text, ENGLISH) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Es kostet 3 Mrd. Euro. Viel.", ["Es kostet 3 Mrd. Euro.", "Viel."]),
        ("ru", "Это 3 млрд. юаней. Много.", ["Это 3 млрд. юаней.", "Много."]),
        ("ru", "Из Xiaomi Corp. Ltd. ушли. Все.", ["Из Xiaomi Corp. Ltd. ушли.", "Все."]),
    ],
)
def test_each_language_has_its_abbreviations(language: str, text: str, expected: list[str]) -> None:
    assert sentences(text, shipped().language(language)) == expected


@pytest.mark.parametrize("unit", ["no full stop ", "没有句号", "e.g. "])
def test_what_runs_on_is_cut_and_nothing_of_it_is_lost(unit: str) -> None:
    text = (unit * 2_000).strip()
    pieces = sentences(text, ENGLISH)
    assert max(map(len, pieces)) <= 600
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lei Jun, the founder, drove it", ["Lei Jun", " the founder", " drove it"]),
        ("Official: it sells 10,000 cars at 3:30", ["Official", " it sells 10,000 cars at 3:30"]),
        ("It works – mostly (they say)", ["It works", "mostly ", "they say"]),
        ("mid-size cars", ["mid-size cars"]),
        ("小米称，新车将上市；价格未定", ["小米称", "新车将上市", "价格未定"]),
        ("", [""]),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    """A comma inside a number and a hyphen inside a word divide nothing."""
    assert [text[a:b] for a, b in clauses(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("XIAOMI’s", "xiaomi's"),
        ("長城汽車", "长城汽车"),
        ("Её Ёлка", "ее елка"),
        ("1\u00a0000\u202f€", "1 000 €"),
        ("Lei‑Jun", "lei-jun"),
        ("İ", "İ"),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@settings(deadline=None)
@given(st.text(max_size=60) | PROSE)
def test_fold_keeps_offsets(text: str) -> None:
    """Each character stays one character, and folding twice changes nothing more."""
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@settings(deadline=None)
@given(PROSE)
def test_sentences_are_exact_passages(text: str) -> None:
    """They stand in the text in their order, and nothing but blanks is lost."""
    at = 0
    for piece in sentences(text, ENGLISH):
        assert piece == piece.strip()
        at = text.index(piece, at) + len(piece)
    assert "".join("".join(sentences(text, ENGLISH)).split()) == "".join(text.split())


@settings(deadline=None)
@given(PROSE)
def test_clauses_lie_in_order(text: str) -> None:
    spans = clauses(text)
    assert spans
    assert all(0 <= a <= b <= len(text) for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
