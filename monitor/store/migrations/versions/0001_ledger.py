"""The first schema: feeds, stories, claims, evidence, transitions, outbox, runs."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _transition(table: str) -> Iterator[sa.Column[Any]]:
    yield sa.Column("claim", sa.Text, sa.ForeignKey("claims.id", name=f"fk_{table}_claim"), nullable=False)
    yield sa.Column("before", sa.Text, nullable=False)
    yield sa.Column("after", sa.Text, nullable=False)
    yield sa.Column("rule", sa.Text, nullable=False)
    yield sa.Column("at", _moment(), nullable=False)
    yield sa.Column("recorded", _moment(), nullable=False)
    yield sa.Column("story", sa.Text)
    yield sa.Column("version", sa.Integer)
    yield sa.Column("quote", sa.Text, nullable=False)
    yield sa.Column("basis", sa.Text)
    yield sa.Column("origin", sa.Text, nullable=False)


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_polled", _moment()),
        sa.Column("last_success", _moment()),
        sa.Column("next_due", _moment()),
        sa.Column("last_entries", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text),
        sa.PrimaryKeyConstraint("url", name="pk_feeds"),
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("published", _moment(), nullable=False),
        sa.Column("first_seen", _moment(), nullable=False),
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("tier", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("reprint_of", sa.Text),
        sa.Column("on_topic", sa.Boolean, nullable=False),
        sa.Column("topic_reason", sa.Text, nullable=False),
        sa.Column("judged", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_stories"),
    )
    op.create_table(
        "story_aliases",
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("alias", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("story", "version", "position", name="pk_story_aliases"),
        sa.ForeignKeyConstraint(
            ["story", "version"], ["stories.id", "stories.version"], name="fk_story_aliases_story_version"
        ),
    )
    op.create_index("ix_story_aliases_alias", "story_aliases", ["alias"])
    op.create_table(
        "claims",
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("texts", sa.JSON, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("seed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_claims"),
        sa.UniqueConstraint("id", name="uq_claims_id"),
    )
    op.create_table(
        "evidence",
        sa.Column("claim", sa.Text, sa.ForeignKey("claims.id", name="fk_evidence_claim"), nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("published", _moment(), nullable=False),
        sa.Column("stance", sa.Text, nullable=False),
        sa.Column("certainty", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("cues", sa.JSON, nullable=False),
        sa.Column("frame", sa.JSON, nullable=False),
        sa.Column("flag", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("claim", "story", "version", name="pk_evidence"),
        sa.ForeignKeyConstraint(
            ["story", "version"], ["stories.id", "stories.version"], name="fk_evidence_story_version"
        ),
    )
    op.create_table(
        "transitions",
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        *_transition("transitions"),
        sa.Column("superseded", _moment()),
        sa.PrimaryKeyConstraint("position", name="pk_transitions"),
    )
    standing = sa.text("superseded IS NULL")
    op.create_index(
        "ix_transitions_standing",
        "transitions",
        ["id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_table(
        "outbox",
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created", _moment(), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", _moment()),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("accepted", sa.JSON, nullable=False),
        sa.Column("settled", _moment()),
        sa.Column("problem", sa.Text, nullable=False),
        *_transition("outbox"),
        sa.PrimaryKeyConstraint("position", name="pk_outbox"),
        sa.UniqueConstraint("id", name="uq_outbox_id"),
    )
    op.create_index("ix_outbox_state", "outbox", ["state"])
    op.create_table(
        "runs",
        sa.Column("started", _moment(), nullable=False),
        sa.Column("finished", _moment(), nullable=False),
        sa.Column("polled", sa.Integer, nullable=False),
        sa.Column("not_modified", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("stories_new", sa.Integer, nullable=False),
        sa.Column("stories_on_topic", sa.Integer, nullable=False),
        sa.Column("transitions", sa.Integer, nullable=False),
        sa.Column("alerts", sa.Integer, nullable=False),
        sa.Column("problems", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("started", name="pk_runs"),
    )
