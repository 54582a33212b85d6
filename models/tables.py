"""The rows: what the database keeps, and what it refuses by itself.

Facts are only ever added: versions of contents and of reports, lines, signatures, submissions,
payments, persons and journal are append-only, and triggers hold them to it. Which signature
is current, who invalidated it and when follows from the versions; nothing says it a second time.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field, SQLModel, UTCDateTime

from models.form import FormStatus
from models.money import LARGEST
from models.people import LONGEST_ASSURANCE_LEVEL, LONGEST_DISPLAY_NAME, Signatory

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


_HELD = text("withdrawn_at IS NULL")
"""What a report holds: forms are counted and listed without a look at those that were withdrawn."""
_BY_LETTER = String(120).with_variant(String(120, collation="C"), "postgresql")
"""Text that every database orders alike, letter by letter."""
_ONE = {"server_default": text("1")}
_FALSE = {"server_default": false()}


def one_of_names(column: str, names: Iterable[str]) -> str:
    """Return the condition that the column holds one of the names."""
    return f"{column} IN ({', '.join(repr(str(name)) for name in names)})"


class CpasRow(SQLModel, table=True):
    """One CPAS."""

    __tablename__: ClassVar[str] = "cpas"
    id: int | None = Field(default=None, primary_key=True)
    nis_code: str = Field(unique=True, max_length=5)
    enterprise_number: str | None = Field(default=None, unique=True, max_length=10)
    name_fr: str = Field(max_length=120)
    name_nl: str = Field(max_length=120)
    name_de: str = Field(max_length=120)
    language: str = Field(max_length=2)
    region: str = Field(max_length=10, index=True)
    province: str | None = Field(default=None, max_length=60)
    search_text: str = Field(max_length=400)
    sort_name: str = Field(
        sa_type=_BY_LETTER,
        index=True,
        sa_column_kwargs={"server_default": text("''")},
    )
    valid_from: date | None = None
    valid_until: date | None = None
    successor_id: int | None = Field(default=None, foreign_key="cpas.id", index=True)


class SuccessionRow(SQLModel, table=True):
    """That one CPAS took another one over, itself or through those in between, and since when.

    It follows from the successors and last days of the CPAS; the store derives it, in one function.
    """

    __tablename__: ClassVar[str] = "succession"
    __table_args__ = (CheckConstraint("cpas_id <> heir_id", name="another"),)
    cpas_id: int = Field(foreign_key="cpas.id", primary_key=True)
    heir_id: int = Field(foreign_key="cpas.id", primary_key=True, index=True)
    since: date


class PersonRow(SQLModel, table=True):
    """A person as known when they acted; the id is the digest of the rest."""

    __tablename__: ClassVar[str] = "person"
    id: str = Field(primary_key=True, max_length=64)
    subject: str = Field(max_length=64)
    display_name: str = Field(max_length=LONGEST_DISPLAY_NAME)
    roles: str = Field(max_length=200)
    assurance_level: str | None = Field(default=None, max_length=LONGEST_ASSURANCE_LEVEL)


class CampaignRow(SQLModel, table=True):
    """The campaign of one year, as it was opened."""

    __tablename__: ClassVar[str] = "campaign"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="period"),)
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    opens_at: datetime = Field(sa_type=UTCDateTime)
    closes_at: datetime = Field(sa_type=UTCDateTime)


class ReportRow(SQLModel, table=True):
    """One CPAS, one year. From `opens_at` on, its present version and dates, for queries."""

    __tablename__: ClassVar[str] = "report"
    __table_args__ = (
        UniqueConstraint("cpas_id", "year"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("opens_at < closes_at", name="period"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cpas_id: int = Field(foreign_key="cpas.id")
    year: int = Field(index=True)
    salt: str = Field(max_length=32, sa_column_kwargs={"server_default": text("''")})
    opens_at: datetime = Field(sa_type=UTCDateTime)
    closes_at: datetime = Field(sa_type=UTCDateTime)
    version: int
    contact_name: str | None = Field(default=None, max_length=120)
    contact_email: str | None = Field(default=None, max_length=254)
    contact_phone: str | None = Field(default=None, max_length=20)
    contact_by: str | None = Field(default=None, foreign_key="person.id", max_length=64)
    contact_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    iban: str | None = Field(default=None, max_length=34)
    bic: str | None = Field(default=None, max_length=11)
    historical_number: str | None = Field(default=None, max_length=14)
    bank_account_by: str | None = Field(default=None, foreign_key="person.id", max_length=64)
    bank_account_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    bank_account_version: int | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    closed_because: str | None = Field(default=None, max_length=500)
    closed_by: str | None = Field(default=None, foreign_key="person.id", max_length=64)


class ReportVersionRow(SQLModel, table=True):
    """One version of a report's contact and bank account: both as a whole, and who gave them."""

    __tablename__: ClassVar[str] = "report_version"
    report_id: int = Field(foreign_key="report.id", primary_key=True)
    number: int = Field(primary_key=True)
    contact_name: str | None = Field(default=None, max_length=120)
    contact_email: str | None = Field(default=None, max_length=254)
    contact_phone: str | None = Field(default=None, max_length=20)
    contact_by: str | None = Field(default=None, foreign_key="person.id", max_length=64)
    contact_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    iban: str | None = Field(default=None, max_length=34)
    bic: str | None = Field(default=None, max_length=11)
    historical_number: str | None = Field(default=None, max_length=14)
    bank_account_by: str | None = Field(default=None, foreign_key="person.id", max_length=64)
    bank_account_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    bank_account_version: int | None = None


