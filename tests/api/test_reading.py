"""Reading: who one is, the home page, history, names in four languages, objects by their ids."""

import pytest

from schema.nodes import NodeType, encode_id
from tests.api.acting import CHARLEROI, EUPEN, GENT, IXELLES, Desk, done
from tests.world import World

AT_REST = pytest.mark.asyncio(loop_scope="module")


@AT_REST
@pytest.mark.parametrize(
    ("persona", "viewer"),
    [
        (
            "charleroi-editor",
            {
                "displayName": "Amélie Dubray",
                "roles": ["EDITOR"],
                "assuranceLevel": "urn:be:fedict:iam:fas:Level450",
                "region": None,
                "cpas": {"nisCode": "52011", "name": "Charleroi"},
            },
        ),
        (
            "namur-all-roles",
            {
                "displayName": "Géraldine Frippiat",
                "roles": ["EDITOR", "PRESIDENT", "DIRECTOR_GENERAL"],
                "assuranceLevel": "urn:be:fedict:iam:fas:Level500",
                "region": None,
                "cpas": {"nisCode": "92094", "name": "Namur"},
            },
        ),
        (
            "vvsg",
            {
                "displayName": "Griet Lambrechts",
                "roles": ["FEDERATION"],
                "assuranceLevel": "urn:be:fedict:iam:fas:Level500",
                "region": "FLANDERS",
                "cpas": None,
            },
        ),
        (
            "spp-is-manager",
            {
                "displayName": "Liesbeth Cornelis",
                "roles": ["SPP_IS_MANAGER"],
                "assuranceLevel": "urn:be:fedict:iam:fas:Level500",
                "region": None,
                "cpas": None,
            },
        ),
    ],
)
async def test_the_viewer_is_who_the_token_says(
    country: World, persona: str, viewer: dict[str, object]
) -> None:
    query = "{ viewer { displayName roles assuranceLevel region cpas { nisCode name } } }"

    assert (await country.as_(persona)(query)).data == {"viewer": viewer}


@AT_REST
async def test_the_home_page_of_a_beginner_has_no_mark(country: World) -> None:
    query = """{ cpas { nisCode name language region province enterpriseNumber successor { id }
      report(year: 2020) { year status opensAt closesAt contact { name } bankAccount { iban }
      forms { kind year status missingSignatures signatures { id } submission { reference }
      amounts { justified balance { amount } }
      progress { encoded encodedAt signed signedAt sent sentAt } } } } }"""

    assert (await country.as_("charleroi-editor")(query)).data["cpas"] == {
        "nisCode": "52011",
        "name": "Charleroi",
        "language": "FR",
        "region": "WALLONIA",
        "province": "Hainaut",
        "enterpriseNumber": None,
        "successor": None,
        "report": {
            "year": 2020,
            "status": "OPEN",
            "opensAt": "2021-01-04T08:00:00.000000Z",
            "closesAt": "2027-12-31T23:00:00.000000Z",
            "contact": None,
            "bankAccount": None,
            "forms": [
                {
                    "kind": "COVID_PREMIUM",
                    "year": 2020,
                    "status": "NOT_STARTED",
                    "missingSignatures": ["PRESIDENT", "DIRECTOR_GENERAL"],
                    "signatures": [],
                    "submission": None,
                    "amounts": {"justified": None, "balance": None},
                    "progress": {
                        "encoded": False,
                        "encodedAt": None,
                        "signed": False,
                        "signedAt": None,
                        "sent": False,
                        "sentAt": None,
                    },
                }
            ],
        },
    }


@pytest.mark.parametrize(
    ("instant", "status"),
    [
        ("2021-01-04T07:59:59.999999Z", "PLANNED"),
        ("2021-01-04T08:00:00Z", "OPEN"),
        ("2027-12-31T22:59:59.999999Z", "OPEN"),
        ("2027-12-31T23:00:00Z", "CLOSED"),
    ],
)
async def test_a_report_is_planned_open_or_closed_by_its_dates(
    world: World, instant: str, status: str
) -> None:
    world.clock.now = type(world.clock.now).fromisoformat(instant)

    answer = await world.as_("charleroi-editor")("{ cpas { report(year: 2020) { status } } }")

    assert answer.data["cpas"]["report"]["status"] == status


