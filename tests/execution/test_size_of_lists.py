"""How large an answer with lists may become: measured at its largest, before anything is read."""

import pytest
from graphql import parse, specified_rules, validate
from hypothesis import Phase, given, settings

import schema.limits
from schema.limits import SizeLimits
from tests.drawing import Drawn
from tests.execution.documents import TYPES, documents
from tests.running import READER, Runner
from tests.world import World

REFUSED = ["The operation is too large: at most 150000 values in the answer."]


def refusals(query: str) -> list[str]:
    """What is said against the operation, by every rule."""
    rules = (*specified_rules, SizeLimits)
    return [error.message for error in validate(TYPES, parse(query), rules)]


def fields(count: int) -> str:
    """A selection that is measured as so many values."""
    return "id " * count


PAGES = {
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


@pytest.mark.parametrize("name", PAGES)
async def test_600_forms_with_260_values_each_are_too_many(name: str) -> None:
    assert refusals(PAGES[name].format(fields(260))) == REFUSED
    assert refusals(PAGES[name].format(fields(110))) == []


async def test_a_condition_makes_a_list_no_smaller() -> None:
    query = """query ($yes: Boolean!) { forms(year: 2020, first: 600) @include(if: $yes) {
      nodes @skip(if: $yes) { %s } } }"""

    assert refusals(query % fields(260)) == REFUSED
    assert refusals(query % fields(110)) == []


async def test_nodes_and_edges_count_both() -> None:
    query = "{ forms(year: 2020, first: 600) { nodes { %s } edges { cursor node { %s } } } }"

    assert refusals(query % (fields(150), fields(120))) == REFUSED
    assert refusals(query % (fields(60), fields(50))) == []


async def test_lists_of_an_operation_are_added_up() -> None:
    one = "forms(year: 2020, first: 600) { nodes { %s } }"

    assert refusals(f"{{ a: {one % fields(150)} b: {one % fields(120)} }}") == REFUSED
    assert refusals(f"{{ a: {one % fields(60)} b: {one % fields(50)} }}") == []


async def test_a_page_without_a_size_is_one_of_100() -> None:
    query = "{ forms(year: 2020) { nodes { %s report { forms { lines { %s } } } } } }"

    assert refusals(query % (fields(1), "key " * 28)) == REFUSED
    assert refusals(query % (fields(1), "key " * 12)) == []


async def test_the_forms_of_a_report_are_six() -> None:
    query = "{ allCpas(first: 600) { nodes { report(year: 2020) { forms { %s } } } } }"

    assert refusals(query % fields(45)) == REFUSED
    assert refusals(query % fields(18)) == []


async def test_a_small_page_may_be_rich() -> None:
    query = "{ forms(year: 2020, first: 10) { nodes { %s lines { %s } } } }"

    assert refusals(query % (fields(500), "key " * 400)) == []


async def test_too_large_a_list_is_refused_before_it_is_read(world: World) -> None:
    answer = await world.as_("spp-is-reader")(PAGES["a number"].format(fields(260)))

    assert answer.error_codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert answer.body.get("data") is None


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
    phases=[Phase.explicit, Phase.generate],
)
async def test_no_answer_is_larger_than_it_was_measured(runner: Runner, drawn: Drawn) -> None:
    if "byRegion" in drawn.text:  # the three regions are measured as one
        return
    answer = await runner.run(READER, drawn.text, drawn.variables)
    found = values_in(answer.data) - 1 if answer.data else 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema.limits, "MOST_VALUES", found - 1)
        assert refusals(drawn.text) == [
            f"The operation is too large: at most {found - 1} values in the answer."
        ]
