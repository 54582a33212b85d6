"""Those who work for a CPAS that took others over, and have no report of their own yet."""

import pytest

from models.database import Database
from tests.campaign.managing import OPEN, PLANNED_2026, manage
from tests.pages.browsing import Visitor, marks
from tests.registering import INTO_PAJOTTEGEM, record

pytestmark = pytest.mark.only_on("sqlite", reason="The pages only ask the API.")


@pytest.fixture
async def visitor(visitor: Visitor) -> Visitor:
    """Here Pajottegem has taken over Galmaarden, Gooik and Herne."""
    database = Database(visitor.world.settings.database_url)
    await record(database, INTO_PAJOTTEGEM)
    await database.close()
    return visitor


@pytest.mark.parametrize("path", ["/", "/cpas/23106"])
async def test_they_begin_where_those_can_be_found(visitor: Visitor, path: str) -> None:
    page = await visitor.sign_in("pajottegem-president", path)

    assert page.heading == "Rapport unique 2020 – CPAS Pajottegem"
    assert "This CPAS has no report of 2020." in page.document.text
    links = page.document.only("section", **{"aria-labelledby": "taken-over"}).all("a")
    assert [(link.text, link.attributes["href"]) for link in links] == [
        ("CPAS Galmaarden", "/cpas/23023"),
        ("CPAS Gooik", "/cpas/23024"),
        ("CPAS Herne", "/cpas/23032"),
    ]


async def test_they_go_on_with_what_was_begun(visitor: Visitor) -> None:
    await visitor.sign_in("pajottegem-editor")

    page = await visitor.get("/cpas/23024")
    edit = await visitor.get("/cpas/23024/2020/covid-premium/edit")

    assert page.heading == "Rapport unique 2020 – CPAS Gooik"
    assert "This CPAS was taken over by another one: CPAS Pajottegem" in page.document.text
    assert len(marks(page)) == 1
    assert edit.status == 200


async def test_what_is_planned_for_them_is_not_where_they_begin(visitor: Visitor) -> None:
    await manage(visitor.world, OPEN, **PLANNED_2026)

    page = await visitor.sign_in("pajottegem-editor")
    planned = await visitor.get("/cpas/23106/2026")

    assert page.heading == "Rapport unique 2020 – CPAS Pajottegem"
    assert planned.heading == "Rapport unique 2026 – CPAS Pajottegem"
    assert len(marks(planned)) == 1
