"""The texts of claims files, as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monitor.datafiles import read
from monitor.topics import Folder, shipped
from monitor.topics.folder import CLAIMS


def texts(paths: Sequence[Path], topic: Folder | None = None) -> list[tuple[str, str]]:
    """Path and text of each claims file; without paths, the claims that the topic brings.

    Raises ConfigError where a file cannot be read.
    """
    if not paths:
        return [(CLAIMS, (topic or shipped()).text(CLAIMS))]
    return [(str(path), read(path)) for path in paths]
