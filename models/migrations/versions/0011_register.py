"""The register of CPAS: first and last days, and who took over whom, step by step."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_CPAS = sa.table(
    "cpas",
    *(sa.column(name, sa.Integer()) for name in ("id", "since_year", "until_year")),
    *(sa.column(name, sa.Date()) for name in ("valid_from", "valid_until")),
    sa.column("successor_id", sa.Integer()),
)
_SUCCESSION = sa.table(
    "succession",
    *(sa.column(name, sa.Integer()) for name in ("cpas_id", "heir_id")),
    sa.column("since", sa.Date()),
)
_DAYS = (
    ("since_year", "valid_from", lambda year: date(year, 1, 1)),
    ("until_year", "valid_until", lambda year: date(year, 12, 31)),
)


def upgrade() -> None:
    """Give CPAS days in place of years, and derive the succession of those that ended."""
    for column in ("valid_from", "valid_until"):
        op.add_column("cpas", sa.Column(column, sa.Date(), nullable=True))
    for year, day, day_in in _DAYS:
        _fill(day, year, day_in)
    for column in ("until_year", "since_year"):
        op.execute(f"ALTER TABLE cpas DROP COLUMN {column}")
    op.create_table(
        "succession",
        sa.Column("cpas_id", sa.Integer(), nullable=False),
        sa.Column("heir_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint("cpas_id <> heir_id", name=op.f("ck_succession_another")),
        sa.ForeignKeyConstraint(["cpas_id"], ["cpas.id"], name=op.f("fk_succession_cpas_id")),
        sa.ForeignKeyConstraint(["heir_id"], ["cpas.id"], name=op.f("fk_succession_heir_id")),
        sa.PrimaryKeyConstraint("cpas_id", "heir_id", name=op.f("pk_succession")),
    )
    op.create_index(op.f("ix_succession_heir_id"), "succession", ["heir_id"])
    _derive_succession()


def downgrade() -> None:
    """Give CPAS years again; a day within a year counts for the whole of it."""
    op.drop_table("succession")
    for column in ("since_year", "until_year"):
        op.add_column("cpas", sa.Column(column, sa.Integer(), nullable=True))
    for year, day, _ in _DAYS:
        _fill(year, day, lambda known: known.year)
    for column in ("valid_until", "valid_from"):
        op.execute(f"ALTER TABLE cpas DROP COLUMN {column}")


def _fill(column: str, source: str, value: Callable[[Any], Any]) -> None:
    """Fill the column with the value of what the other one holds."""
    connection = op.get_bind()
    known = sa.select(_CPAS.c.id, _CPAS.c[source]).where(_CPAS.c[source].is_not(None))
    for id_, held in connection.execute(known).all():
        filled = sa.update(_CPAS).where(_CPAS.c.id == id_).values({column: value(held)})
        connection.execute(filled)


def _derive_succession() -> None:
    connection = op.get_bind()
    ended = sa.select(_CPAS.c.id, _CPAS.c.successor_id, _CPAS.c.valid_until).where(
        _CPAS.c.successor_id.is_not(None)
    )
    after = {
        id_: (successor, last_day + timedelta(days=1))
        for id_, successor, last_day in connection.execute(ended)
    }
    for id_ in after:
        at = id_
        while at in after:
            at, since = after[at]
            row = {"cpas_id": id_, "heir_id": at, "since": since}
            connection.execute(sa.insert(_SUCCESSION).values(row))
