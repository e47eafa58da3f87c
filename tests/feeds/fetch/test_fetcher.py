"""Fetching from real servers: answers, their time and size, and many at once."""

from __future__ import annotations

import gzip
import re
import time
import zlib
from collections.abc import Callable
from operator import itemgetter

import pytest

from monitor.feeds.fetch.fetcher import Request
from monitor.model import Outcome
from tests.feeds.fetching import FEED, fetch, fetcher, loopback, message
from tests.servers import Reply, WebServer


def _bare_deflate(data: bytes) -> bytes:
    return zlib.compress(data, wbits=-15)


# --- what goes well


def test_ok_has_body_headers_and_address(server: WebServer) -> None:
    """A plain success, with header names in lower case."""
    server.script["/feed"] = Reply(body=FEED, headers={"Content-Type": "application/rss+xml"})
    fetched = fetch(server.url("/feed"))
    assert (fetched.outcome, fetched.status, fetched.body) == (Outcome.OK, 200, FEED)
    assert fetched.problem is None
    assert fetched.header("content-type") == "application/rss+xml"
    assert fetched.final_url == fetched.url == server.url("/feed")
    assert fetched.at.utcoffset() is not None


def test_says_honestly_who_asks(server: WebServer) -> None:
    """The user agent is the one configured; only encodings that can be bounded are announced."""
    server.script["/"] = Reply()
    fetch(server.url("/"))
    headers = server.asked[0].headers
    assert headers["user-agent"] == "monitor/0 (+tests)"
    assert headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert "rss+xml" in headers["accept"]


def test_conditional_requests(server: WebServer) -> None:
    """Etag and date go back verbatim; a 304 is a success without a body."""
    server.script["/feed"] = Reply(body=FEED, headers={"ETag": 'W/"1"'})
    with fetcher() as fetching:
        first = fetching.fetch(Request(server.url("/feed")))
        again = fetching.fetch(Request(server.url("/feed"), first.header("etag"), "Sat, 01 Aug 2026"))
    assert (again.outcome, again.status, again.body) == (Outcome.NOT_MODIFIED, 304, b"")
    assert again.problem is None
    assert server.asked[1].headers["if-modified-since"] == "Sat, 01 Aug 2026"


def test_not_modified_without_a_condition_is_a_failure(server: WebServer) -> None:
    """There is nothing that it could refer to."""
    server.script["/"] = Reply(status=304)
    assert message(fetch(server.url("/"))) == "HTTP 304 Not Modified"


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", _bare_deflate),
        ("gzip", lambda data: gzip.compress(data[:20]) + gzip.compress(data[20:])),
        ("gzip", lambda data: gzip.compress(data) + b"\0\0padding"),
        ("identity", lambda data: data),
    ],
)
def test_compressed_bodies(server: WebServer, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    """Each form of compression that servers use under these names."""
    server.script["/"] = Reply(body=pack(FEED), headers={"Content-Encoding": encoding})
    assert fetch(server.url("/")).body == FEED


def test_chunked_body(server: WebServer) -> None:
    """Without a length announced."""
    server.script["/"] = Reply(
        raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    assert fetch(server.url("/")).body == b"abcde"


# --- statuses


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (404, {}, "HTTP 404 Not Found"),
        (410, {}, "HTTP 410 Gone"),
        (500, {}, "HTTP 500 Internal Server Error"),
        (429, {"Retry-After": "120"}, "HTTP 429 Too Many Requests; the server asks to wait 120 s"),
        (
            503,
            {"Retry-After": "Sat, 01 Aug 2026 09:30:00 GMT"},
            "HTTP 503 Service Unavailable; the server asks to wait until Sat, 01 Aug 2026 09:30:00 GMT",
        ),
        (
            403,
            {"Cf-Mitigated": "challenge"},
            "HTTP 403 Forbidden: the site demands a browser check, which a program cannot pass",
        ),
        (302, {}, "HTTP 302 Found"),
        (999, {}, "HTTP 999"),
    ],
)
def test_statuses(server: WebServer, status: int, headers: dict[str, str], expected: str) -> None:
    """The message names the status and what the server asks for; the result keeps both."""
    server.script["/"] = Reply(status=status, headers=headers, body=b"never read")
    fetched = fetch(server.url("/"))
    assert message(fetched) == expected
    assert fetched.status == status
    assert fetched.body == b""
    assert fetched.header("retry-after") == headers.get("Retry-After")


# --- time


