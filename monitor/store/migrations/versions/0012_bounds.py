"""How often a feed's entries are edited, what took evidence back, and which polls were interrupted."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("feeds", sa.Column("edits", sa.JSON))
    op.add_column("withdrawals", sa.Column("quote", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column(
        "withdrawals", sa.Column("retraction", sa.Text, nullable=False, server_default=sa.text("''"))
    )
    op.add_column("runs", sa.Column("settled", sa.Boolean, nullable=False, server_default=sa.true()))
