"""Who may do what in which state: every role, every mutation, every state."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from models.cpas import Region
from models.people import CPAS_ROLES, Role
from tests.api.acting import (
    ANA,
    CHARLEROI,
    NAMUR,
    Desk,
    caller,
    invented,
)
from tests.world import Answer, Caller, World

ON_ONE = pytest.mark.only_on("sqlite", reason="the rules say no, and know of no database")

BEFORE_OPENING = datetime.fromisoformat("2021-01-04T07:59:59+00:00")
AFTER_CLOSING = datetime.fromisoformat("2027-12-31T23:00:00+00:00")
OK = "done"

SAVE = """mutation ($input: SaveJustifiedAmountInput!) { saveJustifiedAmount(input: $input) {
  form { id } userErrors { code } } }"""
SIGN = """mutation ($input: SignInput!) { sign(input: $input) {
  form { id } userErrors { code } } }"""
CONTACT = """mutation ($input: UpdateContactInput!) { updateContact(input: $input) {
  report { id } userErrors { code } } }"""

# A denial by one's roles, or by one's place, is the same in every state:
# save, sign as president, sign as director-general, update of the contact.
ALWAYS = {
    "nobody": ["NOT_AUTHENTICATED"] * 4,
    "editor elsewhere": ["NOT_FOUND", "FORBIDDEN", "FORBIDDEN", "NOT_FOUND"],
    "president elsewhere": ["FORBIDDEN", "NOT_FOUND", "NOT_FOUND", "FORBIDDEN"],
    "director-general elsewhere": ["FORBIDDEN", "NOT_FOUND", "NOT_FOUND", "FORBIDDEN"],
    "all three elsewhere": ["NOT_FOUND"] * 4,
    "federation of the region": ["FORBIDDEN"] * 4,
    "federation of another region": ["FORBIDDEN"] * 4,
    "reader of SPP IS": ["FORBIDDEN"] * 4,
    "manager of SPP IS": ["FORBIDDEN"] * 4,
}

# What the people of the CPAS meet, in the same four columns. Who holds a role here did not place
# the signatures that brought the form to its state: that was somebody else with the same role.
OWN = {
    "NOT_STARTED": {
        "editor": [OK, "FORBIDDEN", "FORBIDDEN", OK],
        "president": ["FORBIDDEN", "NOT_ENCODED", "MISSING_ROLE", "FORBIDDEN"],
        "director-general": ["FORBIDDEN", "MISSING_ROLE", "NOT_ENCODED", "FORBIDDEN"],
        "all three": [OK, "NOT_ENCODED", "NOT_ENCODED", OK],
    },
    "ENCODED": {
        "editor": [OK, "FORBIDDEN", "FORBIDDEN", OK],
        "president": ["FORBIDDEN", OK, "MISSING_ROLE", "FORBIDDEN"],
        "director-general": ["FORBIDDEN", "MISSING_ROLE", OK, "FORBIDDEN"],
        "all three": [OK, OK, OK, OK],
    },
    "SIGNED_BY_PRESIDENT": {
        "editor": [OK, "FORBIDDEN", "FORBIDDEN", OK],
        "president": ["FORBIDDEN", "ALREADY_SIGNED", "MISSING_ROLE", "FORBIDDEN"],
        "director-general": ["FORBIDDEN", "MISSING_ROLE", OK, "FORBIDDEN"],
        "all three": [OK, "ALREADY_SIGNED", OK, OK],
    },
    "SIGNED_BY_DIRECTOR_GENERAL": {
        "editor": [OK, "FORBIDDEN", "FORBIDDEN", OK],
        "president": ["FORBIDDEN", OK, "MISSING_ROLE", "FORBIDDEN"],
        "director-general": ["FORBIDDEN", "MISSING_ROLE", "ALREADY_SIGNED", "FORBIDDEN"],
        "all three": [OK, OK, "ALREADY_SIGNED", OK],
    },
    "SENT": {
        "editor": ["ALREADY_SENT", "FORBIDDEN", "FORBIDDEN", OK],
        "president": ["FORBIDDEN", "ALREADY_SENT", "MISSING_ROLE", "FORBIDDEN"],
        "director-general": ["FORBIDDEN", "MISSING_ROLE", "ALREADY_SENT", "FORBIDDEN"],
        "all three": ["ALREADY_SENT", "ALREADY_SENT", "ALREADY_SENT", OK],
    },
    "PLANNED": {
        "editor": ["REPORT_NOT_OPEN", "FORBIDDEN", "FORBIDDEN", "REPORT_NOT_OPEN"],
        "president": [
            "FORBIDDEN",
            "REPORT_NOT_OPEN NOT_ENCODED CONTACT_INCOMPLETE",
            "MISSING_ROLE",
            "FORBIDDEN",
        ],
        "director-general": [
            "FORBIDDEN",
            "MISSING_ROLE",
            "REPORT_NOT_OPEN NOT_ENCODED CONTACT_INCOMPLETE",
            "FORBIDDEN",
        ],
        "all three": [
            "REPORT_NOT_OPEN",
            "REPORT_NOT_OPEN NOT_ENCODED CONTACT_INCOMPLETE",
            "REPORT_NOT_OPEN NOT_ENCODED CONTACT_INCOMPLETE",
            "REPORT_NOT_OPEN",
        ],
    },
    "CLOSED": {
        "editor": ["REPORT_CLOSED", "FORBIDDEN", "FORBIDDEN", "REPORT_CLOSED"],
        "president": ["FORBIDDEN", "REPORT_CLOSED", "MISSING_ROLE", "FORBIDDEN"],
        "director-general": [
            "FORBIDDEN",
            "MISSING_ROLE",
            "REPORT_CLOSED",
            "FORBIDDEN",
        ],
        "all three": ["REPORT_CLOSED"] * 4,
    },
}

# A call that changes something has a CPAS of its own, on which nobody has begun.
UNTOUCHED = ("44021", "63023", "11002", "11005", "11018", "11021", "11024", "11035")


async def bring_to(desk: Desk, state: str) -> None:
    """Bring the form of that CPAS to the state, through the API and by the clock."""
    match state:
        case "NOT_STARTED":
            await desk.give_contact()
        case "ENCODED":
            await desk.encode()
        case "SIGNED_BY_PRESIDENT":
            await desk.sign_as_president()
        case "SIGNED_BY_DIRECTOR_GENERAL":
            await desk.sign_as_director()
        case "SENT":
            await desk.send()
        case "PLANNED":
            desk.world.clock.now = BEFORE_OPENING
        case "CLOSED":
            await desk.encode()
            desk.world.clock.now = AFTER_CLOSING
        case _:
            raise AssertionError(state)


def actor(world: World, role: str, nis_code: str) -> Caller:
    """Who holds the role: at that CPAS, elsewhere, or over its head."""
    cpas_roles = {
        "editor": [Role.EDITOR],
        "president": [Role.PRESIDENT],
        "director-general": [Role.DIRECTOR_GENERAL],
        "all three": list(CPAS_ROLES),
    }
    name = role.removesuffix(" elsewhere")
    if name in cpas_roles:
        where = NAMUR if role.endswith(" elsewhere") else nis_code
        return caller(world, invented(f"another {role}", *cpas_roles[name], nis_code=where))
    over = {
        "federation of the region": invented("uvcw", Role.FEDERATION, region=Region.WALLONIA),
        "federation of another region": invented("vvsg", Role.FEDERATION, region=Region.FLANDERS),
        "reader of SPP IS": invented("reader", Role.SPP_IS_READER),
        "manager of SPP IS": invented("manager", Role.SPP_IS_MANAGER),
    }
    return world.as_nobody() if role == "nobody" else caller(world, over[role])


async def calls(desk: Desk) -> list[Callable[[Caller], Awaitable[Answer]]]:
    """The four calls, as valid as they can be for the form as it is now."""
    report = await desk.page()
    form = report["forms"][0]
    save = {"formId": form["id"], "justifiedAmount": "77.00", "expectedVersion": form["version"]}
    sign = {"formId": form["id"], "contentDigest": form["contentDigest"]}
    contact = {"reportId": report["id"], "expectedVersion": report["version"]}
    return [
        lambda who: who(SAVE, input=save),
        lambda who: who(SIGN, input={**sign, "as": "PRESIDENT"}),
        lambda who: who(SIGN, input={**sign, "as": "DIRECTOR_GENERAL"}),
        lambda who: who(CONTACT, input={**contact, "contact": {**ANA, "name": "Bo Nys"}}),
    ]


def outcome(answer: Answer) -> str:
    """The answer in the words of the table."""
    if answer.errors:
        assert answer.body["data"] is None
        return " ".join(answer.error_codes)
    ((name, payload),) = answer.body["data"].items()
    codes = " ".join(error["code"] for error in payload["userErrors"])
    shown = payload["report" if name == "updateContact" else "form"]
    assert (shown is None) == bool(codes)
    return codes or OK


@ON_ONE
@pytest.mark.parametrize("state", OWN)
async def test_every_denial_is_the_expected_one_and_writes_nothing(
    world: World, state: str
) -> None:
    desk = Desk(world, CHARLEROI)
    await bring_to(desk, state)
    attempts = await calls(desk)
    table = ALWAYS | OWN[state]
    before = world.everything()

    found = {}
    for role, row in table.items():
        who = actor(world, role, CHARLEROI)
        tried = zip(attempts, row, strict=True)
        found[role] = [outcome(await call(who)) if cell != OK else OK for call, cell in tried]

    assert found == table
    assert world.everything() == before


@pytest.mark.parametrize("state", [state for state in OWN if state not in {"PLANNED", "CLOSED"}])
async def test_what_is_allowed_is_done_and_written(world: World, state: str) -> None:
    towns = iter(UNTOUCHED)

    for role, row in OWN[state].items():
        for column in (place for place, cell in enumerate(row) if cell == OK):
            desk = Desk(world, next(towns))
            await bring_to(desk, state)
            attempt = (await calls(desk))[column]
            before = world.everything()

            answer = await attempt(actor(world, role, desk.nis_code))

            assert outcome(answer) == OK, (role, column)
            assert world.everything() != before


@ON_ONE
@pytest.mark.parametrize("state", OWN)
async def test_the_affordances_told_everybody_beforehand(world: World, state: str) -> None:
    desk = Desk(world, CHARLEROI)
    await bring_to(desk, state)
    query = """{ cpas { report(year: 2020) { viewerCanUpdateContact
      viewerCannotUpdateContactReasons forms { viewerCanEdit viewerCannotEditReasons
      viewerCanSignAs viewerCannotSignReasons } } } }"""
    signatories = ("PRESIDENT", "DIRECTOR_GENERAL")

    for role, (save, as_president, as_director, contact) in OWN[state].items():
        answer = await actor(world, role, CHARLEROI)(query)

        report = answer.data["cpas"]["report"]
        (form,) = report["forms"]
        signs = zip(signatories, (as_president, as_director), strict=True)
        assert report["viewerCanUpdateContact"] == (contact == OK)
        assert form["viewerCanEdit"] == (save == OK)
        assert form["viewerCanSignAs"] == [name for name, cell in signs if cell == OK]
        assert bool(report["viewerCannotUpdateContactReasons"]) == (contact != OK)
        assert bool(form["viewerCannotEditReasons"]) == (save != OK)
        assert bool(form["viewerCannotSignReasons"]) == (not form["viewerCanSignAs"])