class ReportPeriodRow(SQLModel, table=True):
    """The dates of a report, as SPP IS set them once: opened, moved, extended or closed by hand."""

    __tablename__: ClassVar[str] = "report_period"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="period"),)
    report_id: int = Field(foreign_key="report.id", primary_key=True)
    number: int = Field(primary_key=True)
    opens_at: datetime = Field(sa_type=UTCDateTime)
    closes_at: datetime = Field(sa_type=UTCDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    closed_because: str | None = Field(default=None, max_length=500)


class FormRow(SQLModel, table=True):
    """One form of one report. From `status` on, what is derived from the facts, for queries.

    The store writes it, in one function. Amounts are in cents, over all lines. The account changed
    since signing where the report's `bank_account_version` is above `signed_report_version`.

    `revision` counts every change, signatures included: a write that did not see the latest one
    changes no row, and fails. A form that was withdrawn exists for nobody until it is opened again.
    """

    __tablename__: ClassVar[str] = "form"
    __table_args__ = (
        UniqueConstraint("report_id", "kind"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint(one_of_names("status", FormStatus), name="status"),
        Index("ix_form_held", "report_id", "id", postgresql_where=_HELD, sqlite_where=_HELD),
    )
    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id")
    kind: str = Field(max_length=30)
    edition: int = Field(sa_column_kwargs=_ONE)
    salt: str = Field(max_length=32)
    version: int
    revision: int
    status: str = Field(max_length=20, index=True)
    encoded_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    updated_at: datetime = Field(sa_type=UTCDateTime)
    advance: int | None = Field(default=None, sa_type=BigInteger)
    justified: int | None = Field(default=None, sa_type=BigInteger)
    to_repay: int | None = Field(default=None, sa_type=BigInteger)
    to_receive: int | None = Field(default=None, sa_type=BigInteger)
    set_off: int | None = Field(default=None, sa_type=BigInteger)
    borne: int | None = Field(default=None, sa_type=BigInteger)
    signed_report_version: int | None = None
    signed_by_president: bool = Field(sa_column_kwargs=_FALSE)
    signed_by_director_general: bool = Field(sa_column_kwargs=_FALSE)
    signed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class FormVersionRow(SQLModel, table=True):
    """One version of a form's content: who made it, when, and its digest."""

    __tablename__: ClassVar[str] = "form_version"
    __table_args__ = (UniqueConstraint("form_id", "number", "content_digest"),)
    form_id: int = Field(foreign_key="form.id", primary_key=True)
    number: int = Field(primary_key=True)
    content_format: int = Field(sa_column_kwargs=_ONE)
    content_digest: str = Field(max_length=64)
    saved_by: str = Field(foreign_key="person.id", max_length=64)
    saved_at: datetime = Field(sa_type=UTCDateTime)


class FormLineRow(SQLModel, table=True):
    """The figures of one line in one version of a form's content, in cents or as a number."""

    __tablename__: ClassVar[str] = "form_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["form_id", "form_version"], ["form_version.form_id", "form_version.number"]
        ),
        CheckConstraint(f"advance BETWEEN 0 AND {LARGEST}", name="advance"),
        CheckConstraint(f"entered BETWEEN 0 AND {LARGEST}", name="entered"),
    )
    form_id: int = Field(primary_key=True)
    form_version: int = Field(primary_key=True)
    line: str = Field(primary_key=True, max_length=40)
    advance: int | None = Field(default=None, sa_type=BigInteger)
    entered: int | None = Field(default=None, sa_type=BigInteger)


