"""Lines of the journal that are about a CPAS: each line names its CPAS and its year."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from models.migrations.append_only import keep_as_written, release_as_written

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KEPT = (
    "number, type, at, person_id, report_id, form_id, version, content_digest, previous_hash, hash,"
    " reason"
)
_OF_REPORT = "(SELECT {column} FROM report WHERE report.id = {table}.report_id)"
_ABOUT = "report_id IS NOT NULL OR form_id IS NULL"


def upgrade() -> None:
    """Add the columns and fill them from the reports; meanwhile nothing keeps the lines."""
    release_as_written("journal")
    if op.get_bind().dialect.name == "sqlite":
        found = [_OF_REPORT.format(column=name, table="former") for name in ("cpas_id", "year")]
        added = [sa.Column(name, sa.Integer(), nullable=False) for name in ("cpas_id", "year")]
        _make_anew(
            sa.Column("report_id", sa.Integer(), nullable=True),
            sa.Column("version", sa.Integer(), nullable=True),
            *added,
            sa.ForeignKeyConstraint(["cpas_id"], ["cpas.id"], name=op.f("fk_journal_cpas_id")),
            sa.CheckConstraint(_ABOUT, name=op.f("ck_journal_about")),
            filled=f"(cpas_id, year, {_KEPT}) SELECT {', '.join(found)}, {_KEPT}",
        )
    else:
        _add_on_postgresql()
    for column in ("cpas_id", "year"):
        op.create_index(op.f(f"ix_journal_{column}_journal_number"), "journal", [column, "number"])
    keep_as_written("journal")


def downgrade() -> None:
    """Drop them again; lines about a CPAS stand in the way, as they have no report."""
    release_as_written("journal")
    for column in ("cpas_id", "year"):
        op.drop_index(op.f(f"ix_journal_{column}_journal_number"), table_name="journal")
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(
            sa.Column("report_id", sa.Integer(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            filled=f"({_KEPT}) SELECT {_KEPT}",
        )
    else:
        _drop_on_postgresql()
    keep_as_written("journal")


def _add_on_postgresql() -> None:
    for column in ("cpas_id", "year"):
        op.add_column("journal", sa.Column(column, sa.Integer(), nullable=True))
        found = _OF_REPORT.format(column=column, table="journal")
        op.execute(f"UPDATE journal SET {column} = {found}")
        op.alter_column("journal", column, nullable=False)
    for column in ("report_id", "version"):
        op.alter_column("journal", column, nullable=True)
    op.create_foreign_key(op.f("fk_journal_cpas_id"), "journal", "cpas", ["cpas_id"], ["id"])
    op.create_check_constraint(op.f("ck_journal_about"), "journal", _ABOUT)


def _drop_on_postgresql() -> None:
    op.drop_constraint(op.f("ck_journal_about"), "journal", type_="check")
    for column in ("report_id", "version"):
        op.alter_column("journal", column, nullable=False)
    for column in ("year", "cpas_id"):
        op.drop_column("journal", column)


def _make_anew(*parts: "sa.schema.SchemaItem", filled: str) -> None:
    """Make the table anew with these parts, where a column cannot be changed in place."""
    for column in ("report_id", "form_id"):
        op.drop_index(op.f(f"ix_journal_{column}"), table_name="journal")
    op.rename_table("journal", "former")
    op.create_table("journal", *_unchanged(), *parts)
    op.execute(f"INSERT INTO journal {filled} FROM former ORDER BY number")
    op.drop_table("former")
    for column in ("report_id", "form_id"):
        op.create_index(op.f(f"ix_journal_{column}"), "journal", [column])


def _unchanged() -> "list[Any]":
    person = sa.ForeignKeyConstraint(
        ["person_id"], ["person.id"], name=op.f("fk_journal_person_id")
    )
    return [
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sqltypes.AutoString(length=30), nullable=False),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("person_id", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("content_digest", sqltypes.AutoString(length=64), nullable=True),
        sa.Column("previous_hash", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("hash", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("reason", sqltypes.AutoString(length=500), nullable=True),
        person,
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_journal_form_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_journal_report_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_journal")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_hash")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_journal_previous_hash")),
    ]
