"""Who vouches for a piece of evidence, on whose reports a change of status rests, and how many a claim needs.

Evidence that is there already is vouched for by its story's outlet.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for name in ("via", "witness"):
        op.add_column("evidence", sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("evidence", sa.Column("own", sa.Boolean, nullable=False, server_default=sa.false()))
    for table in ("transitions", "alerts"):
        op.add_column(table, sa.Column("witnesses", sa.JSON, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("claims", sa.Column("witnesses", sa.Integer))
    op.add_column("claims", sa.Column("window", sa.Interval))
    op.execute(
        "UPDATE evidence SET witness = COALESCE((SELECT lower(outlet) FROM stories"
        " WHERE stories.id = evidence.story AND stories.version = evidence.version), '')"
    )
