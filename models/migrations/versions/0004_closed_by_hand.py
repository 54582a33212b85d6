"""That a report was closed by hand, why and by whom, as a fact of its row."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Until now a report that was closed by hand was never open again.
_LAST_CLOSING = """(SELECT {column} FROM journal WHERE journal.report_id = report.id
    AND journal.type = 'REPORT_CLOSED' ORDER BY journal.number DESC LIMIT 1)"""
_FILL = """UPDATE report SET closed_at = {at}, closed_because = {reason}, closed_by = {person_id}
    WHERE {at} IS NOT NULL"""


def upgrade() -> None:
    """Add the columns, and fill them from the journal; older code does not see them."""
    op.add_column("report", sa.Column("closed_at", sqltypes.UTCDateTime(), nullable=True))
    op.add_column(
        "report", sa.Column("closed_because", sqltypes.AutoString(length=500), nullable=True)
    )
    _add_closed_by()
    found = {name: _LAST_CLOSING.format(column=name) for name in ("at", "reason", "person_id")}
    op.execute(_FILL.format(**found))


def _add_closed_by() -> None:
    """Add it by a plain statement: a table made anew would lose its triggers."""
    key = "CONSTRAINT fk_report_closed_by REFERENCES person (id)"
    op.execute(f"ALTER TABLE report ADD COLUMN closed_by VARCHAR(64) {key}")


def downgrade() -> None:
    """Drop them again: by plain statements, as they were added."""
    for column in ("closed_by", "closed_because", "closed_at"):
        op.execute(f"ALTER TABLE report DROP COLUMN {column}")
