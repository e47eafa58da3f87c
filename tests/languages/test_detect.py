"""Languages of headlines and texts."""

from __future__ import annotations

import pytest

from monitor.languages.detect import detect

HEADLINES = [
    ("en", "Xiaomi says its second plant opens in spring"),
    ("zh", "小米第二工厂明年春天投产"),
    ("zh", "小米SU7 Ultra明天上市"),
    ("zh", "小米汽車明年進入歐洲"),
    ("zh", "雷军：優の良品联名款卖完了"),
    ("de", "Xiaomi will im Frühjahr ein zweites Werk eröffnen"),
    ("fr", "Xiaomi ouvrira une deuxième usine au printemps"),
    ("es", "Xiaomi abrirá una segunda fábrica en primavera"),
    ("pt", "Xiaomi vai abrir uma segunda fábrica na primavera"),
    ("it", "Xiaomi aprirà una seconda fabbrica in primavera"),
    ("ru", "Сяоми откроет второй завод весной"),
    ("id", "Xiaomi akan membuka pabrik kedua pada musim semi"),
    ("vi", "Xiaomi sẽ mở nhà máy thứ hai vào mùa xuân"),
    ("uk", "Xiaomi відкриє другий завод навесні"),
    ("bg", "Xiaomi ще отвори втори завод през пролетта"),
    ("el", "Η Xiaomi ανοίγει δεύτερο εργοστάσιο την άνοιξη"),
    ("sv", "Xiaomi öppnar en andra fabrik i vår och anställer fler"),
    ("pl", "Xiaomi otworzy wiosną drugą fabrykę samochodów"),
    ("nl", "Xiaomi opent in het voorjaar een tweede fabriek"),
    ("tr", "Xiaomi ilkbaharda ikinci fabrikasını açacak"),
    ("ja", "シャオミ、春に第2工場を開設へ"),
    ("ja", "小米が来春に第二工場を開く見通し"),
    ("ko", "샤오미, 내년 봄 두 번째 공장 가동"),
    ("th", "เสียวหมี่จะเปิดโรงงานแห่งที่สองในฤดูใบไม้ผลิ"),
    ("ar", "شاومي تفتح مصنعها الثاني في الربيع"),
    ("he", "שיאומי תפתח מפעל שני באביב"),
    ("hi", "शाओमी वसंत में दूसरा कारखाना खोलेगी"),
]


@pytest.mark.parametrize(("language", "headline"), HEADLINES)
def test_headlines(language: str, headline: str) -> None:
    assert detect(headline, hint=None) == language


@pytest.mark.parametrize("language", ["zh", "ja", "ko", "ru", "uk", "el", "th", "ar"])
def test_a_wrong_hint_does_not_win_over_the_script(language: str) -> None:
    headline = next(text for code, text in HEADLINES if code == language)
    assert detect(headline, hint="en") == language


def test_a_wrong_hint_does_not_win_over_a_text() -> None:
    text = (
        "Der Konzern will im kommenden Frühjahr ein zweites Werk eröffnen, sagte der Präsident nach der "
        "Versammlung. Zulieferer haben schon Leute in die Hauptstadt geschickt."
    )
    assert detect(text, hint="en-US") == "de"


def test_a_hint_decides_what_the_text_leaves_open() -> None:
    assert detect("Xiaomi SU7", hint="pt-BR") == "pt"
    assert detect("2024", hint="de") == "de"
    assert detect("", hint=None) == "en"


def test_a_broken_hint_is_no_hint() -> None:
    assert detect("Xiaomi opens its second plant in spring", hint="english, mostly") == "en"


def test_a_chinese_name_does_not_make_a_text_chinese() -> None:
    assert detect("Xiaomi (小米) opens its second plant in spring", hint=None) == "en"


def test_all_chinese_is_zh() -> None:
    assert detect("小米汽車明年進入歐洲市場", hint="zh-Hant-TW") == "zh"
    assert detect("小米汽車", hint="yue") == "zh"


def test_malay_takes_a_hint() -> None:
    headline = "Xiaomi akan membuka kilang kedua pada musim bunga"
    assert detect(headline, hint="ms-MY") == "ms"
    assert detect(headline, hint=None) == "id"
