"""The error tree. Expected faults of a feed or a page are `Problem` values instead.

MonitorError
├── ConfigError      the configuration or a claims file has faults, all of them listed   exit code 2
├── StoreError       the database cannot be opened, read or written                      exit code 1
└── LockedError      another instance holds the lock, its pid and start are named        exit code 75
"""

from __future__ import annotations

from dataclasses import dataclass


class MonitorError(Exception):
    """Base of all errors that are told to the user in one line, without a traceback."""

    exit_code = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One mistake in a file: `where` is the key's path, such as `feed[2].url`."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class ConfigError(MonitorError):
    """A file that the user wrote has faults; `faults` lists every one of them."""

    exit_code = 2

    def __init__(self, path: str, faults: tuple[Fault, ...]) -> None:
        self.path = path
        self.faults = faults
        super().__init__("\n".join([f"{path}:", *(f"  {fault}" for fault in faults)]))


class StoreError(MonitorError):
    """The database cannot be used; the message says what to do."""


class LockedError(MonitorError):
    """Another instance is at work."""

    exit_code = 75
