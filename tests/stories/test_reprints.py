"""Reprints: the same text in other outlets, whatever they cut; never a retelling or next month's report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.stories import reprints
from monitor.stories.reprints import Reprints
from tests.stories.builders import BODY, story

HEAD = "Xiaomi to open a second car plant in spring"
ZH = (
    "小米集团总裁周二在年度股东会后对记者表示，公司将于明年春天在北京启用第二座汽车工厂。新厂房两班制运转后，每年可生产十五万辆汽车。"
    "他说，来自三个省份的供应商已经派人进驻首都，一条铁路专用线正在铺设。附近居民此前抱怨货车太多，通往一年前投产的老厂的道路十分狭窄。"
)
RETELLING = (
    "A second factory is on its way: Xiaomi's president announced at the shareholders' meeting that the "
    "company expects to run another hall in the capital from March. Two shifts would make it good for "
    "150,000 vehicles a year. Parts makers are hiring already, and rails are being put down."
)


def original(
    known_text: str, text: str, *, headline: str = "Another headline altogether", day: int = 9
) -> str | None:
    return Reprints([story("first", HEAD, known_text)]).original(story("second", headline, text, day=day))


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        BODY.upper(),
        f"BEIJING (Agency) - {BODY} Reporting by our staff.",
        BODY[: len(BODY) * 2 // 3],
        BODY.replace("told reporters", "said").replace("once", "when").replace("lorries", "trucks"),
        f"{BODY} The share price rose two per cent in the afternoon, and analysts raised their targets.",
    ],
    ids=["same", "upper case", "framed", "cut", "copy-edited", "continued"],
)
def test_a_reprint_is_found_whatever_its_headline(text: str) -> None:
    assert original(BODY, text) == "first"


@pytest.mark.parametrize(
    "text", [ZH, f"据通讯社消息，{ZH}（完）", ZH[:80], ZH.replace("表示", "说").replace("首都", "北京")]
)
def test_a_chinese_reprint_is_found(text: str) -> None:
    assert original(ZH, text) == "first"


@pytest.mark.parametrize("text", [RETELLING, "Short.", ""])
def test_a_retelling_is_no_reprint(text: str) -> None:
    assert original(BODY, text) is None


def test_other_figures_make_another_story() -> None:
    report = (
        "The company handed over {} cars in {}, it said in a note on Sunday, {} more than the month before. "
        "The plant in the south of the city worked on {} days. Orders stand at {}, and buyers wait {} weeks."
    )
    may = report.format("28,312", "May", "1,204", "27", "112,400", "41")
    june = report.format("25,119", "June", "1,877", "26", "101,900", "38")
    assert original(may, june) is None
    assert original(may, may) == "first"


def test_ten_days_later_it_is_no_reprint() -> None:
    known = Reprints([story("first", HEAD, BODY, day=1)])
    assert known.original(story("second", HEAD, BODY, day=11)) == "first"
    assert known.original(story("second", HEAD, BODY, day=12)) is None


def test_a_known_story_of_later_date_is_found_as_well() -> None:
    """A feed may deliver the agency's own story after its reprints: they are still one origin."""
    assert Reprints([story("late", HEAD, BODY, day=9)]).original(story("early", HEAD, BODY, day=8)) == "late"


def test_headlines_alone_must_be_the_same_and_say_enough() -> None:
    known = Reprints([story("first", HEAD), story("short", "Xiaomi news")])
    assert known.original(story("second", f"{HEAD} - Evening Post")) == "first"
    assert known.original(story("second", HEAD.upper(), "It says so in a note.")) == "first"
    assert known.original(story("second", HEAD.replace("to open", "not to open"))) is None
    assert known.original(story("second", "Xiaomi news")) is None


def test_the_earliest_one_is_named_through_its_reprints() -> None:
    known = Reprints()
    names = []
    for number in range(1, 6):
        new = story(f"s{number}", f"Headline of outlet {number}", BODY, day=number)
        names.append(known.original(new))
        known.add(new)
    assert names == [None, "s1", "s1", "s1", "s1"]


def test_the_root_is_named_where_the_first_is_a_reprint_itself() -> None:
    known = Reprints([replace(story("middle", HEAD, BODY), reprint_of="root")])
    assert known.original(story("second", HEAD, BODY, day=9)) == "root"


def test_an_edited_original_is_no_reprint_of_its_reprints() -> None:
    known = Reprints([replace(story("copy", HEAD, BODY, day=9), reprint_of="first")])
    assert known.original(story("first", HEAD, BODY)) is None


def test_a_story_is_no_reprint_of_itself() -> None:
    known = Reprints([story("first", HEAD, BODY)])
    assert known.original(story("first", HEAD, BODY)) is None


# Floods: a story costs a bounded number of comparisons

FORM = (
    "Xiaomi said on Tuesday that {} of its electric cars had been handed over in {} cities, {} more than in the month "
    "before, and that the plant in Beijing would run two shifts from week {}. Buyers now wait {} weeks. The company "
    "gave no reason for the delay and said that a second hall was being built beside the first one."
)


