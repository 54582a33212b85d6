"""Saving an amount: what it answers, what falls by it, and what is refused in whose language."""

from typing import Any

import pytest

from tests.api.acting import (
    CHARLEROI,
    EUPEN,
    GENT,
    HOME,
    SAVE,
    Desk,
    done,
    payload,
    refusal,
    refusals,
)
from tests.counting import statements
from tests.marks import RULES
from tests.world import World

AT_REST = pytest.mark.asyncio(loop_scope="module")


async def test_a_save_answers_with_the_form_as_it_is_now(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    advance = (await desk.form())["amounts"]["advance"]

    found = done(await desk.save(desk.editor(), "1000.00"))

    form = found["form"]
    assert form["status"] == "ENCODED"
    assert form["version"] == 2
    assert form["amounts"]["advance"] == advance
    assert form["amounts"]["justified"] == "1000.00"
    assert form["amounts"]["balance"]["direction"] == "TO_REPAY"
    assert form["progress"]["encodedAt"] == "2026-11-23T12:00:00.000000Z"
    assert form["viewerCanEdit"] is True
    assert form["viewerCannotSignReasons"] == ["MISSING_ROLE"]
    assert found["invalidatedSignatures"] == []
    assert {**form, "viewerCanEdit": False} == {
        **await desk.form(),
        "viewerCannotEditReasons": [],
    }


async def balance_of(desk: Desk, amount: object) -> dict[str, Any]:
    form = done(await desk.save(desk.editor(), amount))["form"]
    found: dict[str, Any] = form["amounts"]["balance"]
    return found


async def test_the_balance_says_who_pays_to_the_cent(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    advance = (await desk.form())["amounts"]["advance"]
    euros = int(advance.removesuffix(".00"))

    assert await balance_of(desk, f"{euros - 1}.99") == {"direction": "TO_REPAY", "amount": "0.01"}
    assert await balance_of(desk, advance) == {"direction": "SETTLED", "amount": "0.00"}
    assert await balance_of(desk, f"{euros}.01") == {"direction": "TO_RECEIVE", "amount": "0.01"}
    assert await balance_of(desk, "0.00") == {"direction": "TO_REPAY", "amount": advance}


async def test_zero_is_a_declaration(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    before = await desk.form()

    found = done(await desk.save(desk.editor(), 0))["form"]

    assert before["amounts"]["justified"] is None
    assert before["progress"]["encoded"] is False
    assert found["amounts"]["justified"] == "0.00"
    assert found["progress"]["encoded"] is True


@pytest.mark.parametrize(
    ("entered", "kept"),
    [
        ("999999999999.99", "999999999999.99"),
        ("0.1", "0.10"),
        ("7", "7.00"),
        (12, "12.00"),
        ("-0.00", "0.00"),
        ("0000000000000000001.50", "1.50"),
    ],
)
async def test_an_exact_amount_is_kept_to_the_cent(
    world: World, entered: object, kept: str
) -> None:
    desk = Desk(world, CHARLEROI)

    found = done(await desk.save(desk.editor(), entered))

    assert found["form"]["amounts"]["justified"] == kept
    assert (await desk.form())["amounts"]["justified"] == kept


SENTENCE = "This is not an exact amount in euro. Give at most two decimals, for example 1,250.00."
INEXACT = ["1e3", "1.234", "NaN", "Infinity", "1,50", "", " 5", "5 ", "5\n", "+5", "1.", ".5"]
INEXACT += ["0x10", "1_000", "1'000", "１２", "٣", "12€", "1" + "0" * 400, "null", "--1", "- 1"]
NO_TEXT: list[object] = [12.5, 12.0, 1e300, True, False, [5], {"euro": 5}]
LITERALS = ["1e3", "1.234", "12.5", "-0.01", "true", "NaN", "[5]", "{euro: 5}", "1" + "0" * 400]
LITERALS += ["9" * 5000]


@RULES
@AT_REST
async def test_what_is_no_exact_amount_is_refused_and_never_rounded(country: World) -> None:
    desk = Desk(country, CHARLEROI)
    editor, form = desk.editor("en"), await desk.form()
    before = country.everything()

    for typed in INEXACT:
        (told,) = payload(await editor(SAVE, input=entry(form, typed)))["userErrors"]
        assert (told["code"], told["path"]) == ("INVALID_AMOUNT", ["input", "justifiedAmount"])
        assert told["message"] == SENTENCE
    for amount in NO_TEXT:
        answer = await editor(SAVE, input=entry(form, amount))
        assert answer.error_codes == ["INVALID_AMOUNT"], amount
        assert "data" not in answer.body
        assert answer.errors[0]["message"] == SENTENCE
        assert answer.errors[0]["extensions"]["argument"] == ["input", "justifiedAmount"]

    assert country.everything() == before


def entry(form: dict[str, Any], amount: object) -> dict[str, object]:
    return {"formId": form["id"], "justifiedAmount": amount, "expectedVersion": 1}


@RULES
@AT_REST
async def test_what_is_no_exact_amount_is_refused_as_a_literal_too(country: World) -> None:
    desk = Desk(country, CHARLEROI)
    editor, form = desk.editor(), await desk.form()
    before = country.everything()

    for amount in [*LITERALS, *(f'"{text}"' for text in INEXACT if text.isprintable())]:
        query = f"""mutation {{ saveJustifiedAmount(input: {{formId: "{form["id"]}",
          expectedVersion: 1, justifiedAmount: {amount}}}) {{ userErrors {{ code path }} }} }}"""
        answer = await editor(query)
        if answer.errors:
            assert answer.error_codes == ["INVALID_AMOUNT"], amount
            assert answer.errors[0]["extensions"]["argument"] == ["input", "justifiedAmount"]
        else:
            (told,) = payload(answer)["userErrors"]
            assert told == {"code": "INVALID_AMOUNT", "path": ["input", "justifiedAmount"]}

    assert country.everything() == before


@AT_REST
async def test_a_missing_amount_is_an_invalid_call(country: World) -> None:
    desk = Desk(country, CHARLEROI)

    answer = await desk.save(desk.editor(), None)

    assert answer.error_codes == ["GRAPHQL_VALIDATION_FAILED"]


@RULES
@AT_REST
@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("-0.01", "NEGATIVE_AMOUNT"),
        (-5, "NEGATIVE_AMOUNT"),
        ("1000000000000", "AMOUNT_TOO_LARGE"),
        ("1000000000000.00", "AMOUNT_TOO_LARGE"),
        (2**63, "AMOUNT_TOO_LARGE"),
        ("9" * 20, "AMOUNT_TOO_LARGE"),
    ],
)
async def test_an_amount_out_of_bounds_is_refused_at_its_place(
    country: World, amount: object, code: str
) -> None:
    desk = Desk(country, CHARLEROI)
    before = country.everything()

    answer = await desk.save(desk.editor(), amount)

    error = refusal(answer)
    assert (error["__typename"], error["code"]) == ("InvalidInput", code)
    assert error["path"] == ["input", "justifiedAmount"]
    assert payload(answer)["form"] is None
    assert country.everything() == before


NEGATIVE = {
    "fr": "Un montant ne peut pas être négatif. Encodez 0,00 ou plus.",
    "nl": "Een bedrag kan niet negatief zijn. Vul 0,00 of meer in.",
    "de": "Ein Betrag darf nicht negativ sein. Geben Sie 0,00 oder mehr ein.",
    "en": "An amount cannot be negative. Enter 0.00 or more.",
}


@RULES
@AT_REST
@pytest.mark.parametrize(
    ("nis_code", "accepted", "language"),
    [
        (CHARLEROI, "fr", "fr"),
        (CHARLEROI, "nl-BE", "nl"),
        (CHARLEROI, "DE;q=0.9, fr;q=0.1", "de"),
        (CHARLEROI, "es, en-GB;q=0.5", "en"),
        (CHARLEROI, "nl;q=0, de;q=2, *", "fr"),
        (CHARLEROI, None, "fr"),
        (GENT, None, "nl"),
        (EUPEN, None, "de"),
        (EUPEN, "es", "de"),
        (EUPEN, "fr", "fr"),
    ],
)
async def test_a_refusal_is_in_the_language_asked_for_else_in_that_of_the_cpas(
    country: World, nis_code: str, accepted: str | None, language: str
) -> None:
    desk = Desk(country, nis_code)

    answer = await desk.save(desk.editor(accepted), "-1")

    assert refusal(answer)["message"] == NEGATIVE[language]


# Signatures that fall ----------------------------------------------------------------------------


async def test_another_amount_makes_the_signature_fall_and_names_it(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()
    placed = (await desk.form())["signatures"][0]["id"]
    world.clock.advance(hours=1)

    found = done(await desk.save(desk.editor(), "1000.01"))

    assert found["invalidatedSignatures"] == [
        {
            "id": placed,
            "role": "PRESIDENT",
            "isCurrent": False,
            "signer": {"displayName": "Zoé president-52011"},
            "invalidatedAt": "2026-11-23T13:00:00.000000Z",
            "invalidatedBy": {"displayName": "Zoé editor-52011"},
        }
    ]
    assert found["form"]["status"] == "ENCODED"
    assert found["form"]["signatures"] == []
    assert found["form"]["missingSignatures"] == ["PRESIDENT", "DIRECTOR_GENERAL"]
    assert [old["id"] for old in found["form"]["signatureHistory"]] == [placed]


async def test_the_same_amount_again_changes_nothing_and_the_signature_stays(
    world: World,
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president("1000.00")
    before = world.everything()

    found = done(await desk.save(desk.editor(), "1000"))

    assert found["invalidatedSignatures"] == []
    assert found["form"]["status"] == "PARTIALLY_SIGNED"
    assert found["form"]["version"] == 2
    assert world.everything() == before


# Pages that are stale, and calls that are repeated ------------------------------------------------


async def test_a_stale_page_learns_who_saved_in_between(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    before = world.everything()

    answer = await desk.save(desk.factotum("en"), "2.00", expectedVersion=1)

    assert refusal(answer) == {
        "__typename": "VersionConflict",
        "code": "VERSION_CONFLICT",
        "message": "These data were changed in the meantime. Reload the page, check, then save "
        "again.",
        "path": ["input", "expectedVersion"],
        "currentVersion": 2,
        "changedAt": "2026-11-23T12:00:00.000000Z",
        "changedBy": {"displayName": "Zoé editor-52011"},
    }
    assert world.everything() == before


@pytest.mark.parametrize("version", [0, -1, 3, 2**31 - 1, -(2**31)])
async def test_a_version_that_nobody_saw_is_a_conflict(world: World, version: int) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()

    answer = await desk.save(desk.editor(), "2.00", expectedVersion=version)

    assert refusals(answer) == ["VERSION_CONFLICT"]


async def test_a_retry_by_the_same_person_gets_the_present_form(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode("5.00")
    before = world.everything()

    again = await desk.save(desk.editor(), "5.00", expectedVersion=1)
    by_another = await desk.save(desk.factotum(), "5.00", expectedVersion=1)
    another_amount = await desk.save(desk.editor(), "6.00", expectedVersion=1)

    assert done(again)["form"]["version"] == 2
    assert refusals(by_another) == ["VERSION_CONFLICT"]
    assert refusals(another_amount) == ["VERSION_CONFLICT"]
    assert world.everything() == before


async def test_more_lines_than_a_form_has_are_refused_before_anything_is_read(
    world: World,
) -> None:
    query = """mutation ($input: SaveLinesInput!) { saveLines(input: $input) {
      userErrors { code } } }"""
    form = await Desk(world, CHARLEROI).form()
    lines = [{"key": f"line {at}", "amount": "1.00"} for at in range(10)]

    with statements() as asked:
        answer = await world.as_("charleroi-editor")(
            query, input={"formId": form["id"], "expectedVersion": 1, "lines": lines}
        )

    (error,) = answer.errors
    assert error["path"] == ["saveLines"]
    assert error["extensions"] == {
        "code": "BAD_USER_INPUT",
        "argument": ["input", "lines"],
        "detail": "At most 9 lines.",
    }
    assert asked == []


async def test_several_saves_in_one_document_see_each_other(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    form = await desk.form()
    parts = [
        f"""s{version}: saveJustifiedAmount(input: {{formId: "{form["id"]}",
          justifiedAmount: "{version}.00", expectedVersion: {version}}}) {{
          form {{ version report {{ forms {{ amounts {{ justified }} }} }} }}
          userErrors {{ code }} }}"""
        for version in (1, 2, 2, 3)
    ]
    parts[2] = parts[2].replace("s2:", "stale:").replace('"2.00"', '"9.00"')

    found = (await desk.editor()(f"mutation {{ {' '.join(parts)} }}")).data

    assert found["stale"]["userErrors"] == [{"code": "VERSION_CONFLICT"}]
    seen = [found[name]["form"] for name in ("s1", "s2", "s3")]
    assert [form["version"] for form in seen] == [2, 3, 4]
    assert [form["report"]["forms"][0]["amounts"]["justified"] for form in seen] == [
        "1.00",
        "2.00",
        "3.00",
    ]
    home = (await desk.editor()(HOME)).data["cpas"]["report"]["forms"][0]
    assert home["amounts"]["justified"] == "3.00"
