"""What a poll costs, beside lemon24/reader, which fetches and stores feeds and judges nothing.

    python -m benchmarks.polling [--feeds 300] [--entries 30] [--peer PYTHON]

Three polls of the same feeds on loopback: cold, with nothing changed, and with one new entry in each feed. PYTHON is
the interpreter of an environment that has `reader`; without one only this program is measured. Computing time is that
of all processes together.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PEER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1])
for url in sys.argv[3:]:
    reader.add_feed(url, exist_ok=True)
reader.update_feeds(workers=int(sys.argv[2]), scheduled=False)
"""
_WORKERS = 8


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, seconds of computing, and the peak of memory in MiB, of a process and its children."""

    wall: float
    computing: float
    memory: float


def measured(command: Sequence[str]) -> Cost:
    """Run a command to its end. Raises CalledProcessError where it fails."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        peak = [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            sys.stderr.write(output.read().decode(errors="replace")[-2000:])
            raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(time.monotonic() - began, usage.ru_utime + usage.ru_stime, peak[0])


def _watch(pid: int, peak: list[float]) -> None:
    while resident := sum(map(_resident, _family(pid))):
        peak[0] = max(peak[0], resident / 2**20)
        time.sleep(0.02)


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _resident(pid: int) -> int:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def pressroom(feeds: int, entries: int, share: float) -> Iterator[str]:
    """The address of a press room that serves while the block runs."""
    command = [sys.executable, "-m", "benchmarks.pressroom", str(feeds), str(entries), str(share)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.kill()


def configured(folder: Path, urls: Sequence[str]) -> Path:
    """A configuration that polls these feeds without reading articles."""
    feeds = "".join(f'[[feed]]\nurl = "{url}"\nfull_text = false\ninterval = "1s"\n' for url in urls)
    path = folder / "config.toml"
    path.write_text(
        f'[fetch]\nworkers = {_WORKERS}\nallow_private = ["127.0.0.1"]\n{feeds}', encoding="utf-8"
    )
    return path


def compare(*, feeds: int, entries: int, share: float, peer: Path | None) -> dict[str, dict[str, Cost]]:
    """Kind of poll to program to cost; the programs take turns."""
    found: dict[str, dict[str, Cost]] = {}
    with tempfile.TemporaryDirectory() as name, pressroom(feeds, entries, share) as site:
        folder = Path(name)
        urls = [f"{site}/{number}.xml" for number in range(feeds)]
        config = configured(folder, urls)
        commands = {"monitor": [sys.executable, "-m", "monitor", "--config", str(config), "once", "--json"]}
        if peer:
            commands["reader"] = [str(peer), "-c", _PEER, str(folder / "reader.db"), str(_WORKERS), *urls]
        for kind in ("cold", "unchanged", "one new entry each"):
            if kind == "one new entry each":
                urllib.request.urlopen(f"{site}/publish").close()
            time.sleep(1.1)
            found[kind] = {program: measured(command) for program, command in commands.items()}
    return found


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--feeds", type=int, default=300)
    asked.add_argument("--entries", type=int, default=30)
    asked.add_argument("--share", type=float, default=0.03, help="of the entries that are about the topic")
    asked.add_argument("--peer", type=Path, metavar="PYTHON")
    given = asked.parse_args()
    found = compare(feeds=given.feeds, entries=given.entries, share=given.share, peer=given.peer)
    print(f"{given.feeds} feeds of {given.entries} entries, {given.share:.0%} of them about the topic")
    print(f"{'poll':<20}{'program':<10}{'computing s':>12}{'wall s':>9}{'MiB':>7}{'of the peer':>13}")
    for kind, costs in found.items():
        for program, cost in costs.items():
            ratio = f"{cost.computing / costs['reader'].computing:.2f}" if "reader" in costs else ""
            print(
                f"{kind:<20}{program:<10}{cost.computing:>12.2f}{cost.wall:>9.2f}{cost.memory:>7.0f}{ratio:>13}"
            )


if __name__ == "__main__":
    main()