@AT_REST
@pytest.mark.parametrize("year", [2019, 2021, 0, -1, 10_000, 2**31 - 1])
async def test_a_year_without_report_has_none(country: World, year: int) -> None:
    query = "query ($year: Int!) { cpas { report(year: $year) { id } } }"

    answer = await country.as_("charleroi-editor")(query, year=year)

    assert answer.data == {"cpas": {"report": None}}


@AT_REST
async def test_a_form_that_the_catalogue_does_not_have_is_none(country: World) -> None:
    query = """{ cpas { report(year: 2020) { form(kind: PIIS) { id }
      covid: form(kind: COVID_PREMIUM) { kind } } } }"""

    answer = await country.as_("charleroi-editor")(query)

    assert answer.data["cpas"]["report"] == {"form": None, "covid": {"kind": "COVID_PREMIUM"}}


# Names and titles --------------------------------------------------------------------------------


TITLES = {
    "FR": "Covid-19 : Prime temporaire de 50 EUR",
    "NL": "Covid-19: tijdelijke premie van 50 EUR",
    "DE": "Covid-19: zeitweilige Prämie von 50 EUR",
    "EN": "Covid-19: temporary premium of 50 EUR",
}
NAMES = {
    CHARLEROI: {"FR": "Charleroi", "NL": "Charleroi", "DE": "Charleroi", "EN": "Charleroi"},
    GENT: {"FR": "Gand", "NL": "Gent", "DE": "Gent", "EN": "Gent"},
    IXELLES: {"FR": "Ixelles", "NL": "Elsene", "DE": "Elsene", "EN": "Ixelles"},
    EUPEN: {"FR": "Eupen", "NL": "Eupen", "DE": "Eupen", "EN": "Eupen"},
}


@AT_REST
async def test_names_and_titles_exist_in_four_languages(country: World) -> None:
    query = """query ($nis: String!, $in: Language) { cpas(by: {nisCode: $nis}) {
      name(language: $in) report(year: 2020) { forms { title(language: $in) } } } }"""
    reader = country.as_("spp-is-reader")

    for nis_code, names in NAMES.items():
        for language, name in names.items():
            found = (await reader(query, nis=nis_code, **{"in": language})).data["cpas"]
            title = found["report"]["forms"][0]["title"]
            assert (found["name"], title) == (name, TITLES[language])


@AT_REST
@pytest.mark.parametrize(
    ("nis_code", "accepted", "language"),
    [
        (GENT, None, "NL"),
        (EUPEN, None, "DE"),
        (IXELLES, None, "FR"),
        (GENT, "fr", "FR"),
        (GENT, "en-US,en;q=0.9", "EN"),
        (EUPEN, "xx", "DE"),
        (IXELLES, "nl", "NL"),
    ],
)
async def test_names_come_in_the_language_of_the_request_else_of_the_cpas(
    country: World, nis_code: str, accepted: str | None, language: str
) -> None:
    reader = country.as_("spp-is-reader", accepted)
    query = """query ($nis: String!) { cpas(by: {nisCode: $nis}) { name
      report(year: 2020) { forms { title } } } }"""

    found = (await reader(query, nis=nis_code)).data["cpas"]

    assert found["name"] == NAMES[nis_code][language]
    assert found["report"]["forms"][0]["title"] == TITLES[language]


@AT_REST
async def test_the_language_of_the_argument_goes_before_that_of_the_request(
    country: World,
) -> None:
    answer = await country.as_("gent-editor", "de")("{ cpas { name(language: FR) plain: name } }")

    assert answer.data["cpas"] == {"name": "Gand", "plain": "Gent"}


