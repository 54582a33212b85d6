"""What comes of what is typed, computed by the API before it is saved, and shown on the page."""

from collections.abc import AsyncIterator

import pytest

from tests.pages.browsing import Visitor, notice, problems, value, visiting
from tests.status.visiting import Page
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="A preview only computes.")

HOME = "/cpas/52011/2020"
COMPUTE = {"compute": "yes"}


async def editing(visitor: Visitor, kind: str) -> Page:
    return await visitor.sign_in("charleroi-editor", f"{HOME}/{kind}/edit")


def fields(page: Page) -> list[str]:
    """The names of the fields for amounts and numbers, in their order."""
    names = [str(one.attributes.get("name")) for one in page.document.all("input")]
    return [name for name in names if name.startswith("lines.")]


def computed(page: Page) -> dict[str, str]:
    """What stands in each of the places that the script fills in anew, where it says anything."""
    places = [one for one in page.document.elements() if "data-computed" in one.attributes]
    return {str(one.attributes["id"]): one.text for one in places if one.text}


@pytest.fixture
async def visitor(of_all_forms: World) -> AsyncIterator[Visitor]:
    async with visiting(of_all_forms) as visitor:
        yield visitor


async def test_parts_sums_ceilings_and_balance_are_computed_and_nothing_is_saved(
    visitor: Visitor,
) -> None:
    page = await editing(visitor, "social-participation")
    written = ("40 000,00", "2.000,00", "1 234,50", "5", "€ 10", "7,5")
    typed = dict(zip(fields(page), written, strict=True))
    before = visitor.world.everything()

    shown = await visitor.send(page, typed | COMPUTE)

    assert (shown.status, problems(shown)) == (200, [])
    assert visitor.world.everything() == before
    found = computed(shown)
    assert found["lines.participation-computed"] == "Justified amount: €42,000.00."
    assert found["lines.participation_personnel-computed"].startswith("Above the ceiling of €")
    assert "lines.participation_other-computed" not in found
    assert "Justified amount €43,257.00" in found["computed"]
    assert "Balance – to be repaid to SPP IS" in found["computed"]
    assert {name: value(shown, name) for name in typed} == typed


async def test_what_is_computed_is_what_is_saved(visitor: Visitor) -> None:
    page = await editing(visitor, "rental-guarantees")
    (field,) = fields(page)

    shown = await visitor.send(page, {field: "13"} | COMPUTE)
    saved = await visitor.send(shown)

    assert computed(shown)[f"{field}-computed"] == "= €325.00"
    assert notice(saved) == "The form is saved."
    assert computed(shown)["computed"] in saved.document.text


async def test_set_off_is_told_as_such(visitor: Visitor) -> None:
    page = await editing(visitor, "gas-electricity-fund")

    shown = await visitor.send(page, dict.fromkeys(fields(page), "0") | COMPUTE)

    assert "Balance – settled" in computed(shown)["computed"]
    assert "Amount set off against the next grant" in computed(shown)["computed"]


@pytest.mark.parametrize("written", ["1.234", "abc", "-5", "", "9" * 30])
async def test_where_an_amount_cannot_be_read_nothing_is_computed(
    visitor: Visitor, written: str
) -> None:
    page = await editing(visitor, "covid-premium")

    shown = await visitor.send(page, {"lines.premium": written} | COMPUTE)

    assert shown.status == 422
    assert [field for field, _ in problems(shown)] == ["#lines.premium"]
    assert computed(shown) == {}


async def test_what_stands_is_shown_before_anything_is_typed(visitor: Visitor) -> None:
    page = await editing(visitor, "covid-premium")
    await visitor.send(page, {"lines.premium": "12,34"})

    again = await visitor.get(f"{HOME}/covid-premium/edit")

    assert computed(again)["lines.premium-computed"].startswith("No multiple of")
    assert computed(again)["computed"].startswith("Balance")
