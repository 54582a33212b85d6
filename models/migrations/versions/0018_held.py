"""The forms that reports hold are counted, and a page of them found, in an index."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_HELD = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    """Leave out those that were withdrawn."""
    op.create_index(
        "ix_form_held",
        "form",
        ["report_id", "id"],
        postgresql_where=_HELD,
        sqlite_where=_HELD,
    )


def downgrade() -> None:
    """Count them one by one."""
    op.drop_index("ix_form_held", "form")
