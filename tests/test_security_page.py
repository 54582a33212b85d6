"""The page about security names tests that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.only_on("sqlite", reason="No database is asked.")


def test_every_file_that_is_named_is_there() -> None:
    folder, missing = Path(), []
    for name in re.findall(r"`([\w/]+\.py)`", PAGE):
        path = ROOT / name if "/" in name else folder / name
        folder = path.parent
        if not path.exists() and not (ROOT / "rapport_unique" / name).exists():
            missing.append(name)

    assert missing == []


def test_every_chapter_of_the_standard_is_there() -> None:
    assert re.findall(r"^\| \*\*(V\d+)\*\*", PAGE, re.MULTILINE) == [
        f"V{number}" for number in range(1, 18)
    ]
