"""Documents that are made to cost much: each kind is refused before anything costly is done."""

import json
from typing import Any

import pytest
from graphql import get_introspection_query

import schema.execution
from schema.execution import Operations
from tests.execution.documents import TYPES
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="What is refused here never gets to storage.")

FEW_KB = 4_000


def times(count: int, text: str) -> str:
    """The text so often; # stands for the number of each."""
    return " ".join(text.replace("#", str(at)) for at in range(count))


def below(depth: int, outer: str, inner: str) -> str:
    """Selections below each other."""
    return f"{outer} {{ " * depth + inner + " }" * depth


def spreading(count: int, spreads: str, last: str) -> str:
    """Fragments of which each spreads the next one."""
    each = (f"fragment f{at} on Query {{ {spreads} }}" for at in range(count))
    written = (text.replace("#", str(at + 1)) for at, text in enumerate(each))
    return f"{{ ...f0 }} {' '.join(written)} fragment f{count} on Query {{ {last} }}"


NAMES = "query q# { viewer { roles } }"
ATTACKS = {
    "a long text": ("{ viewer { roles } } #" + "x" * 100_000, "characters"),
    "tokens": (f"{{ viewer {{ {'roles ' * 4_000} }} }}", "tokens"),
    "comments": ("{ viewer { roles } }" + "#\n" * 4_000, "tokens"),
    "operations": (times(21, NAMES), "operations"),
    "variables": (f"query ({times(51, '$v#: Int')}) {{ viewer {{ roles }} }}", "variables"),
    "fields at the root": (f"{{ {times(21, 'viewer { roles }')} }}", "fields at the root"),
    "fragments": (
        f"{{ {times(51, '...f#')} }} {times(51, 'fragment f# on Query { __typename }')}",
        "fragments",
    ),
    "operations times fragments": (
        times(20, "query q# { ...f }")
        + f" fragment f on Query {{ {times(16, 'viewer { roles }')} }}",
        "fields",
    ),
    "fragments that double": (spreading(8, "...f# ...f#", "__typename"), "uses of fragments"),
    "empty fragments that double": (spreading(28, "...f# ...f#", ""), "uses of fragments"),
    "fragments in a chain": (spreading(40, "...f#", "__typename"), "levels of selections"),
    "conditions in conditions": (f"{{ {below(40, '...', '__typename')} }}", "levels of selections"),
    "depth": (f"{{ cpas {{ {below(16, 'successor', 'id')} }} }}", "levels of fields"),
    "equal fields": (f"{{ viewer {{ cpas {{ {'id ' * 400} }} }} }}", "fields of one name"),
    "equal aliases": (f"{{ viewer {{ {'a: roles ' * 21} }} }}", "fields of one name"),
    "equal fields when merged": (f"{{ {'viewer { roles roles roles } ' * 7} }}", "of one name"),
    "equal fields by fragments": (
        "{ viewer { "
        + times(21, "...f#")
        + " } } "
        + times(21, "fragment f# on Viewer { __typename }"),
        "fields of one name",
    ),
    "fields": (f"{{ {times(20, 'a#: viewer { ' + times(31, 'f#') + ' }')} }}", "fields;"),
    "aliases": (f"{{ viewer {{ {times(101, 'a#: roles')} }} }}", "aliases"),
    "directives": (f"{{ viewer {{ roles {'@skip(if: false) ' * 51} }} }}", "directives"),
    "directives of an operation": (f"query {'@x ' * 51} {{ viewer {{ roles }} }}", "directives"),
    "directives of a fragment": (
        f"{{ ...f }} fragment f on Query {'@x ' * 51} {{ viewer {{ roles }} }}",
        "directives",
    ),
    "directives of a variable": (f"query ($v: Int {'@x ' * 51}) {{ viewer {{ roles }} }}", "direc"),
    "literals in a list": (f"{{ nodes(ids: [{'1 ' * 1_500}]) {{ id }} }}", "literal values"),
    "literals in an object": (
        f"{{ forms(year: 1, filter: {{ {times(400, 'k#: [1 1 1 1]')} }}) {{ totalCount }} }}",
        "literal values",
    ),
    "literals as a default": (
        f"query ($v: [Int] = [{'1 ' * 1_501}]) {{ viewer {{ roles }} }}",
        "literal values",
    ),
    "literals of a directive": (
        f"{{ viewer @x(y: [{'1 ' * 1_501}]) {{ roles }} }}",
        "literal values",
    ),
    "a long literal": (f'{{ node(id: "{"x" * 40_001}") {{ id }} }}', "characters in literal"),
    "a long number": (f"{{ forms(year: {'1' * 40_001}) {{ totalCount }} }}", "characters in liter"),
    "introspection by alias": (
        f"{{ {times(19, 'a#: __schema { types { name } }')} }}",
        "looks at the contract",
    ),
    "aliases within introspection": (
        f"{{ __schema {{ {times(9, 'a#: types { name }')} }} }}",
        "looks at the contract",
    ),
    "introspection by fragments": (
        f"{{ {times(3, 'a#: __type(name: $n) { ...f }')} }} fragment f on __Type {{ name }}",
        "looks at the contract",
    ),
    "lists of types in lists of types": (
        "{ __schema { types { fields { type { fields { name } } } } } }",
        "lists of the contract within each other",
    ),
    "values": (
        "{ forms(year: 2020, first: 600) { nodes { "
        + times(9, "a#: lines { key label }")
        + " } } }",
        "values in the answer",
    ),
}
"""By kind of attack: the document, and what is too much of it."""
UNFIT = {
    "types": times(300, "type T# { a: Int }"),
    "a fragment in itself": "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
    "unused fragments": "{ viewer { roles } } "
    + times(40, "fragment f# on Query { viewer { x } }"),
    "fragments of one name": "{ ...a } " + times(40, "fragment a on Query { viewer { x } }"),
}
"""Documents that could not be run anyway, and would take long to validate."""
ECHOES = {
    "unknown fields": f"{{ viewer {{ {times(400, 'x#')} }} }}",
    "an unknown field with a long name": f"{{ {'x' * 90_000} }}",
    "an unknown argument with a long name": f"{{ viewer({'x' * 90_000}: 1) {{ roles }} }}",
    "unknown keys": f"{{ forms(year: 1, filter: {{ {times(700, 'k#: 1')} }}) {{ totalCount }} }}",
    "a long literal where none fits": f'{{ forms(year: "{"x" * 39_000}") {{ totalCount }} }}',
    "wrong literals": f"{{ nodes(ids: [{'1.5 ' * 1_400}]) {{ id }} }}",
    "what is not GraphQL": "x" * 90_000,
    "fields in conflict": f"{{ viewer {{ {'a: roles a: displayName ' * 9} }} }}",
}
"""Documents whose refusal could repeat what was sent."""


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


@pytest.mark.parametrize("kind", UNFIT)
def test_what_cannot_run_anyway_is_never_validated(validated: list[object], kind: str) -> None:
    prepared = Operations(TYPES).prepare(UNFIT[kind], None, signed_in=True)

    assert len(prepared.errors) == 1
    assert validated == []


@pytest.mark.parametrize("who", ["charleroi-editor", None], ids=["signed in", "nobody"])
@pytest.mark.parametrize("kind", [*ATTACKS, *UNFIT, *ECHOES])
async def test_a_refusal_is_short(world: World, kind: str, who: str | None) -> None:
    text = (UNFIT | ECHOES).get(kind) or ATTACKS[kind][0]

    answer = await (world.as_(who) if who else world.as_nobody())(text)

    assert len(json.dumps(answer.body)) < FEW_KB
    assert 0 < len(answer.errors) <= 5
    assert all(len(error["message"]) <= 301 for error in answer.errors)
    assert "data" not in answer.body


async def test_the_name_of_an_operation_is_not_repeated_at_length(world: World) -> None:
    call = {"query": "{ viewer { roles } }", "operationName": "x" * 90_000}

    answer = await world.as_nobody().post(call)

    assert answer.status == 400
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
