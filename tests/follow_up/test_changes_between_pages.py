"""Pages while the country goes on working: nothing that stayed where it was is lost or repeated."""

from typing import Any

from tests.api.acting import CHARLEROI, GENT, NAMUR, Desk
from tests.campaign.managing import CAMPAIGN_2021, OPEN, manage, prefill
from tests.countries import FEW
from tests.follow_up.asking import PAGE, asking, forward, ids, page
from tests.world import Caller, World

UPDATED = {"field": "UPDATED_AT", "direction": "ASC"}


async def every(who: Caller, **arguments: Any) -> list[str]:
    return [id_ async for found in forward(who, 600, **arguments) for id_ in ids(found)]


async def test_a_form_that_is_saved_meanwhile_moves_and_the_others_stay(world: World) -> None:
    reader, desk = world.as_("spp-is-reader"), Desk(world, CHARLEROI)
    before = await every(reader, orderBy=UPDATED)
    moving = (await desk.form())["id"]
    size = before.index(moving) + 5
    first = await page(reader, PAGE, first=size, orderBy=UPDATED)
    world.clock.advance(hours=1)

    await desk.encode()

    cursor, rest = first["pageInfo"]["endCursor"], []
    async for found in forward(reader, 100, orderBy=UPDATED, after=cursor):
        rest += ids(found)
    assert moving in ids(first)
    assert rest == [*before[size:], moving]


async def test_a_form_that_was_ahead_is_met_where_it_went(world: World) -> None:
    reader, desk = world.as_("spp-is-reader"), Desk(world, GENT)
    before = await every(reader, orderBy=UPDATED)
    moving = (await desk.form())["id"]
    size = before.index(moving)
    first = await page(reader, first=size, orderBy=UPDATED) if size else {"pageInfo": {}}
    world.clock.advance(hours=1)

    await desk.encode()

    cursor, rest = first["pageInfo"].get("endCursor"), []
    async for found in forward(reader, 100, orderBy=UPDATED, after=cursor):
        rest += ids(found)
    assert rest == [*before[size + 1 :], moving]


async def test_a_cursor_still_names_its_place_when_its_form_has_moved(world: World) -> None:
    reader, desk = world.as_("spp-is-reader"), Desk(world, NAMUR)
    before = await every(reader, orderBy=UPDATED)
    moving = (await desk.form())["id"]
    place = before.index(moving)
    found = await page(reader, PAGE, first=place + 1, orderBy=UPDATED)
    cursor = found["edges"][-1]["cursor"]
    world.clock.advance(hours=1)

    await desk.encode()

    behind = await page(reader, first=1, after=cursor, orderBy=UPDATED)
    ahead = await page(reader, last=1, before=cursor, orderBy=UPDATED)
    assert found["edges"][-1]["node"]["id"] == moving
    assert ids(behind) == before[place + 1 : place + 2]
    assert ids(ahead) == before[max(place - 1, 0) : place]


async def test_a_form_that_is_sent_meanwhile_goes_to_the_end_of_those_that_were(
    world: World,
) -> None:
    reader, desk = world.as_("spp-is-reader"), Desk(world, CHARLEROI)
    order = {"field": "SENT_AT", "direction": "ASC"}
    query = asking("totalCount")
    sent = (await page(reader, query, filter={"status": ["SENT"]}))["totalCount"]
    before = await every(reader, orderBy=order)
    first = await page(reader, first=sent - 3, orderBy=order)

    await desk.send()

    rest: list[str] = []
    cursor = first["pageInfo"]["endCursor"]
    async for found in forward(reader, 50, orderBy=order, after=cursor):
        rest += ids(found)
    moved = (await desk.form())["id"]
    unsent = [id_ for id_ in before[sent:] if id_ != moved]
    assert rest == [*before[sent - 3 : sent], moved, *unsent]


async def test_forms_that_are_opened_meanwhile_neither_repeat_nor_hide_others(
    world: World,
) -> None:
    reader = world.as_("spp-is-reader")
    await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS"]})
    before = await every(reader, year=2021)
    first = await page(reader, first=300, year=2021)

    await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS", "PERSONNEL_COSTS"]})

    rest: list[str] = []
    cursor = first["pageInfo"]["endCursor"]
    async for found in forward(reader, 100, year=2021, after=cursor):
        rest += ids(found)
    seen = [*ids(first), *rest]
    assert len(seen) == len(set(seen))
    assert [id_ for id_ in seen if id_ in set(before)] == before
    assert len(await every(reader, year=2021)) == 2 * FEW


async def test_a_new_advance_counts_as_a_change(world: World) -> None:
    reader = world.as_("spp-is-reader")
    await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS"]})
    world.clock.advance(hours=1)
    since = {"updatedSince": world.clock.now.isoformat()}
    query = asking("totalCount nodes { cpas { nisCode } amounts { advance } } summary { total }")

    before = await page(reader, query, year=2021, filter=since)
    payload = await prefill(world, "PIIS", (GENT, "12.34"))
    after = await page(reader, query, year=2021, filter=since)

    assert payload["userErrors"] == []
    assert before["totalCount"] == 0
    assert after == {
        "totalCount": 1,
        "nodes": [{"cpas": {"nisCode": GENT}, "amounts": {"advance": "12.34"}}],
        "summary": {"total": 1},
    }


async def test_the_summary_follows_every_step_of_a_form(world: World) -> None:
    reader, desk = world.as_("spp-is-reader"), Desk(world, CHARLEROI)
    cpas = (await desk.cpas())["id"]
    query = asking(
        """summary { notStarted encoded partiallySigned sent declaredZero waitingForPresident
        waitingForDirectorGeneral money { justified } }"""
    )

    async def told() -> list[Any]:
        found = (await page(reader, query, filter={"cpas": [cpas]}))["summary"]
        return [*list(found.values())[:-1], found["money"]["justified"]]

    steps = [await told()]
    await desk.encode("0.00")
    steps.append(await told())
    await desk.sign(desk.director(), "DIRECTOR_GENERAL")
    steps.append(await told())
    await desk.save(desk.editor(), "7.50")
    steps.append(await told())
    await desk.sign(desk.director(), "DIRECTOR_GENERAL")
    await desk.sign(desk.president(), "PRESIDENT")
    steps.append(await told())

    assert steps == [
        [1, 0, 0, 0, 0, 0, 0, "0.00"],
        [0, 1, 0, 0, 1, 1, 1, "0.00"],
        [0, 0, 1, 0, 1, 1, 0, "0.00"],
        [0, 1, 0, 0, 0, 1, 1, "7.50"],
        [0, 0, 0, 1, 0, 0, 0, "7.50"],
    ]
