"""Why nobody may sign, as a federation is told it: nothing of amounts, contact or account."""

from typing import Any

from tests.api.acting import CHARLEROI, Desk
from tests.world import World

REASONS = """{ cpas(by: {nisCode: "52011"}) { report(year: 2020) { forms { viewerCannotSignReasons
  submission { bankAccountChangedSinceSigning } } } } }"""
ANOTHER = {"historicalNumber": "096-1234567-69", "bic": "GKCCBEBB"}


async def form_for(world: World, persona: str) -> dict[str, Any]:
    answer = await world.as_(persona)(REASONS)
    found: dict[str, Any] = answer.data["cpas"]["report"]["forms"][0]
    return found


async def test_a_federation_is_not_told_that_contact_or_account_are_missing(world: World) -> None:
    followed = await form_for(world, "uvcw")
    read = await form_for(world, "spp-is-reader")

    assert followed["viewerCannotSignReasons"] == ["MISSING_ROLE", "NOT_ENCODED"]
    assert read["viewerCannotSignReasons"] == ["MISSING_ROLE", "NOT_ENCODED", "CONTACT_INCOMPLETE"]


async def test_a_federation_is_not_told_that_an_account_changed(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send()
    changed = await desk.update(desk.editor(), bankAccount=ANOTHER)

    followed = await form_for(world, "uvcw")
    read = await form_for(world, "spp-is-reader")

    assert changed.data["updateContact"]["userErrors"] == []
    assert followed["submission"] == {"bankAccountChangedSinceSigning": False}
    assert read["submission"] == {"bankAccountChangedSinceSigning": True}
