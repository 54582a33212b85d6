"""Campaigns, acknowledgements, mergers, and reasons in the journal."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from models.migrations.append_only import keep_as_written, keep_sent_forms, release_sent_forms

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and columns; older code does not see them."""
    op.create_table(
        "campaign",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closes_at", sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_campaign_period")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_campaign")),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("acknowledged_by", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("acknowledged_at", sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["person.id"], name=op.f("fk_acknowledgement_acknowledged_by")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["submission.form_id"], name=op.f("fk_acknowledgement_form_id")
        ),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_acknowledgement")),
    )
    keep_as_written("acknowledgement")
    keep_sent_forms()
    op.add_column("cpas", sa.Column("since_year", sa.Integer(), nullable=True))
    op.add_column("cpas", sa.Column("until_year", sa.Integer(), nullable=True))
    op.add_column("journal", sa.Column("reason", sqltypes.AutoString(length=500), nullable=True))


def downgrade() -> None:
    """Drop them again: by plain statements, since a table made anew would lose its triggers."""
    release_sent_forms()
    for table, column in (("journal", "reason"), ("cpas", "until_year"), ("cpas", "since_year")):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.drop_table("acknowledgement")
    op.drop_table("campaign")
