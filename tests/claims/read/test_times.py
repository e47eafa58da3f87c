"""Dates that a text names, as days from and to."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.claims.read import times
from monitor.claims.read.entities import Entities, Entity
from monitor.claims.read.sentence import read
from monitor.claims.read.text import fold
from monitor.topics import shipped
from tests.claims.builders import TOLD


def spans(text: str, language: str = "en", told: date = TOLD) -> list[tuple[str, str]]:
    """The days of each date, ISO; a date whose year is guessed ends in "?"."""
    return [
        (w.first.isoformat(), w.last.isoformat() + ("" if w.explicit else "?"))
        for w in times.find(fold(text), shipped().language(language), told)
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in 2025", "2025-01-01", "2025-12-31"),
        ("in the first half of 2024", "2024-01-01", "2024-06-30"),
        ("in the second half of the year", "2024-07-01", "2024-12-31?"),
        ("H2 2023", "2023-07-01", "2023-12-31"),
        ("in the second quarter of 2025", "2025-04-01", "2025-06-30"),
        ("Q4 2023", "2023-10-01", "2023-12-31"),
        ("in early 2024", "2024-01-01", "2024-04-30"),
        ("mid-2025", "2025-05-01", "2025-08-31"),
        ("at the end of 2024", "2024-09-01", "2024-12-31"),
        ("in spring 2025", "2025-03-01", "2025-06-30"),
        ("next year", "2025-01-01", "2025-12-31"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("this year", "2024-01-01", "2024-12-31"),
        ("on 3 June 2023", "2023-06-03", "2023-06-03"),
        ("on June 3rd, 2023", "2023-06-03", "2023-06-03"),
        ("in May 2023", "2023-05-01", "2023-05-31"),
        ("in February 2024", "2024-02-01", "2024-02-29"),
        ("tomorrow", "2024-04-11", "2024-04-11"),
        ("within 3 years", "2024-04-10", "2027-12-31"),
        ("within a decade", "2024-04-10", "2034-12-31"),
        ("between 2024 and 2026", "2024-01-01", "2026-12-31"),
        ("from March to May 2024", "2024-03-01", "2024-05-31"),
    ],
)
def test_english(text: str, first: str, last: str) -> None:
    assert spans(text) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024年上半年", "2024-01-01", "2024-06-30"),
        ("明年下半年", "2025-07-01", "2025-12-31"),
        ("去年第三季度", "2023-07-01", "2023-09-30"),
        ("明年三月", "2025-03-01", "2025-03-31"),
        ("后年", "2026-01-01", "2026-12-31"),
        ("3月28日", "2024-03-28", "2024-03-28?"),
        ("今晚", "2024-04-10", "2024-04-10"),
        ("5年内", "2024-04-10", "2029-12-31"),
        ("十年内", "2024-04-10", "2034-12-31"),
        ("2023年10月5日", "2023-10-05", "2023-10-05"),
        ("2022年3月", "2022-03-01", "2022-03-31"),
        ("2025年底", "2025-09-01", "2025-12-31"),
    ],
)
def test_chinese(text: str, first: str, last: str) -> None:
    assert spans(text, "zh") == [(first, last)]


@pytest.mark.parametrize(
    ("language", "text", "first", "last"),
    [
        ("de", "im ersten Halbjahr 2025", "2025-01-01", "2025-06-30"),
        ("de", "am 5. Mai 2024", "2024-05-05", "2024-05-05"),
        ("de", "im 2. Quartal 2025", "2025-04-01", "2025-06-30"),
        ("de", "übernächstes Jahr", "2026-01-01", "2026-12-31"),
        ("de", "vorgestern", "2024-04-08", "2024-04-08"),
        ("fr", "au premier semestre 2025", "2025-01-01", "2025-06-30"),
        ("fr", "le 1er avril", "2024-04-01", "2024-04-01?"),
        ("fr", "l'an prochain", "2025-01-01", "2025-12-31"),
        ("fr", "d'ici 3 ans", "2024-04-10", "2027-12-31"),
        ("es", "en el segundo semestre de 2025", "2025-07-01", "2025-12-31"),
        ("es", "el 3 de junio de 2024", "2024-06-03", "2024-06-03"),
        ("ru", "в первом полугодии 2025 года", "2025-01-01", "2025-06-30"),
        ("ru", "3 июня 2024 года", "2024-06-03", "2024-06-03"),
        ("ru", "в следующем году", "2025-01-01", "2025-12-31"),
    ],
)
def test_other_languages(language: str, text: str, first: str, last: str) -> None:
    assert spans(text, language) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in three years", "2027-01-01", "2027-12-31"),
        ("in about 2 months", "2024-06-01", "2024-06-30"),
        ("18 months from now", "2025-10-01", "2025-10-31"),
        ("in three weeks", "2024-04-28", "2024-05-04"),
        ("in 5 days", "2024-04-15", "2024-04-15"),
        ("within two weeks", "2024-04-10", "2024-04-27"),
        ("over the next 3 years", "2024-04-10", "2027-12-31"),
        ("three years ago", "2021-01-01", "2021-12-31"),
        ("10 days earlier", "2024-03-31", "2024-03-31"),
        ("in a few weeks", "2024-04-17", "2024-06-09"),
        ("in the coming months", "2024-05-08", "2025-01-05"),
        ("several years away", "2025-04-10", "2029-04-09"),
    ],
)
def test_spans_count_from_the_storys_day(text: str, first: str, last: str) -> None:
    """Ahead, inside, ago and soon, each as exact as its unit; a span within begins today."""
    assert spans(text) == [(first, last)]


@pytest.mark.parametrize(
    ("language", "ahead", "ago", "soon"),
    [
        ("de", "in drei Jahren", "vor zwei Monaten", "in wenigen Wochen"),
        ("fr", "dans trois ans", "il y a deux mois", "dans quelques semaines"),
        ("es", "dentro de tres años", "hace dos meses", "en las próximas semanas"),
        ("it", "tra tre anni", "due mesi fa", "tra qualche settimana"),
        ("pt", "daqui a três anos", "há dois meses", "em poucas semanas"),
        ("ru", "через три года", "два месяца назад", "через несколько недель"),
        ("id", "tiga tahun lagi", "dua bulan lalu", "beberapa minggu lagi"),
        ("vi", "ba năm nữa", "hai tháng trước", "vài tuần nữa"),
        ("zh", "三年后", "两个月前", "未来几周"),
    ],
)
def test_spans_in_other_languages(language: str, ahead: str, ago: str, soon: str) -> None:
    assert spans(ahead, language) == [("2027-01-01", "2027-12-31")]
    assert spans(ago, language) == [("2024-02-01", "2024-02-29")]
    assert spans(soon, language) == [("2024-04-17", "2024-06-09")]


@pytest.mark.parametrize(
    "text",
    [
        "three years",
        "a three-year plan",
        "it took two weeks",
        "it drove 3 months",
        "a few weeks",
        "three cars",
    ],
)
def test_a_length_alone_is_no_date(text: str) -> None:
    """How long something takes does not say when."""
    assert spans(text) == []


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("en", "next spring", "2025-03-01"),
        ("en", "this coming summer", "2024-06-01"),
        ("en", "the coming autumn", "2024-09-01"),
        ("de", "im kommenden Frühjahr", "2025-03-01"),
        ("fr", "au printemps prochain", "2025-03-01"),
        ("es", "la próxima primavera", "2025-03-01"),
        ("it", "la prossima primavera", "2025-03-01"),
        ("ru", "следующей весной", "2025-03-01"),
    ],
)
def test_next_season(language: str, text: str, first: str) -> None:
    """The next one that has not begun, of this year or the following."""
    ((begins, ends),) = spans(text, language)
    assert begins == first
    assert not ends.endswith("?")


def test_a_season_alone_is_this_years() -> None:
    """But only guessed; and a bare "by the end" is the end of nothing."""
    assert spans("in the spring") == [("2024-03-01", "2024-06-30?")]
    assert spans("by the end") == []


@pytest.mark.parametrize(
    ("told", "text", "year"),
    [
        (date(2024, 1, 10), "in December", 2023),
        (date(2024, 11, 20), "in December", 2024),
        (date(2024, 12, 20), "on 5 January", 2025),
        (date(2024, 6, 1), "on 29 February", 2024),
    ],
)
def test_missing_year_is_the_nearest(told: date, text: str, year: int) -> None:
    found = times.find(fold(text), shipped().language("en"), told)
    assert [(w.first.year, w.explicit) for w in found] == [(year, False)]


@pytest.mark.parametrize(
    ("language", "text", "bound"),
    [
        ("en", "in 2025", ""),
        ("en", "from March 2023", "from"),
        ("en", "not before 2027", "from"),
        ("en", "by 2026", "to"),
        ("en", "until 2030", "to"),
        ("de", "ab 2026", "from"),
        ("de", "bis Ende 2025", "to"),
        ("fr", "dès 2026", "from"),
        ("fr", "d'ici 2027", "to"),
        ("es", "a partir de 2026", "from"),
        ("es", "antes de 2027", "to"),
        ("ru", "с 2026 года", "from"),
        ("ru", "до 2027 года", "to"),
        ("zh", "从2025年起", "from"),
        ("zh", "2025年起", "from"),
        ("zh", "最快2025年", "from"),
        ("zh", "2026年前", "to"),
        ("en", "by the end of 2025", "to"),
        ("ru", "рынок 2025 года", ""),
    ],
)
def test_bounds(language: str, text: str, bound: str) -> None:
    assert [w.bound for w in times.find(fold(text), shipped().language(language), TOLD)] == [bound]


@pytest.mark.parametrize(
    "text",
    [
        "it has 2,024 shops",
        "a run of 20240 cars",
        "since 1999",
        "by 2046",
        "on February 30, 2024",
        "2024% more",
        "the marching band",
        "it may sell well",
        "a bill of $2024",
    ],
)
def test_no_date(text: str) -> None:
    """Other numbers, days that do not exist and years out of reach are none."""
    assert spans(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("June 2023, not April 2024", ["2023-06-01", "2024-04-01"]),
        ("today, a week before 20 April", ["2024-04-10", "2024-04-20"]),
        ("in 2023, and next year", ["2023-01-01", "2025-01-01"]),
        ("as early as 2025", ["2025-01-01"]),
    ],
)
def test_several_dates(text: str, expected: list[str]) -> None:
    """Parts that do not stand together, or are of the same kind, are dates of their own."""
    assert [first for first, _ in spans(text)] == expected


def test_name_of_a_person_is_no_month() -> None:
    """Names are blanked out before dates are looked for."""
    named = Entities([Entity(name="April Low", kind="person", aliases=("april low",))])
    text = "April Low drives a car"
    assert spans(text)
    assert (
        read(headline="", text=text, language=shipped().language("en"), entities=named, told=TOLD)
        .sentences[0]
        .whens
        == ()
    )


def test_offsets_point_at_the_words() -> None:
    text = "Deliveries begin on 3 June 2023 in Beijing"
    (when,) = times.find(fold(text), shipped().language("en"), TOLD)
    assert text[when.start : when.end] == "3 June 2023"


@pytest.mark.parametrize(
    "text", ["через полмиллиона недель", "через полмиллиона месяцев", "через полмиллиона лет"]
)
def test_what_no_calendar_reaches_is_no_date(text: str) -> None:
    """News is anybody's text: a span beyond all dates is passed over, or cut at the last year looked at."""
    assert all(when.last.year < 2100 for when in times.find(fold(text), shipped().language("ru"), TOLD))
