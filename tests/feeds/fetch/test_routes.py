"""Fetching from real servers: where a request may be led, and what fails on the way."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from monitor.feeds.fetch.fetcher import Request
from monitor.model import Outcome
from tests.feeds.fetching import FEED, fetch, fetcher, loopback, message, unused_port
from tests.servers import Reply, WebServer, redirect

CERTIFICATE = Path(__file__).with_name("feed.test.pem")


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
    assert (
        told == "address refused: 127.0.0.1 is a private address; allow it with allow_private under [fetch]"
    )
    assert server.asked == []


def test_name_that_leads_to_a_private_address(server: WebServer) -> None:
    """The address decides, not the name."""
    url = server.url("/", host="news.test")
    told = message(fetch(url, allow_private=(), resolve=loopback))
    assert (
        told
        == "address refused: news.test (127.0.0.1) is a private address; allow it with allow_private under [fetch]"
    )


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
        results = dict(fetching.fetch_all([Request(f"https://{name}.example/feed") for name in "abc"]))
    assert [message(results[index]) for index in range(3)] == [
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
        (b"SSH-2.0-OpenSSH\r\n", "sent an invalid HTTP response"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
            "closed the connection before the transfer was complete",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "closed the connection before the transfer was complete",
        ),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "sent an invalid HTTP response"),
    ],
)
def test_broken_http(server: WebServer, raw: bytes, expected: str) -> None:
    server.script["/"] = Reply(raw=raw)
    assert expected in message(fetch(server.url("/")))


@pytest.mark.parametrize(
    "body",
    [
        FEED,
        b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>\n<!-- served by cache 7 -->\n",
        b"<html><body><p>Text</p></body></HTML>",
        b'{"items": []}\n',
    ],
)
def test_a_whole_body_may_be_shorter_than_announced(server: WebServer, body: bytes) -> None:
    """A proxy has counted wrongly."""
    server.script["/"] = Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + body)
    assert fetch(server.url("/")).body == body


@pytest.mark.parametrize("body", [FEED[:-9], b'{"items": [{"id": {}}', b"<html><p>Text</p>"])
def test_half_a_body_is_none(server: WebServer, body: bytes) -> None:
    server.script["/"] = Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + body)
    assert "before the transfer was complete" in message(fetch(server.url("/")))


def test_several_choices_are_named(server: WebServer) -> None:
    server.script["/"] = Reply(status=300, headers={"Location": "https://feed.example/en?token=abc"})
    told = message(fetch(server.url("/")))
    assert told == "HTTP 300 Multiple Choices; it names this address: https://feed.example/en?token=***"


def test_hang_up_without_an_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            listener.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        told = message(fetch(f"http://127.0.0.1:{listener.getsockname()[1]}/"))
        thread.join()
    assert told in {
        "127.0.0.1 closed the connection without an answer",
        "127.0.0.1 closed the connection before the transfer was complete",
    }


# --- TLS


def test_untrusted_certificate() -> None:
    with WebServer(certificate=str(CERTIFICATE)) as server:
        told = message(fetch(server.url("/")))
    assert told == "the TLS certificate of 127.0.0.1 is not trusted: self-signed certificate"


def test_trusted_certificate_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is sent and checked though the socket goes to a checked address; the deadline holds."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with WebServer(certificate=str(CERTIFICATE)) as server:
        server.script["/"] = Reply(body=FEED)
        server.script["/drip"] = Reply(body=FEED * 100, drip=0.05, drip_headers=True)
        right = fetch(server.url("/", host="feed.test"), resolve=loopback)
        wrong = fetch(server.url("/", host="other.test"), resolve=loopback)
        slow = fetch(server.url("/drip", host="feed.test"), resolve=loopback, timeout=9.0, deadline=0.6)
    assert right.body == FEED
    assert "other.test is not trusted" in message(wrong)
    assert "deadline" in message(slow)


def test_plain_http_where_tls_is_expected(server: WebServer) -> None:
    assert "TLS connection to" in message(fetch(server.url("/").replace("http:", "https:")))
