"""Forms that were opened by mistake are taken back, as long as nobody has touched them."""

from typing import Any

import pytest

from models import migrations
from tests.campaign.managing import (
    CAMPAIGN_2021,
    CLOSE,
    OPEN,
    PREFILL,
    SAVE_LINES,
    fill_in_contact,
    form_of,
    manage,
    report_of,
    save_lines,
    sign,
)
from tests.countries import FEW
from tests.exports.taking import taker
from tests.marks import RULES
from tests.status.visiting import visit
from tests.world import World

WITHDRAW = """mutation ($input: WithdrawFormsInput!) { withdrawForms(input: $input) {
  withdrawn replayed userErrors { code path count examples { path nisCode } } } }"""
MISTAKE = {"year": 2021, "kind": "PIIS", "reason": "Not this year"}
GENT, CHARLEROI = "44021", "52011"
FORMS = """query ($filter: FormFilter) { forms(year: 2021, filter: $filter, first: 600) {
  totalCount summary { total notStarted } nodes { id kind %s } } }"""
ROWS, VALUES = FORMS % "", FORMS % "canonicalContent"


@pytest.fixture
async def world(world: World) -> World:
    """Here the campaign of 2021 is open, with two kinds of forms."""
    opened = {**CAMPAIGN_2021, "kinds": ["PIIS", "PERSONNEL_COSTS"]}
    assert (await manage(world, OPEN, **opened))["userErrors"] == []
    return world


async def id_of(world: World, persona: str) -> str:
    answer = await world.as_(persona)("{ cpas { id } }")
    id_: str = answer.data["cpas"]["id"]
    return id_


async def grant(world: World, nis_code: str) -> None:
    line = {"nisCode": nis_code, "advance": "0.00"}
    await manage(world, PREFILL, year=2021, kind="PIIS", advances=[line])


# Which forms -------------------------------------------------------------------------------------


async def test_forms_that_nobody_touched_are_withdrawn_from_all_reports(world: World) -> None:
    payload = await manage(world, WITHDRAW, **MISTAKE)

    assert payload == {"withdrawn": FEW, "replayed": False, "userErrors": []}
    report = await report_of(world, "gent-editor", 2021)
    assert [form["kind"] for form in report["forms"]] == ["PERSONNEL_COSTS"]


async def test_a_form_with_a_grant_or_an_entry_stays_and_is_told_once(world: World) -> None:
    await grant(world, GENT)
    form = await form_of(world, "charleroi-editor", 2021, "PIIS")
    await save_lines(world, "charleroi", form, **{form["lines"][0]["key"]: "0.00"})

    payload = await manage(world, WITHDRAW, **MISTAKE)

    assert payload["withdrawn"] == FEW - 2
    (error,) = payload["userErrors"]
    assert (error["code"], error["count"]) == ("FORM_TOUCHED", 2)
    assert [example["nisCode"] for example in error["examples"]] == [GENT, CHARLEROI]
    assert (await form_of(world, "gent-editor", 2021, "PIIS"))["status"] == "NOT_STARTED"


async def test_named_cpas_alone_are_concerned_and_an_unknown_one_refuses_all(world: World) -> None:
    some = [await id_of(world, "gent-editor")]
    before = world.everything()

    bad = await manage(world, WITHDRAW, **MISTAKE, cpas=[*some, "nonsense"])
    untouched = world.everything() == before
    good = await manage(world, WITHDRAW, **MISTAKE, cpas=some)

    assert [(error["code"], error["path"]) for error in bad["userErrors"]] == [
        ("UNKNOWN_CPAS", ["input", "cpas", "1"])
    ]
    assert untouched
    assert good["withdrawn"] == 1
    assert (await form_of(world, "charleroi-editor", 2021, "PIIS"))["status"] == "NOT_STARTED"


@RULES
@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"year": 2031}, "CAMPAIGN_NOT_OPENED", ["input", "kind"]),
        ({"kind": "RENTAL_GUARANTEES"}, "CAMPAIGN_NOT_OPENED", ["input", "kind"]),
        ({"reason": " "}, "REQUIRED", ["input", "reason"]),
    ],
)
async def test_what_cannot_be_withdrawn_is_refused(
    world: World, wrong: dict[str, Any], code: str, path: list[str]
) -> None:
    before = world.everything()

    payload = await manage(world, WITHDRAW, **{**MISTAKE, **wrong})

    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [(code, path)]
    assert world.everything() == before


async def test_a_dry_run_tells_what_the_run_does_and_writes_nothing(world: World) -> None:
    await grant(world, GENT)
    before = world.everything()

    dry = await manage(world, WITHDRAW, **MISTAKE, dryRun=True, idempotencyKey="k")
    untouched = world.everything() == before
    done = await manage(world, WITHDRAW, **MISTAKE)

    assert untouched
    assert dry == done


async def test_the_same_key_withdraws_once_and_answers_alike(world: World) -> None:
    await grant(world, GENT)
    first = await manage(world, WITHDRAW, **MISTAKE, idempotencyKey="k")
    await manage(world, OPEN, year=2021, kinds=["PIIS"])
    before = world.everything()

    again = await manage(world, WITHDRAW, **MISTAKE, idempotencyKey="k")

    assert again == {**first, "replayed": True}
    assert world.everything() == before


# Where they are gone -----------------------------------------------------------------------------


