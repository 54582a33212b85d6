"""Who acts in these tests, on which form, and with which calls."""

from dataclasses import dataclass
from typing import Any

from models.cpas import NisCode, Region
from models.people import CPAS_ROLES, Role
from rapport_unique.app import development_issuer
from rapport_unique.personas import EID, Persona
from tests.world import Answer, Caller, World

CHARLEROI, GENT, EUPEN, IXELLES, NAMUR = "52011", "44021", "63023", "21009", "92094"

FORM = """id kind title status version contentDigest canonicalContent missingSignatures
  progress { encoded encodedAt signed signedAt sent sentAt }
  amounts { advance justified balance { direction amount } }
  signatures { id role isCurrent signer { displayName } }
  signatureHistory { id role isCurrent formVersion signedAt signer { displayName }
    invalidatedAt invalidatedBy { displayName } }
  submission { reference sentAt contentDigest bankAccountChangedSinceSigning }
  viewerCanEdit viewerCannotEditReasons viewerCanSignAs viewerCannotSignReasons"""
REPORT = """id year status version contact { name email phone updatedAt updatedBy { displayName } }
  bankAccount { iban bic historicalNumber updatedAt updatedBy { displayName } }
  viewerCanUpdateContact viewerCannotUpdateContactReasons"""
ERRORS = """done replayed userErrors { __typename code message path
  ... on VersionConflict { currentVersion changedAt changedBy { displayName } }
  ... on ContentChanged { currentDigest } }"""
HOME = f"""query ($by: CpasBy) {{ cpas(by: $by) {{ id nisCode name
  report(year: 2020) {{ {REPORT} forms {{ {FORM} }} }} }} }}"""
SAVE = f"""mutation ($input: SaveJustifiedAmountInput!) {{ saveJustifiedAmount(input: $input) {{
  form {{ {FORM} }} invalidatedSignatures {{ id role isCurrent signer {{ displayName }}
  invalidatedAt invalidatedBy {{ displayName }} }} {ERRORS} }} }}"""
SIGN = f"""mutation ($input: SignInput!) {{ sign(input: $input) {{ form {{ {FORM} }}
  signature {{ id role signedAt formVersion contentDigest isCurrent
    signer {{ displayName roles assuranceLevel }} }}
  submission {{ reference sentAt contentDigest bankAccountChangedSinceSigning }} {ERRORS} }} }}"""
CONTACT = f"""mutation ($input: UpdateContactInput!) {{ updateContact(input: $input) {{
  report {{ {REPORT} }} {ERRORS} }} }}"""

# The same calls for those who only arrange something: to read a long document takes a while.
PAGE = """query ($by: CpasBy) { cpas(by: $by) { report(year: 2020) { id version
  forms { id version contentDigest } } } }"""
QUIET_SAVE = """mutation ($input: SaveJustifiedAmountInput!) {
  saveJustifiedAmount(input: $input) { userErrors { code } } }"""
QUIET_SIGN = "mutation ($input: SignInput!) { sign(input: $input) { userErrors { code } } }"
QUIET_CONTACT = """mutation ($input: UpdateContactInput!) {
  updateContact(input: $input) { userErrors { code } } }"""

ANA = {"name": "Ana Silva", "email": "ana@cpas.example", "phone": "071 23 33 33"}
ACCOUNT = {"historicalNumber": "091-0002777-90"}
NOWHERE = "0" * 64
"""The digest of no content."""


def invented(
    key: str,
    *roles: Role,
    nis_code: str | None = None,
    region: Region | None = None,
    locale: str = "fr-BE",
) -> Persona:
    """A person with exactly these roles."""
    return Persona(
        key=key,
        description="Invented for a test.",
        given_name="Zoé",
        family_name=key,
        locale=locale,
        roles=frozenset(roles),
        acr=EID,
        nis_code=NisCode(nis_code) if nis_code else None,
        region=region,
    )


def caller(world: World, persona: Persona, language: str | None = None) -> Caller:
    """The person as a caller, with a token of this instant."""
    token = development_issuer(world.settings).issue_token(persona, now=world.clock.now)
    return Caller(world.client, token, language)


