"""More time: for one CPAS, for several, after the closing, and beside a closing by hand."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from models import migrations
from models.store import Store
from tests.campaign.managing import (
    CLOSE,
    EXTEND,
    EXTEND_ALL,
    form_of,
    manage,
    report_of,
)
from tests.countries import FEW
from tests.marks import RULES
from tests.world import World

AFTER_CLOSING = datetime.fromisoformat("2028-01-15T12:00:00+00:00")
LATER = "2028-06-30T22:00:00Z"
ILL = {"closesAt": LATER, "reason": "The director-general is ill"}
BACK = {"closesAt": LATER, "reason": "Closed too early"}


async def gent(world: World) -> Any:
    return await report_of(world, "gent-editor", 2020)


async def id_of(world: World, persona: str) -> str:
    answer = await world.as_(persona)("{ cpas { id } }")
    id_: str = answer.data["cpas"]["id"]
    return id_


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


# One report --------------------------------------------------------------------------------------


async def test_a_report_that_is_closed_is_extended_and_can_be_edited(world: World) -> None:
    world.clock.now = AFTER_CLOSING
    report = await gent(world)

    payload = await manage(world, EXTEND, reportId=report["id"], **ILL)

    assert report["status"] == "CLOSED"
    assert payload["userErrors"] == []
    assert payload["report"]["status"] == "OPEN"
    form = await form_of(world, "gent-editor", 2020, "COVID_PREMIUM")
    assert form["viewerCannotEditReasons"] == []
    line = world.rows("SELECT type, reason FROM journal ORDER BY number DESC LIMIT 1")
    assert line == [("REPORT_EXTENDED", "The director-general is ill")]


@RULES
@pytest.mark.parametrize(
    "closes_at", ["2028-01-15T12:00:00Z", "2027-12-31T23:00:00Z", "2031-01-01T00:00:00Z"]
)
async def test_an_extension_of_a_closed_report_lies_ahead_and_not_too_far(
    world: World, closes_at: str
) -> None:
    world.clock.now = AFTER_CLOSING
    report = await gent(world)
    before = world.everything()

    payload = await manage(
        world, EXTEND, reportId=report["id"], closesAt=closes_at, reason="Illness"
    )

    assert payload["userErrors"] == [{"code": "INVALID_PERIOD", "path": ["input", "closesAt"]}]
    assert world.everything() == before


async def test_the_instant_of_an_extension_is_that_at_which_it_has_its_turn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, lock = await gent(world), Store.report

    async def locked_late(store: Store, *arguments: Any) -> Any:
        found = await lock(store, *arguments)
        world.clock.now = AFTER_CLOSING
        return found

    monkeypatch.setattr(Store, "report", locked_late)
    payload = await manage(world, EXTEND, reportId=report["id"], **ILL)

    assert payload["report"]["status"] == "OPEN"
    read = await world.as_("spp-is-reader")(
        """query ($filter: FormFilter) { events(year: 2020, filter: $filter) {
          nodes { type at } } }""",
        filter={"updatedSince": "2028-01-15T12:00:00Z"},
    )
    assert read.data["events"]["nodes"] == [
        {"type": "REPORT_EXTENDED", "at": "2028-01-15T12:00:00.000000Z"}
    ]


async def test_what_was_closed_by_hand_is_reopened_by_who_knows_its_closing(world: World) -> None:
    await manage(world, CLOSE, year=2020, reason="End of the campaign")
    world.clock.advance(hours=1)
    report = await gent(world)
    before = world.everything()

    unseen = await manage(world, EXTEND, reportId=report["id"], **BACK)
    stale = await manage(
        world, EXTEND, reportId=report["id"], expectedClosesAt="2027-12-31T23:00:00Z", **BACK
    )
    untouched = world.everything() == before
    seen = await manage(
        world, EXTEND, reportId=report["id"], expectedClosesAt=report["closesAt"], **BACK
    )

    assert codes(unseen) == codes(stale) == ["CLOSING_CHANGED"]
    assert untouched
    assert seen["report"] == {
        "closesAt": "2028-06-30T22:00:00.000000Z",
        "status": "OPEN",
        "closedBecause": None,
    }


async def test_a_closing_by_hand_holds_whichever_of_the_two_comes_first(world: World) -> None:
    report = await gent(world)

    await asyncio.gather(
        manage(world, EXTEND, reportId=report["id"], **ILL),
        manage(world, CLOSE, year=2020, reason="All is in"),
        manage(world, EXTEND_ALL, year=2020, closesAt=LATER, reason="For all"),
    )

    assert (await gent(world))["status"] == "CLOSED"
    assert world.rows("SELECT count(*) FROM report WHERE closed_because = 'All is in'") == [(FEW,)]


# Several reports ---------------------------------------------------------------------------------


async def test_all_reports_of_a_year_are_extended_and_each_is_in_the_journal(world: World) -> None:
    world.clock.now = AFTER_CLOSING

    payload = await manage(world, EXTEND_ALL, year=2020, **ILL)

    assert payload == {"extended": FEW, "unchanged": 0, "replayed": False, "userErrors": []}
    assert (await gent(world))["status"] == "OPEN"
    lines = world.rows(
        "SELECT reason, count(*) FROM journal WHERE type = 'REPORT_EXTENDED' GROUP BY reason"
    )
    assert lines == [("The director-general is ill", FEW)]


async def test_those_that_close_later_already_stay_so(world: World) -> None:
    report = await gent(world)
    await manage(world, EXTEND, reportId=report["id"], closesAt="2028-09-01T00:00:00Z", reason="x")

    payload = await manage(world, EXTEND_ALL, year=2020, **ILL)

    assert (payload["extended"], payload["unchanged"]) == (FEW - 1, 1)
    assert (await gent(world))["closesAt"] == "2028-09-01T00:00:00.000000Z"


async def test_those_closed_by_hand_are_left_and_told_once(world: World) -> None:
    some = [await id_of(world, "gent-editor"), await id_of(world, "charleroi-editor")]
    await manage(world, CLOSE, year=2020, cpas=some, reason="All is in")
    world.clock.advance(hours=1)

    payload = await manage(world, EXTEND_ALL, year=2020, **ILL)

    assert payload["extended"] == FEW - 2
    (error,) = payload["userErrors"]
    assert (error["code"], error["count"]) == ("CLOSING_CHANGED", 2)
    assert [example["nisCode"] for example in error["examples"]] == ["44021", "52011"]
    assert (await gent(world))["closedBecause"] == "All is in"


async def test_a_year_that_was_closed_by_mistake_is_open_again(world: World) -> None:
    await manage(world, CLOSE, year=2020, reason="Wrong year")
    world.clock.advance(hours=1)
    report = await gent(world)

    payload = await manage(
        world, EXTEND_ALL, year=2020, expectedClosesAt=report["closesAt"], **BACK
    )

    assert (payload["extended"], payload["userErrors"]) == (FEW, [])
    assert world.rows("SELECT count(*) FROM report WHERE closed_at IS NOT NULL") == [(0,)]


async def test_named_cpas_alone_are_extended_and_an_unknown_one_refuses_all(world: World) -> None:
    some = [await id_of(world, "gent-editor"), await id_of(world, "charleroi-editor")]
    before = world.everything()

    bad = await manage(world, EXTEND_ALL, year=2020, cpas=[*some, "nonsense"], **ILL)
    untouched = world.everything() == before
    good = await manage(world, EXTEND_ALL, year=2020, cpas=some, **ILL)

    assert [(error["code"], error["path"]) for error in bad["userErrors"]] == [
        ("UNKNOWN_CPAS", ["input", "cpas", "2"])
    ]
    assert untouched
    assert good["extended"] == 2
    assert world.rows("SELECT closes_at FROM campaign") == world.rows(
        "SELECT min(closes_at) FROM report"
    )


async def test_an_extension_of_all_holds_for_reports_opened_later(world: World) -> None:
    await manage(world, EXTEND_ALL, year=2020, **ILL)

    of_campaign = world.rows("SELECT closes_at FROM campaign WHERE year = 2020")

    assert of_campaign == world.rows("SELECT DISTINCT closes_at FROM report")


@RULES
@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"year": 2031}, [("NO_CAMPAIGN", ["input", "year"])]),
        ({"closesAt": "2026-11-23T12:00:00Z"}, [("INVALID_PERIOD", ["input", "closesAt"])]),
        ({"closesAt": "9998-01-01T00:00:00Z"}, [("INVALID_PERIOD", ["input", "closesAt"])]),
        ({"reason": " "}, [("REQUIRED", ["input", "reason"])]),
    ],
)
async def test_what_cannot_be_extended_is_refused_as_one(
    world: World, wrong: dict[str, Any], expected: list[tuple[str, list[str]]]
) -> None:
    before = world.everything()

    payload = await manage(world, EXTEND_ALL, **{"year": 2020, **ILL, **wrong})

    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == expected
    assert world.everything() == before


async def test_a_dry_run_tells_what_the_run_does_and_writes_nothing(world: World) -> None:
    some = [await id_of(world, "gent-editor")]
    await manage(world, CLOSE, year=2020, cpas=some, reason="All is in")
    before = world.everything()

    dry = await manage(world, EXTEND_ALL, year=2020, dryRun=True, idempotencyKey="k", **ILL)
    untouched = world.everything() == before
    done = await manage(world, EXTEND_ALL, year=2020, **ILL)

    assert untouched
    assert dry == done
    assert dry["extended"] == FEW - 1


async def test_the_same_key_extends_once_and_answers_alike(world: World) -> None:
    some = [await id_of(world, "gent-editor")]
    await manage(world, CLOSE, year=2020, cpas=some, reason="All is in")
    first = await manage(world, EXTEND_ALL, year=2020, idempotencyKey="k", **ILL)
    before = world.everything()

    again = await manage(world, EXTEND_ALL, year=2020, idempotencyKey="k", **ILL)

    assert again == {**first, "replayed": True}
    assert world.everything() == before


async def test_the_same_key_for_a_dry_run_is_another_call(world: World) -> None:
    await manage(world, EXTEND_ALL, year=2020, idempotencyKey="k", **ILL)

    payload = await manage(world, EXTEND_ALL, year=2020, dryRun=True, idempotencyKey="k", **ILL)

    assert codes(payload) == ["IDEMPOTENCY_KEY_REUSED"]


# Closing -----------------------------------------------------------------------------------------


async def test_a_dry_run_of_a_closing_tells_what_would_not_be_sent(world: World) -> None:
    before = world.everything()

    dry = await manage(world, CLOSE, year=2020, reason="End", dryRun=True)

    ((unsent,),) = world.rows("SELECT count(*) FROM form WHERE status <> 'SENT'")
    assert dry == {"closed": FEW, "unsentForms": unsent, "userErrors": []}
    assert 0 < unsent < FEW
    assert world.everything() == before


async def test_a_year_without_reports_cannot_be_closed(world: World) -> None:
    payload = await manage(world, CLOSE, year=2031, reason="Wrong year")

    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("NO_CAMPAIGN", ["input", "year"])
    ]


async def test_what_was_closed_before_the_database_knew_of_it_stays_closed_by_hand(
    world: World,
) -> None:
    some = [await id_of(world, "gent-editor")]
    await manage(world, CLOSE, year=2020, cpas=some, reason="All is in")
    closings = "SELECT id, closes_at, closed_at, closed_because, closed_by FROM report ORDER BY id"
    before = world.rows(closings)

    migrations.downgrade(world.settings.database_url, "0003")
    migrations.upgrade(world.settings.database_url)

    assert world.rows(closings) == before


# Who may read why --------------------------------------------------------------------------------


@RULES
@pytest.mark.parametrize(
    ("persona", "reads"),
    [("gent-editor", True), ("spp-is-reader", True), ("vvsg", False)],
)
async def test_reasons_are_for_the_cpas_concerned_and_for_spp_is(
    world: World, persona: str, reads: bool
) -> None:
    report = await gent(world)
    some = [await id_of(world, "gent-editor")]
    await manage(world, CLOSE, year=2020, cpas=some, reason="All is in")

    read = await world.as_(persona)(
        "query ($id: ID!) { node(id: $id) { ... on Report { status closedBecause } } }",
        id=report["id"],
    )
    lines = await world.as_(persona)(
        """query ($filter: FormFilter) { events(year: 2020, filter: $filter, first: 600) {
          nodes { type reason actor { displayName } } } }""",
        filter={"cpas": some},
    )

    assert read.data["node"] == {
        "status": "CLOSED",
        "closedBecause": "All is in" if reads else None,
    }
    last = lines.data["events"]["nodes"][-1]
    assert last["type"] == "REPORT_CLOSED"
    assert last["reason"] == ("All is in" if reads else None)
    assert last["actor"]["displayName"]
