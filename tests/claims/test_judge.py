"""The judge, end to end: one story, all claims."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.claims.frames.catalogue import load
from monitor.claims.judge import resolve
from monitor.claims.match.match import Candidate
from monitor.claims.verdict import unsettling
from monitor.model import Basis, Certainty, Flag, Stance
from tests.claims.builders import TOLD, catalogue, judge_of, judged, story

TYPED = """
[[claim]]
id = "price"
text = "The SU7 will start at 215,900 yuan."
[[claim]]
id = "supplier"
text = "CATL will supply the batteries of Xiaomi's SU7."
[[claim]]
id = "deliveries"
text = "Xiaomi will deliver more than 100,000 cars in 2024."
[[claim]]
id = "suv"
text = "Xiaomi will launch its first SUV in 2024."
[[claim]]
id = "recall"
text = "Xiaomi will recall 30,000 SU7 cars."
"""

FRAMED = """
[[claim]]
id = "builds"
text = "Nio will build a phone."
[[claim.frame]]
subject = ["Nio"]
relation = ["make", "launch"]
object = ["phone"]
[[claim]]
id = "told-soon"
text = "Nio will announce it within days."
[[claim.frame]]
subject = ["Nio"]
announces = "builds"
from = 2024-04-08
to = 2024-04-12
[[claim]]
id = "buys"
text = "Nio buys Xpeng."
[[claim.frame]]
subject = ["Nio"]
relation = ["acquire"]
object = ["Xpeng"]
symmetric = true
"""


def flags(
    claims: str, headline: str, text: str = "", *, language: str = "en", day: date = TOLD
) -> dict[str, str]:
    """The claims that a story would settle, and how."""
    told = judged(claims, headline, text, language=language, day=day)
    return {name: str(j.flag) for name, j in told.items() if j.flag is not Flag.NONE}


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Xiaomi says the SU7 will start at 215,900 yuan", {"price": "confirmed"}),
        ("Xiaomi says the SU7 will start at 229,900 yuan", {"price": "denied"}),
        ("Xiaomi says the SU7 Ultra will start at 215,900 yuan", {}),
        ("Xiaomi says the YU7 will start at 229,900 yuan", {}),
        ("Xiaomi's SU7 may start at 215,900 yuan", {}),
        ("Xiaomi's SU7 starts at 215,900 yuan, insiders say", {}),
        ("Will Xiaomi's SU7 start at 215,900 yuan?", {}),
        ("CATL says it will supply batteries for the SU7", {"supplier": "confirmed"}),
        ("CATL will not supply batteries for the SU7, Xiaomi said", {"supplier": "denied"}),
        ("CATL denies that it will supply batteries for the SU7", {"supplier": "denied"}),
        ("BYD says it will supply batteries for the SU7", {}),
        ("CATL says it will supply batteries for the YU7", {}),
        ("Huawei says CATL will supply batteries for the SU7", {}),
        ("Xiaomi launched its first SUV in Beijing", {"suv": "confirmed"}),
        ("Xiaomi says its first SUV launches in 2024", {"suv": "confirmed"}),
        ("Xiaomi is rumoured to launch its first SUV in 2024", {}),
        ("Huawei launched its first SUV in Beijing", {}),
        ("Xiaomi recalls 30,000 SU7 cars, the market regulator said", {"recall": "confirmed"}),
        ("Nio recalls 30,000 cars, the market regulator said", {}),
        ("Xiaomi declined to comment on the launch of its first SUV", {}),
        ("The launch of Xiaomi's first SUV is near", {}),
    ],
)
def test_typed_claims(headline: str, expected: dict[str, str]) -> None:
    """A claim of one sentence is settled by its own parties, model, number and year alone."""
    assert flags(TYPED, headline) == expected


@pytest.mark.parametrize(
    ("day", "headline", "expected"),
    [
        (date(2025, 1, 5), "Xiaomi says it delivered 136,854 cars in 2024", {"deliveries": "confirmed"}),
        (date(2025, 1, 5), "Xiaomi says it delivered 60,000 cars in 2024", {"deliveries": "denied"}),
        (date(2025, 1, 5), "Xiaomi says it delivered 27,000 cars in the first half of 2024", {}),
        (date(2025, 1, 5), "Xiaomi says it delivered 136,854 cars in 2023", {}),
        (date(2025, 1, 5), "Xiaomi says it delivered more than 60,000 cars in 2024", {}),
        (date(2024, 1, 5), "Xiaomi aims to deliver 136,854 cars in 2024", {}),
        (date(2024, 9, 5), "Xiaomi says it delivered 10,000 cars in August 2024", {}),
        (date(2024, 9, 5), "Xiaomi says it delivered 60,000 cars in 2024", {}),
        (date(2025, 1, 5), "Xiaomi says it delivered its 60,000th car in 2024", {}),
    ],
)
def test_counts_of_a_period(day: date, headline: str, expected: dict[str, str]) -> None:
    """Only the count of the whole period, once it is over, falls short of the claimed one."""
    assert flags(TYPED, headline, day=day) == expected


@pytest.mark.parametrize(
    ("language", "headline", "expected"),
    [
        ("zh", "小米宣布SU7售价21.59万元起", {"price": "confirmed"}),
        ("zh", "小米宣布SU7售价22.99万元起", {"price": "denied"}),
        ("zh", "小米SU7或卖21.59万元", {}),
        ("zh", "知情人士称，宁德时代将为小米SU7供应电池", {}),
        ("zh", "宁德时代表示，将为小米SU7供应电池", {"supplier": "confirmed"}),
        ("zh", "宁德时代否认将为小米SU7供应电池", {"supplier": "denied"}),
        ("de", "Xiaomi: Laut Lei Jun kostet der SU7 ab 215.900 Yuan", {"price": "confirmed"}),
        ("fr", "Selon Xiaomi, la SU7 est au prix de 215 900 yuans", {"price": "confirmed"}),
        ("es", "Xiaomi anunció que el SU7 cuesta 215.900 yuanes", {"price": "confirmed"}),
        ("ru", "Xiaomi сообщила, что цена SU7 составит 215 900 юаней", {"price": "confirmed"}),
        ("zh", "小米拒绝评论首款SUV的发布", {}),
    ],
)
def test_typed_claims_in_other_languages(language: str, headline: str, expected: dict[str, str]) -> None:
    assert flags(TYPED, headline, language=language) == expected


@pytest.mark.parametrize(
    ("claim", "headline", "expected"),
    [
        ("The SU7 will cost less than 300,000 yuan.", "Xiaomi says the SU7 costs 215,900 yuan", "confirmed"),
        ("The SU7 will cost less than 300,000 yuan.", "Xiaomi says the SU7 costs 329,900 yuan", "denied"),
        ("The SU7 will cost more than 200,000 yuan.", "Xiaomi says the SU7 costs 215,900 yuan", "confirmed"),
        (
            "Xiaomi will launch a car by the end of 2025.",
            "Xiaomi says it will launch a car in June 2024",
            "confirmed",
        ),
    ],
)
def test_bounds_of_typed_claims(claim: str, headline: str, expected: str) -> None:
    assert flags(f'[[claim]]\nid = "a"\ntext = "{claim}"\n', headline) == {"a": expected}


@pytest.mark.parametrize(
    ("headline", "text", "basis", "origin", "flag"),
    [
        ("Nio builds a phone", "Its chief William Li said so.", Basis.OFFICIAL, "William Li", Flag.CONFIRMED),
        ("Nio launched a phone", "", Basis.EVENT, "Nio", Flag.CONFIRMED),
        ("Nio builds a phone", "", Basis.OUTLET, "Wire", Flag.NONE),
        ("Nio builds a phone", "Reuters reported this on Monday.", Basis.OTHER_OUTLET, "Reuters", Flag.NONE),
        ("Nio builds a phone, insiders say", "", Basis.SOURCES, "unnamed sources", Flag.NONE),
        ("Nio to build a phone", "Huawei said so.", Basis.OUTLET, "Wire", Flag.NONE),
    ],
)
def test_basis(headline: str, text: str, basis: Basis, origin: str, flag: Flag) -> None:
    found = judged(FRAMED, headline, text)["builds"]
    assert (found.stance, found.basis, found.origin, found.flag) == (Stance.SUPPORTS, basis, origin, flag)


@pytest.mark.parametrize(
    ("headline", "text", "flag"),
    [
        ("Nio to build a phone", "Nio said the report is not true.", Flag.DENIED),
        ("Insiders: Nio to buy Xpeng", "Nio denied the report.", Flag.DENIED),
        ("Nio to build a phone", "Huawei said the report is not true.", Flag.NONE),
        ("Nio to build a phone", "Nio did not deny the report.", Flag.NONE),
        ("Nio to build a phone", "Nio declined to comment on the report.", Flag.NONE),
        ("Insiders: Nio to build a phone", "Is the report false, as Nio has told us?", Flag.NONE),
        ("Nio to build a phone", "Nio had denied the report last year.", Flag.NONE),
        ("Nio to build a phone", "Nio denied that it rained.", Flag.NONE),
        (
            "Nio to build a phone",
            "It rained. It snowed. It froze. Nio said the report is not true.",
            Flag.NONE,
        ),
    ],
)
def test_denial_of_the_report(headline: str, text: str, flag: Flag) -> None:
    """A denial names the report, not its content; it must come from a party, today, and soon after."""
    told = judged(FRAMED, headline, text)
    assert {j.flag for j in told.values()} == {flag}


def test_body_decides_what_the_headline_leaves_open() -> None:
    found = judged(
        FRAMED, "Is Nio building a phone?", "Talk has gone on for weeks. Nio said it will build a phone."
    )
    assert found["builds"].flag is Flag.CONFIRMED
    assert found["builds"].quote == "Nio said it will build a phone."


def test_news_stands_over_background() -> None:
    text = "Last year Nio said it would not build a phone."
    assert judged(FRAMED, "Nio said it will build a phone", text)["builds"].flag is Flag.CONFIRMED


@pytest.mark.parametrize(
    ("language", "news", "unit"),
    [
        ("en", "Xiaomi said it will build cars.", "car launch "),
        ("en", "Xiaomi said it will build cars.", "e.g. Xiaomi "),
        ("zh", "小米宣布将造车。", "小米造车"),
    ],
)
def test_a_text_that_never_ends_does_not_hide_the_news(language: str, news: str, unit: str) -> None:
    """Without bounds its words, each compared with each, would take hours."""
    found = judged("", news, unit * 5_000, language=language)
    assert found["builds-own-car"].flag is Flag.CONFIRMED


def test_nothing_to_say() -> None:
    assert judged(FRAMED, "It rains in Beijing", "Nio is there. Xpeng is not.") == {}
    assert judged(FRAMED, "", "") == {}


def test_unknown_language_is_not_judged() -> None:
    judge = judge_of(FRAMED)
    assert "xx" not in judge.languages
    assert {"en", "zh", "de", "fr", "es", "ru"} <= judge.languages
    assert judge.judge(story("Nio said it will build a phone", language="xx")) == ()


def test_judgement_tells_its_reason() -> None:
    found = judged(FRAMED, "Nio said it will build a phone")["builds"]
    assert (found.certainty, 0 < found.score <= 1) == (Certainty.ASSERTED, True)
    assert dict(found.frame) == {"subject": "Nio", "relation": "build", "object": "phone"}
    assert "says “Nio … said”" in found.cues


@pytest.mark.parametrize(
    ("day", "headline", "flag"),
    [
        (date(2024, 4, 10), "Nio said it will build a phone", Flag.CONFIRMED),
        (date(2024, 4, 20), "Nio said it will build a phone", None),
        (date(2024, 4, 1), "Nio said it will build a phone", None),
        (date(2024, 4, 10), "Nio may build a phone", None),
        (date(2024, 4, 10), "Nio said it will not build a phone", None),
    ],
)
def test_announced_claim(day: date, headline: str, flag: Flag | None) -> None:
    """It comes true when the other claim does, on the record and in time."""
    found = judged(FRAMED, headline, day=day).get("told-soon")
    assert (found.flag if found else None) == flag
    assert found is None or ("date", f"{day:%Y-%m-%d}") in found.frame


@pytest.mark.parametrize(
    ("text", "bears"),
    [("Lei Jun drives", True), ("小米汽车", True), ("CATL grows", True), ("Nio grows", False), ("", False)],
)
def test_bears_on(text: str, bears: bool) -> None:
    """A cheap look: does the text name a party of any claim?"""
    assert judge_of(TYPED).bears_on(text) is bears


def test_a_question_is_nobodys_word() -> None:
    assert flags(FRAMED, "Nio to build a phone", "What has Nio told us?") == {}


def candidate(**more: Any) -> Candidate:
    """A passage that supports a claim, in the writer's own words."""
    values: dict[str, Any] = {
        "sentence": 1,
        "stance": Stance.SUPPORTS,
        "certainty": Certainty.ASSERTED,
        "basis": Basis.OUTLET,
        "origin": "Wire",
        "score": 0.9,
        "quote": "It is so.",
        "cues": (),
        "roles": (),
    }
    values |= more
    held = unsettling(values["stance"], values["certainty"], values["basis"])
    return Candidate(**values, held=held)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"basis": Basis.OFFICIAL, "score": 0.5}, {"score": 1.0}),
        ({"basis": Basis.EVENT}, {"basis": Basis.OFFICIAL, "background": True}),
        ({"basis": Basis.OFFICIAL, "background": True}, {}),
        ({}, {"basis": Basis.OFFICIAL, "stance": Stance.REFUTES, "background": True, "score": 0.8}),
        ({"evasive": True, "stance": Stance.DISCUSSES}, {}),
        ({"stance": Stance.REFUTES}, {"stance": Stance.DISCUSSES, "score": 1.0}),
        ({"score": 0.8}, {"certainty": Certainty.HEDGED}),
        ({}, {"score": 0.8}),
        ({}, {"sentence": 2}),
    ],
)
def test_the_passage_that_speaks_for_the_story(better: dict[str, Any], worse: dict[str, Any]) -> None:
    """What settles over what does not, news over background, the surer over the less sure, the first."""
    one, two = candidate(**better), candidate(**worse)
    assert resolve([one, two]) == one
    assert resolve([two, one]) == one