class SignatureRow(SQLModel, table=True):
    """One signature on one version: each role once, and no person twice."""

    __tablename__: ClassVar[str] = "signature"
    __table_args__ = (
        ForeignKeyConstraint(
            ["form_id", "form_version", "content_digest"],
            ["form_version.form_id", "form_version.number", "form_version.content_digest"],
        ),
        UniqueConstraint("form_id", "form_version", "subject"),
        CheckConstraint(one_of_names("role", Signatory), name="role"),
    )
    form_id: int = Field(primary_key=True)
    form_version: int = Field(primary_key=True)
    role: str = Field(primary_key=True, max_length=20)
    subject: str = Field(max_length=64)
    signed_by: str = Field(foreign_key="person.id", max_length=64)
    signed_at: datetime = Field(sa_type=UTCDateTime)
    content_digest: str = Field(max_length=64)
    report_version: int


class SubmissionRow(SQLModel, table=True):
    """That a form was sent: possible only with both signatures on the present version.

    Triggers see that the version is the present one, and freeze the form until it is returned.
    """

    __tablename__: ClassVar[str] = "submission"
    __table_args__ = (
        ForeignKeyConstraint(
            ["form_id", "form_version", "content_digest"],
            ["form_version.form_id", "form_version.number", "form_version.content_digest"],
        ),
        *(
            ForeignKeyConstraint(
                ["form_id", "form_version", column],
                ["signature.form_id", "signature.form_version", "signature.role"],
            )
            for column in ("president", "director_general")
        ),
        CheckConstraint("president = 'PRESIDENT'", name="president"),
        CheckConstraint("director_general = 'DIRECTOR_GENERAL'", name="director_general"),
    )
    form_id: int = Field(primary_key=True)
    form_version: int = Field(primary_key=True)
    content_digest: str = Field(max_length=64)
    reference: str = Field(unique=True, max_length=60)
    sent_at: datetime = Field(sa_type=UTCDateTime)
    president: str = Field(default=Signatory.PRESIDENT.value, max_length=20)
    director_general: str = Field(default=Signatory.DIRECTOR_GENERAL.value, max_length=20)


_OF_SUBMISSION = (
    ["form_id", "form_version"],
    ["submission.form_id", "submission.form_version"],
)


class SubmissionReturnRow(SQLModel, table=True):
    """That SPP IS returned what was sent; together with the version of the form that follows it.

    Triggers let the form move on by exactly that version.
    """

    __tablename__: ClassVar[str] = "submission_return"
    __table_args__ = (
        ForeignKeyConstraint(*_OF_SUBMISSION),
        ForeignKeyConstraint(
            ["form_id", "next_version"],
            ["form_version.form_id", "form_version.number"],
            deferrable=True,
            initially="DEFERRED",
        ),
        CheckConstraint("next_version = form_version + 1", name="next_version"),
    )
    form_id: int = Field(primary_key=True)
    form_version: int = Field(primary_key=True)
    next_version: int
    returned_by: str = Field(foreign_key="person.id", max_length=64)
    returned_at: datetime = Field(sa_type=UTCDateTime)
    reason: str = Field(max_length=500)


class AcknowledgementRow(SQLModel, table=True):
    """That SPP IS acknowledged what was sent."""

    __tablename__: ClassVar[str] = "acknowledgement"
    __table_args__ = (ForeignKeyConstraint(*_OF_SUBMISSION),)
    form_id: int = Field(primary_key=True)
    form_version: int = Field(primary_key=True)
    acknowledged_by: str = Field(foreign_key="person.id", max_length=64)
    acknowledged_at: datetime = Field(sa_type=UTCDateTime)


class PaymentOrderRow(SQLModel, table=True):
    """Credit transfers that SPP IS ordered together."""

    __tablename__: ClassVar[str] = "payment_order"
    message_id: str = Field(primary_key=True, max_length=35)
    year: int
    kind: str = Field(max_length=30)
    ordered_by: str = Field(foreign_key="person.id", max_length=64)
    ordered_at: datetime = Field(sa_type=UTCDateTime)
    executes_on: str = Field(max_length=10)
    debtor_name: str = Field(max_length=70)
    debtor_iban: str = Field(max_length=34)
    debtor_bic: str | None = Field(default=None, max_length=11)


