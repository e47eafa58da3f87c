"""What robots.txt lets a program fetch, on real servers."""

from __future__ import annotations

import pytest

from monitor.feeds.fetch.fetcher import Request
from monitor.model import Outcome
from tests.feeds.fetching import FEED, fetcher, loopback, message
from tests.servers import Reply, WebServer, redirect


def allowed(server: WebServer, robots: Reply, path: str = "/story.html") -> bool:
    server.script["/robots.txt"] = robots
    server.script[path] = Reply(body=FEED)
    with fetcher() as fetching:
        fetched = fetching.fetch(Request(server.url(path), robots=True))
    assert (path in [asked.path for asked in server.asked]) is (fetched.outcome is Outcome.OK)
    return fetched.outcome is Outcome.OK


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /private/", True),
        ("User-agent: *\nDisallow: /*.html$", False),
        ("User-agent: *\nDisallow: /\nAllow: /story", True),
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: monitor\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Monitor\nAllow: /", True),
        ("User-agent: tests\nDisallow: /", True),  # our comment is not our name
        ("\x00\xff<html>not found</html>", True),
    ],
)
def test_rules(server: WebServer, rules: str, expected: bool) -> None:
    assert allowed(server, Reply(body=rules.encode("latin-1"))) is expected


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        (Reply(status=404), True),
        (Reply(status=403), True),
        (Reply(status=429), False),
        (Reply(status=500), False),
        (Reply(raw=b"nonsense\r\n"), False),
    ],
)
def test_a_site_without_the_file_allows_all_and_one_that_cannot_say_allows_nothing(
    server: WebServer, robots: Reply, expected: bool
) -> None:
    assert allowed(server, robots) is expected


def test_messages(server: WebServer) -> None:
    server.script["/robots.txt"] = [Reply(body=b"User-agent: *\nDisallow: /"), Reply(status=500)]
    root = server.url("")
    for expected in (
        f"not fetched: {root}/robots.txt does not allow it",
        f"not fetched: {root}/robots.txt could not be read: HTTP 500 Internal Server Error",
    ):
        with fetcher() as fetching:
            assert message(fetching.fetch(Request(server.url("/a"), robots=True))) == expected


def test_it_is_asked_once_for_a_site(server: WebServer) -> None:
    paths = [f"/{number}" for number in range(6)]
    server.script.update({path: Reply(body=FEED) for path in paths})
    with fetcher() as fetching:
        list(fetching.fetch_all([Request(server.url(path), robots=True) for path in paths]))
    assert [asked.path for asked in server.asked].count("/robots.txt") == 1


def test_a_redirect_is_asked_of_the_site_it_leads_to(server: WebServer) -> None:
    with WebServer() as other:
        server.script["/a"] = redirect(other.url("/b"))
        other.script["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /b")
        other.script["/b"] = Reply(body=FEED)
        with fetcher() as fetching:
            told = message(fetching.fetch(Request(server.url("/a"), robots=True)))
        assert "does not allow it" in told
        assert [asked.path for asked in other.asked] == ["/robots.txt"]


def test_the_guard_stands_before_the_file_too(server: WebServer) -> None:
    with fetcher(allow_private=(), resolve=loopback) as fetching:
        told = message(fetching.fetch(Request("http://inside.test/a", robots=True)))
    assert "address refused" in told


def test_a_feed_is_fetched_without_asking(server: WebServer) -> None:
    """It is published for programs."""
    server.script["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /")
    server.script["/feed"] = Reply(body=FEED)
    with fetcher() as fetching:
        assert fetching.fetch(Request(server.url("/feed"))).body == FEED
    assert [asked.path for asked in server.asked] == ["/feed"]
