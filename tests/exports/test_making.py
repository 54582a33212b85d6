"""How a file is made: whole before it is sent, on one snapshot, in threads, leaving nothing."""

import asyncio
import tempfile
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, ClassVar
from urllib.parse import urlencode

import httpx2
import pytest
from sqlalchemy.exc import OperationalError
from starlette.types import Message

from models.database import Database
from models.exported import ExportedForm
from models.readers import Reader
from models.statements import Statement
from models.tail import Tail
from rapport_unique.app import make_verifier
from rapport_unique.exports import endpoint
from rapport_unique.exports.csv_file import CsvFile
from rapport_unique.exports.endpoint import FormsExport
from rapport_unique.exports.sheet import Sheet, SheetFile
from rapport_unique.exports.workbook import Workbook
from rapport_unique.service import Service
from resolvers.context import Snapshot
from resolvers.exports import AT_ONCE
from schema import make_schema
from tests.counting import statements
from tests.exports.taking import BOTH, CSV, code_of, read_csv, read_workbook, taker
from tests.sealing import SEALING
from tests.servers import UNENCRYPTED, Running
from tests.world import World


@dataclass
class Client:
    """Somebody at the other end of a line, who may be slow, and may go away."""

    gone: bool = False
    asleep: bool = False
    database: "Watched | None" = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    messages: list[Message] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)
    """How many connections to the database were held when something was sent."""

    async def receive(self) -> Message:
        if self.gone:
            return {"type": "http.disconnect"}
        await asyncio.Event().wait()
        raise AssertionError("nothing more is received")

    async def send(self, message: Message) -> None:
        assert self.database is not None
        self.connections.add(self.database.held)
        self.messages.append(message)
        self.begun.set()
        if self.asleep:
            await asyncio.Event().wait()

    @property
    def content(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])


class Watched(Database):
    """A database that knows how many snapshots of it are open."""

    held = 0

    @asynccontextmanager
    async def snapshot(self, *, following: bool = False) -> AsyncIterator[Reader]:
        async with super().snapshot(following=following) as reader:
            self.held += 1
            try:
                yield reader
            finally:
                self.held -= 1


@dataclass
class Address:
    """One address of exports, reached without a server in between."""

    world: World
    database: Watched
    app: FormsExport

    async def ask(self, client: Client, persona: str = "spp-is-reader", **asked: str) -> None:
        client.database = self.database
        scope = {
            "type": "http",
            "method": "GET",
            "path": CSV,
            "query_string": urlencode({"year": "2020", **asked}).encode(),
            "headers": [(b"authorization", f"Bearer {self.world.token(persona)}".encode())],
            "request_id": "request-of-the-test",
        }
        await self.app(scope, client.receive, client.send)


@asynccontextmanager
async def address(
    world: World, kind: type[SheetFile] = CsvFile, *, turns: int = 2, send_within_s: float = 60.0
) -> AsyncIterator[Address]:
    database = Watched(world.settings.database_url)
    verifier, keys = make_verifier(world.settings)
    service = Service(
        schema=make_schema(),
        database=database,
        verifier=verifier,
        clock=world.clock,
        tail=Tail(database),
        sealing=SEALING,
    )
    app = FormsExport(kind, service, turns=asyncio.Semaphore(turns), send_within_s=send_within_s)
    yield Address(world, database, app)
    await verifier.aclose()
    await keys.aclose()
    await database.close()


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary files stand; whatever their size, they do stand there."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(endpoint, "_IN_MEMORY", 1)
    return folder


# Reading -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BOTH)
async def test_a_part_of_a_file_is_one_statement_whatever_the_file(world: World, path: str) -> None:
    reader = taker(world, "spp-is-reader")

    counts = []
    for regions in (["BRUSSELS"], ["BRUSSELS", "WALLONIA"], None):
        with statements() as asked:
            table = await reader.table(path, **({"region": regions} if regions else {}))
        counts.append((len(table.lines), len(asked)))

    assert counts == [(19, 1), (281, 1), (581, 2)]


class Recorded(CsvFile):
    """A file that keeps how it was written."""

    sizes: ClassVar[list[int]] = []
    threads: ClassVar[set[int]] = set()

    def __init__(self, file: IO[bytes], sheet: Sheet) -> None:
        self.threads.add(threading.get_ident())
        super().__init__(file, sheet)

    def write(self, forms: Sequence[ExportedForm]) -> None:
        self.sizes.append(len(forms))
        self.threads.add(threading.get_ident())
        super().write(forms)

    def close(self) -> None:
        self.threads.add(threading.get_ident())
        super().close()


async def test_few_rows_are_held_at_once_and_written_beside_the_event_loop(world: World) -> None:
    Recorded.sizes.clear()
    Recorded.threads.clear()

    async with address(world, Recorded) as here:
        await here.ask(client := Client())

    assert client.status == 200
    assert sum(Recorded.sizes) == 581
    assert max(Recorded.sizes) == AT_ONCE
    assert threading.get_ident() not in Recorded.threads


