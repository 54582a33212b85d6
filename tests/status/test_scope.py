"""Who sees what on the page: the CPAS that exist for them, and amounts where they may read all."""

import pytest

from auth.identity import Actor, standing
from models.cpas import Cpas, CpasId, NisCode, Region
from models.database import Database
from models.days import day_of
from models.language import Language, Text
from models.mergers import Merger
from models.people import Person, Role, Subject
from rapport_unique.personas import PERSONAS, Persona
from tests.api.acting import CHARLEROI, GENT, IXELLES, give_enterprise_number, invented
from tests.registering import record
from tests.status.visiting import COUNTS, OF_FORMS, token_with, visit
from tests.world import NOON, World

AT_REST = pytest.mark.asyncio(loop_scope="module")

MIXED = invented(
    "mixed", Role.FEDERATION, Role.EDITOR, region=Region.WALLONIA, nis_code=GENT, locale="nl-BE"
)
PEOPLE = [*(person for person in PERSONAS if person.nis_code != "23106"), MIXED]
"""Without those of a CPAS that this country does not have."""
SUMS = OF_FORMS.format(columns="sum(advance), sum(justified), sum(to_repay), sum(to_receive)")


def euro(cents: int) -> str:
    return f"€{cents // 100:,}.{cents % 100:02d}"


def actor(persona: Persona) -> Actor:
    person = Person(subject=Subject(persona.key), display_name="", roles=persona.roles)
    return Actor(person=person, nis_code=persona.nis_code, region=persona.region)


def everywhere(world: World) -> list[Cpas]:
    rows = world.rows("SELECT id, nis_code, region FROM cpas")
    name = Text(fr="", nl="", de="", en="")
    return [
        Cpas(
            id=CpasId(id_),
            nis_code=NisCode(nis_code),
            enterprise_number=None,
            name=name,
            language=Language.FR,
            region=Region(region),
            province=None,
        )
        for id_, nis_code, region in rows
    ]


@AT_REST
@pytest.mark.parametrize("persona", PEOPLE, ids=lambda persona: persona.key)
async def test_everyone_sees_the_forms_of_the_cpas_that_exist_for_them_and_no_others(
    country: World, persona: Persona
) -> None:
    stands = [standing(actor(persona), cpas, day_of(NOON)) for cpas in everywhere(country)]

    page = await visit(country, persona)

    assert page.status == 200
    assert page.total == sum(each.exists for each in stands)
    assert sum(page.cards[:5]) == page.total
    legible = all(each.reads_amounts for each in stands if each.exists)
    assert (page.money is not None) is legible


@AT_REST
@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("spp-is-reader", "1 = 1"),
        ("spp-is-manager", "1 = 1"),
        ("vvsg", "region = 'FLANDERS'"),
        ("uvcw", "region = 'WALLONIA'"),
        ("brulocalis", "region = 'BRUSSELS'"),
        ("ixelles-president", "nis_code = '21009'"),
    ],
)
async def test_the_counts_are_those_of_the_database(country: World, who: str, where: str) -> None:
    ((total, *counts),) = country.rows(COUNTS + where)

    page = await visit(country, who)

    assert page.total == total
    assert page.cards == counts


@AT_REST
@pytest.mark.parametrize(
    ("who", "where"), [("spp-is-reader", "1 = 1"), ("ixelles-editor", "nis_code = '21009'")]
)
async def test_the_sums_are_those_of_the_database(country: World, who: str, where: str) -> None:
    (sums,) = country.rows(SUMS + where)

    page = await visit(country, who)

    assert page.money == [euro(int(cents)) for cents in sums]


