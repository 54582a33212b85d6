"""Refusals of many objects at once: those of one kind are told once, with their number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.refusals import Refusal

MOST_EXAMPLES = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """Refusals of one kind: how many there are, and the first of them, at most ten."""

    count: int
    examples: tuple[Refusal, ...]

    @property
    def first(self) -> Refusal:
        """The one that stands for all of them."""
        return self.examples[0]


def gathered(refusals: Sequence[Refusal]) -> list[Gathered]:
    """Return the refusals by kind, in the order in which each kind occurs first.

    Two are of one kind when they say the same of the same argument, at whatever place of a list,
    and of whatever CPAS.
    """
    kinds: dict[Refusal, list[Refusal]] = {}
    for refusal in refusals:
        argument = tuple(part for part in refusal.path if not part.isdecimal())
        kinds.setdefault(replace(refusal, path=argument, nis_code=None), []).append(refusal)
    return [
        Gathered(count=len(alike), examples=tuple(alike[:MOST_EXAMPLES]))
        for alike in kinds.values()
    ]
