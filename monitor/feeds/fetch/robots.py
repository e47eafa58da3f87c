"""What the hosts of article pages let programs fetch: their robots.txt, asked once a day each, read by protego."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from monitor.feeds.fetch.guard import Deadline, TransferError
from monitor.model import Fetched, Outcome

_KEEP = 24 * 3600.0  # seconds that the file holds; RFC 9309 lets it be kept for a day
_RETRY = 600.0  # seconds until one that could not be read is asked for again
_MOST = 512 * 1024  # bytes of a robots.txt that count; RFC 9309 asks for 500 KiB at least


@dataclass(slots=True)
class _Site:
    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: Deadline | None = None
    rules: Protego | None = None
    refusal: str = ""


class Robots:
    """`ask` transfers an address and never raises; `user_agent` is what the program calls itself."""

    def __init__(self, ask: Callable[[str], Fetched], user_agent: str) -> None:
        self._ask = ask
        self._agent = re.split(r"[/\s]", user_agent.strip(), maxsplit=1)[0]
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """TransferError where the site of `url` asks programs to stay away from it.

        As RFC 9309 has it, a site without the file lets everything be fetched (any 4xx), and one whose
        file cannot be read lets nothing.
        """
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            site = self._sites.setdefault(root, _Site())
        with site.lock:
            if site.asked is None or site.asked.remaining <= 0:
                self._read(site, root)
        if site.refusal:
            raise TransferError(f"not fetched: {root}/robots.txt could not be read: {site.refusal}")
        if site.rules and not site.rules.can_fetch(url, self._agent):
            raise TransferError(f"not fetched: {root}/robots.txt does not allow it")

    def _read(self, site: _Site, root: str) -> None:
        answer = self._ask(f"{root}/robots.txt")
        absent = answer.status is not None and 400 <= answer.status < 500 and answer.status != 429
        site.rules, site.refusal = None, ""
        if answer.outcome is Outcome.FAILED and not absent:
            site.refusal = answer.problem.message if answer.problem else "no answer"
            site.asked = Deadline.after(_RETRY)
        else:
            site.asked = Deadline.after(_KEEP)
            site.rules = Protego.parse("" if absent else answer.body[:_MOST].decode("utf-8", "replace"))