def test_no_passage_speaks_for_nothing() -> None:
    assert resolve([]) is None


@pytest.mark.parametrize(
    ("headline", "text", "day", "claim", "flag"),
    [
        (
            "Xiaomi announces that it will build electric cars",
            "Lei Jun said so in Beijing.",
            date(2021, 3, 30),
            "builds-own-car",
            Flag.CONFIRMED,
        ),
        (
            "Xiaomi announces that it will build electric cars",
            "Lei Jun said so in Beijing.",
            date(2021, 3, 30),
            "official-announcement-soon",
            Flag.CONFIRMED,
        ),
        (
            "Xiaomi may build an electric car, insiders say",
            "",
            date(2021, 3, 26),
            "builds-own-car",
            Flag.NONE,
        ),
        (
            "Xiaomi to build a car at a Great Wall plant, insiders say",
            "Great Wall denied the report.",
            date(2021, 3, 27),
            "great-wall-factory",
            Flag.DENIED,
        ),
        (
            "Xiaomi shows its first car, the SU7, in Beijing",
            "",
            date(2023, 12, 28),
            "prototype-not-shown",
            Flag.DENIED,
        ),
        (
            "Xiaomi said its first car will go on sale in the first half of 2024",
            "",
            date(2022, 3, 1),
            "first-car-2023",
            Flag.DENIED,
        ),
        (
            "Apple cancels its electric car project, insiders say",
            "",
            date(2024, 2, 28),
            "apple-car-within-decade",
            Flag.NONE,
        ),
        (
            "小米宣布造车，雷军亲自带队",
            "雷军表示，将亲自带队造车。",
            date(2021, 3, 30),
            "lei-jun-leads",
            Flag.CONFIRMED,
        ),
    ],
)
def test_shipped_claims(headline: str, text: str, day: date, claim: str, flag: Flag) -> None:
    language = "zh" if "小米" in headline else "en"
    assert judged("", headline, text, language=language, day=day)[claim].flag is flag


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", "Why Xiaomi should build a car"),
        ("en", "Xiaomi could launch its car in 2024, insiders say"),
        ("en", "Xiaomi launches a new phone"),
        ("en", "Nio and Huawei in talks over a car, Reuters reports"),
        ("zh", "消息称小米将造车"),
        ("zh", "小米回应造车传闻：等等看"),
        ("de", "Xiaomi soll ein Auto bauen"),
        ("fr", "Xiaomi construirait une voiture"),
        ("es", "Xiaomi fabricaría un coche"),
        ("ru", "СМИ: Xiaomi выпустит электромобиль"),
        ("en", "Xiaomi's first car rolls off the line, says a supplier"),
        ("en", "Xiaomi sues over claims that it built a car"),
        ("en", "A toy maker launched a car named after Xiaomi"),
        ("en", "Xiaomi launches a vacuum cleaner for cars"),
    ],
)
def test_shipped_claims_stay_open(language: str, headline: str) -> None:
    """Nobody with standing says so, and it has not happened."""
    assert flags("", headline, language=language, day=date(2021, 3, 26)) == {}


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", "Xiaomi will not build cars, Lei Jun says"),
        ("en", "Xiaomi said it has no plans to build a car"),
        ("zh", "小米否认造车"),
        ("en", "Xiaomi said the rumours that it will build a car are untrue"),
        ("zh", "小米：造车传闻不实"),
        ("de", "Xiaomi dementiert Pläne für ein eigenes Auto"),
    ],
)
def test_shipped_claim_denied(language: str, headline: str) -> None:
    assert flags("", headline, language=language, day=date(2021, 3, 26)).get("builds-own-car") == "denied"


