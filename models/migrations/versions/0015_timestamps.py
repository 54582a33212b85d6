"""Time-stamps of published checkpoints, as an authority answered them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from models.migrations.append_only import keep_as_written, refuse_to_empty

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLE = "checkpoint_timestamp"


def upgrade() -> None:
    """Make their table; there are none yet."""
    op.create_table(
        _TABLE,
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["size"], ["checkpoint.size"], name=op.f(f"fk_{_TABLE}_size")),
        sa.PrimaryKeyConstraint("size", name=op.f(f"pk_{_TABLE}")),
    )
    keep_as_written(_TABLE)
    refuse_to_empty(_TABLE)


def downgrade() -> None:
    """Forget the time-stamps."""
    op.drop_table(_TABLE)
