"""From entries and articles to stories and their versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.stories.builders import (
    BODY,
    NOW,
    OTHER,
    SHORT,
    WIRE,
    article,
    ask,
    entry,
    failed,
    keep,
    run,
)

URL = "https://wire.example/news/plant"
LONG = " ".join([BODY] * 4)


def test_a_new_entry_is_a_story_with_all_that_is_known_of_it() -> None:
    gathered = run([entry()], articles=[article()])
    (story,) = gathered.stories
    assert (story.version, story.headline, story.text) == (1, "Xiaomi to open a second car plant", BODY)
    assert (story.outlet, story.language, story.feed, story.url) == ("Wire", "en", WIRE.url, URL)
    assert (story.published, story.first_seen) == (entry().published, NOW)
    assert (story.on_topic, story.topic_reason) == (True, "Xiaomi + car in the headline")
    assert story.judged
    assert not gathered.problems
    assert not gathered.again


def test_the_same_poll_twice_gives_nothing_and_fetches_nothing() -> None:
    first = run([entry()], articles=[article()])
    assert ask([entry()]) == (URL,)
    assert ask([entry()], first.stories) == ()
    assert run([entry()], first.stories) == run([], first.stories)


def test_a_page_that_fails_later_or_reads_otherwise_is_no_edit() -> None:
    known = run([entry()], articles=[article()]).stories
    for page in (failed(), article(text=LONG), article(text="Please accept our cookies.")):
        assert not run([entry()], known, [page]).stories


def test_without_its_article_a_story_has_the_summary_and_a_problem() -> None:
    gathered = run([entry()], articles=[failed()])
    assert gathered.stories[0].text == entry().summary
    assert gathered.problems == (failed().problem,)


def test_an_article_that_failed_is_tried_again_for_two_hours() -> None:
    known = run([entry()], articles=[failed()]).stories
    assert ask([entry()], known, now=NOW + timedelta(hours=1)) == (URL,)
    assert ask([entry()], known, now=NOW + timedelta(hours=3)) == ()
    (second,) = run([entry()], known, [article()]).stories
    assert (second.id, second.version, second.text) == (known[0].id, 2, BODY)


def test_the_longest_text_is_taken_and_does_not_repeat_the_headline() -> None:
    title = "Xiaomi to open a second car plant"
    assert run([entry(content=f"{title}\n{BODY}")]).stories[0].text == BODY
    assert run([entry(content=BODY)], articles=[article(text="Cut.")]).stories[0].text == BODY
    begins = f"{title} next to the old one, its president said."
    assert run([entry(summary=begins)]).stories[0].text == begins


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Xiaomi to open a second car plant in May", entry().summary),
        (
            entry().title,
            "The company will add a hall in Beijing next summer, not in spring, its president said.",
        ),
    ],
)
def test_an_edited_entry_is_a_new_version(title: str, summary: str) -> None:
    known = run([entry()]).stories
    edited = entry(title=title, summary=summary)
    (story,) = run([edited], known).stories
    assert (story.id, story.version, story.headline, story.text) == (known[0].id, 2, title, summary)
    assert story.first_seen == known[0].first_seen
    assert set(story.aliases) > set(known[0].aliases)


def test_blanks_and_punctuation_are_no_edit() -> None:
    known = run([entry()]).stories
    assert not run([entry(title="Xiaomi  to open a second car-plant!")], known).stories


def test_going_back_to_an_earlier_wording_is_no_edit() -> None:
    """Caches and headline tests show old and new wording in turn: that is not told each time."""
    known = run([entry()]).stories
    known = keep(known, run([entry(title="Xiaomi to open one more car plant")], known))
    assert known[0].version == 2
    assert not run([entry()], known).stories


def test_an_edited_headline_keeps_the_article_that_cannot_be_fetched_now() -> None:
    known = run([entry()], articles=[article()]).stories
    edited = entry(title="Xiaomi's second car plant delayed", summary="It will open later.")
    assert ask([edited], known) == (URL,)
    (story,) = run([edited], known, [failed()]).stories
    assert (story.version, story.headline, story.text) == (2, "Xiaomi's second car plant delayed", BODY)


def test_a_paywall_that_leaves_the_beginning_is_no_edit_of_the_text() -> None:
    known = run([entry()], articles=[article(text=LONG)]).stories
    edited = entry(title="Xiaomi to open a third car plant")
    (story,) = run([edited], known, [article(text=BODY)]).stories
    assert (story.version, story.text) == (2, LONG)
    (story,) = run([edited], known, [article(text=f"Retracted. {BODY}")]).stories
    assert story.text == f"Retracted. {BODY}"


def test_an_edited_summary_is_no_version_while_its_article_fails() -> None:
    known = run([entry()], articles=[article()]).stories
    edited = entry(summary="The company will add a hall.")
    again = run([edited], known, [failed()])
    assert not again.stories
    assert ask([edited], keep(known, again)) == (URL,)
    changed = article(text=BODY.replace("next spring", "next summer"))
    assert run([edited], known, [changed]).stories[0].version == 2


def test_an_edited_summary_of_the_same_article_is_learnt_and_not_fetched_again() -> None:
    known = run([entry()], articles=[article()]).stories
    edited = entry(summary="The company will add a hall.")
    again = run([edited], known, [article()])
    assert not again.stories
    assert [(item.id, item.version) for item in again.again] == [(known[0].id, 1)]
    assert ask([edited], keep(known, again)) == ()


def test_a_new_date_alone_is_no_version() -> None:
    known = run([entry()]).stories
    assert not run([entry(day=9)], known).stories


def test_a_version_takes_a_later_date_of_publication_only() -> None:
    known = run([entry()]).stories
    title = "Xiaomi to open a second car plant in May"
    assert run([entry(title=title, day=9)], known).stories[0].published.day == 9
    assert run([entry(title=title, day=3)], known).stories[0].published.day == 8


# Identity


def test_a_changed_guid_with_the_same_link_is_the_same_story() -> None:
    known = run([entry()]).stories
    assert not run([entry(guid="g2")], known).stories


def test_a_changed_link_with_the_same_guid_is_the_same_story() -> None:
    known = run([entry()]).stories
    assert not run([entry(url="https://wire.example/2024/new-slug")], known).stories


def test_changed_guid_and_link_with_the_same_content_are_the_same_story() -> None:
    known = run([entry()]).stories
    moved = entry(guid="new", url="https://wire.example/2024/new-slug")
    again = run([moved], known)
    assert not again.stories
    assert not run([moved], keep(known, again)).again


def test_a_story_in_two_feeds_is_one() -> None:
    there = entry(guid="x9", url=f"http://www.wire.example/news/plant?utm_source={OTHER.name}", feed=OTHER)
    there = replace(there, summary="A second hall, says Wire.")
    assert len(run([entry(), there]).stories) == 1
    known = run([entry()]).stories
    gathered = run([there], known)
    assert not gathered.stories
    assert ask([there], known) == ()


def test_another_feeds_full_text_is_a_version() -> None:
    known = run([entry()]).stories
    there = entry(guid="x9", feed=OTHER, content=LONG)
    (story,) = run([there], known).stories
    assert (story.version, story.text, story.feed) == (2, LONG, OTHER.url)
    assert not run([entry(title="Xiaomi to open a car plant")], [story]).stories


def test_one_link_for_different_stories_keeps_them_apart() -> None:
    link = "https://wire.example/latest"
    plant = entry(url=link)
    recall = entry(
        "g2", link, "Regulator orders a recall", "The brakes of one model may fail in the cold of winter."
    )
    assert len(run([plant, recall]).stories) == 2
    known = run([plant]).stories
    assert len(run([recall], known).stories) == 1
    assert len({story.id for story in (*known, *run([recall], known).stories)}) == 2


def test_one_guid_for_different_stories_keeps_them_apart() -> None:
    plant = entry("same")
    recall = entry(
        "same",
        "https://wire.example/news/recall",
        "Regulator orders a recall",
        "The brakes of one model may fail in the cold of winter.",
    )
    both = run([plant, recall]).stories
    assert len(both) == 2
    assert not run([plant, recall], both).stories
    known = run([plant]).stories
    assert [story.version for story in run([recall], known).stories] == [1]


def test_a_front_page_as_link_does_not_join_stories() -> None:
    home = "https://wire.example/"
    one = entry("a", home, "Xiaomi to open a second car plant")
    two = entry(
        "b", home, "Xiaomi to open a second car plant in May", "An entirely different summary of it all."
    )
    assert len(run([one, two]).stories) == 2


def test_entries_with_neither_guid_nor_link_are_known_by_content() -> None:
    bare = [entry("", "", "Xiaomi car one"), entry("", "", "Xiaomi car two")]
    stories = run(bare).stories
    assert len(stories) == 2
    assert not run(bare, stories).stories


def test_a_short_line_that_returns_is_another_story() -> None:
    """A weekly column has the same title and no text each time."""
    first = entry("w1", "https://wire.example/w/1", "Car news", "", day=1)
    second = entry("w2", "https://wire.example/w/2", "Car news", "", day=8)
    assert len(run([first, second]).stories) == 2


def test_a_known_story_whose_text_appears_elsewhere_is_a_reprint() -> None:
    known = run([entry()], articles=[article()]).stories
    there = entry(
        "x", "https://other.example/1", "Second hall for Xiaomi's car", feed=OTHER, content=f"(Wire) {BODY}"
    )
    (story,) = run([there], known).stories
    assert story.reprint_of == known[0].id


def test_the_first_of_a_batch_is_the_original_whatever_its_place() -> None:
    late = entry(
        "x",
        "https://other.example/1",
        "Second hall for Xiaomi's car",
        feed=OTHER,
        content=f"(W) {BODY}",
        day=9,
    )
    stories = run([late, entry(content=BODY)]).stories
    assert [story.published.day for story in stories] == [8, 9]
    assert [story.reprint_of for story in stories] == [None, stories[0].id]


def test_stories_that_matter_to_no_one_are_kept_but_not_compared() -> None:
    rain = [
        entry(str(n), f"https://wire.example/r/{n}", f"Rain {n}", BODY.replace("Xiaomi", "Acme") + f" {n}")
        for n in range(2)
    ]
    stories = run(rain).stories
    assert [(story.on_topic, story.reprint_of) for story in stories] == [(False, None), (False, None)]


# Who, when, in what language


def test_the_outlet_is_the_entrys_then_the_pages_then_the_feeds_then_the_site() -> None:
    assert (
        run([entry(outlet="Agency")], articles=[article(outlet="Wire Online")]).stories[0].outlet == "Agency"
    )
    assert run([entry()], articles=[article(outlet="Wire Online")]).stories[0].outlet == "Wire Online"
    assert run([entry()]).stories[0].outlet == "Wire"
    unnamed = entry(url="https://news.short.example/1", feed=SHORT)
    assert run([unnamed]).stories[0].outlet == "short.example"


def test_without_a_date_a_story_is_of_its_page_or_of_now() -> None:
    page = replace(article(), published=NOW - timedelta(days=1))
    assert run([entry(dated=False)], articles=[page]).stories[0].published == page.published
    known = run([entry(dated=False)]).stories
    assert known[0].published == NOW
    assert not run([entry(dated=False)], known, now=NOW + timedelta(days=40)).stories


def test_a_language_that_the_judge_does_not_know_is_marked() -> None:
    text = "Компанія відкриє другий завод навесні, повідомив її президент журналістам після зборів."
    (story,) = run([entry(title="Xiaomi будує другий завод електромобілів", summary=text)]).stories
    assert (story.language, story.judged, story.on_topic) == ("uk", False, True)


def test_the_pages_own_address_is_an_identity() -> None:
    page = replace(article("https://wire.example/go?id=1"), canonical_url="https://wire.example/news/plant")
    known = run([entry(guid="", url=page.url)], articles=[page]).stories
    assert not run([entry(guid="other", summary="A hall. " + entry().summary)], known).stories


def test_a_canonical_address_of_another_site_is_none() -> None:
    page = replace(article(), canonical_url="https://elsewhere.example/x")
    (story,) = run([entry()], articles=[page]).stories
    assert not any("elsewhere" in alias for alias in story.aliases)


def test_an_entry_of_no_known_feed_is_left_out() -> None:
    assert not run([replace(entry(), feed="https://gone.example/rss")]).stories


# What to fetch


def test_full_text_in_the_feed_is_not_fetched() -> None:
    assert ask([entry(content=LONG)]) == ()
    assert ask([entry(content=f"{LONG} Continue reading on our site")]) == (URL,)
    assert ask([entry(summary=LONG)]) == ()


def test_what_is_not_relevant_or_not_allowed_is_not_fetched() -> None:
    rain = entry("r", "https://wire.example/rain", "Rain in Spain", "It rains.")
    assert ask([rain]) == ()
    assert ask([replace(rain, title="Apple in Spain")]) == ("https://wire.example/rain",)
    assert ask([entry(feed=SHORT)]) == ()
    assert ask([entry(url="https://news.google.com/rss/articles/abc")]) == ()
    assert ask([entry(url="")]) == ()


def test_one_article_is_fetched_once() -> None:
    twin = entry("x", f"{URL}?utm_source=b", feed=OTHER)
    (url,) = ask([entry(), twin])
    page = article(url)
    assert run([entry(), twin], articles=[page]).stories[0].text == BODY


def test_a_story_that_changes_at_every_poll_has_a_bounded_number_of_names() -> None:
    """Other words, and another guid, each time; it stays one story, known by its link."""
    known = run([entry()]).stories
    for poll in range(100):
        known = run([entry(guid=f"g1-{poll}", summary=f"{entry().summary} {poll} readers.")], known).stories
        assert [story.version for story in known] == [poll + 2]
    (story,) = known
    assert len(story.aliases) == 64
    assert "url:https://wire.example/news/plant" in story.aliases
    assert not run([entry(guid="g1-99", summary=f"{entry().summary} 99 readers.")], known).stories
