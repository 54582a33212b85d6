"""Editions and formats of content, grants that are missing, forms that are encoded in part."""

import sqlalchemy as sa
from alembic import op

from models.migrations.append_only import (
    freeze_sent_figures,
    keep_as_written,
    keep_sent_forms,
    release_as_written,
    release_sent_figures,
    release_sent_forms,
)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BEFORE = ("NOT_STARTED", "ENCODED", "PARTIALLY_SIGNED", "SENT")
_SINCE = ("NOT_STARTED", "PARTIALLY_ENCODED", *_BEFORE[1:])
_PRESENT = "form_line.form_id = form.id AND form_line.form_version = form.version"
_CAPPED = "('PERSONNEL_COSTS', 'RENTAL_GUARANTEES', 'SOCIAL_PARTICIPATION', 'PIIS')"
_OF_ART_4 = f"""SELECT entered - advance AS beyond FROM form_line
    WHERE {_PRESENT} AND line = 'personnel'"""
_OF_ART_6 = f"""SELECT SUM(COALESCE(entered, 0)) - SUM(CASE WHEN line = 'measures' THEN advance
    ELSE 0 END) AS beyond FROM form_line WHERE {_PRESENT} AND line <> 'personnel'"""
_BEYOND = f"(SELECT COALESCE(SUM(beyond), 0) FROM ({_OF_ART_4} UNION ALL {_OF_ART_6}) AS grants"
# As the specifications stand from now on: what exceeds a grant is borne by the CPAS, the articles
# of the fund are apart, and its other measures have no grant. Where nothing at all was granted,
# nothing was said about the advance yet.
_FILL = (
    f"""UPDATE form SET status = 'PARTIALLY_ENCODED' WHERE status = 'NOT_STARTED' AND EXISTS
        (SELECT 1 FROM form_line WHERE {_PRESENT} AND entered IS NOT NULL)""",
    "UPDATE form SET borne = 0 WHERE justified IS NOT NULL",
    f"""UPDATE form SET borne = to_receive, to_receive = 0
        WHERE kind IN {_CAPPED} AND justified IS NOT NULL""",
    f"""UPDATE form SET advance = (SELECT CAST(SUM(advance) AS BIGINT) FROM form_line
        WHERE {_PRESENT} AND line IN ('personnel', 'measures'))
        WHERE kind = 'GAS_ELECTRICITY_FUND'""",
    f"""UPDATE form SET set_off = CAST(-{_BEYOND} WHERE beyond < 0) AS BIGINT),
        borne = CAST({_BEYOND} WHERE beyond > 0) AS BIGINT)
        WHERE kind = 'GAS_ELECTRICITY_FUND' AND justified IS NOT NULL""",
    f"""UPDATE form SET
        advance = NULL, to_repay = NULL, to_receive = NULL, set_off = NULL, borne = NULL
        WHERE sent_at IS NULL AND NOT EXISTS
        (SELECT 1 FROM form_line WHERE {_PRESENT} AND advance > 0)""",
)  # fmt: skip

_NEW = (
    sa.Column("edition", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("borne", sa.BigInteger(), nullable=True),
)


def upgrade() -> None:
    """Add the columns, and fill them as the rules derive them from now on."""
    _release()
    _alter_form(_SINCE, advance_nullable=True)
    for column in _NEW:
        op.add_column("form", column)
    op.add_column(
        "form_version",
        sa.Column("content_format", sa.Integer(), server_default=sa.text("1"), nullable=False),
    )
    _alter_lines(advance_nullable=True)
    for statement in _FILL:
        op.execute(statement)
    _keep(more=True)


def downgrade() -> None:
    """Go back to what older code reads: grants that are missing are 0.00 there."""
    _release()
    op.execute("UPDATE form SET status = 'NOT_STARTED' WHERE status = 'PARTIALLY_ENCODED'")
    op.execute("UPDATE form SET advance = 0 WHERE advance IS NULL")
    op.execute("UPDATE form_line SET advance = 0 WHERE advance IS NULL")
    op.execute("ALTER TABLE form_version DROP COLUMN content_format")
    for column in _NEW:
        op.execute(f"ALTER TABLE form DROP COLUMN {column.name}")
    _alter_lines(advance_nullable=False)
    _alter_form(_BEFORE, advance_nullable=False)
    _keep(more=False)


def _release() -> None:
    release_sent_figures()
    release_sent_forms()
    release_as_written("form_line")


def _keep(*, more: bool) -> None:
    keep_as_written("form_line")
    keep_sent_forms(*(("edition",) if more else ()))
    freeze_sent_figures(*(("borne",) if more else ()))


def _alter_form(statuses: tuple[str, ...], *, advance_nullable: bool) -> None:
    among = ", ".join(f"'{status}'" for status in statuses)
    with op.batch_alter_table("form") as batch:
        batch.drop_constraint(op.f("ck_form_status"), type_="check")
        batch.create_check_constraint(op.f("ck_form_status"), f"status IN ({among})")
        batch.alter_column(
            "advance",
            existing_type=sa.BigInteger(),
            nullable=advance_nullable,
            server_default=None if advance_nullable else sa.text("0"),
        )


def _alter_lines(*, advance_nullable: bool) -> None:
    with op.batch_alter_table("form_line") as batch:
        batch.alter_column("advance", existing_type=sa.BigInteger(), nullable=advance_nullable)
