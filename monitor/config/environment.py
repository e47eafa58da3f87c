"""MONITOR_* variables written over the table that config.toml gave.

`MONITOR_STATE` is `state`, `MONITOR_FETCH_TIMEOUT` is `fetch.timeout`. Lists are comma-separated or JSON.
`MONITOR_FEED` replaces all feeds; `MONITOR_FEED_INTERVAL` and the like set the key in each of them.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import re
import typing
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from monitor.config.settings import Config, FeedSettings, sections
from monitor.errors import Fault
from monitor.stories.topic import Topic
from monitor.topics.folder import SHIPPED

PREFIX = "MONITOR_"
# Variables that hold a secret, and the key that they fill; none of these is a key of the file.
SECRETS: Mapping[str, tuple[str, str]] = {
    "MONITOR_EMAIL_PASSWORD": ("email", "password"),
    "MONITOR_WEBHOOK_SECRET": ("webhook", "secret"),
}
HIDDEN = frozenset(SECRETS.values())
TOPIC_KEYS = tuple(field.name for field in dataclasses.fields(Topic))
_NEAR = 0.75  # how alike a mistyped name is to the one that was meant, 0 to 1
# What Kubernetes and Docker set for a service whose name begins with "monitor": names, and what they hold.
_LINKED = re.compile(r"_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)")
_LINK = re.compile(r"(tcp|udp|sctp)://")
_SWITCH = dict.fromkeys(("true", "yes", "on", "1"), True) | dict.fromkeys(("false", "no", "off", "0"), False)


def override(table: dict[str, Any], environ: Mapping[str, str]) -> tuple[dict[str, str], list[Fault]]:
    """Writes the variables' values into `table`; returns which key came from which variable, and the faults."""
    known = _variables()
    used: dict[str, str] = {}
    faults = []
    # Sorted: MONITOR_FEED lists the feeds before MONITOR_FEED_INTERVAL is written into each.
    for name in sorted(_ours(environ)):
        if name not in known:
            if near := _nearest(name, environ[name], known):
                message = f"no configuration key has this variable; did you mean {near}?"
                faults.append(Fault(where=name, message=message))
            continue
        path, kinds = known[name]
        try:
            value = _value(environ[name], kinds)
        except ValueError as error:
            faults.append(Fault(where=name, message=f"is not valid JSON: {error}"))
            continue
        for target in _targets(table, path):
            target[path[-1]] = value
        used[".".join(path)] = name
    return used, faults


def ignored(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The MONITOR_* variables that belong to something else: no key has a name near theirs."""
    known = _variables()
    return tuple(n for n in sorted(_ours(environ)) if n not in known and not _nearest(n, environ[n], known))


def _ours(environ: Mapping[str, str]) -> Iterator[str]:
    return (name for name in environ if name.startswith(PREFIX) and name not in SECRETS)


def _nearest(name: str, value: str, known: Iterable[str]) -> str | None:
    """The variable that was probably meant; None for one that other software sets."""
    if _LINKED.search(name) or _LINK.match(value):
        return None
    names = [variable.removeprefix(PREFIX) for variable in (*known, *SECRETS)]
    near = difflib.get_close_matches(name.removeprefix(PREFIX), names, n=1, cutoff=_NEAR)
    return PREFIX + near[0] if near else None


@cache
def _variables() -> dict[str, tuple[tuple[str, ...], set[Any]]]:
    """Every variable with its key's path and the types that the value may have."""
    return {PREFIX + "_".join(path).upper(): (path, kinds) for path, kinds in _keys()}


def _keys() -> Iterator[tuple[tuple[str, ...], set[Any]]]:
    for key, annotation in typing.get_type_hints(Topic).items():
        yield ("topic", key), {Path} if key == "folder" else set(_types(annotation))
    for name, section in sections().items():
        for key, info in section.model_fields.items():
            path = (name, key) if name else (key,)
            if path not in HIDDEN and key not in sections() and key != "topic":
                yield path, set(_types(info.annotation))
    yield ("feed",), set(_types(Config.model_fields["feed"].annotation))


def _types(annotation: Any) -> Iterator[Any]:
    kind, arguments = typing.get_origin(annotation) or annotation, typing.get_args(annotation)
    if kind is not tuple or Ellipsis in arguments:  # a pair is written as one text, not as a list
        yield kind
    for argument in arguments:
        yield from _types(argument)


def _targets(table: dict[str, Any], path: tuple[str, ...]) -> list[dict[str, Any]]:
    """The tables that hold the key; a missing section is created, a topic from the default one."""
    if len(path) == 1:
        return [table]
    if path[0] == "topic" and path[1] != "folder" and not table.get("topic"):
        table["topic"] = Topic.default().table()
    section = table.setdefault(path[0], [] if path[0] == "feed" else {})
    return [item for item in (section if isinstance(section, list) else [section]) if isinstance(item, dict)]


def _value(text: str, kinds: set[Any]) -> Any:
    """The text as the value that TOML would hold; what does not fit is left for the model to reject."""
    if tuple in kinds or dict in kinds:
        if text.lstrip().startswith(("[", "{")):
            return json.loads(text)
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if FeedSettings in kinds:
            return [{"url": part} for part in parts]
        return [_absolute(part) for part in parts] if Path in kinds else parts
    if bool in kinds:
        return _SWITCH.get(text.strip().lower(), text)
    if int in kinds and text.strip().isdecimal():
        return int(text)
    return _absolute(text) if Path in kinds and text else text


def _absolute(text: str) -> str:
    """A path in a variable is relative to the current folder; an address and the shipped claims stay as they are."""
    return text if "://" in text or text == str(SHIPPED) else str(Path(text).expanduser().absolute())