PIECES = st.sampled_from(
    [
        "Xiaomi said it will build a car.",
        "Nio may buy Xpeng, people close to the matter said.",
        "Lei Jun denied the report!",
        "小米表示，将造车。",
        "“The SU7 will start at 215,900 yuan,” said Lei Jun.",
        "Is it true?",
        "Nio acquired Xpeng on 3 May",
        "Reuters reported that CATL will supply batteries for the SU7.",
        "\n",
        "  Nio, which builds a phone, said nothing…",
    ]
)


@pytest.mark.parametrize("claims", [TYPED + FRAMED, ""], ids=["own", "shipped"])
@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=2), st.lists(PIECES, max_size=5), st.sampled_from(["en", "zh"]))
def test_judgements_of_any_story(claims: str, title: list[str], body: list[str], language: str) -> None:
    """Quotes are exact passages; claims are in order, each once; the same story is judged the same."""
    told = story(" ".join(title), " ".join(body), language=language)
    found = judge_of(claims).judge(told)
    assert all(j.quote and (j.quote in told.headline or j.quote in told.text) for j in found)
    assert all(0 < j.score <= 1 for j in found)
    order = [c.id for c in (catalogue(claims) if claims else load()).claims]
    assert [j.claim for j in found] == [name for name in order if name in {j.claim for j in found}]
    assert judge_of(claims).judge(told) == found


NEXT_YEAR = """
[[claim]]
id = "c"
text = "Xiaomi will launch the YU9 next year."
{}
"""


@pytest.mark.parametrize(
    ("stated", "year", "flag"),
    [
        ("", 2027, Flag.NONE),
        ("", 2022, Flag.NONE),
        ("stated = 2026-02-01", 2027, Flag.CONFIRMED),
        ("stated = 2026-02-01", 2029, Flag.DENIED),
        ("stated = 2021-02-01", 2027, Flag.DENIED),
    ],
)
def test_next_year_counts_from_the_day_on_which_the_claim_was_made(
    stated: str, year: int, flag: Flag
) -> None:
    """Where that is not known nothing is denied; where it is, another year denies and the claimed one confirms."""
    claims = (
        NEXT_YEAR.format(stated)
        + '[[entity]]\nname = "YU9"\nkind = "model"\nof = ["Xiaomi"]\naliases = ["yu9"]\n'
    )
    found = judged(claims, f"Xiaomi said it will launch the YU9 in {year}", day=date(2026, 6, 1))
    assert found["c"].flag is flag
