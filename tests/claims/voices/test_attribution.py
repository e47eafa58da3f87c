"""Who says it: the voice behind each clause."""

from __future__ import annotations

import pytest

from monitor.claims.voices.voice import Kind
from tests.claims.builders import voices


def who(text: str, headline: str = "", language: str = "en") -> list[str]:
    """The voice of each sentence's first clause, as kind and label."""
    return [f"{row[0].kind} {row[0].label}".strip() for row in voices(text, headline, language)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Xiaomi said it will build a car", "party Xiaomi"),
        ("Lei Jun told reporters that the car is ready", "party Lei Jun"),
        ("Lei Jun, the founder of Xiaomi, said the car is ready", "party Lei Jun"),
        ("The car is ready, according to Xiaomi", "party Xiaomi"),
        ("“The car is ready,” said Lei Jun", "party Lei Jun"),
        ("A spokesperson for Xiaomi said the car is ready", "party Xiaomi"),
        ("Xiaomi's spokesperson said the car is ready", "party Xiaomi"),
        ("Xiaomi denied the report", "party Xiaomi"),
        ("Analysts said Xiaomi will sell cars", "analyst Analysts"),
        ("Local media said Xiaomi will sell cars", "outlet media"),
        ("Bloomberg reports that Xiaomi builds a car", "outlet Bloomberg"),
        ("Xiaomi builds a car, people familiar with the matter said", "sources unnamed sources"),
        ("Two insiders said Xiaomi builds a car", "sources unnamed sources"),
        ("Xiaomi builds a car", "writer"),
        ("Nobody said it would build a car", "writer"),
        ("According to legend, it builds a car", "writer"),
        ("A filing shows that it builds a car", "writer"),
        ("Reuters has an office in Beijing", "writer"),
        ("Reuters: Xiaomi builds a car", "outlet Reuters"),
    ],
)
def test_english(text: str, speaker: str) -> None:
    assert who(text) == [speaker]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("zh", "小米表示，将造车。", "party Xiaomi"),
        ("zh", "雷军在直播中称，首款车已经量产。", "party Lei Jun"),
        ("zh", "据路透社报道，小米将造车。", "outlet Reuters"),
        ("zh", "据知情人士透露，小米将造车。", "sources unnamed sources"),
        ("zh", "分析师认为，小米将造车。", "analyst 分析师"),
        ("zh", "有媒体报道，小米将造车。", "outlet 媒体"),
        ("zh", "小米将造车。", "writer"),
        ("de", "Laut Xiaomi ist das Auto fertig.", "party Xiaomi"),
        ("de", "Das Auto sei fertig, sagte Lei Jun.", "party Lei Jun"),
        ("de", "Wie Reuters unter Berufung auf Insider berichtet, baut Xiaomi ein Auto.", "outlet Reuters"),
        ("fr", "Selon Xiaomi, la voiture est prête.", "party Xiaomi"),
        ("fr", "La voiture est prête, a déclaré Lei Jun.", "party Lei Jun"),
        ("es", "Según Xiaomi, el coche está listo.", "party Xiaomi"),
        ("es", "El coche está listo, dijo Lei Jun.", "party Lei Jun"),
        ("ru", "По словам Лэй Цзюня, машина готова.", "party Lei Jun"),
        ("ru", "Машина готова, заявил Лэй Цзюнь.", "party Lei Jun"),
    ],
)
def test_other_languages(language: str, text: str, speaker: str) -> None:
    assert who(text, language=language) == [speaker]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Xiaomi did not say when the car comes"),
        ("en", "Xiaomi declined to comment on the car"),
        ("zh", "小米没有表示何时上市。"),
        ("zh", "小米未予置评。"),
    ],
)
def test_silence_is_nobodys_word(language: str, text: str) -> None:
    assert who(text, language=language) == ["writer"]


@pytest.mark.parametrize(
    "text",
    [
        "Xiaomi builds a car, Reuters reported, citing two people familiar with the matter",
        "The ministry of industry approved the car, Reuters said, quoting insiders",
        "People close to Xiaomi told Reuters that it builds a car",
    ],
)
def test_an_outlet_that_cites_people_is_the_origin(text: str) -> None:
    """The medium outweighs both the unnamed people and whom they talk about."""
    assert {(v.kind, v.label) for v in voices(text)[0]} == {(Kind.OUTLET, "Reuters")}


def test_unnamed_people_outrank_their_company() -> None:
    assert who("People close to Xiaomi said it builds a car") == ["sources unnamed sources"]


@pytest.mark.parametrize(
    "headline", ["Xiaomi sources: Reuters", "Xiaomi sources: Reuters on a plan for a car"]
)
def test_a_company_before_its_unnamed_people_is_not_the_one_that_speaks(headline: str) -> None:
    assert who("", headline) == ["outlet Reuters"]


