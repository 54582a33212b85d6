"""The demo country, as the command makes it: it shows what a campaign goes through."""

from typing import Any

import pytest

from models.form import FormStatus
from models.journal import EventType
from tests.campaign.managing import manage
from tests.commanding import command_line
from tests.payments.test_ordering import OF_2020, ORDER, cents
from tests.world import World

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.only_on("sqlite", reason="The operations that made it are tested on both."),
]
CAMPAIGNS = """{ campaigns(first: 10) { nodes {
  year status kinds reportCounts { planned open closed } } } }"""
HOW_MANY = """query ($filter: FormFilter) {
  all: forms(year: 2020) { totalCount }
  found: forms(year: 2020, filter: $filter) { totalCount } }"""
MONEY = """query ($filter: FormFilter!) { forms(year: 2020, filter: $filter) { summary {
  money { toReceive toRepay setOff borne } } } }"""
LINES = """query ($year: Int!) { forms(year: $year, first: 600, filter: { kind: COVID_PREMIUM }) {
  nodes { cpas { region } lines { key advance justified warnings } } } }"""


async def asked(country: World, query: str, **variables: object) -> Any:
    return (await country.as_("spp-is-reader")(query, **variables)).data


async def test_everything_happened_that_can_happen(country: World) -> None:
    happened = {type_ for (type_,) in country.rows("SELECT DISTINCT type FROM journal")}
    stands = {status for (status,) in country.rows("SELECT DISTINCT status FROM form")}

    assert happened == set(EventType)
    assert stands == set(FormStatus)
    assert "intact" in command_line(country)("journal", "verify").output


async def test_a_year_is_planned_one_is_open_and_one_is_past(country: World) -> None:
    campaigns = (await asked(country, CAMPAIGNS))["campaigns"]["nodes"]

    assert [(of["year"], of["status"]) for of in campaigns] == [
        (2021, "PLANNED"),
        (2020, "OPEN"),
        (2019, "OPEN"),
    ]
    planned, present, past = campaigns
    assert planned["kinds"] == ["COVID_PREMIUM", "PIIS"]
    assert (present["reportCounts"]["closed"], past["reportCounts"]["open"]) == (1, 1)


@pytest.mark.parametrize(
    "filter_",
    [
        {"withoutAdvance": True},
        {"bankAccountChangedSinceSigning": True},
        {"acknowledged": True},
        {"acknowledged": False, "sent": True},
    ],
    ids=str,
)
async def test_some_are_so_and_some_are_not(country: World, filter_: dict[str, Any]) -> None:
    counted = await asked(country, HOW_MANY, filter=filter_)

    assert 0 < counted["found"]["totalCount"] < counted["all"]["totalCount"]


async def test_what_was_not_used_goes_each_of_its_ways(country: World) -> None:
    money = (await asked(country, MONEY, filter={}))["forms"]["summary"]["money"]

    assert all(cents(amount) > 0 for amount in money.values()), money


async def test_what_could_be_paid_is_ordered_and_the_rest_is_held_back(country: World) -> None:
    due = await manage(country, ORDER, **OF_2020, dryRun=True)

    noted = {"kind": "COVID_PREMIUM", "acknowledged": True}
    money = (await asked(country, MONEY, filter=noted))["forms"]["summary"]["money"]
    ((ordered,),) = country.rows("SELECT sum(amount) FROM payment")
    (held,) = due["held"]
    assert (due["count"], held["reason"]) == (0, "ACCOUNT_CHANGED")
    assert int(ordered) + cents(held["amount"]) == cents(money["toReceive"])
    assert sum(cents(of["amount"]) for of in due["claims"]) == cents(money["toRepay"]) > 0


async def test_what_is_justified_of_premiums_is_whole_premiums(country: World) -> None:
    forms = (await asked(country, LINES, year=2020))["forms"]["nodes"]

    lines = [line for of in forms for line in of["lines"]]
    assert len({line["justified"] for line in lines}) > 20
    assert {tuple(line["warnings"]) for line in lines} == {()}


async def test_both_premiums_of_the_planned_year_are_advanced_to_the_same_people(
    country: World,
) -> None:
    forms = (await asked(country, LINES, year=2021))["forms"]["nodes"]

    granted = [of for of in forms if of["lines"][0]["advance"] is not None]
    assert {of["cpas"]["region"] for of in granted} == {"BRUSSELS"}
    assert len(granted) == 19
    for of in granted:
        at_50, at_25 = (cents(line["advance"]) for line in of["lines"])
        people, rest = divmod(at_50, 382_50)
        assert rest == 0
        assert (people > 0, at_25) == (True, people * 63_75)
