"""Whether a page is the article of an entry."""

from __future__ import annotations

import pytest

from monitor.stories.pages import Bearing, bearing
from tests.stories.builders import BODY, article, entry

CHINESE = "小米汽车宣布第二工厂竣工，年产能十五万辆，首批车辆下月交付。"


@pytest.mark.parametrize(
    ("title", "summary", "text", "expected"),
    [
        ("A second hall", "Xiaomi will open a second car plant in Beijing next spring.", BODY, Bearing.REPEATS),
        ("A second hall", "Beijing gets another plant of Xiaomi, with effects on prices.", BODY, Bearing.ADDS),
        ("A second hall", "Ministers agreed on a new tax for airlines after a night of talks.", BODY, Bearing.DIFFERS),
        ("小米工厂", CHINESE, f"{CHINESE}雷军表示感谢。", Bearing.REPEATS),
        ("小米工厂", CHINESE, "请登录后继续阅读本站的全部内容，感谢您的支持与理解。" * 9, Bearing.DIFFERS),
        # without a summary the headline tells
        ("Xiaomi opens second Beijing plant", "", BODY, Bearing.REPEATS),
        ("Airlines protest against kerosene tax", "", BODY, Bearing.DIFFERS),
        # too little to tell by
        ("News", "", BODY, Bearing.REPEATS),
    ],
)  # fmt: skip
def test_how_a_page_goes_with_its_entry(title: str, summary: str, text: str, expected: Bearing) -> None:
    assert bearing(entry(title=title, summary=summary), article(text=text)) is expected


def test_under_the_same_headline_a_summary_may_be_in_other_words() -> None:
    listed = entry(
        title="A second hall",
        summary="Residents fear traffic, dust, noise, higher rents and closures of streets.",
    )
    assert bearing(listed, article(text=BODY)) is Bearing.DIFFERS
    assert (
        bearing(listed, article(text=BODY + " Rents are higher.", title="A second hall | Wire"))
        is Bearing.ADDS
    )
