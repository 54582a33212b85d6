"""Forms of several lines, through the same life cycle and the same operations."""

from collections.abc import Iterator

import pytest

from models.forms import editions_in
from models.language import Text
from models.money import Cents
from models.spec import FormKind, FormSpec, Line, LineEntry, LineKey
from tests.campaign.managing import (
    PREFILL,
    fill_in_contact,
    form_of,
    manage,
    open_2021,
    other_editions,
    report_of,
    save_lines,
    sign,
)
from tests.world import World

GENT = "44021"


@pytest.fixture
async def open_world(open_world: World) -> World:
    await fill_in_contact(open_world, "gent", 2021)
    return open_world


async def _grant(world: World, kind: str, **advances: str) -> None:
    lines = [
        {"nisCode": GENT, "line": line, "advance": advance} for line, advance in advances.items()
    ]
    payload = await manage(world, PREFILL, year=2021, kind=kind, advances=lines)
    assert payload["userErrors"] == []


async def test_a_line_that_is_not_named_stays_as_it_is(open_world: World) -> None:
    form = await form_of(open_world, "gent-editor", 2021, "PERSONNEL_COSTS")
    first, second = (line["key"] for line in form["lines"])
    saved = (await save_lines(open_world, "gent", form, **{first: "10.00"}))["form"]

    again = (await save_lines(open_world, "gent", {**form, **saved}, **{second: "20.00"}))["form"]

    assert saved["status"] == "PARTIALLY_ENCODED"
    assert again["status"] == "ENCODED"
    assert again["amounts"]["justified"] == "30.00"


async def test_a_number_counts_for_its_unit_price(open_world: World) -> None:
    form = await form_of(open_world, "gent-editor", 2021, "RENTAL_GUARANTEES")
    (line,) = form["lines"]
    await _grant(open_world, "RENTAL_GUARANTEES", guarantees="300.00")
    form = await form_of(open_world, "gent-editor", 2021, "RENTAL_GUARANTEES")

    payload = await save_lines(open_world, "gent", form, **{line["key"]: 13})

    assert line["unitPrice"] == "25.00"
    assert payload["form"]["amounts"]["balance"] == {
        "direction": "SETTLED",
        "amount": "0.00",
        "setOff": "0.00",
        "borne": "25.00",
    }


async def test_what_is_not_used_of_the_fund_is_set_off(open_world: World) -> None:
    await _grant(open_world, "GAS_ELECTRICITY_FUND", personnel="100.00", measures="100.00")
    form = await form_of(open_world, "gent-editor", 2021, "GAS_ELECTRICITY_FUND")
    entered = {line["key"]: "1.00" for line in form["lines"] if line["entry"] == "AMOUNT"}

    payload = await save_lines(open_world, "gent", form, **entered)

    assert payload["form"]["amounts"]["balance"] == {
        "direction": "SETTLED",
        "amount": "0.00",
        "setOff": "196.00",
        "borne": "0.00",
    }


async def test_over_its_ceiling_a_line_is_saved_but_not_signed(open_world: World) -> None:
    form = await form_of(open_world, "gent-editor", 2021, "SOCIAL_PARTICIPATION")
    parts = [line["key"] for line in form["lines"] if line["entry"] == "NOTHING"]
    await _grant(open_world, "SOCIAL_PARTICIPATION", **dict.fromkeys(parts, "1000.00"))
    form = await form_of(open_world, "gent-editor", 2021, "SOCIAL_PARTICIPATION")
    limited = next(line for line in form["lines"] if line["ceiling"] == "100.00")
    entered = {line["key"]: "100.00" for line in form["lines"] if line["entry"] == "AMOUNT"}

    over = (await save_lines(open_world, "gent", form, **entered | {limited["key"]: "100.01"}))[
        "form"
    ]
    refused = await sign(open_world, "gent", "PRESIDENT", form["id"], over["contentDigest"])
    corrected = await save_lines(open_world, "gent", {**form, **over}, **{limited["key"]: "100.00"})
    digest = corrected["form"]["contentDigest"]
    signed = await sign(open_world, "gent", "PRESIDENT", form["id"], digest)

    assert [line["key"] for line in over["lines"] if line["errors"]] == [limited["key"]]
    assert refused["userErrors"] == [
        {"code": "CEILING_EXCEEDED", "path": ["input", "lines", limited["key"]]}
    ]
    assert signed["userErrors"] == []


async def test_every_problem_of_the_lines_is_told_at_once(open_world: World) -> None:
    form = await form_of(open_world, "gent-editor", 2021, "SOCIAL_PARTICIPATION")
    heading = next(line["key"] for line in form["lines"] if line["entry"] == "NOTHING")
    amount = next(line["key"] for line in form["lines"] if line["entry"] == "AMOUNT")
    before = open_world.everything()

    payload = await save_lines(
        open_world, "gent", form, **{heading: "1.00", amount: 3, "nonsense": "1.00"}
    )

    assert [(error["code"], error["path"][2]) for error in payload["userErrors"]] == [
        ("UNKNOWN_LINE", heading),
        ("WRONG_ENTRY", amount),
        ("UNKNOWN_LINE", "nonsense"),
    ]
    assert open_world.everything() == before


