"""The language files and the topic's words: alike in all languages, and without a term that can never be found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from monitor.claims.read.text import fold
from monitor.datafiles import load
from monitor.languages import Matcher, Words, codes, grammar
from monitor.languages.common import common, number_words
from monitor.languages.schema import Terms
from monitor.topics import shipped

CODES = sorted(codes())


@cache
def words(code: str) -> Words:
    return load(shipped().path / "words" / f"{code}.toml", Words)


def tables(code: str) -> Mapping[str, Mapping[str, Terms]]:
    own = words(code)
    cue = grammar(code).cue.model_dump(by_alias=True)
    return {"cue": cue, "relation": own.relation, "concept": own.concept, "topic": own.topic}


def terms(code: str) -> Iterator[tuple[str, str, str]]:
    return (
        (group, name, term)
        for group, lists in tables(code).items()
        for name, listed in lists.items()
        for term in listed
    )


def forms(term: str) -> Iterator[str]:
    """What a term stands for, read independently of the matcher; a gap or a stem stays as it is."""
    term = re.sub(r"(\w)\?", r"(\1|)", term)
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


def test_an_unknown_language_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        grammar("tlh")
    with pytest.raises(KeyError):
        shipped().language("tlh")


def test_the_shipped_topic_has_words_in_every_language() -> None:
    assert shipped().codes == codes()


@pytest.mark.parametrize("code", CODES)
def test_what_is_looked_for_in_any_text_is_there_in_the_language(code: str) -> None:
    """Months may be left out where dates are written in figures alone, as in Chinese and Vietnamese."""
    own = common()[code]
    assert all((own.unit, own.number_words, own.bound.over, own.bound.under, own.bound.about))
    assert own.months or own.date or not grammar(code).style.spaced


@pytest.mark.parametrize("code", CODES)
def test_has_the_lists_of_the_reference(code: str) -> None:
    """A list that a file lacks would silently never be found in that language."""
    reference, own = tables("en"), tables(code)
    assert {table: set(lists) for table, lists in own.items()} == {t: set(ls) for t, ls in reference.items()}


@pytest.mark.parametrize("code", CODES)
def test_terms_are_written_as_texts_are_read(code: str) -> None:
    """Texts are folded before the search, so a capital or an ё would never be found."""
    wrong = [(name, term) for _, name, term in terms(code) if not term.strip() or fold(term) != term]
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_no_term_stands_twice_in_a_list(code: str) -> None:
    for lists in tables(code).values():
        for name, listed in lists.items():
            assert len(set(listed)) == len(listed), [t for t in listed if listed.count(t) > 1] + [name]


@pytest.mark.parametrize("code", [code for code in CODES if grammar(code).style.spaced])
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
    """Each way to say each term finds itself; a term that opens with a mark is not looked up."""
    spaced = grammar(code).style.spaced
    lost = []
    for group, name, term in terms(code):
        matcher = Matcher([(group, name, term)])
        for form in forms(term):
            text = said(form.strip(), spaced=spaced)
            if form.strip()[:1].isalnum() and not matcher.find(text):
                lost.append((name, term, text))
    assert lost == []


@pytest.mark.parametrize("code", CODES)
def test_no_name_of_a_month_means_two(code: str) -> None:
    names = [name for month in grammar(code).time.months for name in month.split("|")]
    assert len(set(names)) == len(names)
    assert all(name == fold(name).strip() != "" for name in names)


@pytest.mark.parametrize("code", [code for code in CODES if code != "en" and grammar(code).style.spaced])
def test_no_month_takes_a_name_in_the_news(code: str) -> None:
    """Xiaomi's founder is Lei Jun: an abbreviated June would date every sentence about him."""
    names = {name for month in grammar(code).time.months for name in month.split("|")}
    assert names.isdisjoint({"jun", "lei"})


@pytest.mark.parametrize("code", CODES)
def test_time_patterns_compile_and_mean_something(code: str) -> None:
    """Values are those that dates are worked out from."""
    time = grammar(code).time
    by_value = {
        "half": (time.half, {1, 2}),
        "quarter": (time.quarter, {1, 2, 3, 4}),
        "relative": (time.relative, {-2, -1, 0, 1, 2}),
        "relative_months": (time.relative_months, {-3, -2, -1, 0, 1, 2}),
        "days": (time.days, {-5, -2, -1, 0, 1, 2, 5}),
        "within": (time.within, {10}),
    }
    for key, (patterns, allowed) in by_value.items():
        assert set(patterns) <= allowed, key
    assert set(time.half) == {1, 2}
    assert set(time.quarter) == {1, 2, 3, 4}
    groups = (time.half, time.quarter, time.part, time.relative, time.relative_months, time.days, time.within)
    for pattern in (pattern for group in groups for listed in group.values() for pattern in listed):
        assert re.compile(pattern).groups == 0, pattern
        assert not re.fullmatch(pattern, ""), pattern
    assert all("{n}" in pattern for listed in (time.ahead, time.inside, time.ago) for pattern in listed)
    assert all("{u}" in p for listed in (time.ahead, time.inside, time.ago, time.soon) for p in listed)
    for pattern in (time.ordinal_day, time.year_mark, *time.day_formats, grammar(code).style.either_way):
        re.compile(pattern)


@pytest.mark.parametrize("code", CODES)
def test_numbers_are_scales(code: str) -> None:
    number = grammar(code).number
    assert 1e6 in number.values()
    assert all(value >= 10 and word == word.lower() for word, value in number.items())


def test_a_number_word_means_one_number_in_all_languages() -> None:
    """They are looked for in any text."""
    known = number_words()
    assert all(
        known[word] == value for file in common().values() for word, value in file.number_words.items()
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "xiaomi did not deny"),
        ("zh", "未否认"),
        ("de", "xiaomi dementierte nicht"),
    ],
)
def test_to_evade_is_also_something_done(code: str, text: str) -> None:
    """The relation is made of the ways to put something, so that a claim may ask for it."""
    kinds = {(hit.group, hit.name) for hit in shipped().language(code).matcher.find(text)}
    assert {("cue", "nondenial"), ("relation", "evade")} <= kinds


@pytest.mark.parametrize("code", CODES)
def test_money_may_be_asked_for_without_words(code: str) -> None:
    """Sums are found by their numbers, so that the concept needs no terms."""
    assert "money" in shipped().language(code).names("concept")
    assert "money" not in words(code).concept
