"""The language files: all alike, loadable, and without a term that can never be found."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from monitor.claims.read.text import fold
from monitor.languages import GROUPS, Matcher, codes, load

CODES = sorted(codes())
SEASONS = ("spring", "summer", "autumn")
PATTERNS = ("half", "quarter", "part", "relative", "days", "within")


@cache
def data(code: str) -> dict[str, Any]:
    return tomllib.loads((files("monitor.languages") / "data" / f"{code}.toml").read_text(encoding="utf-8"))


def terms(code: str) -> Iterator[tuple[str, str, str]]:
    return (
        (group, name, term)
        for group in GROUPS
        for name, listed in data(code)[group].items()
        for term in listed
    )


def forms(term: str) -> Iterator[str]:
    """The ways to say a term, written out by hand rather than by the code under test."""
    term = re.sub(r"([^\W\d_])\?", r"(\1)?", term)
    found = re.search(r"\(([^()]*)\)(\??)", term)
    if not found:
        yield term
        return
    for choice in [*found[1].split("|"), *([""] if found[2] else [])]:
        yield from forms(term[: found.start()] + choice + term[found.end() :])


def said(form: str, *, spaced: bool) -> str:
    """A text that says the form: words fill the gaps, a stem gets an ending."""
    if not spaced:
        return f"据{form.replace('…', '车').replace('*', '')}了"
    return " ".join(f"x {form.replace('…', ' x ').replace('*', 'x')} y".split())


def test_all_languages_are_there() -> None:
    """A language is a file; these are the ones that the documentation names."""
    assert codes() == {"de", "en", "es", "fr", "id", "it", "pt", "ru", "vi", "zh"}


def test_an_unknown_language_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load("tlh")


@pytest.mark.parametrize("code", CODES)
def test_has_the_lists_of_the_reference(code: str) -> None:
    """A list that a file lacks would silently never be found in that language."""
    for table in ("time", "topic", *GROUPS):
        assert set(data(code)[table]) == set(data("en")[table]), table
    assert set(data(code)["style"]) <= set(data("en")["style"])


@pytest.mark.parametrize("code", CODES)
def test_terms_are_written_as_texts_are_read(code: str) -> None:
    """Texts are folded before the search, so a capital or an ё would never be found."""
    wrong = [(name, term) for _, name, term in terms(code) if not term.strip() or fold(term) != term]
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_no_term_stands_twice_in_a_list(code: str) -> None:
    for group in GROUPS:
        for name, listed in data(code)[group].items():
            assert len(set(listed)) == len(listed), [t for t in listed if listed.count(t) > 1] + [name]


@pytest.mark.parametrize("code", [code for code in CODES if code != "zh"])
def test_no_stem_is_shorter_than_three_letters(code: str) -> None:
    """A shorter one would hit half of the dictionary; a number or a part of a term may be short."""
    short = [
        (name, form)
        for _, name, term in terms(code)
        for form in forms(term)
        if re.fullmatch(r"[^\W\d]{1,2}\*", form.strip())
    ]
    assert short == []


@pytest.mark.parametrize("code", CODES)
def test_every_term_is_found_where_it_is_said(code: str) -> None:
    """Each way to say each term compiles and finds itself; a term that opens with a mark is not looked up."""
    spaced = bool(data(code)["style"]["spaced"])
    lost = []
    for group, name, term in terms(code):
        matcher = Matcher([(group, name, term)])
        for form in forms(term):
            text = said(form.strip(), spaced=spaced)
            if form.strip()[:1].isalnum() and not matcher.find(text):
                lost.append((name, term, text))
    assert lost == []


@pytest.mark.parametrize("code", CODES)
def test_style_is_complete(code: str) -> None:
    style = data(code)["style"]
    assert style["decimal"] in {".", ","}
    assert style["speaker"] in {"before", "either"}
    assert 0 < style["negation_reach"] <= 8
    assert 0 <= style["negation_after"] <= 8


@pytest.mark.parametrize("code", CODES)
def test_there_are_twelve_months_and_no_name_means_two(code: str) -> None:
    months = data(code)["time"]["months"]
    names = [name for month in months for name in month.split("|")]
    assert len(months) == 12
    assert len(set(names)) == len(names)
    assert all(name == fold(name).strip() != "" for name in names)


@pytest.mark.parametrize("code", [code for code in CODES if code not in {"en", "zh"}])
def test_no_month_takes_a_name_in_the_news(code: str) -> None:
    """Xiaomi's founder is Lei Jun: an abbreviated June would date every sentence about him."""
    names = {name for month in data(code)["time"]["months"] for name in month.split("|")}
    assert names.isdisjoint({"jun", "lei"})


@pytest.mark.parametrize("code", CODES)
def test_time_patterns_compile_and_mean_something(code: str) -> None:
    """Values are those that dates are worked out from."""
    allowed: dict[str, set[object]] = {
        "half": {1, 2},
        "quarter": {1, 2, 3, 4},
        "part": {"early", "mid", "late", *SEASONS, *(f"next {season}" for season in SEASONS)},
        "relative": {-2, -1, 0, 1, 2},
        "days": {-5, -2, -1, 0, 1, 2, 5},
        "within": {10},
    }
    time = data(code)["time"]
    for key in PATTERNS:
        for pattern, value in time[key].items():
            assert re.compile(pattern).groups == 0, pattern
            assert not re.fullmatch(pattern, ""), pattern
            assert value in allowed[key], pattern
    assert set(time["units"]) == {"days", "weeks", "months", "years"}
    assert all("{n}" in pattern for key in ("ahead", "inside", "ago") for pattern in time[key])
    assert all("{u}" in pattern for key in ("ahead", "inside", "ago", "soon") for pattern in time[key])
    assert set(allowed["half"]) <= set(time["half"].values())
    assert set(allowed["quarter"]) <= set(time["quarter"].values())
    re.compile(time["ordinal_day"])


@pytest.mark.parametrize("code", CODES)
def test_numbers_are_scales(code: str) -> None:
    number = load(code).number
    assert 1e6 in number.values()
    assert all(value >= 10 and word == word.lower() for word, value in number.items())


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "did not deny"),
        ("zh", "未否认"),
        ("de", "dementierte nicht"),
    ],
)
def test_to_evade_is_also_something_done(code: str, text: str) -> None:
    """The relation is made of the ways to put something, so that a claim may ask for it."""
    kinds = {
        (hit.group, hit.name) for hit in load(code).matcher.find(f"xiaomi {text}" if code != "zh" else text)
    }
    assert {("cue", "nondenial"), ("relation", "evade")} <= kinds


@pytest.mark.parametrize("code", CODES)
def test_money_may_be_asked_for_without_words(code: str) -> None:
    """Sums are found by their numbers, so that the concept needs no terms."""
    assert "money" in load(code).names("concept")
    assert "money" not in data(code)["concept"]
