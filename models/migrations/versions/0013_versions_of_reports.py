"""Contact, bank account and dates of a report as facts, and when the last line was written."""

import secrets

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from models.migrations.append_only import keep_as_written

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_VERSION = (
    *("contact_name", "contact_email", "contact_phone", "contact_by", "contact_at"),
    *("iban", "bic", "historical_number"),
    *("bank_account_by", "bank_account_at", "bank_account_version"),
)
_PERIOD = ("opens_at", "closes_at", "closed_at", "closed_because")
_PRESENT_VERSION = f"""INSERT INTO report_version (report_id, number, {", ".join(_VERSION)})
    SELECT id, version, {", ".join(_VERSION)} FROM report"""
_PRESENT_PERIOD = f"""INSERT INTO report_period (report_id, number, {", ".join(_PERIOD)})
    SELECT id, (SELECT CASE WHEN COUNT(*) = 0 THEN 1 ELSE COUNT(*) END FROM journal
        WHERE journal.report_id = report.id AND type IN ('REPORT_OPENED', 'REPORT_RESCHEDULED',
            'REPORT_EXTENDED', 'REPORT_CLOSED')), {", ".join(_PERIOD)} FROM report"""
_LAST_INSTANT = """UPDATE journal_head SET at =
    (SELECT at FROM journal WHERE journal.number = journal_head.number)"""


def upgrade() -> None:
    """Keep what reports say today as their first facts, and draw a salt for each.

    What they said before is known to nobody: the lines of then carry no digest of it.
    """
    _add_tables()
    salt = sqltypes.AutoString(length=32)
    op.add_column("report", sa.Column("salt", salt, server_default=sa.text("''"), nullable=False))
    _draw_salts()
    op.add_column("journal_head", sa.Column("at", sqltypes.UTCDateTime(), nullable=True))
    for statement in (_PRESENT_VERSION, _PRESENT_PERIOD, _LAST_INSTANT):
        op.execute(statement)
    for table in ("report_version", "report_period"):
        keep_as_written(table)


def downgrade() -> None:
    """Forget all versions and dates but the present ones."""
    op.execute("ALTER TABLE journal_head DROP COLUMN at")
    op.execute("ALTER TABLE report DROP COLUMN salt")
    for table in ("report_period", "report_version"):
        op.drop_table(table)


def _draw_salts() -> None:
    report = sa.table("report", sa.column("id"), sa.column("salt"))
    connection = op.get_bind()
    drawn = [
        {"which": id_, "drawn": secrets.token_hex(16)}
        for (id_,) in connection.execute(sa.select(report.c.id)).all()
    ]
    if drawn:
        salted = sa.update(report).where(report.c.id == sa.bindparam("which"))
        connection.execute(salted.values(salt=sa.bindparam("drawn")), drawn)


def _add_tables() -> None:
    op.create_table(
        "report_version",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contact_name", sqltypes.AutoString(length=120), nullable=True),
        sa.Column("contact_email", sqltypes.AutoString(length=254), nullable=True),
        sa.Column("contact_phone", sqltypes.AutoString(length=20), nullable=True),
        sa.Column("contact_by", sqltypes.AutoString(length=64), nullable=True),
        sa.Column("contact_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("iban", sqltypes.AutoString(length=34), nullable=True),
        sa.Column("bic", sqltypes.AutoString(length=11), nullable=True),
        sa.Column("historical_number", sqltypes.AutoString(length=14), nullable=True),
        sa.Column("bank_account_by", sqltypes.AutoString(length=64), nullable=True),
        sa.Column("bank_account_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("bank_account_version", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint([by], ["person.id"], name=op.f(f"fk_report_version_{by}"))
            for by in ("contact_by", "bank_account_by")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_version_report_id")
        ),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("pk_report_version")),
    )
    op.create_table(
        "report_period",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opens_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closes_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closed_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("closed_because", sqltypes.AutoString(length=500), nullable=True),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_report_period_period")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_period_report_id")
        ),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("pk_report_period")),
    )
