"""Files that are whole: a reader sees the old content or the new one, also through a power cut."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Replaces the content of `path` at once; its mode stays, and a link still points to it. Raises OSError."""
    target = path.resolve()
    draft = target.with_name(f".{target.name}.new")
    try:
        draft.write_bytes(content)
        with suppress(FileNotFoundError):
            draft.chmod(target.stat().st_mode & 0o777)
        settle(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def settle(draft: Path, target: Path) -> None:
    """Gives a finished draft its name, once it is on the disk. Raises OSError."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
