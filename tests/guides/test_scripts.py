"""What follows a document notices what is wrong: nothing is taken for right because it printed."""

from pathlib import Path

import pytest

from tests.guides.pages import Block, Page
from tests.guides.scripts import printed_by, problem_with, script_of

REFUSED = '{"data": {"save": {"userErrors": [\n  {"code": "ALREADY_SENT"}]}}}'


def block(code: str = "", language: str = "sh", mark: str = "") -> Block:
    return Block(language=language, code=code, mark=mark, line=1)


def shows(code: str, language: str = "json") -> Block:
    return block(code, language, "prints")


@pytest.mark.parametrize("printed", [REFUSED, '{"errors": [{"message": "No."}]}', '{"error": "x"}'])
def test_a_refusal_is_a_problem_unless_it_is_the_point(printed: str) -> None:
    assert problem_with(block(), printed, None) == "it was refused"
    assert problem_with(block(mark="refused"), printed, None) is None
    assert problem_with(block(), '{"data": {"userErrors": []}}', None) is None


@pytest.mark.parametrize(
    ("shown", "right"),
    [
        ('{"a": [{"b": 1}]}', True),
        ('{"a": ["…"]}', True),
        ('{"a": [{"b": "…"}], "c": "r…d"}', True),
        ('{"a": [{"b": 2}]}', False),
        ('{"a": [{"b": true}]}', False),
        ('{"a": []}', False),
        ('{"c": "r…t"}', False),
        ('{"d": "…"}', False),
    ],
)
def test_what_is_shown_has_to_be_printed(shown: str, right: bool) -> None:
    printed = 'first {"x": 1} then {"a": [{"b": 1, "z": 2}], "c": "red"}'

    assert (problem_with(block(), printed, shows(shown)) is None) is right


def test_lines_are_printed_in_the_order_in_which_they_are_shown() -> None:
    printed = "one\n2 lines\nthree\n"

    assert problem_with(block(), printed, shows("one\n… lines\n", "text")) is None
    assert problem_with(block(), printed, shows("… lines\none\n", "text")) is not None


def test_a_page_is_run_but_for_what_says_why_not(tmp_path: Path) -> None:
    text = "\n".join(
        [
            *("```sh", "echo one", "```", "<!-- prints -->", "```text", "one", "```"),
            *("<!-- not run: it has no end -->", "```sh", "yes", "```"),
            *("  ```python", "  print('two')", "  ```", "```json", "{}", "```", ""),
        ]
    )
    page = Page(tmp_path, text)

    ran = [
        (block.code, said.strip(), expected and expected.code)
        for block, said, expected in printed_by(page, "\n\x1e0\none\n\n\x1e3\ntwo\n", tmp_path)
    ]

    assert ran == [("echo one\n", "one", "one\n"), ("print('two')\n", "two", None)]
    assert "yes" not in script_of(page, tmp_path)
