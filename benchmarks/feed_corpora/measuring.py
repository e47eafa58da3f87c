"""Reads the cases as a poll does and compares."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from benchmarks.feed_corpora import cases
from benchmarks.feed_corpora.cases import Case, Expected
from monitor.feeds.fetch.fetcher import Fetcher, Request
from monitor.feeds.parse.feed import Parsed, parse
from monitor.feeds.text.charset import decode
from monitor.feeds.text.cleaning import plain
from monitor.model import Feed, Fetched

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Of each kind of expectation (see `cases.Expected`) how many were met and how many there are."""

    documents: int
    right: Mapping[str, int]
    total: Mapping[str, int]
    differences: tuple[str, ...]
    problems: Mapping[str, Sequence[str]]
    slowest: float


def measure(found: Sequence[Case]) -> Measured:
    """Serves the documents over HTTP with their headers, fetches and parses them as a poll does."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    differences: list[str] = []
    problems: defaultdict[str, list[str]] = defaultdict(list)
    slowest = 0.0
    for case, fetched in zip(found, _fetched(found), strict=True):
        started = time.perf_counter()
        parsed = _parsed(fetched)
        slowest = max(slowest, time.perf_counter() - started)
        if parsed.problem and "neither headlines nor texts" in parsed.problem.message:
            parsed = _parsed(replace(fetched, body=cases.headed(fetched.body)))
        if parsed.problem:
            problems[parsed.problem.message].append(case.name)
        for expected in case.expected:
            total[expected.what] += 1
            got = _got(expected, parsed, fetched)
            if _agrees(expected, got, fetched):
                right[expected.what] += 1
            else:
                differences.append(f"{case.name}: {expected.what} {expected.value!r}, read as {got!r}")
    return Measured(
        documents=len(found),
        right=right,
        total=total,
        differences=tuple(differences),
        problems=problems,
        slowest=slowest,
    )


def _parsed(fetched: Fetched) -> Parsed:
    return parse(fetched, Feed(url=fetched.url, name="Benchmark"), timezone=_UTC, now=fetched.at)


def _got(expected: Expected, parsed: Parsed, fetched: Fetched) -> Any:
    if expected.what == "document":
        return decode(fetched.body, fetched.header("content-type"))
    if expected.index >= len(parsed.entries):
        return parsed.problem.message if parsed.problem else None
    entry = parsed.entries[expected.index]
    return {
        "title": entry.title,
        "link": entry.url,
        "id": entry.guid,
        "text": (entry.summary, entry.content, entry.title),
        "moment": entry.published,
        "language": entry.language,
    }[expected.what]


def _agrees(expected: Expected, got: Any, fetched: Fetched) -> bool:
    wanted = expected.value
    if expected.what == "document":
        return plain(wanted) in plain(got)
    if expected.what == "title":
        return bool(got == " ".join(plain(wanted).split()))
    if expected.what == "text":
        told = "".join(plain(wanted).split())
        return isinstance(got, tuple) and told in ("".join(text.split()) for text in got)
    if expected.what == "link" and isinstance(got, str):
        return got in (wanted, urljoin(fetched.final_url, wanted))
    if expected.what == "language" and (wanted or "en").startswith("en"):
        return got is None  # what software says by default is left to the detection of languages
    if expected.what == "language" and got:
        return bool(got.lower().replace("_", "-") == wanted)
    return bool(got == wanted)


def _fetched(found: Sequence[Case]) -> Iterator[Fetched]:
    """The cases over HTTP, as if from the addresses that their tests name."""
    with _serving(found) as port, _fetcher() as transfer:
        requests = [Request(f"http://127.0.0.1:{port}/{index}") for index in range(len(found))]
        for case, fetched in zip(found, transfer.fetch_all(requests), strict=True):
            yield replace(fetched, final_url=urljoin("http://127.0.0.1:8097/", case.base))


def _fetcher() -> Fetcher:
    return Fetcher(
        timeout=20,
        deadline=60,
        max_bytes=10_000_000,
        workers=8,
        allow_private=("127.0.0.1",),
        user_agent="monitor-benchmark",
        delay=0,
    )


@contextmanager
def _serving(found: Sequence[Case]) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            case = found[int(self.path.strip("/"))]
            self.send_response(200)
            for name, value in case.headers.items():
                self.send_header(name, value.encode().decode("latin-1"))
            self.end_headers()
            self.wfile.write(case.body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