async def test_a_file_is_of_one_instant_whatever_changes_while_it_is_read(world: World) -> None:
    class Disturbed(CsvFile):
        def write(self, forms: Sequence[ExportedForm]) -> None:
            world.rows("UPDATE cpas SET name_fr = 'Changed', name_nl = 'Changed'")
            super().write(forms)

    async with address(world, Disturbed) as here:
        await here.ask(client := Client())
        await here.ask(later := Client())

    assert "Changed" not in client.content.decode()
    assert read_csv(later.content).column("CPAS") == ["Changed"] * 581


async def test_files_are_made_in_turn(world: World) -> None:
    events: list[str] = []

    class Noted(CsvFile):
        def __init__(self, file: IO[bytes], sheet: Sheet) -> None:
            events.append("begin")
            super().__init__(file, sheet)

        def close(self) -> None:
            super().close()
            events.append("end")

    async with address(world, Noted, turns=1) as here:
        await asyncio.gather(*(here.ask(Client()) for _ in range(3)))

    assert events == ["begin", "end"] * 3


# Sending -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [CsvFile, Workbook])
async def test_a_file_is_sent_when_the_database_is_let_go_and_the_disk_is_clean_after(
    world: World, kind: type[SheetFile], disk: Path
) -> None:
    async with address(world, kind) as here:
        await here.ask(client := Client())

    read = read_csv if kind is CsvFile else read_workbook
    assert client.status == 200
    assert len(read(client.content).lines) == 581
    assert client.connections == {0}
    assert files_in(disk) == []


@pytest.mark.parametrize("kind", [CsvFile, Workbook])
async def test_nothing_is_made_for_who_has_gone(
    world: World, kind: type[SheetFile], disk: Path
) -> None:
    async with address(world, kind) as here:
        await here.ask(client := Client(gone=True))

        assert client.messages == []
        assert here.database.held == 0
        assert files_in(disk) == []


@pytest.mark.parametrize("kind", [CsvFile, Workbook])
async def test_who_does_not_take_the_file_in_time_loses_it(
    world: World, kind: type[SheetFile], disk: Path
) -> None:
    async with address(world, kind, send_within_s=0.01) as here:
        await here.ask(client := Client(asleep=True))

        assert len(client.messages) == 1
        assert client.connections == {0}
        assert files_in(disk) == []


@pytest.mark.parametrize("kind", [CsvFile, Workbook])
async def test_who_is_cancelled_leaves_nothing(
    world: World, kind: type[SheetFile], disk: Path
) -> None:
    async with address(world, kind) as here:
        task = asyncio.create_task(here.ask(client := Client(asleep=True)))
        await client.begun.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

        assert task.cancelled()
        assert here.database.held == 0
        assert files_in(disk) == []


def files_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


# Failing -----------------------------------------------------------------------------------------

STATEMENT = "SELECT secret"


@pytest.mark.parametrize("path", BOTH)
async def test_a_database_that_fails_half_way_gives_an_error_and_not_half_a_file(
    world: World,
    path: str,
    disk: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    whole = Snapshot.rows
    asked = 0

    async def failing(self: Snapshot, statement: Statement, **values: Any) -> list[Any]:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise OperationalError(STATEMENT, {"amount": 1250}, Exception("disk I/O error"))
        return await whole(self, statement, **values)

    monkeypatch.setattr(Snapshot, "rows", failing)

    response = await taker(world, "spp-is-reader", "de").get(path, year=2020)

    (error,) = response.json()["errors"]
    assert (response.status_code, code_of(response)) == (500, "INTERNAL_SERVER_ERROR")
    assert error["extensions"]["requestId"] == response.headers["x-request-id"]
    assert error["message"].startswith("Die Datei konnte wegen eines unerwarteten Fehlers nicht")
    assert "content-disposition" not in response.headers
    assert files_in(disk) == []
    (record,) = [one for one in caplog.records if one.name == "rapport_unique.errors"]
    assert response.headers["x-request-id"] in record.getMessage()
    assert "disk I/O error" in record.getMessage()
    assert STATEMENT not in record.getMessage()


# On a real server --------------------------------------------------------------------------------


def test_files_arrive_over_a_real_line_and_who_hangs_up_harms_nobody(
    live_server: Running,
) -> None:
    sent = {"authorization": f"Bearer {live_server.token('spp-is-reader')}"}
    address_ = f"{live_server.url.rstrip('/')}/exports/forms"

    with httpx2.Client(headers=sent, verify=UNENCRYPTED) as client:
        for _ in range(3):
            with client.stream("GET", f"{address_}.csv?year=2020") as response:
                assert next(response.iter_raw())
        texts = client.get(f"{address_}.csv?year=2020")
        values = client.get(f"{address_}.xlsx?year=2020")
        head = client.head(f"{address_}.csv?year=2020")

    assert texts.status_code == values.status_code == 200
    assert len(read_csv(texts.content).lines) == len(read_workbook(values.content).lines) == 581
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-disposition"] == texts.headers["content-disposition"]
