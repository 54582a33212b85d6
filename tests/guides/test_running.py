"""What can be run in the documents is run, word for word, on one demo that `make run` started.

It is one test, for one demo: to make it takes as long as to follow all the documents.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guides.checkout import Checkout, missing, serving
from tests.guides.pages import Page, page, pages
from tests.guides.scripts import documents, holds, printed_by, problem_with, script_of

WALK = page("docs/walk.md")


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """Where the reader stands, with the demo running."""
    if without := missing():
        pytest.skip(f"The documents are not run: there is no {', '.join(without)}.")
    (folder := tmp_path / "checkout").mkdir()
    with serving(folder) as checkout:
        yield checkout


def in_order() -> list[Page]:
    """The pages with something to run; first those that begin with an untouched demo."""
    first = [page("README.md"), WALK]
    found = [*first, *(each for each in pages() if each not in first)]
    return [each for each in found if any(block.is_run for block in each.blocks())]


def follow(checkout: Checkout, followed: Page, folder: Path) -> None:
    """Do what the page says, and see what it promises."""
    folder.mkdir()
    done = checkout.shell(script_of(followed, folder))
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr}"
    for block, printed, expected in printed_by(followed, done.stdout, folder):
        problem = problem_with(block, printed, expected)
        assert problem is None, f"{followed.name}:{block.line}: {problem}\n{printed}"


def test_every_document_can_be_followed_word_for_word(
    checkout: Checkout, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for number, followed in enumerate(in_order()):
        with subtests.test(followed.name):
            follow(checkout, followed, tmp_path / f"{number}")
    walk = [block.code for block in WALK.blocks("walk")]

    with subtests.test("the walk can be walked once more"):
        done = checkout.shell("".join(walk))
        *_, refused, end = documents(done.stdout)
        assert (done.returncode, done.stderr) == (0, "")
        assert holds(refused, {"data": {"saveJustifiedAmount": {"userErrors": [ALREADY_SENT]}}})
        assert holds(end, {"data": {"node": {"submission": {"reference": f"{FIRST}-2"}}}})

    with subtests.test("it says so when it cannot be walked"):
        done = checkout.shell("".join(walk[:3]))
        assert "This form was sent already" in done.stdout


FIRST = "RU-2020-52011-COVID"
ALREADY_SENT = {"code": "ALREADY_SENT"}
