"""Notifies systemd, if it started us: ready, reloading, alive, stopping (see sd_notify(3))."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

_TIMEOUT = 2.0  # seconds for a message to be taken


class Supervisor:
    """Does nothing without `NOTIFY_SOCKET` in the environment."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        mine = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        usec = environ.get("WATCHDOG_USEC", "")
        self.watchdog = int(usec) / 1e6 if mine and usec.isdecimal() else None
        """Seconds without a sign of life after which systemd restarts us; None where it does not."""

    def ready(self) -> None:
        self._notify("READY=1")

    def reloading(self) -> None:
        self._notify("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def alive(self) -> None:
        if self.watchdog:
            self._notify("WATCHDOG=1")

    def stopping(self) -> None:
        self._notify("STOPPING=1")

    def _notify(self, *lines: str) -> None:
        if not self._address:
            return
        path = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        # A supervisor that does not listen must not stop the daemon.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.settimeout(_TIMEOUT)
            notify.sendto("\n".join(lines).encode(), path)