def test_people_who_told_the_site_told_the_outlet_named_before() -> None:
    text = (
        "LatePost wrote about it. People with knowledge of the plan told the site that Xiaomi builds a car."
    )
    assert who(text)[1] == "outlet LatePost"


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("en", "A Xiaomi filing shows that revenue rose", "Xiaomi"),
        ("en", "Xiaomi has a car company, according to Tianyancha", "Qichacha"),
        ("en", "The industry ministry has approved Xiaomi's car", "MIIT"),
        ("zh", "小米集团在港交所公告称，将设立子公司。", "Xiaomi"),
        ("zh", "天眼查显示，小米汽车有限公司已注册。", "Qichacha"),
        ("zh", "工信部批准小米造车。", "MIIT"),
    ],
)
def test_documents_and_regulators_speak(language: str, text: str, speaker: str) -> None:
    voice = voices(text, language=language)[0][0]
    assert (voice.kind, voice.label) == (Kind.PARTY, speaker)


def test_a_body_without_a_name_speaks_for_itself() -> None:
    """It has no speakers, so that nobody's standing is taken for it, but what it says is a document."""
    voice = voices("The court said Xiaomi may go on")[0][0]
    assert (voice.kind, voice.speakers, voice.document) == (Kind.PARTY, frozenset(), True)


def test_a_voice_governs_the_clauses_behind_it() -> None:
    """Ahead of the first voice its own; each clause behind has the latest."""
    row = voices("The plant is ready, Xiaomi said, but Nio said its own is not")[0]
    assert [v.label for v in row] == ["Xiaomi", "Xiaomi", "Nio"]


@pytest.mark.parametrize(
    ("second", "speaker"),
    [
        ("Deliveries begin in June.", "party Xiaomi"),
        ("Its plant opens in May.", "party Xiaomi"),
        ("Nio is not amused.", "writer"),
        ("Will anyone buy it?", "writer"),
        ("We think nobody will.", "writer"),
        ("Rumours had named another day.", "writer"),
    ],
)
def test_a_partys_voice_goes_on(second: str, speaker: str) -> None:
    """Until somebody else, a question, an opinion or a rumour comes in."""
    assert who(f"Xiaomi said the car is ready. {second}")[1] == speaker


def test_a_carried_voice_says_so_and_ends() -> None:
    """A party's goes on for three sentences, an outlet's for one."""
    party = voices("Xiaomi said the car is ready. " + "The doors open upwards. " * 5)
    assert [row[0].carried for row in party] == [False, True, True, True, False, False]
    assert who("Reuters said Xiaomi is ready. The doors open. The roof does too.")[1:] == [
        "outlet Reuters",
        "writer",
    ]


def test_a_headlines_voice_is_not_carried() -> None:
    assert who("The doors open upwards.", "Xiaomi says its car is ready") == ["party Xiaomi", "writer"]


@pytest.mark.parametrize(
    ("headline", "text", "speaker"),
    [
        ("Xiaomi will build a car", "Lei Jun said so in Beijing.", "party Lei Jun"),
        ("Xiaomi will build a car", "Reuters reported this on Monday.", "outlet Reuters"),
        ("Xiaomi will build a car", "Nio said so in Beijing.", "writer"),
        ("Will Xiaomi build a car?", "Lei Jun said so in Beijing.", "writer"),
        ("Xiaomi will build a car", "What has Lei Jun told us?", "writer"),
        ("Xiaomi will build a car", "Lei Jun denied it in Beijing.", "writer"),
        ("Xiaomi will build a car", "Nobody knew. Nobody cared. Nobody asked. Lei Jun said so.", "writer"),
        ("小米将造车", "雷军周一表示，计划已定。", "party Lei Jun"),
    ],
)
def test_the_lead_has_the_voice_named_after_it(headline: str, text: str, speaker: str) -> None:
    """Where a party speaks it must be one that the lead is about, and must not deny it."""
    language = "zh" if "小米" in headline else "en"
    assert who(text, headline, language)[0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Lei Jun spoke in Beijing. He said the car is ready.", "party Lei Jun"),
        ("Xiaomi opened a plant. The company said it is full.", "party Xiaomi"),
        ("It rained. Xiaomi grew, and it said it will grow again.", "party Xiaomi"),
        ("Xiaomi said it has a plant. A spokesman added that it is full.", "party Xiaomi"),
        ("Nio was there too. The spokesman said it went well.", "party Nio"),
        ("It rained all day. He said it would not stop.", "writer"),
    ],
)
def test_anaphors(text: str, speaker: str) -> None:
    """A pronoun or an office stands for whoever spoke last, else for whom the story is about."""
    assert who(text)[1] == speaker


