"""A real `monitor run` in a process of its own, followed by its log."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

PATIENCE = 60.0  # seconds until what should happen counts as not happening
_MAIN = "from monitor.cli import main; main()"


class Running:
    """`until("run", stories_new=3)` waits for a line of the log that has these values."""

    def __init__(self, folder: Path, *, first: str = "", environ: Mapping[str, str] | None = None) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"import sys; sys.argv[1:] = ['run', '--json']\n{first}\n{_MAIN}"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**clean, **(environ or {})},
        )
        self.events: list[dict[str, Any]] = []
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.process.stdout.close()
        self.process.stderr.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def until(self, event: str, **values: object) -> dict[str, Any]:
        """The first such line from here on; what comes meanwhile is kept in `events`."""
        while True:
            line = self._lines.get(timeout=PATIENCE)
            assert line is not None, f"it ended before {event!r}: {self.events[-3:]} {self.errors()}"
            found: dict[str, Any] = json.loads(line)
            self.events.append(found)
            if found["event"] == event and all(found.get(key) == value for key, value in values.items()):
                return found

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Asks it to end; the exit code."""
        self.send(number)
        code = self.process.wait(timeout=PATIENCE)
        self._reader.join()
        while (line := self._lines.get()) is not None:
            self.events.append(json.loads(line))
        return code

    def errors(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read() if self.process.poll() is not None else ""
