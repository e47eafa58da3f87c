"""Polls a feed that changes at every poll, and shows what the ledger makes of it.

    python -m benchmarks.chatty --polls 3000

Six entries that bear on claims change at each poll: a word, a counter, "updated 3 min ago", guid, query string, all of
them. Now and then something really happens. The database must stay small, and only what happened be told.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

from monitor.app import catalogue, polling
from monitor.claims.judge import Judge
from monitor.config import load
from monitor.feeds.health import chatty
from monitor.store import Store
from tests.servers import Reply, WebServer

START = datetime(2021, 3, 1, 8, tzinfo=UTC)
_TABLES = (
    "stories",
    "story_aliases",
    "evidence",
    "withdrawals",
    "transitions",
    "alerts",
    "tombstones",
    "runs",
)
_WORDS = ("calm", "early", "plain", "quiet", "short", "steady", "sudden", "usual", "vivid", "whole")
_BODY = (
    "Xiaomi is reportedly planning to make its own electric car, people familiar with the matter said. "
    "The company has not commented on the plan so far, and its shares hardly moved in Hong Kong."
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
_OFFICIAL = (
    "Xiaomi announced on Tuesday that it will build its own electric car, the company told the exchange. "
)
_DENIED = "Xiaomi denied on Friday that it will build its own electric car, the company told the exchange. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """After so many polls: rows of each table, bytes of the database, seconds of computing of one poll since then."""

    polls: int
    rows: dict[str, int]
    size: int
    seconds: float


def items(poll: int, site: str, *, changes: Sequence[int]) -> Iterator[str]:
    """The feed at one poll: what it says of the claim turns at each of the polls `changes`."""
    word = f"{_WORDS[poll % 10]} {_WORDS[poll // 10 % 10]} {_WORDS[poll // 100 % 10]} {_WORDS[poll // 1000 % 10]}"
    turned = sum(poll >= change for change in changes)
    lead = (_BODY, _OFFICIAL, _DENIED)[0 if not turned else 2 - turned % 2]
    ago, views = f"updated {1 + poll % 58} min ago", f"{1000 + 7 * poll:,} views"
    yield _item("Xiaomi's electric car plan", f"{lead}It was a {word} day.", "word", f"{site}/word")
    yield _item(f"Xiaomi's electric car ({views})", _BODY, "views", f"{site}/views")
    yield _item("Electric car: what Xiaomi plans", f"{_BODY} Last {ago}.", "ago", f"{site}/ago")
    yield _item("Xiaomi plans an electric car", f"{_BODY} It may take years.", f"g{poll}", f"{site}/guid")
    yield _item("Xiaomi car plan in short", f"{_BODY} So it is said.", "q", f"{site}/query?token={poll}")
    yield _item(f"Car plan of Xiaomi, {ago}", f"{_BODY} {views}.", f"a{poll}", f"{site}/all?token={poll}")


def _item(title: str, text: str, guid: str, link: str) -> str:
    return (
        f"<item><title>{escape(title)}</title><guid isPermaLink='false'>{guid}</guid><link>{escape(link)}</link>"
        f"<pubDate>{format_datetime(START)}</pubDate><description>{escape(text)}</description></item>"
    )


def simulate(
    folder: Path,
    *,
    polls: int,
    changes: Sequence[int] = (),
    at: Sequence[int] = (),
    told: Callable[[int, str], str] | None = None,
) -> tuple[list[Sample], str]:
    """Polls so often, a quarter of an hour apart; samples after the polls `at`, and what is remarked of the feed.

    `told` gives the feed's items in place of those that change.
    """
    told = told or (lambda poll, site: "".join(items(poll, site, changes=changes)))
    samples, now, spent = [], START + timedelta(days=30), time.process_time()
    (folder / "claims.toml").write_text(CLAIM, encoding="utf-8")
    with WebServer() as server:
        (folder / "config.toml").write_text(
            '[verdict]\nwitnesses = 1\n[claims]\nfiles = ["claims.toml"]\n'
            '[digest]\nat = []\n[email]\nhost = "127.0.0.1"\nport = 9\nsender = "m@example.org"\n'
            'to = ["a@example.org"]\n'
            f'[fetch]\nallow_private = ["127.0.0.1"]\n[[feed]]\nurl = "{server.url("/feed.xml")}"\nname = "Chatty"\n'
            'full_text = false\ninterval = "1m"\n',
            encoding="utf-8",
        )
        config = load(folder / "config.toml", environ={})
        known = catalogue.load(config)
        judge, feed = Judge(known), config.feeds[0]
        with Store.open(polling.database(config)) as store, polling.crawler(config) as crawler:
            for poll in range(polls):
                listed = told(poll, server.url(""))
                body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{listed}</channel></rss>'
                server.script["/feed.xml"] = Reply(
                    headers={"Content-Type": "application/rss+xml"}, body=body.encode()
                )
                now += timedelta(minutes=15)
                states = {state.url: state for state in store.feed_states()}
                harvest = polling.collect(
                    config, store, judge, crawler, due=[feed], states=states, now=now, report=lambda *_: None
                )
                polling.settle(config, store, known, judge, harvest, now=now)
                server.asked.clear()
                if poll + 1 in at:
                    last = samples[-1].polls if samples else 0
                    seconds = (time.process_time() - spent) / (poll + 1 - last)
                    samples.append(sample(Path(polling.database(config)), poll + 1, seconds))
                    spent = time.process_time()
            remark = chatty(store.feed_states()[0])
    return samples, remark


def sample(database: Path, polls: int, seconds: float) -> Sample:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _TABLES}
    return Sample(polls=polls, rows=rows, size=database.stat().st_size, seconds=seconds)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--polls", type=int, default=3000)
    given = options.parse_args()
    changes = [given.polls // 4, given.polls // 2]
    marks = sorted({10, 100, 300, 1000, 2000, given.polls})
    with tempfile.TemporaryDirectory() as folder:
        samples, remark = simulate(Path(folder), polls=given.polls, changes=changes, at=marks)
    print("polls      KiB  ms/poll  " + "  ".join(_TABLES))
    for each in samples:
        rows = "  ".join(f"{each.rows[table]:>{len(table)}}" for table in _TABLES)
        print(f"{each.polls:>5} {each.size / 1024:>8.0f} {1000 * each.seconds:>8.1f}  {rows}")
    print(f"{len(changes)} real changes, {samples[-1].rows['alerts']} alerts; {remark}")
    return 0 if samples[-1].rows["alerts"] == len(changes) else 1


if __name__ == "__main__":
    sys.exit(main())
