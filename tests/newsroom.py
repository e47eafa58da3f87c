"""A small newsroom on loopback: feeds and pages made from lists, and the configuration that watches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

from monitor.app import catalogue, overview, polling
from monitor.config import Config, load
from monitor.feeds.health import Health
from monitor.ledger.coverage import Followed
from monitor.store import Store
from tests.mailserver import MailServer
from tests.servers import Reply, WebServer

NOW = datetime(2021, 4, 5, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article; `day` of March 2021."""

    slug: str
    headline: str
    text: str
    day: int = 1


RUMOUR = Piece(
    slug="rumour",
    headline="Xiaomi may build an electric car, sources say",
    text="Xiaomi is reportedly planning to make its own electric car, people familiar with the matter said.",
    day=26,
)
OFFICIAL = Piece(
    slug="official",
    headline="Xiaomi announces it will make electric cars",
    text="Xiaomi announced on Tuesday that it will build its own electric car. Lei Jun, its chief executive, "
    "will lead the new electric vehicle business himself, the company told the Hong Kong exchange.",
    day=30,
)
PHONES = Piece(
    slug="phones",
    headline="Xiaomi shows a new phone",
    text="The phone has a larger battery and a better camera.",
)

CLAIM = """
[[claim]]
id = "car"
text = "Xiaomi will build its own electric car."
standing = ["Xiaomi"]
[[claim.frame]]
subject = ["Xiaomi"]
relation = ["make"]
object = ["car"]
"""


def rss(server: WebServer, pieces: Sequence[Piece], *, full: bool = True) -> bytes:
    items = "".join(
        f"<item><title>{escape(p.headline)}</title><guid>{p.slug}</guid>"
        f"<link>{server.url(f'/{p.slug}.html')}</link>"
        f"<pubDate>{format_datetime(datetime(2021, 3, p.day, 8, tzinfo=UTC))}</pubDate>"
        f"<description>{escape(p.text if full else p.headline)}</description></item>"
        for p in pieces
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()
    )


def page(piece: Piece) -> bytes:
    title = escape(piece.headline)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>{title}</h1><p>{escape(piece.text)}</p></article></body></html>"
    ).encode()


def publish(server: WebServer, path: str, *pieces: Piece, full: bool = True) -> None:
    """The feed at `path` carries `pieces`, each with its page."""
    body = rss(server, pieces, full=full)
    tag = f'"{hash(body):x}"'
    server.script[path] = Reply(headers={"Content-Type": "application/rss+xml", "ETag": tag}, body=body)
    for piece in pieces:
        reply = Reply(headers={"Content-Type": "text/html; charset=utf-8"}, body=page(piece))
        server.script[f"/{piece.slug}.html"] = reply


def configuration(server: WebServer, *paths: str, feed: str = "", more: str = "") -> str:
    feeds = "".join(f'[[feed]]\nurl = "{server.url(path)}"\nname = "Feed {path}"\n{feed}\n' for path in paths)
    # One report is enough here, so that most tests need to tell a thing only once.
    return (
        f'[verdict]\nwitnesses = 1\n[fetch]\nallow_private = ["127.0.0.1"]\ntimeout = "5s"\n{more}\n{feeds}'
    )


def mail(post: MailServer) -> str:
    """An [email] section for this server."""
    address = 'sender = "m@example.org"\nto = ["me@example.org"]'
    return f'[email]\nhost = "127.0.0.1"\nport = {post.port}\n{address}'


class Newsroom:
    """A configured monitor with its state in `folder`; each poll is fifteen minutes after the one before."""

    def __init__(self, folder: Path, text: str) -> None:
        self.path = folder / "config.toml"
        self.path.write_text(text, encoding="utf-8")
        self.now = NOW

    @property
    def config(self) -> Config:
        return load(self.path, environ={})

    def poll(self, *, after: timedelta = timedelta(minutes=15)) -> polling.PollResult:
        self.now += after
        config = self.config
        with Store.open(polling.database(config)) as store:
            return polling.poll(config, store, catalogue.load(config), now=self.now, report=lambda *_: None)

    def health(self, path: str) -> Health:
        """How the feed at this path is now."""
        return next(h for h, _ in overview.feeds(self.config, now=self.now) if h.feed.url.endswith(path))

    def publish(self, *, since: datetime | None = None, on_demand: bool = False) -> polling.Published:
        config = self.config
        with Store.open(polling.database(config)) as store:
            followed = Followed.of(catalogue.load(config))
            return polling.publish(
                config, store, now=self.now, followed=followed, since=since, on_demand=on_demand
            )