async def test_a_withdrawn_form_exists_for_nobody(world: World) -> None:
    form = await form_of(world, "gent-editor", 2021, "PIIS")
    await manage(world, WITHDRAW, **MISTAKE)

    read = await world.as_("gent-editor")(
        """query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id }
          cpas { report(year: 2021) { form(kind: PIIS) { id }
            forms { kind canonicalContent } } } }""",
        id=form["id"],
    )
    saved = await world.as_("gent-editor")(
        SAVE_LINES,
        input={
            "formId": form["id"],
            "expectedVersion": 1,
            "lines": [{"key": form["lines"][0]["key"], "amount": "1.00"}],
        },
    )
    line = {"nisCode": GENT, "advance": "1.00"}
    granted = await manage(world, PREFILL, year=2021, kind="PIIS", advances=[line])

    assert read.data["node"] is None
    assert read.data["nodes"] == [None]
    report = read.data["cpas"]["report"]
    assert report["form"] is None
    assert [of["kind"] for of in report["forms"]] == ["PERSONNEL_COSTS"]
    assert saved.error_codes == ["NOT_FOUND"]
    assert [error["code"] for error in granted["userErrors"]] == ["CAMPAIGN_NOT_OPENED"]


@pytest.mark.parametrize("query", [ROWS, VALUES], ids=["rows", "values"])
async def test_the_follow_up_leaves_it_out(world: World, query: str) -> None:
    some = [await id_of(world, "gent-editor")]
    await manage(world, WITHDRAW, **MISTAKE, cpas=some)

    everything = (await world.as_("spp-is-reader")(query)).data["forms"]
    of_gent = (await world.as_("spp-is-reader")(query, filter={"cpas": some})).data["forms"]

    assert everything["totalCount"] == everything["summary"]["total"] == 2 * FEW - 1
    assert of_gent["summary"] == {"total": 1, "notStarted": 1}
    assert [node["kind"] for node in of_gent["nodes"]] == ["PERSONNEL_COSTS"]


async def test_the_files_and_the_status_page_leave_it_out(world: World) -> None:
    await manage(world, WITHDRAW, **MISTAKE)

    table = await taker(world, "spp-is-reader").table(year=2021)
    page = await visit(world, "spp-is-reader", "?year=2021")
    listed = await visit(world, "spp-is-reader", "?year=2021&region=BRUSSELS")

    assert len(table.lines) == page.total == FEW
    assert page.cards[0] == FEW
    ((in_brussels,),) = world.rows("SELECT count(*) FROM cpas WHERE region = 'BRUSSELS'")
    assert listed.total == in_brussels > 0
    assert "GPMI" not in listed.html


async def test_a_closing_does_not_count_it_among_the_unsent(world: World) -> None:
    await manage(world, WITHDRAW, **MISTAKE)

    payload = await manage(world, CLOSE, year=2021, reason="All is in", dryRun=True)

    assert (payload["closed"], payload["unsentForms"]) == (FEW, FEW)


# What stays --------------------------------------------------------------------------------------


async def test_the_facts_stay_and_the_journal_tells_who_withdrew_it_and_why(world: World) -> None:
    facts = world.rows("SELECT count(*) FROM form_line"), world.rows("SELECT count(*) FROM form")

    await manage(world, WITHDRAW, **MISTAKE)

    read = await world.as_("gent-editor")(
        """query ($filter: FormFilter) { events(year: 2021, filter: $filter) {
          nodes { type reason formVersion actor { displayName } form { id } } } }""",
        filter={"kind": ["PIIS"]},
    )
    (line,) = read.data["events"]["nodes"]
    assert line.pop("actor")["displayName"]
    assert line == {
        "type": "FORM_WITHDRAWN",
        "reason": "Not this year",
        "formVersion": 1,
        "form": None,
    }
    assert facts == (
        world.rows("SELECT count(*) FROM form_line"),
        world.rows("SELECT count(*) FROM form"),
    )
    lines = world.rows("SELECT count(*) FROM journal WHERE type = 'FORM_WITHDRAWN'")
    assert lines == [(FEW,)]


async def test_opening_the_campaign_again_brings_the_same_form_back(world: World) -> None:
    before = await form_of(world, "gent-editor", 2021, "PIIS")
    await manage(world, WITHDRAW, **MISTAKE)

    payload = await manage(world, OPEN, year=2021, kinds=["PIIS"], reason="It was right")

    assert (payload["newForms"], payload["formCount"]) == (FEW, 2 * FEW)
    assert await form_of(world, "gent-editor", 2021, "PIIS") == before
    lines = world.rows(
        "SELECT reason, count(*) FROM journal WHERE type = 'FORM_OPENED' GROUP BY reason"
    )
    assert lines == [("It was right", FEW)]


async def test_what_was_brought_back_is_signed_and_sent_as_any_other(world: World) -> None:
    await manage(world, WITHDRAW, **MISTAKE)
    await manage(world, OPEN, year=2021, kinds=["PIIS"])
    await fill_in_contact(world, "gent", 2021)
    await grant(world, GENT)
    form = await form_of(world, "gent-editor", 2021, "PIIS")
    zeros: dict[str, Any] = {
        line["key"]: 0 if line["entry"] == "COUNT" else "0.00"
        for line in form["lines"]
        if line["entry"] != "NOTHING"
    }

    saved = (await save_lines(world, "gent", form, **zeros))["form"]
    await sign(world, "gent", "PRESIDENT", form["id"], saved["contentDigest"])
    sent = await sign(world, "gent", "DIRECTOR_GENERAL", form["id"], saved["contentDigest"])

    assert sent["form"]["status"] == "SENT"


async def test_before_the_database_knew_of_it_a_withdrawn_form_is_there_untouched(
    world: World,
) -> None:
    before = len(world.everything()["form"])
    await manage(world, WITHDRAW, **MISTAKE)

    migrations.downgrade(world.settings.database_url, "0008")
    migrations.upgrade(world.settings.database_url)

    assert len((await world.as_("spp-is-reader")(ROWS)).data["forms"]["nodes"]) == 2 * FEW
    assert len(world.everything()["form"]) == before
