"""That a form which nobody had touched was withdrawn from its report."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from models.migrations.append_only import keep_withdrawn_forms, release_withdrawn_forms

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and let the database hold a withdrawn form to what it is."""
    op.add_column("form", sa.Column("withdrawn_at", sqltypes.UTCDateTime(), nullable=True))
    keep_withdrawn_forms()


def downgrade() -> None:
    """Drop them again: what was withdrawn is there again, untouched as it was."""
    release_withdrawn_forms()
    op.execute("ALTER TABLE form DROP COLUMN withdrawn_at")
