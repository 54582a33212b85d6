"""What a form would say with other lines: as a save would tell it, and nothing is saved."""

import random
from typing import Any

import pytest

from models.forms import editions_in
from models.spec import FormKind, FormSpec, LineEntry
from tests.campaign.managing import PREFILL, form_of, manage, save_lines
from tests.world import Caller, World

pytestmark = pytest.mark.only_on("sqlite", reason="A preview only computes.")

GENT = "44021"
SAID = """amounts { advance justified balance { direction amount setOff borne } }
  lines { key entry advance count justified ceiling errors warnings label }"""
PREVIEW = f"""query ($kind: FormKind!, $lines: [LineInput!]!) {{
  cpas(by: {{ nisCode: "{GENT}" }}) {{ report(year: 2021) {{ form(kind: $kind) {{
    preview(lines: $lines) {{ {SAID} userErrors {{ code path message }} }} }} }} }} }}"""
NOW = f"""query ($kind: FormKind!) {{ cpas {{ report(year: 2021) {{ form(kind: $kind) {{
  {SAID} }} }} }} }}"""


async def preview(who: Caller, kind: str, lines: list[dict[str, Any]]) -> Any:
    answer = await who(PREVIEW, kind=kind, lines=lines)
    return answer.data["cpas"]["report"]["form"]["preview"]


def entered(spec: FormSpec, chance: random.Random) -> dict[str, Any]:
    """Something on each line that asks for it: now and then above a ceiling, or no multiple."""
    return {
        line.key: chance.randint(0, 90)
        if line.entry is LineEntry.COUNT
        else f"{chance.randint(0, 900)}.{chance.randint(0, 99):02d}"
        for line in spec.entry_lines
    }


def as_input(entries: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"key": key, "count" if isinstance(value, int) else "amount": value}
        for key, value in entries.items()
    ]


@pytest.mark.parametrize("spec", editions_in(2021), ids=lambda spec: spec.kind)
async def test_a_preview_says_what_the_save_then_says(open_world: World, spec: FormSpec) -> None:
    chance = random.Random(spec.kind.value)  # noqa: S311 - it only chooses amounts
    grants = [
        {"nisCode": GENT, "line": line.key, "advance": "500.00"} for line in spec.granted_lines
    ]
    await manage(open_world, PREFILL, year=2021, kind=spec.kind, advances=grants)
    form = await form_of(open_world, "gent-editor", 2021, spec.kind)
    editor, entries = open_world.as_("gent-editor"), entered(spec, chance)
    before = open_world.everything()

    seen = await preview(editor, spec.kind, as_input(entries))

    assert open_world.everything() == before
    assert seen.pop("userErrors") == []
    assert (await save_lines(open_world, "gent", form, **entries))["userErrors"] == []
    now = await editor(NOW, kind=spec.kind)
    assert now.data["cpas"]["report"]["form"] == seen
    assert seen["amounts"]["balance"] is not None


async def test_a_line_that_is_not_named_stays_and_nothing_is_told_too_early(
    open_world: World,
) -> None:
    form = await form_of(open_world, "gent-editor", 2021, "PERSONNEL_COSTS")
    first, second = (line["key"] for line in form["lines"])
    editor = open_world.as_("gent-editor")

    alone = await preview(editor, "PERSONNEL_COSTS", as_input({second: "20.00"}))
    await save_lines(open_world, "gent", form, **{first: "10.00"})
    beside = await preview(editor, "PERSONNEL_COSTS", as_input({second: "20.00"}))

    assert [line["justified"] for line in alone["lines"]] == [None, "20.00"]
    assert alone["amounts"]["justified"] is None
    assert beside["amounts"]["justified"] == "30.00"


@pytest.mark.parametrize(
    ("lines", "code", "path"),
    [
        ([], "REQUIRED", ["lines"]),
        ([{"key": "nonsense", "amount": "1.00"}], "UNKNOWN_LINE", ["lines", "nonsense"]),
        ([{"key": "guarantees", "amount": "1.00"}], "WRONG_ENTRY", ["lines", "guarantees"]),
        ([{"key": "guarantees", "count": -1}], "NEGATIVE_COUNT", ["lines", "guarantees"]),
        ([{"key": "guarantees", "count": 2**31 - 1}] * 2, "REPEATED_LINE", ["lines", "guarantees"]),
    ],
)
async def test_what_a_save_would_refuse_of_the_lines_is_told(
    open_world: World, lines: list[dict[str, Any]], code: str, path: list[str]
) -> None:
    editor = open_world.as_("gent-editor")

    seen = await preview(editor, FormKind.RENTAL_GUARANTEES, lines)

    assert (seen["amounts"], seen["lines"]) == (None, None)
    assert (seen["userErrors"][0]["code"], seen["userErrors"][0]["path"]) == (code, path)
    assert seen["userErrors"][0]["message"]


async def test_more_lines_than_any_form_has_are_an_error_of_the_call(open_world: World) -> None:
    lines = [{"key": str(number), "amount": "1.00"} for number in range(20)]

    answer = await open_world.as_("gent-editor")(PREVIEW, kind="PIIS", lines=lines)

    assert answer.error_codes == ["BAD_USER_INPUT"]


async def test_who_may_not_read_the_amounts_computes_none(open_world: World) -> None:
    lines = as_input({"guidance": "1.00"})

    assert await preview(open_world.as_("vvsg"), "PIIS", lines) is None
    assert await preview(open_world.as_("spp-is-reader"), "PIIS", lines) is not None
