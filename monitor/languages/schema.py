"""The files of a language, table by table. What each list is for, the comments of the English files say."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictBool, StrictInt, StrictStr

from monitor.datafiles import Table

Term: TypeAlias = Annotated[StrictStr, Field(min_length=1)]
Terms: TypeAlias = tuple[Term, ...]
Patterns: TypeAlias = dict[int, Terms]  # regular expressions by what they mean
Months: TypeAlias = Annotated[Terms, Field(min_length=12, max_length=12)]  # the names of each, between bars
Unit: TypeAlias = Literal["days", "weeks", "months", "years"]
Part: TypeAlias = Literal[
    "early", "mid", "late", "spring", "summer", "autumn", "next spring", "next summer", "next autumn"
]
# What numbers count, in the order in which units are tried.
Measure: TypeAlias = Literal[
    "CNY", "USD", "EUR", "GBP", "HKD", "JPY", "IDR", "VND", "RUB", "BRL", "INR", "%", "km", "hours", "minutes",
    "people", "vehicles", "stores", "models", "cities", "nm", "kWh", "hp", "years", "times"
]  # fmt: skip


class Style(Table):
    """Word order and number format."""

    spaced: StrictBool
    decimal: Literal[".", ","]
    speaker: Literal["before", "either"]
    subject_dropped: StrictBool
    he_is_human: StrictBool
    negation_reach: Annotated[StrictInt, Field(ge=1, le=8)]
    negation_after: Annotated[StrictInt, Field(ge=0, le=8)]
    audience: Terms
    plural: Terms
    indefinite: Terms
    nominal: Terms
    infinitive: Terms
    hedge_endings: Terms
    company_suffix: Terms
    abbreviations: Terms
    more: Terms
    ordinal_before: Terms
    ordinal_after: Terms
    elision: Terms
    either_way: StrictStr


class Cues(Table):
    """Words that say how something is put and on whose word."""

    begin: Terms
    shows: Terms
    we: Terms
    that: Terms
    paper: Terms
    publish: Terms
    cause: Terms
    none: Terms
    idle: Terms
    negation: Terms
    notyet: Terms
    deny: Terms
    false: Terms
    decline: Terms
    nondenial: Terms
    hedge: Terms
    soft: Terms
    rumour: Terms
    conditional: Terms
    plan: Terms
    future: Terms
    past: Terms
    same_year: Annotated[Terms, Field(alias="same-year")]
    says: Terms
    according: Terms
    reports: Terms
    sources: Terms
    analyst: Terms
    document: Terms
    regulator: Terms
    media: Terms
    spokes: Terms
    company: Terms
    conjunction: Terms
    relative: Terms
    person: Terms
    asked: Terms
    concession: Terms
    former: Terms
    by: Terms
    other: Terms
    first: Terms
    opinion: Terms


class Time(Table):
    """How dates are named. Apart from the lists of words all are regular expressions."""

    months: Months
    ambiguous_months: Terms
    month_words: Terms
    ordinal_day: StrictStr
    day_first: StrictBool
    day_of: Terms
    day_formats: Terms
    year_mark: StrictStr
    of: Terms
    until: Terms
    bound_from: Terms
    bound_from_after: Terms
    bound_to: Terms
    ahead: Terms
    inside: Terms
    ago: Terms
    soon: Terms
    units: Annotated[dict[Unit, StrictStr], Field(min_length=4)]
    half: Patterns
    quarter: Patterns
    part: dict[Part, Terms]
    relative: Patterns
    relative_months: Patterns
    days: Patterns
    within: Patterns


class Grammar(Table):
    """`data/<code>.toml`: what a text of the language is read with."""

    style: Style
    cue: Cues
    time: Time
    number: dict[Term, float]


class Words(Table):
    """A topic's words in one language: lists of terms by what they stand for."""

    relation: dict[Term, Terms]
    concept: dict[Term, Terms]
    topic: dict[Term, Terms]


class Bound(Table):
    over: Terms = ()
    under: Terms = ()
    about: Terms = ()


class Title(Table):
    challenge: Terms = ()
    consent: Terms = ()
    login: Terms = ()
    error: Terms = ()
    reasons: Terms = ()


class Mark(Table):
    challenge: Terms = ()
    consent: Terms = ()
    login: Terms = ()
    error: Terms = ()
    empty: Terms = ()


class Address(Table):
    """Parts of the addresses of pages that stand in the way."""

    consent: Terms = ()
    login: Terms = ()
    error: Terms = ()


class Page(Table):
    teaser: Terms = ()
    cookies: Terms = ()
    invitation: Terms = ()
    kin: Terms = ()
    others: Terms = ()
    gate: Terms = ()
    title: Title = Title()
    mark: Mark = Mark()
    address: Address = Address()


class Ago(Table):
    """How long ago, in the words of pages. A language whose dates are not told like this leaves it out."""

    form: Terms = ()
    one: Terms = ()
    now: Terms = ()
    today: Terms = ()
    yesterday: Terms = ()
    before: Terms = ()
    second: Terms = ()
    minute: Terms = ()
    hour: Terms = ()
    day: Terms = ()
    week: Terms = ()
    month: Terms = ()
    year: Terms = ()


class Chatter(Table):
    """What pages change by themselves, at every request."""

    updated: Terms = ()
    counted: Terms = ()


class Retraction(Table):
    """How an outlet takes back what it reported."""

    label: Terms = ()
    gone: Terms = ()
    wrong: Terms = ()
    that: Terms = ()


class Common(Table):
    """`common/<code>.toml`: what is looked for in texts and pages of any language."""

    conjunctions: Terms = ()
    months: Months | None = None
    before_noon: Terms = ()
    after_noon: Terms = ()
    weekday: Terms = ()
    date: Terms = ()
    ago: Ago = Ago()
    number_words: dict[Term, StrictInt | float] = Field(default_factory=dict)
    unit: dict[Measure, Terms] = Field(default_factory=dict)
    bound: Bound = Bound()
    page: Page = Page()
    chatter: Chatter = Chatter()
    retraction: Retraction = Retraction()
