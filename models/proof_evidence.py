"""What the service signed, held against the lines and facts of which it speaks.

Whether a signature under it is good is for who holds the public keys: `rapport-unique verify`.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.canonical import digest_of_text
from models.checkpoint_text import read_note
from models.journal import EventType
from models.proof_tables import CHECKPOINT, PROOF
from models.seals import RECEIPT_TYPE, SEAL_TYPE
from models.statements import Statement
from models.tables import JOURNAL, SIGNATURE
from models.told import DisagreementError, readable

_AT_ONCE = 500
_PROOFS = Statement(
    select(
        *(PROOF.c.number, PROOF.c.role, PROOF.c.token),
        *(JOURNAL.c.type, JOURNAL.c.hash, JOURNAL.c.content_digest),
        (JOURNAL.c.form_id == PROOF.c.form_id).label("of_form"),
        (JOURNAL.c.version == PROOF.c.form_version).label("of_version"),
        (SIGNATURE.c.signed_by == JOURNAL.c.person_id).label("of_signer"),
    )
    .select_from(PROOF)
    .outerjoin(JOURNAL, JOURNAL.c.number == PROOF.c.number)
    .outerjoin(
        SIGNATURE,
        and_(
            SIGNATURE.c.form_id == PROOF.c.form_id,
            SIGNATURE.c.form_version == PROOF.c.form_version,
            SIGNATURE.c.role == PROOF.c.role,
        ),
    )
    .where(PROOF.c.number > bindparam("after"))
    .order_by(PROOF.c.number)
    .limit(bindparam("most"))
)
_NOTES = select(CHECKPOINT.c.size, CHECKPOINT.c.root, CHECKPOINT.c.note).order_by(CHECKPOINT.c.size)


async def check_proofs(connection: AsyncConnection) -> None:
    """Return when each seal, receipt and checkpoint says what is kept.

    Raises:
        DisagreementError: the first that does not.
    """
    after = 0
    while rows := await _PROOFS.fetch(connection, after=after, most=_AT_ONCE):
        for row in rows:
            with readable(f"The proof of line {row.number}"):
                _check_proof(row)
        after = rows[-1].number
    for row in await connection.execute(_NOTES):
        name = f"The checkpoint of {row.size} lines"
        with readable(name):
            said = read_note(row.note).checkpoint
        if (said.size, said.root.hex()) != (row.size, row.root):
            raise DisagreementError(name, "its note says something else")


def _check_proof(row: Any) -> None:
    name = f"The proof of line {row.number}"
    type_ = EventType.SIGNED if row.role else EventType.SENT
    placed = row.of_form and row.of_version and (row.of_signer or not row.role)
    if row.type != type_ or not placed:
        raise DisagreementError(name, "it is kept for something else")
    header, claims = map(_part, row.token.split(".")[:2])
    if header["typ"] == SEAL_TYPE:
        said = (claims["line"]["number"], claims["line"]["hash"], claims["content"], claims["role"])
    else:
        number = json.loads(claims["line"])["number"]
        content = digest_of_text(claims["content"])
        said = (number, digest_of_text(claims["line"]), content, None)
    expected = SEAL_TYPE if row.role else RECEIPT_TYPE
    kept = (row.number, row.hash, row.content_digest, row.role)
    if (header["typ"], said) != (expected, kept):
        raise DisagreementError(name, "it says something else than the line")


def _part(encoded: str) -> Mapping[str, Any]:
    part: Mapping[str, Any] = json.loads(
        base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    )
    return part
