"""The documents of the project, and the blocks of code in them.

A comment right before a block says what is special about it:

- `<!-- not run: why -->` what a reader cannot run in the demo;
- `<!-- as: gent-editor -->` the invented person who asks a block of GraphQL;
- `<!-- refused -->` the answer holds a refusal, and that is the point;
- `<!-- until: text -->` it runs until the reader stops it, which is when it has printed this;
- `<!-- prints -->` not code, but what the block before it prints, in part: `…` stands for anything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUN = ("sh", "graphql", "python")
"""The languages of blocks that are run, unless it is said why not."""
_BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]+?) -->\n)?(?P<indent> *)```(?P<language>\w+)\n"
    r"(?P<code>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """One block of code."""

    language: str
    code: str
    mark: str
    line: int

    def said(self, kind: str) -> str | None:
        """What its mark says of this kind; none where it has no such mark."""
        name, _, said = self.mark.partition(":")
        return said.strip() if name == kind else None

    @property
    def is_run(self) -> bool:
        return self.language in RUN and self.said("not run") is None


@dataclass(frozen=True)
class Page:
    """One document."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    def blocks(self, mark: str | None = None) -> Sequence[Block]:
        """Its blocks in order, or those that bear this mark."""
        found = [
            Block(
                language=each["language"],
                code=re.sub(rf"^{each['indent']}", "", each["code"], flags=re.MULTILINE),
                mark=each["mark"] or "",
                line=self.text.count("\n", 0, each.start("code")),
            )
            for each in _BLOCK.finditer(self.text)
        ]
        return [block for block in found if mark is None or block.mark == mark]

    def table(self, mark: str) -> list[list[str]]:
        """The cells of the table that follows this mark, row by row, without its head."""
        _, found, rest = self.text.partition(f"<!-- {mark} -->\n")
        assert found, f"{self.name} has no table {mark}"
        rows = rest.partition("\n\n")[0].splitlines()[2:]
        return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]

    def first_column(self, mark: str) -> list[str]:
        """The names in the first column of that table."""
        return [name for row in self.table(mark) for name in re.findall("`([^`]+)`", row[0])]


@cache
def page(name: str) -> Page:
    """The document with this path, from the root of the project."""
    path = ROOT / name
    return Page(path, path.read_text(encoding="utf-8"))


def pages() -> list[Page]:
    """Every document for readers."""
    found = [
        ROOT / "README.md",
        *sorted((ROOT / "docs").rglob("*.md")),
        ROOT / "examples/README.md",
    ]
    return [page(str(path.relative_to(ROOT))) for path in found]
