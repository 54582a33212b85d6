"""Opening a campaign."""

from datetime import datetime
from typing import Any

import pytest

from tests.campaign.managing import (
    ALL_KINDS,
    CAMPAIGN_2021,
    CLOSE,
    OPEN,
    fill_in_contact,
    manage,
    open_2021,
    report_of,
)
from tests.countries import FEW
from tests.marks import RULES
from tests.world import World


async def test_every_cpas_gets_a_report_with_all_forms(world: World) -> None:
    payload = await manage(world, OPEN, **CAMPAIGN_2021)

    assert payload["userErrors"] == []
    assert (payload["reportCount"], payload["newReports"]) == (FEW, FEW)
    assert payload["formCount"] == payload["newForms"] == FEW * len(ALL_KINDS)
    report = await report_of(world, "gent-editor", 2021)
    assert [form["kind"] for form in report["forms"]] == ALL_KINDS
    assert {form["status"] for form in report["forms"]} == {"NOT_STARTED"}


async def test_opening_again_changes_nothing(open_world: World) -> None:
    before = open_world.everything()

    payload = await manage(open_world, OPEN, **CAMPAIGN_2021)

    assert payload["userErrors"] == []
    assert (payload["reportCount"], payload["newReports"]) == (FEW, 0)
    assert (payload["formCount"], payload["newForms"]) == (FEW * len(ALL_KINDS), 0)
    assert open_world.everything() == before


async def test_opening_again_adds_the_forms_that_are_missing(world: World) -> None:
    await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS"]})

    payload = await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS", "PERSONNEL_COSTS"]})

    assert payload["formCount"] == 2 * FEW


async def test_forms_are_added_without_giving_the_dates_again(world: World) -> None:
    await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS"]})

    payload = await manage(world, OPEN, year=2021, kinds=["PERSONNEL_COSTS"], reason="Forgotten")

    assert (payload["newReports"], payload["newForms"]) == (0, FEW)


async def test_forms_added_to_reports_are_in_the_journal_with_the_reason(world: World) -> None:
    await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS"]})

    await manage(world, OPEN, year=2021, kinds=["PIIS", "PERSONNEL_COSTS"], reason="Forgotten")

    read = await world.as_("gent-editor")(
        "{ events(year: 2021) { nodes { type reason formVersion form { kind } } } }"
    )
    assert read.data["events"]["nodes"] == [
        {"type": "REPORT_OPENED", "reason": None, "formVersion": None, "form": None},
        {
            "type": "FORM_OPENED",
            "reason": "Forgotten",
            "formVersion": 1,
            "form": {"kind": "PERSONNEL_COSTS"},
        },
    ]
    lines = world.rows("SELECT count(*) FROM journal WHERE type = 'FORM_OPENED'")
    assert lines == [(FEW,)]


async def test_a_first_opening_gives_both_dates(world: World) -> None:
    before = world.everything()

    payload = await manage(world, OPEN, year=2021, kinds=["PIIS"])

    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("REQUIRED", ["input", "opensAt"]),
        ("REQUIRED", ["input", "closesAt"]),
    ]
    assert world.everything() == before


async def test_other_dates_for_an_open_campaign_are_refused(open_world: World) -> None:
    before = open_world.everything()

    payload = await manage(
        open_world, OPEN, **{**CAMPAIGN_2021, "closesAt": "2028-01-01T00:00:00Z"}
    )

    assert [error["code"] for error in payload["userErrors"]] == ["CAMPAIGN_EXISTS"]
    assert open_world.everything() == before


@RULES
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
        ("FORM_NOT_IN_YEAR", ["input", "kinds", "0"]),
    ]
    assert world.everything() == before


@RULES
@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"kinds": []}, "REQUIRED", ["input", "kinds"]),
        ({"closesAt": "2026-11-23T12:00:00Z"}, "INVALID_PERIOD", ["input", "closesAt"]),
        ({"closesAt": "2029-01-01T00:00:00Z"}, "INVALID_PERIOD", ["input", "closesAt"]),
        ({"year": 2023}, "INVALID_YEAR", ["input", "year"]),
        ({"year": 2101, "opensAt": "2102-01-01T00:00:00Z"}, "INVALID_YEAR", ["input", "year"]),
        ({"reason": " "}, "REQUIRED", ["input", "reason"]),
    ],
    ids=["no form", "closed already", "far too late", "before its year", "no year", "no reason"],
)
async def test_a_campaign_that_cannot_be_meant_is_refused(
    world: World, wrong: dict[str, Any], code: str, path: list[str]
) -> None:
    before = world.everything()

    payload = await manage(world, OPEN, **{**CAMPAIGN_2021, **wrong})

    assert (code, path) in [(error["code"], error["path"]) for error in payload["userErrors"]]
    assert (payload["reportCount"], payload["formCount"]) == (0, 0)
    assert world.everything() == before


