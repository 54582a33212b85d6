"""Granting advances."""

import json
from typing import Any

from tests.campaign.managing import (
    CLOSE,
    PREFILL,
    fill_in_contact,
    form_of,
    manage,
    prefill,
    save_lines,
    sign,
)
from tests.world import World

GENT, CHARLEROI = "44021", "52011"


async def test_advances_are_created_changed_and_left(open_world: World) -> None:
    first = await prefill(open_world, "PIIS", (GENT, "255.00"), (CHARLEROI, "510.00"))

    second = await prefill(open_world, "PIIS", (GENT, "255.00"), (CHARLEROI, "765.00"))

    assert (first["created"], first["changed"], first["unchanged"]) == (2, 0, 0)
    assert (second["created"], second["changed"], second["unchanged"]) == (0, 1, 1)
    form = await form_of(open_world, "charleroi-editor", 2021, "PIIS")
    assert form["amounts"]["advance"] == "765.00"


async def test_every_bad_line_is_told_and_nothing_is_granted(open_world: World) -> None:
    before = open_world.everything()

    payload = await prefill(
        open_world,
        "PIIS",
        (GENT, "255.00"),
        ("99999", "255.00"),
        (CHARLEROI, "-1.00"),
        (GENT, "510.00"),
        ("63023", "1000000000000.00"),
    )

    assert sorted((error["code"], error["path"]) for error in payload["userErrors"]) == [
        ("AMOUNT_TOO_LARGE", ["input", "advances", "4", "advance"]),
        ("NEGATIVE_AMOUNT", ["input", "advances", "2", "advance"]),
        ("REPEATED_LINE", ["input", "advances", "3"]),
        ("UNKNOWN_CPAS", ["input", "advances", "1", "nisCode"]),
    ]
    assert open_world.everything() == before


async def test_each_refused_line_is_told_with_its_place(open_world: World) -> None:
    lines = [(GENT, "255.00"), ("99999", "1.00"), (CHARLEROI, "-1.00"), *[("99998", "1.00")] * 20]

    payload = await prefill(open_world, "PIIS", *lines)

    told = [
        (one["place"], one["argument"], one["nisCode"], one["code"]) for one in payload["refused"]
    ]
    assert told[:2] == [
        (1, "nisCode", None, "UNKNOWN_CPAS"),
        (2, "advance", CHARLEROI, "NEGATIVE_AMOUNT"),
    ]
    assert [place for place, *_ in told] == list(range(1, 23))
    assert all(one["message"].endswith(".") for one in payload["refused"])


async def test_lines_that_are_left_out_are_told_one_by_one(open_world: World) -> None:
    """The other lines are granted: closed reports are the only thing that is wrong."""
    own = await open_world.as_("charleroi-editor")("{ cpas { id } }")
    charleroi = own.data["cpas"]["id"]
    await manage(open_world, CLOSE, year=2021, cpas=[charleroi], reason="Done.")

    payload = await prefill(open_world, "PIIS", (GENT, "255.00"), (CHARLEROI, "510.00"))

    assert payload["created"] == 1
    assert [(one["place"], one["nisCode"], one["code"]) for one in payload["refused"]] == [
        (1, CHARLEROI, "REPORT_CLOSED")
    ]


async def test_every_changed_advance_is_told_with_what_it_was(open_world: World) -> None:
    await prefill(open_world, "PIIS", (GENT, "255.00"))
    lines = [(GENT, "300.00"), (CHARLEROI, "0.00")]
    before = open_world.everything()

    tried = await prefill(open_world, "PIIS", *lines, dryRun=True)
    assert open_world.everything() == before
    done = await prefill(open_world, "PIIS", *lines, idempotencyKey="twice")
    repeated = await prefill(open_world, "PIIS", *lines, idempotencyKey="twice")
    again = await prefill(open_world, "PIIS", *lines)

    line = {"line": "guidance", "label": "Kosten voor begeleiding en activering"}
    assert tried["changes"] == [
        {"cpas": {"nisCode": GENT}, **line, "before": "255.00", "after": "300.00"},
        {"cpas": {"nisCode": CHARLEROI}, **line, "before": None, "after": "0.00"},
    ]
    assert done["changes"] == tried["changes"]
    assert (repeated["changed"], repeated["changes"]) == (1, [])
    assert (again["unchanged"], again["changes"]) == (2, [])


