"""The tables of a claims file: one frozen model each, and what each value may be. Reads no file.

Names are checked with the values: whoever a frame names must be an entity that ships with the package or that
the files bring, whatever else it names a list of the language data. Validators raise ValueError with the
offending value in the message; `monitor.claims.frames.files` adds the key.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Literal, TypeAlias, cast

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationInfo,
    field_validator,
)

from monitor.claims.frames.frame import Slot
from monitor.claims.read.entities import KINDS
from monitor.claims.read.quantities import Quantity, find
from monitor.claims.read.text import fold
from monitor.datafiles import Table
from monitor.languages import Language, codes
from monitor.model import Stance, Status

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


def _tables(value: object) -> object:
    if not isinstance(value, list):
        raise ValueError("is not an array of tables; head each with [[claim.frame]]")  # noqa: TRY004
    return value


def _claim(name: str, info: ValidationInfo) -> str:
    return _check_name(name, _known(info).ids, "not the id of a claim in these files")


_Text: TypeAlias = Annotated[StrictStr, Field(min_length=1)]
_Texts: TypeAlias = tuple[_Text, ...]
_Day: TypeAlias = Annotated[date, BeforeValidator(_day)]
_Relations: TypeAlias = tuple[Annotated[_Text, AfterValidator(_relation)], ...]
_Slots: TypeAlias = tuple[Annotated[Slot, PlainValidator(_slot)], ...]
_Share: TypeAlias = Annotated[StrictFloat, BeforeValidator(_number), Field(ge=0, le=1)]


class FrameTable(Table):
    """A `[[claim.frame]]`. The keys are those of `Frame`; their descriptions are the table in docs/claims.md."""

    announces: Annotated[StrictStr, AfterValidator(_claim)] = Field(
        "",
        description="The id of another claim. Once that is settled as true between `from` and `to`, this one is borne "
        "out; such a frame needs no `relation`.",
    )
    subject: Annotated[tuple[Annotated[_Text, AfterValidator(_subject)], ...], AfterValidator(_some)] = Field(
        description="Who acts: companies, people or models. Those who speak for a party (`Lei Jun` for `Xiaomi`) and "
        "its models count as the party.",
    )
    relation: _Relations = Field(
        (),
        validate_default=True,
        description="Names of relation lists (`launch`, `acquire`, `supply`, …); one of them must occur. `evade` is an "
        "answer that is neither yes nor no.",
    )
    objects: _Slots = Field(
        (),
        alias="object",
        description="What the sentence must name: parties, or concepts in lower case (`car`, `battery`; `money` is any "
        'sum). `"a|b"` means either.',
    )
    context: _Slots = Field(
        (), description="Like `object`, but the headline or an earlier sentence may name it instead."
    )
    near: Annotated[StrictInt, Field(ge=0)] = Field(
        0,
        description="The most words between the relation and an object; `0` means anywhere in the sentence.",
    )
    means: Stance = Field(
        Stance.SUPPORTS,
        description="What a matching passage does to the claim: `supports` (the default), `refutes` or `discusses`.",
    )
    negation: Literal["supports", "refutes", "discusses", "ignore"] | None = Field(
        None,
        description="What the same passage does when negated; by default the opposite, with `ignore` nothing.",
    )
    only_negated: StrictBool = Field(False, description="The passage counts only if it is negated or denied.")
    unless: tuple[Annotated[_Text, AfterValidator(_anything)], ...] = Field(
        (), description="Names, concepts or relations; a sentence that has one of them does not match."
    )
    needs: _Relations = Field(
        (), description="Relations that must also occur somewhere in the story, or the frame settles nothing."
    )
    exclusive: StrictBool = Field(
        False, description="Another party in the place of the object refutes the claim."
    )
    symmetric: StrictBool = Field(
        False, description="Subject and object may change places: talks, partnerships, meetings."
    )
    done: StrictBool = Field(False, description="It must have happened; a plan does not confirm the claim.")
    event: StrictBool = Field(
        True, description="`false`: that it happened is not enough; a party with standing must say so."
    )
    flags: StrictBool = Field(True, description="`false`: evidence that never settles the claim.")
    first: _Day | None = Field(None, alias="from", description="The first day on which it may happen.")
    last: _Day | None = Field(None, alias="to", description="The last day on which it may happen.")
    dated: StrictBool = Field(False, description="The passage must name a date.")
    once: StrictBool = Field(
        False, description="It happens only once, so a different date refutes the claim."
    )
    opens: StrictBool = Field(
        False,
        description="The relation comes before the claimed one (production before sale): too late it refutes "
        "the claim, in time it proves nothing.",
    )
    values: tuple[Annotated[tuple[Quantity, ...], PlainValidator(_quantities)], ...] = Field(
        (),
        alias="value",
        description='Quantities that the passage must name, with units: `"10 billion yuan"`.',
    )
    sure: _Share = Field(
        0.0, description="How certain the subject must be, from 0 to 1; at 0.85 the sentence itself names it."
    )

    @field_validator("relation")
    @classmethod
    def _needed(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not value and info.data.get("announces") == "":
            raise ValueError("is required, unless the frame has `announces`")
        return value

    @field_validator("last")
    @classmethod
    def _ordered(cls, value: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("first")
        if value and first and value < first:
            raise ValueError(f"{value} is before `from`, {first}")
        return value


class ClaimTable(Table):
    """A `[[claim]]`. The descriptions of its keys are the table in docs/claims.md."""

    id: Annotated[_Text, AfterValidator(_no_blanks)] = Field(
        description="A short name without spaces, unique among all claims."
    )
    text: Annotated[_Text, AfterValidator(str.strip), Field(min_length=1)] = Field(
        description="The claim as one English sentence."
    )
    texts: dict[Annotated[str, AfterValidator(_language)], _Text] = Field(
        default_factory=dict, description='The claim in other languages, for readers: `texts.zh = "…"`.'
    )
    standing: _Texts = Field(
        (),
        description="The parties whose word settles it; by default its subject and object, and all who speak for them. "
        "An unknown name becomes a new party.",
    )
    due: _Day | None = Field(
        None,
        description="The date by which it should have come true; a claim still open after it is *overdue*.",
    )
    stated: _Day | None = Field(
        None,
        description='The date on which the claim was made, from which "next year" and "within three months" count. '
        "Without it a claim with such a date flags nothing, and `monitor claims` says so.",
    )
    aliases: _Texts = Field(
        (), description="Further names of the party that the claim introduces, or else of its subject."
    )
    seeds: _Texts = Field(
        (), description='The documents that state it. A note, apart from `"seed": true` in JSON.'
    )
    status: Status | None = Field(
        None, description="A note. Every claim starts as *rumoured*; only the ledger decides its status."
    )
    stance: _Text | None = Field(None, description="A note on how the documents put it.")
    frame: Annotated[tuple[FrameTable, ...], BeforeValidator(_tables)] = Field(
        (), description="Frames written by hand, see below."
    )


class EntityTable(Table):
    """An `[[entity]]`: a new name, or more spellings of a known one. Described by the table in docs/claims.md."""

    name: _Text = Field(description="The name that claims and other tables use.")
    kind: Annotated[_Text, AfterValidator(_kind)] = Field(
        description=f"One of {', '.join(f'`{kind}`' for kind in KINDS)}."
    )
    aliases: _Texts = Field(
        (),
        description="The spellings in texts, in lower case, Chinese in simplified characters; `*` is any ending. "
        "By default the name.",
    )
    of: tuple[Annotated[_Text, AfterValidator(_entity)], ...] = Field(
        (), description='Whom a person or a body speaks for, or who makes a model: `of = ["Xiaomi"]`.'
    )
    sort: _Text = Field(
        "car", description='What a model is; `sort = "phone"` keeps it from being taken for a car.'
    )
    traits: tuple[Annotated[_Text, AfterValidator(_concept)], ...] = Field(
        (), description='Concepts that a model stands for: `traits = ["suv", "second"]`.'
    )
    elsewhere: StrictBool = Field(
        False,
        description="Other news names it as often as the topic's; a claim that names no one else is foreign to the "
        "topic.",
    )
