"""Which entries a feed listed when it was last read."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("feeds", sa.Column("listed", sa.JSON))