async def test_of_several_lines_only_those_that_change_are_told(open_world: World) -> None:
    form = await form_of(open_world, "gent-editor", 2021, "PERSONNEL_COSTS")
    first, second = (line["key"] for line in form["lines"])

    async def granted(**advances: str) -> list[tuple[str, str | None, str]]:
        lines = [
            {"nisCode": GENT, "line": line, "advance": advance}
            for line, advance in advances.items()
        ]
        payload = await manage(
            open_world, PREFILL, year=2021, kind="PERSONNEL_COSTS", advances=lines
        )
        return [(one["line"], one["before"], one["after"]) for one in payload["changes"]]

    assert await granted(**{second: "5.00", first: "1.00"}) == [
        (first, None, "1.00"),
        (second, None, "5.00"),
    ]
    assert await granted(**{first: "1.00", second: "6.00"}) == [(second, "5.00", "6.00")]


async def test_a_thousand_bad_lines_are_told_in_a_few(open_world: World) -> None:
    lines = [(GENT, "255.00"), *(((GENT, "1.00"), ("99999", "1.00")) * 500)]

    payload = await prefill(open_world, "PIIS", *lines)

    repeated, unknown = payload["userErrors"]
    assert (repeated["code"], repeated["count"]) == ("REPEATED_LINE", 500)
    assert repeated["examples"][:2] == [
        {"path": ["input", "advances", "1"], "nisCode": GENT},
        {"path": ["input", "advances", "3"], "nisCode": GENT},
    ]
    assert (unknown["code"], unknown["count"]) == ("UNKNOWN_CPAS", 500)
    assert unknown["path"] == ["input", "advances", "2", "nisCode"]
    assert len(unknown["examples"]) == 10
    assert len(json.dumps(payload["userErrors"])) < 4_000


async def _signed_once(world: World) -> dict[str, Any]:
    await fill_in_contact(world, "gent", 2021)
    await prefill(world, "PIIS", (GENT, "0.00"))
    form = await form_of(world, "gent-editor", 2021, "PIIS")
    saved = (await save_lines(world, "gent", form, guidance="10.00"))["form"]
    payload = await sign(world, "gent", "PRESIDENT", form["id"], saved["contentDigest"])
    assert payload["userErrors"] == []
    return {"id": form["id"], "digest": saved["contentDigest"]}


async def test_a_new_advance_wipes_the_signatures_of_a_form_that_is_not_sent(
    open_world: World,
) -> None:
    await _signed_once(open_world)

    payload = await prefill(open_world, "PIIS", (GENT, "255.00"))

    assert payload["invalidatedSignatures"] == 1
    form = await form_of(open_world, "gent-editor", 2021, "PIIS")
    assert form["signatures"] == []
    assert form["signatureHistory"] == [{"role": "PRESIDENT", "isCurrent": False}]
    types = open_world.rows("SELECT type FROM journal ORDER BY number DESC LIMIT 2")
    assert types == [("SIGNATURES_INVALIDATED",), ("ADVANCE_PREFILLED",)]


async def test_a_form_that_was_sent_keeps_its_advance_and_others_get_theirs(
    open_world: World,
) -> None:
    form = await _signed_once(open_world)
    await sign(open_world, "gent", "DIRECTOR_GENERAL", form["id"], form["digest"])

    payload = await prefill(open_world, "PIIS", (GENT, "1.00"), (CHARLEROI, "2.00"))

    assert (payload["done"], payload["created"]) == (True, 1)
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("ALREADY_SENT", ["input", "advances", "0"])
    ]
    sent = await form_of(open_world, "gent-editor", 2021, "PIIS")
    assert sent["amounts"]["advance"] == "0.00"


