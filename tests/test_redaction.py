"""What is secret in an address, and what stays readable."""

from __future__ import annotations

import pytest

from monitor.redaction import public


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://me:hunter2@example.org/feed", "https://me:***@example.org/feed"),
        ("https://hunter2@example.org/feed", "https://***@example.org/feed"),
        ("https://me:hun@ter2@example.org/", "https://me:***@example.org/"),
        ("https://me:hunter2@[2001:db8::1]:8080/feed", "https://me:***@[2001:db8::1]:8080/feed"),
        ("https://me:hun/ter2@example.org/feed", "https://me:***@example.org/feed"),
        ("https://example.org/feed/9f86d081884c7d659a2feaa0c55ad015/rss", "https://example.org/feed/***/rss"),
        ("https://example.org/7c9e6679-7425-40de-944b-e07fc1f90ae7.xml", "https://example.org/***.xml"),
        ("https://example.org/my/aB3dE5fG7hI9jK1lM3nO5pQ7", "https://example.org/my/***"),
        ("https://example.org/rss;jsessionid=hunter2", "https://example.org/rss;jsessionid=***"),
        ("https://example.org/rss?password%5B%5D=hunter2", "https://example.org/rss?password%5B%5D=***"),
        ("https://example.org/rss#access_token=hunter2", "https://example.org/rss#access_token=***"),
        ("https://example.org/rss?key=hunter2", "https://example.org/rss?key=***"),
        (
            "https://example.org/rss?page=2&access_token=hunter2#top",
            "https://example.org/rss?page=2&access_token=***#top",
        ),
        ("https://example.org/rss?apikey=hunter2&sort=new", "https://example.org/rss?apikey=***&sort=new"),
        ("https://example.org/rss?u=9f86d081884c7d659a2feaa0c55ad015", "https://example.org/rss?u=***"),
        ("https://example.org/rss?9f86d081884c7d659a2feaa0c55ad015", "https://example.org/rss?***"),
    ],
)
def test_secrets_are_masked(address: str, shown: str) -> None:
    assert public(address) == shown
    assert public(public(address)) == shown
    assert public(f"redirected to {address}: refused") == f"redirected to {shown}: refused"


@pytest.mark.parametrize(
    "text",
    [
        "https://news.google.com/rss/search?q=Xiaomi+EV+when:7d&hl=en-US&gl=US&ceid=US:en",
        "https://www.bing.com/news/search?q=Xiaomi+EV&format=rss&mkt=en-US",
        "https://example.org/2021/03/30/xiaomi-will-build-a-car.html?utm_source=rss",
        "https://example.org/@xiaomi/feed",
        "https://example.org:8080/@xiaomi/feed",
        "https://[2001:db8::1]:8080/@xiaomi/feed",
        "https://www.youtube.com/feeds/videos.xml?channel_id=UCBR8-60-B28hp2BmDPdntcQ",
        "https://example.org/2026-03-30-xiaomi-su7-max-review-of-the-car-2024",
        "https://example.org/articles/20260330123456789012345678.html",
        "/tmp/pytest/test_abc/config.toml",
        "me@example.org was refused; is it right?",
        "",
    ],
)
def test_the_rest_stays_as_it_is(text: str) -> None:
    assert public(text) == text


def test_a_path_in_the_message_of_a_library_is_an_address_too() -> None:
    text = "Max retries exceeded with url: /feed?token=hunter2 (Caused by X)"
    assert public(text) == "Max retries exceeded with url: /feed?token=*** (Caused by X)"
