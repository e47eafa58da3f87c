"""MONITOR_* variables written over the table that config.toml gave.

`MONITOR_STATE` is `state`, `MONITOR_FETCH_TIMEOUT` is `fetch.timeout`. Lists are comma-separated or JSON.
`MONITOR_FEED` replaces all feeds; `MONITOR_FEED_INTERVAL` and the like set the key in each of them.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.config.settings import Config, FeedSettings, Section
from monitor.errors import Fault
from monitor.stories.topic import Topic

PREFIX = "MONITOR_"
# Variables that hold a secret, and where it is put; none of them is a key of the file.
SECRETS: Mapping[str, tuple[str, str]] = {
    "MONITOR_EMAIL_PASSWORD": ("email", "password"),
    "MONITOR_WEBHOOK_SECRET": ("webhook", "secret"),
}
HIDDEN = frozenset(SECRETS.values())
TOPIC_KEYS = tuple(field.name for field in dataclasses.fields(Topic))
_SWITCH = dict.fromkeys(("true", "yes", "on", "1"), True) | dict.fromkeys(("false", "no", "off", "0"), False)


def override(table: dict[str, Any], environ: Mapping[str, str]) -> tuple[dict[str, str], list[Fault]]:
    """Write the variables' values into `table`; which key came from which variable, and the faults."""
    known = {PREFIX + "_".join(path).upper(): (path, kinds) for path, kinds in _keys()}
    used: dict[str, str] = {}
    faults = []
    # Sorted: MONITOR_FEED lists the feeds before MONITOR_FEED_INTERVAL is written into each.
    for name in sorted(name for name in environ if name.startswith(PREFIX) and name not in SECRETS):
        if name not in known:
            near = difflib.get_close_matches(name, [*known, *SECRETS], n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            faults.append(Fault(where=name, message=f"no configuration key has this variable{hint}"))
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


def _keys() -> Iterator[tuple[tuple[str, ...], set[Any]]]:
    """Every key's path with the types that its value may have."""
    for key, annotation in typing.get_type_hints(Topic).items():
        yield ("topic", key), set(_types(annotation))
    for name, info in Config.model_fields.items():
        kinds = set(_types(info.annotation))
        sections = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Section)]
        for section in sections:
            for key, field in section.model_fields.items():
                if (name, key) not in HIDDEN:
                    yield (name, key), set(_types(field.annotation))
        if name != "topic" and (not sections or tuple in kinds):
            yield (name,), kinds


def _types(annotation: Any) -> Iterator[Any]:
    kind, arguments = typing.get_origin(annotation) or annotation, typing.get_args(annotation)
    if kind is not tuple or Ellipsis in arguments:  # a pair is written as one text, not as a list
        yield kind
    for argument in arguments:
        yield from _types(argument)


def _targets(table: dict[str, Any], path: tuple[str, ...]) -> list[dict[str, Any]]:
    """The tables that hold the key; a section that is missing is made, a topic from the default one."""
    if len(path) == 1:
        return [table]
    if path[0] == "topic" and not table.get("topic"):
        topic = dataclasses.asdict(Topic.default())
        table["topic"] = topic | {key: dict(topic[key]) for key in ("words", "exclude")}
    section = table.setdefault(path[0], [] if path[0] == "feed" else {})
    return [item for item in (section if isinstance(section, list) else [section]) if isinstance(item, dict)]


def _value(text: str, kinds: set[Any]) -> Any:
    """The text as the value that TOML would hold; what does not fit is left for the model to refuse."""
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
    """A path in a variable is relative to the current folder, as the one who sets it sees it."""
    return str(Path(text).expanduser().absolute())
