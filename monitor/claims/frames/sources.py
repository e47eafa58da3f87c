"""The texts of claims files, as they stand."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from monitor.errors import ConfigError, Fault

SHIPPED = "claims.toml"


def texts(paths: Sequence[Path]) -> list[tuple[str, str]]:
    """Path and text of each claims file; without paths, the corpus that ships with the package.

    Raises ConfigError where a file cannot be read.
    """
    if not paths:
        source = files("monitor.topics") / "xiaomi_ev" / SHIPPED
        return [(SHIPPED, source.read_text(encoding="utf-8"))]
    found = []
    for path in paths:
        try:
            found.append((str(path), path.read_text(encoding="utf-8-sig")))
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            raise ConfigError(str(path), (Fault(where="", message=f"cannot be read: {reason}"),)) from error
    return found


def ids(paths: Sequence[Path]) -> tuple[str, ...]:
    """The ids of all claims, unchecked: what is wrong with a claim, `catalogue.load` says. Raises ConfigError."""
    found: list[str] = []
    for path, text in texts(paths):
        try:
            tables = tomllib.loads(text).get("claim", ())
        except tomllib.TOMLDecodeError as error:
            fault = Fault(where="", message=f"is not valid TOML: {error}")
            raise ConfigError(path, (fault,)) from error
        found += [str(table["id"]) for table in tables if isinstance(table, dict) and "id" in table]
    return tuple(dict.fromkeys(found))
