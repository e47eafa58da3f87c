"""The names of pruned stories, and what pruning looks for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "tombstones",
        sa.Column("alias", sa.Text, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("pruned", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("alias", "story", name="pk_tombstones"),
    )
    op.create_index("ix_stories_published", "stories", ["published"])
    op.create_index("ix_evidence_story", "evidence", ["story"])
