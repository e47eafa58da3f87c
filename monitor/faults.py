"""Faults in files that users write, in plain words: what pydantic found, and what was probably meant. Pure.

Tables are counted from 1, as a reader of the file counts them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_SIZE = "{input} is not a size such as 500KB or 10MB"
_WORDING = {
    "missing": "is required",
    "string_type": "{input} is not a text in quotes",
    "string_too_short": "is empty",
    "bool_type": "{input} is neither true nor false",
    "int_type": "{input} is not a whole number",
    "float_type": "{input} is not a number",
    "tuple_type": '{input} is not a list such as ["a", "b"]',
    "dict_type": '{input} is not a table such as {{ zh = "…" }}',
    "model_type": "{input} is not a table",
    "literal_error": "{input} is not one of {expected}",
    "enum": "{input} is not one of {expected}",
    "greater_than_equal": "{input} is less than {ge:g}",
    "less_than_equal": "{input} is more than {le:g}",
    "byte_size": _SIZE,
    "byte_size_unit": _SIZE,
}
_HIDDEN = "the value (not shown, since it may hold a secret)"


def where(location: Iterable[int | str], *, table: str = "") -> str:
    """The path of a key, such as `feed[2].url`; `table` is what it begins with."""
    path = table
    for part in location:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        elif part != "[key]":  # pydantic's mark for a fault in the key itself
            path += f".{part}" if path else part
    return path


def message(detail: ErrorDetails, *, secret: bool = False) -> str:
    """What is wrong with the value; it is not repeated where it may be a `secret`."""
    context = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return str(context["error"])
    wording = _WORDING.get(detail["type"])
    value = detail["input"]
    shown = _HIDDEN if secret else str(value).lower() if isinstance(value, bool) else repr(value)
    return wording.format(input=shown, **context) if wording else detail["msg"]


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'url'?`, or the known names where none is near."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known here: {', '.join(names)}"
