"""No table of facts is emptied, and nothing that facts speak of is deleted."""

from alembic import op

from models.migrations.append_only import keep_rows, refuse_to_empty, release_rows

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_FACTS = (
    *("person", "report_version", "report_period", "form_version", "form_line", "signature"),
    *("submission", "submission_return", "acknowledgement", "payment_order", "payment"),
    *("journal", "proof", "checkpoint"),
)
_SPOKEN_OF = ("cpas", "campaign", "report", "form", "journal_head", "installation")


def upgrade() -> None:
    """Let the database refuse it; only PostgreSQL can empty a table without deleting its rows."""
    for table in _FACTS:
        refuse_to_empty(table)
    for table in _SPOKEN_OF:
        keep_rows(table)


def downgrade() -> None:
    """Drop the triggers."""
    for table in _SPOKEN_OF:
        release_rows(table)
    if op.get_bind().dialect.name != "sqlite":
        for table in _FACTS:
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
