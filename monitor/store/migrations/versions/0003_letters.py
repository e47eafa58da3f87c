"""The outbox in three tables: alerts, the letters that tell them in fixed words, and the letters' ways.

What was sent stays known as sent. What waits is put into a new letter.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TRANSITION = "claim, before, after, rule, at, recorded, story, version, quote, basis, origin"


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _transition() -> Iterator[sa.Column[Any]]:
    yield sa.Column("claim", sa.Text, sa.ForeignKey("claims.id", name="fk_alerts_claim"), nullable=False)
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
        "alerts",
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created", _moment(), nullable=False),
        sa.Column("letter", sa.Text, nullable=False),
        *_transition(),
        sa.PrimaryKeyConstraint("position", name="pk_alerts"),
        sa.UniqueConstraint("id", "created", name="uq_alerts_id_created"),
    )
    op.create_index("ix_alerts_letter", "alerts", ["letter"])
    op.create_table(
        "letters",
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("composed", _moment(), nullable=False),
        sa.Column("alerts", sa.JSON, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("mail", sa.Text, nullable=False),
        sa.Column("brief", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("claims", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_letters"),
        sa.UniqueConstraint("id", name="uq_letters_id"),
    )
    op.create_table(
        "dispatches",
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column(
            "letter", sa.Text, sa.ForeignKey("letters.id", name="fk_dispatches_letter"), nullable=False
        ),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", _moment()),
        sa.Column("settled", _moment()),
        sa.Column("problem", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_dispatches"),
        sa.UniqueConstraint("letter", "address", name="uq_dispatches_letter_address"),
    )
    op.create_index("ix_dispatches_state", "dispatches", ["state"])
    # Names of columns and tables only, nothing from outside.
    op.execute(
        f"INSERT INTO alerts (id, kind, created, letter, {_TRANSITION}) "  # noqa: S608
        f"SELECT id, kind, created, CASE state WHEN 'sent' THEN digest ELSE '' END, {_TRANSITION} "
        "FROM outbox ORDER BY position"
    )
    op.execute(
        "INSERT INTO letters (id, composed, alerts, subject, message_id, mail, brief, event, claims) "
        "SELECT digest, MAX(settled), '[]', '', '', '', '', '', (SELECT COUNT(*) FROM claims) "
        "FROM outbox WHERE state = 'sent' GROUP BY digest"
    )
    op.execute(
        "INSERT INTO dispatches (letter, address, state, attempts, settled, problem) "
        "SELECT digest, 'email', 'sent', MAX(attempts), MAX(settled), '' "
        "FROM outbox WHERE state = 'sent' GROUP BY digest"
    )
    op.drop_table("outbox")
