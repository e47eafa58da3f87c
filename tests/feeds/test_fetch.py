"""Fetching from real servers: what they may do wrong, and what we must not."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.feeds.fetch import Fetcher, Request
from monitor.model import Fetched, Outcome
from tests.servers import Reply, WebServer, redirect

CERTIFICATE = Path(__file__).with_name("feed.test.pem")
FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


def fetcher(**changes: Any) -> Fetcher:
    options: dict[str, Any] = {
        "timeout": 2.0,
        "deadline": 5.0,
        "max_bytes": 50_000,
        "workers": 4,
        "allow_private": ("127.0.0.1",),
        "user_agent": "monitor/0 (+tests)",
        "delay": 0.0,
    }
    return Fetcher(**options | changes)


def fetch(url: str, **changes: Any) -> Fetched:
    with fetcher(**changes) as fetching:
        return fetching.fetch(Request(url))


def loopback(host: str) -> list[str]:
    """A resolver to which every name is this machine."""
    return ["127.0.0.1"]


def message(fetched: Fetched) -> str:
    """Why it failed; fails itself where it did not."""
    assert fetched.outcome is Outcome.FAILED
    assert fetched.problem is not None
    assert fetched.problem.stage == "fetch"
    assert fetched.problem.subject == fetched.url
    assert "\n" not in fetched.problem.message
    return fetched.problem.message


def unused_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


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
    assert headers["accept-encoding"] == "gzip, deflate"
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
            "HTTP 403 Forbidden: the site asks for a browser check, which a program cannot pass",
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
    told = message(fetch(server.url("/"), timeout=0.3, deadline=0.4))
    assert told == "timed out: not finished at the deadline of 0.4 s"


def test_deadline_counts_over_redirects(server: WebServer) -> None:
    """Hops that are each fast enough, but not together."""
    for hop in range(5):
        server.script[f"/{hop}"] = Reply(status=302, headers={"Location": f"/{hop + 1}"}, delay=0.2)
    assert "deadline" in message(fetch(server.url("/0"), deadline=0.5))


# --- size


def test_announced_size_is_refused_before_it_comes(server: WebServer) -> None:
    server.script["/"] = Reply(headers={"Content-Length": "50001"}, delay=0.0)
    assert message(fetch(server.url("/"))) == "too large: 50,001 bytes, 50,000 are allowed"


def test_unannounced_size_is_cut_off(server: WebServer) -> None:
    server.script["/"] = Reply(raw=b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000)
    assert message(fetch(server.url("/"))) == "too large: more than the 50,000 bytes allowed"


def test_just_allowed_size(server: WebServer) -> None:
    server.script["/"] = Reply(body=b"x" * 50_000)
    assert len(fetch(server.url("/")).body) == 50_000


@pytest.mark.parametrize(("encoding", "wbits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_bombs_do_not_unfold(server: WebServer, encoding: str, wbits: int) -> None:
    """Twenty million bytes out of twenty thousand."""
    bomb = zlib.compress(bytes(20_000_000), wbits=wbits)
    assert len(bomb) < 50_000
    server.script["/"] = Reply(body=bomb, headers={"Content-Encoding": encoding})
    assert message(fetch(server.url("/"))) == "too large: more than the 50,000 bytes allowed"


def test_body_of_a_redirect_is_not_read(server: WebServer) -> None:
    """It may be a bomb as well."""
    bomb = gzip.compress(bytes(20_000_000))
    headers = {"Location": "/feed", "Content-Encoding": "gzip"}
    server.script["/"] = Reply(status=302, headers=headers, body=bomb)
    server.script["/feed"] = Reply(body=FEED)
    assert fetch(server.url("/")).body == FEED


def test_encoding_that_was_not_asked_for(server: WebServer) -> None:
    server.script["/"] = Reply(body=b"?", headers={"Content-Encoding": "br"})
    assert message(fetch(server.url("/"))) == "came compressed in a way that was not asked for (br)"


def test_damaged_compression(server: WebServer) -> None:
    server.script["/"] = Reply(body=b"no gzip at all", headers={"Content-Encoding": "gzip"})
    assert message(fetch(server.url("/"))) == "its compressed data are damaged"


# --- redirects


def test_redirects_are_followed(server: WebServer) -> None:
    """Relative, with a fragment, in UTF-8; `url` stays what was asked for."""
    server.script["/a"] = redirect("b#part", 301)
    server.script["/b"] = redirect("/caf\u00c3\u00a9", 308)
    server.script["/caf%C3%A9"] = Reply(body=FEED)
    fetched = fetch(server.url("/a"))
    assert fetched.body == FEED
    assert fetched.url == server.url("/a")
    assert fetched.final_url == server.url("/café")


def test_loop(server: WebServer) -> None:
    server.script["/a"] = redirect("/b")
    server.script["/b"] = redirect("/a")
    assert message(fetch(server.url("/a"))).startswith("redirected in a loop")


def test_redirect_to_itself_that_waits_for_its_cookie(server: WebServer) -> None:
    """As some papers do; it is no loop."""
    first = Reply(status=302, headers={"Location": "/", "Set-Cookie": "seen=1"})
    server.script["/"] = [first, Reply(body=FEED)]
    assert fetch(server.url("/")).body == FEED
    assert server.asked[1].headers["cookie"] == "seen=1"


def test_too_many_redirects(server: WebServer) -> None:
    for hop in range(9):
        server.script[f"/{hop}"] = redirect(f"/{hop + 1}")
    assert message(fetch(server.url("/0"))).startswith("more than 5 redirects")
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706434/",
    ],
)
def test_redirect_into_a_private_network(server: WebServer, target: str) -> None:
    """Every hop passes the guard, however the address is written."""
    server.script["/"] = redirect(target)
    assert "address refused" in message(fetch(server.url("/")))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)"])
def test_redirect_to_another_scheme(server: WebServer, target: str) -> None:
    server.script["/"] = redirect(target)
    assert "only http and https" in message(fetch(server.url("/")))


def test_redirect_to_what_is_no_address(server: WebServer) -> None:
    server.script["/"] = redirect("http://[::1/")
    assert message(fetch(server.url("/"))) == "redirected to http://[::1/: Invalid IPv6 URL"


def test_credentials_stay_with_their_origin(server: WebServer) -> None:
    """Those in the address go to its host and port, not to where that redirects, nor into a message."""
    with WebServer() as other:
        server.script["/"] = redirect(other.url("/"))
        url = server.url("/").replace("http://", "http://me:sec%3Aret@")
        fetched = fetch(url)
    assert server.asked[0].headers["authorization"] == "Basic bWU6c2VjOnJldA=="
    assert "authorization" not in other.asked[0].headers
    assert fetched.problem is not None
    assert "sec" not in fetched.problem.message + fetched.final_url


# --- addresses


@pytest.mark.parametrize("url", ["", "nonsense", "file:///etc/passwd", "ftp://example.org/", "http://"])
def test_what_is_no_web_address(url: str) -> None:
    assert "only http and https" in message(fetch(url))


@pytest.mark.parametrize("url", ["http://[::1", "http://host:port/", "http://host:99999/"])
def test_broken_addresses(url: str) -> None:
    assert "not a valid address" in message(fetch(url))


def test_private_address_is_refused_unless_allowed(server: WebServer) -> None:
    server.script["/"] = Reply(body=FEED)
    told = message(fetch(server.url("/"), allow_private=()))
    assert told == "address refused: 127.0.0.1 is neither public nor in allow_private"
    assert server.asked == []


def test_name_that_leads_to_a_private_address(server: WebServer) -> None:
    """The address decides, not the name."""
    url = server.url("/", host="news.test")
    told = message(fetch(url, allow_private=(), resolve=loopback))
    assert told == "address refused: news.test (127.0.0.1) is neither public nor in allow_private"


def test_rebinding_name_gains_nothing(server: WebServer) -> None:
    """A name that answers with a public address first and a private one later is asked only once."""
    server.script["/"] = Reply(body=b"secret")
    answers = [["192.0.2.1"], ["127.0.0.1"]]
    asked: list[str] = []

    def resolve(host: str) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    url = server.url("/", host="rebind.test")
    # The documentation network stands for a public address: it is let through and leads nowhere.
    fetched = fetch(url, allow_private=("192.0.2.0/24",), resolve=resolve, timeout=0.2)
    assert fetched.outcome is Outcome.FAILED
    assert asked == ["rebind.test"]
    assert server.asked == []


def test_only_allowed_addresses_of_a_name_are_tried(server: WebServer) -> None:
    """One address that must not be reached does not spoil the others."""
    server.script["/"] = Reply(body=FEED)
    url = server.url("/", host="mixed.test")
    fetched = fetch(url, resolve=lambda host: ["10.0.0.1", "127.0.0.1"])
    assert fetched.body == FEED
    assert server.asked[0].headers["host"] == f"mixed.test:{server.port}"


def test_allowed_host_by_name(server: WebServer) -> None:
    server.script["/"] = Reply(body=FEED)
    url = server.url("/", host="nas.local")
    assert fetch(url, allow_private=("NAS.local:80",), resolve=loopback).body == FEED


def test_proxies_of_the_environment_are_not_used(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would resolve names itself, behind the guard's back."""
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_port()}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused_port()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.script["/"] = Reply(body=FEED)
    assert fetch(server.url("/")).body == FEED


