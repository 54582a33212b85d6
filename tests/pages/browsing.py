"""Somebody who looks at the pages as a browser does: with cookies, and going where forms lead."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

import httpx2

from tests.status.visiting import Element, Page
from tests.world import World

FORM = "application/x-www-form-urlencoded"


@dataclass
class Visitor:
    """A browser without scripts, with cookies of its own."""

    world: World
    client: httpx2.AsyncClient
    language: str = "en"

    async def get(self, path: str, **headers: str) -> Page:
        """The page at that address, after where it leads on to."""
        sent = {"accept-language": self.language, **headers}
        return Page(await self.client.get(path, headers=sent, follow_redirects=True))

    async def post(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """The bare answer to a form that is sent to that address."""
        own = {"origin": self.world.settings.base_url, "sec-fetch-site": "same-origin"}
        sent = {"content-type": FORM, "accept-language": self.language}
        sent |= own if headers is None else headers
        return await self.client.post(path, content=urlencode(fields), headers=sent)

    async def send(self, page: Page, typed: Mapping[str, str] | None = None, at: int = -1) -> Page:
        """The page to which a form of that page leads, filled in so; the last form unless told."""
        form = page.document.only("main").all("form")[at]
        action = form.attributes.get("action") or ""
        answer = await self.post(
            urljoin(str(page.answer.url), action), {**filled_in(form), **(typed or {})}
        )
        if answer.is_redirect:
            return await self.get(urljoin(str(page.answer.url), answer.headers["location"]))
        return Page(answer)

    async def sign_in(self, persona: str, to: str = "/") -> Page:
        """The page that was asked for, once that person has signed in."""
        asked = await self.get(to)
        personas = await self.get(way_in(asked))
        return await self.send(personas, {"persona": persona})


def way_in(page: Page) -> str:
    """Where the button to sign in leads."""
    (way,) = page.document.only("ul", class_="ways").all("a")
    return str(way.attributes["href"])


def filled_in(form: Element) -> dict[str, str]:
    """What a form sends as it stands."""
    fields = {
        str(field.attributes["name"]): field.attributes.get("value") or ""
        for field in form.all("input")
        if field.attributes.get("name") and _is_sent(field)
    }
    return fields | {
        str(area.attributes["name"]): "".join(map(str, area.children))
        for area in form.all("textarea")
    }


def _is_sent(field: Element) -> bool:
    chosen = field.attributes.get("type") in {"radio", "checkbox"}
    return not chosen or "checked" in field.attributes


@asynccontextmanager
async def visiting(world: World, language: str = "en") -> AsyncIterator[Visitor]:
    """A visitor of the pages of that world."""
    transport = httpx2.ASGITransport(world.app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=world.settings.base_url) as client:
        yield Visitor(world, client, language)


def marks(page: Page) -> list[list[str]]:
    """Of each form on the home page, what its three marks say and whom it waits for."""
    rows = page.document.only("table", class_="home").only("tbody").all("tr")
    return [[cell.text for cell in row.all("td")] for row in rows]


def buttons(page: Page) -> list[str]:
    """What the buttons say that stand below a page."""
    found = page.document.all("p", class_="buttons")
    return [
        element.text
        for row in found
        for element in row.elements()
        if element.tag in {"a", "button"} and "hidden" not in element.attributes
    ]


def notice(page: Page) -> str | None:
    """What the page says was done."""
    found = page.document.all("p", class_="notice")
    return found[0].text if found else None


def problems(page: Page) -> list[tuple[str | None, str]]:
    """Everything that is to be corrected: the field that it leads to, and the sentence."""
    found = page.document.all("div", class_="summary")
    items = [item for summary in found for item in summary.all("li")]
    return [
        (next((link.attributes["href"] for link in item.all("a")), None), item.text)
        for item in items
    ]


def value(page: Page, name: str) -> str | None:
    """What stands in a field."""
    return page.document.only("input", name=name).attributes.get("value")
