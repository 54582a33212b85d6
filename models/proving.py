"""What is signed about the lines of the journal while they are written: seals and receipts."""

from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.batch import Batch, PlacedEvent
from models.canonical import Digest, digest_of_text
from models.form import Form, FormId, Signature
from models.journal import EventType, line_text
from models.log import leaf_of, written
from models.merkle import Tree
from models.people import Signatory
from models.proof_tables import PROOF
from models.seals import PlacedLine, PlacedText, Sealing

Values = dict[str, Any]
_Key = tuple[FormId, int, Signatory]


class Lines:
    """The lines of a batch behind the head of the journal, and what is signed about them."""

    def __init__(
        self, batch: Batch, *, number: int, previous: Digest, tree: Tree, sealing: Sealing | None
    ) -> None:
        """Begin behind that line; without `sealing`, nothing is signed."""
        self.number, self.previous, self.tree = number, previous, tree
        self.rows: list[Values] = []
        self.proofs: list[Values] = []
        self._batch = batch
        self._sealing = sealing
        self._seals: dict[_Key, str] = {}

    async def add_all(self, connection: AsyncConnection) -> None:
        """Make the rows of all lines of the batch."""
        if self._sealing is not None:
            self._seals.update(await _seals_before(connection, self._batch))
        for placed in self._batch.events:
            self.number += 1
            text = line_text(self.number, placed.event, self.previous)
            line, before = digest_of_text(text), self.tree
            self.tree, completed = before.grown(leaf_of(line))
            kept = {"subtrees": written(completed) or None}
            self.rows.append({**placed.row(self.number, self.previous, line), **kept})
            await self._prove(
                placed,
                PlacedText(
                    line=PlacedLine(number=self.number, hash=line),
                    text=text,
                    before=before,
                    tree=self.tree,
                ),
            )
            self.previous = line

    async def _prove(self, placed: PlacedEvent, line: PlacedText) -> None:
        if self._sealing is None:
            return
        match placed.event.type:
            case EventType.SIGNED:
                await self._seal(self._sealing, placed, line.line)
            case EventType.SENT:
                await self._receive(self._sealing, placed, line)
            case _:
                pass

    async def _seal(self, sealing: Sealing, placed: PlacedEvent, line: PlacedLine) -> None:
        subject = placed.event.act.by.subject
        form, signature = self._batch.signed[placed.form_id, placed.event.version, subject]
        token = await sealing.seal(form, signature, line)
        self._seals[form.id, signature.form_version, signature.role] = token
        self._keep(line, form, signature.form_version, signature.role, token)

    async def _receive(self, sealing: Sealing, placed: PlacedEvent, line: PlacedText) -> None:
        form, submission = self._batch.sent[placed.form_id, placed.event.version]
        version = submission.form_version
        seals = [(role, self._seals.get((form.id, version, role))) for role in Signatory]
        token = await sealing.receipt(form, submission, seals, line)
        self._keep(line.line, form, version, None, token)

    def _keep(
        self, line: PlacedLine, form: Form, version: int, role: Signatory | None, token: str
    ) -> None:
        self.proofs.append(
            {
                "number": line.number,
                "form_id": form.id,
                "form_version": version,
                "role": role and role.value,
                "token": token,
            }
        )


async def _seals_before(connection: AsyncConnection, batch: Batch) -> dict[_Key, str]:
    """Return the seals of signatures that were there before, on what the batch sends."""
    placed = {_key(form, signature) for form, signature in batch.signed.values()}
    sent = [
        key
        for form, submission in batch.sent.values()
        for signature in form.signatures_of(submission)
        if (key := _key(form, signature)) not in placed
    ]
    if not sent:
        return {}
    wanted = or_(
        *(
            and_(PROOF.c.form_id == id_, PROOF.c.form_version == version, PROOF.c.role == role)
            for id_, version, role in sent
        )
    )
    rows = await connection.execute(select(PROOF).where(wanted))
    return {(FormId(row.form_id), row.form_version, Signatory(row.role)): row.token for row in rows}


def _key(form: Form, signature: Signature) -> _Key:
    return form.id, signature.form_version, signature.role