# --- the network


def test_connection_refused() -> None:
    port = unused_port()
    told = message(fetch(f"http://127.0.0.1:{port}/"))
    assert told == f"connection refused by 127.0.0.1, port {port}"


def test_without_a_network_each_feed_says_so() -> None:
    """No name resolves: every request fails for itself, in order."""

    def resolve(host: str) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with fetcher(resolve=resolve) as fetching:
        results = fetching.fetch_all([Request(f"https://{name}.example/feed") for name in "abc"])
    assert [message(result) for result in results] == [
        f"cannot resolve {name}.example: Temporary failure in name resolution" for name in "abc"
    ]


def test_resolver_that_never_answers() -> None:
    """The system's resolver has no limit of its own."""
    never = threading.Event()

    def resolve(host: str) -> list[str]:
        never.wait(10)
        return []

    told = message(fetch("http://slow.test/", resolve=resolve, timeout=0.1))
    never.set()
    assert told == "cannot resolve slow.test: no answer within 0.1 s"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"SSH-2.0-OpenSSH\r\n", "does not answer in proper HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "broke off the connection"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "broke off the connection"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "does not answer in proper HTTP"),
    ],
)
def test_broken_http(server: WebServer, raw: bytes, expected: str) -> None:
    server.script["/"] = Reply(raw=raw)
    assert expected in message(fetch(server.url("/")))


