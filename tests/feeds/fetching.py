"""A fetcher with the patience of a test, and what is asked of its results."""

from __future__ import annotations

import socket
from typing import Any

from monitor.feeds.fetch.fetcher import Fetcher, Request
from monitor.model import Fetched, Outcome

FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


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
