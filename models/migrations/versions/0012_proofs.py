"""The tree over the journal, what is signed about its lines, and published checkpoints."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

from models.migrations.append_only import keep_as_written, release_as_written

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_JOURNAL = sa.table(
    "journal", sa.column("number", sa.Integer()), *map(sa.column, ("hash", "subtrees"))
)
_HEAD = sa.table("journal_head", sa.column("tree_size", sa.Integer()), sa.column("peaks"))
_TEXT = sqltypes.AutoString()
_AT_ONCE = 5_000


def upgrade() -> None:
    """Bring the lines that are there into the tree; signatures that are there get no seal."""
    op.add_column("journal", sa.Column("subtrees", _TEXT, nullable=True))
    for column, type_, nothing in (("tree_size", sa.Integer(), "0"), ("peaks", _TEXT, "''")):
        op.add_column(
            "journal_head",
            sa.Column(column, type_, nullable=False, server_default=sa.text(nothing)),
        )
    release_as_written("journal")
    _grow_tree()
    keep_as_written("journal")
    _add_proofs()
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoint")),
    )
    for table in ("proof", "checkpoint"):
        keep_as_written(table)


def downgrade() -> None:
    """Forget the tree, the seals, the receipts and the checkpoints."""
    for table in ("checkpoint", "proof"):
        op.drop_table(table)
    for table, column in (
        ("journal", "subtrees"),
        ("journal_head", "peaks"),
        ("journal_head", "tree_size"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _add_proofs() -> None:
    op.create_table(
        "proof",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("role", sqltypes.AutoString(length=20), nullable=True),
        sa.Column("token", _TEXT, nullable=False),
        sa.CheckConstraint("role IN ('PRESIDENT', 'DIRECTOR_GENERAL')", name=op.f("ck_proof_role")),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_proof_form_id")),
        sa.ForeignKeyConstraint(["number"], ["journal.number"], name=op.f("fk_proof_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_proof")),
        sa.UniqueConstraint(
            "form_id", "form_version", "role", name=op.f("uq_proof_form_id_form_version_role")
        ),
    )


def _grow_tree() -> None:
    """Write the nodes that each line completes, and the peaks that they leave."""
    connection = op.get_bind()
    peaks: list[bytes] = []
    size = 0
    keeping = (
        sa.update(_JOURNAL)
        .where(_JOURNAL.c.number == sa.bindparam("line"))
        .values(subtrees=sa.bindparam("kept"))
    )
    for lines in _lines(connection):
        kept = []
        for line in lines:
            completed = _grown(peaks, size, bytes.fromhex(line.hash))
            size += 1
            if completed:
                kept.append({"line": line.number, "kept": b"".join(completed).hex()})
        if kept:
            connection.execute(keeping, kept)
    connection.execute(sa.update(_HEAD).values(tree_size=size, peaks=b"".join(peaks).hex()))


def _lines(connection: sa.Connection) -> Iterator[Sequence[Any]]:
    behind = 0
    while True:
        part = sa.select(_JOURNAL.c.number, _JOURNAL.c.hash).where(_JOURNAL.c.number > behind)
        lines = connection.execute(part.order_by(_JOURNAL.c.number).limit(_AT_ONCE)).all()
        if not lines:
            return
        yield lines
        behind = lines[-1].number


def _grown(peaks: list[bytes], size: int, entry: bytes) -> list[bytes]:
    """Add a leaf to the peaks of that many; return the nodes that it completes, from below."""
    completed: list[bytes] = []
    peaks.append(sha256(b"\x00" + entry).digest())
    while size & 1:
        right, left = peaks.pop(), peaks.pop()
        peaks.append(sha256(b"\x01" + left + right).digest())
        completed.append(peaks[-1])
        size >>= 1
    return completed
