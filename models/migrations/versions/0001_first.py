"""The first tables, and the triggers that keep facts as they were written."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from models.migrations.append_only import drop_refusal, keep_as_written, make_refusal

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("person", "form_version", "form_line", "signature", "submission", "journal")
"""Tables whose rows are facts: added, never changed, never deleted."""


def upgrade() -> None:
    """Make the tables, the triggers, and the end of an empty journal."""
    op.create_table(
        "cpas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nis_code", sqltypes.AutoString(length=5), nullable=False),
        sa.Column("enterprise_number", sqltypes.AutoString(length=10), nullable=True),
        sa.Column("name_fr", sqltypes.AutoString(length=120), nullable=False),
        sa.Column("name_nl", sqltypes.AutoString(length=120), nullable=False),
        sa.Column("name_de", sqltypes.AutoString(length=120), nullable=False),
        sa.Column("language", sqltypes.AutoString(length=2), nullable=False),
        sa.Column("region", sqltypes.AutoString(length=10), nullable=False),
        sa.Column("province", sqltypes.AutoString(length=60), nullable=True),
        sa.Column("search_text", sqltypes.AutoString(length=400), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["successor_id"], ["cpas.id"], name=op.f("fk_cpas_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cpas")),
        sa.UniqueConstraint("enterprise_number", name=op.f("uq_cpas_enterprise_number")),
        sa.UniqueConstraint("nis_code", name=op.f("uq_cpas_nis_code")),
    )
    with op.batch_alter_table("cpas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cpas_region"), ["region"], unique=False)
        batch_op.create_index(batch_op.f("ix_cpas_successor_id"), ["successor_id"], unique=False)

    op.create_table(
        "idempotency",
        sa.Column("subject", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("key", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("fingerprint", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("outcome", sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "key", name=op.f("pk_idempotency")),
    )
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_at"), ["at"], unique=False)

    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sqltypes.AutoString(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "person",
        sa.Column("id", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("subject", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("display_name", sqltypes.AutoString(length=200), nullable=False),
        sa.Column("roles", sqltypes.AutoString(length=200), nullable=False),
        sa.Column("assurance_level", sqltypes.AutoString(length=100), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cpas_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opens_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closes_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
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
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_report_period")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_report_version")),
        sa.ForeignKeyConstraint(
            ["bank_account_by"], ["person.id"], name=op.f("fk_report_bank_account_by")
        ),
        sa.ForeignKeyConstraint(["contact_by"], ["person.id"], name=op.f("fk_report_contact_by")),
        sa.ForeignKeyConstraint(["cpas_id"], ["cpas.id"], name=op.f("fk_report_cpas_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("cpas_id", "year", name=op.f("uq_report_cpas_id_year")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_year"), ["year"], unique=False)

    op.create_table(
        "form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("kind", sqltypes.AutoString(length=30), nullable=False),
        sa.Column("salt", sqltypes.AutoString(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sqltypes.AutoString(length=20), nullable=False),
        sa.Column("encoded_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("updated_at", sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('NOT_STARTED', 'ENCODED', 'PARTIALLY_SIGNED', 'SENT')",
            name=op.f("ck_form_status"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_form_version")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_form_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
        sa.UniqueConstraint("id", "version", name=op.f("uq_form_id_version")),
        sa.UniqueConstraint("report_id", "kind", name=op.f("uq_form_report_id_kind")),
    )
    with op.batch_alter_table("form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_status"), ["status"], unique=False)

    op.create_table(
        "form_version",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_digest", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("saved_by", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("saved_at", sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_form_version_form_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_form_version_saved_by")),
        sa.PrimaryKeyConstraint("form_id", "number", name=op.f("pk_form_version")),
        sa.UniqueConstraint(
            "form_id",
            "number",
            "content_digest",
            name=op.f("uq_form_version_form_id_number_content_digest"),
        ),
    )
    op.create_table(
        "journal",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sqltypes.AutoString(length=30), nullable=False),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("person_id", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_digest", sqltypes.AutoString(length=64), nullable=True),
        sa.Column("previous_hash", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("hash", sqltypes.AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_journal_form_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_journal_person_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_journal_report_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_journal")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_hash")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_journal_previous_hash")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_form_id"), ["form_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_report_id"), ["report_id"], unique=False)

    op.create_table(
        "form_line",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("line", sqltypes.AutoString(length=40), nullable=False),
        sa.Column("advance", sa.BigInteger(), nullable=False),
        sa.Column("entered", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "advance BETWEEN 0 AND 99999999999999", name=op.f("ck_form_line_advance")
        ),
        sa.CheckConstraint(
            "entered BETWEEN 0 AND 99999999999999", name=op.f("ck_form_line_entered")
        ),
        sa.ForeignKeyConstraint(
            ["form_id", "form_version"],
            ["form_version.form_id", "form_version.number"],
            name=op.f("fk_form_line_form_id_form_version"),
        ),
        sa.PrimaryKeyConstraint("form_id", "form_version", "line", name=op.f("pk_form_line")),
    )
    op.create_table(
        "signature",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("role", sqltypes.AutoString(length=20), nullable=False),
        sa.Column("subject", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("signed_by", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("signed_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("content_digest", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("report_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('PRESIDENT', 'DIRECTOR_GENERAL')", name=op.f("ck_signature_role")
        ),
        sa.ForeignKeyConstraint(
            ["form_id", "form_version", "content_digest"],
            ["form_version.form_id", "form_version.number", "form_version.content_digest"],
            name=op.f("fk_signature_form_id_form_version_content_digest"),
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name=op.f("fk_signature_signed_by")),
        sa.PrimaryKeyConstraint("form_id", "form_version", "role", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "form_id",
            "form_version",
            "subject",
            name=op.f("uq_signature_form_id_form_version_subject"),
        ),
    )
    op.create_table(
        "submission",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("content_digest", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("reference", sqltypes.AutoString(length=60), nullable=False),
        sa.Column("sent_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("president", sqltypes.AutoString(length=20), nullable=False),
        sa.Column("director_general", sqltypes.AutoString(length=20), nullable=False),
        sa.CheckConstraint(
            "director_general = 'DIRECTOR_GENERAL'", name=op.f("ck_submission_director_general")
        ),
        sa.CheckConstraint("president = 'PRESIDENT'", name=op.f("ck_submission_president")),
        sa.ForeignKeyConstraint(
            ["form_id", "form_version", "content_digest"],
            ["form_version.form_id", "form_version.number", "form_version.content_digest"],
            name=op.f("fk_submission_form_id_form_version_content_digest"),
        ),
        sa.ForeignKeyConstraint(
            ["form_id", "form_version", "director_general"],
            ["signature.form_id", "signature.form_version", "signature.role"],
            name=op.f("fk_submission_form_id_form_version_director_general"),
        ),
        sa.ForeignKeyConstraint(
            ["form_id", "form_version", "president"],
            ["signature.form_id", "signature.form_version", "signature.role"],
            name=op.f("fk_submission_form_id_form_version_president"),
        ),
        sa.ForeignKeyConstraint(
            ["form_id", "form_version"],
            ["form.id", "form.version"],
            name=op.f("fk_submission_form_id_form_version"),
        ),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_submission")),
        sa.UniqueConstraint("reference", name=op.f("uq_submission_reference")),
    )

    first = sa.text("INSERT INTO journal_head (id, number, hash) VALUES (1, 0, :hash)")
    op.execute(first.bindparams(hash="0" * 64))
    make_refusal()
    for table in APPEND_ONLY:
        keep_as_written(table)


def downgrade() -> None:
    """Drop everything; triggers go with their tables."""
    op.drop_table("submission")
    op.drop_table("signature")
    op.drop_table("form_line")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_report_id"))
        batch_op.drop_index(batch_op.f("ix_journal_form_id"))

    op.drop_table("journal")
    op.drop_table("form_version")
    with op.batch_alter_table("form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_status"))

    op.drop_table("form")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_year"))

    op.drop_table("report")
    op.drop_table("person")
    op.drop_table("journal_head")
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_at"))

    op.drop_table("idempotency")
    with op.batch_alter_table("cpas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cpas_successor_id"))
        batch_op.drop_index(batch_op.f("ix_cpas_region"))

    op.drop_table("cpas")
    drop_refusal()
