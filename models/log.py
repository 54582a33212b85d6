"""The journal as a log that can be checked from outside: its tree, and what is proven with it.

Each line keeps the nodes that it completes, and the head of the journal keeps the peaks: who writes
a line reads nothing for it, and who proves something reads one row for each step. The tree is that
of RFC 9162 over the hashes of the lines; line number 1 is leaf number 0.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.merkle import (
    Hash,
    Place,
    Range,
    Tree,
    complete_subtrees,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    range_hash,
)
from models.statements import Statement, one_of
from models.tables import JOURNAL, JOURNAL_HEAD

_HASH = 32
_NODES = Statement(
    select(JOURNAL.c.number, JOURNAL.c.hash, JOURNAL.c.subtrees).where(
        one_of(JOURNAL.c.number, "numbers")
    )
)
_HEAD = Statement(select(JOURNAL_HEAD))
_HASHES_BEHIND = Statement(
    select(JOURNAL.c.number, JOURNAL.c.hash)
    .where(JOURNAL.c.number > bindparam("behind"))
    .order_by(JOURNAL.c.number)
)

Fetch = Callable[..., Awaitable[Sequence[Any]]]
"""Returns the rows that a statement finds; of a connection, or of a snapshot."""


def leaf_of(line_hash: str) -> Hash:
    """Return the leaf of a line."""
    return leaf_hash(bytes.fromhex(line_hash))


def written(hashes: Iterable[Hash]) -> str:
    """Return the hashes as a row keeps them."""
    return b"".join(hashes).hex()


def _read(text: str | None) -> tuple[Hash, ...]:
    whole = bytes.fromhex(text or "")
    return tuple(whole[at : at + _HASH] for at in range(0, len(whole), _HASH))


async def tree_at(connection: AsyncConnection, head: Row[Any]) -> Tree:
    """Return the tree at the head of the journal, which is locked.

    A version of the service that knew no tree may have written lines meanwhile: they are caught up
    with.
    """
    tree = Tree(size=head.tree_size, peaks=_read(head.peaks))
    if tree.size < head.number:
        for row in await _HASHES_BEHIND.fetch(connection, behind=tree.size):
            tree, _ = tree.grown(leaf_of(row.hash))
    return tree


async def present_tree(fetch: Fetch) -> Tree:
    """Return the tree over all lines there are."""
    (head,) = await fetch(_HEAD)
    tree = Tree(size=head.tree_size, peaks=_read(head.peaks))
    return tree if tree.size == head.number else await _tree_of(fetch, head.number)


async def root_at(fetch: Fetch, size: int) -> Hash:
    """Return the root of the tree as it was with that many lines."""
    return (await _tree_of(fetch, size)).root


async def _tree_of(fetch: Fetch, size: int) -> Tree:
    places = list(complete_subtrees((0, size)))
    nodes = await _nodes(fetch, places)
    return Tree(size=size, peaks=tuple(nodes[place] for place in places))


async def prove_inclusion(fetch: Fetch, numbers: Sequence[int], size: int) -> list[list[Hash]]:
    """Return for each line what proves that the log with that many lines holds it."""
    return await _prove(fetch, [inclusion_ranges(number - 1, size) for number in numbers])


async def prove_consistency(fetch: Fetch, old: int, new: int) -> list[Hash]:
    """Return what proves that the log with `old` lines is the beginning of that with `new`."""
    (proof,) = await _prove(fetch, [consistency_ranges(old, new)])
    return proof


async def _prove(fetch: Fetch, proofs: Sequence[Sequence[Range]]) -> list[list[Hash]]:
    ranges = {of for proof in proofs for of in proof}
    nodes = await _nodes(fetch, [place for of in ranges for place in complete_subtrees(of)])
    return [[range_hash(of, nodes) for of in proof] for proof in proofs]


async def _nodes(fetch: Fetch, places: Sequence[Place]) -> dict[Place, Hash]:
    """Return the nodes: one statement, as long as every line keeps those that it completes."""
    if not places:
        return {}
    numbers = sorted({_kept_by(place) for place in places})
    rows = {row.number: row for row in await fetch(_NODES, numbers=numbers)}
    found = {place: node for place in places if (node := _node(rows[_kept_by(place)], place[0]))}
    missing = [place for place in places if place not in found]
    below = await _nodes(fetch, [child for place in missing for child in _children(place)])
    return found | {place: _joined(place, below) for place in missing}


def _kept_by(place: Place) -> int:
    """Return the number of the line that completes the subtree."""
    level, number = place
    return (number + 1) << level


def _node(row: Any, level: int) -> Hash | None:
    if level == 0:
        return leaf_of(row.hash)
    kept = _read(row.subtrees)
    return kept[level - 1] if kept else None


def _children(place: Place) -> tuple[Place, Place]:
    level, number = place
    return (level - 1, 2 * number), (level - 1, 2 * number + 1)


def _joined(place: Place, nodes: dict[Place, Hash]) -> Hash:
    left, right = _children(place)
    return node_hash(nodes[left], nodes[right])