def test_hang_up_without_an_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            listener.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        told = message(fetch(f"http://127.0.0.1:{listener.getsockname()[1]}/"))
        thread.join()
    assert told in {"127.0.0.1 closed the connection without an answer", "127.0.0.1 broke off the connection"}


# --- TLS


def test_untrusted_certificate() -> None:
    with WebServer(certificate=str(CERTIFICATE)) as server:
        told = message(fetch(server.url("/")))
    assert told == "the certificate of 127.0.0.1 cannot be trusted: self-signed certificate"


def test_trusted_certificate_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is sent and checked though the socket goes to a checked address; the deadline holds."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with WebServer(certificate=str(CERTIFICATE)) as server:
        server.script["/"] = Reply(body=FEED)
        server.script["/drip"] = Reply(body=FEED * 100, drip=0.05, drip_headers=True)
        right = fetch(server.url("/", host="feed.test"), resolve=loopback)
        wrong = fetch(server.url("/", host="other.test"), resolve=loopback)
        slow = fetch(server.url("/drip", host="feed.test"), resolve=loopback, timeout=0.3, deadline=0.6)
    assert right.body == FEED
    assert "other.test cannot be trusted" in message(wrong)
    assert "deadline" in message(slow)


def test_plain_http_where_tls_is_expected(server: WebServer) -> None:
    assert "no secure connection to" in message(fetch(server.url("/").replace("http:", "https:")))


# --- many at once


def test_results_stand_in_the_order_asked(server: WebServer) -> None:
    """The first is the slowest; a failure stops nothing; each is told once."""
    server.script["/0"] = Reply(body=b"0", delay=0.2)
    server.script["/2"] = Reply(body=b"2")
    told: list[str] = []

    def on_done(fetched: Fetched) -> None:
        told.append(fetched.url)

    with fetcher() as fetching:
        results = fetching.fetch_all(
            [Request(server.url(f"/{number}")) for number in range(3)],
            on_done=on_done,
        )
    assert [result.body for result in results] == [b"0", b"", b"2"]
    assert results[1].outcome is Outcome.FAILED
    assert sorted(told) == [server.url(f"/{number}") for number in range(3)]
    assert told[-1] == server.url("/0")


def test_none_at_all() -> None:
    with fetcher() as fetching:
        assert fetching.fetch_all([]) == ()


def test_an_allowed_host_is_asked_by_several_at_once(server: WebServer) -> None:
    """It is the user's own."""
    paths = [f"/{number}" for number in range(4)]
    server.script.update({path: Reply(delay=0.3) for path in paths})
    with fetcher(delay=60.0) as fetching:
        fetching.fetch_all([Request(server.url(path)) for path in paths])
    assert server.busiest > 1


def test_other_hosts_are_asked_one_at_a_time_with_a_pause(server: WebServer) -> None:
    """Reached by an allowed network, but by a name that is nobody's own."""
    paths = [f"/{number}" for number in range(3)]
    server.script.update({path: Reply() for path in paths})
    with fetcher(delay=0.1, resolve=loopback) as fetching:
        fetching.fetch_all([Request(server.url(path, host="polite.test")) for path in paths])
    assert server.busiest == 1
    gaps = [later.at - earlier.at for earlier, later in zip(server.asked, server.asked[1:], strict=False)]
    assert min(gaps) >= 0.1


def test_leaving_ends_the_wait_for_a_turn(server: WebServer) -> None:
    """A closed fetcher starts nothing more."""
    server.script["/"] = Reply()
    url = server.url("/", host="polite.test")
    with fetcher(delay=60.0, resolve=loopback) as fetching:
        fetching.fetch(Request(url))
    assert message(fetching.fetch(Request(url))) == "not fetched, for the program was stopping"
    assert len(server.asked) == 1


def test_an_error_in_the_callback_reaches_the_caller(server: WebServer) -> None:
    """And the rest is not fetched for nobody."""

    def on_done(fetched: Fetched) -> None:
        raise KeyboardInterrupt

    server.script.update({f"/{number}": Reply() for number in range(20)})
    requests = [Request(server.url(f"/{number}")) for number in range(20)]
    with fetcher(workers=1) as fetching, pytest.raises(KeyboardInterrupt):
        fetching.fetch_all(requests, on_done=on_done)
    assert len(server.asked) < 20
