"""The Merkle tree over the lines of the journal: its hashes, and what is proven with them.

A leaf is the hash of a line, 32 bytes. Nodes of complete subtrees never change any more; a tree of
any size is made of at most one of each level, its peaks. Who keeps the peaks goes on without
reading what stands before.

Source: RFC 9162, section 2.1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

Hash = bytes
"""32 bytes of SHA-256."""
Place = tuple[int, int]
"""Where a complete subtree stands: its level, 0 for a leaf, and its number in that level."""


def leaf_hash(entry: bytes) -> Hash:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Return the hash of the node over two others."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """A tree of that many leaves; `peaks` are its complete subtrees, the largest first."""

    size: int = 0
    peaks: tuple[Hash, ...] = ()

    def grown(self, leaf: Hash) -> tuple["Tree", list[Hash]]:
        """Return the tree with one more leaf, and the nodes that it completes, from below."""
        peaks, completed, rest = [*self.peaks, leaf], [], self.size
        while rest & 1:
            right, left = peaks.pop(), peaks.pop()
            peaks.append(node_hash(left, right))
            completed.append(peaks[-1])
            rest >>= 1
        return Tree(size=self.size + 1, peaks=tuple(peaks)), completed

    @property
    def root(self) -> Hash:
        """The hash that stands for all leaves and their order."""
        if not self.peaks:
            return sha256(b"").digest()
        *others, root = self.peaks
        for peak in reversed(others):
            root = node_hash(peak, root)
        return root

    @property
    def proof_of_next(self) -> list[Hash]:
        """The inclusion proof of the leaf that is added next, in the tree that it makes."""
        return list(reversed(self.peaks))


# What is proven --------------------------------------------------------------------------------

Range = tuple[int, int]
"""The leaves from the first number up to, and without, the second one."""


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return the subtrees whose hashes prove that leaf in the tree of that size, in order."""
    assert 0 <= index < size, "a leaf of the tree"
    path: list[Range] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _left_part(end - begin)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    return path[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """Return the subtrees whose hashes prove that the older tree is the beginning of the newer."""
    assert 0 < old <= new, "an older tree with leaves"
    path: list[Range] = []
    begin, end = 0, new
    while old != end:
        middle = begin + _left_part(end - begin)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    if begin:
        path.append((begin, end))
    return path[::-1]


def complete_subtrees(of: Range) -> Iterator[Place]:
    """Yield the complete subtrees of which the range is made, the largest first."""
    begin, end = of
    while begin < end:
        level = _left_part(end - begin + 1).bit_length() - 1
        yield level, begin >> level
        begin += 1 << level


def range_hash(of: Range, nodes: Mapping[Place, Hash]) -> Hash:
    """Return the hash of the range, of the complete subtrees of which it is made."""
    return Tree(peaks=tuple(nodes[place] for place in complete_subtrees(of))).root


def _left_part(leaves: int) -> int:
    """Return the largest power of two below that number."""
    return 1 << (leaves - 1).bit_length() - 1


# How it is checked -----------------------------------------------------------------------------


def root_of_inclusion(leaf: Hash, index: int, size: int, proof: Sequence[Hash]) -> Hash | None:
    """Return the root that the proof leads to, or None where it does not fit the place."""
    if not 0 <= index < size:
        return None
    at, last, found = index, size - 1, leaf
    for step in proof:
        if not last:
            return None
        if at & 1 or at == last:
            found = node_hash(step, found)
            at, last = _above_lone_nodes(at, last)
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return None if last else found


def is_consistent(older: tuple[int, Hash], newer: tuple[int, Hash], proof: Sequence[Hash]) -> bool:
    """Whether the proof shows that the older tree, size and root, is the newer one's beginning."""
    (old_size, old_root), (new_size, new_root) = older, newer
    if old_size == new_size:
        return not proof and old_root == new_root
    if not 0 < old_size < new_size or not proof:
        return False
    steps = list(proof)
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps.pop(0) if at else old_root
    for step in steps:
        if not last:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            at, last = _above_lone_nodes(at, last)
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return not last and (old, new) == (old_root, new_root)


def _above_lone_nodes(at: int, last: int) -> tuple[int, int]:
    """Climb where a node has nobody beside it: it stands for itself on the level above."""
    while not at & 1 and at:
        at, last = at >> 1, last >> 1
    return at, last
