"""What a claims file may say: one model a table, and every fault by its key. Reads no file.

Names are checked with the values: whoever a frame names must be an entity that ships with the package or that the files
bring, whatever else it names a list of the language data. Tables are counted from 1, as a reader of the file counts them.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from monitor.claims.derive import parties
from monitor.claims.entities import KINDS, Entities
from monitor.claims.quantities import Quantity, find
from monitor.claims.text import fold
from monitor.errors import ConfigError, Fault
from monitor.languages import codes
from monitor.languages import load as load_language
from monitor.model import Stance, Status

_ACTORS = ("company", "person", "model")
_WORDING = {
    "missing": "is missing",
    "extra_forbidden": "unknown key",
    "string_type": "{input} is no text in quotes",
    "string_too_short": "is empty",
    "bool_type": "{input} is neither true nor false",
    "int_type": "{input} is no whole number",
    "float_type": "{input} is no number",
    "tuple_type": '{input} is no list such as ["a", "b"]',
    "too_short": "is empty",
    "dict_type": '{input} is no table such as {{ zh = "…" }}',
    "model_type": "{input} is no table",
    "literal_error": "{input} is not {expected}",
    "enum": "{input} is not {expected}",
    "greater_than_equal": "{input} is less than {ge}",
    "less_than_equal": "{input} is more than {le}",
}
_Named = TypeVar("_Named", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Known:
    """What the files may refer to: entities, name to kind, and the ids of all claims."""

    kinds: Mapping[str, str]
    ids: Collection[str]


def _no_blanks(name: str) -> str:
    if any(char.isspace() for char in name):
        raise ValueError(f"{name!r} has blanks; write it with hyphens: {'-'.join(name.split())!r}")
    return name


def _day(value: object) -> date:
    """A day; of a date with a time its day, as it is written."""
    if not isinstance(value, date):
        raise ValueError(f"{value!r} is no date such as 2026-12-31, without quotes")  # noqa: TRY004
    return value.date() if isinstance(value, datetime) else value


def _language(code: str) -> str:
    if code not in codes():
        raise ValueError(f"{code!r} is none of the languages {', '.join(sorted(codes()))}")
    return code


def _number(value: object) -> object:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _quantities(text: str) -> tuple[Quantity, ...]:
    found = find(fold(text), load_language("en"))
    if not any(q.unit for q in found):
        raise ValueError(f'{text!r} names no number with its unit, such as "10 billion yuan"')
    return found


def _check_name(name: str, known: Collection[str], what: str) -> str:
    if name not in known:
        by_folded = {fold(each): each for each in known}
        near = difflib.get_close_matches(fold(name), by_folded, n=1)
        guess = f"; did you mean {by_folded[near[0]]!r}?" if near else ""
        raise ValueError(f"{name!r} is {what}{guess}")
    return name


def _kinds(info: ValidationInfo) -> Mapping[str, str]:
    known: Known = info.context
    return known.kinds


def _lists(*groups: str) -> frozenset[str]:
    return frozenset().union(*(load_language("en").names(group) for group in groups))


def _entity(name: str, info: ValidationInfo) -> str:
    return _check_name(name, _kinds(info), "no known entity; an [[entity]] table makes it one")


def _subject(name: str, info: ValidationInfo) -> str:
    kind = _kinds(info)[_entity(name, info)]
    if kind not in _ACTORS:
        raise ValueError(f"{name!r} is of the kind {kind!r}; only a {', a '.join(_ACTORS)} acts")
    return name


def _relation(name: str) -> str:
    return _check_name(name, _lists("relation"), "no relation of the language data")


def _concept(name: str) -> str:
    return _check_name(name, _lists("concept"), "no concept of the language data")


def _slot(text: str, info: ValidationInfo) -> frozenset[str]:
    names = [part.strip() for part in text.split("|")]
    known = _kinds(info).keys() | _lists("concept")
    return frozenset(_check_name(name, known, "neither a known entity nor a concept") for name in names)


def _anything(name: str, info: ValidationInfo) -> str:
    known = _kinds(info).keys() | _lists("concept", "relation")
    return _check_name(name, known, "neither a known entity nor a concept or relation")


def _claim(name: str, info: ValidationInfo) -> str:
    known: Known = info.context
    return _check_name(name, known.ids, "no claim of the files")


_Text: TypeAlias = Annotated[StrictStr, Field(min_length=1)]
_Texts: TypeAlias = tuple[_Text, ...]
_Day: TypeAlias = Annotated[date, BeforeValidator(_day)]
_Relations: TypeAlias = tuple[Annotated[_Text, AfterValidator(_relation)], ...]
_Slots: TypeAlias = tuple[Annotated[StrictStr, AfterValidator(_slot)], ...]
_Share: TypeAlias = Annotated[StrictFloat, BeforeValidator(_number), Field(ge=0, le=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FrameTable(_Table):
    """A `[[claim.frame]]`; docs/claims.md says what each key means."""

    announces: Annotated[StrictStr, AfterValidator(_claim)] = ""
    subject: tuple[Annotated[_Text, AfterValidator(_subject)], ...] = Field(min_length=1)
    relation: _Relations = Field((), validate_default=True)
    objects: _Slots = Field((), alias="object")
    context: _Slots = ()
    unless: tuple[Annotated[_Text, AfterValidator(_anything)], ...] = ()
    needs: _Relations = ()
    means: Stance = Stance.SUPPORTS
    negation: Literal["supports", "refutes", "discusses", "ignore"] | None = None
    only_negated: StrictBool = False
    exclusive: StrictBool = False
    symmetric: StrictBool = False
    done: StrictBool = False
    flags: StrictBool = True
    event: StrictBool = True
    opens: StrictBool = False
    once: StrictBool = False
    sure: _Share = 0.0
    near: Annotated[StrictInt, Field(ge=0)] = 0
    value: tuple[Annotated[StrictStr, AfterValidator(_quantities)], ...] = ()
    first: _Day | None = Field(None, alias="from")
    last: _Day | None = Field(None, alias="to")

    @field_validator("relation")
    @classmethod
    def _needed(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not value and info.data.get("announces") == "":
            raise ValueError("is missing; only a frame with `announces` goes without")
        return value

    @field_validator("last")
    @classmethod
    def _ordered(cls, value: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("first")
        if value and first and value < first:
            raise ValueError(f"{value} is before `from`, {first}")
        return value


class ClaimTable(_Table):
    """A `[[claim]]`. Nothing is derived from `status`, `stance` and `seeds`; they are notes for people."""

    id: Annotated[_Text, AfterValidator(_no_blanks)]
    text: Annotated[_Text, AfterValidator(str.strip), Field(min_length=1)]
    texts: dict[Annotated[str, AfterValidator(_language)], _Text] = {}
    status: Status | None = None
    stance: _Text | None = None
    due: _Day | None = None
    standing: _Texts = ()
    aliases: _Texts = ()
    seeds: _Texts = ()
    frame: tuple[FrameTable, ...] = ()


class EntityTable(_Table):
    """An `[[entity]]`: a new party, person, medium or model, or more spellings of a known one."""

    name: _Text
    kind: Literal["company", "person", "outlet", "regulator", "model", "place", "analyst"]
    aliases: _Texts = ()
    of: tuple[Annotated[_Text, AfterValidator(_entity)], ...] = ()
    country: StrictStr = ""
    sort: _Text = "car"
    traits: tuple[Annotated[_Text, AfterValidator(_concept)], ...] = ()
