"""Entries that a feed listed are known by their source too: each is read once more."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("UPDATE feeds SET listed = NULL")
