"""The stream of the status page: for whom it moves, where it begins, and when it ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from models.people import Role
from rapport_unique.app import utc_now
from rapport_unique.pages.sealing import Seal
from rapport_unique.pages.session import COOKIE
from rapport_unique.settings import Settings
from rapport_unique.streams import Streams
from tests.offices import RacedForm, Service
from tests.servers import UNENCRYPTED
from tests.streams.clients import EventStream, token_of
from tests.streams.conftest import Serve


@asynccontextmanager
async def listening(
    url: str, token: str | None, after: object, **headers: str
) -> AsyncIterator[EventStream]:
    """A page that listens, whose token a proxy adds."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        sent["authorization"] = f"Bearer {token}"
    async with (
        httpx2.AsyncClient(base_url=url, timeout=None, verify=UNENCRYPTED) as client,
        client.stream("GET", f"/status/live?after={after}", headers=sent) as response,
    ):
        yield EventStream(response)


def head(service: Service) -> int:
    ((number,),) = service.rows("SELECT number FROM journal_head")
    return int(number)


async def moved(stream: EventStream) -> int:
    """The number that the next message says."""
    message = await stream.message()
    assert message is not None, "the stream goes on"
    return int(message[1])


def url_of(service: Service) -> str:
    return str(service.clients[0].base_url)


def form_of(service: Service, region: str) -> RacedForm:
    (form,) = service.forms("ENCODED", 1, region)
    return form


async def test_it_moves_for_who_sees_the_cpas_and_not_for_others(here: Service) -> None:
    flemish, walloon = form_of(here, "FLANDERS"), form_of(here, "WALLONIA")
    everyone, uvcw = (token_of(here.settings, who) for who in ("spp-is-reader", "uvcw"))
    before = head(here)

    async with (
        listening(url_of(here), everyone, before) as country,
        listening(url_of(here), uvcw, before) as region,
    ):
        await here.save(flemish, 111_11)
        first = await moved(country)  # what the country has heard, the region could have
        await here.save(walloon, 111_11)
        second = await moved(country)
        heard = await moved(region)

    assert before < first < second == head(here)
    assert heard == second


async def test_a_signature_at_another_server_moves_it(here: Service, there: Service) -> None:
    form = form_of(here, "BRUSSELS")
    before = head(here)

    async with listening(url_of(here), token_of(here.settings), before) as stream:
        await there.sign(form, Role.PRESIDENT)
        number = await moved(stream)

    assert number == head(here) > before


async def test_what_happened_before_it_was_opened_is_said_at_once(here: Service) -> None:
    before = head(here)
    await here.save(form_of(here, "WALLONIA"), 222_22)

    async with listening(url_of(here), token_of(here.settings), before) as stream:
        number = await moved(stream)

    assert number == head(here)


async def test_a_browser_that_comes_back_goes_on_behind_the_last_message(here: Service) -> None:
    form = form_of(here, "WALLONIA")
    last = str(head(here))

    async with listening(url_of(here), token_of(here.settings), 0, last_event_id=last) as stream:
        await here.save(form, 333_33)
        number = await moved(stream)

    assert number == head(here) == int(last) + 1


async def test_a_message_carries_a_number_and_nothing_else(here: Service) -> None:
    before = head(here)
    await here.save(form_of(here, "WALLONIA"), 444_44)

    async with listening(url_of(here), token_of(here.settings), before) as stream:
        said = await _lines_until(stream, f"data: {before + 1}")

    assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert stream.response.headers["cache-control"] == "no-store, no-transform"
    assert [line for line in said if line not in {"", ":"}] == [
        f"id: {before + 1}",
        f"data: {before + 1}",
    ]


async def _lines_until(stream: EventStream, last: str) -> list[str]:
    said = []
    async for line in stream.response.aiter_lines():
        said.append(line)
        if line == last:
            break
    return said


async def test_it_ends_when_the_token_expires(serve: Serve, settings: Settings) -> None:
    token = token_of(settings, "uvcw", lifetime_s=2)

    async with serve() as url, listening(url, token, 10**9) as stream:
        last = await stream.message()

    assert stream.response.status_code == 200
    assert last is None


async def test_the_cookie_of_the_page_opens_it(serve: Serve, settings: Settings) -> None:
    seal = Seal(settings.subject_key_bytes(), "session", utc_now)
    kept = {"access": token_of(settings, "uvcw"), "identity": None, "seen": 0}
    cookie = f"{COOKIE}={seal.seal(kept)}"

    async with serve() as url, listening(url, None, 0, cookie=cookie) as stream:
        number = await moved(stream)

    assert number > 0


@pytest.mark.parametrize("after", ["", "-1", "x", "1e3", "²", "9" * 16])
async def test_what_is_no_number_is_refused(serve: Serve, settings: Settings, after: str) -> None:
    async with serve() as url, listening(url, token_of(settings), after) as stream:
        await stream.response.aread()

    assert stream.response.status_code == 400


@pytest.mark.parametrize("token", [None, "a.b.c"])
async def test_nobody_hears_nothing(serve: Serve, token: str | None) -> None:
    async with serve() as url, listening(url, token, 0) as stream:
        await stream.response.aread()

    assert stream.response.status_code == 401
    assert stream.response.headers["www-authenticate"] == 'Bearer realm="rapport-unique"'
    assert stream.response.content == b""


async def test_there_are_so_many_of_them(serve: Serve, settings: Settings) -> None:
    token = token_of(settings, "uvcw")

    async with (
        serve(Streams(most_of_one_person=1)) as url,
        listening(url, token, 0) as first,
        listening(url, token, 0) as second,
    ):
        await second.response.aread()
        number = await moved(first)

    assert second.response.status_code == 429
    assert number > 0
