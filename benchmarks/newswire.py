"""Feeds on loopback that grow while somebody watches them: labelled stories, or phones that are no news."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path

from tests.servers import Reply, WebServer

_GOLD = Path(__file__).parents[1] / "tests" / "gold"


class Newswire:
    """`count` feeds on a server; with a `window` they keep only their latest entries."""

    def __init__(self, server: WebServer, *, count: int, window: int = 0) -> None:
        self._server = server
        self._window = window
        self._items: defaultdict[str, list[str]] = defaultdict(list)
        self._versions: defaultdict[str, int] = defaultdict(int)
        self.paths = [f"/{number}.xml" for number in range(count)]
        for path in self.paths:
            self._show(path)

    def tell(self, number: int, *, headline: str, text: str, at: datetime) -> None:
        """An entry more, in the feed whose turn it is."""
        path = self.paths[number % len(self.paths)]
        link = self._server.url(f"/story/{number}.html")
        self._items[path].append(
            f"<item><title>{escape(headline)}</title><guid>{link}</guid><link>{link}</link>"
            f"<pubDate>{format_datetime(at)}</pubDate><description>{escape(text)}</description></item>"
        )
        if self._window:
            del self._items[path][: -self._window]
        self._show(path)

    @property
    def tags(self) -> dict[str, str]:
        """The ETag of each feed's present edition, by its address."""
        return {self._server.url(path): _tag(path, self._versions[path]) for path in self.paths}

    def configuration(self, more: str) -> str:
        """Of a monitor that watches the feeds without reading articles."""
        feeds = "".join(
            f'[[feed]]\nurl = "{self._server.url(path)}"\nfull_text = false\ninterval = "{{interval}}"\n'
            for path in self.paths
        )
        return f'{more}\n[verdict]\nwitnesses = 1\n[fetch]\nallow_private = ["127.0.0.1"]\n{feeds}'

    def _show(self, path: str) -> None:
        self._versions[path] += 1
        body = (
            '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>'
            f"{''.join(reversed(self._items[path]))}</channel></rss>"
        )
        headers = {"Content-Type": "application/rss+xml", "ETag": _tag(path, self._versions[path])}
        self._server.script[path] = Reply(headers=headers, body=body.encode())


def phone(number: int) -> str:
    """A line that is no news to anyone who watches cars."""
    words = ("blue", "small", "folding", "cheap", "bright", "quiet", "heavy", "slim", "quick", "round")
    digits = [words[int(digit)] for digit in str(number)]
    return f"Maker shows a {' '.join(digits)} telephone, number {number} of its kind"


def _tag(path: str, version: int) -> str:
    return f'"{path}-{version}"'


def labelled() -> Iterator[tuple[str, str, datetime]]:
    """Headline, text and time of the gold stories, in order of publication, each once."""
    told = {}
    for folder in ("press", "open", "seed"):
        for line in (_GOLD / folder / "stories.jsonl").read_text(encoding="utf-8").splitlines():
            story = json.loads(line)
            told.setdefault(story["headline"], story)
    for number, story in enumerate(sorted(told.values(), key=lambda story: str(story["date"]))):
        day = datetime.fromisoformat(story["date"])
        yield story["headline"], story["text"], day.replace(hour=8, minute=number % 60, tzinfo=UTC)