class PaymentRow(SQLModel, table=True):
    """One credit transfer of an order: no version of a form is ever paid twice."""

    __tablename__: ClassVar[str] = "payment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["form_id", "form_version"], ["form_version.form_id", "form_version.number"]
        ),
        CheckConstraint(f"amount BETWEEN 1 AND {LARGEST}", name="amount"),
    )
    form_id: int = Field(primary_key=True)
    form_version: int = Field(primary_key=True)
    message_id: str = Field(foreign_key="payment_order.message_id", max_length=35, index=True)
    place: int
    reference: str = Field(max_length=60)
    amount: int = Field(sa_type=BigInteger)
    name: str = Field(max_length=140)
    iban: str = Field(max_length=34)
    bic: str | None = Field(default=None, max_length=11)


class JournalRow(SQLModel, table=True):
    """One line of the journal: about a form, about a report, or about a CPAS itself."""

    __tablename__: ClassVar[str] = "journal"
    __table_args__ = (
        CheckConstraint("report_id IS NOT NULL OR form_id IS NULL", name="about"),
        Index(None, "cpas_id", "number"),
        Index(None, "year", "number"),
    )
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    type: str = Field(max_length=30)
    at: datetime = Field(sa_type=UTCDateTime)
    person_id: str = Field(foreign_key="person.id", max_length=64)
    cpas_id: int = Field(foreign_key="cpas.id")
    year: int
    report_id: int | None = Field(default=None, foreign_key="report.id", index=True)
    form_id: int | None = Field(default=None, foreign_key="form.id", index=True)
    version: int | None
    content_digest: str | None = Field(default=None, max_length=64)
    reason: str | None = Field(default=None, max_length=500)
    previous_hash: str = Field(unique=True, max_length=64)
    hash: str = Field(unique=True, max_length=64)
    subtrees: str | None = None
    """The nodes of the Merkle tree that the line completes, from below; see `models.log`."""


class JournalHeadRow(SQLModel, table=True):
    """The end of the journal, in one row: who writes a line locks it, so lines have one order."""

    __tablename__: ClassVar[str] = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: int = Field(default=1, primary_key=True)
    number: int
    hash: str = Field(max_length=64)
    tree_size: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    peaks: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class IdempotencyRow(SQLModel, table=True):
    """What came of the first call that carried an idempotency key, by person and key."""

    __tablename__: ClassVar[str] = "idempotency"
    subject: str = Field(primary_key=True, max_length=64)
    key: str = Field(primary_key=True, max_length=64)
    fingerprint: str = Field(max_length=64)
    outcome: str
    at: datetime = Field(sa_type=UTCDateTime, index=True)


class InstallationRow(SQLModel, table=True):
    """How the persons of this database are known, in one row; see `models.installation`."""

    __tablename__: ClassVar[str] = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: int = Field(default=1, primary_key=True)
    key_check: str = Field(max_length=64)
    namespace: str | None = None
    rule: str | None = Field(default=None, max_length=20)
    claims: str
    known_since: datetime | None = Field(default=None, sa_type=UTCDateTime)


def core_table(row: type[SQLModel]) -> Table:
    """Return the table of these rows, for statements that make no objects of them."""
    return SQLModel.metadata.tables[str(row.__tablename__)]


# The same tables, for statements that read and write rows without making objects of them.
CPAS = core_table(CpasRow)
SUCCESSION = core_table(SuccessionRow)
PERSON = core_table(PersonRow)
CAMPAIGN = core_table(CampaignRow)
REPORT = core_table(ReportRow)
REPORT_VERSION = core_table(ReportVersionRow)
REPORT_PERIOD = core_table(ReportPeriodRow)
FORM = core_table(FormRow)
FORM_VERSION = core_table(FormVersionRow)
FORM_LINE = core_table(FormLineRow)
SIGNATURE = core_table(SignatureRow)
SUBMISSION = core_table(SubmissionRow)
SUBMISSION_RETURN = core_table(SubmissionReturnRow)
ACKNOWLEDGEMENT = core_table(AcknowledgementRow)
PAYMENT_ORDER = core_table(PaymentOrderRow)
PAYMENT = core_table(PaymentRow)
JOURNAL = core_table(JournalRow)
JOURNAL_HEAD = core_table(JournalHeadRow)
IDEMPOTENCY = core_table(IdempotencyRow)
INSTALLATION = core_table(InstallationRow)

JOURNAL_CHANNEL = "rapport_unique_journal"
"""On PostgreSQL, where the number of the last line is told at each commit that wrote lines."""
