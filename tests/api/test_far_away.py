"""Instants, days and years that nobody means: refused with a code, wherever one is taken."""

from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    is_input_object_type,
    is_object_type,
)

from schema import make_schema
from tests.campaign.managing import CAMPAIGN_2021, CLOSE, EXTEND, EXTEND_ALL, OPEN, PREFILL
from tests.world import Answer, Caller, World

INSTANTS = ("0001-01-01T00:00:00Z", "1899-12-31T23:59:59Z", "9999-12-31T23:59:59.999999Z")
DAYS = ("0001-01-01", "9999-12-31")
YEARS = (-(2**31), 0, 1, 1999, 2101, 9999, 2**31 - 1)
FAR = {"DateTime": INSTANTS, "Date": DAYS, "Int": YEARS}


def mutation(name: str) -> str:
    argument = f"{name[0].upper()}{name[1:]}Input!"
    return f"mutation ($input: {argument}) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}"


WHY = {"year": 2020, "reason": "Why"}
PREMIUM = {"year": 2020, "kind": "COVID_PREMIUM"}
LATER = "2028-01-15T12:00:00Z"
DEBTOR = {"name": "SPP IS", "iban": "BE34091000277790"}
ADVANCE = {"nisCode": "52011", "advance": "1.00"}
INPUTS: dict[str, tuple[str, dict[str, Any]]] = {
    "AcknowledgeSubmissionsInput": (mutation("acknowledgeSubmissions"), PREMIUM),
    "CloseReportsInput": (CLOSE, WHY),
    "ExtendReportInput": (EXTEND, {"reason": "Why", "closesAt": LATER}),
    "ExtendReportsInput": (EXTEND_ALL, {**WHY, "closesAt": LATER}),
    "OpenCampaignInput": (OPEN, CAMPAIGN_2021),
    "OrderPaymentsInput": (mutation("orderPayments"), {**PREMIUM, "debtor": DEBTOR}),
    "PrefillAdvancesInput": (PREFILL, {**PREMIUM, "advances": [ADVANCE]}),
    "RecordMergersInput": (
        mutation("recordMergers"),
        {"mergers": [{"ended": "11007", "successor": "52011"}], "reason": "Why"},
    ),
    "RescheduleCampaignInput": (mutation("rescheduleCampaign"), WHY),
    "WithdrawFormsInput": (mutation("withdrawForms"), {**PREMIUM, "reason": "Why"}),
}
"""A call for each input of the contract that takes one of them; what is far is put into it."""
ARGUMENTS = {
    "Query.forms.year": ("query ($far: Int!) { forms(year: $far) { totalCount } }", "year"),
    "Query.events.year": ("query ($far: Int!) { events(year: $far) { nodes { id } } }", "year"),
    "Form.asOf.at": (
        """query ($id: ID!, $far: DateTime!) { node(id: $id) {
          ... on Form { asOf(at: $far) { savedAt } } } }""",
        "at",
    ),
    "FormFilter.updatedSince": (
        """query ($far: DateTime!) {
          forms(year: 2020, filter: {updatedSince: $far}) { totalCount } }""",
        "filter.updatedSince",
    ),
}
"""A query for each argument, and by which name it is refused."""
ELSEWHERE = {
    "Cpas.report.year": "null: there is no such report",
    "Subscription.events.year": "as Query.events.year, see below",
}


def taken() -> dict[str, str]:
    """Where the contract takes an instant, a day or a year, and the type of it."""
    found = {}
    for name, type_ in make_schema()._schema.type_map.items():  # noqa: SLF001 - it has no other way in
        if name.startswith("__"):
            continue
        if is_input_object_type(type_):
            assert isinstance(type_, GraphQLInputObjectType)
            given = {f"{name}.{key}": field.type for key, field in type_.fields.items()}
        elif is_object_type(type_):
            assert isinstance(type_, GraphQLObjectType)
            given = {
                f"{name}.{key}.{argument}": value.type
                for key, field in type_.fields.items()
                for argument, value in field.args.items()
            }
        else:
            continue
        for place, of in given.items():
            kind = get_named_type(of).name
            if kind in {"DateTime", "Date"} or place.endswith(".year"):
                found[place] = kind
    return found


TAKEN = taken()


async def ids(reader: Caller) -> tuple[str, str]:
    answer = await reader("{ forms(year: 2020, first: 1) { nodes { id report { id } } } }")
    (form,) = answer.data["forms"]["nodes"]
    return form["id"], form["report"]["id"]


def test_every_place_that_takes_one_is_called() -> None:
    called = {place for place in TAKEN if place.split(".")[0] in INPUTS}

    assert TAKEN.keys() == called | ARGUMENTS.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("place", [place for place in TAKEN if place.split(".")[0] in INPUTS])
async def test_what_is_typed_is_refused_by_the_rules(world: World, place: str) -> None:
    name, field = place.split(".")
    query, usual = INPUTS[name]
    _, report = await ids(world.as_("spp-is-reader"))
    more = {"reportId": report} if name == "ExtendReportInput" else {}
    manager, before = world.as_("spp-is-manager"), world.everything()

    answers = [
        await manager(query, input={**usual, **more, field: far}) for far in FAR[TAKEN[place]]
    ]

    assert all(codes(answer) for answer in answers)
    assert world.everything() == before


def codes(answer: Answer) -> list[str]:
    (payload,) = answer.data.values()
    return [error["code"] for error in payload["userErrors"]]


@pytest.mark.parametrize("place", ARGUMENTS)
async def test_what_a_program_sends_is_no_argument(world: World, place: str) -> None:
    query, argument = ARGUMENTS[place]
    reader = world.as_("spp-is-reader")
    form, _ = await ids(reader)
    more = {"id": form} if "$id" in query else {}

    answers = [await reader(query, far=far, **more) for far in FAR[TAKEN[place]]]

    for answer in answers:
        assert answer.error_codes == ["BAD_USER_INPUT"]
        assert ".".join(answer.errors[0]["extensions"]["argument"]) == argument


async def test_there_is_no_report_of_a_year_that_nobody_means(world: World) -> None:
    editor = world.as_("gent-editor")

    answers = [
        await editor("query ($far: Int!) { cpas { report(year: $far) { id } } }", far=far)
        for far in YEARS
    ]

    assert all(answer.data == {"cpas": {"report": None}} for answer in answers)


@pytest.mark.parametrize("year", YEARS)
async def test_nobody_follows_such_a_year(world: World, year: int) -> None:
    reader = world.as_("spp-is-reader")
    query = "subscription ($far: Int!) { events(year: $far) { id } }"

    answer = await reader.client.post(
        "/graphql",
        json={"query": query, "variables": {"far": year}},
        headers={"authorization": f"Bearer {reader.token}", "accept": "text/event-stream"},
    )

    assert '"BAD_USER_INPUT"' in answer.text


@pytest.mark.parametrize(
    "query",
    [
        *(f"year={year}" for year in YEARS),
        *(f"year=2020&updatedSince={instant}" for instant in INSTANTS),
    ],
)
async def test_there_is_no_file_of_it(world: World, query: str) -> None:
    reader = world.as_("spp-is-reader")

    answer = await reader.client.get(
        f"/exports/forms.csv?{query}", headers={"authorization": f"Bearer {reader.token}"}
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
