"""Why a piece of evidence does not settle its claim; unknown of what was judged before."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("evidence", sa.Column("held", sa.Text, nullable=False, server_default=sa.text("''")))
