"""How the persons of a database are known: one row, which the first start writes."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_check", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("namespace", sqltypes.AutoString(), nullable=True),
        sa.Column("rule", sqltypes.AutoString(length=20), nullable=True),
        sa.Column("claims", sqltypes.AutoString(), nullable=False),
        sa.Column("known_since", sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )


def downgrade() -> None:
    """Drop it again; the next start of the newer version writes it anew."""
    op.drop_table("installation")
