"""Instants at the ends of the calendar, which stand in a database and were never let in."""

import pytest

from tests.pages.browsing import Visitor

pytestmark = pytest.mark.only_on("sqlite", reason="The pages only ask the API.")

PATHS = ("/status", "/cpas/52011/2020", "/cpas/52011/2020/covid-premium", "/desk")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("found", "changed", "instant"),
    [
        (
            "SELECT closes_at FROM campaign",
            ["UPDATE campaign SET closes_at = ?", "UPDATE report SET closes_at = ?"],
            "9999-12-31 23:59:59.999999",
        ),
        (
            "SELECT opens_at FROM campaign",
            ["UPDATE campaign SET opens_at = ?", "UPDATE report SET opens_at = ?"],
            "0001-01-01 00:00:00.000000",
        ),
    ],
)
async def test_the_ends_of_the_calendar_break_no_page(
    visitor: Visitor, path: str, found: str, changed: list[str], instant: str
) -> None:
    ((as_kept,),) = visitor.world.rows(found)
    assert len(as_kept) == len(instant)
    for statement in changed:
        visitor.world.rows(statement, instant)

    page = await visitor.sign_in("spp-is-manager", path)

    assert page.status == 200