def test_slow_answer_times_out(server: WebServer) -> None:
    server.script["/"] = Reply(delay=30.0)
    assert "timed out: no answer" in message(fetch(server.url("/"), timeout=0.2))


@pytest.mark.parametrize("in_headers", [False, True])
@pytest.mark.parametrize("encoded", [False, True])
def test_dripping_server_ends_at_the_deadline(server: WebServer, in_headers: bool, encoded: bool) -> None:
    """Each byte comes in time, all of them never would."""
    body = gzip.compress(FEED * 100) if encoded else FEED * 100
    headers = {"Content-Encoding": "gzip"} if encoded else {}
    server.script["/"] = Reply(body=body, headers=headers, drip=0.05, drip_headers=in_headers)
    told = message(fetch(server.url("/"), timeout=5.0, deadline=0.4))
    assert told == "timed out: not complete after 0.4 s (deadline under [fetch])"


@pytest.mark.parametrize("in_headers", [False, True])
def test_dripping_server_does_not_hold_its_place_until_the_deadline(
    server: WebServer, in_headers: bool
) -> None:
    """A kilobyte must come in the time of a read."""
    server.script["/"] = Reply(body=FEED * 100, drip=0.05, drip_headers=in_headers)
    told = message(fetch(server.url("/"), timeout=0.3, deadline=60.0))
    assert re.fullmatch(r"timed out: 127.0.0.1 sends too slowly \(\d+ bytes in 0.3 s\)", told)


def test_deadline_counts_over_redirects(server: WebServer) -> None:
    """Hops that are each fast enough, but not together."""
    for hop in range(5):
        server.script[f"/{hop}"] = Reply(status=302, headers={"Location": f"/{hop + 1}"}, delay=0.2)
    assert "deadline" in message(fetch(server.url("/0"), deadline=0.5))


# --- size


def test_announced_size_is_refused_before_it_comes(server: WebServer) -> None:
    server.script["/"] = Reply(headers={"Content-Length": "50001"}, delay=0.0)
    assert (
        message(fetch(server.url("/"))) == "too large: 50,001 bytes, 50,000 allowed (max_bytes under [fetch])"
    )


def test_unannounced_size_is_cut_off(server: WebServer) -> None:
    server.script["/"] = Reply(raw=b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000)
    assert message(fetch(server.url("/"))) == "too large: more than 50,000 bytes (max_bytes under [fetch])"


def test_just_allowed_size(server: WebServer) -> None:
    server.script["/"] = Reply(body=b"x" * 50_000)
    assert len(fetch(server.url("/")).body) == 50_000


