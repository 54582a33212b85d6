"""Mergers: a CPAS that ended keeps its reports, and its successor's people consult them."""

from dataclasses import replace

import pytest

from models.cpas import NisCode
from models.database import Database
from models.language import Text
from rapport_unique.app import development_issuer
from rapport_unique.master_data import mergers_of_2025
from rapport_unique.personas import persona_named
from resolvers.mergers import Merger, UnknownCodeError, record_mergers
from tests.campaign.managing import CAMPAIGN_2021, OPEN, manage
from tests.world import Caller, World

GALMAARDEN, PAJOTTEGEM = "23023", "23106"
READ = """query ($nis: String!) { cpas(by: { nisCode: $nis }) { name successor { nisCode name }
  report(year: 2020) {
    forms { kind amounts { advance } viewerCanEdit viewerCannotEditReasons } } } }"""
OF_2025 = {"year": 2025, "kinds": ["PIIS"], "opensAt": "2026-01-05T08:00:00+01:00"}


async def _record(world: World, *mergers: Merger) -> int:
    database = Database(world.settings.database_url)
    try:
        return await record_mergers(database, mergers or mergers_of_2025(), 2025)
    finally:
        await database.close()


@pytest.fixture
def world(whole_world: World) -> World:
    """The whole country: a merger joins any of them."""
    return whole_world


def _editor_of(world: World, nis: str) -> Caller:
    gent = persona_named("gent-editor")
    assert gent is not None, "a persona"
    persona = replace(gent, nis_code=NisCode(nis))
    token = development_issuer(world.settings).issue_token(persona, now=world.clock.now)
    return Caller(world.client, token)


async def test_565_remain_and_no_report_moves(world: World) -> None:
    reports = world.rows("SELECT id, cpas_id FROM report ORDER BY id")

    ended = await _record(world)

    assert ended == 29
    assert world.rows("SELECT count(*) FROM cpas WHERE until_year IS NULL") == [(565,)]
    assert world.rows("SELECT id, cpas_id FROM report ORDER BY id") == reports


async def test_recording_again_changes_nothing(world: World) -> None:
    await _record(world)
    before = world.everything()

    ended = await _record(world)

    assert ended == 0
    assert world.everything() == before


async def test_people_of_the_successor_consult_and_do_not_edit(world: World) -> None:
    await _record(world)

    answer = await _editor_of(world, PAJOTTEGEM)(READ, nis=GALMAARDEN)

    cpas = answer.data["cpas"]
    assert cpas["successor"] == {"nisCode": PAJOTTEGEM, "name": "Pajottegem"}
    (form,) = cpas["report"]["forms"]
    assert form["amounts"] is not None
    assert form["viewerCanEdit"] is False
    assert form["viewerCannotEditReasons"] == ["MISSING_ROLE"]


async def test_people_of_the_cpas_that_ended_still_finish_its_report(world: World) -> None:
    await _record(world)

    answer = await _editor_of(world, GALMAARDEN)(READ, nis=GALMAARDEN)

    (form,) = answer.data["cpas"]["report"]["forms"]
    assert form["kind"] == "COVID_PREMIUM"


async def test_strangers_do_not_see_more_by_a_merger(world: World) -> None:
    await _record(world)

    answer = await world.as_("gent-editor")(READ, nis=GALMAARDEN)

    assert answer.data == {"cpas": None}


async def test_reports_are_opened_for_the_cpas_of_that_year(world: World) -> None:
    await _record(world)

    before = await manage(world, OPEN, **CAMPAIGN_2021)
    after = await manage(world, OPEN, **{**CAMPAIGN_2021, **OF_2025})

    assert before["reportCount"] == 581
    assert after["reportCount"] == 565


async def test_an_unknown_code_records_nothing(world: World) -> None:
    name = Text(fr="X", nl="X", de="X", en="X")
    merger = Merger(ended=NisCode("99999"), successor=NisCode("99998"), successor_name=name)
    before = world.everything()

    with pytest.raises(UnknownCodeError, match="99999"):
        await _record(world, merger)

    assert world.everything() == before
