"""Evidence that an edit of its story took away, and what of a claim a piece of evidence bears out in part.

What was judged before this version stays as it was judged.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "withdrawals",
        sa.Column("claim", sa.Text, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("claim", "story", "version", name="pk_withdrawals"),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name="fk_withdrawals_claim"),
        sa.ForeignKeyConstraint(
            ["story", "version"], ["stories.id", "stories.version"], name="fk_withdrawals_story_version"
        ),
    )
    op.add_column("evidence", sa.Column("partly", sa.Text, nullable=False, server_default=sa.text("''")))
