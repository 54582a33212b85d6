"""Closing by date, extension, early closing, acknowledgement."""

from datetime import datetime

import pytest

from tests.campaign.managing import (
    ACKNOWLEDGE,
    CAMPAIGN_2021,
    CLOSE,
    EXTEND,
    OPEN,
    form_of,
    manage,
    report_of,
)
from tests.countries import FEW
from tests.world import World

MUTATIONS = "SELECT count(*) FROM journal"


@pytest.mark.parametrize(
    ("closes_at", "last_instant"),
    [
        ("2022-07-01T00:00:00+02:00", "2022-06-30T21:59:59.999999+00:00"),
        ("2023-01-01T00:00:00+01:00", "2022-12-31T22:59:59.999999+00:00"),
        ("2022-10-30T02:30:00+01:00", "2022-10-30T01:29:59.999999+00:00"),
    ],
    ids=["summer time", "winter time", "the hour that comes twice"],
)
async def test_a_report_is_read_only_from_the_very_instant_of_its_closing(
    world: World, closes_at: str, last_instant: str
) -> None:
    world.clock.now = datetime.fromisoformat("2022-01-04T12:00:00+00:00")
    await manage(world, OPEN, **{**CAMPAIGN_2021, "closesAt": closes_at})
    world.clock.now = datetime.fromisoformat(last_instant)
    before = await report_of(world, "gent-editor", 2021)

    world.clock.advance(microseconds=1)

    after = await report_of(world, "gent-editor", 2021)
    assert (before["status"], after["status"]) == ("OPEN", "CLOSED")
    assert before["forms"][0]["viewerCannotEditReasons"] == []
    assert after["forms"][0]["viewerCannotEditReasons"] == ["REPORT_CLOSED"]
    assert after["viewerCannotUpdateContactReasons"] == ["REPORT_CLOSED"]


async def test_one_cpas_gets_more_time_and_the_others_do_not(world: World) -> None:
    report = await report_of(world, "gent-editor", 2020)

    payload = await manage(
        world,
        EXTEND,
        reportId=report["id"],
        closesAt="2028-06-30T22:00:00Z",
        reason="Fire in the archive",
    )

    assert payload["report"]["closesAt"] == "2028-06-30T22:00:00.000000Z"
    world.clock.now = datetime.fromisoformat("2028-01-15T12:00:00+00:00")
    assert (await report_of(world, "gent-editor", 2020))["status"] == "OPEN"
    assert (await report_of(world, "charleroi-editor", 2020))["status"] == "CLOSED"
    line = world.rows("SELECT type, reason FROM journal ORDER BY number DESC LIMIT 1")
    assert line == [("REPORT_EXTENDED", "Fire in the archive")]


async def test_the_same_extension_again_changes_nothing(world: World) -> None:
    report = await report_of(world, "gent-editor", 2020)
    arguments = {
        "reportId": report["id"],
        "closesAt": "2028-06-30T22:00:00Z",
        "reason": "Fire in the archive",
    }
    await manage(world, EXTEND, **arguments)
    before = world.everything()

    payload = await manage(world, EXTEND, **arguments)

    assert payload["userErrors"] == []
    assert world.everything() == before


async def test_an_extension_is_later_and_says_why(world: World) -> None:
    report = await report_of(world, "gent-editor", 2020)
    before = world.everything()

    earlier = await manage(
        world, EXTEND, reportId=report["id"], closesAt="2027-01-01T00:00:00Z", reason="x"
    )
    unexplained = await manage(
        world, EXTEND, reportId=report["id"], closesAt="2028-06-01T00:00:00Z", reason="  "
    )

    assert [error["code"] for error in earlier["userErrors"]] == ["INVALID_PERIOD"]
    assert [error["code"] for error in unexplained["userErrors"]] == ["REQUIRED"]
    assert world.everything() == before


async def test_the_whole_year_is_closed_before_its_date(world: World) -> None:
    payload = await manage(world, CLOSE, year=2020, reason="End of the campaign")

    assert (payload["closed"], payload["userErrors"]) == (FEW, [])
    assert (await report_of(world, "gent-editor", 2020))["status"] == "CLOSED"
    again = await manage(world, CLOSE, year=2020, reason="End of the campaign")
    assert again["closed"] == 0
    lines = world.rows("SELECT count(*) FROM journal WHERE type = 'REPORT_CLOSED'")
    assert lines == [(FEW,)]


async def test_some_cpas_are_closed_and_an_unknown_one_refuses_all(world: World) -> None:
    answer = await world.as_("gent-editor")("{ cpas { id } }")
    gent = answer.data["cpas"]["id"]
    before = world.everything()

    bad = await manage(world, CLOSE, year=2020, cpas=[gent, "nonsense"], reason="x")
    unchanged = world.everything() == before
    good = await manage(world, CLOSE, year=2020, cpas=[gent], reason="x")

    assert [(error["code"], error["path"]) for error in bad["userErrors"]] == [
        ("UNKNOWN_CPAS", ["input", "cpas", "1"])
    ]
    assert unchanged
    assert good["closed"] == 1
    assert (await report_of(world, "charleroi-editor", 2020))["status"] == "OPEN"


async def test_a_report_that_is_not_open_yet_cannot_be_closed(world: World) -> None:
    world.clock.now = datetime.fromisoformat("2020-12-31T12:00:00+00:00")

    payload = await manage(world, CLOSE, year=2020, reason="x")

    (error,) = payload["userErrors"]
    assert (error["code"], error["count"]) == ("REPORT_NOT_OPEN", FEW)
    codes = [nis for (nis,) in world.rows("SELECT nis_code FROM cpas ORDER BY nis_code")]
    assert [example["nisCode"] for example in error["examples"]] == codes[:10]


async def test_what_was_sent_is_acknowledged_once(world: World) -> None:
    ((form_id,),) = world.rows("SELECT form.id FROM form WHERE status = 'SENT' ORDER BY id LIMIT 1")
    from schema.nodes import NodeType, encode_id  # noqa: PLC0415 - the one place that needs it

    node_id = encode_id(NodeType.FORM, form_id)
    first = await manage(world, ACKNOWLEDGE, formId=node_id)
    world.clock.advance(hours=1)

    again = await manage(world, ACKNOWLEDGE, formId=node_id)

    assert first["form"]["submission"]["acknowledgedAt"] == "2026-11-23T12:00:00.000000Z"
    assert again == first
    assert world.rows("SELECT count(*) FROM journal WHERE type = 'ACKNOWLEDGED'") == [(1,)]


async def test_what_was_not_sent_cannot_be_acknowledged(world: World) -> None:
    form = await form_of(world, "gent-editor", 2020, "COVID_PREMIUM")
    before = world.everything()

    payload = await manage(world, ACKNOWLEDGE, formId=form["id"])

    assert [error["code"] for error in payload["userErrors"]] == ["NOT_SENT"]
    assert world.everything() == before
