"""Checkpoints of the journal and proofs, for who asks for them."""

from collections.abc import Sequence

from models.checkpoints import (
    Published,
    Timestamp,
    checkpoint_of,
    newest_checkpoint,
    newest_timestamped,
    timestamp_of,
)
from models.log import prove_consistency, prove_inclusion
from models.merkle import Hash
from resolvers.context import Context
from resolvers.denials import BadInput
from resolvers.loaders import load


async def published_checkpoint(context: Context, size: int | None) -> Published | None:
    """Return the published checkpoint with that many lines, or the newest one."""

    async def batch(sizes: Sequence[int | None]) -> list[Published | None]:
        fetch = context.snapshot.rows
        return [
            await (newest_checkpoint(fetch) if size is None else checkpoint_of(fetch, size))
            for size in sizes
        ]

    return await load(context, "checkpoint", batch, size)


async def timestamped_checkpoint(context: Context) -> Published | None:
    """Return the newest checkpoint that has a time-stamp, or None."""
    return await newest_timestamped(context.snapshot.rows)


async def timestamp(context: Context, size: int) -> Timestamp | None:
    """Return the time-stamp of the checkpoint with that many lines, or None."""

    async def batch(sizes: Sequence[int]) -> list[Timestamp | None]:
        return [await timestamp_of(context.snapshot.rows, size) for size in sizes]

    return await load(context, "timestamp", batch, size)


async def inclusion_proof(context: Context, number: int, size: int) -> list[Hash]:
    """Return what proves the line in the journal with so many lines."""

    async def batch(numbers: Sequence[int]) -> list[list[Hash]]:
        return await prove_inclusion(context.snapshot.rows, numbers, size)

    return await load(context, f"inclusion in {size}", batch, number)


async def consistency_proof(context: Context, old: int, new: int) -> list[Hash]:
    """Return what proves that the journal with `old` lines is the beginning of that with `new`.

    Raises:
        BadInput: it is not older.
    """
    if not 0 < old <= new:
        raise BadInput(f"The older checkpoint has between 1 and {new} lines.", "since")
    return await prove_consistency(context.snapshot.rows, old, new)
