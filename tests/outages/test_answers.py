"""What clients are told while the database is away, busy or silent, and how it is logged."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from models.database import Database
from models.people import Role
from rapport_unique.settings import Settings
from tests.api.acting import CHARLEROI, QUIET_SAVE, Desk
from tests.databases import drop_database, run
from tests.outages.lines import Fault, Line, line_to
from tests.world import Caller, Clock, World, copy_of

on_postgresql = pytest.mark.only_on("postgresql", reason="An embedded database has no line.")
CPAS = '{ cpas(by: {nisCode: "52011"}) { name } }'
HASTY = {"database_lock_timeout_s": 0.3, "database_timeout_s": 5.0}


@asynccontextmanager
async def hasty_world(settings: Settings, clock: Clock, **more: Any) -> AsyncIterator[World]:
    world = World(settings.model_copy(update=HASTY | more), clock)
    async with world.running():
        yield world


@pytest.fixture
async def hasty(small_country: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[World]:
    settings = copy_of(small_country, tmp_path)
    async with hasty_world(settings, clock) as world:
        yield world
    drop_database(settings.database_url)


@pytest.fixture
async def line(small_country: Path, tmp_path: Path) -> AsyncIterator[Line]:
    settings = copy_of(small_country, tmp_path)
    async with line_to(settings.database_url) as line:
        yield line
    drop_database(settings.database_url)


@pytest.fixture
async def far(
    line: Line, small_country: Path, tmp_path: Path, clock: Clock
) -> AsyncIterator[World]:
    """A world at the other end of the line."""
    settings = copy_of(small_country, tmp_path / "keys")
    drop_database(settings.database_url)
    async with hasty_world(settings, clock, database_url=line.url) as world:
        yield world


@asynccontextmanager
async def somebody_writing(world: World) -> AsyncIterator[None]:
    """Another process holds what every save needs."""
    other = Database(world.settings.database_url)
    async with other.writing() as connection:
        await connection.exec_driver_sql("UPDATE journal_head SET number = number")
        yield
    await other.close()


async def first_save(desk: Desk) -> dict[str, object]:
    form = (await desk.page())["forms"][0]
    return {"formId": form["id"], "justifiedAmount": "1.00", "expectedVersion": form["version"]}


def editors(desk: Desk, number: int) -> list[Caller]:
    return [desk.who(f"editor-{at}", Role.EDITOR) for at in range(number)]


def warnings_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


# Away --------------------------------------------------------------------------------------------


@on_postgresql
async def test_while_the_database_is_away_clients_are_told_to_come_back(
    far: World, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    line.away = True

    answer = await far.as_("spp-is-reader", "en")(CPAS)

    assert (answer.status, answer.error_codes) == (503, ["UNAVAILABLE"])
    assert answer.headers["retry-after"] == "5"
    assert answer.errors[0]["message"].startswith("The database cannot answer now; nothing was")
    (line_of_log,) = warnings_of(caplog)
    assert line_of_log.startswith("unavailable: ")
    assert "\n" not in line_of_log


@on_postgresql
async def test_fields_beside_each_other_wait_once(far: World, line: Line) -> None:
    line.away = True
    fields = " ".join(
        f'f{number}: cpas(by: {{nisCode: "52011"}}) {{ name }}' for number in range(9)
    )

    answer = await far.as_("spp-is-reader")(f"{{ {fields} }}")

    assert answer.status == 503
    assert line.calls == 1


@on_postgresql
async def test_what_was_answered_beside_it_stands(far: World, line: Line) -> None:
    line.away = True

    answer = await far.as_("spp-is-reader")(
        '{ viewer { roles } cpas(by: {nisCode: "52011"}) { name } }'
    )

    assert answer.status == 200
    assert answer.body["data"] == {"viewer": {"roles": ["SPP_IS_READER"]}, "cpas": None}


@on_postgresql
@pytest.mark.parametrize(
    "address",
    [
        "/exports/forms.csv?year=2020",
        "/exports/lines.xlsx?year=2020",
        "/checkpoint",
        "/status?year=2020",
        "/status/forms.csv?year=2020",
        "/desk",
        "/cpas/52011/2020",
    ],
)
async def test_whatever_needs_the_database_says_that_it_will_pass(
    far: World, line: Line, address: str
) -> None:
    line.away = True
    headers = {"authorization": f"Bearer {far.token('spp-is-manager')}", "accept": "text/html"}

    response = await far.client.get(address, headers=headers)

    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


@on_postgresql
async def test_a_print_that_cannot_be_made_now_is_not_said_to_be_gone(
    far: World, line: Line
) -> None:
    pytest.importorskip("typst")
    asked = '{ cpas(by: {nisCode: "52011"}) { report(year: 2020) { printUrl } } }'
    url = (await far.as_("spp-is-reader")(asked)).data["cpas"]["report"]["printUrl"]
    line.away = True
    line.hang_up()

    response = await far.client.get(url)

    assert (response.status_code, response.headers["retry-after"]) == (503, "10")


# Writing -----------------------------------------------------------------------------------------


async def test_who_is_not_let_in_in_time_is_told_to_come_back(
    hasty: World, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(hasty, CHARLEROI)
    wanted = await first_save(desk)
    before, begun = hasty.rows("SELECT number FROM journal_head"), time.monotonic()

    async with somebody_writing(hasty):
        answers = await asyncio.gather(*(who(QUIET_SAVE, input=wanted) for who in editors(desk, 8)))

    assert {answer.status for answer in answers} == {503}
    assert {code for answer in answers for code in answer.error_codes} == {"UNAVAILABLE"}
    assert len(warnings_of(caplog)) == 8
    assert time.monotonic() - begun < 10
    assert hasty.rows("SELECT number FROM journal_head") == before
    assert (await desk.editor()(QUIET_SAVE, input=wanted)).status == 200


@on_postgresql
@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER])
async def test_whose_save_may_be_done_is_told_so(far: World, line: Line, fault: Fault) -> None:
    desk = Desk(far, CHARLEROI)
    wanted = await first_save(desk)
    await desk.editor()(QUIET_SAVE, input={**wanted, "expectedVersion": 77})  # it is connected
    line.at_commit = fault

    answer = await desk.editor("en")(QUIET_SAVE, input=wanted)

    assert (answer.status, answer.error_codes) == (503, ["OUTCOME_UNKNOWN"])
    assert "retry-after" not in answer.headers


@on_postgresql
async def test_what_was_done_is_not_said_to_be_nothing(far: World, line: Line) -> None:
    """The save is kept; what its answer shows of it is read afterwards, and cannot be had."""
    desk = Desk(far, CHARLEROI)
    wanted = await first_save(desk)
    await desk.editor()(QUIET_SAVE, input={**wanted, "expectedVersion": 77})
    line.hang_up()
    await desk.editor()(QUIET_SAVE, input={**wanted, "expectedVersion": 77})
    (before,) = run(line.server, "SELECT number FROM journal_head")
    line.at_commit = Fault.LAST

    answer = await desk.editor()(
        "mutation ($input: SaveJustifiedAmountInput!) { saveJustifiedAmount(input: $input) {"
        " form { version events(first: 1) { nodes { type } } } } }",
        input=wanted,
    )

    assert run(line.server, "SELECT number FROM journal_head") == [(before[0] + 1,)]
    assert answer.error_codes == ["OUTCOME_UNKNOWN"]


# Readiness ---------------------------------------------------------------------------------------


async def test_a_process_whose_writers_wait_is_ready(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    wanted = await first_save(desk)

    async with somebody_writing(world):
        saves = [asyncio.create_task(who(QUIET_SAVE, input=wanted)) for who in editors(desk, 26)]
        await asyncio.sleep(0)
        async with asyncio.timeout(2):
            ready = await world.client.get("/health/ready")
        waiting = sum(not save.done() for save in saves)

    assert (ready.status_code, waiting) == (200, 26)
    assert {(await save).status for save in saves} == {200}


@on_postgresql
@pytest.mark.parametrize("how", ["away", "silent"])
async def test_a_process_without_its_database_says_so_within_two_seconds(
    far: World, line: Line, how: str
) -> None:
    assert (await far.client.get("/health/ready")).status_code == 200
    setattr(line, how, True)
    if line.away:
        line.hang_up()

    async with asyncio.timeout(2):
        ready = await far.client.get("/health/ready")

    assert ready.status_code == 503
