"""The summary: over all that matches, whatever the page, and the same as Python counts it."""

from typing import Any

import pytest

from schema.nodes import NodeType, encode_id
from tests.counting import statements
from tests.follow_up.asking import BY_CPAS, OVER_TIME, SUMMARY, asking, page
from tests.follow_up.known import Filter, Known, by_cpas, over_time, summary
from tests.pinned import KINDS
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

SUMMARISED = asking(SUMMARY)
MORE = asking(f"{OVER_TIME} {BY_CPAS}")
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


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
@pytest.mark.parametrize("year", [2019, 2020])
async def test_days_and_cpas_are_those_of_the_forms_themselves(
    everywhere: World, known: Known, year: int, wanted: Filter
) -> None:
    expected = known.of(year, wanted)

    found = (await page(everywhere.as_("spp-is-reader"), MORE, filter=wanted, year=year))["summary"]

    assert found["overTime"] == over_time(expected)
    assert found["byCpas"] == by_cpas(expected)


async def test_who_has_been_waited_for_the_longest_comes_first(everywhere: World) -> None:
    query = asking("nodes { waitingSince } summary { byCpas { waitingSince } }")
    asked = {"orderBy": {"field": "WAITING_SINCE"}, "filter": {"kind": ["COVID_PREMIUM"]}}

    found = await page(everywhere.as_("spp-is-reader"), query, **asked, first=600)

    since = [of["waitingSince"] for of in found["summary"]["byCpas"]]
    known = [at for at in since if at is not None]
    assert len(set(known)) > 20
    assert since == [*sorted(known), *[None] * since.count(None)]
    assert [node["waitingSince"] for node in found["nodes"]] == since


async def test_a_federation_is_told_of_its_region_alone(everywhere: World, known: Known) -> None:
    of_region = known.where(lambda of: of.cpas.region.value == "WALLONIA").of(2020)

    whole = await page(everywhere.as_("uvcw"), asking(f"{SUMMARY} {OVER_TIME} {BY_CPAS}"))

    hidden = {"withoutAdvance": None, "declaredZero": None, "money": None}
    assert whole["summary"] == {
        **summary(of_region),
        **hidden,
        "overTime": over_time(of_region),
        "byCpas": by_cpas(of_region),
    }


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
        (f"{SUMMARY} {BY_CPAS}", 0, 2),
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

    assert sum("GROUP BY" in text for text in asked) == summing
    assert sum("count(*) AS count" in text for text in asked) == counting


async def test_the_inbox_has_a_summary_of_its_own(everywhere: World, known: Known) -> None:
    query = f"{{ viewer {{ awaitingMySignature {{ totalCount {SUMMARY} nodes {{ id }} }} }} }}"

    answer = await everywhere.as_("ixelles-director-general")(query)

    inbox = answer.data["viewer"]["awaitingMySignature"]
    waiting = {node["id"] for node in inbox["nodes"]}
    expected = known.where(lambda of: encode_id(NodeType.FORM, of.form.id) in waiting)
    assert inbox["totalCount"] == len(waiting) > 0
    assert inbox["summary"] == summary(expected)


async def test_several_summaries_of_one_page_tell_each_what_is_asked_of_it(
    everywhere: World, known: Known
) -> None:
    query = asking(
        f"dates: summary {{ closesLast }} kinds: summary {{ byKind {{ total }} }} {SUMMARY}"
    )

    found = await page(everywhere.as_("spp-is-reader"), query)

    assert found["summary"] == summary(known.of(2020))
    assert found["dates"] == {"closesLast": found["summary"]["closesLast"]}
    assert [of["total"] for of in found["kinds"]["byKind"]] == [
        of["total"] for of in found["summary"]["byKind"]
    ]
