"""How large an operation may be."""

import pytest
from graphql import get_introspection_query

from schema import make_schema
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="What is refused here never gets to storage.")


def doubling_fragments(count: int) -> str:
    spreads = (f"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }}" for i in range(count))
    return f"{{ ...f0 }} {' '.join(spreads)} fragment f{count} on Query {{ viewer {{ roles }} }}"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (f"{{ {'viewer { roles } ' * 21} }}", "fields at the root"),
        (f"{{ cpas {{ {'successor { ' * 16} id {'} ' * 16} }} }}", "levels of fields"),
        (f"{{ viewer {{ {'roles ' * 601} }} }}", "at most 600 are allowed"),
        (f"{{ viewer {{ {' '.join(f'a{i}: roles' for i in range(101))} }} }}", "aliases"),
        (f"{{ viewer {{ {'roles @skip(if: false) ' * 51} }} }}", "directives"),
        (doubling_fragments(40), "levels of selections"),
        (doubling_fragments(12), "at most 20 are allowed"),
        (f"{{ viewer {{ {'roles ' * 1_501} }} }}", "more than 1500 tokens"),
        ("{ viewer " + "{ roles " * 250 + "}" * 251, "nested too deeply"),
    ],
)
async def test_what_is_too_large_is_refused_before_it_runs(
    world: World, query: str, said: str
) -> None:
    answer = await world.as_("charleroi-editor")(query)

    assert "data" not in answer.body or answer.body["data"] is None
    assert any(said in error["message"] for error in answer.errors)


async def test_fragments_that_name_each_other_are_refused(world: World) -> None:
    query = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }"

    answer = await world.as_nobody()(query)

    assert answer.error_codes == ["GRAPHQL_VALIDATION_FAILED"]


async def test_the_introspection_of_every_client_passes() -> None:
    query = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )

    result = await make_schema().execute(query)

    assert result.errors is None


async def test_an_operation_at_the_limit_runs(world: World) -> None:
    aliases = " ".join(f"a{i}: roles" for i in range(100))

    answer = await world.as_("charleroi-editor")(f"{{ viewer {{ {aliases} }} }}")

    assert answer.data["viewer"]["a99"] == ["EDITOR"]
