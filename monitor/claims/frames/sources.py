"""The texts of claims files, as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from monitor.datafiles import parse, read
from monitor.topics import Folder, shipped
from monitor.topics.folder import CLAIMS
from monitor.topics.folder import SHIPPED as SHIPPED_PATH

SHIPPED = f"{SHIPPED_PATH} {CLAIMS}"  # how the claims that the topic brings are called


def texts(paths: Sequence[Path], topic: Folder | None = None) -> list[tuple[str, str]]:
    """Path and text of each claims file; without paths, and for `SHIPPED_PATH`, the claims that the topic brings.

    Raises ConfigError where a file cannot be read.
    """
    folder = topic or shipped()
    return [
        (SHIPPED, folder.text(CLAIMS)) if path == SHIPPED_PATH else (str(path), read(path))
        for path in paths or (SHIPPED_PATH,)
    ]


def ids(found: Iterable[str]) -> frozenset[str]:
    """The ids of the claims in texts that are known to be sound."""
    return frozenset(table["id"] for text in found for table in parse(SHIPPED, text).get("claim", ()))
