"""A form of a closed report is waited for by nobody, wherever it is shown."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from models.people import Signatory
from tests.campaign.managing import CLOSE, EXTEND_ALL, manage
from tests.exports.taking import taker
from tests.follow_up.asking import SUMMARY, asking, page
from tests.status.visiting import visit
from tests.world import World

AT_CLOSING = datetime.fromisoformat("2027-12-31T23:00:00+00:00")
MICROSECOND = timedelta(microseconds=1)
ASKED = asking(f"{SUMMARY} nodes {{ missingSignatures }}")
WITH_ALL = asking(f"{SUMMARY} nodes {{ missingSignatures canonicalContent }}")
"""The same of full values, and not of rows."""
EVERYBODY = [role.value for role in Signatory]


async def _close(world: World) -> None:
    """By hand: then it is closed although no date has come."""
    await manage(world, CLOSE, year=2020, reason="All is in")
    world.clock.now -= timedelta(seconds=1)


async def _wait_for_the_date(world: World) -> None:
    world.clock.now = AT_CLOSING


each_way_to_close = pytest.mark.parametrize("close", [_close, _wait_for_the_date])


async def _waited_for(world: World, query: str = ASKED) -> dict[str, Any]:
    reader = world.as_("spp-is-reader")
    filtered = await page(reader, query, filter={"missingSignature": EVERYBODY}, first=600)
    everything = await page(reader, query, first=600)
    return {
        "filter": len(filtered["nodes"]),
        "nodes": sum(bool(node["missingSignatures"]) for node in everything["nodes"]),
        "president": everything["summary"]["waitingForPresident"],
        "director-general": everything["summary"]["waitingForDirectorGeneral"],
    }


NOBODY = {"filter": 0, "nodes": 0, "president": 0, "director-general": 0}


@each_way_to_close
@pytest.mark.parametrize("query", [ASKED, WITH_ALL], ids=["rows", "values"])
async def test_the_api_waits_for_nobody(world: World, close: Any, query: str) -> None:
    before = await _waited_for(world, query)

    await close(world)

    assert all(before.values())
    assert before["filter"] == before["nodes"]
    assert await _waited_for(world, query) == NOBODY


async def test_until_the_very_instant_of_closing_somebody_is_waited_for(world: World) -> None:
    world.clock.now = AT_CLOSING - MICROSECOND

    assert all((await _waited_for(world)).values())


async def test_what_is_extended_is_waited_for_again(world: World) -> None:
    before = await _waited_for(world)
    world.clock.now = AT_CLOSING

    await manage(world, EXTEND_ALL, year=2020, closesAt="2028-06-30T22:00:00Z", reason="Illness")

    assert await _waited_for(world) == before


@each_way_to_close
async def test_the_forms_of_one_report_wait_for_nobody(world: World, close: Any) -> None:
    query = "{ cpas { report(year: 2020) { forms { missingSignatures } } } }"
    before = await world.as_("gent-editor")(query)

    await close(world)

    after = await world.as_("gent-editor")(query)
    assert before.data["cpas"]["report"]["forms"] == [{"missingSignatures": EVERYBODY}]
    assert after.data["cpas"]["report"]["forms"] == [{"missingSignatures": []}]


@each_way_to_close
async def test_the_files_wait_for_nobody(world: World, close: Any) -> None:
    missing = (await taker(world, "spp-is-reader").table()).column("Missing signatures")

    await close(world)

    after = await taker(world, "spp-is-reader").table()
    assert any(missing)
    assert not any(after.column("Missing signatures"))
    assert len(after.lines) == len(missing)


@each_way_to_close
async def test_nobody_has_anything_left_to_sign(world: World, close: Any) -> None:
    query = "{ viewer { awaitingMySignature { totalCount } } }"
    before = await world.as_("ixelles-director-general")(query)

    await close(world)

    after = await world.as_("ixelles-director-general")(query)
    assert before.data["viewer"]["awaitingMySignature"]["totalCount"] == 1
    assert after.data["viewer"]["awaitingMySignature"]["totalCount"] == 0


@each_way_to_close
async def test_the_status_page_waits_for_nobody(world: World, close: Any) -> None:
    waiting = "?region=FLANDERS&show=WAITING_FOR_PRESIDENT"
    before = await visit(world, "spp-is-reader")
    listed = await visit(world, "spp-is-reader", waiting)

    await close(world)

    after = await visit(world, "spp-is-reader")
    assert all(before.cards[-2:])
    assert after.cards == [*before.cards[:-2], 0, 0]
    assert listed.names
    assert (await visit(world, "spp-is-reader", waiting)).names == []
    found = (await visit(world, "spp-is-reader", "?region=FLANDERS")).document
    assert "nobody: closed" in found.text


@each_way_to_close
async def test_lines_about_forms_that_are_waited_for_come_once_and_end(
    world: World, close: Any
) -> None:
    query = """query ($filter: FormFilter) { events(year: 2020, filter: $filter, first: 600) {
      nodes { cursor form { status missingSignatures } } } }"""
    wanted = {"missingSignature": ["DIRECTOR_GENERAL"], "status": ["PARTIALLY_SIGNED"]}
    before = await world.as_("spp-is-reader")(query, filter=wanted)

    await close(world)

    nodes = before.data["events"]["nodes"]
    assert nodes
    assert len({node["cursor"] for node in nodes}) == len(nodes)
    assert {tuple(node["form"]["missingSignatures"]) for node in nodes} == {("DIRECTOR_GENERAL",)}
    after = await world.as_("spp-is-reader")(query, filter=wanted)
    assert after.data["events"]["nodes"] == []
