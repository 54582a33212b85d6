"""The stream of the follow-up: for whom it moves, and for whom there is none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import orjson
import pytest

from models.paging import decode_cursor
from rapport_unique.app import utc_now
from rapport_unique.pages.sealing import Seal
from rapport_unique.pages.session import COOKIE
from rapport_unique.settings import Settings
from tests.offices import RacedForm, Service
from tests.servers import UNENCRYPTED
from tests.streams.clients import EventStream, token_of
from tests.streams.conftest import Serve


@asynccontextmanager
async def listening(
    url: str, token: str | None, year: object = 2020, **headers: str
) -> AsyncIterator[EventStream]:
    """A page that listens, whose token a proxy adds."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        sent["authorization"] = f"Bearer {token}"
    async with (
        httpx2.AsyncClient(base_url=url, timeout=None, verify=UNENCRYPTED) as client,
        client.stream("GET", f"/status/live?year={year}", headers=sent) as response,
    ):
        yield EventStream(response)


async def moved(stream: EventStream) -> str:
    """The cursor that the next message says, and nothing else."""
    message = await stream.message()
    assert message is not None, "the stream goes on"
    name, text = message
    assert name == "next"
    said = orjson.loads(text)["data"]["events"]
    assert set(said) == {"cursor"}
    return str(said["cursor"])


def url_of(service: Service) -> str:
    return str(service.clients[0].base_url)


def form_of(service: Service, region: str) -> RacedForm:
    (form,) = service.forms("ENCODED", 1, region)
    return form


async def test_it_moves_for_who_sees_the_cpas_and_not_for_others(here: Service) -> None:
    flemish, walloon = form_of(here, "FLANDERS"), form_of(here, "WALLONIA")

    async with listening(url_of(here), token_of(here.settings, "uvcw")) as region:
        heard = asyncio.create_task(moved(region))
        for cents in range(100, 2000):  # it begins with what comes, once it is open
            await here.save(flemish, cents)
            await here.save(walloon, cents)
            done, _ = await asyncio.wait({heard}, timeout=0.2)
            if done:
                break

    number, _ = decode_cursor(await heard, (int, str))
    regions = dict(here.rows("SELECT number, region FROM journal JOIN cpas ON cpas.id = cpas_id"))
    assert regions[number] == "WALLONIA"


async def test_the_cookie_of_the_page_opens_it(serve: Serve, settings: Settings) -> None:
    seal = Seal(settings.subject_key_bytes(), "session", utc_now)
    kept = {"access": token_of(settings, "uvcw"), "identity": None, "seen": 0}
    cookie = f"{COOKIE}={seal.seal(kept)}"

    async with serve() as url, listening(url, None, cookie=cookie) as stream:
        assert stream.response.status_code == 200
        assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"


@pytest.mark.parametrize("year", ["", "-1", "x", "1e3", "²", "9" * 16])
async def test_what_is_no_year_is_not_found(serve: Serve, settings: Settings, year: str) -> None:
    async with serve() as url, listening(url, token_of(settings), year) as stream:
        await stream.response.aread()

    assert stream.response.status_code == 404


@pytest.mark.parametrize("token", [None, "a.b.c"])
async def test_nobody_hears_nothing(serve: Serve, token: str | None) -> None:
    async with serve() as url, listening(url, token) as stream:
        await stream.response.aread()

    assert stream.response.status_code == 401
    assert stream.response.headers["www-authenticate"] == 'Bearer realm="rapport-unique"'
    assert stream.response.content == b""