@pytest.mark.parametrize(("encoding", "wbits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_bombs_do_not_unfold(server: WebServer, encoding: str, wbits: int) -> None:
    """Twenty million bytes out of twenty thousand."""
    bomb = zlib.compress(bytes(20_000_000), wbits=wbits)
    assert len(bomb) < 50_000
    server.script["/"] = Reply(body=bomb, headers={"Content-Encoding": encoding})
    assert message(fetch(server.url("/"))) == "too large: more than 50,000 bytes (max_bytes under [fetch])"


def test_body_of_a_redirect_is_not_read(server: WebServer) -> None:
    """It may be a bomb as well."""
    bomb = gzip.compress(bytes(20_000_000))
    headers = {"Location": "/feed", "Content-Encoding": "gzip"}
    server.script["/"] = Reply(status=302, headers=headers, body=bomb)
    server.script["/feed"] = Reply(body=FEED)
    assert fetch(server.url("/")).body == FEED


def test_encoding_that_was_not_asked_for(server: WebServer) -> None:
    server.script["/"] = Reply(body=b"\x1f\x9d\x90 no text", headers={"Content-Encoding": "compress"})
    assert message(fetch(server.url("/"))) == "unsupported Content-Encoding (compress)"


def test_damaged_compression(server: WebServer) -> None:
    server.script["/"] = Reply(body=b"\x1f\x8b\xff no gzip", headers={"Content-Encoding": "gzip"})
    assert message(fetch(server.url("/"))) == "the compressed data are corrupt"


# --- many at once


def test_results_come_as_they_are_done(server: WebServer) -> None:
    """The first is the slowest; a failure stops nothing; each is given once, with its place."""
    server.script["/0"] = Reply(body=b"0", delay=0.2)
    server.script["/2"] = Reply(body=b"2")
    with fetcher() as fetching:
        results = list(fetching.fetch_all([Request(server.url(f"/{number}")) for number in range(3)]))
    assert results[-1][0] == 0
    assert [result.body for _, result in sorted(results, key=itemgetter(0))] == [b"0", b"", b"2"]
    assert dict(results)[1].outcome is Outcome.FAILED


def test_none_at_all() -> None:
    with fetcher() as fetching:
        assert list(fetching.fetch_all([])) == []


def test_an_allowed_host_is_asked_by_several_at_once(server: WebServer) -> None:
    """It is the user's own."""
    paths = [f"/{number}" for number in range(4)]
    server.script.update({path: Reply(delay=0.3) for path in paths})
    with fetcher(delay=60.0) as fetching:
        assert len(list(fetching.fetch_all([Request(server.url(path)) for path in paths]))) == 4
    assert server.busiest > 1


def test_other_hosts_are_asked_one_at_a_time_with_a_pause(server: WebServer) -> None:
    """Reached by an allowed network, but by a name that is nobody's own."""
    paths = [f"/{number}" for number in range(3)]
    server.script.update({path: Reply() for path in paths})
    with fetcher(delay=0.1, resolve=loopback) as fetching:
        requests = [Request(server.url(path, host="polite.test")) for path in paths]
        assert len(list(fetching.fetch_all(requests))) == 3
    assert server.busiest == 1
    gaps = [later.at - earlier.at for earlier, later in zip(server.asked, server.asked[1:], strict=False)]
    assert min(gaps) >= 0.1


def test_leaving_ends_the_wait_for_a_turn(server: WebServer) -> None:
    """A closed fetcher starts nothing more."""
    server.script["/"] = Reply()
    url = server.url("/", host="polite.test")
    with fetcher(delay=60.0, resolve=loopback) as fetching:
        fetching.fetch(Request(url))
    assert message(fetching.fetch(Request(url))) == "not fetched: the program was stopping"
    assert len(server.asked) == 1


def test_a_caller_who_goes_away_ends_it(server: WebServer) -> None:
    """The rest is not fetched for nobody."""
    server.script.update({f"/{number}": Reply() for number in range(20)})
    requests = [Request(server.url(f"/{number}")) for number in range(20)]
    with fetcher(workers=1) as fetching:
        results = fetching.fetch_all(requests)
        next(results)
        results.close()  # type: ignore[attr-defined]
    assert len(server.asked) < 20


def test_no_more_bodies_are_held_than_there_are_workers(server: WebServer) -> None:
    """A caller who takes his time stops the transfers."""
    server.script.update({f"/{number}": Reply(body=FEED) for number in range(20)})
    with fetcher(workers=2) as fetching:
        results = fetching.fetch_all([Request(server.url(f"/{number}")) for number in range(20)])
        next(results)
        time.sleep(0.5)
        assert len(server.asked) <= 2 + 2
        assert len(list(results)) == 19


def test_a_host_that_wants_to_be_left_alone_is(server: WebServer) -> None:
    """Its other addresses are not asked, and fail with what it said; other hosts are."""
    server.script["/0"] = Reply(status=429, headers={"Retry-After": "60"})
    server.script["/1"] = server.script["/2"] = Reply(body=FEED)
    hosts = ["busy.test", "busy.test", "calm.test"]
    requests = [Request(server.url(f"/{number}", host=host)) for number, host in enumerate(hosts)]
    with fetcher(resolve=loopback) as fetching:
        results = dict(fetching.fetch_all(requests))
    assert sorted(asked.path for asked in server.asked) == ["/0", "/2"]
    assert (results[1].status, results[1].header("retry-after")) == (429, "60")
    assert results[2].body == FEED


@pytest.mark.parametrize(("headers", "asked"), [({}, 2), ({"Retry-After": "60"}, 1)])
def test_an_outage_of_one_address_is_none_of_its_host(
    server: WebServer, headers: dict[str, str], asked: int
) -> None:
    server.script["/0"] = Reply(status=503, headers=headers)
    requests = [Request(server.url(f"/{number}", host="busy.test")) for number in range(2)]
    with fetcher(resolve=loopback) as fetching:
        list(fetching.fetch_all(requests))
    assert len(server.asked) == asked


def test_an_unexpected_failure_is_a_problem_and_its_traceback_is_logged(
    server: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    told = message(fetch(server.url("/?key=t0ken"), deadline="soon"))
    assert told.startswith("unexpected failure: TypeError: ")
    assert "in after" in caplog.text
    assert "t0ken" not in caplog.text
