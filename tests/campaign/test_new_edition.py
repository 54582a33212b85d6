"""A form changes from one year to the next: what stands keeps the edition that it was made of."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from models.forms.covid_premium import COVID_PREMIUM_2021
from models.forms.rental_guarantees import RENTAL_GUARANTEES
from models.money import Cents
from models.spec import FormKind, LineKey
from tests.campaign.managing import (
    CAMPAIGN_2021,
    OPEN,
    PREFILL,
    fill_in_contact,
    form_of,
    manage,
    other_editions,
    save_lines,
    sign,
)
from tests.world import World

GENT = "44021"
(_GUARANTEES,) = RENTAL_GUARANTEES.lines
_PREMIUM, _ = COVID_PREMIUM_2021.lines
DEARER = replace(
    RENTAL_GUARANTEES,
    edition=2,
    since_year=2022,
    lines=(
        replace(_GUARANTEES, unit_price=Cents(30_00)),
        replace(_PREMIUM, key=LineKey("moving")),
    ),
)
FROM_ROWS = """{ forms(year: 2021, filter: { kind: [RENTAL_GUARANTEES], status: [SENT] }) { nodes {
  edition title amounts { advance justified balance { direction amount borne } } } } }"""
FROM_VALUES = FROM_ROWS.replace("edition", "lines { unitPrice justified } viewerCanEdit edition")


@pytest.fixture
async def sent(open_world: World) -> World:
    """Gent has sent its rental guarantees of 2021: 17 at 25 EUR."""
    await fill_in_contact(open_world, "gent", 2021)
    grant = [{"nisCode": GENT, "advance": "400.00"}]
    await manage(open_world, PREFILL, year=2021, kind="RENTAL_GUARANTEES", advances=grant)
    form = await form_of(open_world, "gent-editor", 2021, "RENTAL_GUARANTEES")
    saved = (await save_lines(open_world, "gent", form, guarantees=17))["form"]
    for role in ("PRESIDENT", "DIRECTOR_GENERAL"):
        payload = await sign(open_world, "gent", role, form["id"], saved["contentDigest"])
        assert payload["userErrors"] == []
    return open_world


@pytest.fixture
def dearer_edition() -> Iterator[None]:
    with other_editions(FormKind.RENTAL_GUARANTEES, (RENTAL_GUARANTEES, DEARER)):
        yield


async def _listed(world: World, query: str) -> dict[str, Any]:
    answer = await world.as_("spp-is-reader")(query)
    (form,) = answer.data["forms"]["nodes"]
    found: dict[str, Any] = form
    return found


AMOUNTS = {
    "advance": "400.00",
    "justified": "425.00",
    "balance": {"direction": "SETTLED", "amount": "0.00", "borne": "25.00"},
}


@pytest.mark.usefixtures("dearer_edition")
async def test_what_was_sent_says_the_same_whatever_is_selected_with_it(sent: World) -> None:
    plain, whole = await _listed(sent, FROM_ROWS), await _listed(sent, FROM_VALUES)

    assert plain == {"edition": 1, "title": "Huurwaarborgen", "amounts": AMOUNTS}
    assert whole == {
        **plain,
        "lines": [{"unitPrice": "25.00", "justified": "425.00"}],
        "viewerCanEdit": False,
    }


@pytest.mark.usefixtures("dearer_edition")
async def test_the_next_campaign_has_the_new_edition(sent: World) -> None:
    following = CAMPAIGN_2021 | {"year": 2022, "kinds": ["RENTAL_GUARANTEES"]}
    payload = await manage(sent, OPEN, **following)

    form = await form_of(sent, "gent-editor", 2022, "RENTAL_GUARANTEES")

    assert payload["userErrors"] == []
    assert [line["key"] for line in form["lines"]] == ["guarantees", "moving"]
    assert form["lines"][0]["unitPrice"] == "30.00"
