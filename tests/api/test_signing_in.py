"""What a sign-in must say so that its bearer may act, and what becomes of one that says less."""

import asyncio
import logging
from dataclasses import replace

import httpx2
import pytest

from models.people import CPAS_ROLES, Role
from rapport_unique.app import development_issuer
from tests.api.acting import (
    ANA,
    CHARLEROI,
    QUIET_SAVE,
    Desk,
    caller,
    done,
    invented,
    refusals,
)
from tests.campaign.managing import CAMPAIGN_2021, EXTEND_ALL, OPEN
from tests.world import Caller, World

pytestmark = pytest.mark.only_on("sqlite", reason="A token says who signs in.")

VIEWER = (
    "{ viewer { displayName } cpas { report(year: 2020) { forms { viewerCannotSignReasons } } } }"
)
STRANGER = "{ viewer { displayName } }"


def nameless(world: World, *roles: Role, nis_code: str | None = None) -> Caller:
    person = replace(invented("nameless", *roles, nis_code=nis_code), given_name="", family_name="")
    return caller(world, person)


async def test_nothing_is_done_for_who_has_no_name(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    who, manager = (
        nameless(world, *CPAS_ROLES, nis_code=CHARLEROI),
        nameless(world, Role.SPP_IS_MANAGER),
    )
    extension = {"year": 2020, "closesAt": "2027-12-31T23:59:59Z", "reason": "Illness"}
    before = world.everything()

    answers = [
        await desk.save(who, "1.00"),
        await desk.sign(who, "PRESIDENT"),
        await desk.update(who, contact=ANA),
        await manager(OPEN, input=CAMPAIGN_2021),
        await manager(EXTEND_ALL, input=extension),
    ]
    told = (await who(VIEWER)).data["cpas"]["report"]["forms"][0]

    assert [refusals(answer) for answer in answers] == [["MISSING_NAME"]] * 5
    assert told["viewerCannotSignReasons"] == ["MISSING_NAME"]
    assert world.everything() == before


@pytest.mark.parametrize(("length", "kept"), [(100, True), (101, False), (200, False)])
async def test_a_level_of_any_length_lets_its_bearer_edit(
    world: World, length: int, kept: bool
) -> None:
    desk = Desk(world, CHARLEROI)
    level = "x" * length
    person = replace(invented("editor", Role.EDITOR, nis_code=CHARLEROI), acr=level)

    done(await desk.save(caller(world, person), "1.00", query=QUIET_SAVE))

    found = world.rows("SELECT 1 FROM person WHERE assurance_level = ?", level)
    assert bool(found) is kept


@pytest.mark.parametrize("blank", ["", " ", "\t"])
async def test_a_blank_header_is_no_token(world: World, blank: str) -> None:
    answer = await world.as_nobody().post({"query": STRANGER}, {"authorization": blank})

    assert answer.status == 200
    assert answer.data == {"viewer": None}


async def test_the_log_says_why_a_token_was_refused(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    who = world.as_("charleroi-editor")
    await who(STRANGER)
    await Desk(world, CHARLEROI).save(who, "1.00", query=QUIET_SAVE)
    ((subject,),) = world.rows("SELECT subject FROM person WHERE display_name = 'Amélie Dubray'")
    world.clock.advance(hours=2)

    answer = await who.post({"query": STRANGER}, {"x-request-id": "request-of-the-test"})

    issuer = development_issuer(world.settings).url
    assert answer.status == 401
    assert (
        f"Token refused: The token has expired. From {issuer}, of {subject}, "
        "request request-of-the-test"
    ) in caplog.messages


async def test_a_line_of_the_log_cannot_be_forged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    header = {"authorization": "Bearer eyJ9\tx.y.z", "x-request-id": "a b"}

    await world.as_nobody().post({"query": STRANGER}, header)

    (line,) = [message for message in caplog.messages if message.startswith("Token refused")]
    assert line.startswith(
        "Token refused: The token is not a signed JSON Web Token. From no issuer that is trusted, "
    )


# What a sign-in leaves unsaid --------------------------------------------------------------------

NOTICES = "{ viewer { notices { code message } cpas { nisCode } } cpas { nisCode } }"


@pytest.mark.parametrize(
    ("roles", "nis_code", "codes"),
    [
        ((Role.EDITOR,), CHARLEROI, []),
        ((Role.EDITOR,), None, ["NO_CPAS"]),
        ((Role.EDITOR,), "99999", ["CPAS_UNKNOWN"]),
        ((Role.FEDERATION,), None, ["NO_REGION"]),
        ((Role.SPP_IS_READER,), None, []),
        ((Role.SPP_IS_READER,), "99999", []),
    ],
)
async def test_the_viewer_sees_what_the_sign_in_leaves_unsaid(
    world: World, roles: tuple[Role, ...], nis_code: str | None, codes: list[str]
) -> None:
    who = caller(world, invented("somebody", *roles, nis_code=nis_code))

    answer = await who(NOTICES)

    assert [notice["code"] for notice in answer.data["viewer"]["notices"]] == codes


@pytest.mark.parametrize(
    ("language", "beginning"),
    [
        ("fr", "Le CPAS que nomme votre connexion"),
        ("nl", "Het OCMW dat uw aanmelding vermeldt"),
        ("de", "Das ÖSHZ, das Ihre Anmeldung nennt"),
        ("en", "The CPAS that your sign-in names"),
    ],
)
async def test_a_notice_is_a_sentence_in_the_language_asked_for(
    world: World, language: str, beginning: str
) -> None:
    who = caller(world, invented("somebody", Role.EDITOR, nis_code="99999"), language)

    (notice,) = (await who(NOTICES)).data["viewer"]["notices"]

    assert notice["message"].startswith(beginning)


async def test_a_cpas_that_is_not_known_is_logged_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    who = caller(world, invented("somebody", Role.EDITOR, nis_code="99999"))
    issuer = development_issuer(world.settings).url

    for _ in range(3):
        await who("{ cpas { nisCode } }")

    told = [message for message in caplog.messages if message.startswith("CPAS_UNKNOWN")]
    assert len(told) == 1
    assert f"CPAS_UNKNOWN in a token of {issuer}" in told[0]


async def test_a_stranger_has_no_notices(world: World) -> None:
    assert (await world.as_nobody()(STRANGER)).data == {"viewer": None}


async def test_keys_are_fetched_before_anybody_comes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    def answer(_: httpx2.Request) -> httpx2.Response:
        asked.set()
        return httpx2.Response(503)

    client = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    monkeypatch.setattr("rapport_unique.app.key_client", lambda _: client)

    async with World(world.settings, world.clock).running(), asyncio.timeout(60):
        await asked.wait()
