"""What the values of a claims file may be.

Names are checked with the values: whoever a frame names must be an entity of the topic or of the files, whatever else
it names a list of the topic's words. Validators raise ValueError with the offending value in the message;
`monitor.claims.frames.files` adds the key.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, TypeAlias, cast

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    StrictFloat,
    StrictStr,
    ValidationInfo,
)

from monitor.claims.frames.frame import Slot
from monitor.claims.read.entities import KINDS
from monitor.claims.read.quantities import Quantity, find
from monitor.claims.read.text import fold
from monitor.languages import Language, codes

_ACTORS = ("company", "person", "model")


@dataclass(frozen=True)
class Known:
    """What the files may refer to: entities, name to kind, the ids of all claims, and the lists of English words."""

    kinds: Mapping[str, str]
    ids: Collection[str]
    english: Language

    @cached_property
    def relations(self) -> frozenset[str]:
        return self.english.names("relation")

    @cached_property
    def concepts(self) -> frozenset[str]:
        return self.english.names("concept")


def _no_blanks(name: str) -> str:
    if any(char.isspace() for char in name):
        raise ValueError(f"{name!r} contains spaces; use hyphens: {'-'.join(name.split())!r}")
    return name


def _day(value: object) -> date:
    """A date; a datetime loses its time."""
    if not isinstance(value, date):
        raise ValueError(f"{value!r} is not a date such as 2026-12-31, without quotes")  # noqa: TRY004
    return value.date() if isinstance(value, datetime) else value


def _language(code: str) -> str:
    if code not in codes():
        raise ValueError(f"{code!r} is not one of the languages {', '.join(sorted(codes()))}")
    return code


def _number(value: object) -> object:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a text in quotes")  # noqa: TRY004
    return value


def _quantities(value: object, info: ValidationInfo) -> tuple[Quantity, ...]:
    text = _words(value)
    found = find(fold(text), _known(info).english)
    if not any(q.unit for q in found):
        raise ValueError(f'{text!r} has no number with a unit, such as "10 billion yuan"')
    return found


def _check_name(name: str, known: Collection[str], what: str) -> str:
    if name not in known:
        by_folded = {fold(each): each for each in known}
        near = difflib.get_close_matches(fold(name), by_folded, n=1, cutoff=0.75)
        guess = f"; did you mean {by_folded[near[0]]!r}?" if near else ""
        raise ValueError(f"{name!r} is {what}{guess}")
    return name


def _known(info: ValidationInfo) -> Known:
    return cast(Known, info.context)


def _kinds(info: ValidationInfo) -> Mapping[str, str]:
    return _known(info).kinds


def _entity(name: str, info: ValidationInfo) -> str:
    return _check_name(name, _kinds(info), "not a known entity; declare it in an [[entity]] table")


def _subject(name: str, info: ValidationInfo) -> str:
    kind = _kinds(info)[_entity(name, info)]
    if kind not in _ACTORS:
        raise ValueError(
            f"{name!r} is of kind {kind!r}; only a {', '.join(_ACTORS[:-1])} or {_ACTORS[-1]} can act"
        )
    return name


def _some(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise ValueError("is empty")
    return names


def _relation(name: str, info: ValidationInfo) -> str:
    return _check_name(name, _known(info).relations, "not a known relation")


def _concept(name: str, info: ValidationInfo) -> str:
    return _check_name(name, _known(info).concepts, "not a known concept")


def _slot(value: object, info: ValidationInfo) -> Slot:
    names = [part.strip() for part in _words(value).split("|")]
    known = _kinds(info).keys() | _known(info).concepts
    return frozenset(_check_name(name, known, "neither a known entity nor a concept") for name in names)


def _anything(name: str, info: ValidationInfo) -> str:
    known = _kinds(info).keys() | _known(info).concepts | _known(info).relations
    return _check_name(name, known, "neither a known entity nor a concept or relation")


def _kind(kind: str, info: ValidationInfo) -> str:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not one of {', '.join(KINDS)}")
    name = info.data.get("name")
    held = _kinds(info).get(name, kind) if name else kind
    if held != kind:
        raise ValueError(f"{kind!r} is wrong: {name!r} is already known as a {held}")
    return kind


def array_of_tables(value: object) -> object:
    if not isinstance(value, list):
        raise ValueError("is not an array of tables; head each with [[claim.frame]]")  # noqa: TRY004
    return value


def _claim(name: str, info: ValidationInfo) -> str:
    return _check_name(name, _known(info).ids, "not the id of a claim in these files")


Text: TypeAlias = Annotated[StrictStr, Field(min_length=1)]
Texts: TypeAlias = tuple[Text, ...]
Day: TypeAlias = Annotated[date, BeforeValidator(_day)]
Relations: TypeAlias = tuple[Annotated[Text, AfterValidator(_relation)], ...]
Slots: TypeAlias = tuple[Annotated[Slot, PlainValidator(_slot)], ...]
Share: TypeAlias = Annotated[StrictFloat, BeforeValidator(_number), Field(ge=0, le=1)]
Id: TypeAlias = Annotated[Text, AfterValidator(_no_blanks)]
ClaimId: TypeAlias = Annotated[StrictStr, AfterValidator(_claim)]
LanguageCode: TypeAlias = Annotated[str, AfterValidator(_language)]
Names: TypeAlias = tuple[Annotated[Text, AfterValidator(_entity)], ...]
Subjects: TypeAlias = Annotated[tuple[Annotated[Text, AfterValidator(_subject)], ...], AfterValidator(_some)]
Anything: TypeAlias = tuple[Annotated[Text, AfterValidator(_anything)], ...]
Concepts: TypeAlias = tuple[Annotated[Text, AfterValidator(_concept)], ...]
Kind: TypeAlias = Annotated[Text, AfterValidator(_kind)]
Values: TypeAlias = tuple[Annotated[tuple[Quantity, ...], PlainValidator(_quantities)], ...]
