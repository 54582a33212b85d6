"""Checkpoints of the journal, and what is proven with them."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import Info

from models.canonical import Digest
from models.checkpoint_text import verifier_key
from models.checkpoints import Published
from models.seals import base64_of
from resolvers.checkpoints import (
    consistency_proof,
    inclusion_proof,
    published_checkpoint,
    timestamp,
    timestamped_checkpoint,
)
from resolvers.context import Context
from schema.arguments import given
from schema.described import argument, attribute, field, operation

Lines = Annotated[
    int | None,
    argument("A published checkpoint, by its number of lines. Left out: the newest one."),
]


@strawberry.type(
    description="What a time-stamp authority said of a checkpoint (RFC 3161): that it saw the "
    "digest of its note (SHA-256) at an instant. Who has the certificate of the authority can "
    "verify it without us."
)
class Timestamp:
    at: datetime = attribute("When the authority saw it, by its own clock.")
    answer: str = attribute("The answer of the authority (TimeStampResp in DER), in base64.")


@strawberry.type(
    description="A signed checkpoint: how many lines the journal had, and the root of the tree "
    "over them (RFC 9162, over the 32 bytes of each line's hash). Who keeps one can prove later "
    "that nothing before it was changed or taken out."
)
class Checkpoint:
    origin: str = attribute("The name of the journal.")
    size: int = attribute("How many lines the journal had.")
    root_hash: Digest = attribute("The root of the tree, in hexadecimal.")
    note: str = attribute("The signed note (C2SP tlog-checkpoint), to be kept as it is.")
    verifier_key: str = attribute("The public key, as tools for signed notes take it.")
    published_at: datetime = attribute("When it was published.")

    @field
    async def timestamp(self, info: Info[Context, None]) -> Timestamp | None:
        """What a time-stamp authority said of it. Null where none was asked: now and then the
        newest checkpoint gets one, where the service has an authority."""
        found = await timestamp(info.context, self.size)
        return Timestamp(at=found.at, answer=found.answer) if found else None

    @field
    async def consistency_proof(
        self,
        info: Info[Context, None],
        since: Annotated[int, argument("The number of lines of the older checkpoint.")],
    ) -> list[str]:
        """The hashes, in base64, which prove that this checkpoint continues the older one
        (RFC 9162, section 2.1.4)."""
        proof = await consistency_proof(info.context, since, self.size)
        return [base64_of(step) for step in proof]


@strawberry.type(
    description="What proves that the journal holds a line (RFC 9162, section 2.1.3): the hashes "
    "beside the way from the line to the root of a checkpoint."
)
class InclusionProof:
    line_number: int = attribute("The number of the line; its leaf has the number before.")
    hashes: list[str] = attribute("The hashes, in base64, from the leaf to the root.")
    checkpoint: Checkpoint = attribute("The checkpoint whose root they lead to.")


@strawberry.type
class CheckpointQuery:
    @operation()
    async def checkpoint(
        self,
        info: Info[Context, None],
        size: Lines = strawberry.UNSET,
        timestamped: Annotated[
            bool, argument("Only one that has a time-stamp: the newest of these.")
        ] = False,
    ) -> Checkpoint | None:
        """The newest published checkpoint of the journal, or that with so many lines; null where
        there is none. Also at /checkpoint. Open to all."""
        if timestamped and given(size) is None:
            found = await timestamped_checkpoint(info.context)
        else:
            found = await published_checkpoint(info.context, given(size))
        return _checkpoint(info.context, found) if found else None


async def inclusion_of(context: Context, number: int, size: int | None) -> InclusionProof | None:
    """Return what proves the line, or None where the checkpoint does not reach it."""
    found = await published_checkpoint(context, size)
    if found is None or found.size < number:
        return None
    proof = await inclusion_proof(context, number, found.size)
    return InclusionProof(
        line_number=number,
        hashes=[base64_of(step) for step in proof],
        checkpoint=_checkpoint(context, found),
    )


def _checkpoint(context: Context, found: Published) -> Checkpoint:
    assert context.sealing is not None, "who serves checkpoints has a key"
    origin = context.sealing.origin
    return Checkpoint(
        origin=origin,
        size=found.size,
        root_hash=Digest(found.root),
        note=found.note,
        verifier_key=verifier_key(origin, context.sealing.key.public_key),
        published_at=found.at,
    )
