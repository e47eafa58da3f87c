"""Identities: one form for the addresses of a page, hashes that ignore what is no edit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domains import registrable_domain
from monitor.stories import identity
from monitor.stories.identity import (
    canonical_url,
    fingerprint,
    guid_identity,
    letters,
    page_identity,
    story_id,
)

PAGE = "https://example.com/news/story"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/news/story",
        "  https://example.com/news/story\n",
        "http://example.com/news/story",
        "HTTPS://Example.COM:443/news/story",
        "http://example.com:80/news/story/",
        "https://www.example.com/news/story",
        "https://m.example.com/news/story",
        "https://mobile.example.com/news/story",
        "https://amp.example.com/news/story",
        "https://example.com/news/story#comments",
        "https://example.com/news/story?utm_source=rss&utm_medium=feed",
        "https://example.com/news/story?fbclid=1&gclid=2&spm=a.b.c&from=timeline&ref=rss",
        "https://example.com/news/story?amp=1",
        "https://example.com/news/story?amp",
        "https://example.com/news/story/amp",
        "https://example.com/news/story/amp/",
        "https://example.com/news/story.amp",
        "https://example.com/amp/news/story",
        "https://www.google.com/amp/s/www.example.com/news/story",
        "https://www.google.co.uk/amp/s/example.com/news/story/amp/",
        "https://example-com.cdn.ampproject.org/c/s/example.com/news/story",
        "https://example.com/%6Eews/story",
    ],
)
def test_all_addresses_of_a_page_have_one_form(url: str) -> None:
    assert canonical_url(url) == PAGE


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
        ("https://example.com/?p=12", "https://example.com/?p=12"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://mobile.de/a", "https://mobile.de/a"),
        ("https://m.com/a", "https://m.com/a"),
        ("https://m.example.co.uk/a", "https://example.co.uk/a"),
        ("https://en.m.wikipedia.org/wiki/Xiaomi", "https://en.wikipedia.org/wiki/Xiaomi"),
        ("https://example.com/amplifier", "https://example.com/amplifier"),
        ("https://example.com/新闻", "https://example.com/%E6%96%B0%E9%97%BB"),
        ("https://example.com/%e6%96%b0", "https://example.com/%E6%96%B0"),
        ("https://例子.example/a", "https://xn--fsqu00a.example/a"),
        ("http://127.0.0.1:8080/a", "https://127.0.0.1:8080/a"),
        ("urn:uuid:12", "urn:uuid:12"),
        ("http://[broken", "http://[broken"),
        ("http://example.com:port/", "http://example.com:port/"),
        ("", ""),
    ],
)
def test_what_tells_pages_apart_stays(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@settings(deadline=None)
@given(
    st.one_of(
        st.text(),
        st.from_regex(
            r"https?://(www\.|m\.|amp\.)?[a-z]{1,5}\.(com|co\.uk)(:80)?/(amp/)?\S{0,30}", fullmatch=True
        ),
    )
)
def test_canonical_twice_is_canonical_once(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@settings(deadline=None)
@given(st.from_regex(identity._SIMPLE, fullmatch=True))
def test_a_simple_address_is_read_like_any_other(url: str) -> None:
    quick = identity._of_simple(url)
    once = identity._once(url)
    assert quick in ("", once, identity._once(once))


def test_a_front_page_identifies_nothing() -> None:
    assert page_identity("https://www.example.com/?utm_source=rss") is None
    assert page_identity("mailto:a@example.com") is None
    assert page_identity("https://example.com/a") == "url:https://example.com/a"


def test_a_guid_counts_within_its_feeds_host() -> None:
    one = guid_identity("https://www.wire.example/rss", "42")
    assert one == guid_identity("https://wire.example/china.xml", "42")
    assert one != guid_identity("https://other.example/rss", "42")
    assert guid_identity("https://wire.example/rss", "  ") is None


def test_a_guid_that_is_an_address_loses_its_tracking() -> None:
    feed = "https://wire.example/rss"
    assert guid_identity(feed, "http://wire.example/a?utm_source=x") == guid_identity(
        feed, "https://wire.example/a"
    )


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Xiaomi plans a car", "Its chief said so."),
        ("XIAOMI plans  a car!", "Its chief said so"),
        ("Xiaomi plans a car ", "Its\nchief said – so…"),
        ("Ｘiaomi plans a car", "Its chief “said” so."),
    ],
)
def test_blanks_case_and_punctuation_are_no_edit(headline: str, text: str) -> None:
    assert fingerprint(headline, text) == fingerprint("Xiaomi plans a car", "Its chief said so.")


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Xiaomi plans a car?", "Its chief said so."),
        ("Xiaomi plans no car", "Its chief said so."),
        ("Xiaomi plans a car Its chief", "said so."),
        ("Xiaomi plans a car", "Its chief said so. Twice."),
    ],
)
def test_words_and_question_marks_are_an_edit(headline: str, text: str) -> None:
    assert fingerprint(headline, text) != fingerprint("Xiaomi plans a car", "Its chief said so.")


def test_the_point_in_a_number_counts() -> None:
    assert fingerprint("1.5 billion yuan", "") != fingerprint("15 billion yuan", "")


def test_chinese_punctuation_is_no_edit() -> None:
    assert fingerprint("小米：明年造车", "雷军说，是的。") == fingerprint("小米 明年造车", "雷军说是的")


def test_ids_are_short_and_repeatable() -> None:
    assert story_id("url:https://example.com/a") == story_id("url:https://example.com/a")
    assert story_id("url:https://example.com/a") != story_id("url:https://example.com/b")
    assert len(story_id("x")) == 16


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("news.example.co.uk", "example.co.uk"),
        ("www.example.com", "example.com"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_the_registered_part_of_a_host(host: str, site: str) -> None:
    assert registrable_domain(host) == site


def test_a_chinese_character_says_more_than_a_letter() -> None:
    assert letters("小米 car!") == 9
