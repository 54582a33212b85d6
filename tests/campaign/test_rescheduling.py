"""Moving a campaign that has not begun, with its reports."""

from datetime import datetime
from typing import Any

import pytest

from tests.campaign.managing import (
    CAMPAIGN_2021,
    CLOSE,
    EXTEND,
    EXTEND_ALL,
    OPEN,
    manage,
    report_of,
)
from tests.countries import FEW
from tests.marks import RULES
from tests.world import World

MOVE = """mutation ($input: RescheduleCampaignInput!) { rescheduleCampaign(input: $input) {
  moved keepingClosing replayed userErrors { code path } } }"""
PLANNED = {**CAMPAIGN_2021, "kinds": ["PIIS"], "opensAt": "2027-01-04T08:00:00+01:00"}
EARLIER = {
    "year": 2021,
    "opensAt": "2026-12-07T08:00:00+01:00",
    "closesAt": "2027-05-31T23:59:59+02:00",
    "reason": "Decided by the ministry",
}


@pytest.fixture
async def planned(world: World) -> World:
    """Here the campaign of 2021 is planned."""
    assert (await manage(world, OPEN, **PLANNED))["userErrors"] == []
    return world


ALIKE = """SELECT count(*) FROM report JOIN campaign ON campaign.year = report.year
  WHERE report.year = 2021 AND report.opens_at = campaign.opens_at
  AND report.closes_at = campaign.closes_at"""


async def dates(world: World) -> list[str]:
    query = "{ cpas { report(year: 2021) { opensAt closesAt } } }"
    answer = await world.as_("gent-editor")(query)
    return list(answer.data["cpas"]["report"].values())


async def test_a_planned_campaign_is_moved_with_all_its_reports(planned: World) -> None:
    payload = await manage(planned, MOVE, **EARLIER)

    assert payload == {"moved": FEW, "keepingClosing": 0, "replayed": False, "userErrors": []}
    assert await dates(planned) == ["2026-12-07T07:00:00.000000Z", "2027-05-31T21:59:59.000000Z"]
    assert planned.rows(ALIKE) == [(FEW,)]


async def test_every_report_that_is_moved_is_in_the_journal_with_the_reason(
    planned: World,
) -> None:
    await manage(planned, MOVE, **EARLIER)

    read = await planned.as_("gent-editor")(
        "{ events(year: 2021) { nodes { type reason actor { displayName } } } }"
    )
    last = read.data["events"]["nodes"][-1]
    assert (last["type"], last["reason"]) == ("REPORT_RESCHEDULED", "Decided by the ministry")
    assert last["actor"]["displayName"]
    lines = planned.rows("SELECT count(*) FROM journal WHERE type = 'REPORT_RESCHEDULED'")
    assert lines == [(FEW,)]


async def test_one_date_alone_is_moved_and_the_other_stays(planned: World) -> None:
    await manage(planned, MOVE, year=2021, closesAt="2027-05-31T00:00:00Z", reason="Shorter")

    assert await dates(planned) == ["2027-01-04T07:00:00.000000Z", "2027-05-31T00:00:00.000000Z"]


async def test_the_same_dates_again_change_nothing(planned: World) -> None:
    await manage(planned, MOVE, **EARLIER)
    before = planned.everything()

    payload = await manage(planned, MOVE, **EARLIER)

    assert (payload["moved"], payload["userErrors"]) == (0, [])
    assert planned.everything() == before


async def test_who_was_given_more_time_keeps_it_unless_all_get_more(planned: World) -> None:
    report = await report_of(planned, "gent-editor", 2021)
    await manage(
        planned, EXTEND, reportId=report["id"], closesAt="2027-09-01T00:00:00Z", reason="Fire"
    )

    sooner = await manage(planned, MOVE, **EARLIER)
    kept = (await report_of(planned, "gent-editor", 2021))["closesAt"]
    await manage(planned, MOVE, year=2021, closesAt="2027-12-31T23:00:00Z", reason="Longer")

    assert (sooner["moved"], sooner["keepingClosing"]) == (FEW, 1)
    assert kept == "2027-09-01T00:00:00.000000Z"
    assert (await report_of(planned, "gent-editor", 2021))["closesAt"].startswith("2027-12-31")


async def test_the_campaign_can_be_opened_again_with_its_new_dates(planned: World) -> None:
    await manage(planned, MOVE, **EARLIER)

    moved = {**PLANNED, "opensAt": EARLIER["opensAt"], "closesAt": EARLIER["closesAt"]}
    payload = await manage(planned, OPEN, **moved)
    old = await manage(planned, OPEN, **PLANNED)

    assert payload["userErrors"] == []
    assert [error["code"] for error in old["userErrors"]] == ["CAMPAIGN_EXISTS"]


async def test_once_it_has_begun_it_is_extended_and_closed_but_not_moved(planned: World) -> None:
    planned.clock.now = datetime.fromisoformat("2027-01-04T08:00:00+01:00")
    before = planned.everything()

    payload = await manage(planned, MOVE, **{**EARLIER, "opensAt": "2027-02-01T00:00:00Z"})
    untouched = planned.everything() == before
    more = await manage(
        planned, EXTEND_ALL, year=2021, closesAt="2027-09-01T00:00:00Z", reason="Longer"
    )
    planned.clock.advance(hours=1)
    closed = await manage(planned, CLOSE, year=2021, reason="All is in")

    assert payload["userErrors"] == [{"code": "CAMPAIGN_OPEN", "path": ["input", "opensAt"]}]
    assert untouched
    assert (more["extended"], closed["closed"]) == (FEW, FEW)


@RULES
@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"opensAt": "2026-11-23T12:00:00Z"}, "INVALID_PERIOD", ["input", "opensAt"]),
        ({"opensAt": "2027-06-01T00:00:00Z"}, "INVALID_PERIOD", ["input", "closesAt"]),
        ({"closesAt": "2026-11-23T11:00:00Z"}, "INVALID_PERIOD", ["input", "closesAt"]),
        ({"closesAt": "2029-01-01T00:00:00Z"}, "INVALID_PERIOD", ["input", "closesAt"]),
        ({"year": 2031}, "NO_CAMPAIGN", ["input", "year"]),
        ({"reason": ""}, "REQUIRED", ["input", "reason"]),
    ],
    ids=["begun already", "inverted", "past", "far too late", "no such year", "no reason"],
)
async def test_dates_that_cannot_be_meant_are_refused(
    planned: World, wrong: dict[str, Any], code: str, path: list[str]
) -> None:
    before = planned.everything()

    payload = await manage(planned, MOVE, **{**EARLIER, **wrong})

    assert {"code": code, "path": path} in payload["userErrors"]
    assert planned.everything() == before


async def test_a_dry_run_tells_what_the_run_does_and_writes_nothing(planned: World) -> None:
    before = planned.everything()

    dry = await manage(planned, MOVE, **EARLIER, dryRun=True, idempotencyKey="k")
    untouched = planned.everything() == before
    done = await manage(planned, MOVE, **EARLIER)

    assert untouched
    assert dry == done


async def test_the_same_key_moves_once(planned: World) -> None:
    first = await manage(planned, MOVE, **EARLIER, idempotencyKey="k")
    before = planned.everything()

    again = await manage(planned, MOVE, **EARLIER, idempotencyKey="k")

    assert again == {**first, "replayed": True}
    assert planned.everything() == before
