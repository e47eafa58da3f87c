"""A feed with thousands of near-equal entries: how long judging them takes, and what is left of a poll that is killed.

    python -m benchmarks.flood --sizes 500 1000 2000 5000
    python -m benchmarks.flood --sizes 5000 --kills 3

With `--kills` a second ledger is fed by polls that end by SIGKILL between two batches; at the end both must be equal,
with one mail each.
"""

from __future__ import annotations

import argparse
import json
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from benchmarks.chatty import CLAIM
from benchmarks.crash import ledger
from tests.mailserver import MailServer
from tests.servers import Reply, WebServer

_START = datetime(2021, 3, 1, 8, tzinfo=UTC)
_APART = timedelta(minutes=1)
_RUMOUR = (
    "Xiaomi is reportedly planning to make its own electric car, people familiar with the matter said on day {n}. "
    "The company has not commented on plan {n} so far, and its shares hardly moved in Hong Kong."
)
_OFFICIAL = (
    "Xiaomi announced that it will build its own electric car, the company told the exchange in note {n}."
)
_DENIED = "Xiaomi denied that it will build its own electric car, the company told the exchange in note {n}."


def feed(entries: int, site: str) -> bytes:
    """Rumours; a third of the way the company says yes, and two thirds of the way no."""
    items = []
    for n in range(entries):
        text = {entries // 3: _OFFICIAL, 2 * entries // 3: _DENIED}.get(n, _RUMOUR).format(n=n)
        items.append(
            f"<item><title>Xiaomi's electric car, note {n}</title><guid>{site}/{n}</guid><link>{site}/{n}</link>"
            f"<pubDate>{format_datetime(_START + n * _APART)}</pubDate><description>{text}</description></item>"
        )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'.encode()


def prepared(folder: Path, server: WebServer, post: MailServer) -> Path:
    folder.mkdir()
    (folder / "claims.toml").write_text(CLAIM, encoding="utf-8")
    (folder / "config.toml").write_text(
        '[verdict]\nwitnesses = 1\n[claims]\nfiles = ["claims.toml"]\n'
        f'[fetch]\nallow_private = ["127.0.0.1"]\n[[feed]]\nurl = "{server.url("/feed.xml")}"\nname = "Flood"\n'
        f'full_text = false\n[email]\nhost = "127.0.0.1"\nport = {post.port}\nsender = "m@example.org"\n'
        'to = ["a@example.org"]\n',
        encoding="utf-8",
    )
    return folder


def started(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "once", "--json"], cwd=folder, stdout=subprocess.PIPE, text=True
    )


def stories(folder: Path) -> int:
    """How many are written."""
    path = folder / "state" / "monitor.db"
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM stories").fetchone()[0])
    except sqlite3.OperationalError:  # it is only being made
        return 0


def interrupted(folder: Path) -> int:
    """Kills a poll once it has written more than was there; how many stories it leaves."""
    before, poll = stories(folder), started(folder)
    while poll.poll() is None and stories(folder) == before:
        time.sleep(0.02)
    poll.send_signal(signal.SIGKILL)
    poll.communicate()
    return stories(folder)


def finished(folder: Path) -> dict[str, Any]:
    out, _ = started(folder).communicate()
    return dict(json.loads(out))


def compared(root: Path, entries: int, kills: int) -> list[str]:
    """What is wrong after so many kills; nothing, if all is well."""
    faults = []
    with WebServer() as server, MailServer() as post_a, MailServer() as post_b:
        server.script["/feed.xml"] = Reply(
            headers={"Content-Type": "application/rss+xml"}, body=feed(entries, server.url(""))
        )
        calm, killed = prepared(root / "calm", server, post_a), prepared(root / "killed", server, post_b)
        finished(calm)
        left = [interrupted(killed) for _ in range(kills)]
        print(f"stories after each kill: {left}")
        mails = len(post_b.mails)
        last = finished(killed)
        if left != sorted(set(left)) or not 0 < left[-1] < entries:
            faults.append(f"the kills left {left} of {entries} stories")
        if mails or last["stories_new"] != entries - left[-1]:
            faults.append(f"{mails} mails before the end; the last poll judged {last['stories_new']} stories")
        one, other = ledger(calm), ledger(killed)
        faults += [f"{name} differ" for name in one if one[name] != other[name]]
        if (len(post_a.mails), len(post_b.mails)) != (1, 1):
            faults.append(f"{len(post_a.mails)} and {len(post_b.mails)} mails")
        again = finished(killed)
        if again["stories_new"] or again["alerts"]["queued"]:
            faults.append("a further poll found something new")
        print(f"{len(one['alerts'])} alerts, {len(one['evidence'])} pieces of evidence in each")
    return faults


def timed(root: Path, entries: int) -> float:
    """Seconds of computing of one `monitor once`."""
    with WebServer() as server, MailServer() as post:
        server.script["/feed.xml"] = Reply(
            headers={"Content-Type": "application/rss+xml"}, body=feed(entries, server.url(""))
        )
        folder = prepared(root / str(entries), server, post)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        finished(folder)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[500, 1000, 2000, 5000])
    options.add_argument("--kills", type=int, default=0)
    given = options.parse_args(arguments)
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for entries in given.sizes:
            if given.kills:
                (root := Path(folder) / str(entries)).mkdir()
                faults += compared(root, entries, given.kills)
            else:
                seconds = timed(Path(folder), entries)
                print(
                    f"{entries:>6} entries  {seconds:7.1f} s  {1000 * seconds / entries:6.2f} ms an entry",
                    flush=True,
                )
    for fault in faults:
        print(fault)
    if given.kills and not faults:
        print("The ledgers are equal.")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