# Progress and history ----------------------------------------------------------------------------


async def test_the_marks_are_dated_by_what_made_them(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode("1.00")
    world.clock.advance(hours=1)
    done(await desk.save(desk.editor(), "2.00"))
    world.clock.advance(hours=1)
    done(await desk.sign(desk.director(), "DIRECTOR_GENERAL"))
    half = (await desk.form())["progress"]
    world.clock.advance(hours=1)
    done(await desk.sign(desk.president(), "PRESIDENT"))

    assert half == {
        "encoded": True,
        "encodedAt": "2026-11-23T13:00:00.000000Z",
        "signed": False,
        "signedAt": None,
        "sent": False,
        "sentAt": None,
    }
    assert (await desk.form())["progress"] == {
        "encoded": True,
        "encodedAt": "2026-11-23T13:00:00.000000Z",
        "signed": True,
        "signedAt": "2026-11-23T15:00:00.000000Z",
        "sent": True,
        "sentAt": "2026-11-23T15:00:00.000000Z",
    }


async def test_the_history_keeps_every_signature_with_who_made_it_fall_and_when(
    world: World,
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president("1.00")
    world.clock.advance(hours=1)
    done(await desk.save(desk.factotum(), "2.00"))
    world.clock.advance(hours=1)
    done(await desk.sign(desk.president(), "PRESIDENT"))

    form = await desk.form()

    fallen, current = form["signatureHistory"]
    assert fallen.pop("id") != current.pop("id")
    assert fallen == {
        "role": "PRESIDENT",
        "isCurrent": False,
        "formVersion": 2,
        "signedAt": "2026-11-23T12:00:00.000000Z",
        "signer": {"displayName": "Zoé president-52011"},
        "invalidatedAt": "2026-11-23T13:00:00.000000Z",
        "invalidatedBy": {"displayName": "Zoé factotum-52011"},
    }
    assert current == {
        "role": "PRESIDENT",
        "isCurrent": True,
        "formVersion": 3,
        "signedAt": "2026-11-23T14:00:00.000000Z",
        "signer": {"displayName": "Zoé president-52011"},
        "invalidatedAt": None,
        "invalidatedBy": None,
    }
    assert [one["role"] for one in form["signatures"]] == ["PRESIDENT"]


# By id -------------------------------------------------------------------------------------------


async def test_every_object_is_found_again_by_its_id(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()
    cpas = await desk.cpas()
    form = cpas["report"]["forms"][0]
    ids = [cpas["id"], cpas["report"]["id"], form["id"], form["signatures"][0]["id"]]

    answer = await desk.editor()(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids
    )

    assert answer.data["nodes"] == [
        {"__typename": name, "id": id_}
        for name, id_ in zip(["Cpas", "Report", "Form", "Signature"], ids, strict=True)
    ]


@AT_REST
async def test_objects_come_in_the_order_of_their_ids_with_gaps_and_twice(country: World) -> None:
    known = [encode_id(NodeType.FORM, number) for number in (3, 1, 2)]
    ids = [known[0], "nothing", known[1], known[0], encode_id(NodeType.FORM, 9999), known[2]]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    answer = await country.as_("spp-is-reader")(query, ids=ids)

    found = [node and node["id"] for node in answer.data["nodes"]]
    assert found == [known[0], None, known[1], known[0], None, known[2]]


@AT_REST
async def test_at_most_600_objects_are_found_at_once(country: World) -> None:
    ids = [encode_id(NodeType.CPAS, number) for number in range(1, 602)]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    reader = country.as_("spp-is-reader")

    found = (await reader(query, ids=ids[:600])).data["nodes"]
    refused = await reader(query, ids=ids)

    assert len([node for node in found if node]) == 581
    assert refused.error_codes == ["BAD_USER_INPUT"]
    assert (await reader(query, ids=[])).data == {"nodes": []}
