"""Numbers with their units, in base units."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.claims.read.quantities import Quantity, find
from monitor.claims.read.text import fold
from monitor.topics import shipped
from tests.claims.builders import sentence


def named(text: str, language: str = "en") -> list[tuple[float, str]]:
    return [(q.value, q.unit) for q in find(fold(text), shipped().language(language))]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("10 billion yuan", 10e9, "CNY"),
        ("10 billion Chinese yuan", 10e9, "CNY"),
        ("RMB 215,900", 215_900, "CNY"),
        ("¥299,900", 299_900, "CNY"),
        ("$1.5bn", 1.5e9, "USD"),
        ("US$300m", 300e6, "USD"),
        ("HK$5", 5, "HKD"),
        ("€40,000", 40_000, "EUR"),
        ("£20", 20, "GBP"),
        ("2 lakh rupees", 200_000, "INR"),
        ("116,887 cars", 116_887, "vehicles"),
        ("300 of its engineers", 300, "people"),
        ("100 new stores", 100, "stores"),
        ("three cars", 3, "vehicles"),
        ("ten thousand", 10_000, ""),
        ("0.5%", 0.5, "%"),
        ("50 percent", 50, "%"),
        ("700 kilometres", 700, "km"),
        ("1,234.5", 1234.5, ""),
        ("1 234 567", 1_234_567, ""),
        ("1.234", 1.234, ""),
        ("5,5 million", 5.5e6, ""),
        ("1.234.567 cars", 1_234_567, "vehicles"),
        ("2024 cars", 2024, "vehicles"),
        ("800 km", 800, "km"),
    ],
)
def test_english(text: str, value: float, unit: str) -> None:
    assert named(text) == [(pytest.approx(value), unit)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("注册资本100亿元", 10e9, "CNY"),
        ("15亿美元", 1.5e9, "USD"),
        ("21.59万元", 215_900, "CNY"),
        ("10万辆", 100_000, "vehicles"),
        ("1,000辆", 1000, "vehicles"),
        ("5000名员工", 5000, "people"),
        ("十亿元", 1e9, "CNY"),
        ("两次", 2, "times"),
        ("三款车", 3, "models"),
        ("700公里", 700, "km"),
        ("3.5万", 35_000, ""),
        ("10万多辆", 100_000, "vehicles"),
        ("￥299900", 299_900, "CNY"),
    ],
)
def test_chinese(text: str, value: float, unit: str) -> None:
    assert named(text, "zh") == [(pytest.approx(value), unit)]


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("de", "1,5 Mrd. Dollar", 1.5e9, "USD"),
        ("de", "215.900 Yuan", 215_900, "CNY"),
        ("de", "1.234,50 Euro", 1234.5, "EUR"),
        ("de", "100 Tsd. Autos", 100_000, "vehicles"),
        ("fr", "215 900 yuans", 215_900, "CNY"),
        ("fr", "215\u202f900 yuans", 215_900, "CNY"),
        ("fr", "1,5 milliard de dollars", 1.5e9, "USD"),
        ("fr", "3,5 %", 3.5, "%"),
        ("fr", "20 millions d'euros", 20e6, "EUR"),
        ("es", "10.000 millones de yuanes", 10e9, "CNY"),
        ("es", "10 mil millones de dólares", 10e9, "USD"),
        ("ru", "10 млрд юаней", 10e9, "CNY"),
        ("ru", "20 тыс. автомобилей", 20_000, "vehicles"),
    ],
)
def test_other_languages(language: str, text: str, value: float, unit: str) -> None:
    """The decimal mark and the scale words are the language's own."""
    assert named(text, language) == [(pytest.approx(value), unit)]


@pytest.mark.parametrize("text", ["in 2024", "once or twice", "one by one", "a dozen", "the B2B trade"])
def test_no_quantity(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize("language", ["en", "de", "zh"])
@settings(deadline=None)
@given(st.from_regex(r"\A[1-9]\d{0,2}([., ]\d{3}){0,2}([.,]\d{1,2})?\Z"))
def test_any_way_to_write_a_number_is_read(language: str, number: str) -> None:
    """Articles quote each other's figures, marks and all."""
    assert all(q.value >= 0 for q in find(f"it paid {number} euro", shipped().language(language)))


def test_digits_of_a_name_are_no_quantity() -> None:
    assert sentence("The SU7 took first place").quantities == ()


def test_year_of_a_date_is_no_quantity() -> None:
    assert sentence("On 3 June 2023 it sold 40 cars").quantities[0].value == 40


@pytest.mark.parametrize(
    ("language", "text", "bound"),
    [
        ("en", "100,000 cars", ""),
        ("en", "more than 100,000 cars", "over"),
        ("en", "at least 20 stores", "over"),
        ("en", "about 300 people", "about"),
        ("en", "nearly 3 million", "about"),
        ("zh", "逾1万辆", "over"),
        ("zh", "超过20万台", "over"),
        ("zh", "10多万辆", "over"),
        ("zh", "约3000人", "about"),
        ("de", "mehr als 5.000 Fahrzeuge", "over"),
        ("de", "rund 300 Mitarbeiter", "about"),
        ("fr", "plus de 10 000 voitures", "over"),
        ("es", "más de 5.000 coches", "over"),
        ("ru", "более 10 000 машин", "over"),
    ],
)
def test_bounds(language: str, text: str, bound: str) -> None:
    assert [q.bound for q in find(fold(text), shipped().language(language))] == [bound]


@pytest.mark.parametrize(
    ("one", "two", "tolerance", "close"),
    [
        (100, 101, 0.02, True),
        (100, 105, 0.02, False),
        (105, 100, 0.05, True),
        (0, 0, 0.01, True),
        (0, 1, 0.5, False),
    ],
)
def test_close_to(one: float, two: float, tolerance: float, close: bool) -> None:
    a, b = (Quantity(value=v, unit="", start=0, end=0) for v in (one, two))
    assert a.close_to(b, tolerance) is close
    assert b.close_to(a, tolerance) is close


def test_offsets_point_at_number_and_unit() -> None:
    text = "It raised about $1.5 billion in cash"
    (found,) = find(fold(text), shipped().language("en"))
    assert text[found.start : found.end] == "$1.5 billion"


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("835 kilomètres d'autonomie", "fr", [(835, "km")]),
        ("810 km d’autonomie", "fr", [(810, "km")]),
        ("15 autos", "fr", [(15, "vehicles")]),
        ("300 Autobahnkilometer", "de", [(300, "")]),
        ("12.000 automóviles", "es", [(12_000, "vehicles")]),
    ],
)
def test_a_word_that_only_begins_like_a_unit(
    text: str, language: str, found: list[tuple[float, str]]
) -> None:
    assert named(text, language) == found


@pytest.mark.parametrize("text", ["its own 6:46 lap", "at 10:30", "from 9:05 to 23:59"])
def test_a_time_of_day_is_no_number(text: str) -> None:
    assert named(text) == []
