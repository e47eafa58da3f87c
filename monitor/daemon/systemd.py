"""Talks to systemd, where it started us: ready, reloading, alive, stopping (see sd_notify(3))."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

_PATIENCE = 2.0  # seconds until what it does not take is given up


class Supervisor:
    """Without `NOTIFY_SOCKET` in the environment it says nothing."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        mine = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        usec = environ.get("WATCHDOG_USEC", "")
        self.patience = int(usec) / 1e6 if mine and usec.isdecimal() else None
        """Seconds without a sign of life after which it restarts us; None where it does not."""

    def ready(self) -> None:
        self._say("READY=1")

    def reloading(self) -> None:
        self._say("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def alive(self) -> None:
        if self.patience:
            self._say("WATCHDOG=1")

    def stopping(self) -> None:
        self._say("STOPPING=1")

    def status(self, text: str) -> None:
        """One line that `systemctl status` shows."""
        self._say(f"STATUS={text}")

    def _say(self, *lines: str) -> None:
        if not self._address:
            return
        path = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        # A supervisor that does not listen must not end the work.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            wire.settimeout(_PATIENCE)
            wire.sendto("\n".join(lines).encode(), path)
