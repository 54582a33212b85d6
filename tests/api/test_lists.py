"""Lists: pages without gap or repetition, searches, and a fixed number of statements."""

from typing import Any

import pytest

from models.paging import encode_cursor
from schema.nodes import NodeType, encode_id
from tests.counting import statements
from tests.world import Caller, World

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIST = """query ($filter: CpasFilter, $first: Int, $after: String, $last: Int, $before: String) {
  allCpas(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount edges { cursor node { nisCode } } nodes { nisCode }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


async def page(who: Caller, **arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = (await who(LIST, **arguments)).data["allCpas"]
    return found


def codes(found: dict[str, Any]) -> list[str]:
    return [node["nisCode"] for node in found["nodes"]]


async def every(who: Caller) -> list[str]:
    return codes(await page(who, first=600))


@pytest.mark.parametrize("size", [100, 290, 580, 581, 582, 600])
async def test_forward_pages_cover_the_country_once_and_in_order(country: World, size: int) -> None:
    reader = country.as_("spp-is-reader")
    seen: list[str] = []
    cursor, goes_on = None, True

    while goes_on:
        found = await page(reader, first=size, after=cursor)
        assert found["pageInfo"]["hasPreviousPage"] is (cursor is not None)
        assert [edge["node"]["nisCode"] for edge in found["edges"]] == codes(found)
        assert found["pageInfo"]["endCursor"] == found["edges"][-1]["cursor"]
        assert found["totalCount"] == 581
        seen += codes(found)
        cursor, goes_on = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]

    assert len(seen) == len(set(seen)) == 581
    assert seen == sorted(seen)


@pytest.mark.parametrize("size", [100, 581, 600])
async def test_backward_pages_cover_the_country_once_and_in_order(
    country: World, size: int
) -> None:
    reader = country.as_("spp-is-reader")
    seen: list[str] = []
    cursor, goes_on = None, True

    while goes_on:
        found = await page(reader, last=size, before=cursor)
        assert found["pageInfo"]["hasNextPage"] is (cursor is not None)
        assert found["pageInfo"]["startCursor"] == found["edges"][0]["cursor"]
        seen = codes(found) + seen
        cursor, goes_on = found["pageInfo"]["startCursor"], found["pageInfo"]["hasPreviousPage"]

    assert seen == await every(reader)


async def test_a_page_has_100_unless_told_and_may_be_empty(country: World) -> None:
    reader = country.as_("spp-is-reader")

    untold = await page(reader)
    nulls = await page(reader, first=None, after=None, last=None, before=None)
    none = await page(reader, first=0)

    assert len(untold["nodes"]) == 100
    assert nulls == untold
    assert none["nodes"] == []
    assert none["totalCount"] == 581
    assert none["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


async def test_a_page_between_two_cursors_holds_what_stands_between(country: World) -> None:
    reader = country.as_("spp-is-reader")
    edges = (await page(reader, first=10))["edges"]

    found = await page(reader, after=edges[2]["cursor"], before=edges[6]["cursor"])

    assert codes(found) == [edge["node"]["nisCode"] for edge in edges[3:6]]


async def test_a_cursor_of_what_is_gone_still_names_its_place(country: World) -> None:
    found = await page(country.as_("spp-is-reader"), first=1, after=encode_cursor(("52010x",)))

    assert codes(found) == ["52011"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"first": -1},
        {"first": 601},
        {"last": 601},
        {"last": -1},
        {"first": 2**31 - 1},
        {"first": 1, "last": 1},
        {"after": ""},
        {"after": "x"},
        {"after": "é"},
        {"after": "52011"},
        {"before": "WzFd"},  # [1]
        {"after": "W10"},  # []
        {"after": "WyJhIiwiYiJd"},  # ["a","b"]
        {"after": "eyJhIjoxfQ"},  # {"a":1}
        {"after": "bnVsbA"},  # null
        {"after": "WW" * 50_000},
        {"before": "W1" * 100},
    ],
)
async def test_what_names_no_page_is_refused(country: World, arguments: dict[str, object]) -> None:
    answer = await country.as_("spp-is-reader", "nl")(LIST, **arguments)

    assert answer.error_codes == ["BAD_USER_INPUT"]
    argument = answer.errors[0]["extensions"]["argument"]
    assert argument[0] in arguments
    assert answer.errors[0]["message"] == (
        f"Het argument {'.'.join(argument)} is niet geldig. Verbeter het en probeer opnieuw."
    )


@pytest.mark.parametrize("argument", ["first: -1", "first: 601", 'after: "x"', 'after: "WyJhIl0"'])
async def test_what_names_no_page_of_reports_is_refused(country: World, argument: str) -> None:
    query = f"{{ cpas {{ reports({argument}) {{ totalCount }} }} }}"

    assert (await country.as_("gent-editor")(query)).error_codes == ["BAD_USER_INPUT"]


async def test_the_reports_of_a_cpas_are_a_list_too(country: World) -> None:
    query = """query ($after: String) { cpas { reports(after: $after) { totalCount
      nodes { year } edges { cursor node { year } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"""
    editor = country.as_("gent-editor")

    found = (await editor(query)).data["cpas"]["reports"]
    beyond = (await editor(query, after=found["edges"][0]["cursor"])).data["cpas"]["reports"]

    assert found["nodes"] == [{"year": 2020}]
    assert found["totalCount"] == beyond["totalCount"] == 1
    assert found["pageInfo"]["hasNextPage"] is False
    assert found["pageInfo"]["startCursor"] == found["edges"][0]["cursor"]
    assert beyond["nodes"] == []


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"region": ["BRUSSELS"]}, 19),
        ({"region": ["BRUSSELS", "WALLONIA"]}, 281),
        ({"region": []}, 0),
        ({"region": None, "language": None, "search": None}, 581),
        ({"language": ["DE"]}, 9),
        ({"language": ["FR"], "region": ["WALLONIA"]}, 253),
        ({"language": ["EN"]}, 0),
        ({"search": "LIEGE"}, 1),
        ({"search": "luik"}, 1),
        ({"search": "lüttich"}, 1),
        ({"search": "52011"}, 1),
        ({"search": "%"}, 0),
        ({"search": "_"}, 0),
        ({"search": "\\"}, 0),
        ({"search": "/"}, 0),
        ({"search": "' OR '1'='1"}, 0),
        ({"search": "elsene", "language": ["NL"]}, 0),
    ],
)
async def test_a_filter_narrows_the_list_and_its_total(
    country: World, wanted: dict[str, object], count: int
) -> None:
    found = await page(country.as_("spp-is-reader"), filter=wanted, first=600)

    assert found["totalCount"] == len(found["nodes"]) == count


async def test_the_total_is_that_of_the_filter_on_every_page(country: World) -> None:
    reader = country.as_("spp-is-reader")
    first = await page(reader, filter={"region": ["BRUSSELS"]}, first=10)

    second = await page(
        reader,
        filter={"region": ["BRUSSELS"]},
        first=10,
        after=first["pageInfo"]["endCursor"],
    )

    assert (first["totalCount"], second["totalCount"]) == (19, 19)
    assert len(second["nodes"]) == 9
    assert second["pageInfo"]["hasNextPage"] is False


# How much it costs -------------------------------------------------------------------------------


async def cost(who: Caller, query: str, **variables: object) -> int:
    with statements() as asked:
        answer = await who(query, **variables)
    assert answer.data
    return len([statement for statement in asked if statement.startswith("SELECT")])


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("nodes { report(year: 2020) { forms { signatures { signer { displayName } } } } }", 5),
        ("nodes { reports { nodes { forms { amounts { advance } cpas { name } } } } }", 5),
        ("totalCount nodes { successor { name } report(year: 2020) { contact { name } } }", 3),
        ("nodes { a: report(year: 2020) { id } b: report(year: 2021) { id } }", 2),
    ],
)
async def test_a_list_costs_the_same_however_long_it_is(
    country: World, query: str, most: int
) -> None:
    reader = country.as_("spp-is-reader")
    whole = f"query ($first: Int) {{ allCpas(first: $first) {{ {query} }} }}"

    short, long = await cost(reader, whole, first=5), await cost(reader, whole, first=581)

    assert short == long
    assert 0 < long <= most


@pytest.mark.parametrize(
    ("type_", "most"), [(NodeType.CPAS, 1), (NodeType.REPORT, 1), (NodeType.FORM, 3)]
)
async def test_many_objects_by_id_cost_the_same_as_few(
    country: World, type_: NodeType, most: int
) -> None:
    reader = country.as_("spp-is-reader")
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    ids = [encode_id(type_, number) for number in range(1, 101)]

    few, many = await cost(reader, query, ids=ids[:5]), await cost(reader, query, ids=ids)

    assert few == many
    assert 0 < many <= most


async def test_fields_beside_each_other_are_answered_at_once(country: World) -> None:
    query = """{ viewer { displayName } a: allCpas(first: 2) { nodes { nisCode } totalCount }
      b: allCpas(last: 2) { nodes { nisCode } } c: cpas(by: {nisCode: "52011"}) { name }
      d: cpas(by: {nisCode: "44021"}) { name report(year: 2020) { forms { kind } } }
      e: node(id: "x") { id } f: cpas { id } }"""

    answer = await country.as_("spp-is-reader", "fr")(query)

    assert answer.data == {
        "viewer": {"displayName": "Olivier Tassin"},
        "a": {"nodes": [{"nisCode": "11001"}, {"nisCode": "11002"}], "totalCount": 581},
        "b": {"nodes": [{"nisCode": "93088"}, {"nisCode": "93090"}]},
        "c": {"name": "Charleroi"},
        "d": {"name": "Gand", "report": {"forms": [{"kind": "COVID_PREMIUM"}]}},
        "e": None,
        "f": None,
    }


async def test_a_field_that_fails_leaves_no_connection_behind(country: World) -> None:
    query = """{ a: allCpas(first: -1) { totalCount }
      b: allCpas { nodes { report(year: 2020) { forms { id } } } } c: allCpas { totalCount } }"""
    reader = country.as_("spp-is-reader")

    for _ in range(20):
        assert (await reader(query)).error_codes == ["BAD_USER_INPUT"]

    assert len(await every(reader)) == 581
