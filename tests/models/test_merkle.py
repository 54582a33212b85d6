"""The tree, against the definitions of RFC 9162, written here once more and naively."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.merkle import (
    Hash,
    Place,
    Tree,
    consistency_ranges,
    inclusion_ranges,
    is_consistent,
    leaf_hash,
    node_hash,
    range_hash,
    root_of_inclusion,
)

MOST = 70
LEAVES = [leaf_hash(bytes([number])) for number in range(MOST)]


def half(leaves: list[Hash]) -> int:
    """The largest power of two below their number."""
    return max(1 << power for power in range(8) if 1 << power < len(leaves))


def root(leaves: list[Hash]) -> Hash:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    at = half(leaves)
    return sha256(b"\x01" + root(leaves[:at]) + root(leaves[at:])).digest()


def path(index: int, leaves: list[Hash]) -> list[Hash]:
    if len(leaves) == 1:
        return []
    at = half(leaves)
    if index < at:
        return [*path(index, leaves[:at]), root(leaves[at:])]
    return [*path(index - at, leaves[at:]), root(leaves[:at])]


def subproof(old: int, leaves: list[Hash], *, known: bool = True) -> list[Hash]:
    if old == len(leaves):
        return [] if known else [root(leaves)]
    at = half(leaves)
    if old <= at:
        return [*subproof(old, leaves[:at], known=known), root(leaves[at:])]
    return [*subproof(old - at, leaves[at:], known=False), root(leaves[:at])]


def grown() -> tuple[list[Tree], dict[Place, Hash]]:
    """The trees of every size, and all complete subtrees."""
    trees, nodes = [Tree()], dict[Place, Hash]()
    for number, leaf in enumerate(LEAVES):
        tree, completed = trees[-1].grown(leaf)
        trees.append(tree)
        for level, node in enumerate([leaf, *completed]):
            nodes[level, number >> level] = node
    return trees, nodes


TREES, NODES = grown()
sizes = st.integers(1, MOST)


def test_the_hashes_of_leaves_and_nodes_cannot_be_taken_for_each_other() -> None:
    assert leaf_hash(b"") == sha256(b"\x00").digest()
    assert node_hash(LEAVES[0], LEAVES[1]) != leaf_hash(LEAVES[0] + LEAVES[1])


@pytest.mark.parametrize("size", range(MOST + 1))
def test_the_root_is_that_of_the_definition(size: int) -> None:
    assert TREES[size].root == root(LEAVES[:size])


@given(sizes, st.data())
def test_every_leaf_is_proven_by_the_path_of_the_definition(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = [range_hash(of, NODES) for of in inclusion_ranges(index, size)]

    assert proof == path(index, LEAVES[:size])
    assert root_of_inclusion(LEAVES[index], index, size, proof) == root(LEAVES[:size])


@pytest.mark.parametrize("size", range(MOST))
def test_the_peaks_prove_the_leaf_that_comes_next(size: int) -> None:
    assert TREES[size].proof_of_next == path(size, LEAVES[: size + 1])


@given(sizes, st.data())
def test_every_older_tree_is_proven_by_the_proof_of_the_definition(
    new: int, data: st.DataObject
) -> None:
    old = data.draw(st.integers(1, new))
    older, newer = (old, root(LEAVES[:old])), (new, root(LEAVES[:new]))
    proof = [range_hash(of, NODES) for of in consistency_ranges(old, new)]

    assert proof == subproof(old, LEAVES[:new])
    assert is_consistent(older, newer, proof)


@given(st.integers(2, MOST), st.data())
def test_a_proof_proves_nothing_else(size: int, data: st.DataObject) -> None:
    """Another leaf, place, size or root, a step changed, left out or put in: each is refused."""
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    whole = root(LEAVES[:size])
    path_ = path(index, LEAVES[:size])
    proof = subproof(old, LEAVES[:size])
    older, newer = (old, root(LEAVES[:old])), (size, whole)
    other = sha256(b"another").digest()
    at = data.draw(st.integers(0, len(path_) - 1))
    for leaf, place, of, steps in (
        (other, index, size, path_),
        (LEAVES[index], index ^ 1, size, path_),
        (LEAVES[index], index, size, [*path_, other]),
        (LEAVES[index], index, size, path_[:-1]),
        (LEAVES[index], index, size, [*path_[:at], other, *path_[at + 1 :]]),
        (LEAVES[index], size, size, path_),
    ):
        assert root_of_inclusion(leaf, place, of, steps) != whole
    for before, after, steps in (
        ((old, other), newer, proof),
        (older, (size, other), proof),
        (older, newer, [*proof, other]),
        (older, newer, proof[:-1]),
        (newer, older, proof),
        ((0, sha256(b"").digest()), newer, proof),
    ):
        assert not is_consistent(before, after, steps)


def test_a_tree_is_consistent_with_itself_only() -> None:
    assert is_consistent((3, TREES[3].root), (3, TREES[3].root), [])
    assert not is_consistent((3, TREES[3].root), (3, TREES[4].root), [])