async def test_with_nobody_to_open_for_nothing_is_opened(world: World) -> None:
    world.rows("UPDATE cpas SET valid_from = '2022-01-01'")

    payload = await manage(world, OPEN, **CAMPAIGN_2021)

    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("NOBODY_REPORTS", ["input", "year"])
    ]
    assert world.rows("SELECT count(*) FROM campaign WHERE year = 2021") == [(0,)]


async def test_cpas_that_do_not_report_are_counted_with_the_reason(whole_world: World) -> None:
    whole_world.rows("UPDATE cpas SET valid_from = '2022-01-01' WHERE nis_code = '44021'")
    whole_world.rows("UPDATE cpas SET valid_until = '2020-12-31' WHERE region = 'BRUSSELS'")

    payload = await manage(whole_world, OPEN, **CAMPAIGN_2021)

    assert payload["newReports"] == 561
    not_yet, no_longer = payload["notReporting"]
    assert not_yet == {"reason": "NOT_YET", "count": 1, "nisCodes": ["44021"]}
    assert (no_longer["reason"], no_longer["count"]) == ("NO_LONGER", 19)
    assert no_longer["nisCodes"][0] == "21001"
    assert len(no_longer["nisCodes"]) == 10


async def test_a_cpas_that_was_forgotten_gets_all_the_forms_of_the_others(world: World) -> None:
    world.rows("UPDATE cpas SET valid_from = '2022-01-01' WHERE nis_code = '44021'")
    await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PERSONNEL_COSTS", "PIIS"]})
    world.rows("UPDATE cpas SET valid_from = NULL")

    payload = await manage(world, OPEN, year=2021, kinds=["PIIS"])

    assert (payload["newReports"], payload["newForms"]) == (1, 2)
    report = await report_of(world, "gent-editor", 2021)
    assert [form["kind"] for form in report["forms"]] == ["PERSONNEL_COSTS", "PIIS"]


@pytest.mark.parametrize("opened", [False, True], ids=["a first time", "again"])
async def test_a_dry_run_tells_what_the_run_does_and_writes_nothing(
    world: World, *, opened: bool
) -> None:
    if opened:
        await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS"]})
    world.rows("UPDATE cpas SET valid_until = '2020-12-31' WHERE region = 'BRUSSELS'")
    before = world.everything()

    dry = await manage(world, OPEN, **CAMPAIGN_2021, dryRun=True, idempotencyKey="k")
    untouched = world.everything() == before
    done = await manage(world, OPEN, **CAMPAIGN_2021)

    assert untouched
    assert dry == done
    assert dry["newForms"] > 0


# Closed reports ----------------------------------------------------------------------------------


async def test_reports_that_are_closed_get_no_new_forms(world: World) -> None:
    await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS"]})
    answer = await world.as_("gent-editor")("{ cpas { id } }")
    some = [answer.data["cpas"]["id"]]
    await manage(world, CLOSE, year=2021, cpas=some, reason="All is in")

    payload = await manage(world, OPEN, year=2021, kinds=["PERSONNEL_COSTS"])

    assert (payload["newForms"], payload["closedReports"]) == (FEW - 1, 1)
    report = await report_of(world, "gent-editor", 2021)
    assert [form["kind"] for form in report["forms"]] == ["PIIS"]


async def test_where_all_reports_are_closed_forms_are_refused_once(world: World) -> None:
    await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS"]})
    world.clock.now = datetime.fromisoformat("2027-07-01T00:00:00+02:00")
    before = world.everything()

    payload = await manage(world, OPEN, year=2021, kinds=["PERSONNEL_COSTS"])
    again = await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS"]})

    (error,) = payload["userErrors"]
    assert (error["code"], error["count"], len(error["examples"])) == ("REPORT_CLOSED", FEW, 10)
    assert (again["newForms"], again["userErrors"]) == (0, [])
    assert world.everything() == before


@RULES
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

    assert again == {**first, "replayed": True}
    assert world.everything() == before


async def test_opening_is_in_the_journal(open_world: World) -> None:
    lines = open_world.rows(
        "SELECT type, count(*) FROM journal JOIN report ON report.id = report_id "
        "WHERE report.year = 2021 GROUP BY type"
    )

    assert lines == [("REPORT_OPENED", FEW)]


@RULES
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
