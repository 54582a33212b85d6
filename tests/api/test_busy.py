"""How much one person may have under way, and that others do not notice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from models.database import MOST_WRITERS, Database
from models.people import Subject
from rapport_unique.exports.endpoint import FormsExport
from resolvers.bounds import Bounds, TooMany
from resolvers.context import Snapshot
from tests.api.acting import CHARLEROI, GENT, Desk
from tests.databases import drop_database
from tests.world import Clock, World, copy_of

ANA, BEN = Subject("ana"), Subject("ben")
PURE = pytest.mark.only_on("sqlite", reason="No database is asked.")


class Instants:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def written(bounds: Bounds, person: Subject, times: int = 1) -> int:
    """How many of so many writes are allowed."""
    done = 0
    for _ in range(times):
        try:
            with bounds.write(person):
                done += 1
        except TooMany:
            break
    return done


@PURE
def test_a_person_writes_so_often_and_others_as_often() -> None:
    clock = Instants()
    bounds = Bounds(writes_per_minute=60, clock=clock)

    assert written(bounds, ANA, 500) == 120
    assert written(bounds, BEN, 500) == 120
    for second in range(1, 35):
        clock.at = float(second)
        assert written(bounds, ANA, 5) == 1
    clock.at = 1_000.0
    assert written(bounds, ANA, 500) == 120


@PURE
def test_who_writes_too_often_is_told_when_there_is_room() -> None:
    clock = Instants()
    bounds = Bounds(writes_per_minute=6, clock=clock)
    written(bounds, ANA, 12)

    with pytest.raises(TooMany) as refused, bounds.write(ANA):
        pass
    clock.at += refused.value.retry_after_s

    assert refused.value.extensions() == {"code": "TOO_MANY_REQUESTS", "retryAfter": 10}
    assert written(bounds, ANA, 2) == 1


@PURE
def test_a_person_waits_with_so_many_writes_at_once() -> None:
    bounds = Bounds(writing=1)

    with bounds.write(ANA):
        assert written(bounds, ANA) == 0
        assert written(bounds, BEN) == 1
    assert written(bounds, ANA) == 1


@PURE
def test_nothing_is_kept_of_who_has_not_written_for_a_while() -> None:
    clock = Instants()
    bounds = Bounds(clock=clock)

    for number in range(30_000):
        clock.at += 0.01
        written(bounds, Subject(f"person {number}"))

    assert len(bounds._written_until) <= 10_001  # noqa: SLF001 - nothing else tells


@pytest.fixture
async def narrow(small_country: Path, tmp_path: Path) -> AsyncIterator[World]:
    """A world in which a person has one operation at once, and four writes in a row."""
    settings = copy_of(small_country, tmp_path)
    bounds = {"max_operations": 1, "max_writes_per_minute": 2}
    world = World(settings.model_copy(update=bounds), Clock())
    async with world.running():
        yield world
    drop_database(settings.database_url)


async def test_a_write_too_many_changes_nothing_and_says_when_to_come_back(narrow: World) -> None:
    desk, other = Desk(narrow, CHARLEROI), Desk(narrow, GENT)
    answers = [await desk.save(desk.editor(), f"{amount}.00") for amount in range(1, 5)]
    before = narrow.everything()

    refused = await desk.save(desk.editor(), "5.00")
    unchanged = narrow.everything() == before
    by_another = await other.save(other.editor(), "5.00")

    assert all("errors" not in answer.body for answer in answers)
    assert (refused.status, refused.error_codes) == (429, ["TOO_MANY_REQUESTS"])
    assert refused.errors[0]["path"] == ["saveJustifiedAmount"]
    assert int(refused.headers["retry-after"]) == refused.errors[0]["extensions"]["retryAfter"]
    assert 0 < int(refused.headers["retry-after"]) <= 30
    assert unchanged
    assert "errors" not in by_another.body


async def test_one_operation_too_many_is_refused_before_it_is_read(
    narrow: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    own = Snapshot.text

    async def slow(*arguments: Any, **more: Any) -> str | None:
        begun.set()
        await go_on.wait()
        return await own(*arguments, **more)

    monkeypatch.setattr(Snapshot, "text", slow)
    editor = narrow.as_("charleroi-editor", "en")

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        first = group.create_task(editor("{ cpas { nisCode } }"))
        await begun.wait()
        refused = await editor("{ viewer { roles } }")
        by_another = await narrow.as_("gent-editor")("{ viewer { roles } }")
        by_nobody = await narrow.as_nobody()("{ __typename }")
        go_on.set()
    afterwards = await editor("{ viewer { roles } }")

    assert (refused.status, refused.error_codes) == (429, ["TOO_MANY_REQUESTS"])
    assert refused.errors[0]["message"].startswith("You are doing too much at once.")
    assert refused.headers["retry-after"] == "1"
    assert first.result().data == {"cpas": {"nisCode": "52011"}}
    for answer in (by_another, by_nobody, afterwards):
        assert "errors" not in answer.body


async def test_a_file_is_an_operation_too(narrow: World, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    own = FormsExport._fill  # noqa: SLF001 - what takes long there

    async def slow(*arguments: Any) -> None:
        begun.set()
        await go_on.wait()
        await own(*arguments)

    monkeypatch.setattr(FormsExport, "_fill", slow)
    headers = {"authorization": f"Bearer {narrow.token('spp-is-reader')}"}
    path = "/exports/forms.csv?year=2020"

    async with asyncio.TaskGroup() as group:
        first = group.create_task(narrow.client.get(path, headers=headers))
        await begun.wait()
        refused = await narrow.client.get(path, headers=headers)
        go_on.set()

    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_REQUESTS"
    assert first.result().status_code == 200


async def test_writers_leave_connections_to_who_reads(small_country: Path, tmp_path: Path) -> None:
    settings = copy_of(small_country, tmp_path)
    database = Database(settings.database_url)
    go_on = asyncio.Event()
    begun = 0

    async def write() -> None:
        nonlocal begun
        async with database.writing():
            begun += 1
            await go_on.wait()

    async with asyncio.TaskGroup() as group:
        for _ in range(40):
            group.create_task(write())
        async with database.reading():
            pass
        go_on.set()
    await database.close()
    drop_database(settings.database_url)

    assert begun == 40
    assert MOST_WRITERS < 20
