"""What the follow-up across the CPAS reads: totals, signatures and instants on each form's row."""

import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from models.migrations.append_only import freeze_sent_figures, release_sent_figures

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OF_VERSION = "form_line.form_id = form.id AND form_line.form_version = form.version"
_SIGNED = (
    "EXISTS (SELECT 1 FROM signature WHERE signature.form_id = form.id"
    " AND signature.form_version = form.version AND signature.role = '{role}')"
)
# As the specifications stood: the one line that counts, the lines that show a sum, the one fund.
_FILL = (
    f"""UPDATE form SET
        advance = (SELECT CAST(COALESCE(SUM(advance), 0) AS BIGINT)
            FROM form_line WHERE {_OF_VERSION}),
        justified = (SELECT CASE WHEN COUNT(*) = COUNT(entered) THEN CAST(SUM(entered
                * CASE WHEN form.kind = 'RENTAL_GUARANTEES' AND line = 'guarantees'
                    THEN 2500 ELSE 1 END) AS BIGINT) END
            FROM form_line WHERE {_OF_VERSION} AND NOT (
                form.kind = 'GAS_ELECTRICITY_FUND' AND line = 'measures'
                OR form.kind = 'SOCIAL_PARTICIPATION' AND line IN
                    ('participation', 'modules', 'child_poverty'))),
        signed_by_president = {_SIGNED.format(role="PRESIDENT")},
        signed_by_director_general = {_SIGNED.format(role="DIRECTOR_GENERAL")},
        signed_at = (SELECT CASE WHEN COUNT(*) = 2 THEN MAX(signed_at) END FROM signature
            WHERE signature.form_id = form.id AND signature.form_version = form.version),
        sent_at = (SELECT sent_at FROM submission WHERE submission.form_id = form.id)""",
    """UPDATE form SET
        to_repay = CASE WHEN kind <> 'GAS_ELECTRICITY_FUND' AND justified < advance
            THEN advance - justified ELSE 0 END,
        to_receive = CASE WHEN kind <> 'GAS_ELECTRICITY_FUND' AND justified > advance
            THEN justified - advance ELSE 0 END,
        set_off = CASE WHEN kind = 'GAS_ELECTRICITY_FUND' AND justified < advance
            THEN advance - justified ELSE 0 END
        WHERE justified IS NOT NULL""",
)


def _columns() -> "list[sa.Column[Any]]":
    return [
        sa.Column("advance", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("justified", sa.BigInteger(), nullable=True),
        sa.Column("to_repay", sa.BigInteger(), nullable=True),
        sa.Column("to_receive", sa.BigInteger(), nullable=True),
        sa.Column("set_off", sa.BigInteger(), nullable=True),
        sa.Column("signed_by_president", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "signed_by_director_general", sa.Boolean(), server_default=sa.false(), nullable=False
        ),
        sa.Column("signed_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("sent_at", sqltypes.UTCDateTime(), nullable=True),
    ]


def upgrade() -> None:
    """Add the columns, fill them from the facts, and freeze those of sent forms."""
    for column in _columns():
        op.add_column("form", column)
    for statement in _FILL:
        op.execute(statement)
    freeze_sent_figures()
    name = sa.String(120).with_variant(sa.String(120, collation="C"), "postgresql")
    op.add_column(
        "cpas", sa.Column("sort_name", name, server_default=sa.text("''"), nullable=False)
    )
    _fill_sort_names()
    op.create_index(op.f("ix_cpas_sort_name"), "cpas", ["sort_name"])


def downgrade() -> None:
    """Drop them again: by plain statements, since a table made anew would lose its triggers."""
    release_sent_figures()
    op.drop_index(op.f("ix_cpas_sort_name"), table_name="cpas")
    op.execute("ALTER TABLE cpas DROP COLUMN sort_name")
    for column in reversed(_columns()):
        op.execute(f"ALTER TABLE form DROP COLUMN {column.name}")


def _fill_sort_names() -> None:
    cpas = sa.table(
        "cpas",
        *(sa.column(name) for name in ("id", "language", "name_fr", "name_nl", "name_de")),
        sa.column("sort_name"),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(cpas)).mappings().all()
    filled = [
        {"key": row["id"], "name": _folded(row[f"name_{row['language'].lower()}"])} for row in rows
    ]
    if filled:
        named = sa.update(cpas).where(cpas.c.id == sa.bindparam("key"))
        connection.execute(named.values(sort_name=sa.bindparam("name")), filled)


def _folded(text: str) -> str:
    bare = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(bare).casefold()[:120]
