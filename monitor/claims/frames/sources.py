"""The texts of claims files, as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monitor.datafiles import parse, read
from monitor.topics import Folder, shipped
from monitor.topics.folder import CLAIMS


def texts(paths: Sequence[Path], topic: Folder | None = None) -> list[tuple[str, str]]:
    """Path and text of each claims file; without paths, the claims that the topic brings.

    Raises ConfigError where a file cannot be read.
    """
    if not paths:
        return [(CLAIMS, (topic or shipped()).text(CLAIMS))]
    return [(str(path), read(path)) for path in paths]


def ids(paths: Sequence[Path], topic: Folder | None = None) -> tuple[str, ...]:
    """The ids of all claims, unchecked: what is wrong with a claim, `catalogue.load` says. Raises ConfigError."""
    found: list[str] = []
    for path, text in texts(paths, topic):
        tables = parse(path, text).get("claim", ())
        found += [str(table["id"]) for table in tables if isinstance(table, dict) and "id" in table]
    return tuple(dict.fromkeys(found))
