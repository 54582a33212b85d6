"""How a file follows what happens."""

from datetime import datetime

import pytest

from models.database import Database
from models.follow_up import FormOrderField
from models.form import FormStatus
from models.people import Role
from tests.api.acting import EUPEN, Desk, invented
from tests.campaign.managing import ACKNOWLEDGE, manage
from tests.exports.taking import BOTH, CSV, MONEY, taker
from tests.registering import INTO_PAJOTTEGEM, record
from tests.world import World


async def test_instants_are_those_of_belgian_clocks_in_summer_and_winter(world: World) -> None:
    eupen = Desk(world, EUPEN)
    await eupen.sign_as_president()
    in_winter = await taker(world, "eupen-editor").table()
    world.clock.now = datetime.fromisoformat("2027-07-01T21:59:30+00:00")
    await eupen.save(eupen.editor(), "1250.50")
    in_summer = await taker(world, "eupen-editor").table()

    assert in_winter.column("Encoded at (Brussels time)") == ["23/11/2026 13:00"]
    assert in_winter.column("Date of the signature of the president (Brussels time)") == [
        "23/11/2026 13:00"
    ]
    assert in_summer.column("Encoded at (Brussels time)") == ["01/07/2027 23:59"]
    assert in_summer.column("Justified amount (EUR)") == ["1250,50"]


async def test_a_signature_that_fell_is_no_signature(world: World) -> None:
    eupen = Desk(world, EUPEN)
    await eupen.sign_as_president()
    before = (await taker(world, "eupen-editor").table()).rows()[0]

    await eupen.save(eupen.editor(), "1.00")
    after = (await taker(world, "eupen-editor").table()).rows()[0]

    assert before["Signature of the president"] == "yes"
    assert before["Missing signatures"] == "secretary / director-general"
    assert after["Signature of the president"] == "no"
    assert after["Date of the signature of the president (Brussels time)"] == ""
    assert after["Missing signatures"] == "president, secretary / director-general"


async def test_what_was_sent_and_acknowledged_says_so(world: World) -> None:
    eupen = Desk(world, EUPEN)
    await eupen.send()
    sent_at = world.clock.now
    world.clock.advance(days=2)
    form = (await eupen.page())["forms"][0]["id"]
    await manage(world, ACKNOWLEDGE, formId=form)

    row = (await taker(world, "eupen-editor").table()).rows()[0]

    assert row["Status"] == "Sent"
    assert row["Missing signatures"] == ""
    assert row["Reference"] == "RU-2020-63023-COVID"
    assert row["Sent at (Brussels time)"] == f"{sent_at:%d/%m/%Y} 13:01"
    assert row["Acknowledged at (Brussels time)"] == f"{world.clock.now:%d/%m/%Y} 13:01"


async def test_nothing_and_a_declaration_of_nothing_are_told_apart(world: World) -> None:
    eupen = Desk(world, EUPEN)
    before = (await taker(world, "eupen-editor").table()).rows()[0]

    await eupen.encode("0.00")
    after = (await taker(world, "eupen-editor").table()).rows()[0]

    assert [before[title] for title in MONEY[1:]] == [""] * len(MONEY[1:])
    assert after["Justified amount (EUR)"] == "0,00"
    assert after["Balance"] == "to be repaid to SPP IS"


async def test_the_day_in_the_name_is_that_of_belgium(world: World) -> None:
    world.clock.now = world.clock.now.replace(day=30, hour=23, minute=30)

    response = await taker(world, "charleroi-editor").get(CSV, year=2020)

    assert (
        'filename="rapport-unique-2020-2026-12-01.csv"' in response.headers["content-disposition"]
    )


@pytest.mark.parametrize("path", BOTH)
async def test_other_amounts_change_nothing_in_the_files_of_a_federation(
    world: World, path: str
) -> None:
    orders = [{"orderBy": order} for order in FormOrderField]
    filters = [{"status": status} for status in FormStatus] + [{"kind": "COVID_PREMIUM"}]
    asked = [{"year": 2020, **one} for one in [*orders, *filters]]
    federation, reader = taker(world, "uvcw"), taker(world, "spp-is-reader")
    before = [(await federation.get(path, **one)).content for one in asked]
    of_reader = (await reader.table()).column("Advance (EUR)")

    world.rows(
        "UPDATE form SET advance = advance + 7, justified = 2 * justified,"
        " to_receive = justified, to_repay = 0, set_off = 13 WHERE status <> 'SENT'"
    )

    assert [(await federation.get(path, **one)).content for one in asked] == before
    assert (await reader.table()).column("Advance (EUR)") != of_reader


async def test_people_of_a_successor_take_home_what_it_took_over(world: World) -> None:
    database = Database(world.settings.database_url)
    await record(database, INTO_PAJOTTEGEM)
    await database.close()
    editor = invented("successor", Role.EDITOR, nis_code="23106")

    rows = (await taker(world, editor).table()).rows()

    assert {row["NIS code"] for row in rows} == {"23023", "23024", "23032"}
    assert all(row["Advance (EUR)"] for row in rows)