def test_cue_quotes_the_story() -> None:
    assert voices("Lei Jun finally said it is ready")[0][0].cue == "Lei Jun … said"


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("en", "The plant is ready, Xiaomi said", "party"),
        ("en", "The plant is ready; Xiaomi said the car is too", "writer"),
        ("en", "Xiaomi said the car is ready; the plant is full", "party"),
        ("de", "Das Werk ist fertig, sagte Xiaomi.", "party"),
        ("de", "Das Werk ist fertig; Xiaomi sagte, das Auto sei bereit.", "writer"),
        ("fr", "L'usine est prête ; Xiaomi a déclaré la voiture prête aussi.", "writer"),
        ("ru", "Завод готов, заявила Xiaomi.", "party"),
        ("ru", "Завод готов; Xiaomi заявила, что машина тоже.", "writer"),
        ("zh", "工厂已建成，小米表示。", "party"),
        ("zh", "工厂已建成；小米表示，汽车也已量产。", "writer"),
    ],
)
def test_a_semicolon_parts_voices(language: str, text: str, first: str) -> None:
    """Who speaks behind it does not speak before it; who spoke before it goes on."""
    assert str(voices(text, language=language)[0][0].kind) == first


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("The plant is ready, and Xiaomi said the car is too", ["Xiaomi", "Xiaomi"]),
        ("The plant is ready, and Xiaomi said that the car is too", ["", "Xiaomi"]),
        ("The plant is ready, Lei Jun said in Beijing", ["Lei Jun", "Lei Jun"]),
        ("The plant is ready, Lei Jun said in Beijing that it is full", ["", "Lei Jun"]),
    ],
)
def test_what_a_that_opens_comes_behind_it(text: str, labels: list[str]) -> None:
    """A verb with its own "that" is no word for what stands before it."""
    assert [v.label for v in voices(text)[0]] == labels


@pytest.mark.parametrize(
    ("language", "text", "aside", "speaker"),
    [
        ("en", "Lei Jun, who met Elon Musk in 2013, said the car is ready", "", "Lei Jun"),
        ("en", "Xiaomi, whose plant is in Beijing, said the car is ready", "", "Xiaomi"),
        ("en", "Lei Jun, the founder, said the car is ready", "Lei Jun", "Lei Jun"),
        ("es", "Lei Jun, que visitó a Musk en 2013, dijo que el coche está listo.", "", "Lei Jun"),
        ("ru", "Лэй Цзюнь, который встречался с Маском, заявил, что машина готова.", "", "Lei Jun"),
    ],
)
def test_an_aside_is_the_writers(language: str, text: str, aside: str, speaker: str) -> None:
    """What a relative clause puts in before the verb of saying is not what is said."""
    row = voices(text, language=language)[0]
    assert (row[1].label, row[-1].label) == (aside, speaker)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Xiaomi says the car is ready", "party Xiaomi"),
        ("Xiaomi chose to say the car is ready", "writer"),
        ("Lei Jun is on stage to announce that the car is ready", "writer"),
        ("Xiaomi has announced the car", "party Xiaomi"),
        ("Xiaomi has yet to say when the car comes", "writer"),
        ("Xiaomi has not yet publicly and formally announced the car", "writer"),
        ("Lei Jun stated that Great Wall had a plant", "party Lei Jun"),
        ("Stated in Beijing that Great Wall had a plant", "writer"),
    ],
)
def test_what_nobody_has_said(text: str, speaker: str) -> None:
    """An infinitive and a word still to come give nobody's word; who stands behind a "that" is spoken of."""
    assert who(text) == [speaker]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("en", "We wrote on Monday that Xiaomi builds a car", "writer"),
        ("en", "“We wrote that the car is ready,” Xiaomi said", "party Xiaomi"),
        ("en", "We met Lei Jun, who said the car is ready", "party Lei Jun"),
        ("en", "We at Xiaomi said the car is ready", "party Xiaomi"),
        ("de", "Wir schrieben am Montag, dass Xiaomi ein Auto baut.", "writer"),
        ("fr", "Nous avons écrit lundi que Xiaomi construit une voiture.", "writer"),
        ("ru", "Мы писали в понедельник, что Xiaomi строит автомобиль.", "writer"),
        ("zh", "我们周一写道，小米造车。", "writer"),
    ],
)
def test_we_are_the_writer(language: str, text: str, speaker: str) -> None:
    """Unless somebody else is named, or quoted."""
    assert who(text, language=language) == [speaker]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("en", "People close to Xiaomi said it builds a car. They said the plant is full.", "sources"),
        ("en", "Xiaomi said it builds a car. They said the plant is full.", "party"),
        ("de", "Insider sagten, Xiaomi baue ein Auto. Sie sagten, das Werk sei voll.", "sources"),
        ("fr", "Des initiés ont dit que Xiaomi construit une voiture. Ils ont dit non.", "sources"),
        ("ru", "Источники сообщили, что Xiaomi строит автомобиль. Они сказали нет.", "sources"),
        ("zh", "小米表示，汽车将上市。他们表示，工厂已满。", "party"),
    ],
)
def test_they_are_the_people_quoted_before(language: str, text: str, speaker: str) -> None:
    """Not the company that those people spoke of."""
    assert str(voices(text, language=language)[1][0].kind) == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Xiaomi opened a plant. The company shows that it is full.", "party Xiaomi"),
        ("Xiaomi opened a plant. They show that it is full.", "writer"),
    ],
)
def test_papers_that_show_something_are_nobody(text: str, speaker: str) -> None:
    assert who(text)[1] == speaker
