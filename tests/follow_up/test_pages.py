"""Pages of forms: every order, both directions, each form exactly once."""

import pytest

from tests.countries import FORMS_OF_2020
from tests.follow_up.asking import FIELDS, ORDERS, PAGE, asking, backward, forward, ids, page
from tests.follow_up.known import Known
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

BRUSSELS = {"region": ["BRUSSELS"], "kind": ["COVID_PREMIUM", "PIIS"]}
"""38 forms of 19 CPAS: each name, code and instant stands twice or more."""


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: " ".join(order.values()))
async def test_the_whole_year_comes_in_the_order_that_was_asked_for(
    everywhere: World, known: Known, order: dict[str, str]
) -> None:
    reader = everywhere.as_("spp-is-reader")

    seen = [id_ async for found in forward(reader, 100, orderBy=order) for id_ in ids(found)]

    assert seen == known.of(2020).by(**order)
    assert len(seen) == len(set(seen)) == FORMS_OF_2020


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: " ".join(order.values()))
async def test_backward_pages_cover_the_same_in_the_same_order(
    everywhere: World, known: Known, order: dict[str, str]
) -> None:
    reader = everywhere.as_("spp-is-reader")
    seen: list[str] = []

    async for found in backward(reader, 97, orderBy=order):
        seen = ids(found) + seen

    assert seen == known.of(2020).by(**order)


@pytest.mark.parametrize("size", [1, 5, 19, 37, 38, 600])
@pytest.mark.parametrize("order", ORDERS, ids=lambda order: " ".join(order.values()))
async def test_forward_pages_of_any_size_hold_each_form_once(
    everywhere: World, known: Known, order: dict[str, str], size: int
) -> None:
    reader = everywhere.as_("spp-is-reader")
    seen: list[str] = []

    async for found in forward(reader, size, query=PAGE, orderBy=order, filter=BRUSSELS):
        info, edges = found["pageInfo"], found["edges"]
        assert info["hasPreviousPage"] is bool(seen)
        assert info["startCursor"] == edges[0]["cursor"]
        assert info["endCursor"] == edges[-1]["cursor"]
        assert found["totalCount"] == 38
        assert len(edges) == size or not info["hasNextPage"]
        seen += ids(found)

    assert seen == known.of(2020, BRUSSELS).by(**order)


@pytest.mark.parametrize("size", [1, 5, 19, 37, 38, 600])
@pytest.mark.parametrize("order", ORDERS, ids=lambda order: " ".join(order.values()))
async def test_backward_pages_of_any_size_hold_each_form_once(
    everywhere: World, known: Known, order: dict[str, str], size: int
) -> None:
    reader = everywhere.as_("spp-is-reader")
    seen: list[str] = []

    async for found in backward(reader, size, query=PAGE, orderBy=order, filter=BRUSSELS):
        info, edges = found["pageInfo"], found["edges"]
        assert info["hasNextPage"] is bool(seen)
        assert info["startCursor"] == edges[0]["cursor"]
        assert info["endCursor"] == edges[-1]["cursor"]
        assert len(edges) == size or not info["hasPreviousPage"]
        seen = ids(found) + seen

    assert seen == known.of(2020, BRUSSELS).by(**order)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: " ".join(order.values()))
async def test_a_page_between_two_cursors_holds_what_stands_between(
    everywhere: World, order: dict[str, str]
) -> None:
    reader = everywhere.as_("spp-is-reader")
    edges = (await page(reader, PAGE, first=12, orderBy=order))["edges"]
    between = {"after": edges[2]["cursor"], "before": edges[9]["cursor"], "orderBy": order}

    whole = await page(reader, PAGE, **between)
    start = await page(reader, PAGE, first=2, **between)
    end = await page(reader, PAGE, last=2, **between)

    assert whole["edges"] == edges[3:9]
    assert start["edges"] == edges[3:5]
    assert start["pageInfo"]["hasNextPage"] is True
    assert end["edges"] == edges[7:9]
    assert end["pageInfo"]["hasPreviousPage"] is True


