"""The tables of a claims file: one frozen model each, with a description of every key. Reads no file."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    ValidationInfo,
    field_validator,
)

from monitor.claims.frames.frame import ClaimKind
from monitor.claims.frames.values import (
    Anything,
    ClaimId,
    Concepts,
    Day,
    Id,
    Kind,
    LanguageCode,
    Names,
    Relations,
    Share,
    Slots,
    Subjects,
    Text,
    Texts,
    Values,
    array_of_tables,
)
from monitor.claims.read.entities import KINDS
from monitor.datafiles import Table
from monitor.durations import Duration
from monitor.model import Stance, Status


class FrameTable(Table):
    """A `[[claim.frame]]`. The keys are those of `Frame`; their descriptions are the table in docs/claims.md."""

    announces: ClaimId = Field(
        "",
        description="The id of another claim. Once that is settled as true between `from` and `to`, this one is borne "
        "out; such a frame needs no `relation`.",
    )
    subject: Subjects = Field(
        description="Who acts: companies, people or models. Those who speak for a party (`Lei Jun` for `Xiaomi`) and "
        "its models count as the party.",
    )
    relation: Relations = Field(
        (),
        validate_default=True,
        description="Names of relation lists (`launch`, `acquire`, `supply`, …); one of them must occur. `evade` is an "
        "answer that is neither yes nor no.",
    )
    objects: Slots = Field(
        (),
        alias="object",
        description="What the sentence must name: parties, or concepts in lower case (`car`, `battery`; `money` is any "
        'sum). `"a|b"` means either.',
    )
    context: Slots = Field(
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
    unless: Anything = Field(
        (), description="Names, concepts or relations; a sentence that has one of them does not match."
    )
    needs: Relations = Field(
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
    first: Day | None = Field(None, alias="from", description="The first day on which it may happen.")
    last: Day | None = Field(None, alias="to", description="The last day on which it may happen.")
    dated: StrictBool = Field(False, description="The passage must name a date.")
    once: StrictBool = Field(
        False, description="It happens only once, so a different date refutes the claim."
    )
    opens: StrictBool = Field(
        False,
        description="The relation comes before the claimed one (production before sale): too late it refutes "
        "the claim, in time it proves nothing.",
    )
    values: Values = Field(
        (),
        alias="value",
        description='Quantities that the passage must name, with units: `"10 billion yuan"`.',
    )
    sure: Share = Field(
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

    id: Id = Field(description="A short name without spaces, unique among all claims.")
    text: Annotated[Text, AfterValidator(str.strip), Field(min_length=1)] = Field(
        description="The claim as one plain sentence; the rules read English, the learned reader other languages too."
    )
    language: LanguageCode | None = Field(
        None, description="The language of `text`; by default Chinese where it is written so, else English."
    )
    texts: dict[LanguageCode, Text] = Field(
        default_factory=dict, description='The claim in other languages, for readers: `texts.zh = "…"`.'
    )
    standing: Texts = Field(
        (),
        description="The parties whose word settles it; by default its subject and object, and all who speak for them. "
        "An unknown name becomes a new party.",
    )
    kind: ClaimKind | None = Field(
        None,
        description="What settles it: a `decision` by the firm word of the party; a `result` only by the result, for "
        "which a plan, a target or a promise is not enough; a `fact`, a `motive` or a `negative` by the word of "
        "whoever has standing. By default it is derived from the sentence; `monitor check` shows it.",
    )
    due: Day | None = Field(
        None,
        description="The date by which it should have come true; a claim still open after it is *overdue*.",
    )
    witnesses: Annotated[StrictInt, Field(ge=1, le=9)] | None = Field(
        None,
        description="How many independent reports settle it, where not as many as `[verdict]` in config.toml says.",
    )
    window: Duration | None = Field(
        None,
        description='The time within which they must come out, such as `"30d"`; by default as in `[verdict]`.',
    )
    stated: Day | None = Field(
        None,
        description='The date on which the claim was made, from which "next year" and "within three months" count. '
        "Without it a claim with such a date flags nothing, and `monitor claims` says so.",
    )
    aliases: Texts = Field(
        (), description="Further names of the party that the claim introduces, or else of its subject."
    )
    seeds: Texts = Field(
        (), description='The documents that state it. A note, apart from `"seed": true` in JSON.'
    )
    status: Status | None = Field(
        None, description="A note. Every claim starts as *rumoured*; only the ledger decides its status."
    )
    stance: Text | None = Field(None, description="A note on how the documents put it.")
    frame: Annotated[tuple[FrameTable, ...], BeforeValidator(array_of_tables)] = Field(
        (), description="Frames written by hand, see below."
    )


class EntityTable(Table):
    """An `[[entity]]`: a new name, or more spellings of a known one. Described by the table in docs/claims.md."""

    name: Text = Field(description="The name that claims and other tables use.")
    kind: Kind = Field(description=f"One of {', '.join(f'`{kind}`' for kind in KINDS)}.")
    aliases: Texts = Field(
        (),
        description="The spellings in texts, in lower case, Chinese in simplified characters; `*` is any ending. "
        "By default the name.",
    )
    of: Names = Field(
        (), description='Whom a person or a body speaks for, or who makes a model: `of = ["Xiaomi"]`.'
    )
    sort: Text = Field(
        "car", description='What a model is; `sort = "phone"` keeps it from being taken for a car.'
    )
    traits: Concepts = Field(
        (), description='Concepts that a model stands for: `traits = ["suv", "second"]`.'
    )
