"""How large an answer with lists may become: measured at its largest, before anything is read."""

import pytest
from graphql import (
    FragmentDefinitionNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    parse,
)
from hypothesis import HealthCheck, Phase, given, settings

from schema.lengths import ITEMS, LISTS, PAGES
from schema.measures import Measuring, Size
from tests.drawing import Drawn
from tests.execution.documents import TYPES, documents
from tests.running import READER, Runner
from tests.world import World


def size(query: str) -> Size:
    """How much the one operation of the document asks for."""
    definitions = parse(query).definitions
    fragments = [node for node in definitions if isinstance(node, FragmentDefinitionNode)]
    (operation,) = (node for node in definitions if isinstance(node, OperationDefinitionNode))
    return Measuring(fragments, most_nested=100).operation(operation)


ASKED = {
    "a number": "query {{ forms(year: 2020, first: 600) {{ nodes {{ {} }} }} }}",
    "from the end": "query {{ forms(year: 2020, last: 600) {{ nodes {{ {} }} }} }}",
    "a variable": "query ($n: Int) {{ forms(year: 2020, first: $n) {{ nodes {{ {} }} }} }}",
    "a small default": "query ($n: Int = 1) {{ forms(year: 2020, last: $n) {{ nodes {{ {} }} }} }}",
    "null": "query {{ forms(year: 2020, first: null) {{ nodes {{ {} }} }} }}",
    "too many": "query {{ forms(year: 2020, first: 99999999) {{ nodes {{ {} }} }} }}",
    "fewer than none": "query {{ forms(year: 2020, first: -600) {{ nodes {{ {} }} }} }}",
    "an alias": "query {{ a: forms(year: 2020, first: 600) {{ b: nodes {{ {} }} }} }}",
    "a fragment": "query {{ forms(year: 2020, first: 600) {{ ...F }} }}"
    " fragment F on FormConnection {{ nodes {{ {} }} }}",
    "a fragment around": "query {{ ...F }} fragment F on Query {{"
    " forms(year: 2020, first: 600) {{ nodes {{ {} }} }} }}",
    "an inline fragment": "query {{ ... {{ forms(year: 2020, first: 600) {{ ... on FormConnection"
    " {{ nodes {{ ... on Form {{ {} }} }} }} }} }} }}",
    "the inbox": "query {{ viewer {{ awaitingMySignature(first: 600) {{ nodes {{ {} }} }} }} }}",
}


@pytest.mark.parametrize("name", ASKED)
def test_600_forms_with_two_values_each_are_some_1800(name: str) -> None:
    around = 3 if name == "the inbox" else 2

    assert size(ASKED[name].format("id kind")).values == around + 600 * 3


def test_a_condition_makes_a_list_no_smaller() -> None:
    query = """query ($yes: Boolean!) { forms(year: 2020, first: 600) @include(if: $yes) {
      nodes @skip(if: $yes) { id kind } } }"""

    assert size(query).values == 2 + 600 * 3


def test_nodes_and_edges_count_both() -> None:
    query = "{ forms(year: 2020, first: 600) { nodes { id } edges { cursor node { id kind } } } }"

    assert size(query).values == 1 + (1 + 600 * 2) + (1 + 600 * 5)


def test_what_stands_beside_the_items_of_a_page_counts_once() -> None:
    query = "{ forms(year: 2020, first: 600) { nodes { id } totalCount summary { total sent } } }"

    assert size(query).values == 1 + (1 + 600 * 2) + 1 + 3


def test_lists_of_an_operation_are_added_up() -> None:
    one = "forms(year: 2020, first: 600) { nodes { id } }"

    assert size(f"{{ a: {one} b: {one} }}").values == 2 * (2 + 600 * 2)


def test_a_page_without_a_size_is_one_of_100() -> None:
    assert size("{ forms(year: 2020) { nodes { id } } }").values == 2 + 100 * 2


def test_a_page_within_a_page_is_multiplied() -> None:
    query = "{ allCpas(first: 7) { nodes { reports(first: 3) { nodes { id } } } } }"

    assert size(query).values == 2 + 7 * (1 + 2 + 3 * 2)


def test_the_forms_of_a_report_are_as_many_as_there_are_kinds() -> None:
    query = "{ cpas { report(year: 2020) { forms { id kind } } } }"

    assert size(query).values == 1 + 1 + (1 + 6 * 3)


def test_the_lines_of_a_form_are_those_of_the_longest() -> None:
    query = "{ forms(year: 2020, first: 10) { nodes { lines { key } } } }"

    assert size(query).values == 2 + 10 * (1 + 1 + 9 * 2)


def test_the_lists_that_hold_most_are_named() -> None:
    forms = (
        "forms(year: 2020, first: 600) { summary { byRegion { sent } } nodes { lines { key } } }"
    )
    query = f"{{ viewer {{ cpas {{ reports {{ nodes {{ id }} }} }} }} {forms} }}"

    assert size(query).heaviest == ("forms", "nodes", "lines")


def test_every_list_of_the_contract_has_a_length() -> None:
    composite = (GraphQLObjectType, GraphQLInterfaceType)
    found = [
        (name, field.type)
        for type_ in TYPES.type_map.values()
        if isinstance(type_, composite) and not type_.name.startswith("__")
        for name, field in type_.fields.items()
    ]
    lists = {
        name
        for name, type_ in found
        if is_list_type(get_nullable_type(type_)) and not is_leaf_type(get_named_type(type_))
    }
    connections = {
        name for name, type_ in found if get_named_type(type_).name.endswith("Connection")
    }

    assert lists == LISTS.keys() | ITEMS
    assert connections == PAGES.keys()


async def test_too_large_a_list_is_refused_before_it_is_read(world: World) -> None:
    lines = " ".join(f"a{at}: lines {{ key label }}" for at in range(8))
    query = f"{{ forms(year: 2020, first: 600) {{ nodes {{ {lines} }} }} }}"

    answer = await world.as_("spp-is-reader")(query)

    assert answer.errors == [
        {
            "message": "The operation is too large: 135002 values in the answer; at most 120000 "
            "are allowed. Most of them are in forms.nodes.lines: ask for a smaller page.",
            "extensions": {"code": "OPERATION_TOO_LARGE", "asked": 135002, "allowed": 120000},
        }
    ]
    assert "data" not in answer.body


def values_in(answer: object) -> int:
    """How many values the answer holds; a list of plain values is one."""
    if isinstance(answer, dict):
        return 1 + sum(values_in(value) for value in answer.values())
    if isinstance(answer, list) and any(isinstance(item, dict) for item in answer):
        return sum(values_in(item) for item in answer)
    return 1


@pytest.mark.only_on("sqlite", reason="sizes know of no database")
@pytest.mark.asyncio(loop_scope="module")
@given(drawn=documents())
@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_no_answer_is_larger_than_it_was_measured(runner: Runner, drawn: Drawn) -> None:
    answer = await runner.run(READER, drawn.text, drawn.variables)

    assert (values_in(answer.data) - 1 if answer.data else 0) <= size(drawn.text).values
