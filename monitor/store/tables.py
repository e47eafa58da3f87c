"""The tables, their columns named after the fields of `monitor.model`, and how a value is kept in a column.

Whatever changes here needs a new numbered file in `migrations/versions`; those that exist are never edited.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Interval,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.types import TypeDecorator

from monitor.model import Basis, Certainty, Delivery, Flag, Listed, Stance, Status, Tier

_Enum = TypeVar("_Enum", bound=StrEnum)


class Moment(TypeDecorator[datetime]):
    """An aware time. SQLite has none, so every time is kept in UTC and given back as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Word(TypeDecorator[_Enum], Generic[_Enum]):
    """A member of an enumeration, kept as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[_Enum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: _Enum | None, _dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> _Enum | None:
        return None if value is None else self.enum(value)


class Texts(TypeDecorator[tuple[Any, ...]]):
    """A tuple of texts, or of tuples of texts, kept as JSON."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: list[Any] | None, _dialect: Dialect) -> tuple[Any, ...]:
        return tuple(tuple(item) if isinstance(item, list) else item for item in value or ())


class Entries(TypeDecorator[tuple[Listed, ...]]):
    """What is remembered of a feed's entries, each a list of its fields as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Listed, ...] | None, _dialect: Dialect) -> list[Any]:
        return [
            [
                item.key,
                item.mark,
                item.guid,
                item.url,
                item.title,
                item.published and item.published.isoformat(),
                item.until and item.until.isoformat(),
            ]
            if item.mark
            else [item.key]
            for item in value or ()
        ]

    def process_result_value(self, value: list[Any] | None, _dialect: Dialect) -> tuple[Listed, ...]:
        return tuple(map(_entry, value or ()))


def _entry(fields: list[str]) -> Listed:
    if len(fields) == 1:
        return Listed(key=fields[0])
    key, mark, guid, url, title, *dates = fields  # older programs wrote one date
    published, until = [datetime.fromisoformat(date) if date else None for date in [*dates, ""][:2]]
    return Listed(key=key, mark=mark, guid=guid, url=url, title=title, published=published, until=until)


def _transition() -> Iterator[Column[Any]]:
    yield Column("claim", Text, ForeignKey("claims.id"), nullable=False)
    yield Column("before", Word(Status), nullable=False)
    yield Column("after", Word(Status), nullable=False)
    yield Column("rule", Text, nullable=False)
    yield Column("at", Moment, nullable=False)
    yield Column("recorded", Moment, nullable=False)
    yield Column("story", Text)
    yield Column("version", Integer)
    yield Column("quote", Text, nullable=False)
    yield Column("basis", Word(Basis))
    yield Column("origin", Text, nullable=False)
    yield Column("witnesses", Texts, nullable=False, server_default=text("'[]'"))


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("content", Text),
    Column("listed", Entries),
    Column("changed", Moment),
    Column("newest", Moment),
    Column("news", Moment),
    Column("cadence", Interval),
    Column("ttl", Interval),
    Column("skips", Texts),
    Column("moved_to", Text),
    Column("moves", Integer, nullable=False, server_default="0"),
    Column("gone", Moment),
    Column("failures", Integer, nullable=False),
    Column("failing_since", Moment),
    Column("last_polled", Moment),
    Column("last_success", Moment),
    Column("next_due", Moment),
    Column("last_entries", Integer, nullable=False),
    Column("problem", Text),
    Column("told", Moment),
    Column("edits", Texts),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("published", Moment, nullable=False, index=True),
    Column("first_seen", Moment, nullable=False),
    Column("feed", Text, nullable=False),
    Column("tier", Word(Tier), nullable=False),
    Column("publisher", Text, nullable=False, server_default=text("''")),
    Column("fingerprint", Text, nullable=False),
    Column("reprint_of", Text),
    Column("on_topic", Boolean, nullable=False),
    Column("topic_reason", Text, nullable=False),
    Column("judged", Boolean, nullable=False),
)

story_aliases = Table(
    "story_aliases",
    metadata,
    Column("story", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("alias", Text, nullable=False, index=True),
    ForeignKeyConstraint(["story", "version"], ["stories.id", "stories.version"]),
)

# The names of stories that were pruned, so that a feed which lists them for years brings nothing new.
tombstones = Table(
    "tombstones",
    metadata,
    Column("alias", Text, primary_key=True),
    Column("story", Text, primary_key=True),
    Column("pruned", Moment, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("texts", Texts, nullable=False),
    Column("status", Word(Status), nullable=False),
    Column("due", Date),
    Column("seed", Boolean, nullable=False),
    Column("witnesses", Integer),
    Column("window", Interval),
)

evidence = Table(
    "evidence",
    metadata,
    Column("claim", Text, ForeignKey("claims.id"), primary_key=True),
    Column("story", Text, primary_key=True, index=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("published", Moment, nullable=False),
    Column("stance", Word(Stance), nullable=False),
    Column("certainty", Word(Certainty), nullable=False),
    Column("basis", Word(Basis), nullable=False),
    Column("origin", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("quote", Text, nullable=False),
    Column("cues", Texts, nullable=False),
    Column("frame", Texts, nullable=False),
    Column("flag", Word(Flag), nullable=False),
    Column("held", Text, nullable=False, server_default=text("''")),
    Column("via", Text, nullable=False, server_default=text("''")),
    Column("partly", Text, nullable=False, server_default=text("''")),
    Column("witness", Text, nullable=False, server_default=text("''")),
    Column("own", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(["story", "version"], ["stories.id", "stories.version"]),
)

# Append-only, like evidence: which version of a story no longer bears on a claim that an earlier one bore on.
withdrawals = Table(
    "withdrawals",
    metadata,
    Column("claim", Text, ForeignKey("claims.id"), primary_key=True),
    Column("story", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("published", Moment, nullable=False),
    Column("quote", Text, nullable=False, server_default=text("''")),
    Column("retraction", Text, nullable=False, server_default=text("''")),
    ForeignKeyConstraint(["story", "version"], ["stories.id", "stories.version"]),
)

# Append-only. A transition that no longer follows from the evidence gets its `superseded` time and stays.
transitions = Table(
    "transitions",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    *_transition(),
    Column("superseded", Moment),
)
STANDING = text("superseded IS NULL")
Index(
    "ix_transitions_standing",
    transitions.c.id,
    unique=True,
    sqlite_where=STANDING,
    postgresql_where=STANDING,
)

# The outbox: alerts, the letters that tell them, and the letters' ways to their addresses.
# The transition is kept in full: the alert of a withdrawal tells one that the history does not have.
alerts = Table(
    "alerts",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("letter", Text, nullable=False, index=True),
    *_transition(),
    UniqueConstraint("id", "created"),
)

letters = Table(
    "letters",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("composed", Moment, nullable=False),
    Column("alerts", Texts, nullable=False),
    Column("subject", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("mail", Text, nullable=False),
    Column("brief", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("claims", Integer, nullable=False),
)

dispatches = Table(
    "dispatches",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("letter", Text, ForeignKey("letters.id"), nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Word(Delivery), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment),
    Column("settled", Moment),
    Column("problem", Text, nullable=False),
    UniqueConstraint("letter", "address"),
)

runs = Table(
    "runs",
    metadata,
    Column("started", Moment, primary_key=True),
    Column("finished", Moment, nullable=False),
    Column("polled", Integer, nullable=False),
    Column("not_modified", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("stories_new", Integer, nullable=False),
    Column("stories_on_topic", Integer, nullable=False),
    Column("transitions", Integer, nullable=False),
    Column("alerts", Integer, nullable=False),
    Column("problems", Texts, nullable=False),
    Column("settled", Boolean, nullable=False, server_default=true()),
    Column("known", Integer),
)