def filled(number: int) -> str:
    """The form with figures that no other number has."""
    return FORM.format(*(number * 10 + place for place in range(5)))


@pytest.mark.parametrize("number", [0, 70, 199])
@pytest.mark.parametrize("share", [1.0, 0.7], ids=["whole", "abridged"])
def test_of_many_stories_made_from_one_form_the_one_that_was_repeated_is_found(
    number: int, share: float
) -> None:
    known = Reprints(story(f"s{n}", f"Headline {n}", filled(n)) for n in range(200))
    text = filled(number)
    repeated = f"(Agency) {text[: int(len(text) * share)]}"
    assert known.original(story("new", "Another headline altogether", repeated, day=9)) == f"s{number}"


def test_what_is_repeated_year_after_year_is_found_within_its_days() -> None:
    """Though a hundred older stories have the same words."""
    old = [story(f"old{n}", f"Headline {n}", BODY) for n in range(100)]
    before = (replace(item, published=item.published - timedelta(days=400)) for item in old)
    known = Reprints([*before, story("first", HEAD, BODY)])
    assert known.original(story("second", "Another headline altogether", BODY, day=9)) == "first"


@pytest.mark.parametrize("text", [filled, lambda number: BODY], ids=["one form", "one text"])
def test_a_flood_of_near_copies_is_compared_in_proportion_to_its_size(
    text: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    repeats = reprints.repeats
    monkeypatch.setattr(reprints, "repeats", lambda *given: compared.append(1) or repeats(*given))

    def comparisons(count: int) -> int:
        known, before = Reprints(), len(compared)
        for number in range(count):
            new = story(f"s{number}", f"Headline {number}", text(number))
            known.original(new)
            known.add(new)
        return len(compared) - before

    assert 0 < comparisons(400) <= 2.2 * comparisons(200)


def test_of_a_flood_of_near_copies_the_last_still_finds_the_first() -> None:
    known = Reprints()
    text = " ".join(f"word{number}" for number in range(60))
    for number in range(400):
        item = story(f"s{number:04}", f"Headline {number}", f"{text} end{number}")
        found = known.original(item)
        known.add(replace(item, reprint_of=found))
    assert found == "s0000"


RESULTS = (
    "Ferrum Motors delivered 41,207 cars in the third quarter, 18.4 percent more than a year before, and earned "
    "312 million euros on revenue of 2.91 billion. The margin rose to 23.6 percent. Shares gained 5.2 percent."
)
REWRITTEN = (
    "With 41,207 vehicles handed over from July to September, Ferrum grew by 18.4 percent; profit came to 312 million "
    "euros, sales to 2.91 billion. Investors, pleased by a margin of 23.6 percent, bought: plus 5.2 percent."
)
TRANSLATED = (
    "Von Juli bis September hat Ferrum 41.207 Autos ausgeliefert, 18,4 Prozent mehr als im Vorjahr. Der Gewinn lag bei "
    "312 Millionen Euro, der Umsatz bei 2,91 Milliarden. Die Marge stieg auf 23,6 Prozent, die Aktie um 5,2 Prozent."
)
CHINESE = (
    "费鲁姆三季度交付4.1207万辆汽车，同比增长18.4%，净利润3.12亿，营收29.1亿欧元，毛利率23.6%，股价涨5.2%。"
)
OWN_REPORT = (
    "Ferrum's chief executive told analysts that the plant in Brno will run three shifts from January. Quarterly "
    "profit was 312 million euros. He put orders for the new van at 6,800 and the cost of its recall in May at 27 "
    "million; 1,150 people are to be hired, most of them in Brno."
)


@pytest.mark.parametrize("text", [REWRITTEN, TRANSLATED, CHINESE], ids=["rewritten", "translated", "chinese"])
def test_the_same_figures_in_the_same_order_are_the_same_report(text: str) -> None:
    assert original(RESULTS, text) == "first"


def test_a_report_of_its_own_shares_few_figures() -> None:
    assert original(RESULTS, OWN_REPORT) is None


def test_the_same_figures_in_another_order_are_another_report() -> None:
    turned = "23.6 percent, 5.2 percent, 2.91 billion, 312 million, 18.4 percent, 41,207: Ferrum's quarter in figures."
    assert original(RESULTS, turned) is None


def test_few_figures_do_where_both_credit_one_source() -> None:
    first = (
        "Ferrum will close its plant in Brno in 2027 and cut 1,150 jobs, saving 96 million, Reuters reported."
    )
    other = "Wie Reuters meldet, schließt Ferrum das Werk in Brünn: 1150 Stellen weniger, gespart werden 96 Millionen."
    assert original(first, other) == "first"
    assert original(first.replace("Reuters", "Handelsblatt"), other.replace("Reuters", "Spiegel")) is None
