"""Forms of a list are answered from rows or from full values: nobody can tell which."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from auth.identity import Actor
from models.cpas import Region
from models.language import Language
from models.people import Role
from schema import form_rows, make_schema
from schema.nodes import NodeType, encode_id
from tests.counting import statements
from tests.drawing import LANGUAGE, Drawn, Writer, document
from tests.follow_up.asking import asking
from tests.follow_up.known import Known
from tests.running import READER, Runner, actor

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCHEMA = make_schema()
TYPES = SCHEMA._schema  # noqa: SLF001 - the types as graphql-core knows them
TABLES: dict[str, form_rows.Fields] = {
    "Form": form_rows.FORM,
    "Report": form_rows.REPORT,
    "Cpas": form_rows.CPAS,
    "Progress": form_rows.PROGRESS,
    "Amounts": form_rows.AMOUNTS,
    "Balance": form_rows.BALANCE,
    "Submission": form_rows.SUBMISSION,
    "Signature": form_rows.SIGNATURE,
    "Person": form_rows.PERSON,
}
FORCED = "forced: viewerCanEdit"
"""What rows cannot tell: with it, everything is answered from the values."""
CALLERS = {
    "reader": READER,
    "federation": actor(Role.FEDERATION, region=Region.WALLONIA),
    "both": actor(Role.EDITOR, Role.FEDERATION, nis_code="11002", region=Region.BRUSSELS),
}


def in_table(type_: str, name: str) -> bool:
    return name in TABLES.get(type_, ())


def type_named(name: str) -> GraphQLObjectType:
    found = TYPES.get_type(name)
    assert isinstance(found, GraphQLObjectType)
    return found


def leaves(
    type_: str, path: tuple[str, ...] = (), seen: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Every path from a form to a leaf, as far as the tables go."""
    for name in TABLES[type_]:
        inner = get_named_type(type_named(type_).fields[name].type)
        if isinstance(inner, GraphQLObjectType):
            if inner.name not in seen:
                yield from leaves(inner.name, (*path, name), (*seen, type_))
        else:
            yield (*path, name)


def nested(path: tuple[str, ...]) -> str:
    first, *rest = path
    return f"{first} {{ {nested(tuple(rest))} }}" if rest else first


LEAVES = [path for path in leaves("Form") if path[-1] != "invalidatedBy"]
WHOLE = " ".join(nested(path) for path in LEAVES)


async def from_rows(runner: Runner, who: Actor, selection: str, **variables: Any) -> list[Any]:
    """The nodes, which must not need the values."""
    with statements() as asked:
        data = await runner.data(who, asking(f"nodes {{ {selection} }}"), variables)
    assert not any("form_line" in text for text in asked)
    return list(data["forms"]["nodes"])


async def from_values(runner: Runner, who: Actor, selection: str, **variables: Any) -> list[Any]:
    query = asking(f"nodes {{ {selection} {FORCED} }}")
    with statements() as asked:
        data = await runner.data(who, query, variables)
    assert any("form_line" in text for text in asked)
    return [without_forced(node) for node in data["forms"]["nodes"]]


def without_forced(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if name != "forced"}


# The tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_", TABLES)
async def test_the_tables_name_fields_of_their_types_only(type_: str) -> None:
    assert set(TABLES[type_]) <= set(type_named(type_).fields)


async def test_the_tables_are_those_that_the_form_leads_to() -> None:
    tables = {id(table) for table in vars(form_rows).values() if isinstance(table, dict)}

    assert {id(table) for table in TABLES.values()} <= tables
    assert {path[0] for path in LEAVES} == set(form_rows.FORM)
    assert len(LEAVES) > 40


@pytest.mark.parametrize("path", LEAVES, ids=".".join)
async def test_a_field_alone_is_the_same_from_rows_and_from_values(
    runner: Runner, path: tuple[str, ...]
) -> None:
    for year, wanted in ((2019, {}), (2020, {"region": ["BRUSSELS"]})):
        variables: dict[str, Any] = {"filter": wanted, "first": 120, "year": year}

        rows = await from_rows(runner, READER, nested(path), **variables)
        values = await from_values(runner, READER, nested(path), **variables)

        assert rows == values
        assert len(rows) == (114 if year == 2020 else 120)


