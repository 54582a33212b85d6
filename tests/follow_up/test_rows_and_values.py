"""What the database writes is what the values say: nobody can tell which was answered."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from auth.identity import Actor
from models.cpas import Region
from models.language import Language
from models.people import Role
from schema import make_schema, projected_types
from schema.nodes import NodeType, encode_id
from schema.projection import Fields
from tests.counting import statements
from tests.drawing import LANGUAGE, Drawn, Writer, document
from tests.execution.documents import by_graphql_core, by_plans
from tests.follow_up.asking import asking
from tests.follow_up.known import Known
from tests.running import READER, Runner, actor

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCHEMA = make_schema()
TYPES = SCHEMA._schema  # noqa: SLF001 - the types as graphql-core knows them
TABLES: dict[str, Fields] = {
    found.type_name: found for found in vars(projected_types).values() if isinstance(found, Fields)
}
CALLERS = {
    "reader": READER,
    "federation": actor(Role.FEDERATION, region=Region.WALLONIA),
    "both": actor(Role.EDITOR, Role.FEDERATION, nis_code="11002", region=Region.BRUSSELS),
}


@pytest.fixture(autouse=True)
def of_any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """All fields at once are more than is compiled for others."""
    monkeypatch.setattr("schema.execution.MOST_TOKENS_WRITTEN", 10_000)


def in_table(type_: str, name: str) -> bool:
    return type_ in TABLES and name in TABLES[type_].told


def type_named(name: str) -> GraphQLObjectType:
    found = TYPES.get_type(name)
    assert isinstance(found, GraphQLObjectType)
    return found


def leaves(
    type_: str, path: tuple[str, ...] = (), seen: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Every path from a form to a leaf, as far as the tables go."""
    for name in TABLES[type_].told:
        inner = get_named_type(type_named(type_).fields[name].type)
        if isinstance(inner, GraphQLObjectType):
            if inner.name not in seen:
                yield from leaves(inner.name, (*path, name), (*seen, type_))
        else:
            yield (*path, name)


def nested(path: tuple[str, ...], type_: str = "Form") -> str:
    first, *rest = path
    inner = get_named_type(type_named(type_).fields[first].type)
    named = "report(year: 2020)" if (type_, first) == ("Cpas", "report") else first
    return f"{named} {{ {nested(tuple(rest), inner.name)} }}" if rest else first


LEAVES = [path for path in leaves("Form") if path[-1] != "invalidatedBy"]
WHOLE = " ".join(nested(path) for path in LEAVES)


async def written(runner: Runner, who: Actor, query: str, **variables: Any) -> Any:
    """What is answered of the forms, which must need no value."""
    with statements() as asked:
        data = await runner.data(who, query, variables)
    assert not any("form_line" in text for text in asked)
    return data["forms"]


async def valued(runner: Runner, who: Actor, query: str, **variables: Any) -> Any:
    """The same from the values, by graphql-core itself."""
    found = await by_graphql_core(runner, who, Drawn(text=query, variables=variables))
    assert not found.wrong
    return found.data["forms"]


# The tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_", TABLES)
async def test_the_tables_name_fields_of_their_types_only(type_: str) -> None:
    assert set(TABLES[type_].told) <= set(type_named(type_).fields)


async def test_the_tables_are_those_that_the_form_leads_to() -> None:
    assert {path[0] for path in LEAVES} == set(TABLES["Form"].told)
    assert len(LEAVES) > 50


@pytest.mark.parametrize("path", LEAVES, ids=".".join)
async def test_a_field_alone_is_the_same_written_and_valued(
    runner: Runner, path: tuple[str, ...]
) -> None:
    query = asking(f"nodes {{ {nested(path)} }}")
    for year, wanted in ((2019, {}), (2020, {"region": ["BRUSSELS"]})):
        variables: dict[str, Any] = {"filter": wanted, "first": 120, "year": year}

        found = await written(runner, READER, query, **variables)

        assert found == await valued(runner, READER, query, **variables)
        assert len(found["nodes"]) == (114 if year == 2020 else 120)


@pytest.mark.parametrize("year", [2019, 2020])
async def test_every_form_of_the_country_is_the_same_written_and_valued(
    runner: Runner, known: Known, year: int
) -> None:
    seen: list[str] = []
    cursor, goes_on = None, True
    query = asking(f"nodes {{ {WHOLE} }} pageInfo {{ hasNextPage endCursor }}")

    while goes_on:
        where = {"year": year, "first": 300, "after": cursor}
        found = await written(runner, READER, query, **where)
        assert found == await valued(runner, READER, query, **where)
        seen += [node["id"] for node in found["nodes"]]
        cursor, goes_on = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]

    assert seen == known.of(year).by()


# Drawn at random --------------------------------------------------------------------------------

ARGUMENTS = {
    "Form.title": LANGUAGE,
    "Cpas.name": LANGUAGE,
    "Cpas.province": LANGUAGE,
    "Cpas.report": st.sampled_from(["year: 2020", "year: 2019", "year: $year", "year: 0"]),
}
FEW = [encode_id(NodeType.CPAS, number) for number in (1, 2, 3, 5, 8, 30, 31, 90)]


@st.composite
def pages(draw: Any) -> Drawn:
    """Two pages of forms with the same selection, and a CPAS."""
    writer = Writer(
        draw=draw,
        schema=TYPES,
        arguments=ARGUMENTS,
        allowed=in_table,
        changing=draw(st.booleans()),
        parts_left=25,
    )
    form = writer.selection(type_named("Form"), 3)
    cpas = writer.selection(type_named("Cpas"), 3)
    selected = f"""
      forms(year: $year, filter: {{cpas: $cpas}}, first: 20) {{
        nodes {{ {form} }} edges {{ node {{ {form} }} cursor }} pageInfo {{ endCursor }} }}
      cpas(by: {{nisCode: "21004"}}) {{ {cpas} }}"""
    return document(writer, selected, "$year: Int!, $cpas: [ID!]")


@given(
    drawn=pages(),
    who=st.sampled_from(list(CALLERS.values())),
    language=st.sampled_from([None, *Language]),
    year=st.sampled_from([2019, 2020]),
)
@settings(max_examples=60, phases=[Phase.explicit, Phase.generate])
async def test_any_selection_is_the_same_written_and_valued(
    runner: Runner, drawn: Drawn, who: Actor, language: Language | None, year: int
) -> None:
    asked = replace(drawn, variables={**drawn.variables, "year": year, "cpas": FEW})

    with statements() as sent:
        answer = await by_plans(runner, who, asked, language=language)

    assert answer == await by_graphql_core(runner, who, asked, language)
    assert not any("form_line" in text for text in sent)


@pytest.mark.parametrize("name", CALLERS)
async def test_a_form_of_a_list_is_the_one_that_its_id_finds(runner: Runner, name: str) -> None:
    by_id = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Form {{ {WHOLE} }} }} }}"
    who, wanted = CALLERS[name], {"region": ["BRUSSELS", "WALLONIA"]}

    listed = await written(runner, who, asking(f"nodes {{ {WHOLE} }}"), filter=wanted, first=300)
    ids = [node["id"] for node in listed["nodes"]]
    found = (await runner.data(who, by_id, {"ids": ids}))["nodes"]

    assert listed["nodes"] == found
    assert len(found) >= 60
