"""What pages change by themselves, told from what their authors change."""

from __future__ import annotations

import pytest

from monitor.model import Entry
from monitor.stories.chatter import only_chatter
from tests.stories.builders import entry, run


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Xiaomi's car (updated 3 min ago)", "Xiaomi's car (updated 13 min ago)"),
        ("Updated: 5 December 2021, 10:45 GMT. It sells.", "Updated: 5 December 2021, 11:05 GMT. It sells."),
        ("It sells. 1,234 views", "It sells. 21,001 views"),
        ("Xiaomi's car [10:45]", "Xiaomi's car [11:02]"),
        ("10:45 Xiaomi builds a car", "10:46 Xiaomi builds a car"),
        ("Stand: 10:45 Uhr", "Stand: 11:05 Uhr"),
        ("Aktualisiert vor 3 Minuten", "Aktualisiert vor 14 Minuten"),
        ("Mis à jour le 5 mai à 12h30", "Mis à jour le 6 mai à 08h31"),
        ("小米造车 3小时前 阅读(1234)", "小米造车 4小时前 阅读(1301)"),
        ("Обновлено: 10:45. 12 просмотров", "Обновлено: 10:59. 31 просмотров"),
    ],
)
def test_clocks_and_counters_are_chatter(before: str, after: str) -> None:
    assert only_chatter(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Xiaomi delivered 10,000 cars in 12 hours", "Xiaomi delivered 11,000 cars in 12 hours"),
        ("It takes orders for 24 hours", "It takes orders for 27 hours"),
        ("Xiaomi bought 5,000 shares", "Xiaomi bought 6,000 shares"),
        ("The talk began at 10:30 in Beijing", "The talk began at 10:40 in Beijing"),
        ("Xiaomi comments: it sold 12,000 cars", "Xiaomi comments: it sold 13,000 cars"),
        ("It sold 500 cars, it said 3 days ago", "It sold 600 cars, it said 4 days ago"),
        ("Updated 3 min ago: it sells", "Updated 4 min ago: it does not sell"),
        ("小米交付1万辆", "小米交付2万辆"),
    ],
)
def test_other_numbers_and_words_are_not(before: str, after: str) -> None:
    assert not only_chatter(before, after)


def test_an_entry_whose_clock_ticks_makes_no_version_and_no_new_name() -> None:
    known = run([entry(summary="The car sells well. Updated 3 min ago.")]).stories
    gathered = run([entry(summary="The car sells well. Updated 14 min ago.")], known)
    assert (gathered.stories, gathered.again) == ((), ())
    assert gathered.edits == {known[0].feed: (known[0].id,)}


def test_a_link_with_another_query_at_each_poll_is_one_story() -> None:
    """Neither guid nor link nor words stay, but what is left of the link, the date and nearly every word."""
    at = "https://wire.example/news/plant?token="
    known = run([entry("g1", f"{at}1", summary="The car sells well in all its colours. 120 views")]).stories
    second = run([entry("g2", f"{at}2", summary="The car sells well in all its colours. 135 views")], known)
    assert second.stories == ()
    assert [story.id for story in second.again] == [known[0].id]
    third = run([entry("g3", f"{at}3", summary="The car sells so well in all its colours. 135 views")], known)
    assert [(story.id, story.version) for story in third.stories] == [(known[0].id, 2)]


@pytest.mark.parametrize(
    "other",
    [
        entry("g2", "https://wire.example/news/plant?id=2", summary="Xiaomi sold 120 cars in June.", day=9),
        entry("g2", "https://wire.example/news/plant?id=2", summary="Xiaomi sold 135 cars in May."),
    ],
    ids=["another day", "another figure"],
)
def test_a_form_that_is_filled_in_again_is_another_story(other: Entry) -> None:
    first = entry("g1", "https://wire.example/news/plant?id=1", summary="Xiaomi sold 120 cars in May.")
    known = run([first]).stories
    (story,) = run([other], known).stories
    assert story.id != known[0].id


def test_pages_that_differ_in_their_query_alone_are_several_where_one_feed_lists_them() -> None:
    first, second = (
        entry(f"g{n}", f"https://wire.example/news/read?id={n}", summary=f"The car sells well. 12{n} views")
        for n in (1, 2)
    )
    known = run([first, second]).stories
    assert len(known) == 2
