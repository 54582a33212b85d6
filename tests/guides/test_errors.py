"""The reference of errors tells every code that the service knows, and the sentence it says."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from auth.findings import _SENTENCES as FOUND
from auth.findings import Finding, FindingCode
from auth.notices import SENTENCES as NOTICED
from models.language import Text
from models.payments import HoldReason
from models.refusals import Refusal, RefusalCode
from rapport_unique import app  # noqa: F401 - whatever refuses is there then
from rapport_unique.line_problems import ProblemCode
from resolvers.denials import Denied
from schema.errors import OUTCOME_UNKNOWN, UNAVAILABLE, UNEXPECTED
from tests.guides.pages import ROOT, page

REFERENCE = page("docs/errors.md")
WORDED_HERE = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "OPERATION_TOO_LARGE"} | {
    *("TOO_MANY_STREAMS", "MORE_ERRORS")
}
"""Codes of errors whose message depends on what was asked."""
ANSWERING = [
    f"rapport_unique/{name}.py"
    for name in ("endpoint", "graphql_request", "bearer", "event_stream", "middleware", "websocket")
]
"""Where the service answers a request before, or in place of, the operation."""
_CODE = re.compile("[A-Z]+(_[A-Z]+)+|FORBIDDEN|UNAVAILABLE")
_BY_UVICORN = {1012}


def subclasses(of: type) -> Iterator[type]:
    each: type
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def said_by(of: type) -> dict[str, str]:
    """The English sentence of every code of these classes."""
    known: list[Any] = [each for each in subclasses(of) if hasattr(each, "code")]
    said = {(str(each.code), each.sentence.en) for each in known}
    assert len(dict(said)) == len(said), "a code says one thing"
    return dict(said)


def english(sentences: Mapping[Any, Text]) -> dict[str, str]:
    return {code.value: sentence.en for code, sentence in sentences.items()}


def told(mark: str, *, column: int = 1) -> dict[str, str]:
    """The code and the sentence of every row of the table, or tables, with this mark."""
    text, found = REFERENCE.text, {}
    while f"<!-- {mark} -->\n" in text:
        text = text.partition(f"<!-- {mark} -->\n")[2]
        for row in text.partition("\n\n")[0].splitlines()[2:]:
            cells = [cell.strip() for cell in row.strip("|").split("|")]
            assert cells[0].strip("`") not in found, f"{cells[0]} is told twice"
            found[cells[0].strip("`")] = cells[column]
    return found


def constants(path: str) -> Iterator[Any]:
    """Every literal in a module."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant):
            yield node.value


def codes_in(*modules: str) -> set[str]:
    found = {value for module in modules for value in constants(module) if isinstance(value, str)}
    return {value for value in found if _CODE.fullmatch(value)}


def answers_by_status() -> Iterator[tuple[str, int]]:
    """Every code that is answered with a status that stands beside it in the code."""
    for module in ANSWERING:
        for call in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
            match call:
                case ast.Call(
                    func=ast.Name("RequestRefused"),
                    args=[ast.Constant(int(status)), _, ast.Constant(str(code)), *_],
                ):
                    yield code, status
                case ast.Call(func=ast.Name("RequestRefused"), args=[ast.Constant(int(status)), _]):
                    yield "BAD_REQUEST", status
                case ast.Call(
                    func=ast.Name("refused"),
                    args=[ast.Constant(int(status)), _, ast.Dict(values=[ast.Constant(str(code))])],
                ):
                    yield code, status


def test_every_expected_no_is_told_with_its_sentence() -> None:
    said = said_by(Refusal)

    assert set(said) == set(RefusalCode)
    assert told("refusals") == said


def test_every_error_of_an_operation_is_told_with_its_sentence() -> None:
    said = said_by(Denied) | {
        "UNAVAILABLE": UNAVAILABLE.en,
        "OUTCOME_UNKNOWN": OUTCOME_UNKNOWN.en,
        "INTERNAL_SERVER_ERROR": UNEXPECTED.en,
    }
    written = codes_in("schema/errors.py", "schema/limits.py", "resolvers/bounds.py")

    assert {code: told("errors")[code] for code in said} == said
    assert set(told("errors")) == said.keys() | WORDED_HERE
    assert written <= set(told("errors"))


def test_every_answer_without_an_operation_is_told_with_its_status() -> None:
    statuses = told("http")
    answered = list(answers_by_status())

    assert len(answered) > 10
    assert codes_in(*ANSWERING) <= set(statuses)
    for code, status in answered:
        assert f"{status}" in statuses[code], code


def test_every_end_of_a_socket_is_told() -> None:
    numbers = {value for value in constants("rapport_unique/websocket.py") if type(value) is int}
    closing = {number for number in numbers if number > 1000}

    assert {int(code) for code in told("closing")} == closing | _BY_UVICORN


def test_every_notice_and_every_finding_is_told_with_its_sentence() -> None:
    assert told("notices") == english(NOTICED)
    assert told("findings", column=2) == english(FOUND)
    assert told("findings") == {code: Finding(code=code).outcome for code in FindingCode}


def test_every_problem_of_a_file_and_of_a_payment_is_told() -> None:
    assert set(told("lines")) == set(ProblemCode)
    assert set(told("held")) == set(HoldReason)
