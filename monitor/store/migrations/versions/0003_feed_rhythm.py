"""What is remembered of a feed: its rhythm, its wishes, where it moved to, and whether the reader knows."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    for column in (
        sa.Column("content", sa.Text),
        sa.Column("changed", moment),
        sa.Column("newest", moment),
        sa.Column("news", moment),
        sa.Column("cadence", sa.Interval),
        sa.Column("ttl", sa.Interval),
        sa.Column("skips", sa.JSON),
        sa.Column("moved_to", sa.Text),
        sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
        sa.Column("gone", moment),
        sa.Column("failing_since", moment),
        sa.Column("told", moment),
    ):
        op.add_column("feeds", column)
