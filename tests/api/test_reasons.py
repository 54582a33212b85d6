"""What a person without the role hears of a form: that they lack it, and nothing else."""

from typing import Any

import pytest

from models.cpas import Region
from models.people import CPAS_ROLES, Role
from tests.api.acting import ANA, CHARLEROI, NAMUR, Desk, caller, invented, refusals
from tests.api.test_matrix import AFTER_CLOSING
from tests.world import Answer, Caller, World

pytestmark = pytest.mark.only_on("sqlite", reason="The rules give the reasons.")

REASONS = """{ cpas(by: {nisCode: "52011"}) { report(year: 2020) { viewerCannotUpdateContactReasons
  forms { viewerCannotSignReasons viewerCannotEditReasons
    submission { bankAccountChangedSinceSigning } } } } }"""
SAVE_LINES = """mutation ($input: SaveLinesInput!) { saveLines(input: $input) {
  userErrors { code } } }"""
ANOTHER = {"historicalNumber": "096-1234567-69", "bic": "GKCCBEBB"}


async def form_for(world: World, persona: str) -> dict[str, Any]:
    return await form_of(world.as_(persona))


async def form_of(who: Caller) -> dict[str, Any]:
    report = (await who(REASONS)).data["cpas"]["report"]
    update = "viewerCannotUpdateContactReasons"
    found: dict[str, Any] = report["forms"][0] | {update: report[update]}
    return found


@pytest.mark.parametrize("state", ["untouched", "signed", "sent", "closed"])
async def test_who_lacks_the_role_is_told_of_no_other_reason(world: World, state: str) -> None:
    desk = Desk(world, CHARLEROI)
    follower = invented(
        "follower", Role.FEDERATION, *CPAS_ROLES, nis_code=NAMUR, region=Region.WALLONIA
    )
    if state == "signed":
        await desk.sign_as_president()
    if state == "sent":
        await desk.send()
    if state == "closed":
        world.clock.now = AFTER_CLOSING
    who = caller(world, follower)

    told = await form_of(who)
    answers = [
        await desk.save(who, "1.00"),
        await desk.sign(who, "PRESIDENT"),
        await desk.update(who, contact=ANA),
        await lines_saved(desk, who),
    ]

    assert told["viewerCannotSignReasons"] == ["MISSING_ROLE"]
    assert told["viewerCannotEditReasons"] == ["MISSING_ROLE"]
    assert told["viewerCannotUpdateContactReasons"] == ["MISSING_ROLE"]
    assert [refusals(answer) for answer in answers] == [["MISSING_ROLE"]] * 4


async def lines_saved(desk: Desk, who: Caller) -> Answer:
    """What somebody hears who saves a line that the form does not have."""
    form = (await desk.page())["forms"][0]
    lines = [{"key": "no such line", "amount": "1.00"}]
    wanted = {"formId": form["id"], "expectedVersion": form["version"], "lines": lines}
    return await who(SAVE_LINES, input=wanted)


async def test_a_federation_is_not_told_that_an_account_changed(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()
    changed = await desk.update(desk.editor(), bankAccount=ANOTHER)

    followed = await form_for(world, "uvcw")
    read = await form_for(world, "spp-is-reader")

    assert changed.data["updateContact"]["userErrors"] == []
    assert followed["submission"] == {"bankAccountChangedSinceSigning": None}
    assert read["submission"] == {"bankAccountChangedSinceSigning": True}


MESSAGES = """{ cpas(by: {nisCode: "52011"}) { report(year: 2020) {
  viewerCannotUpdateContactReasons viewerCannotUpdateContactMessages
  forms { viewerCannotSignReasons viewerCannotSignMessages
    viewerCannotEditReasons viewerCannotEditMessages } } } }"""


@pytest.mark.parametrize("language", [None, "fr", "nl", "de", "en"])
async def test_every_reason_comes_with_its_sentence_in_the_callers_language(
    world: World, language: str | None
) -> None:
    desk = Desk(world, CHARLEROI)

    report = (await world.as_("charleroi-president", language)(MESSAGES)).data["cpas"]["report"]
    signing = await desk.sign(world.as_("charleroi-president", language), "PRESIDENT")

    (form,) = report["forms"]
    refused = signing.data["sign"]["userErrors"]
    said = {no["code"]: no["message"] for no in refused}
    reasons, sentences = form["viewerCannotSignReasons"], form["viewerCannotSignMessages"]
    assert dict(zip(reasons, sentences, strict=True)) == said
    assert len(form["viewerCannotEditMessages"]) == len(form["viewerCannotEditReasons"]) == 1
    assert form["viewerCannotEditMessages"] == report["viewerCannotUpdateContactMessages"]
