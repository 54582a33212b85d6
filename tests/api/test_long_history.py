"""A form that was signed and saved again and again costs who looks at it no more than another."""

from models.database import Database
from models.form_parts import VERSIONS_BACK
from models.verification import Checked, verify
from tests.api.acting import CHARLEROI, SIGN, Desk, payload
from tests.world import World


async def verify_everything(world: World) -> Checked:
    database = Database(world.settings.database_url)
    try:
        async with database.reading() as connection:
            return await verify(connection)
    finally:
        await database.close()


HISTORY = """{ cpas { report(year: 2020) { form(kind: COVID_PREMIUM) {
  version updatedAt signatureHistory { id formVersion isCurrent } } } } }"""
VERSIONS = """query ($skip: Int!, $at: DateTime!) { cpas { report(year: 2020) {
  form(kind: COVID_PREMIUM) {
    versions(first: 50, skip: $skip) { signatures { role isCurrent } }
    asOf(at: $at) { signatures { role isCurrent } } } } } }"""
NODE = "query ($id: ID!) { node(id: $id) { id ... on Signature { formVersion } } }"


async def test_signatures_that_fell_long_ago_are_not_read_with_the_form(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president("1.00")

    async def history() -> list[int]:
        form = (await desk.president()(HISTORY)).data["cpas"]["report"]["form"]
        return [signature["formVersion"] for signature in form["signatureHistory"]]

    (signed,) = await history()
    for amount in range(2, VERSIONS_BACK + 1):
        await desk.save(desk.editor(), f"{amount}.00")
    kept = await history()
    await desk.save(desk.editor(), "900.00")
    let_go = await history()

    assert (kept, let_go) == ([signed], [])


async def test_signatures_that_fell_long_ago_stand_with_their_version(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president("1.00")
    (placed,) = (await desk.form())["signatures"]
    signed_at = world.clock.now.isoformat()
    world.clock.advance(minutes=1)
    for amount in range(2, VERSIONS_BACK + 5):
        await desk.save(desk.editor(), f"{amount}.00")

    answer = await desk.president()(VERSIONS, skip=VERSIONS_BACK, at=signed_at)
    found = answer.data["cpas"]["report"]["form"]
    named = await desk.president()(NODE, id=placed["id"])
    checked = await verify_everything(world)

    of_then = [one["signatures"] for one in found["versions"] if one["signatures"]]
    assert of_then == [[{"role": "PRESIDENT", "isCurrent": False}]]
    assert found["asOf"]["signatures"] == of_then[0]
    assert named.data["node"]["id"] == placed["id"]
    assert checked.disagreement is None


async def test_the_signatures_of_what_was_sent_stay_with_it(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.send("1.00")
    manager = world.as_("spp-is-manager")
    form = await desk.form()
    returning = """mutation ($input: ReturnFormInput!) { returnForm(input: $input) {
      userErrors { code } } }"""
    await manager(returning, input={"formId": form["id"], "reason": "wrong"})
    for amount in range(2, VERSIONS_BACK + 5):
        await desk.save(desk.editor(), f"{amount}.00")

    found = (await desk.president()(HISTORY)).data["cpas"]["report"]["form"]

    assert len(found["signatureHistory"]) == 2
    assert found["version"] > VERSIONS_BACK


async def test_a_repeated_signature_that_fell_long_ago_is_no_fault(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.give_contact()
    await desk.encode("1.00")
    form = await desk.form()
    call = {
        "formId": form["id"],
        "as": "PRESIDENT",
        "contentDigest": form["contentDigest"],
        "idempotencyKey": "again and again",
    }
    first = await desk.president()(SIGN, input=call)
    for amount in range(2, VERSIONS_BACK + 5):
        await desk.save(desk.editor(), f"{amount}.00")

    again = payload(await desk.president()(SIGN, input=call))

    assert payload(first)["signature"] is not None
    assert (again["signature"], again["userErrors"]) == (None, [])
