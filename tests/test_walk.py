"""The manual's walk, in process: from "not started" to "sent"."""

from tests.world import World

HOME = """{ cpas { name report(year: 2020) { id version contact { name } bankAccount { iban bic }
  forms { id kind title status version contentDigest viewerCanEdit viewerCanSignAs
          progress { encoded signed sent } } } } }"""
SAVE = """mutation ($input: SaveJustifiedAmountInput!) { saveJustifiedAmount(input: $input) {
  form { status version contentDigest amounts { advance justified balance { direction amount } } }
  invalidatedSignatures { role } userErrors { code message path } } }"""
SIGN = """mutation ($input: SignInput!) { sign(input: $input) {
  form { status missingSignatures } signature { role signer { displayName } }
  submission { reference bankAccountChangedSinceSigning } userErrors { code message path } } }"""
CONTACT = """mutation ($input: UpdateContactInput!) { updateContact(input: $input) {
  report { version contact { phone } bankAccount { iban bic historicalNumber } }
  userErrors { code message path } } }"""


async def test_a_newcomer_walks_the_whole_manual(world: World) -> None:
    editor = world.as_("charleroi-editor")
    report = (await editor(HOME)).data["cpas"]["report"]
    form = report["forms"][0]

    contact = await editor(
        CONTACT,
        input={
            "reportId": report["id"],
            "expectedVersion": report["version"],
            "contact": {"name": "Ana", "email": "ana@cpas.example", "phone": "071 23 33 33"},
            "bankAccount": {"historicalNumber": "091-0002777-90"},
        },
    )
    assert contact.data["updateContact"]["userErrors"] == []
    saved = await editor(
        SAVE,
        input={"formId": form["id"], "justifiedAmount": "2150000.00", "expectedVersion": 1},
    )
    assert saved.data["saveJustifiedAmount"]["userErrors"] == []
    digest = saved.data["saveJustifiedAmount"]["form"]["contentDigest"]
    for persona, role in (
        ("charleroi-president", "PRESIDENT"),
        ("charleroi-director-general", "DIRECTOR_GENERAL"),
    ):
        signed = await world.as_(persona)(
            SIGN, input={"formId": form["id"], "as": role, "contentDigest": digest}
        )
        assert signed.data["sign"]["userErrors"] == []

    after = (await editor(HOME)).data["cpas"]["report"]["forms"][0]
    assert after["progress"] == {"encoded": True, "signed": True, "sent": True}
    assert after["viewerCanEdit"] is False
