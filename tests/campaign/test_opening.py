"""Opening a campaign."""

import pytest

from tests.campaign.managing import (
    ALL_KINDS,
    CAMPAIGN_2021,
    OPEN,
    fill_in_contact,
    manage,
    open_2021,
    report_of,
)
from tests.world import World


async def test_every_cpas_gets_a_report_with_all_forms(world: World) -> None:
    payload = await manage(world, OPEN, **CAMPAIGN_2021)

    assert payload == {"reportCount": 581, "formCount": 3486, "userErrors": []}
    report = await report_of(world, "gent-editor", 2021)
    assert [form["kind"] for form in report["forms"]] == ALL_KINDS
    assert {form["status"] for form in report["forms"]} == {"NOT_STARTED"}


async def test_opening_again_changes_nothing(open_world: World) -> None:
    before = open_world.everything()

    payload = await manage(open_world, OPEN, **CAMPAIGN_2021)

    assert payload == {"reportCount": 581, "formCount": 3486, "userErrors": []}
    assert open_world.everything() == before


async def test_opening_again_adds_the_forms_that_are_missing(world: World) -> None:
    await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS"]})

    payload = await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS", "PERSONNEL_COSTS"]})

    assert payload["formCount"] == 1162


async def test_other_dates_for_an_open_campaign_are_refused(open_world: World) -> None:
    before = open_world.everything()

    payload = await manage(
        open_world, OPEN, **{**CAMPAIGN_2021, "closesAt": "2028-01-01T00:00:00Z"}
    )

    assert [error["code"] for error in payload["userErrors"]] == ["CAMPAIGN_EXISTS"]
    assert open_world.everything() == before


async def test_every_problem_of_a_campaign_is_told_at_once(world: World) -> None:
    before = world.everything()

    payload = await manage(
        world,
        OPEN,
        year=1999,
        kinds=["COVID_PREMIUM"],
        opensAt="2022-01-03T08:00:00Z",
        closesAt="2022-01-03T08:00:00Z",
    )

    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("INVALID_YEAR", ["input", "year"]),
        ("INVALID_PERIOD", ["input", "closesAt"]),
        ("FORM_NOT_IN_YEAR", ["input", "kinds"]),
    ]
    assert world.everything() == before


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("argument", ["opensAt", "closesAt"])
async def test_an_instant_beyond_the_calendar_is_refused(
    world: World, argument: str, at: str
) -> None:
    answer = await world.as_("spp-is-manager")(OPEN, input={**CAMPAIGN_2021, argument: at})

    assert answer.error_codes == ["BAD_USER_INPUT"]


async def test_contact_and_bank_account_are_taken_over_from_the_year_before(world: World) -> None:
    await fill_in_contact(world, "gent", 2020)

    await open_2021(world)

    report = await report_of(world, "gent-editor", 2021)
    assert report["contact"] == {"name": "Ana", "email": "ana@cpas.example"}
    assert report["bankAccount"] == {"iban": "BE34091000277790"}
    assert report["version"] == 1


async def test_a_change_in_the_new_year_leaves_the_old_one_alone(world: World) -> None:
    await fill_in_contact(world, "gent", 2020)
    await open_2021(world)
    old = await report_of(world, "gent-editor", 2020)

    await fill_in_contact(world, "gent", 2021)

    assert await report_of(world, "gent-editor", 2020) == old


async def test_the_same_key_gives_the_first_answer(world: World) -> None:
    first = await manage(world, OPEN, **CAMPAIGN_2021, idempotencyKey="k")
    before = world.everything()

    again = await manage(world, OPEN, **CAMPAIGN_2021, idempotencyKey="k")

    assert again == first
    assert world.everything() == before


async def test_opening_is_in_the_journal(open_world: World) -> None:
    lines = open_world.rows(
        "SELECT type, count(*) FROM journal JOIN report ON report.id = report_id "
        "WHERE year = 2021 GROUP BY type"
    )

    assert lines == [("REPORT_OPENED", 581)]


@pytest.mark.parametrize(
    "instant",
    [
        "2021-01-03T08:00:00",
        "2021-01-03",
        "soon",
        "",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
async def test_what_is_no_instant_of_the_calendar_is_refused(world: World, instant: str) -> None:
    wanted = {**CAMPAIGN_2021, "opensAt": instant}

    answer = await world.as_("spp-is-manager")(OPEN, input=wanted)

    assert answer.error_codes == ["BAD_USER_INPUT"]
