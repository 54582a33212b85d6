"""The rows of what the service signed: seals and receipts, and checkpoints of the journal.

They are facts, only ever added, as those of `models.tables`.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel, UTCDateTime

from models.people import Signatory
from models.tables import core_table, one_of_names


class ProofRow(SQLModel, table=True):
    """What was signed about a line of the journal: the seal of a signature, or a receipt.

    A receipt has no role. What was signed or sent before there were seals has no row.
    """

    __tablename__: ClassVar[str] = "proof"
    __table_args__ = (
        UniqueConstraint("form_id", "form_version", "role"),
        CheckConstraint(one_of_names("role", Signatory), name="role"),
    )
    number: int = Field(
        primary_key=True, foreign_key="journal.number", sa_column_kwargs={"autoincrement": False}
    )
    form_id: int = Field(foreign_key="form.id")
    form_version: int
    role: str | None = Field(default=None, max_length=20)
    token: str


class CheckpointRow(SQLModel, table=True):
    """A signed checkpoint of the journal that was published."""

    __tablename__: ClassVar[str] = "checkpoint"
    size: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    root: str = Field(max_length=64)
    note: str
    at: datetime = Field(sa_type=UTCDateTime)


class TimestampRow(SQLModel, table=True):
    """What a time-stamp authority answered about a published checkpoint."""

    __tablename__: ClassVar[str] = "checkpoint_timestamp"
    size: int = Field(
        primary_key=True, foreign_key="checkpoint.size", sa_column_kwargs={"autoincrement": False}
    )
    answer: str
    at: datetime = Field(sa_type=UTCDateTime)


PROOF = core_table(ProofRow)
CHECKPOINT = core_table(CheckpointRow)
TIMESTAMP = core_table(TimestampRow)
