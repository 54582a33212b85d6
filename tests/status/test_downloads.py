"""Files beside the page: offered where they are configured, and only of just what is shown."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from models.database import Database
from models.tail import Tail
from rapport_unique.app import make_verifier
from rapport_unique.browser import site_of
from rapport_unique.middleware import RequestId
from rapport_unique.pages.follow_up.address import address_of
from rapport_unique.pages.follow_up.show import Download, FollowUp
from rapport_unique.service import Service
from schema import make_schema
from tests.sealing import SEALING
from tests.status.visiting import Page
from tests.world import World

CSV, WORKBOOK = Download(name="forms.csv", label="CSV"), Download(name="forms.xlsx", label="Excel")


@asynccontextmanager
async def pages_with(world: World, *downloads: Download) -> AsyncIterator[httpx2.AsyncClient]:
    """The pages, with these files beside them."""
    database = Database(world.settings.database_url)
    verifier, keys = make_verifier(world.settings)
    service = Service(
        schema=make_schema(),
        database=database,
        verifier=verifier,
        clock=world.clock,
        tail=Tail(database),
        sealing=SEALING,
    )
    pages = FollowUp(site=site_of(service, world.settings), downloads=downloads)
    app = Starlette(routes=pages.routes(), middleware=[Middleware(RequestId)])
    headers = {"authorization": f"Bearer {world.token('uvcw')}", "accept-language": "en"}
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(
        transport=transport, base_url=world.settings.base_url, headers=headers
    ) as client:
        yield client
    await verifier.aclose()
    await keys.aclose()
    await database.close()


async def test_files_are_offered_where_they_are_configured(world: World) -> None:
    async with pages_with(world, CSV, WORKBOOK) as client:
        page = Page(await client.get("/status?kind=COVID_PREMIUM&region=WALLONIA"))
        province = Page(await client.get("/status?region=WALLONIA&province=Namur"))
    async with pages_with(world) as client:
        without = Page(await client.get("/status"))

    asked = "?year=2020&kind=COVID_PREMIUM&region=WALLONIA"
    assert page.link("CSV") == f"/status/forms.csv{asked}"
    assert page.link("Excel") == f"/status/forms.xlsx{asked}"
    assert province.link("CSV") == "/status/forms.csv?year=2020&region=WALLONIA&province=Namur"
    assert without.status == 200
    assert not without.document.all("nav", class_="downloads")


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ({}, "?year=2020"),
        ({"year": "2019", "after": "WyJhIiwiYiJd"}, "?year=2020"),
        ({"show": "NOT_STARTED"}, "?year=2020&status=NOT_STARTED"),
        (
            {"show": "WAITING_FOR_PRESIDENT", "language": "de"},
            "?year=2020&status=ENCODED&status=PARTIALLY_SIGNED&missingSignature=PRESIDENT&language=DE",
        ),
        (
            {"show": "WAITING_FOR_DIRECTOR_GENERAL"},
            "?year=2020&status=ENCODED&status=PARTIALLY_SIGNED&missingSignature=DIRECTOR_GENERAL",
        ),
        ({"region": "BRUSSELS"}, "?year=2020&region=BRUSSELS"),
        (
            {"region": "WALLONIA", "province": "Namur", "kind": "PIIS", "show": "UNSENT"},
            "?year=2020&kind=PIIS&region=WALLONIA&province=Namur&sent=false",
        ),
        (
            {"search": "Sint", "order": "WAITING_SINCE"},
            "?year=2020&search=Sint&orderBy=WAITING_SINCE",
        ),
    ],
    ids=str,
)
def test_a_file_is_asked_for_in_the_words_of_the_exports(words: dict[str, str], query: str) -> None:
    assert address_of(words).of_file(2020) == query
