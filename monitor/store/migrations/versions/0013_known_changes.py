"""Polls whose changes of status were taken as known (`monitor once --baseline`)."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("runs", sa.Column("known", sa.Integer))
