"""A verifier who kept an older checkpoint finds whatever was done to the lines before it.

The attacker writes the database as they please, hashes everything again, and only lacks an older
checkpoint in somebody else's hands. The verifier knows two checkpoints and the proof between them.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from models.chain import read_lines, verify_journal
from models.checkpoint_text import SignedCheckpoint, read_note
from models.checkpoints import publish
from models.journal import FIRST_HASH, Event, line_hash
from models.log import leaf_of, present_tree, prove_consistency, prove_inclusion, root_at, written
from models.merkle import Tree, is_consistent, root_of_inclusion
from models.proof_tables import CHECKPOINT, PROOF
from models.statements import Statement
from models.tables import JOURNAL, JOURNAL_HEAD
from tests.models.building import ANNE, FRIDAY, MONDAY, TUESDAY, SmallWorld, saved
from tests.sealing import SEALING

Lines = list[tuple[dict[str, Any], Event]]


async def checkpoint(world: SmallWorld) -> SignedCheckpoint:
    published = await publish(world.database, SEALING, FRIDAY)
    assert published is not None
    return read_note(published.note)


async def with_fetch(world: SmallWorld, ask: Callable[..., Any], *arguments: Any) -> Any:
    async with world.database.snapshot() as reader:

        async def fetch(statement: Statement, **values: Any) -> Any:
            return await statement.fetch(reader, **values)

        return await ask(fetch, *arguments)


async def goes_on(world: SmallWorld, older: SignedCheckpoint) -> bool:
    """Whether the journal of today continues that of the older checkpoint, by its own proof."""
    kept, now = older.checkpoint, (await checkpoint(world)).checkpoint
    if now.size < kept.size:
        return False
    proof = await with_fetch(world, prove_consistency, kept.size, now.size)
    return is_consistent((kept.size, kept.root), (now.size, now.root), proof)


async def rewrite(world: SmallWorld, change: Callable[[Lines], Lines]) -> None:
    """Write the journal anew as an attacker does: everything fits, up to the head."""
    sqlite = world.database.is_sqlite
    async with world.database.writing() as connection:
        for table in (JOURNAL, PROOF, CHECKPOINT):
            on = "" if sqlite else f" ON {table.name}"
            await connection.execute(text(f"DROP TRIGGER IF EXISTS {table.name}_no_delete{on}"))
        rows = (await connection.execute(select(JOURNAL).order_by(JOURNAL.c.number))).mappings()
        events = [line.event async for line in read_lines(connection)]
        lines = change(list(zip(map(dict, rows.all()), events, strict=True)))
        for table in (PROOF, CHECKPOINT, JOURNAL):
            await connection.execute(delete(table))
        tree, previous = Tree(), FIRST_HASH
        for number, (row, event) in enumerate(lines, 1):
            hash_ = line_hash(number, event, previous)
            tree, completed = tree.grown(leaf_of(hash_))
            row |= {"number": number, "previous_hash": previous, "hash": hash_}
            row |= {"reason": event.reason, "subtrees": written(completed) or None}
            await connection.execute(insert(JOURNAL), row)
            previous = hash_
        head = {"number": tree.size, "hash": previous}
        head |= {"tree_size": tree.size, "peaks": written(tree.peaks)}
        await connection.execute(update(JOURNAL_HEAD).values(**head))


async def grow(world: SmallWorld, times: int = 3) -> None:
    """Let the second form be saved some times."""
    for amount in range(times):
        before = await world.form(2)
        await world.store(before, saved(before.form, 100 + amount, by=ANNE, at=TUESDAY))


def unchanged(lines: Lines) -> Lines:
    return lines


def one_changed(lines: Lines) -> Lines:
    row, event = lines[2]
    return [*lines[:2], (row, replace(event, reason="Nobody said this.")), *lines[3:]]


def tail_cut(lines: Lines) -> Lines:
    return lines[:-2]


def one_inserted(lines: Lines) -> Lines:
    row, event = lines[3]
    return [*lines[:3], (dict(row), event), *lines[3:]]


def one_taken_out(lines: Lines) -> Lines:
    return [*lines[:3], *lines[4:]]


def two_swapped(lines: Lines) -> Lines:
    return [*lines[:1], lines[2], lines[1], *lines[3:]]


ATTACKS = [one_changed, tail_cut, one_inserted, one_taken_out, two_swapped]


@pytest.mark.parametrize("later", [0, 1, 3])
async def test_a_journal_that_grew_continues_every_older_checkpoint(
    sent: SmallWorld, later: int
) -> None:
    older = await checkpoint(sent)

    await grow(sent, later)

    assert await goes_on(sent, older)


async def test_a_journal_that_was_written_anew_the_same_goes_on(sent: SmallWorld) -> None:
    """The attacker of these tests leaves no other trace."""
    older = await checkpoint(sent)

    await rewrite(sent, unchanged)

    assert await goes_on(sent, older)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("later", [0, 4])
async def test_what_is_rewritten_is_found_by_an_older_checkpoint(
    sent: SmallWorld, attack: Callable[[Lines], Lines], later: int
) -> None:
    older = await checkpoint(sent)

    await rewrite(sent, attack)
    await grow(sent, later)

    async with sent.database.reading() as connection:
        assert (await verify_journal(connection)).broken_at is None  # the chain tells nothing
    assert not await goes_on(sent, older)


@pytest.mark.parametrize("later", [0, 1, 2, 5])
async def test_an_old_backup_in_its_place_is_found(halfway: SmallWorld, later: int) -> None:
    """The world halfway, put in place of what came after it, and grown on by other lines."""
    lines_of_backup = (await checkpoint(halfway)).checkpoint.size
    await grow(halfway, 2)
    older = await checkpoint(halfway)

    await rewrite(halfway, lambda lines: lines[:lines_of_backup])
    before = await halfway.form(2)
    for amount in range(later):
        await halfway.store(before, saved(before.form, 900 + amount, by=ANNE, at=MONDAY))
        before = await halfway.form(2)

    assert not await goes_on(halfway, older)


async def test_every_line_is_proven_under_every_checkpoint(sent: SmallWorld) -> None:
    await grow(sent, 4)
    async with sent.database.reading() as connection:
        lines = [line async for line in read_lines(connection)]
    for size in range(1, len(lines) + 1):
        numbers = range(1, size + 1)
        proofs = await with_fetch(sent, prove_inclusion, numbers, size)
        root = await with_fetch(sent, root_at, size)
        for number, proof in zip(numbers, proofs, strict=True):
            leaf = leaf_of(lines[number - 1].hash)
            assert root_of_inclusion(leaf, number - 1, size, proof) == root
    assert (await with_fetch(sent, present_tree)).root == root


async def test_lines_of_a_version_that_knew_no_tree_are_caught_up_with(sent: SmallWorld) -> None:
    """As when it ran beside the new one for a while: it wrote neither nodes nor peaks."""
    older = await checkpoint(sent)
    on = "" if sent.database.is_sqlite else " ON journal"
    await sent.execute(text(f"DROP TRIGGER journal_no_update{on}"))
    await sent.execute(update(JOURNAL).where(JOURNAL.c.number > 3).values(subtrees=None))
    before = Tree()
    async with sent.database.reading() as connection:
        async for line in read_lines(connection):
            if line.number <= 3:
                before, _ = before.grown(leaf_of(line.hash))
    await sent.execute(update(JOURNAL_HEAD).values(tree_size=3, peaks=written(before.peaks)))

    assert await goes_on(sent, older)
    await grow(sent)
    assert await goes_on(sent, older)


async def test_no_checkpoint_is_published_too_soon_or_twice(sent: SmallWorld) -> None:
    first = await publish(sent.database, SEALING, FRIDAY)
    assert await publish(sent.database, SEALING, FRIDAY) == first
    await grow(sent)
    too_soon = await publish(sent.database, SEALING, FRIDAY, every=FRIDAY - TUESDAY)

    later = await publish(sent.database, SEALING, FRIDAY)

    assert too_soon == first
    assert first is not None
    assert later is not None
    assert later.size > first.size