async def test_the_simple_door_is_for_forms_with_one_amount(open_world: World) -> None:
    form = await form_of(open_world, "gent-editor", 2021, "PERSONNEL_COSTS")
    save = """mutation ($id: ID!) { saveJustifiedAmount(input:
      { formId: $id, justifiedAmount: "1.00", expectedVersion: 1 }) { userErrors { code } } }"""

    answer = await open_world.as_("gent-editor")(save, id=form["id"])

    assert answer.error_codes == ["BAD_USER_INPUT"]


async def test_one_cpas_fills_in_and_signs_all_six_forms(open_world: World) -> None:
    for spec in editions_in(2021):
        grants = {line.key: "0.00" for line in spec.granted_lines}
        await _grant(open_world, spec.kind, **grants)
    report = await report_of(open_world, "gent-editor", 2021)
    for form in report["forms"]:
        entered = {
            line["key"]: 0 if line["entry"] == "COUNT" else "0.00"
            for line in form["lines"]
            if line["entry"] != "NOTHING"
        }
        saved = (await save_lines(open_world, "gent", form, **entered))["form"]
        for role in ("DIRECTOR_GENERAL", "PRESIDENT"):
            payload = await sign(open_world, "gent", role, form["id"], saved["contentDigest"])
            assert payload["userErrors"] == []

    after = await report_of(open_world, "gent-editor", 2021)
    references = {form["submission"]["reference"] for form in after["forms"]}
    assert {form["status"] for form in after["forms"]} == {"SENT"}
    assert len(references) == len(after["forms"]) == len(editions_in(2021))


async def test_a_form_can_be_saved_but_not_signed_before_its_advance_is_granted(
    open_world: World,
) -> None:
    form = await form_of(open_world, "gent-editor", 2021, "PIIS")
    saved = (await save_lines(open_world, "gent", form, guidance="155000.00"))["form"]

    refused = await sign(open_world, "gent", "PRESIDENT", form["id"], saved["contentDigest"])
    await _grant(open_world, "PIIS", guidance="150000.00")
    granted = await form_of(open_world, "gent-editor", 2021, "PIIS")
    signed = await sign(open_world, "gent", "PRESIDENT", form["id"], granted["contentDigest"])

    assert saved["amounts"] == {"advance": None, "justified": "155000.00", "balance": None}
    assert refused["userErrors"] == [{"code": "ADVANCE_MISSING", "path": ["input"]}]
    assert granted["amounts"] == {"advance": "150000.00", "justified": "155000.00"}
    assert signed["userErrors"] == []


async def test_the_premium_of_2021_has_a_line_for_each_rate(open_world: World) -> None:
    form = await form_of(open_world, "gent-editor", 2021, "COVID_PREMIUM")
    save = """mutation ($input: SaveLinesInput!) { saveLines(input: $input) {
      form { edition lines { key multipleOf warnings } } userErrors { code } } }"""
    lines = [{"key": "premium", "amount": "75.00"}, {"key": "premium_25", "amount": "75.00"}]

    answer = await open_world.as_("gent-editor")(
        save, input={"formId": form["id"], "expectedVersion": 1, "lines": lines}
    )

    assert answer.data["saveLines"] == {
        "form": {
            "edition": 2,
            "lines": [
                {"key": "premium", "multipleOf": "50.00", "warnings": ["NOT_A_MULTIPLE"]},
                {"key": "premium_25", "multipleOf": "25.00", "warnings": []},
            ],
        },
        "userErrors": [],
    }


SEVENTH = FormSpec(
    kind=FormKind.PIIS,
    abbreviation="SEVEN",
    title=Text(fr="Septième", nl="Zevende", de="Siebtes", en="Seventh"),
    source="Invented for this test",
    lines=(
        Line(
            key=LineKey("meals"),
            label=Text(fr="Repas", nl="Maaltijden", de="Essen", en="Meals"),
            entry=LineEntry.COUNT,
            unit_price=Cents(3_50),
        ),
        Line(
            key=LineKey("beds"),
            label=Text(fr="Lits", nl="Bedden", de="Betten", en="Beds"),
            percent_of_grant=50,
        ),
    ),
)


@pytest.fixture
def seventh_form() -> Iterator[None]:
    with other_editions(FormKind.PIIS, (SEVENTH,)):
        yield


@pytest.mark.usefixtures("seventh_form")
async def test_another_form_is_its_specification_and_nothing_else(world: World) -> None:
    await open_2021(world)
    await fill_in_contact(world, "gent", 2021)
    await _grant(world, "PIIS", meals="7.00", beds="10.00")
    form = await form_of(world, "gent-editor", 2021, "PIIS")

    saved = (await save_lines(world, "gent", form, meals=3, beds="5.00"))["form"]
    await sign(world, "gent", "PRESIDENT", form["id"], saved["contentDigest"])
    sent = await sign(world, "gent", "DIRECTOR_GENERAL", form["id"], saved["contentDigest"])

    assert form["title"] == "Zevende"
    assert saved["amounts"] == {
        "advance": "17.00",
        "justified": "15.50",
        "balance": {"direction": "TO_REPAY", "amount": "1.50", "setOff": "0.00", "borne": "0.00"},
    }
    assert sent["submission"] == {"reference": "RU-2021-44021-SEVEN"}
