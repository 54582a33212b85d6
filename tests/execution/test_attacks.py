"""Documents that are made to cost much: each kind is refused before anything costly is done."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from graphql import get_introspection_query

import schema.execution
from schema.execution import Operations
from tests.execution.attacking import ALL, ATTACKS, DEAREST, MERGED, UNFIT
from tests.execution.documents import TYPES
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="What is refused here never gets to storage.")

FEW_KB = 4_000


@pytest.fixture
def validated(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What gets as far as to be validated."""
    found: list[object] = []

    def note(_schema: object, document: object, *_: object, **__: object) -> list[Any]:
        found.append(document)
        return []

    monkeypatch.setattr(schema.execution, "validate", note)
    return found


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "nobody"])
@pytest.mark.parametrize("kind", ATTACKS)
def test_what_is_too_large_is_never_validated(
    validated: list[object], kind: str, *, signed_in: bool
) -> None:
    text, said = ATTACKS[kind]

    (error,) = list(Operations(TYPES).prepare(text, None, signed_in=signed_in).errors)

    assert error.extensions is not None
    assert error.extensions["code"] == "OPERATION_TOO_LARGE"
    assert not signed_in or said in error.message
    assert validated == []


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "nobody"])
@pytest.mark.parametrize("kind", MERGED)
def test_what_would_be_compared_too_often_is_refused(kind: str, *, signed_in: bool) -> None:
    (error,) = list(Operations(TYPES).prepare(MERGED[kind], None, signed_in=signed_in).errors)

    assert error.extensions is not None
    assert error.extensions["code"] == "OPERATION_TOO_LARGE"
    assert not signed_in or "comparisons of fields of one name" in error.message


MOST_CALLS = {True: 150_000, False: 35_000}
"""How many calls of functions it takes to read a document, at the most; 100,000 take some 20 ms."""


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "nobody"])
@pytest.mark.parametrize("kind", ALL | DEAREST)
def test_no_document_takes_long_to_be_read(kind: str, *, signed_in: bool) -> None:
    text = (ALL | DEAREST)[kind]
    operations = Operations(TYPES)

    with counted_calls() as calls:
        operations.prepare(text, None, signed_in=signed_in)

    assert calls() < MOST_CALLS[signed_in]


@contextmanager
def counted_calls() -> Iterator[Callable[[], int]]:
    """How many functions were called in here: work, whatever else the machine has to do."""
    found = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal found
        found += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield lambda: found
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize("kind", UNFIT)
def test_what_cannot_run_anyway_is_never_validated(validated: list[object], kind: str) -> None:
    prepared = Operations(TYPES).prepare(UNFIT[kind], None, signed_in=True)

    assert len(prepared.errors) == 1
    assert validated == []


@pytest.mark.parametrize("who", ["charleroi-editor", None], ids=["signed in", "nobody"])
@pytest.mark.parametrize("kind", ALL)
async def test_a_refusal_is_short(world: World, kind: str, who: str | None) -> None:
    answer = await (world.as_(who) if who else world.as_nobody())(ALL[kind])

    assert len(json.dumps(answer.body)) < FEW_KB
    assert 0 < len(answer.errors) <= 5
    assert all(len(error["message"]) <= 301 for error in answer.errors)
    assert "data" not in answer.body


async def test_the_name_of_an_operation_is_not_repeated_at_length(world: World) -> None:
    call = {"query": "{ viewer { roles } }", "operationName": "x" * 60_000}

    answer = await world.as_nobody().post(call)

    assert answer.status == 422
    assert len(json.dumps(answer.body)) < FEW_KB


# Variables ---------------------------------------------------------------------------------------

BY_VARIABLE = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"


@pytest.mark.parametrize(
    "ids",
    [
        ["x"] * 60_001,
        [["x"] * 600] * 101,
        [{"k": "x"}] * 40_000,
        ["x" * 1_000_001],
        [{"x" * 10**6 + "y": 1}],
    ],
    ids=["items", "lists", "objects", "a long text", "a long key"],
)
async def test_variables_are_measured_before_they_are_read(
    monkeypatch: pytest.MonkeyPatch, ids: list[Any]
) -> None:
    monkeypatch.delattr(schema.execution, "execute")
    operations = Operations(TYPES)
    prepared = operations.prepare(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", None, signed_in=True
    )

    answer = await operations.run(prepared, variables={"ids": ids}, name=None, context=None)

    (error,) = list(answer.errors or ())
    assert error.extensions is not None
    assert error.extensions["code"] == "OPERATION_TOO_LARGE"
    assert "variables" in error.message


