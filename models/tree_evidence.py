"""Whether the tree over the journal is the one of its lines, and what was published of it."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.log import leaf_of, written
from models.merkle import Tree
from models.proof_tables import CHECKPOINT
from models.statements import Statement
from models.tables import JOURNAL, JOURNAL_HEAD
from models.told import DisagreementError

_AT_ONCE = 5_000
_LINES = Statement(
    select(JOURNAL.c.number, JOURNAL.c.at, JOURNAL.c.hash, JOURNAL.c.subtrees)
    .where(JOURNAL.c.number > bindparam("after"))
    .order_by(JOURNAL.c.number)
    .limit(bindparam("most"))
)
_HEAD = Statement(select(JOURNAL_HEAD))
_CHECKPOINTS = Statement(select(CHECKPOINT.c.size, CHECKPOINT.c.root).order_by(CHECKPOINT.c.size))


async def check_tree(connection: AsyncConnection) -> None:
    """Check the nodes that the lines keep, the peaks at the head, and every published checkpoint.

    Raises:
        DisagreementError: one of them is not that of the lines.
    """
    (head,) = await _HEAD.fetch(connection)
    published = {row.size: row.root for row in await _CHECKPOINTS.fetch(connection)}
    tree = Tree()
    async for row in _lines(connection):
        tree, completed = tree.grown(leaf_of(row.hash))
        if (row.subtrees or "") != written(completed):
            raise DisagreementError(f"Line {row.number}", "it keeps other nodes than its tree has")
        if published.pop(tree.size, tree.root.hex()) != tree.root.hex():
            raise DisagreementError(f"The checkpoint of {tree.size} lines", "its root is another")
        if tree.size == head.tree_size and (head.peaks or "") != written(tree.peaks):
            raise DisagreementError("The head of the journal", "its peaks are not its tree's")
        if row.number == head.number and row.at != head.at:
            raise DisagreementError("The head of the journal", "its instant is not the last line's")
    if head.tree_size > tree.size:
        raise DisagreementError("The head of the journal", "its tree has more lines than there are")
    if published:
        size = min(published)
        raise DisagreementError(f"The checkpoint of {size} lines", "the journal has fewer lines")


async def _lines(connection: AsyncConnection) -> AsyncIterator[Any]:
    after = 0
    while rows := await _LINES.fetch(connection, after=after, most=_AT_ONCE):
        for row in rows:
            yield row
        after = rows[-1].number
