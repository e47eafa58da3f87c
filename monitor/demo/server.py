"""Serves the sample archive on loopback: feeds as RSS, Atom and JSON Feed, and the article pages behind them.

The pages carry what real ones carry: a menu, a cookie note and a box of other headlines.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Thread
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One archived entry; `paragraphs` is its text."""

    feed: str
    id: str
    date: datetime
    lang: str
    headline: str
    summary: str
    paragraphs: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/{self.feed}/{self.id}.html"

    @property
    def rfc822(self) -> str:
        return format_datetime(self.date)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFeed:
    """One sample feed; `kind` is full or summary, `format` rss, atom or json."""

    slug: str
    name: str
    language: str
    tier: str
    kind: str
    format: str
    entries: tuple[Sample, ...]
    publisher: str = ""

    @property
    def path(self) -> str:
        return f"/{self.slug}/feed.{'json' if self.format == 'json' else 'xml'}"


def archive() -> tuple[SampleFeed, ...]:
    """The sample feeds with their entries, the newest first; of an edited entry the last version."""
    folder = files(__package__) / "archive"
    lines = (folder / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    latest: dict[tuple[str, str], Sample] = {}
    for row in map(json.loads, filter(None, lines)):
        sample = _sample(row)
        latest[sample.feed, sample.id] = sample
    samples = sorted(latest.values(), key=lambda s: s.date, reverse=True)
    feeds = tomllib.loads((folder / "feeds.toml").read_text(encoding="utf-8"))["feed"]
    return tuple(
        SampleFeed(**feed, entries=tuple(s for s in samples if s.feed == feed["slug"])) for feed in feeds
    )


def _sample(row: dict[str, Any]) -> Sample:
    return Sample(
        feed=row["feed"],
        id=row["id"],
        date=datetime.fromisoformat(row["date"]),
        lang=row["lang"],
        headline=row["headline"],
        summary=row["summary"],
        paragraphs=tuple(p for p in row["text"].split("\n\n") if p.strip()),
    )


@cache
def _templates() -> Environment:
    loader = PackageLoader("monitor.demo")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def documents(feeds: Sequence[SampleFeed], base: str) -> dict[str, tuple[str, bytes]]:
    """Every address of the server: path to (content type, body)."""
    out: dict[str, tuple[str, bytes]] = {}
    for feed in feeds:
        if feed.format == "json":
            body = json.dumps(_json_feed(feed, base), ensure_ascii=False, indent=1)
        else:
            body = _templates().get_template(f"{feed.format}.xml").render(feed=feed, base=base)
        out[feed.path] = (_TYPES[feed.format], body.encode())
        for sample in feed.entries:
            others = [s for s in feed.entries if s is not sample][:5]
            page = _templates().get_template("article.html").render(feed=feed, sample=sample, others=others)
            out[sample.path] = ("text/html", page.encode())
    return out


def _json_feed(feed: SampleFeed, base: str) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.name,
        "items": [
            {
                "id": f"{feed.slug}/{s.id}",
                "url": base + s.path,
                "title": s.headline,
                "summary": s.summary,
                "language": s.lang,
                "date_published": s.date.isoformat(),
                **({"content_text": "\n\n".join(s.paragraphs)} if feed.kind == "full" else {}),
            }
            for s in feed.entries
        ],
    }


@contextmanager
def serve(feeds: Sequence[SampleFeed]) -> Iterator[str]:
    """The archive on a free port of 127.0.0.1; yields the base address, such as http://127.0.0.1:40123."""
    pages: dict[str, tuple[str, bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = pages.get(self.path, ("text/plain", b""))
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            status = 404 if not body else 304 if self.headers.get("If-None-Match") == tag else 200
            body = body if status == 200 else b""
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Silent: the demo shows what the monitor says."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        base = f"http://127.0.0.1:{server.server_port}"
        pages.update(documents(feeds, base))
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield base
        finally:
            server.shutdown()


def configuration(feeds: Sequence[SampleFeed], base: str) -> str:
    """A config.toml that watches the served archive."""
    tables = [
        f'[[feed]]\nurl = "{base}{feed.path}"\nname = "{feed.name}"\ntier = "{feed.tier}"\n'
        + (f'publisher = "{feed.publisher}"\n' if feed.publisher else "")
        + (f'language = "{feed.language}"\n' if feed.language else "")
        for feed in feeds
    ]
    return "\n".join(['[fetch]\nallow_private = ["127.0.0.1"]\n', *tables])
