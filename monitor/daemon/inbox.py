"""What was collected and waits to be judged. Many threads put into it, the judge's thread takes from it."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from monitor.app.polling import Harvest

# Entries of one batch: it is judged in seconds, and what it changed is written before the next one begins.
BATCH = 300


class Inbox:
    """At most one harvest per feed: what comes again while the judge is busy is merged into what waits.

    So it grows with what feeds say, not with how often they are polled.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, Harvest] = {}
        self._changed = threading.Condition()
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, feed: str, harvest: Harvest) -> None:
        with self._changed:
            held = self._waiting.get(feed)
            self._waiting[feed] = held + harvest if held else harvest
            self._changed.notify()

    def take(self) -> dict[str, Harvest]:
        """The oldest harvests, up to a batch of entries; waits for one. Empty once the inbox is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            taken: dict[str, Harvest] = {}
            entries = 0
            for feed in list(self._waiting):
                entries += len(self._waiting[feed].drafts)
                if taken and entries > BATCH:
                    break
                taken[feed] = self._waiting.pop(feed)
            return taken

    def give_back(self, taken: Iterable[tuple[str, Harvest]]) -> None:
        """Puts back what could not be written, before what came later."""
        with self._changed:
            later, self._waiting = self._waiting, dict(taken)
            for feed, harvest in later.items():
                held = self._waiting.get(feed)
                self._waiting[feed] = held + harvest if held else harvest

    def drop(self, feed: str) -> None:
        """Discards what waits from a feed: it builds on what was lost."""
        with self._changed:
            self._waiting.pop(feed, None)

    def close(self) -> None:
        """Ends the waiting; what is there can still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