async def test_all_or_nothing_refuses_all_for_one_form_that_was_sent(open_world: World) -> None:
    form = await _signed_once(open_world)
    await sign(open_world, "gent", "DIRECTOR_GENERAL", form["id"], form["digest"])
    before = open_world.everything()

    payload = await prefill(
        open_world, "PIIS", (GENT, "1.00"), (CHARLEROI, "2.00"), allOrNothing=True
    )

    assert [error["code"] for error in payload["userErrors"]] == ["ALREADY_SENT"]
    assert not payload["done"]
    assert open_world.everything() == before


async def test_a_form_granted_on_several_lines_asks_for_the_line(open_world: World) -> None:
    payload = await prefill(open_world, "SOCIAL_PARTICIPATION", (GENT, "1.00"))

    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("REQUIRED", ["input", "advances", "0", "line"])
    ]


async def test_a_line_on_which_nothing_is_granted_is_refused(open_world: World) -> None:
    advances = [{"nisCode": GENT, "advance": "1.00", "line": "nonsense"}]

    payload = await manage(
        open_world, PREFILL, year=2021, kind="SOCIAL_PARTICIPATION", advances=advances
    )

    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("UNKNOWN_LINE", ["input", "advances", "0", "line"])
    ]


async def test_the_same_key_grants_once(open_world: World) -> None:
    first = await prefill(open_world, "PIIS", (GENT, "1.00"), idempotencyKey="k")
    await prefill(open_world, "PIIS", (GENT, "2.00"))

    again = await prefill(open_world, "PIIS", (GENT, "1.00"), idempotencyKey="k")

    assert again == {**first, "replayed": True, "changes": []}
    form = await form_of(open_world, "gent-editor", 2021, "PIIS")
    assert form["amounts"]["advance"] == "2.00"


async def test_a_dry_run_tells_what_the_run_does_and_writes_nothing(open_world: World) -> None:
    form = await _signed_once(open_world)
    await sign(open_world, "gent", "DIRECTOR_GENERAL", form["id"], form["digest"])
    lines = [(GENT, "1.00"), (CHARLEROI, "2.00")]
    before = open_world.everything()

    dry = await prefill(open_world, "PIIS", *lines, dryRun=True, idempotencyKey="k")
    untouched = open_world.everything() == before
    done = await prefill(open_world, "PIIS", *lines, idempotencyKey="l")

    assert untouched
    assert dry == done
    assert (dry["created"], dry["userErrors"][0]["code"]) == (1, "ALREADY_SENT")


async def test_the_cpas_that_no_line_names_are_told(open_world: World) -> None:
    every = sorted(code for (code,) in open_world.rows("SELECT nis_code FROM cpas"))

    payload = await prefill(open_world, "PIIS", (every[0], "1.00"), (every[2], "1.00"), dryRun=True)

    assert payload["notNamed"] == len(every) - 2
    assert payload["firstNotNamed"] == [every[1], *every[3:12]]


async def test_the_reason_stands_in_each_line_of_the_journal(open_world: World) -> None:
    await _signed_once(open_world)

    await prefill(open_world, "PIIS", (GENT, "255.00"), reason=" Decree of 1 March ")

    lines = open_world.rows("SELECT type, reason FROM journal ORDER BY number DESC LIMIT 2")
    assert lines == [
        ("SIGNATURES_INVALIDATED", "Decree of 1 March"),
        ("ADVANCE_PREFILLED", "Decree of 1 March"),
    ]


async def test_a_reason_that_cannot_be_kept_is_refused(open_world: World) -> None:
    payload = await prefill(open_world, "PIIS", (GENT, "255.00"), reason="x" * 501)

    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("TOO_LONG", ["input", "reason"])
    ]


async def test_a_federation_sees_no_amount_of_the_lines(open_world: World) -> None:
    form = await form_of(open_world, "gent-editor", 2021, "PIIS")

    answer = await open_world.as_("vvsg")(
        "query ($id: ID!) { node(id: $id) { ... on Form { status lines { advance } } } }",
        id=form["id"],
    )

    assert answer.data == {"node": {"status": "NOT_STARTED", "lines": None}}