@pytest.mark.parametrize("year", [2019, 2020])
async def test_every_form_of_the_country_is_the_same_from_rows_and_from_values(
    runner: Runner, known: Known, year: int
) -> None:
    seen: list[str] = []
    cursor, goes_on = None, True
    end = "pageInfo { hasNextPage endCursor }"

    while goes_on:
        where = {"year": year, "first": 600, "after": cursor}
        query, forced = (
            asking(f"nodes {{ {WHOLE} }} {end}"),
            asking(f"nodes {{ {WHOLE} {FORCED} }} {end}"),
        )
        rows = (await runner.data(READER, query, where))["forms"]
        values = (await runner.data(READER, forced, where))["forms"]
        assert rows["nodes"] == [without_forced(node) for node in values["nodes"]]
        assert rows["pageInfo"] == values["pageInfo"]
        seen += [node["id"] for node in rows["nodes"]]
        cursor, goes_on = rows["pageInfo"]["endCursor"], rows["pageInfo"]["hasNextPage"]

    assert seen == known.of(year).by()


# Drawn at random --------------------------------------------------------------------------------

ARGUMENTS = {"Form.title": LANGUAGE, "Cpas.name": LANGUAGE}
FEW = [encode_id(NodeType.CPAS, number) for number in (1, 2, 3, 5, 8, 30, 31, 90)]
THREE_WAYS = """forms(year: $year, filter: {{cpas: $cpas}}, first: 20) {{
    nodes {{ {selection} {forced} }} edges {{ node {{ {selection} {forced} }} cursor }} }}
  allCpas(first: 3) {{ nodes {{ report(year: $year) {{ forms {{ {selection} {forced} }} }} }} }}"""


@st.composite
def selections(draw: Any) -> tuple[Drawn, Drawn]:
    """The same selection on forms twice: for rows, and forced to need the values."""
    writer = Writer(
        draw=draw,
        schema=TYPES,
        arguments=ARGUMENTS,
        allowed=in_table,
        changing=draw(st.booleans()),
        parts_left=25,
    )
    selection = writer.selection(type_named("Form"), 3)
    declared = "$year: Int!, $cpas: [ID!]"
    rows = document(writer, THREE_WAYS.format(selection=selection, forced=""), declared)
    values = document(writer, THREE_WAYS.format(selection=selection, forced=FORCED), declared)
    return rows, Drawn(text=values.text, variables=rows.variables)


def without_any_forced(value: Any) -> Any:
    if isinstance(value, list):
        return [without_any_forced(item) for item in value]
    if isinstance(value, dict):
        return {
            name: without_any_forced(inner) for name, inner in value.items() if name != "forced"
        }
    return value


@pytest.mark.only_on("sqlite", reason="what each field is on PostgreSQL is compared above")
@given(
    drawn=selections(),
    who=st.sampled_from(list(CALLERS.values())),
    language=st.sampled_from([None, *Language]),
    year=st.sampled_from([2019, 2020]),
)
@settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
)
async def test_any_selection_is_the_same_from_rows_and_from_values(
    runner: Runner,
    drawn: tuple[Drawn, Drawn],
    who: Actor,
    language: Language | None,
    year: int,
) -> None:
    rows, values = drawn
    given_ = {**rows.variables, "year": year, "cpas": FEW}

    with statements() as asked:
        from_rows_ = await runner.data(who, rows.text, given_, language=language)
    from_values_ = await runner.data(who, values.text, given_, language=language)

    assert from_rows_ == without_any_forced(from_values_)
    assert not any("form_line" in text for text in asked)


@pytest.mark.parametrize("name", CALLERS)
async def test_a_form_of_a_list_is_the_one_that_its_id_finds(runner: Runner, name: str) -> None:
    by_id = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Form {{ {WHOLE} }} }} }}"
    who, wanted = CALLERS[name], {"region": ["BRUSSELS", "WALLONIA"]}

    listed = await from_rows(runner, who, WHOLE, filter=wanted, first=300)
    ids = [node["id"] for node in listed]
    found = (await runner.data(who, by_id, {"ids": ids}))["nodes"]

    assert listed == found
    assert len(listed) >= 60
