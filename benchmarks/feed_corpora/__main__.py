"""python -m benchmarks.feed_corpora --feedparser PATH --gofeed PATH --miniflux PATH

Each PATH is a checkout of that parser's repository. Every document is served over HTTP with the headers
that its test asks for, fetched and parsed as in a poll; each difference is printed, and a table at the end.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from benchmarks.feed_corpora import cases
from benchmarks.feed_corpora.cases import Case, Expected
from monitor.feeds.charset import decode
from monitor.feeds.fetch import Fetcher, Request
from monitor.feeds.parse import Parsed, parse
from monitor.feeds.text import plain
from monitor.model import Feed, Fetched, Outcome

_UTC = ZoneInfo("UTC")


def main() -> int:
    arguments = argparse.ArgumentParser(prog="benchmarks.feed_corpora", description=__doc__)
    for name in ("feedparser", "gofeed", "miniflux"):
        arguments.add_argument(f"--{name}", type=Path, metavar="PATH")
    given = arguments.parse_args()
    for name in ("feedparser", "gofeed", "miniflux"):
        if getattr(given, name):
            measure(name, list(getattr(cases, name)(getattr(given, name))))
    return 0


def measure(corpus: str, found: Sequence[Case]) -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    problems: defaultdict[str, list[str]] = defaultdict(list)
    slowest, slowest_name = 0.0, ""
    for case, fetched in zip(found, _fetched(found), strict=True):
        if fetched.outcome is not Outcome.OK:
            problems[str(fetched.problem and fetched.problem.message)].append(case.name)
            total.update(expected.what for expected in case.expected)
            continue
        started = time.perf_counter()
        parsed = _parsed(fetched)
        slowest, slowest_name = max((slowest, slowest_name), (time.perf_counter() - started, case.name))
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
                print(f"{corpus}: {case.name}: {expected.what} {expected.value!r}, read as {got!r}")
    for message, names in sorted(problems.items(), key=lambda pair: -len(pair[1])):
        print(f"{corpus}: {len(names)} x {message}: {', '.join(names[:5])}", file=sys.stderr)
    print(f"\n{corpus}: {len(found)} documents, none crashed; slowest {slowest:.2f} s ({slowest_name})")
    for what in total:
        print(f"  {what:<10} {right[what]:>5} of {total[what]:>5}")


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


if __name__ == "__main__":
    sys.exit(main())