async def test_every_cursor_of_a_page_leads_to_the_form_behind_it(
    everywhere: World, known: Known
) -> None:
    reader = everywhere.as_("spp-is-reader")
    order = {"field": "SENT_AT", "direction": "DESC"}
    edges = (await page(reader, PAGE, filter=BRUSSELS, orderBy=order))["edges"]
    expected = known.of(2020, BRUSSELS).by(**order)

    for place, edge in enumerate(edges):
        found = await page(reader, first=1, after=edge["cursor"], filter=BRUSSELS, orderBy=order)
        assert ids(found) == expected[place + 1 : place + 2]


async def test_unsent_forms_come_last_in_both_directions(everywhere: World, known: Known) -> None:
    reader = everywhere.as_("spp-is-reader")
    query = asking("nodes { progress { sentAt } } pageInfo { hasNextPage endCursor }")
    sent = len(known.of(2020, {"status": ["SENT"]}))

    async def instants(direction: str) -> list[str | None]:
        order = {"field": "SENT_AT", "direction": direction}
        pages = forward(reader, 100, query=query, orderBy=order)
        return [node["progress"]["sentAt"] async for found in pages for node in found["nodes"]]

    upward, downward = await instants("ASC"), await instants("DESC")

    assert None not in upward[:sent]
    assert None not in downward[:sent]
    assert upward[sent:] == downward[sent:] == [None] * (FORMS_OF_2020 - sent)
    assert upward[:sent] == sorted(filter(None, upward))
    assert downward[:sent] == sorted(filter(None, downward), reverse=True)


async def test_the_order_is_by_name_upward_unless_told(everywhere: World, known: Known) -> None:
    reader = everywhere.as_("spp-is-reader")
    expected = known.of(2020).by("CPAS_NAME", "ASC")[:100]

    assert ids(await page(reader)) == expected
    assert ids(await page(reader, orderBy=None, filter=None, first=None)) == expected
    assert ids(await page(reader, orderBy={})) == expected
    assert ids(await page(reader, orderBy={"direction": "ASC"})) == expected


@pytest.mark.parametrize("field", FIELDS)
async def test_the_direction_is_upward_unless_told(
    everywhere: World, known: Known, field: str
) -> None:
    found = await page(everywhere.as_("spp-is-reader"), orderBy={"field": field})

    assert ids(found) == known.of(2020).by(field)[:100]


async def test_names_are_ordered_without_accents_and_capitals(everywhere: World) -> None:
    reader = everywhere.as_("spp-is-reader")
    query = asking("nodes { cpas { name } }")
    walloon = {"kind": ["COVID_PREMIUM"], "region": ["WALLONIA"]}

    nodes = (await page(reader, query, filter=walloon, first=600))["nodes"]

    names = [node["cpas"]["name"] for node in nodes]
    start = names.index("Büllingen")
    assert names[start : start + 4] == ["Büllingen", "Burdinne", "Burg-Reuland", "Bütgenbach"]


async def test_a_page_has_100_unless_told_and_may_be_empty(everywhere: World, known: Known) -> None:
    reader = everywhere.as_("spp-is-reader")

    untold = await page(reader, PAGE)
    none = await page(reader, PAGE, first=0)
    none_before = await page(reader, PAGE, last=0)

    assert len(untold["edges"]) == 100
    assert none["edges"] == none_before["edges"] == []
    assert none["totalCount"] == len(known.of(2020)) == FORMS_OF_2020
    assert none["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


async def test_another_year_has_its_own_forms(everywhere: World, known: Known) -> None:
    reader = everywhere.as_("spp-is-reader")

    pages = forward(reader, 50, year=2019)
    seen = [id_ async for found in pages for id_ in ids(found)]

    assert seen == known.of(2019).by()
    assert len(seen) == 5 * 24


@pytest.mark.parametrize("year", [2018, 2000, 2100])
async def test_a_year_without_reports_has_no_forms(everywhere: World, year: int) -> None:
    found = await page(everywhere.as_("spp-is-reader"), PAGE, year=year)

    assert found == {
        "edges": [],
        "totalCount": 0,
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
    }
