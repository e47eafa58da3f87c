"""Data files: TOML that is checked by a model, every fault named by file and key.

The files that ship with the package and those that users write take the same way.
"""

from __future__ import annotations

import tomllib
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from monitor.errors import ConfigError, Fault
from monitor.faults import message, nearest, where


class Table(BaseModel):
    """A TOML table: frozen, and unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=BaseModel)


def read(source: Traversable) -> str:
    """The text of a file. Raises ConfigError where it cannot be read."""
    try:
        return source.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ConfigError(str(source), (Fault(where="", message=f"cannot be read: {reason}"),)) from error


def parse(path: str, text: str) -> dict[str, Any]:
    """Raises ConfigError where the text is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, (Fault(where="", message=f"is not valid TOML: {error}"),)) from error


def load(source: Traversable, model: type[Model]) -> Model:
    """The file as the model has it. Raises ConfigError that names every fault."""
    table = parse(str(source), read(source))
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise ConfigError(str(source), faults(error, model)) from error


def faults(error: ValidationError, model: type[BaseModel], *, table: str = "") -> tuple[Fault, ...]:
    """What is wrong in a table, each fault once; `table` is what its keys begin with."""
    found = (_fault(detail, model, table) for detail in error.errors(include_url=False))
    return tuple(dict.fromkeys(found))


def _fault(detail: ErrorDetails, model: type[BaseModel], table: str) -> Fault:
    location = detail["loc"]
    key = where(location, table=table)
    if detail["type"] != "extra_forbidden":
        return Fault(where=key, message=message(detail))
    known = _keys(model, location[:-1])
    return Fault(where=key, message=f"unknown key{nearest(str(location[-1]), known) if known else ''}")


def _keys(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The keys of a table within the model, as they are written in the file; none where it is not known."""
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    if not location:
        return list(fields)
    info = fields.get(str(location[0]))
    inner = info.annotation if info else None
    return _keys(inner, location[1:]) if isinstance(inner, type) and issubclass(inner, BaseModel) else []
