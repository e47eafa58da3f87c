"""From config.toml and the environment to a frozen Config; every mistake is reported at once, by its key.

Reads the file, the environment passed in and the files of secrets, nothing else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitor import faults
from monitor.config.environment import HIDDEN, SECRETS, TOPIC_KEYS, override
from monitor.config.settings import Config, sections
from monitor.errors import ConfigError, Fault
from monitor.redaction import public

__all__ = ["Config", "load"]

_SECRET_SECTIONS = frozenset({"channels", "webhook"})
_HOW_TO_START = """no such file. The smallest one that works is

    [[feed]]
    url = "https://carnewschina.com/feed/"

  To use a file elsewhere, give --config PATH. `monitor demo` needs no configuration."""


def load(path: Path, *, environ: Mapping[str, str]) -> Config:
    """The configuration in `path`, overridden by the MONITOR_* variables of `environ`.

    Raises ConfigError with every fault found.
    """
    table = _read(path)
    base = path.absolute().parent
    variables, found = override(table, environ)
    found += _secrets(table, base, environ) + _topic(table) + _duplicates(table)
    config = None
    try:
        config = Config.model_validate(table, context={"base": base, "path": path})
    except ValidationError as error:
        found += [_fault(detail, variables) for detail in error.errors(include_url=False)]
    if config is None or found:
        raise ConfigError(str(path), tuple(dict.fromkeys(found)))
    return config


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        message = _HOW_TO_START
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start})"
    except tomllib.TOMLDecodeError as error:
        message = f"is not valid TOML: {error}"
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    raise ConfigError(str(path), (Fault(where="", message=message),))


def _secrets(table: dict[str, Any], base: Path, environ: Mapping[str, str]) -> list[Fault]:
    """Puts each secret from its variable or its file into the table; one written in the table is a fault."""
    found = []
    for variable, (name, key) in SECRETS.items():
        section = table.get(name)
        if isinstance(section, dict):
            found += _secret(section, f"{name}.{key}", variable, base, environ.get(variable))
    return found


def _secret(section: dict[str, Any], where: str, variable: str, base: Path, given: str | None) -> list[Fault]:
    key = where.rpartition(".")[2]
    if key in section:
        section.pop(key)
        message = (
            f"must not be in this file: set {variable}, or put it in a file and name that as {where}_file"
        )
        return [Fault(where=where, message=message)]
    if given is not None:
        section[key] = given
    elif isinstance(file := section.get(f"{key}_file"), str) and file:
        try:
            text = (base / Path(file).expanduser()).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "is not UTF-8 text"
            return [Fault(where=f"{where}_file", message=f"{file!r} cannot be read: {reason}")]
        section[key] = text.strip("\r\n")
    return []


def _topic(table: dict[str, Any]) -> list[Fault]:
    """Unknown keys of [topic]; they are removed, so that the other faults of the table are found as well."""
    if not isinstance(topic := table.get("topic"), dict):
        return []
    unknown = [key for key in topic if key not in TOPIC_KEYS]
    for key in unknown:
        del topic[key]
    return [
        Fault(where=f"topic.{key}", message="unknown key" + _suggestion(("topic", key))) for key in unknown
    ]


def _duplicates(table: dict[str, Any]) -> list[Fault]:
    first: dict[str, int] = {}
    found = []
    feeds = table.get("feed")
    for number, feed in enumerate(feeds if isinstance(feeds, list) else (), start=1):
        url = feed.get("url") if isinstance(feed, dict) else None
        if not isinstance(url, str):
            continue
        held = first.setdefault(_same(url), number)
        if held != number:
            message = f"{public(url)!r} is already feed[{held}]"
            found.append(Fault(where=f"feed[{number}].url", message=message))
    return found


def _same(url: str) -> str:
    """What two spellings of one address share: scheme and host in lower case, no fragment, a path."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    lower = parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), fragment="")
    return lower._replace(path=parts.path or "/").geturl()


def _fault(detail: ErrorDetails, variables: Mapping[str, str]) -> Fault:
    location = detail["loc"]
    key = ".".join(part for part in location if isinstance(part, str))
    origin = f" (from {variables[key]})" if key in variables else ""
    if detail["type"] == "extra_forbidden":
        message = "unknown key" + _suggestion(location)
    else:
        message = faults.message(detail, secret=location[0] in _SECRET_SECTIONS)
    return Fault(where=faults.where(location) + origin, message=message)


def _suggestion(location: tuple[int | str, ...]) -> str:
    """`; did you mean 'url'?`: the nearest key of the same table, else the same key in another one."""
    *tables, name = (part for part in location if isinstance(part, str))
    known = _keys()
    for table, keys in known.items():
        if name in keys:
            return f"; did you mean {f'{table}.{name}'.lstrip('.')!r}?"
    return faults.nearest(name, known.get(tables[0] if tables else "", ()))


def _keys() -> dict[str, list[str]]:
    """Section name ("" for the top) to its keys."""
    known = {
        name: [key for key in section.model_fields if (name, key) not in HIDDEN]
        for name, section in sections().items()
    }
    return known | {"topic": list(TOPIC_KEYS)}
