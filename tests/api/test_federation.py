"""What a federation follows of its region: the status, and never an amount, by any path."""

from collections.abc import Iterator
from typing import Any

import pytest

from models.cpas import Region
from models.people import Role
from tests.api.acting import CHARLEROI, Desk, caller, invented
from tests.world import World

SECRETS = """fragment OfReport on Report { contact { name email phone updatedBy { displayName } }
  bankAccount { iban bic historicalNumber updatedBy { displayName } } forms { ...OfForm }
  form(kind: COVID_PREMIUM) { ...OfForm } }
fragment OfForm on Form { status amounts { advance justified balance { amount } } contentDigest
  canonicalContent }
fragment OfCpas on Cpas { nisCode report(year: 2020) { ...OfReport }
  reports { nodes { ...OfReport } edges { node { ...OfReport } } } }
"""
PATHS = {
    "node": "query ($form: ID!) { node(id: $form) { ... on Form { ...OfForm report { ...OfReport }"
    " cpas { ...OfCpas } } } }",
    "nodes": "query ($cpas: ID!, $report: ID!) { nodes(ids: [$cpas, $report]) { ...OfCpas"
    " ... on Report { ...OfReport cpas { ...OfCpas } } } }",
    "cpas": "query ($nis: String!) { cpas(by: {nisCode: $nis}) { ...OfCpas } }",
    "allCpas": '{ allCpas(first: 5, filter: {search: "charleroi"}) { nodes { ...OfCpas }'
    " edges { node { ...OfCpas } } } }",
    "events": "query ($cpas: ID!) { events(year: 2020, first: 20, filter: {cpas: [$cpas],"
    " kind: COVID_PREMIUM}) { nodes { form { ...OfForm } report { ...OfReport } cpas"
    " { ...OfCpas } } edges { node { form { ...OfForm } } } } }",
    "events of a form": "query ($form: ID!) { node(id: $form) { ... on Form { events(first: 20) {"
    " nodes { form { ...OfForm } report { ...OfReport } cpas { ...OfCpas } } } } } }",
}
HIDDEN = {"contact", "bankAccount", "amounts", "contentDigest", "canonicalContent"}


def found(name_of: set[str], value: object) -> Iterator[tuple[str, Any]]:
    """Every field of such a name, wherever in the answer it stands."""
    if isinstance(value, list):
        for item in value:
            yield from found(name_of, item)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in name_of:
                yield name, inner
            yield from found(name_of, inner)


@pytest.mark.parametrize("path", PATHS)
async def test_a_federation_reads_no_amount_contact_or_account_by_any_path(
    world: World, path: str
) -> None:
    charleroi = Desk(world, CHARLEROI)
    await charleroi.send()
    cpas = await charleroi.cpas()
    named = {
        "nis": CHARLEROI,
        "cpas": cpas["id"],
        "report": cpas["report"]["id"],
        "form": cpas["report"]["forms"][0]["id"],
    }

    federation = (await world.as_("uvcw")(PATHS[path] + SECRETS, **named)).data
    reader = (await world.as_("spp-is-reader")(PATHS[path] + SECRETS, **named)).data

    seen = list(found(HIDDEN, federation))
    assert {name for name, _ in seen} == HIDDEN
    assert {value for _, value in seen} == {None}
    assert all(value is not None for _, value in found(HIDDEN, reader))
    assert {value for _, value in found({"status"}, federation)} == {"SENT"}


async def test_a_signature_leads_a_federation_to_no_amount(world: World) -> None:
    charleroi = Desk(world, CHARLEROI)
    await charleroi.send()
    signature = (await charleroi.form())["signatures"][0]["id"]
    query = (
        "query ($id: ID!) { node(id: $id) { ... on Signature { role signer { displayName } } } }"
    )

    answer = await world.as_("uvcw")(query, id=signature)

    assert answer.data["node"] == {
        "role": "PRESIDENT",
        "signer": {"displayName": "Zoé president-52011"},
    }


async def test_a_federation_follows_the_marks_and_who_is_waited_for(world: World) -> None:
    await Desk(world, CHARLEROI).sign_as_president()
    query = """{ cpas(by: {nisCode: "52011"}) { name report(year: 2020) { status version forms {
      title status progress { encoded signed sent } missingSignatures
      signatures { role } viewerCannotEditReasons viewerCannotSignReasons } } } }"""

    answer = await world.as_("uvcw")(query)

    assert answer.data["cpas"] == {
        "name": "Charleroi",
        "report": {
            "status": "OPEN",
            "version": None,
            "forms": [
                {
                    "title": "Covid-19 : Prime temporaire de 50 EUR",
                    "status": "PARTIALLY_SIGNED",
                    "progress": {"encoded": True, "signed": False, "sent": False},
                    "missingSignatures": ["DIRECTOR_GENERAL"],
                    "signatures": [{"role": "PRESIDENT"}],
                    "viewerCannotEditReasons": ["MISSING_ROLE"],
                    "viewerCannotSignReasons": ["MISSING_ROLE"],
                }
            ],
        },
    }


async def test_an_editor_and_federation_at_once_lists_both_worlds_once(whole_world: World) -> None:
    person = invented(
        "both", Role.EDITOR, Role.FEDERATION, nis_code=CHARLEROI, region=Region.FLANDERS
    )
    query = """{ allCpas(first: 600) { totalCount nodes { region nisCode
      report(year: 2020) { forms { amounts { advance } } } } } }"""

    page = (await caller(whole_world, person)(query)).data["allCpas"]

    legible = [
        node["nisCode"]
        for node in page["nodes"]
        if node["report"]["forms"][0]["amounts"] is not None
    ]
    assert page["totalCount"] == len(page["nodes"]) == 301
    assert legible == [CHARLEROI]


async def test_spp_is_reads_every_amount_of_the_country(whole_world: World) -> None:
    query = """{ allCpas(first: 600) { nodes { report(year: 2020) { forms {
      amounts { advance } contentDigest } } } } }"""

    nodes = (await whole_world.as_("spp-is-reader")(query)).data["allCpas"]["nodes"]

    forms = [node["report"]["forms"][0] for node in nodes]
    assert len(forms) == 581
    assert all(form["amounts"] and form["contentDigest"] for form in forms)
