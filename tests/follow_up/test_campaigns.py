"""The campaigns: which years there are, how they stand, and for whom."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from auth.identity import Actor
from models.cpas import Region
from models.people import Role
from models.report import ReportStatus
from tests.campaign.managing import CAMPAIGN_2021, EXTEND, OPEN, manage, report_of
from tests.counting import statements
from tests.follow_up.asking import COUNTS
from tests.follow_up.known import Known, counts
from tests.running import READER, Runner, actor
from tests.world import NOON, World

at_rest = pytest.mark.asyncio(loop_scope="module")

FIELDS = """year kinds opensAt closesAt status reportCounts { total planned open closed }
  formCounts { COUNTS }""".replace("COUNTS", COUNTS)
LIST = f"""query ($first: Int, $after: String) {{ campaigns(first: $first, after: $after) {{
  nodes {{ {FIELDS} }} edges {{ cursor node {{ year }} }}
  pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""


def expected(known: Known, year: int) -> dict[str, Any]:
    """What is to be told of the forms and reports of that year that are known."""
    of_year = [of for of in known.forms if of.form.year == year]
    reports = {of.report.id: of.report.status(NOON) for of in of_year}
    standing = Counter(reports.values())
    return {
        "kinds": sorted({of.form.spec.kind.value for of in of_year}),
        "reportCounts": {
            "total": len(reports),
            **{status.value.lower(): standing[status] for status in ReportStatus},
        },
        "formCounts": counts(of_year),
    }


def told(campaign: dict[str, Any]) -> dict[str, Any]:
    return {
        "kinds": sorted(campaign["kinds"]),
        "reportCounts": campaign["reportCounts"],
        "formCounts": campaign["formCounts"],
    }


@at_rest
@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (READER, lambda _of: True),
        (actor(Role.FEDERATION, region=Region.WALLONIA), lambda of: of.cpas.region == "WALLONIA"),
        (actor(Role.PRESIDENT, nis_code="21001"), lambda of: of.cpas.nis_code == "21001"),
    ],
    ids=["SPP IS", "a federation", "a CPAS"],
)
async def test_each_campaign_is_counted_over_what_the_caller_follows(
    runner: Runner, known: Known, who: Actor, sees: Any
) -> None:
    found = (await runner.data(who, LIST))["campaigns"]["nodes"]

    followed = known.where(sees)
    years = sorted({of.form.year for of in followed.forms}, reverse=True)
    assert [campaign["year"] for campaign in found] == years
    for campaign in found:
        assert told(campaign) == expected(followed, campaign["year"])


@at_rest
async def test_a_campaign_tells_its_dates_and_where_it_stands(runner: Runner) -> None:
    present, archive = (await runner.data(READER, LIST))["campaigns"]["nodes"]

    assert (present["status"], archive["status"]) == ("OPEN", "CLOSED")
    assert archive["opensAt"] == "2020-01-06T08:00:00.000000Z"
    assert archive["closesAt"] == "2020-09-30T22:00:00.000000Z"


@at_rest
async def test_who_follows_nothing_sees_no_campaign(runner: Runner) -> None:
    found = await runner.data(actor(Role.PRESIDENT), LIST)

    assert found["campaigns"]["nodes"] == []


@at_rest
async def test_a_page_ends_where_the_next_one_begins(runner: Runner) -> None:
    first = (await runner.data(READER, LIST, {"first": 1}))["campaigns"]
    cursor = first["pageInfo"]["endCursor"]

    second = (await runner.data(READER, LIST, {"first": 1, "after": cursor}))["campaigns"]

    assert [page["nodes"][0]["year"] for page in (first, second)] == [2020, 2019]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    assert first["edges"][0]["cursor"] == cursor


@at_rest
@pytest.mark.parametrize("arguments", [{"first": 601}, {"first": -1}, {"after": "x"}])
async def test_what_is_no_page_is_refused(runner: Runner, arguments: dict[str, Any]) -> None:
    answer = await runner.run(READER, LIST, arguments)

    (error,) = answer.errors or []
    assert error.extensions is not None
    assert error.extensions["code"] == "BAD_USER_INPUT"


@at_rest
async def test_several_campaigns_cost_as_many_statements_as_one(runner: Runner) -> None:
    counted = []
    for first in (1, 2):
        with statements() as asked:
            await runner.data(READER, LIST, {"first": first})
        counted.append(len([text for text in asked if text.lstrip().startswith("SELECT")]))

    assert counted == [3, 3]


# As time goes by ---------------------------------------------------------------------------------


async def _campaign(world: World, persona: str = "spp-is-reader") -> dict[str, Any]:
    answer = await world.as_(persona)(LIST, first=1)
    (found,) = answer.data["campaigns"]["nodes"]
    return dict(found)


async def test_a_campaign_is_planned_then_open_then_closed(world: World) -> None:
    planned = {**CAMPAIGN_2021, "kinds": ["PIIS"], "opensAt": "2027-01-04T08:00:00+01:00"}
    await manage(world, OPEN, **planned)
    stands = []

    for instant in ("2027-01-04T06:59:59", "2027-01-04T07:00:00", "2027-06-30T21:59:59"):
        world.clock.now = datetime.fromisoformat(f"{instant}+00:00")
        found = await _campaign(world)
        counts = found["reportCounts"]
        stands.append((found["status"], counts[found["status"].lower()] == counts["total"] > 0))

    assert stands == [("PLANNED", True), ("OPEN", True), ("CLOSED", True)]
    assert (await _campaign(world))["kinds"] == ["PIIS"]


async def test_a_campaign_is_open_to_who_was_given_more_time(world: World) -> None:
    report = await report_of(world, "gent-editor", 2020)
    await manage(
        world, EXTEND, reportId=report["id"], closesAt="2028-06-30T22:00:00Z", reason="Fire"
    )
    world.clock.now = datetime.fromisoformat("2028-01-15T12:00:00+00:00")

    of_gent, of_charleroi, of_all = [
        await _campaign(world, who) for who in ("gent-editor", "charleroi-editor", "spp-is-reader")
    ]

    assert [of["status"] for of in (of_gent, of_charleroi, of_all)] == ["OPEN", "CLOSED", "OPEN"]
    assert of_all["reportCounts"]["open"] == 1
