"""How many streams there may be, how slow a client may be, and what a fault of ours looks like."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from starlette.types import Message

from models.paging import encode_cursor
from rapport_unique.app import create_app
from rapport_unique.settings import Settings
from rapport_unique.streams import Streams, TooSlowError
from rapport_unique.websocket import MOST_OPERATIONS
from resolvers import events as journal
from resolvers.context import Context
from schema import events as published
from tests.api.acting import EUPEN, Desk
from tests.servers import UNENCRYPTED
from tests.streams.clients import (
    EVENTS,
    PATIENCE_S,
    Follow,
    cursor_in,
    event,
    over_stream,
    plugged_in,
    signed_in,
    token_of,
    until,
)
from tests.streams.conftest import Serve
from tests.world import Clock, World

ON_ONE = pytest.mark.only_on("sqlite", reason="the bounds know of no database")

START = encode_cursor((0, "0" * 12))
LONG = f"""subscription ($after: String) {{ events(year: 2020, after: $after) {{
  {" ".join(f"a{place}: hash" for place in range(100))} }} }}"""
"""Some eight kilobytes for each event: a few hundred of them fill what lies between."""


# How many ----------------------------------------------------------------------------------------


@ON_ONE
async def test_a_person_has_so_many_streams_and_others_have_theirs(
    serve: Serve, settings: Settings
) -> None:
    reader, manager = (token_of(settings, who) for who in ("spp-is-reader", "spp-is-manager"))

    async with serve(Streams(most_of_one_person=2)) as url, AsyncExitStack() as stack:
        first = await stack.enter_async_context(signed_in(url, reader))
        await stack.enter_async_context(over_stream(url, reader))
        async with plugged_in(url, additional_headers=bearer(reader)) as third:
            await third.send(type="connection_init")
            closing = await third.closing()
        async with over_stream(url, reader) as refused:
            await refused.response.aread()
        async with signed_in(url, manager), over_stream(url, manager):
            pass  # others have room
        await first.connection.close()
        await until(lambda: admitted(url, reader))

    assert closing == (1013, "Too many streams are open.")
    assert refused.response.status_code == 429
    assert refused.response.headers["retry-after"] == "30"
    assert refused.response.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_STREAMS"


@ON_ONE
async def test_a_process_has_so_many_streams(serve: Serve, settings: Settings) -> None:
    reader, manager = (token_of(settings, who) for who in ("spp-is-reader", "spp-is-manager"))

    async with serve(Streams(most=1)) as url, signed_in(url, reader):
        assert not await admitted(url, manager)


@ON_ONE
@pytest.mark.parametrize("bound", ["most_at_the_door", "most_of_one_address"])
async def test_who_signs_in_finds_room_however_many_are_silent(
    serve: Serve, settings: Settings, bound: str
) -> None:
    token = token_of(settings)

    async with (
        serve(Streams(**{bound: 2})) as url,
        signed_in(url, token) as inside,
        AsyncExitStack() as stack,
    ):
        silent = [await stack.enter_async_context(plugged_in(url)) for _ in range(5)]
        async with signed_in(url, token):
            pass
        closings = [await socket.closing() for socket in silent[:4]]
        await silent[4].send(type="ping")
        last = await silent[4].receive()
        await inside.send(type="ping")
        signed_in_before = await inside.receive()

    assert closings == [(4408, "Connection initialisation timeout")] * 4
    assert last == signed_in_before == {"type": "pong"}


async def test_who_is_silent_makes_room_for_others_of_their_address_first() -> None:
    streams = Streams(most_at_the_door=9, most_of_one_address=2)
    gone: list[str] = []

    async def wait(name: str, address: str) -> None:
        try:
            async with streams.at_the_door(address, 60):
                await asyncio.Event().wait()
        except TimeoutError:
            gone.append(name)

    async with asyncio.TaskGroup() as group:
        names = [("a1", "a"), ("b1", "b"), ("a2", "a"), ("a3", "a"), ("a4", "a"), ("b2", "b")]
        tasks = []
        for name, address in names:
            tasks.append(group.create_task(wait(name, address)))
            await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE_S):
            while len(gone) < 2:  # noqa: ASYNC110 - it happens in the other tasks
                await asyncio.sleep(0)
        for task in tasks:
            task.cancel()

    assert gone == ["a1", "a2"]


@ON_ONE
async def test_an_answer_that_ends_at_once_leaves_its_place(
    serve: Serve, settings: Settings
) -> None:
    reader = token_of(settings)

    async with serve(Streams(most=1)) as url:
        for _ in range(3):
            async with over_stream(url, reader, "subscription { nothing }") as stream:
                assert stream.response.status_code == 200
                await stream.response.aread()


@ON_ONE
async def test_a_socket_has_so_many_subscriptions(serve: Serve, settings: Settings) -> None:
    async with serve() as url, signed_in(url, token_of(settings)) as socket:
        for id_ in range(MOST_OPERATIONS):
            await socket.subscribe(str(id_))
        await socket.subscribe("one more")
        refused = await socket.receive()
        await socket.send(type="complete", id="0")
        await socket.subscribe("one more", after=START)
        admitted_now = await socket.receive()

    assert (refused["type"], refused["id"]) == ("error", "one more")
    assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_STREAMS"
    assert (admitted_now["type"], admitted_now["id"]) == ("next", "one more")


@ON_ONE
async def test_a_person_has_so_many_subscriptions_on_all_of_their_sockets(
    serve: Serve, settings: Settings
) -> None:
    reader, manager = (token_of(settings, who) for who in ("spp-is-reader", "spp-is-manager"))

    async with (
        serve(Streams(most_subscriptions_of_one_person=2)) as url,
        signed_in(url, reader) as one,
        signed_in(url, reader) as other,
        signed_in(url, manager) as of_another,
    ):
        await one.subscribe("1")
        await one.send(type="ping")
        await one.receive()
        await other.subscribe("1", after=START)
        await other.receive()
        await one.subscribe("2")
        refused = await one.receive()
        await of_another.subscribe("1", after=START)
        admitted_there = await of_another.receive()
        await one.send(type="complete", id="1")

        async def admitted_now() -> bool:
            await one.subscribe("3", after=START)
            return bool((await one.receive())["type"] == "next")

        await until(admitted_now)  # as soon as the other one has ended

    assert (refused["type"], refused["id"]) == ("error", "2")
    assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_STREAMS"
    assert admitted_there["type"] == "next"


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def admitted(url: str, token: str) -> bool:
    """Whether there is room for a stream of this person."""
    async with over_stream(url, token) as stream:
        return bool(stream.response.status_code == 200)


# How slow ----------------------------------------------------------------------------------------


class Watched(Streams):
    """Streams that tell when somebody was too slow."""

    def __init__(self) -> None:
        super().__init__(slowest_s=0.2)
        self.cut = asyncio.Event()

    async def hand_over(self, sending: Awaitable[None]) -> None:
        try:
            await super().hand_over(sending)
        except TooSlowError:
            self.cut.set()
            raise


@ON_ONE
async def test_a_client_that_does_not_read_is_cut_off_and_can_go_on(
    serve: Serve, settings: Settings
) -> None:
    token = token_of(settings)

    for way in ("socket", "stream"):
        streams = Watched()
        async with serve(streams) as url:
            async with lazy(way, url, token), asyncio.timeout(PATIENCE_S):
                await streams.cut.wait()
            async with over_stream(url, token, after=cursor_in(settings.database_url, 7)) as stream:
                line = await event(stream)
        assert line["cursor"] == cursor_in(settings.database_url, 8)


@asynccontextmanager
async def lazy(way: str, url: str, token: str) -> AsyncIterator[None]:
    """A client that asks for much and reads nothing of it."""
    if way == "stream":
        async with over_stream(url, token, LONG, after=START):
            yield
    else:
        async with signed_in(url, token, max_queue=1) as socket:
            await socket.subscribe("1", LONG, after=START)
            yield
            await socket.abort()


@ON_ONE
async def test_a_client_that_is_slow_is_told_to_come_back(settings: Settings) -> None:
    """What the server says is seen at its own door: past it, the message waits in the network."""
    app = create_app(settings, streams=Streams(slowest_s=0.05))
    incoming: asyncio.Queue[Message] = asyncio.Queue()
    outgoing: list[Message] = []
    await incoming.put({"type": "websocket.connect"})
    subscribed = {"query": EVENTS, "variables": {"after": START}}
    for said in (
        {"type": "connection_init", "payload": bearer(token_of(settings))},
        {"type": "subscribe", "id": "1", "payload": subscribed},
    ):
        await incoming.put({"type": "websocket.receive", "text": json.dumps(said)})

    async def send(message: Message) -> None:
        if '"next"' in message.get("text", ""):
            await asyncio.Event().wait()
        outgoing.append(message)

    scope = {
        "type": "websocket",
        "path": "/graphql",
        "headers": [],
        "subprotocols": ["graphql-transport-ws"],
    }
    async with app.router.lifespan_context(app), asyncio.timeout(PATIENCE_S):
        await app(scope, incoming.get, send)

    assert outgoing[-1] == {
        "type": "websocket.close",
        "code": 1013,
        "reason": "resync: reconnect with your last cursor",
    }


@ON_ONE
async def test_a_slow_client_holds_up_nobody(serve: Serve, settings: Settings) -> None:
    token = token_of(settings)

    async with serve() as url, AsyncExitStack() as stack:
        for _ in range(8):  # more than take turns on the database
            await stack.enter_async_context(over_stream(url, token, LONG, after=START))
        async with over_stream(url, token, after=START) as follower:
            lines = [await event(follower) for _ in range(300)]

    assert lines[-1]["cursor"] == cursor_in(settings.database_url, 300)


@ON_ONE
async def test_something_is_said_in_every_silence(serve: Serve, settings: Settings) -> None:
    async with (
        serve(Streams(keep_alive_s=0.02)) as url,
        over_stream(url, token_of(settings)) as stream,
    ):
        said = b""
        async with asyncio.timeout(PATIENCE_S):
            async for part in stream.response.aiter_raw():
                said += part
                if len(said) >= 15:
                    break

    assert said[:15] == b":\n\n" * 5


# What comes while one looks ----------------------------------------------------------------------


async def test_a_line_that_is_written_while_others_are_read_is_not_missed(
    serve: Serve, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_page = journal.page_of_events
    asked = 0

    async def read_and_write(context: Context, *wanted: Any) -> Any:
        nonlocal asked
        page = await read_page(context, *wanted)
        asked += 1
        if asked == 1:
            await Desk(world, EUPEN).give_contact()
        return page

    monkeypatch.setattr(journal, "page_of_events", read_and_write)
    world = World(settings, Clock(datetime.now(UTC)))
    ((last,),) = world.rows("SELECT number FROM journal_head")
    since = {"updatedSince": "2000-01-01T00:00:00Z"}  # a filter: each time the database is asked

    async with (
        world.running(),
        serve() as url,
        over_stream(
            url, token_of(settings), after=cursor_in(settings.database_url, last - 1), filter=since
        ) as stream,
    ):
        lines = [await event(stream) for _ in range(3)]

    assert [line["type"] for line in lines[1:]] == ["CONTACT_UPDATED", "BANK_ACCOUNT_UPDATED"]


# Faults of ours ----------------------------------------------------------------------------------


async def failing(*_: object) -> Any:
    raise RuntimeError("a secret")


async def test_a_fault_in_one_event_is_masked_and_the_others_follow(
    serve: Serve,
    settings: Settings,
    follow: Follow,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(published, "load_report", failing)
    query = """subscription ($after: String) { events(year: 2020, after: $after) {
      cursor report { id } } }"""

    async with serve() as url, follow(url, token_of(settings), query, after=START) as follower:
        answers = [await follower.answer() for _ in range(2)]

    for answer in answers:
        (error,) = answer["errors"]
        assert answer["data"]["events"]["report"] is None
        assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert error["extensions"]["requestId"]
        assert "secret" not in json.dumps(answer)
    assert {record.levelno for record in faults(caplog)} == {logging.ERROR}


async def test_a_fault_in_following_ends_the_subscription_masked(
    serve: Serve,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(journal, "page_of_events", failing)

    async with serve() as url:
        async with over_stream(url, token_of(settings), after=START) as stream:
            answer = await stream.answer()
            end = [await stream.message(), await stream.message()]
        async with signed_in(url, token_of(settings)) as socket:
            await socket.subscribe("1", after=START)
            messages = [await socket.receive(), await socket.receive()]

    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert end == [("complete", ""), None]
    assert messages[0]["payload"]["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert messages[1] == {"type": "complete", "id": "1"}
    assert len(faults(caplog)) == 2


def faults(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "rapport_unique.errors"]


async def test_a_tail_that_nobody_reads_any_more_ends_the_subscription(
    serve: Serve, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> AsyncGenerator[None, None]:
        raise RuntimeError("a fault of ours")
        yield

    monkeypatch.setattr("models.tail.wakeups", broken)

    async with serve() as url, over_stream(url, token_of(settings), after=START) as stream:
        answer = await stream.answer()
        end = await stream.message()

    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert end == ("complete", "")


async def test_queries_are_answered_while_many_wait(serve: Serve, settings: Settings) -> None:
    token = token_of(settings)

    async with serve() as url, AsyncExitStack() as stack:
        for _ in range(25):
            await stack.enter_async_context(over_stream(url, token))
        async with httpx2.AsyncClient(
            base_url=url, headers=bearer(token), verify=UNENCRYPTED
        ) as client:
            answers = await asyncio.gather(
                *(
                    client.post("/graphql", json={"query": "{ allCpas { totalCount } }"})
                    for _ in range(20)
                )
            )

    assert {answer.json()["data"]["allCpas"]["totalCount"] for answer in answers} == {581}