@pytest.mark.parametrize("ids", [[1.5] * 900, [{"x" * 900: "y" * 9_000}] * 2], ids=["many", "long"])
async def test_the_refusal_of_variables_is_short(world: World, ids: list[Any]) -> None:
    answer = await world.as_nobody()(BY_VARIABLE, ids=ids)

    assert len(json.dumps(answer.body)) < FEW_KB
    assert 0 < len(answer.errors) <= 5


# Sizes that variables give -----------------------------------------------------------------------

PAGE = (
    "query ($n: Int) { forms(year: 2020, first: $n) { nodes { lines { "
    + " ".join(f"a{at}: label" for at in range(40))
    + " } } } }"
)
NAMED = """query ($n: [ID!]!) { nodes(ids: $n) { ... on Cpas { reports(first: 9) { nodes { forms {
  lines { key label } } } } } } }"""
WITH_DEFAULT = PAGE.replace("$n: Int", "$n: Int = 20")


@pytest.mark.parametrize(
    ("query", "sizes", "fits"),
    [
        (PAGE, {"n": 20}, True),
        (PAGE, {"n": 600}, False),
        (PAGE, {"n": -600}, False),
        (PAGE, {"n": "20"}, False),
        (PAGE, {"n": None}, False),
        (PAGE, {}, False),
        (PAGE.replace("first", "last"), {"n": 20}, True),
        (PAGE.replace("first", "last"), {"n": 10**9}, False),
        (WITH_DEFAULT, {}, True),
        (WITH_DEFAULT, {"n": 600}, False),
        (PAGE.replace("$n: Int", "$n: Int = 600"), {}, False),
        (PAGE.replace("$n: Int", "$n: Int = 600"), {"n": 20}, True),
        (f"{PAGE} {PAGE.replace('query', 'query Other').replace('$n', '$m')}", {"n": 20}, False),
        (NAMED, {"n": ["x"] * 20}, True),
        (NAMED, {"n": ["x"] * 600}, False),
        (NAMED.replace("$n: [ID!]!", '$n: [ID!]! = ["x"]'), {}, True),
        (NAMED.replace("ids: $n", 'ids: ["x", "y"]').replace("($n: [ID!]!)", ""), {}, True),
    ],
)
def test_a_size_that_a_variable_gives_counts_as_it_is(
    query: str, sizes: dict[str, Any], *, fits: bool
) -> None:
    prepared = Operations(TYPES).prepare(query, None, signed_in=True)

    assert (list(prepared.against(sizes)) == []) is fits


def test_each_run_is_measured_with_its_own_variables() -> None:
    operations = Operations(TYPES)

    for n, allowed in ((20, True), (600, False), (20, True)):
        prepared = operations.prepare(PAGE, None, signed_in=True)
        assert (prepared.against({"n": n}) == []) is allowed


# What has to pass --------------------------------------------------------------------------------


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "nobody"])
@pytest.mark.parametrize("told", [True, False], ids=["everything", "the least"])
def test_the_introspection_of_every_client_is_validated(*, signed_in: bool, told: bool) -> None:
    query = get_introspection_query(
        specified_by_url=told,
        directive_is_repeatable=told,
        schema_description=told,
        input_value_deprecation=told,
    )

    prepared = Operations(TYPES).prepare(query, "IntrospectionQuery", signed_in=signed_in)

    assert prepared.errors == ()
    assert prepared.operation is not None


@pytest.mark.parametrize("kind", DEAREST)
def test_what_is_as_large_as_may_be_is_accepted(kind: str) -> None:
    """Else it would say nothing that it does not take long."""
    operations = Operations(TYPES)

    prepared = operations.prepare(DEAREST[kind], OPERATION.get(kind), signed_in=True)

    assert prepared.errors == ()


OPERATION = {"as many operations as may be": "q7"}
ALL_OF_A_FORM = """{ forms(year: 2020, first: 581, filter: {kind: [SOCIAL_PARTICIPATION]}) {
  totalCount pageInfo { hasNextPage endCursor }
  summary { total notStarted encoded partiallySigned sent declaredZero withoutAdvance
    byRegion { region total sent } money { advance justified } }
  nodes { id kind status version cpas { id nisCode name region } report { id year status }
    progress { encoded encodedAt signed signedAt sent sentAt }
    amounts { advance justified balance { direction amount setOff borne } }
    lines { key label entry partOf advance count unitPrice justified ceiling errors warnings }
    signatures { role signer { displayName } signedAt } missingSignatures } } }"""


def test_all_forms_of_a_kind_with_their_lines_and_the_summary_pass() -> None:
    assert Operations(TYPES).prepare(ALL_OF_A_FORM, None, signed_in=True).errors == ()
