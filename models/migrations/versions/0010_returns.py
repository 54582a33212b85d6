"""Submissions that are returned, so that a form has several, and which account its signers saw."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from models.migrations.append_only import (
    freeze_sent_figures,
    keep_as_written,
    keep_sent_forms,
    keep_withdrawn_forms,
    release_as_written,
    release_sent_figures,
    release_sent_forms,
    release_withdrawn_forms,
)
from models.migrations.what_was_sent import hold_what_was_sent, release_what_was_sent

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_VERSION_SENT = """UPDATE acknowledgement SET form_version = (SELECT form_version FROM submission
    WHERE submission.form_id = acknowledgement.form_id)"""
_REPORT_VERSION_SIGNED = """UPDATE form SET signed_report_version = (SELECT MIN(report_version)
    FROM signature WHERE signature.form_id = form.id AND signature.form_version = form.version)"""
_FORGET_RETURNED = """DELETE FROM {table} WHERE form_version <>
    (SELECT form.version FROM form WHERE form.id = {table}.form_id)"""
_OF_VERSION = ["form_id", "form_version"]


def upgrade() -> None:
    """Let a form have several submissions, each of another version, and hold it to the last."""
    release_sent_figures()
    release_sent_forms()
    _release()
    _add_version_to_acknowledgements()
    with op.batch_alter_table("submission") as batch:
        batch.drop_constraint(op.f("fk_submission_form_id_form_version"), type_="foreignkey")
        batch.drop_constraint(op.f("pk_submission"), type_="primary")
        batch.create_primary_key(op.f("pk_submission"), _OF_VERSION)
    _key_acknowledgements_by_version()
    _add_returns()
    with op.batch_alter_table("form") as batch:
        batch.drop_constraint(op.f("uq_form_id_version"), type_="unique")
    op.add_column("form", sa.Column("signed_report_version", sa.Integer(), nullable=True))
    op.execute(_REPORT_VERSION_SIGNED)
    _keep()
    keep_as_written("submission_return")
    hold_what_was_sent()


def downgrade() -> None:
    """Go back to one submission for a form: what was returned is forgotten."""
    release_what_was_sent()
    _release()
    op.drop_table("submission_return")
    for table in ("acknowledgement", "submission"):
        op.execute(_FORGET_RETURNED.format(table=table))
    op.execute("ALTER TABLE form DROP COLUMN signed_report_version")
    with op.batch_alter_table("form") as batch:
        batch.create_unique_constraint(op.f("uq_form_id_version"), ["id", "version"])
    _drop_version_from_acknowledgements()
    _keep()
    keep_sent_forms("edition")
    freeze_sent_figures("borne")


def _release() -> None:
    release_withdrawn_forms()
    for table in ("submission", "acknowledgement"):
        release_as_written(table)


def _keep() -> None:
    keep_withdrawn_forms()
    for table in ("submission", "acknowledgement"):
        keep_as_written(table)


def _add_version_to_acknowledgements() -> None:
    with op.batch_alter_table("acknowledgement") as batch:
        batch.drop_constraint(op.f("fk_acknowledgement_form_id"), type_="foreignkey")
        batch.add_column(sa.Column("form_version", sa.Integer(), nullable=True))
    op.execute(_VERSION_SENT)


def _key_acknowledgements_by_version() -> None:
    with op.batch_alter_table("acknowledgement") as batch:
        batch.alter_column("form_version", existing_type=sa.Integer(), nullable=False)
        batch.drop_constraint(op.f("pk_acknowledgement"), type_="primary")
        batch.create_primary_key(op.f("pk_acknowledgement"), _OF_VERSION)
        batch.create_foreign_key(
            op.f("fk_acknowledgement_form_id_form_version"), "submission", _OF_VERSION, _OF_VERSION
        )


def _drop_version_from_acknowledgements() -> None:
    with op.batch_alter_table("acknowledgement") as batch:
        batch.drop_constraint(op.f("fk_acknowledgement_form_id_form_version"), type_="foreignkey")
        batch.drop_constraint(op.f("pk_acknowledgement"), type_="primary")
        batch.create_primary_key(op.f("pk_acknowledgement"), ["form_id"])
        batch.drop_column("form_version")
    with op.batch_alter_table("submission") as batch:
        batch.drop_constraint(op.f("pk_submission"), type_="primary")
        batch.create_primary_key(op.f("pk_submission"), ["form_id"])
        batch.create_foreign_key(
            op.f("fk_submission_form_id_form_version"), "form", _OF_VERSION, ["id", "version"]
        )
    with op.batch_alter_table("acknowledgement") as batch:
        batch.create_foreign_key(
            op.f("fk_acknowledgement_form_id"), "submission", ["form_id"], ["form_id"]
        )


def _add_returns() -> None:
    op.create_table(
        "submission_return",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("next_version", sa.Integer(), nullable=False),
        sa.Column("returned_by", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("returned_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reason", sqltypes.AutoString(length=500), nullable=False),
        sa.CheckConstraint(
            "next_version = form_version + 1", name=op.f("ck_submission_return_next_version")
        ),
        sa.ForeignKeyConstraint(
            _OF_VERSION,
            ["submission.form_id", "submission.form_version"],
            name=op.f("fk_submission_return_form_id_form_version"),
        ),
        sa.ForeignKeyConstraint(
            ["form_id", "next_version"],
            ["form_version.form_id", "form_version.number"],
            name=op.f("fk_submission_return_form_id_next_version"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["returned_by"], ["person.id"], name=op.f("fk_submission_return_returned_by")
        ),
        sa.PrimaryKeyConstraint(*_OF_VERSION, name=op.f("pk_submission_return")),
    )
