"""The configured claims as they are understood, from files and from the saved copies of those at addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from monitor import disk
from monitor.claims.frames.catalogue import Catalogue, build
from monitor.claims.frames.sources import texts
from monitor.config import Config
from monitor.errors import ConfigError, Fault
from monitor.redaction import public
from monitor.topics import Folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The last good edition of a claims file that is kept at an address.

    `fetched` is when it came, `confirmed` when the address last said that it still holds. `problem` is why the address
    gave nothing better the last time it was asked, "" if it did.
    """

    url: str
    text: str
    fetched: datetime
    confirmed: datetime
    etag: str | None = None
    last_modified: str | None = None
    problem: str = ""


_COPY = TypeAdapter(Copy)


def load(config: Config, copies: Mapping[str, Copy] | None = None) -> Catalogue:
    """The configured claims, or those that ship with the package; asks nothing of the network.

    `copies` by their address, by default the saved ones. Raises ConfigError, also where there is no copy yet.
    """
    files, topic = config.claims.files, config.topic.folder
    held = saved(config) if copies is None else copies
    named = [_text(source, held, topic) for source in files] if files else texts((), topic)
    return build(named, topic)


def _text(source: Path | str, copies: Mapping[str, Copy], topic: Folder) -> tuple[str, str]:
    """How a source is called, and what it says."""
    if isinstance(source, Path):
        return texts((source,), topic)[0]
    if copy := copies.get(source):
        return public(source), copy.text
    fault = Fault(where="", message="was never fetched; `monitor once` and `monitor run` do that")
    raise ConfigError(public(source), (fault,))


def saved(config: Config) -> dict[str, Copy]:
    """The saved copies by their address. One that cannot be read does not count: it is fetched again."""
    found = {}
    for url in config.claims.urls:
        try:
            copy = _COPY.validate_json(_path(config, url).read_bytes())
        except (OSError, ValidationError):
            continue
        found[url] = copy
    return found


def save(config: Config, copy: Copy) -> None:
    """Keeps a copy in the state folder. Raises OSError."""
    path = _path(config, copy.url)
    path.parent.mkdir(parents=True, exist_ok=True)
    disk.write(path, _COPY.dump_json(copy, indent=1))


def _path(config: Config, url: str) -> Path:
    return config.state / "claims" / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.json"