@AT_REST
@pytest.mark.parametrize("who", ["brulocalis", "uvcw", "vvsg"])
@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
async def test_a_federation_finds_no_amount_anywhere(
    country: World, who: str, language: str
) -> None:
    region = {"brulocalis": "BRUSSELS", "uvcw": "WALLONIA", "vvsg": "FLANDERS"}[who]

    pages = [
        await visit(country, who, query, language)
        for query in ("", f"?region={region}", f"?region={region}&kind=COVID_PREMIUM&show=SENT")
    ]

    for page in pages:
        assert page.status == 200
        assert page.money is None
        assert "€" not in page.html
        assert "0,00" not in page.html
        assert "0.00" not in page.html


@AT_REST
async def test_who_may_read_only_some_of_the_amounts_sees_none(country: World) -> None:
    everything = await visit(country, MIXED)
    own = await visit(country, MIXED, "?region=FLANDERS")

    assert everything.money is None
    assert own.names == [GENT]
    assert own.money is not None
    assert own.money[0] == euro(int(country.rows(f"{SUMS} nis_code = '{GENT}'")[0][0]))


@AT_REST
async def test_another_region_has_nothing_to_show_to_a_federation(country: World) -> None:
    page = await visit(country, "uvcw", "?region=FLANDERS&province=Antwerpen")

    assert page.total == 0
    assert page.names == []
    assert not page.has("by-place")


@AT_REST
async def test_a_cpas_sees_its_own_forms_at_once(country: World) -> None:
    page = await visit(country, "ixelles-editor")

    assert page.heading == "Rapport unique 2020 – Ixelles"
    assert page.names == [IXELLES]
    assert not page.has("by-place")
    assert page.has("list")


async def test_a_cpas_known_by_its_enterprise_number_sees_its_own(world: World) -> None:
    give_enterprise_number(world, CHARLEROI, "0207889113")
    who = invented("bailiff", Role.EDITOR)
    token = token_with(world, who, enterprise_number="0207889113")

    asked = "/status?year=2020"
    answer = await world.client.get(asked, headers={"authorization": f"Bearer {token}"})

    assert answer.status_code == 200
    assert "INS 52011" in answer.text


async def test_the_people_of_a_successor_also_see_the_cpas_that_it_took_over(world: World) -> None:
    database = Database(world.settings.database_url)
    await record(database, [Merger(ended=CHARLEROI, successor=GENT)])
    await database.close()

    page = await visit(world, "gent-editor")

    assert page.total == 2
    assert sorted(page.names) == [GENT, CHARLEROI]
    assert page.money is not None
    assert page.table("by-place")[0][0] == "Flemish Region"


@AT_REST
@pytest.mark.parametrize("who", ["ixelles-editor", "ixelles-president", "charleroi-editor"])
async def test_a_cpas_begins_with_its_own_home_page(country: World, who: str) -> None:
    token = token_with(country, who)

    answer = await country.client.get("/status", headers={"authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@AT_REST
async def test_a_federation_finds_a_name_and_what_was_not_sent(country: World) -> None:
    landed = await visit(country, "uvcw")
    unsent = await visit(country, "uvcw", landed.link("Not yet sent"))
    found = await visit(country, "uvcw", "?search=namur&show=UNSENT")
    longest = await visit(country, "uvcw", unsent.link("Longest waited for first"))

    names = "SELECT nis_code FROM form JOIN report ON report.id = report_id JOIN cpas ON"
    condition = "cpas.id = cpas_id WHERE region = 'WALLONIA' AND sent_at IS NULL"
    everybody = {code for (code,) in country.rows(f"{names} {condition}")}
    assert landed.names
    assert set(unsent.names) <= everybody
    assert found.names == [code for code in ("92094",) if code in everybody]
    assert set(longest.names) <= everybody
    assert longest.names != unsent.names


async def test_a_token_without_a_role_of_ours_shows_nothing(world: World) -> None:
    page = await visit(world, invented("guest"))

    assert page.status == 403
    assert page.heading == "Nothing to show"


async def test_a_role_without_a_cpas_shows_nothing(world: World) -> None:
    page = await visit(world, invented("lost", Role.EDITOR))

    assert page.status == 404