@dataclass(frozen=True)
class Desk:
    """The people of one CPAS, and the report in front of them."""

    world: World
    nis_code: str

    def who(self, name: str, *roles: Role, language: str | None = None) -> Caller:
        person = invented(f"{name}-{self.nis_code}", *roles, nis_code=self.nis_code)
        return caller(self.world, person, language)

    def editor(self, language: str | None = None) -> Caller:
        return self.who("editor", Role.EDITOR, language=language)

    def president(self, language: str | None = None) -> Caller:
        return self.who("president", Role.PRESIDENT, language=language)

    def director(self, language: str | None = None) -> Caller:
        return self.who("director", Role.DIRECTOR_GENERAL, language=language)

    def factotum(self, language: str | None = None) -> Caller:
        return self.who("factotum", *CPAS_ROLES, language=language)

    async def cpas(self) -> dict[str, Any]:
        answer = await self.world.as_("spp-is-reader")(HOME, by={"nisCode": self.nis_code})
        found: dict[str, Any] = answer.data["cpas"]
        return found

    async def report(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.cpas())["report"]
        return found

    async def form(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.report())["forms"][0]
        return found

    async def page(self) -> dict[str, Any]:
        """What a page must know to send it back: ids, versions, digest."""
        answer = await self.world.as_("spp-is-reader")(PAGE, by={"nisCode": self.nis_code})
        found: dict[str, Any] = answer.data["cpas"]["report"]
        return found

    async def save(
        self, who: Caller, amount: object, *, query: str = SAVE, **more: object
    ) -> Answer:
        form = (await self.page())["forms"][0]
        wanted = {"formId": form["id"], "expectedVersion": form["version"], **more}
        return await who(query, input={"justifiedAmount": amount, **wanted})

    async def sign(self, who: Caller, role: str, *, query: str = SIGN, **more: object) -> Answer:
        form = (await self.page())["forms"][0]
        wanted = {"formId": form["id"], "contentDigest": form["contentDigest"], **more}
        return await who(query, input={"as": role, **wanted})

    async def update(self, who: Caller, *, query: str = CONTACT, **more: object) -> Answer:
        report = await self.page()
        wanted = {"reportId": report["id"], "expectedVersion": report["version"], **more}
        return await who(query, input=wanted)

    # How far it has come -------------------------------------------------------------------

    async def give_contact(self) -> None:
        given = {"contact": ANA, "bankAccount": ACCOUNT}
        done(await self.update(self.editor(), query=QUIET_CONTACT, **given))

    async def encode(self, amount: str = "1000.00") -> None:
        await self.give_contact()
        done(await self.save(self.editor(), amount, query=QUIET_SAVE))

    async def sign_as_president(self, amount: str = "1000.00") -> None:
        await self.encode(amount)
        done(await self.sign(self.president(), "PRESIDENT", query=QUIET_SIGN))

    async def sign_as_director(self, amount: str = "1000.00") -> None:
        await self.encode(amount)
        done(await self.sign(self.director(), "DIRECTOR_GENERAL", query=QUIET_SIGN))

    async def send(self, amount: str = "1000.00") -> None:
        await self.sign_as_president(amount)
        self.world.clock.advance(minutes=1)
        done(await self.sign(self.director(), "DIRECTOR_GENERAL", query=QUIET_SIGN))


def payload(answer: Answer) -> dict[str, Any]:
    """What the one field of the operation answered."""
    (found,) = answer.data.values()
    return dict(found)


def done(answer: Answer) -> dict[str, Any]:
    """The payload of a call that was not refused."""
    found = payload(answer)
    assert found["userErrors"] == [], found["userErrors"]
    assert found.get("done", True), "where nothing is refused, it is done"
    return found


def refusals(answer: Answer) -> list[str]:
    """The codes of the refusals, in their order."""
    return [error["code"] for error in payload(answer)["userErrors"]]


def refusal(answer: Answer) -> dict[str, Any]:
    """The one refusal of the call."""
    refused = payload(answer)
    assert not refused.get("done"), "what is refused is not done"
    (found,) = refused["userErrors"]
    return dict(found)


def give_enterprise_number(world: World, nis_code: str, number: str) -> None:
    """Write a synthetic enterprise number: the demo country has none."""
    world.rows("UPDATE cpas SET enterprise_number = ? WHERE nis_code = ?", number, nis_code)
