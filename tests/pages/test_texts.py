"""What the pages say: in every language, and nothing that is said nowhere."""

import re
from pathlib import Path

import pytest

from models.language import Language, Text
from rapport_unique import pages
from rapport_unique.pages.texts import TEXTS
from rapport_unique.pages.texts.follow_up import TEXTS as OF_FOLLOW_UP
from tests.status.test_texts import blanks

FOLDER = Path(pages.__file__).parent
PROVIDER = FOLDER.parent / "provider.py"


def written_in(folder: Path) -> str:
    paths = [folder] if folder.is_file() else [*folder.rglob("*.py"), *folder.rglob("*.html")]
    return "".join(path.read_text("utf-8") for path in paths if path.parent.name != "texts")


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_is_written_in_every_language_and_filled_in_alike(name: str) -> None:
    text: Text = TEXTS[name]

    written = {language: text.in_language(language) for language in Language}

    assert all(said == said.strip() and said for said in written.values())
    assert len({frozenset(blanks(said)) for said in written.values()}) == 1


def test_every_text_is_said_somewhere_and_none_is_missing() -> None:
    own = written_in(FOLDER)
    everywhere = own + written_in(PROVIDER)

    said = set(re.findall(r"""(?<!\w)say\(\s*"(\w+)\"""", own))

    assert said <= {*TEXTS, *OF_FOLLOW_UP}
    assert [name for name in TEXTS if f'"{name}"' not in everywhere] == []
