"""The summary: over all that matches, whatever the page, and the same as Python counts it."""

from typing import Any

import pytest

from schema.nodes import NodeType, encode_id
from tests.counting import statements
from tests.follow_up.asking import SUMMARY, asking, page
from tests.follow_up.known import Filter, Known, summary
from tests.pinned import KINDS
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

SUMMARISED = asking(SUMMARY)
FILTERS: list[Filter] = [
    {},
    *({"kind": [kind.value]} for kind in KINDS),
    {"status": ["SENT"]},
    {"status": ["NOT_STARTED"]},
    {"status": ["ENCODED", "PARTIALLY_SIGNED"]},
    {"region": ["WALLONIA"]},
    {"region": ["FLANDERS", "BRUSSELS"], "kind": ["PIIS", "GAS_ELECTRICITY_FUND"]},
    {"missingSignature": ["PRESIDENT"]},
    {"missingSignature": ["DIRECTOR_GENERAL"], "status": ["PARTIALLY_SIGNED"]},
    {"cpas": [encode_id(NodeType.CPAS, 7)]},
    {"cpas": []},
    {"updatedSince": "2021-04-15T00:00:00Z"},
]


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
@pytest.mark.parametrize("year", [2019, 2020])
async def test_the_summary_is_what_the_forms_themselves_say(
    everywhere: World, known: Known, year: int, wanted: Filter
) -> None:
    reader = everywhere.as_("spp-is-reader")

    found = await page(reader, SUMMARISED, filter=wanted, year=year)

    assert found["summary"] == summary(known.of(year, wanted))


async def test_the_summary_of_the_country_is_worth_comparing(known: Known) -> None:
    whole = summary(known.of(2020))

    assert all(amount != "0.00" for amount in whole["money"].values())
    assert min(whole["notStarted"], whole["encoded"], whole["partiallySigned"], whole["sent"]) > 0
    assert min(whole["declaredZero"], whole["waitingForPresident"]) > 0
    assert [region["region"] for region in whole["byRegion"]] == [
        "BRUSSELS",
        "FLANDERS",
        "WALLONIA",
    ]


async def test_what_is_set_off_is_neither_repaid_nor_paid(everywhere: World) -> None:
    wanted = {"kind": ["GAS_ELECTRICITY_FUND"], "status": ["SENT"]}
    query = asking(f"nodes {{ amounts {{ balance {{ setOff direction }} }} }} {SUMMARY}")

    found = await page(everywhere.as_("spp-is-reader"), query, filter=wanted, first=600)

    balances = [node["amounts"]["balance"] for node in found["nodes"]]
    assert {balance["direction"] for balance in balances} == {"SETTLED"}
    assert any(balance["setOff"] != "0.00" for balance in balances)
    money = found["summary"]["money"]
    assert (money["toRepay"], money["toReceive"]) == ("0.00", "0.00")
    assert money["advance"] != "0.00"


@pytest.mark.parametrize(
    "where",
    [
        {"first": 0},
        {"first": 1},
        {"last": 600},
        {"first": 600, "orderBy": {"field": "SENT_AT", "direction": "DESC"}},
    ],
    ids=str,
)
async def test_total_and_summary_are_those_of_the_filter_on_every_page(
    everywhere: World, known: Known, where: dict[str, Any]
) -> None:
    reader = everywhere.as_("spp-is-reader")
    wanted = {"region": ["BRUSSELS"]}
    query = asking(f"totalCount {SUMMARY} pageInfo {{ endCursor startCursor }}")
    expected = known.of(2020, wanted)

    first = await page(reader, query, filter=wanted, **where)
    beyond = {**where, "after": first["pageInfo"]["startCursor"]}
    second = await page(reader, query, filter=wanted, **beyond)

    for found in (first, second):
        assert found["totalCount"] == len(expected) == 19 * 6
        assert found["summary"] == summary(expected)


@pytest.mark.parametrize(
    ("selection", "counting", "summing"),
    [
        ("nodes { id }", 0, 0),
        ("totalCount", 1, 0),
        (SUMMARY, 0, 1),
        ("nodes { id } totalCount summary { total }", 1, 1),
        ("nodes { id } ... on FormConnection @skip(if: true) { totalCount }", 0, 0),
        ("nodes { id } totalCount @include(if: false) summary @skip(if: true) { total }", 0, 0),
    ],
)
async def test_they_are_computed_only_when_asked_for(
    everywhere: World, selection: str, counting: int, summing: int
) -> None:
    reader = everywhere.as_("spp-is-reader")

    with statements() as asked:
        await page(reader, asking(selection))

    counted = [text for text in asked if "count(*)" in text]
    summed = [text for text in counted if "GROUP BY" in text]
    assert len(summed) == summing
    assert len(counted) - len(summed) == counting


async def test_the_inbox_has_a_summary_of_its_own(everywhere: World, known: Known) -> None:
    query = f"{{ viewer {{ awaitingMySignature {{ totalCount {SUMMARY} nodes {{ id }} }} }} }}"

    answer = await everywhere.as_("ixelles-director-general")(query)

    inbox = answer.data["viewer"]["awaitingMySignature"]
    waiting = {node["id"] for node in inbox["nodes"]}
    expected = known.where(lambda of: encode_id(NodeType.FORM, of.form.id) in waiting)
    assert inbox["totalCount"] == len(waiting) > 0
    assert inbox["summary"] == summary(expected)
