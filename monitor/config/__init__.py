"""From config.toml and the environment to a frozen Config; every mistake is reported at once, by its key.

Reads the file, the environment that it is given and the password file, nothing else.
`[[feed]]` tables are counted from 1 in messages, as a reader of the file counts them.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitor.config.environment import HIDDEN, SECRETS, TOPIC_KEYS, override
from monitor.config.settings import Config, EmailSettings, FeedSettings, Section
from monitor.errors import ConfigError, Fault

__all__ = ["Config", "load"]

_WORDING = {
    "missing": "is required",
    "string_type": "{input} is not a text in quotes",
    "int_type": "{input} is not a whole number",
    "bool_type": "{input} is neither true nor false",
    "tuple_type": '{input} is not a list such as ["a", "b"]',
    "model_type": "{input} is not a table",
    "literal_error": "{input} is not one of {expected}",
    "greater_than_equal": "{input} is less than {ge}",
    "less_than_equal": "{input} is more than {le}",
}
_SECRETIVE = frozenset({"channels", "webhook"})  # sections whose addresses are secrets
_HOW_TO_START = """there is no such file. The smallest one that works is

    [[feed]]
    url = "https://carnewschina.com/feed/"

  Name a file elsewhere with --config PATH. `monitor demo` shows the whole job without one."""


def load(path: Path, *, environ: Mapping[str, str]) -> Config:
    """The configuration in `path`, overridden by the MONITOR_* variables of `environ`.

    Raises ConfigError with every fault found.
    """
    table = _read(path)
    base = path.absolute().parent
    variables, faults = override(table, environ)
    faults += _secrets(table, base, environ) + _topic(table) + _duplicates(table)
    config = None
    try:
        config = Config.model_validate(table, context={"base": base})
    except ValidationError as error:
        faults += [_fault(detail, variables) for detail in error.errors(include_url=False)]
    if config is None or faults:
        raise ConfigError(str(path), tuple(dict.fromkeys(faults)))
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
    """Put each secret from its variable or its file into the table; one that stands in the table is a fault."""
    faults = []
    for variable, (name, key) in SECRETS.items():
        section = table.get(name)
        if isinstance(section, dict):
            faults += _secret(section, f"{name}.{key}", variable, base, environ.get(variable))
    return faults


def _secret(section: dict[str, Any], where: str, variable: str, base: Path, given: str | None) -> list[Fault]:
    key = where.rpartition(".")[2]
    if key in section:
        section.pop(key)
        message = f"is not kept here: set {variable}, or name a file that holds it as {where}_file"
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
    """Unknown keys of [topic]; they are dropped, so that the other faults of the table are found as well."""
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
    faults = []
    feeds = table.get("feed")
    for number, feed in enumerate(feeds if isinstance(feeds, list) else (), start=1):
        url = feed.get("url") if isinstance(feed, dict) else None
        if not isinstance(url, str):
            continue
        held = first.setdefault(_same(url), number)
        if held != number:
            faults.append(Fault(where=f"feed[{number}].url", message=f"{url!r} is already feed[{held}]"))
    return faults


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
    where = key = ""
    for part in location:
        if isinstance(part, int):
            where += f"[{part + 1}]"
        else:
            where += f".{part}" if where else part
            key += f".{part}" if key else part
    if key in variables:
        where += f" (from {variables[key]})"
    return Fault(where=where, message=_message(detail))


def _message(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "extra_forbidden":
        return "unknown key" + _suggestion(detail["loc"])
    if detail["type"] == "value_error":
        return str(context["error"])
    wording = _WORDING.get(detail["type"])
    shown = str(detail["input"]).lower() if isinstance(detail["input"], bool) else repr(detail["input"])
    if detail["loc"][0] in _SECRETIVE:
        shown = "the value (not shown, since it may hold a secret)"
    return wording.format(input=shown, **context) if wording else detail["msg"]


def _suggestion(location: tuple[int | str, ...]) -> str:
    """`; did you mean 'url'?`: the nearest key of the same table, else the same key in another one."""
    *tables, name = (part for part in location if isinstance(part, str))
    known = _keys()
    siblings = known.get(tables[0] if tables else "", {})
    near = difflib.get_close_matches(name, siblings, n=1)
    elsewhere = [f"{table}.{name}".lstrip(".") for table, keys in known.items() if name in keys]
    if guesses := elsewhere or near:
        return f"; did you mean {guesses[0]!r}?"
    return f"; known here: {', '.join(sorted(siblings))}"


def _keys() -> dict[str, Iterable[str]]:
    """Section name ("" for the top) to its keys."""
    sections: dict[str, Any] = {name: info.annotation for name, info in Config.model_fields.items()}
    sections |= {"": Config, "feed": FeedSettings, "email": EmailSettings}
    known: dict[str, Iterable[str]] = {
        name: [key for key in model.model_fields if (name, key) not in HIDDEN]
        for name, model in sections.items()
        if isinstance(model, type) and issubclass(model, Section)
    }
    return known | {"topic": TOPIC_KEYS}
