"""Encodings, rightly and wrongly declared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.text.charset import decode

SIMPLE = "小米汽车发布会，雷军宣布首款车型的价格"
TRADITIONAL = "小米汽車發布會，雷軍宣布首款車型的價格"


@pytest.mark.parametrize(
    ("text", "encoding", "content_type"),
    [
        ("<?xml version='1.0' encoding='GB2312'?><a>{}镕</a>", "gbk", None),
        ("<?xml version='1.0' encoding='GB2312'?><a>{}</a>", "gb18030", "text/xml; charset=utf-8"),
        ("<?xml version='1.0' encoding='utf-8'?><a>{}</a>", "gbk", "text/xml; charset=GBK"),
        ("<?xml version='1.0' encoding='gb2312'?><a>{}</a>", "utf-8", "text/xml; charset=gb2312"),
        ("<?xml version='1.0'?><a>{}</a>", "utf-8", "text/xml; charset=iso-8859-1"),
        ("<a>{}</a>", "gbk", None),
        ("<a>{}</a>", "utf-8-sig", "text/xml; charset=gbk"),
        ("<a>{}</a>", "utf-16", None),
        ("<a>{}</a>", "utf-16-le", "text/xml; charset=utf-8"),
        ("<a>{}</a>", "utf-16-be", None),
        ("<a>{}</a>", "utf-32", None),
        ("<html><head><meta charset=gbk></head>{}", "gbk", "text/html"),
        ("<meta http-equiv=Content-Type content='text/html; charset=GB2312'>{}", "gbk", "text/html"),
        ("<a>{}</a>", "hz", "text/xml; charset=hz-gb-2312"),
        ("<a>{}</a>", "gbk", 'text/xml; charset="nonsense"'),
    ],
)
def test_chinese(text: str, encoding: str, content_type: str | None) -> None:
    document = text.format(SIMPLE)
    assert decode(document.encode(encoding), content_type) == document


@pytest.mark.parametrize("content_type", ["text/xml; charset=big5", "text/xml; charset=BIG5-HKSCS"])
def test_traditional_chinese(content_type: str) -> None:
    assert decode(TRADITIONAL.encode("big5hkscs"), content_type) == TRADITIONAL


@pytest.mark.parametrize(
    ("text", "encoding", "content_type"),
    [
        ("Où est le “café” déjà ?", "cp1252", "text/html; charset=iso-8859-1"),
        ("Où est le café déjà ?", "latin-1", None),
        ("Привет, мир", "windows-1251", "text/xml; charset=windows-1251"),
        ("日本語のニュース", "shift_jis", "text/xml; charset=Shift_JIS"),
        ("日本語", "iso-2022-jp", "text/xml; charset=iso-2022-jp"),
    ],
)
def test_others(text: str, encoding: str, content_type: str | None) -> None:
    assert decode(text.encode(encoding), content_type) == text


ALPHABETS = {
    "gb18030": "小米汽车今日宣布，其位于北京亦庄的第二工厂正式竣工，年产能为十五万辆。雷军表示，首批车辆将于下月交付。",
    "big5": "小米汽車今日宣布，其位於北京亦莊的第二工廠正式竣工，年產能為十五萬輛。雷軍表示，首批車輛將於下月交付。",
    "shift_jis": "小米の自動車は本日、北京にある第二工場が完成したと発表した。年間生産能力は十五万台である。",
    "euc_jp": "小米の自動車は本日、北京にある第二工場が完成したと発表した。年間生産能力は十五万台である。",
    "euc_kr": "샤오미 자동차는 오늘 베이징에 있는 제2공장이 완공되었다고 발표했다. 연간 생산 능력은 15만 대이다.",
    "cp1251": "Компания сегодня объявила о завершении строительства второго завода в Пекине, сообщил её президент.",
    "koi8-r": "Компания сегодня объявила о завершении строительства второго завода в Пекине, сообщил её президент.",
    "cp1252": "La société a annoncé l'achèvement de sa deuxième usine à Pékin, où des voitures ont déjà été livrées.",
}


@pytest.mark.parametrize("content_type", [None, "text/xml; charset=iso-8859-1", "text/xml; charset=utf-8"])
@pytest.mark.parametrize("encoding", ALPHABETS)
def test_text_that_shows_its_encoding(encoding: str, content_type: str | None) -> None:
    """Where nobody names it, or the server names its default."""
    document = f"<rss><title>{ALPHABETS[encoding] * 3}</title></rss>"
    assert decode(document.encode(encoding), content_type) == document


@pytest.mark.parametrize("text", ["été", "Où est le café déjà vu", "für Öl"])
def test_short_texts_are_what_the_header_says(text: str) -> None:
    assert decode(text.encode("cp1252"), "text/html; charset=iso-8859-1") == text


def test_one_damaged_character_does_not_spoil_the_rest() -> None:
    """Not even with a header that names an encoding in which nothing is corrupt."""
    body = (SIMPLE * 3).encode()[:-1]
    assert decode(body, "text/xml; charset=iso-8859-1").startswith(SIMPLE * 2)
    assert decode((SIMPLE * 3).encode("gbk")[:-1], "text/xml; charset=gb2312").startswith(SIMPLE * 2)


@pytest.mark.parametrize(
    "charset", ["base64", "rot13", "idna", "undefined", "unicode_escape", "utf-16", "\u00e9", "a" * 100, ""]
)
def test_names_that_are_no_encoding_of_text(charset: str) -> None:
    assert decode(b"plain\\x41", f"text/xml; charset={charset}") == "plain\\x41"


@given(st.binary(), st.none() | st.text(max_size=40))
def test_never_raises(body: bytes, content_type: str | None) -> None:
    decode(body, content_type)
