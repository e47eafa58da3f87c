"""Runs the daemon through many accelerated cycles, and watches its memory, its files and its rhythm.

    python -m benchmarks.soak --cycles 10000

A cycle is one poll of one feed: asked, read, judged and written, and counts when it is written. Fifty local feeds
are asked about every second; in every fourth cycle a feed has a new entry, of which every tenth is on topic. After the
first 1,000 cycles memory must not grow by five per cent.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from benchmarks.newswire import Newswire, labelled, phone
from tests.servers import WebServer

_FEEDS = 50
_WINDOW = 30  # entries of a feed
_WARM = 1000  # cycles after which memory must be flat
_SAMPLED = 100  # cycles between two looks at memory
_NEWS = 4  # cycles of which one brings a new entry
_TOPIC = 10  # entries of which one is on topic
_GROWTH = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The daemon after so many cycles; `memory` is what it holds in bytes."""

    cycles: int
    memory: int
    files: int
    threads: int


def sample(pid: int, cycles: int) -> Sample:
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    )
    return Sample(
        cycles=cycles,
        memory=int(fields["VmRSS"].split()[0]) * 1024,
        files=len(list(Path(f"/proc/{pid}/fd").iterdir())),
        threads=int(fields["Threads"]),
    )


def main() -> int:  # noqa: PLR0915 (a script, told from top to bottom)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cycles", type=int, default=10_000)
    options.add_argument("--interval", default="1s", help="of each feed")
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="monitor-soak-"))
    gold = cycle(labelled())
    samples: list[Sample] = []
    polls: Counter[str] = Counter()
    late: list[float] = []
    planned: dict[str, datetime] = {}
    faults: list[str] = []
    new, began = 1000, time.monotonic()
    at = datetime(2021, 1, 1, tzinfo=UTC)
    with WebServer() as server:
        wire = Newswire(server, count=_FEEDS, window=_WINDOW)
        # What the judge has never seen makes it compile patterns: that is over once it has seen all there is.
        for number, (headline, text, day) in enumerate(labelled()):
            wire.tell(number, headline=headline, text=text, at=day)
        config = wire.configuration("").replace("{interval}", given.interval)
        (folder / "config.toml").write_text(config, encoding="utf-8")
        command = [sys.executable, "-c", "from monitor.cli import main; main()", "run", "--json"]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as daemon:
            assert daemon.stdout is not None
            cycles = 0
            for line in daemon.stdout:
                event = json.loads(line)
                if event["level"] != "info" and event["event"] != "feed":
                    faults.append(line)
                if event["event"] == "feed":
                    polls[event["url"]] += 1
                    moment = datetime.fromisoformat(event["time"])
                    if held := planned.get(event["url"]):
                        late.append((moment - held).total_seconds() - event["seconds"])
                    planned[event["url"]] = datetime.fromisoformat(event["next"])
                if event["event"] != "run":
                    continue
                before, cycles = cycles, cycles + event["polled"]
                for _ in range(cycles // _NEWS - before // _NEWS):
                    at, new = at + timedelta(minutes=9), new + 1
                    headline, text = phone(new), f"{phone(new)}. It has buttons."
                    if new % _TOPIC == 0:
                        told, text, _ = next(gold)
                        headline = f"{told} ({new})"
                    wire.tell(new, headline=headline, text=text, at=at)
                if cycles // _SAMPLED > before // _SAMPLED and before < given.cycles:  # not while it stops
                    samples.append(sample(daemon.pid, cycles))
                    server.asked.clear()
                if before < given.cycles <= cycles:
                    daemon.send_signal(signal.SIGTERM)
            code = daemon.wait()
    warm = [s for s in samples if s.cycles > _WARM]
    base, last = warm[0], warm[-1]
    tail = sum(s.memory for s in warm[-5:]) / len(warm[-5:])
    growth = tail / (sum(s.memory for s in warm[:5]) / len(warm[:5])) - 1
    late.sort()
    for point in [*samples[:: max(1, len(samples) // 10)], samples[-1]]:
        print(
            f"{point.cycles:>8} cycles  {point.memory / 2**20:6.1f} MiB  {point.files} files  {point.threads} threads"
        )
    counts = sorted(polls.values())
    size = (folder / "state" / "monitor.db").stat().st_size / 2**20
    print(
        f"{cycles} cycles over {_FEEDS} feeds in {time.monotonic() - began:.0f} s, {new - 1000} new entries, "
        f"database {size:.1f} MiB\n"
        f"memory after the first {_WARM}: {growth:+.1%} (allowed {_GROWTH:+.0%}); "
        f"files {base.files} to {last.files}, threads {base.threads} to {last.threads}\n"
        f"polls a feed: {counts[0]} to {counts[-1]}; started later than planned: median "
        f"{late[len(late) // 2]:.2f} s, 99 % within {late[int(len(late) * 0.99)]:.2f} s\n"
        f"faults: {len(faults)}; exit code {code}"
    )
    for line in faults[:5]:
        print(line.strip())
    sound = growth < _GROWTH and last.files <= base.files + 5 and not faults and code == 0
    if sound:
        shutil.rmtree(folder)
    else:
        print(f"The state is kept in {folder}")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
