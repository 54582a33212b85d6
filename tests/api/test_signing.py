"""Signing: two people, one content, in any order; the second signature sends."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from models.people import Role
from tests.api.acting import (
    ACCOUNT,
    ANA,
    CHARLEROI,
    EUPEN,
    GENT,
    NOWHERE,
    SIGN,
    Desk,
    done,
    payload,
    refusal,
    refusals,
)
from tests.marks import RULES
from tests.world import World

AT_REST = pytest.mark.asyncio(loop_scope="module")
FIRST, LAST = "091-0002777-90", "096-1234567-69"
CLOSING = datetime.fromisoformat("2027-12-31T23:00:00+00:00")


async def test_a_signature_says_who_signed_what_and_when(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    digest = (await desk.form())["contentDigest"]

    found = done(await desk.sign(desk.president(), "PRESIDENT"))

    id_ = found["signature"].pop("id")
    assert found["signature"] == {
        "role": "PRESIDENT",
        "signedAt": "2026-11-23T12:00:00.000000Z",
        "formVersion": 2,
        "contentDigest": digest,
        "isCurrent": True,
        "signer": {
            "displayName": "Zoé president-52011",
            "roles": ["PRESIDENT"],
            "assuranceLevel": "urn:be:fedict:iam:fas:Level500",
        },
    }
    assert found["submission"] is None
    assert found["form"]["status"] == "PARTIALLY_SIGNED"
    assert found["form"]["missingSignatures"] == ["DIRECTOR_GENERAL"]
    assert [one["id"] for one in found["form"]["signatures"]] == [id_]


@pytest.mark.parametrize(
    "order", [("PRESIDENT", "DIRECTOR_GENERAL"), ("DIRECTOR_GENERAL", "PRESIDENT")]
)
async def test_the_second_signature_sends_whatever_the_order(
    world: World, order: tuple[str, str]
) -> None:
    desk = Desk(world, CHARLEROI)
    who = {"PRESIDENT": desk.president(), "DIRECTOR_GENERAL": desk.director()}
    await desk.encode()
    done(await desk.sign(who[order[0]], order[0]))
    world.clock.advance(minutes=5)

    found = done(await desk.sign(who[order[1]], order[1]))

    form = await desk.form()
    assert found["submission"] == form["submission"]
    assert found["submission"] == {
        "reference": "RU-2020-52011-COVID",
        "sentAt": "2026-11-23T12:05:00.000000Z",
        "contentDigest": form["contentDigest"],
        "bankAccountChangedSinceSigning": False,
    }
    assert found["form"]["status"] == form["status"] == "SENT"
    assert [one["role"] for one in form["signatures"]] == list(order)
    assert form["progress"] == {
        "encoded": True,
        "encodedAt": "2026-11-23T12:00:00.000000Z",
        "signed": True,
        "signedAt": "2026-11-23T12:05:00.000000Z",
        "sent": True,
        "sentAt": "2026-11-23T12:05:00.000000Z",
    }


async def test_one_person_never_places_both_signatures(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    person = desk.factotum("nl")
    done(await desk.sign(person, "PRESIDENT"))
    before = world.everything()

    answer = await desk.sign(person, "DIRECTOR_GENERAL")

    assert refusal(answer) == {
        "__typename": "NotAllowedNow",
        "code": "SAME_PERSON",
        "message": "U hebt de andere handtekening al geplaatst. Iemand anders moet hier "
        "ondertekenen.",
        "path": ["input", "as"],
    }
    assert world.everything() == before


async def test_who_signed_once_may_take_the_other_role_after_the_signature_fell(
    world: World,
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    person = desk.factotum()
    done(await desk.sign(person, "PRESIDENT"))
    done(await desk.save(desk.editor(), "2000.00"))

    found = done(await desk.sign(person, "DIRECTOR_GENERAL"))

    assert found["form"]["status"] == "PARTIALLY_SIGNED"
    assert found["form"]["missingSignatures"] == ["PRESIDENT"]


async def test_a_role_is_signed_once_whoever_comes_second(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()
    another = desk.who("second-president", Role.PRESIDENT, language="de")
    before = world.everything()

    answer = await desk.sign(another, "PRESIDENT")

    error = refusal(answer)
    assert (error["code"], error["path"]) == ("ALREADY_SIGNED", ["input", "as"])
    assert error["message"] == (
        "Dieses Formular ist in dieser Eigenschaft bereits unterschrieben. Es fehlt noch die "
        "andere Unterschrift."
    )
    assert world.everything() == before


async def test_the_same_signature_again_is_the_first_one_even_once_sent_and_closed(
    world: World,
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    first = done(await desk.sign(desk.president(), "PRESIDENT"))
    world.clock.advance(minutes=1)
    at_once = done(await desk.sign(desk.president(), "PRESIDENT"))
    done(await desk.sign(desk.director(), "DIRECTOR_GENERAL"))
    once_sent = done(await desk.sign(desk.president(), "PRESIDENT"))
    world.clock.now = CLOSING
    before = world.everything()

    once_closed = done(await desk.sign(desk.president(), "PRESIDENT"))

    assert at_once["signature"] == once_sent["signature"] == first["signature"]
    assert once_closed["signature"] == first["signature"]
    assert once_closed["submission"]["reference"] == "RU-2020-52011-COVID"
    assert world.everything() == before


async def test_content_that_the_signer_did_not_see_is_not_signed(world: World) -> None:
    desk = Desk(world, GENT)
    await desk.encode("1.00")
    seen = (await desk.form())["contentDigest"]
    done(await desk.save(desk.editor(), "2.00"))
    before = world.everything()

    answer = await desk.sign(desk.president(), "PRESIDENT", contentDigest=seen)

    assert refusal(answer) == {
        "__typename": "ContentChanged",
        "code": "CONTENT_CHANGED",
        "message": "De inhoud is gewijzigd sinds u die zag. Lees het formulier opnieuw en "
        "onderteken dan.",
        "path": ["input", "contentDigest"],
        "currentDigest": (await desk.form())["contentDigest"],
    }
    assert payload(answer)["form"] is None
    assert payload(answer)["signature"] is None
    assert payload(answer)["submission"] is None
    assert world.everything() == before


@RULES
@AT_REST
@pytest.mark.parametrize(
    "digest", ["", "x", NOWHERE[1:], NOWHERE + "0", "A" * 64, "g" * 64, 5, None]
)
async def test_what_cannot_be_a_digest_is_an_invalid_call(country: World, digest: object) -> None:
    desk = Desk(country, CHARLEROI)
    entry = {"formId": (await desk.form())["id"], "as": "PRESIDENT", "contentDigest": digest}

    answer = await desk.president()(SIGN, input=entry)

    expected = "GRAPHQL_VALIDATION_FAILED" if digest is None else "BAD_USER_INPUT"
    assert answer.error_codes == [expected]


@RULES
@AT_REST
async def test_all_that_stands_against_a_signature_is_said_at_once(country: World) -> None:
    desk = Desk(country, EUPEN)
    before = country.everything()

    answer = await desk.sign(desk.president(), "PRESIDENT")

    errors = payload(answer)["userErrors"]
    assert [(error["code"], error["path"]) for error in errors] == [
        ("NOT_ENCODED", ["input"]),
        ("CONTACT_INCOMPLETE", ["input"]),
    ]
    assert errors[1]["message"] == (
        "Die Kontaktperson oder das Bankkonto fehlt. Ergänzen Sie die Angaben des ÖSHZ und "
        "unterschreiben Sie dann."
    )
    assert country.everything() == before


@RULES
@pytest.mark.parametrize("given", [{"contact": ANA}, {"bankAccount": ACCOUNT}])
async def test_half_of_the_contact_data_is_not_enough_to_sign(
    world: World, given: dict[str, Any]
) -> None:
    desk = Desk(world, CHARLEROI)
    done(await desk.update(desk.editor(), **given))
    done(await desk.save(desk.editor(), "1.00"))

    answer = await desk.sign(desk.president(), "PRESIDENT")

    assert refusals(answer) == ["CONTACT_INCOMPLETE"]


ALREADY_SENT = {
    "fr": "Ce formulaire a été expédié au SPP Intégration sociale : il ne peut plus être que "
    "consulté.",
    "nl": "Dit formulier is verzonden naar de POD Maatschappelijke Integratie: het kan alleen "
    "nog geraadpleegd worden.",
    "de": "Dieses Formular wurde an den ÖPD Sozialeingliederung versandt: Es kann nur noch "
    "eingesehen werden.",
    "en": "This form was sent to SPP Intégration sociale: it can only be consulted.",
}


async def test_a_sent_form_is_neither_saved_nor_signed(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()
    before = world.everything()

    for language, message in ALREADY_SENT.items():
        another = desk.who("another", Role.PRESIDENT, Role.EDITOR, language=language)
        answers = [await desk.save(another, "5.00"), await desk.sign(another, "PRESIDENT")]
        errors = [refusal(answer) for answer in answers]
        assert [(error["code"], error["message"]) for error in errors] == [
            ("ALREADY_SENT", message)
        ] * 2

    assert world.everything() == before


async def test_an_account_that_changes_after_the_first_signature_is_pointed_out(
    world: World,
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()
    done(await desk.update(desk.editor(), bankAccount={"historicalNumber": LAST}))

    found = done(await desk.sign(desk.director(), "DIRECTOR_GENERAL"))

    assert found["submission"]["bankAccountChangedSinceSigning"] is True
    done(await desk.update(desk.editor(), bankAccount={"historicalNumber": FIRST}))
    assert (await desk.form())["submission"]["bankAccountChangedSinceSigning"] is True


async def test_a_contact_that_changes_after_the_signature_is_no_reason_to_point_it_out(
    world: World,
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()

    done(await desk.update(desk.editor(), contact={**ANA, "name": "Bo Nys"}, bankAccount=ACCOUNT))

    form = await desk.form()
    assert form["submission"]["bankAccountChangedSinceSigning"] is False
    assert form["status"] == "SENT"


async def test_of_two_second_signatures_at_once_one_sends(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()
    rivals = [desk.who(f"director-{n}", Role.DIRECTOR_GENERAL) for n in range(5)]

    answers = await asyncio.gather(*(desk.sign(who, "DIRECTOR_GENERAL") for who in rivals))

    outcomes = sorted(refusals(answer) for answer in answers)
    assert outcomes == [[], *[["ALREADY_SENT"]] * 4]
    assert world.rows(
        "SELECT count(*) FROM submission s JOIN form f ON f.id = s.form_id "
        "JOIN report r ON r.id = f.report_id JOIN cpas c ON c.id = r.cpas_id "
        "WHERE c.nis_code = ?",
        CHARLEROI,
    ) == [(1,)]


@pytest.mark.parametrize(
    ("seconds", "codes"), [(-1, []), (0, ["REPORT_CLOSED"]), (1, ["REPORT_CLOSED"])]
)
async def test_a_report_closes_at_its_instant(world: World, seconds: int, codes: list[str]) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    world.clock.now = CLOSING
    world.clock.advance(seconds=seconds)

    answer = await desk.sign(desk.president(), "PRESIDENT")

    assert refusals(answer) == codes
