"""Calls that are meant to break the service, and get an answer."""

import logging

import pytest

from schema.nodes import NodeType, encode_id
from tests.api.acting import CHARLEROI, Desk
from tests.api.test_http import send
from tests.counting import statements
from tests.world import World

SEARCH = "query ($text: String!) { allCpas(filter: { search: $text }) { totalCount } }"


async def test_of_two_operations_without_a_name_neither_runs(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    form = await desk.form()
    before = world.everything()
    save = """mutation %s { saveJustifiedAmount(
      input: {formId: "%s", justifiedAmount: 1, expectedVersion: 1}) { form { id } } }"""

    answer = await desk.editor()(" ".join(save % (name, form["id"]) for name in "AB"))

    assert answer.error_codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert world.everything() == before


async def test_of_two_operations_the_named_one_runs(world: World) -> None:
    query = "query A { viewer { roles } } query B { viewer { displayName } }"

    answer = await world.as_("gent-editor").post({"query": query, "operationName": "A"})

    assert answer.data == {"viewer": {"roles": ["EDITOR"]}}


async def test_a_null_body_is_a_bad_request(world: World) -> None:
    response = await send(world, b"null")

    assert response.status_code == 422


async def test_a_mutation_by_get_says_how_to_ask(world: World) -> None:
    response = await world.client.get("/graphql", params={"query": "mutation { x }"})

    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_a_cursor_with_a_lone_surrogate_is_refused(world: World) -> None:
    answer = await world.as_("spp-is-reader")('{ allCpas(after: "WyJcdWQ4MDAiXQ") { totalCount } }')

    assert answer.error_codes == ["BAD_USER_INPUT"]


async def test_a_number_of_5000_digits_does_not_fit_the_contract(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await world.as_("gent-editor")(f"{{ cpas {{ report(year: {'1' * 5000}) {{ id }} }} }}")

    assert answer.error_codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("text", ["\0", "a" * 60_000, "%", "_", "\u202e"])
async def test_a_search_for_what_is_no_name_finds_nothing(world: World, text: str) -> None:
    answer = await world.as_("spp-is-reader")(SEARCH, text=text)

    assert answer.data == {"allCpas": {"totalCount": 0}}


@pytest.mark.parametrize("field", ["nisCode", "enterpriseNumber"])
async def test_a_code_that_is_none_names_no_cpas(world: World, field: str) -> None:
    query = f"query ($code: String!) {{ cpas(by: {{ {field}: $code }}) {{ id }} }}"

    answer = await world.as_("spp-is-reader")(query, code="\0")

    assert answer.data == {"cpas": None}


async def test_a_page_multiplied_by_aliases_is_refused(world: World) -> None:
    years = " ".join(f"a{year}: report(year: {year}) {{ id year }}" for year in range(1, 95))

    answer = await world.as_("uvcw")(f"{{ allCpas(first: 600) {{ nodes {{ {years} }} }} }}")

    assert any("values in the answer" in error["message"] for error in answer.errors)


async def test_many_ids_multiplied_by_fields_are_refused(world: World) -> None:
    years = " ".join(f"a{year}: report(year: {year}) {{ id year }}" for year in range(1, 95))
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Cpas {{ {years} }} }} }}"

    answer = await world.as_("gent-editor")(query, ids=["x"] * 600)

    assert any("values in the answer" in error["message"] for error in answer.errors)


async def test_what_a_stranger_asks_by_id_is_null_without_asking(world: World) -> None:
    ids = [encode_id(NodeType.FORM, number) for number in range(1, 601)]
    query = """query ($ids: [ID!]!, $id: ID!) { node(id: $id) { id } nodes(ids: $ids) { id } }"""

    with statements() as asked:
        answer = await world.as_nobody()(query, ids=ids, id=ids[0])
    with statements() as asked_by_reader:
        await world.as_("spp-is-reader")(query, ids=ids, id=ids[0])

    assert answer.data == {"node": None, "nodes": [None] * 600}
    assert asked == []
    assert asked_by_reader


async def test_a_retry_of_a_save_is_harmless_once_the_form_is_sent(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send("5.00")
    before = world.everything()

    payload = await desk.save(desk.editor(), "5.00", expectedVersion=1)

    assert payload.data["saveJustifiedAmount"]["userErrors"] == []
    assert world.everything() == before


INSTANTS = {
    "2021-04-30T10:00:00Z": True,
    "2021-04-30t10:00:00z": True,
    "2021-04-30T10:00:00.123456789+02:00": True,
    "2021-04-30T10:00:00-00:00": True,
    "20210430T100000Z": False,
    "2021-W17-5T10:00:00Z": False,
    "2021-04-30X10:00:00Z": False,
    "2021-04-30 10:00:00Z": False,
    "2021-04-30T10:00Z": False,
    "2021-04-30T10Z": False,
    "2021-04-30T10:00:00": False,
    "2021-04-30T10:00:00+0200": False,
    "2016-12-31T23:59:60Z": True,
    "2016-12-31T23:59:61Z": False,
    "2021-04-30T24:00:00Z": False,
    "2021-04-30T10:00:00+24:00": False,
    "2021-04-30T10:00:00+01:75": False,
    "2021-04-30T10:00:00,5Z": False,
    "٢٠٢١-04-30T10:00:00Z": False,
}


@pytest.mark.only_on("sqlite", reason="an instant is read before the database is asked")
@pytest.mark.parametrize("text", INSTANTS)
async def test_an_instant_is_rfc_3339_and_nothing_else(world: World, text: str) -> None:
    query = "query ($at: DateTime) { forms(year: 2020, filter: {updatedSince: $at}) { asOf } }"

    answer = await world.as_("spp-is-reader")(query, at=text)

    assert (not answer.errors) is INSTANTS[text]
    if answer.errors:
        assert answer.errors[0]["extensions"]["argument"] == ["at"]
