"""Contact and bank account: what is kept, what is refused, and until when they change."""

from datetime import datetime
from typing import Any

import pytest

from tests.api.acting import (
    ACCOUNT,
    ANA,
    CHARLEROI,
    EUPEN,
    GENT,
    Desk,
    done,
    payload,
    refusal,
    refusals,
)
from tests.marks import RULES
from tests.world import World

AT_REST = pytest.mark.asyncio(loop_scope="module")
CLOSING = datetime.fromisoformat("2027-12-31T23:00:00+00:00")
KEPT = {"iban": "BE34091000277790", "bic": "GKCCBEBB", "historicalNumber": "091-0002777-90"}


async def test_what_was_given_is_kept_in_one_form_with_who_and_when(world: World) -> None:
    desk = Desk(world, CHARLEROI)

    found = done(
        await desk.update(
            desk.editor(),
            contact={
                "name": "  Jose\u0301 ",
                "email": "Jose@CPAS.Example",
                "phone": "071/23.33.33",
            },
            bankAccount={"iban": "be34 0910 0027 7790"},
        )
    )

    updated = {
        "updatedAt": "2026-11-23T12:00:00.000000Z",
        "updatedBy": {"displayName": "Zoé editor-52011"},
    }
    assert found["report"]["contact"] == {
        "name": "José",
        "email": "Jose@cpas.example",
        "phone": "+3271233333",
        **updated,
    }
    assert found["report"]["bankAccount"] == {**KEPT, **updated}
    assert found["report"]["version"] == 2
    assert found["report"]["viewerCanUpdateContact"] is True
    assert (await desk.report())["contact"] == found["report"]["contact"]


