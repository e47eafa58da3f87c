"""Which party a story's feed speaks for."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("stories", sa.Column("publisher", sa.Text, nullable=False, server_default=sa.text("''")))
