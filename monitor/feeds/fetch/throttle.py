"""One request at a time for each host, and a pause between two."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class Closed(Exception):  # noqa: N818 - it is the end of waiting, not an error
    """The turns are over: nothing more may start."""


@dataclass(slots=True)
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0


class Turns:
    """Hands each host's turn to one thread at a time; `pause` in seconds."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._turns: dict[str, _Turn] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()

    def close(self) -> None:
        """End all waiting; every later turn raises Closed."""
        self._closed.set()

    @contextmanager
    def take(self, host: str, *, at_once: bool = False) -> Iterator[None]:
        """Wait for the host's turn and hold it; `at_once` spares the pause, not the queue."""
        with self._lock:
            turn = self._turns.setdefault(host, _Turn())
        with turn.lock:
            wait = 0.0 if at_once else max(0.0, turn.next_at - time.monotonic())
            if self._closed.wait(wait):
                raise Closed
            try:
                yield
            finally:
                turn.next_at = time.monotonic() + self._pause