async def test_what_is_left_out_or_null_stays_as_it_is(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.give_contact()
    before = await desk.report()
    world.clock.advance(hours=1)

    first = done(await desk.update(desk.editor(), contact={**ANA, "phone": "02 508 85 85"}))
    second = done(
        await desk.update(desk.editor(), contact=None, bankAccount={"iban": "BE68539007547034"})
    )

    assert first["report"]["bankAccount"] == before["bankAccount"]
    assert first["report"]["version"] == 3
    assert second["report"]["contact"] == first["report"]["contact"]
    assert second["report"]["version"] == 4


@RULES
@AT_REST
@pytest.mark.parametrize("given", [{}, {"contact": None, "bankAccount": None}])
async def test_a_change_of_neither_is_refused(country: World, given: dict[str, Any]) -> None:
    desk = Desk(country, CHARLEROI)
    before = country.everything()

    error = refusal(await desk.update(desk.editor(), **given))

    assert (error["code"], error["path"]) == ("REQUIRED", ["input"])
    assert country.everything() == before


async def test_the_same_data_again_change_nothing(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.give_contact()
    world.clock.advance(hours=1)
    before = world.everything()

    found = done(await desk.update(desk.factotum(), contact=ANA, bankAccount=ACCOUNT))

    assert found["report"]["version"] == 2
    assert world.everything() == before


@RULES
@AT_REST
async def test_everything_that_is_wrong_is_said_at_once_at_its_place(country: World) -> None:
    desk = Desk(country, CHARLEROI)
    before = country.everything()

    answer = await desk.update(
        desk.editor("en"),
        contact={"name": " ", "email": "ana", "phone": "12"},
        bankAccount={"iban": "BE00091000277790", "historicalNumber": "091-0002777-91", "bic": "X"},
    )

    errors = payload(answer)["userErrors"]
    assert [(error["__typename"], error["code"], error["path"]) for error in errors] == [
        ("InvalidInput", "REQUIRED", ["input", "contact", "name"]),
        ("InvalidInput", "INVALID_EMAIL", ["input", "contact", "email"]),
        ("InvalidInput", "INVALID_PHONE", ["input", "contact", "phone"]),
        ("InvalidInput", "INVALID_IBAN", ["input", "bankAccount", "iban"]),
        ("InvalidInput", "INVALID_HISTORICAL_NUMBER", ["input", "bankAccount", "historicalNumber"]),
        ("InvalidInput", "INVALID_BIC", ["input", "bankAccount", "bic"]),
    ]
    assert payload(answer)["report"] is None
    assert errors[0]["message"] == "This field is required. Fill it in."
    assert country.everything() == before


ENTRIES: list[tuple[dict[str, Any], list[str]]] = [
    ({"contact": {**ANA, "name": "x" * 121}}, ["TOO_LONG"]),
    ({"contact": {**ANA, "name": "x" * 100_000}}, ["TOO_LONG"]),
    ({"contact": {**ANA, "name": "A\u202ena"}}, ["INVALID_CHARACTERS"]),
    ({"contact": {**ANA, "name": "A\0na"}}, ["INVALID_CHARACTERS"]),
    ({"contact": {**ANA, "name": "A\nna"}}, ["INVALID_CHARACTERS"]),
    ({"contact": {**ANA, "name": ""}}, ["REQUIRED"]),
    ({"contact": {**ANA, "email": "a" * 250 + "@x.example"}}, ["TOO_LONG"]),
    ({"contact": {**ANA, "email": "ana\0@cpas.example"}}, ["INVALID_CHARACTERS"]),
    ({"contact": {**ANA, "email": "Ana <ana@cpas.example>"}}, ["INVALID_EMAIL"]),
    ({"contact": {**ANA, "email": "a@b@cpas.example"}}, ["INVALID_EMAIL"]),
    ({"contact": {**ANA, "phone": "071 23 33 33; DROP"}}, ["INVALID_PHONE"]),
    ({"contact": {**ANA, "phone": "٠٧١٢٣٣٣٣٣"}}, ["INVALID_PHONE"]),
    ({"bankAccount": {}}, ["REQUIRED"]),
    ({"bankAccount": {"iban": "", "historicalNumber": None, "bic": "GKCCBEBB"}}, ["REQUIRED"]),
    ({"bankAccount": {"iban": "FR1420041010050500013M02606"}}, ["REQUIRED"]),
    (
        {"bankAccount": {"iban": "BE68539007547034", "historicalNumber": "091-0002777-90"}},
        ["ACCOUNT_NUMBERS_DISAGREE"],
    ),
    ({"bankAccount": {"iban": "BE" + "9" * 100_000}}, ["TOO_LONG"]),
]


@RULES
@AT_REST
async def test_an_entry_that_cannot_be_is_refused_with_its_code(country: World) -> None:
    desk = Desk(country, CHARLEROI)
    editor = desk.editor()
    before = country.everything()

    for entry, codes in ENTRIES:
        assert refusals(await desk.update(editor, **entry)) == codes, entry

    assert country.everything() == before


async def test_a_foreign_account_is_kept_with_its_bic(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    account = {"iban": "FR14 2004 1010 0505 0001 3M02 606", "bic": "PSSTFRPPXXX"}

    found = done(await desk.update(desk.editor(), bankAccount=account))["report"]["bankAccount"]

    assert (found["iban"], found["bic"]) == ("FR1420041010050500013M02606", "PSSTFRPPXXX")
    assert found["historicalNumber"] is None


INVALID_EMAIL = {
    "fr": "Cette adresse e-mail n'est pas valable. Vérifiez-la, par exemple nom@cpas.be.",
    "nl": "Dit e-mailadres is niet geldig. Controleer het, bijvoorbeeld naam@ocmw.be.",
    "de": "Diese E-Mail-Adresse ist ungültig. Prüfen Sie sie, zum Beispiel name@oshz.be.",
    "en": "This e-mail address is not valid. Check it, for example name@cpas.be.",
}


@RULES
@AT_REST
@pytest.mark.parametrize(
    ("nis_code", "accepted", "language"),
    [
        (CHARLEROI, None, "fr"),
        (GENT, None, "nl"),
        (EUPEN, None, "de"),
        (EUPEN, "en", "en"),
        (GENT, "fr-BE,nl;q=0.9", "fr"),
    ],
)
async def test_a_refusal_is_in_the_language_asked_for_else_in_that_of_the_cpas(
    country: World, nis_code: str, accepted: str | None, language: str
) -> None:
    desk = Desk(country, nis_code)

    answer = await desk.update(desk.editor(accepted), contact={**ANA, "email": "ana"})

    assert refusal(answer)["message"] == INVALID_EMAIL[language]


async def test_contact_and_account_change_after_sending_and_wipe_no_signature(
    world: World,
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()
    before = await desk.form()

    found = done(
        await desk.update(
            desk.editor(),
            contact={**ANA, "name": "Bo Nys"},
            bankAccount={"iban": "BE68539007547034"},
        )
    )

    after = await desk.form()
    assert found["report"]["contact"]["name"] == "Bo Nys"
    assert after["signatures"] == before["signatures"]
    assert after["status"] == "SENT"
    assert world.rows("SELECT type FROM journal ORDER BY number DESC LIMIT 2") == [
        ("BANK_ACCOUNT_UPDATED",),
        ("CONTACT_UPDATED",),
    ]


async def test_a_stale_page_learns_who_changed_the_contact(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.give_contact()
    before = world.everything()

    entry = {**ANA, "name": "Bo Nys"}
    answer = await desk.update(desk.factotum(), contact=entry, expectedVersion=1)

    assert refusal(answer) == {
        "__typename": "VersionConflict",
        "code": "VERSION_CONFLICT",
        "message": "Ces données ont été modifiées entre-temps. Rechargez la page, vérifiez, puis "
        "sauvez à nouveau.",
        "path": ["input", "expectedVersion"],
        "currentVersion": 2,
        "changedAt": "2026-11-23T12:00:00.000000Z",
        "changedBy": {"displayName": "Zoé editor-52011"},
    }
    assert world.everything() == before


async def test_a_retry_by_the_same_person_gets_the_present_report(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.give_contact()
    before = world.everything()

    again = await desk.update(desk.editor(), contact=ANA, bankAccount=ACCOUNT, expectedVersion=1)
    by_another = await desk.update(desk.factotum(), contact=ANA, expectedVersion=1)

    assert done(again)["report"]["version"] == 2
    assert refusals(by_another) == ["VERSION_CONFLICT"]
    assert world.everything() == before


@pytest.mark.parametrize(("seconds", "codes"), [(-1, []), (0, ["REPORT_CLOSED"])])
async def test_contact_and_account_change_until_the_report_closes(
    world: World, seconds: int, codes: list[str]
) -> None:
    desk = Desk(world, CHARLEROI)
    world.clock.now = CLOSING
    world.clock.advance(seconds=seconds)

    assert refusals(await desk.update(desk.editor(), contact=ANA)) == codes


@pytest.mark.parametrize(
    ("instant", "code"),
    [("2021-01-04T07:59:59Z", "REPORT_NOT_OPEN"), ("2027-12-31T23:00:00Z", "REPORT_CLOSED")],
)
async def test_who_may_not_change_now_learns_nothing_of_what_is_wrong_with_the_data(
    world: World, instant: str, code: str
) -> None:
    desk = Desk(world, CHARLEROI)
    world.clock.now = datetime.fromisoformat(instant)

    answer = await desk.update(desk.editor(), contact={**ANA, "email": "ana"})

    assert refusals(answer) == [code]
    assert refusal(answer)["__typename"] == "NotAllowedNow"
