"""Exit codes and the error tree. Expected faults of a feed or a page are `Problem` values instead.

MonitorError
├── ConfigError      the configuration or a claims file has faults, all of them listed   USAGE
├── StoreError       the database cannot be opened, read or written                      FAILED
└── LockedError      another instance holds the lock; its pid and start are named        LOCKED
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """Every exit code of the program; `meaning` describes it in the documents."""

    meaning: str

    def __new__(cls, value: int, meaning: str) -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    DONE = 0, "done; some feeds may have failed, they are listed"
    FAILED = 1, "an unexpected failure, or the database or the report cannot be written"
    USAGE = 2, "wrong usage or configuration"
    NOTHING_READ = 3, "no feed could be read"
    UNDELIVERED = 4, "done, but an alert could not be delivered; it stays in the outbox"
    LOCKED = 75, "another instance is at work"
    INTERRUPTED = 130, "interrupted (Ctrl-C)"
    BROKEN_PIPE = 141, "whoever read the output has gone (a closed pipe)"


class MonitorError(Exception):
    """Base of all errors that are reported to the user in plain words, without a traceback."""

    exit_code = ExitCode.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One mistake in a file: `where` is the key's path, such as `feed[2].url`."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class ConfigError(MonitorError):
    """A file that the user wrote has faults; `faults` lists every one of them."""

    exit_code = ExitCode.USAGE

    def __init__(self, path: str, faults: tuple[Fault, ...]) -> None:
        self.path = path
        self.faults = faults
        super().__init__("\n".join([f"{path}:", *(f"  {fault}" for fault in faults)]))


class StoreError(MonitorError):
    """The database cannot be used; the message says what to do."""


class LockedError(MonitorError):
    """Another instance is at work."""

    exit_code = ExitCode.LOCKED
