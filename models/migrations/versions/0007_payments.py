"""Orders of payment, and what each of them pays."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from models.migrations.append_only import keep_as_written

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and hold their rows to what was written."""
    op.create_table(
        "payment_order",
        sa.Column("message_id", sqltypes.AutoString(length=35), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sqltypes.AutoString(length=30), nullable=False),
        sa.Column("ordered_by", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("ordered_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("executes_on", sqltypes.AutoString(length=10), nullable=False),
        sa.Column("debtor_name", sqltypes.AutoString(length=70), nullable=False),
        sa.Column("debtor_iban", sqltypes.AutoString(length=34), nullable=False),
        sa.Column("debtor_bic", sqltypes.AutoString(length=11), nullable=True),
        sa.ForeignKeyConstraint(
            ["ordered_by"], ["person.id"], name=op.f("fk_payment_order_ordered_by")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_payment_order")),
    )
    op.create_table(
        "payment",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("message_id", sqltypes.AutoString(length=35), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reference", sqltypes.AutoString(length=60), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("name", sqltypes.AutoString(length=140), nullable=False),
        sa.Column("iban", sqltypes.AutoString(length=34), nullable=False),
        sa.Column("bic", sqltypes.AutoString(length=11), nullable=True),
        sa.CheckConstraint("amount BETWEEN 1 AND 99999999999999", name=op.f("ck_payment_amount")),
        sa.ForeignKeyConstraint(
            ["form_id", "form_version"],
            ["form_version.form_id", "form_version.number"],
            name=op.f("fk_payment_form_id_form_version"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["payment_order.message_id"], name=op.f("fk_payment_message_id")
        ),
        sa.PrimaryKeyConstraint("form_id", "form_version", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_message_id"), "payment", ["message_id"])
    keep_as_written("payment_order")
    keep_as_written("payment")


def downgrade() -> None:
    """Drop them again; triggers go with their tables."""
    op.drop_table("payment")
    op.drop_table("payment_order")
