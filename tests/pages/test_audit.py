"""Every screen in every state, looked at in a browser: WCAG 2.2 AA, and the width of a phone.

The pages are made in this process, where the clock can be set, and shown as they came.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.browsers import browser
from tests.pages.auditing import objections
from tests.pages.touring import tour
from tests.status.visiting import Page
from tests.world import Clock, World, copied_world

__all__ = ["browser"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.only_on("sqlite", reason="The pages only ask the API."),
]

PLACE = "http://pages.example/"


async def _made(template: Path, folder: Path) -> tuple[dict[str, Page], dict[str, str]]:
    async with copied_world(template, folder, Clock()) as world:
        pages = {name: page async for name, page in tour(world)}
        return pages, await _sheets(world, pages)


async def _sheets(world: World, pages: Mapping[str, Page]) -> dict[str, str]:
    links = {
        str(link.attributes["href"])
        for page in pages.values()
        for link in page.document.all("link", rel="stylesheet")
    }
    return {path: (await world.client.get(path)).text for path in links}


def test_every_state_of_every_screen_stands_up_to_an_audit(
    browser: Browser, country_of_all_forms: Path, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(1) as aside:  # beside the loop of the browser
        made = aside.submit(lambda: asyncio.run(_made(country_of_all_forms, tmp_path)))
    pages, sheets = made.result()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-BE")
    context.route("**/*", lambda route: _give(route, sheets))
    shown = context.new_page()
    shown.goto(PLACE)
    found = {}
    for name, page in pages.items():
        shown.set_content(page.html)  # in the same window, which keeps what looks for objections
        if wrong := objections(shown):
            found[name] = wrong
    context.close()

    assert found == {}
    assert len(sheets) == 1
    closed, returned = pages["form, closed, not sent"], pages["form, returned"]
    assert "Clôturé depuis le" in closed.document.only("p", class_="lead").text
    assert "Renvoyé par le SPP IS" in str(returned.problem)


def _give(route: Route, sheets: Mapping[str, str]) -> None:
    """Answer with the stylesheet; with nothing to all else."""
    path = f"/{route.request.url.removeprefix(PLACE)}"
    kind = "text/css" if path in sheets else "text/html"
    route.fulfill(body=sheets.get(path, ""), content_type=kind)


def test_what_is_wrong_with_a_page_is_objected_to(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content('<p style="color: #999">pale</p><img src="x"><pre>' + "long" * 99)

    found = {objection.partition(":")[0] for objection in objections(page)}

    page.close()
    assert {"color-contrast", "image-alt", "wider than a phone"} <= found
