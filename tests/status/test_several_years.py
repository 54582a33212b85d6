"""Several years and several forms: what is chosen, what stands beside each other, and when."""

import pytest

from models.cpas import Region
from tests.api.acting import CHARLEROI, Desk
from tests.campaign.managing import (
    ALL_KINDS,
    OPEN,
    PLANNED_2026,
    form_of,
    manage,
    save_lines,
)
from tests.countries import FEW, few_in
from tests.status.visiting import OF_FORMS, Page, asked, visit
from tests.world import World

WALLOON = few_in(Region.WALLONIA)
AT_REST = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def two_years(open_world: World) -> World:
    """The small country with a second campaign, of all forms."""
    return open_world


async def begin_personnel_costs(world: World) -> None:
    """Encode one of the two lines of a form: it has not been encoded."""
    form = await form_of(world, "charleroi-editor", 2021, "PERSONNEL_COSTS")
    saved = await save_lines(world, "charleroi", form, **{form["lines"][0]["key"]: "1.00"})
    assert saved["form"]["status"] == "PARTIALLY_ENCODED"


async def test_the_latest_year_is_shown_unless_another_one_is_asked_for(two_years: World) -> None:
    latest = await visit(two_years, "spp-is-reader")
    other = await visit(two_years, "spp-is-reader", "?year=2020")

    assert (latest.heading, latest.total) == ("Rapport unique 2021 – Belgium", FEW * 6)
    assert (other.heading, other.total) == ("Rapport unique 2020 – Belgium", FEW)
    years = latest.document.only("select", id="year").all("option")
    assert [year.text for year in years] == ["2021", "2020"]
    assert ["selected" in year.attributes for year in years] == [True, False]


async def test_a_planned_year_is_shown_only_when_it_is_asked_for(world: World) -> None:
    await manage(world, OPEN, **PLANNED_2026)

    first = await visit(world, "spp-is-reader")
    planned = await visit(world, "spp-is-reader", "?year=2026")

    assert first.heading == "Rapport unique 2020 – Belgium"
    assert planned.heading == "Rapport unique 2026 – Belgium"
    years = first.document.only("select", id="year").all("option")
    assert [year.text for year in years] == ["2026", "2020"]


async def test_only_the_forms_of_the_year_are_to_choose_from(two_years: World) -> None:
    latest = await visit(two_years, "uvcw")
    other = await visit(two_years, "uvcw", "?year=2020&kind=COVID_PREMIUM")

    def choices(page: Page) -> list[str | None]:
        options = page.document.only("select", id="kind").all("option")
        return [option.attributes["value"] for option in options]

    assert choices(latest) == ["", *ALL_KINDS]
    assert choices(other) == ["", "COVID_PREMIUM"]


async def test_a_form_can_be_chosen_and_everything_is_about_it(two_years: World) -> None:
    overview = await visit(two_years, "uvcw")
    rows = overview.table("by-form")

    page = await visit(two_years, "uvcw", overview.link("Personnel costs"))

    assert [row[1] for row in rows] == [f"{WALLOON}"] * 6
    assert page.total == WALLOON
    assert not page.has("by-form")
    assert asked(page.link("Hainaut")) == {
        "kind": "PERSONNEL_COSTS",
        "region": "WALLONIA",
        "province": "Hainaut",
    }


async def test_a_cpas_has_its_forms_in_the_order_of_the_manual(two_years: World) -> None:
    page = await visit(two_years, "charleroi-editor")

    rows = page.table("list")
    assert rows[0] == ["Charleroi NIS 52011"]
    assert [row[0] for row in rows[1:]] == [
        "Covid-19: temporary premium of 50 EUR",
        "Personnel costs",
        "Rental guarantees",
        "Social fund for gas and electricity",
        "Social participation and activation",
        "Individual project for social integration",
    ]
    assert not page.has("by-form")


async def test_what_is_encoded_in_part_waits_for_its_cpas(two_years: World) -> None:
    await begin_personnel_costs(two_years)

    page = await visit(two_years, "charleroi-editor", "?kind=PERSONNEL_COSTS")

    assert page.table("list")[0][1:5] == ["no", "no", "no", "the CPAS, to encode"]
    assert page.cards == [0, 1, 0, 0, 0, 0, 0]


async def test_a_list_of_one_state_shows_the_forms_in_it_and_no_others(two_years: World) -> None:
    await Desk(two_years, CHARLEROI).encode()

    page = await visit(two_years, "charleroi-editor", "?year=2020&show=NOT_STARTED")

    assert page.names == []
    assert "No form matches." in page.document.text
    assert page.cards[2] == 1


# Over time ---------------------------------------------------------------------------------------


@AT_REST
async def test_the_days_add_up_to_what_is_encoded_and_sent(country: World) -> None:
    columns = "count(encoded_at), count(sent_at)"
    ((encoded, sent),) = country.rows(
        f"{OF_FORMS.format(columns=columns)} region = 'BRUSSELS' AND justified IS NOT NULL"
    )

    page = await visit(country, "brulocalis")

    days = page.table("over-time")
    assert [int(cell) for cell in days[-1][1:]] == [encoded, sent]
    assert [int(row[1]) for row in days] == sorted(int(row[1]) for row in days)
    assert len({row[0] for row in days}) == len(days)
    drawing = page.document.only("svg", class_="plot-wide")
    assert drawing.only("desc").text.endswith(f": {encoded} forms encoded and {sent} sent, of 19.")
    assert page.document.only("svg", class_="plot-narrow").only("title").text


async def test_a_form_counts_on_the_day_it_was_in_belgium(world: World) -> None:
    world.clock.advance(hours=11, minutes=30)  # half an hour past midnight in Brussels
    await Desk(world, CHARLEROI).encode()

    page = await visit(world, "charleroi-editor")

    assert page.table("over-time") == [["24 Nov 2026", "1", "0"]]
    assert not page.document.all("svg", class_="plot")
    assert "open" in page.document.only("details").attributes


async def test_what_is_encoded_in_part_is_not_drawn(two_years: World) -> None:
    await begin_personnel_costs(two_years)

    page = await visit(two_years, "charleroi-editor")

    assert page.has("over-time")
    assert page.table("over-time") == []
    assert "Nothing has been encoded yet." in page.document.text


async def test_a_time_without_change_is_drawn_shorter_and_said(world: World) -> None:
    await Desk(world, CHARLEROI).encode()

    page = await visit(world, "uvcw")
    without = await visit(world, "vvsg")

    assert len(page.document.only("svg", class_="plot-wide").all("path", class_="gap")) == 1
    assert "Two slashes" in page.document.text
    assert "Two slashes" not in without.document.text
