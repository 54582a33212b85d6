"""The CPAS come from a file into an empty service, and again when something has changed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from models.people import CPAS_ROLES, Role
from tests.api.acting import ACCOUNT, ANA, done, invented
from tests.campaign.managing import (
    CAMPAIGN_2021,
    CONTACT,
    OPEN,
    REPORT,
    SAVE_LINES,
    SIGN,
    manage,
    prefill,
)
from tests.commanding import Run, command_line
from tests.countries import migrated
from tests.databases import Backend, drop_database
from tests.registering import number_of
from tests.status.visiting import token_with
from tests.world import Caller, Clock, World, copy_of

CHARLEROI, GENT, EUPEN, IXELLES = "52011", "44021", "63023", "21009"
TITLES = "nis;name;language;region;province;enterprise number"
LINES = {
    CHARLEROI: f"{CHARLEROI};Charleroi;fr;Wallonie;Hainaut;{number_of(CHARLEROI)}",
    GENT: f"{GENT};Gent;nl;Vlaanderen;Oost-Vlaanderen;{number_of(GENT)}",
    EUPEN: f"{EUPEN};Eupen;de;Wallonien;Lüttich;",
    IXELLES: f"{IXELLES};Ixelles;fr-nl;Bruxelles;;{number_of(IXELLES)}",
}
EVENTS = """query ($year: Int!) { events(year: $year) { nodes { type reason formVersion
  cpas { nisCode } report { year } form { kind } actor { displayName roles } } } }"""


@pytest.fixture
async def world(backend: Backend, tmp_path: Path, clock: Clock) -> AsyncIterator[World]:
    """An empty service: migrated, and nothing in it."""
    world = World(copy_of(migrated(backend), tmp_path), clock)
    async with world.running():
        yield world
    drop_database(world.settings.database_url)


@pytest.fixture
def run(world: World) -> Run:
    """The command line of a manager of SPP IS."""
    return command_line(world)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cpas.csv"
    write(path, TITLES, *LINES.values())
    return path


def write(path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines), encoding="utf-8-sig")


def content(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Every row but how persons are known here, which the first command keeps."""
    return {name: rows for name, rows in world.everything().items() if name != "installation"}


def registered(world: World) -> list[tuple[Any, ...]]:
    return world.rows("SELECT id, nis_code, enterprise_number, name_fr FROM cpas ORDER BY nis_code")


async def test_an_empty_service_is_given_its_cpas(world: World, run: Run, file: Path) -> None:
    result = run("load-cpas", str(file))

    assert result.exit_code == 0, result.output
    assert result.output == (
        "4 CPAS: 4 added, 0 changed, 0 unchanged. Brussels-Capital Region 1, Flemish Region 1, "
        "Walloon Region 2. With an enterprise number: 3.\n"
    )
    assert [row[1:] for row in registered(world)] == [
        (IXELLES, number_of(IXELLES), "Ixelles"),
        (GENT, number_of(GENT), "Gent"),
        (CHARLEROI, number_of(CHARLEROI), "Charleroi"),
        (EUPEN, None, "Eupen"),
    ]


async def test_the_same_file_again_changes_nothing(world: World, run: Run, file: Path) -> None:
    run("load-cpas", str(file))
    before = content(world)

    result = run("load-cpas", str(file), "--language", "fr")

    assert result.exit_code == 0
    assert "0 ajoutés, 0 modifiés, 4 inchangés" in result.output
    assert content(world) == before


async def test_what_has_changed_is_changed_and_every_cpas_keeps_its_id(
    world: World, run: Run, file: Path
) -> None:
    run("load-cpas", str(file))
    before = registered(world)
    write(
        file,
        "nis;nom;bce",
        f"{CHARLEROI};Charleroi;{number_of(GENT)}",
        f"{GENT};Gent;{number_of(CHARLEROI)}",
        f"{EUPEN};Neu-Eupen;{number_of(EUPEN)}",
    )

    result = run("load-cpas", str(file))

    assert result.output.splitlines()[:3] == [
        f"{CHARLEROI}: enterprise_number",
        f"{GENT}: enterprise_number",
        f"{EUPEN}: name, enterprise_number",
    ]
    after = registered(world)
    assert [row[0] for row in after] == [row[0] for row in before]
    assert {row[1]: row[2:] for row in after} == {
        IXELLES: (number_of(IXELLES), "Ixelles"),
        GENT: (number_of(CHARLEROI), "Gent"),
        CHARLEROI: (number_of(GENT), "Charleroi"),
        EUPEN: (number_of(EUPEN), "Neu-Eupen"),
    }
    found = await world.as_("spp-is-reader")('{ allCpas(filter: {search: "neu"}) { totalCount } }')
    assert found.data["allCpas"]["totalCount"] == 1


async def test_a_dry_run_says_what_the_run_does_and_does_nothing(
    world: World, run: Run, file: Path
) -> None:
    before = content(world)

    dry = run("load-cpas", str(file), "--dry-run")
    unchanged = content(world) == before
    wet = run("load-cpas", str(file))

    assert unchanged
    assert (dry.exit_code, wet.exit_code) == (0, 0)
    assert dry.output.replace("would be added", "added") == wet.output


@pytest.mark.parametrize("how", [[], ["--dry-run"]], ids=["run", "dry run"])
async def test_one_bad_line_and_nothing_is_loaded(
    world: World, run: Run, file: Path, how: list[str]
) -> None:
    write(
        file,
        TITLES,
        LINES[CHARLEROI],
        LINES[GENT].replace("Vlaanderen", "Atlantis", 1),
        f"{EUPEN};Eupen;de;Wallonie;;{number_of(CHARLEROI)}",
        f"{IXELLES};;fr;Bruxelles;;1",
        LINES[CHARLEROI],
    )
    before = content(world)

    result = run("load-cpas", str(file), *how)

    assert result.exit_code == 1
    assert [line.split(": ")[:2] for line in result.output.splitlines()] == [
        ["Line 2, enterprise number", "ENTERPRISE_NUMBER_TAKEN"],
        ["Line 3, region", "UNKNOWN_REGION"],
        ["Line 4, enterprise number", "ENTERPRISE_NUMBER_TAKEN"],
        ["Line 5, enterprise number", "INVALID_ENTERPRISE_NUMBER"],
        ["Line 6", "REPEATED_LINE"],
        ["Error", "Nothing was done; bad lines"],
    ]
    assert content(world) == before


@pytest.mark.only_on("sqlite", reason="what is bundled is a file")
async def test_the_bundled_cpas_are_the_581_and_have_no_numbers(world: World, run: Run) -> None:
    result = run("load-cpas", "--bundled", "--language", "nl")

    assert result.output == (
        "581 OCMW's: 581 toegevoegd, 0 gewijzigd, 0 ongewijzigd. Brussels Hoofdstedelijk Gewest "
        "19, Vlaams Gewest 300, Waals Gewest 262. Met een ondernemingsnummer: 0.\n"
    )
    assert world.rows("SELECT count(*) FROM cpas WHERE enterprise_number IS NULL") == [(581,)]
    payload = await manage(world, OPEN, **CAMPAIGN_2021)
    assert (payload["reportCount"], payload["userErrors"]) == (581, [])


async def test_loading_the_bundled_cpas_leaves_the_numbers_that_are_known(
    world: World, run: Run, file: Path
) -> None:
    run("load-cpas", str(file))

    run("load-cpas", "--bundled")

    known = world.rows("SELECT count(*) FROM cpas WHERE enterprise_number IS NOT NULL")
    assert known == [(3,)]


async def test_loading_is_an_act_of_a_manager(world: World, file: Path) -> None:
    before = content(world)

    reader = command_line(world, "spp-is-reader")("load-cpas", str(file))
    editor = command_line(world, "gent-editor")("load-cpas", str(file))

    assert (reader.exit_code, editor.exit_code) == (1, 1)
    assert content(world) == before


@pytest.mark.parametrize("given", [["load-cpas"], ["record-mergers", "--date", "2025-01-01"]])
async def test_either_a_file_is_given_or_what_is_bundled(
    run: Run, file: Path, given: list[str]
) -> None:
    neither = run(*given)
    both = run(*given, str(file), "--bundled")

    for result in (neither, both):
        assert (result.exit_code, result.output) == (1, "Error: Give either a file or --bundled.\n")


# The journal -------------------------------------------------------------------------------------


async def test_the_journal_tells_who_loaded_a_cpas_and_why(
    world: World, run: Run, file: Path
) -> None:
    run("load-cpas", str(file), "--reason", "Numbers of the BCE")
    year = world.rows("SELECT year FROM journal")[0][0]

    verified = run("journal", "verify")
    listed = run("journal", "list", "--year", str(year), "--nis", GENT)

    assert verified.output == "4 lines, 0 reports and 0 forms, all of them intact.\n"
    (line,) = listed.output.splitlines()
    assert f"CPAS_LOADED              {GENT} CPAS" in line
    assert line.endswith("Liesbeth Cornelis - Numbers of the BCE")


async def test_a_line_about_a_cpas_exists_for_who_may_see_it(
    world: World, run: Run, file: Path
) -> None:
    run("load-cpas", str(file))
    year = world.rows("SELECT year FROM journal")[0][0]

    async def seen(who: Caller) -> list[tuple[str, str | None]]:
        nodes = (await who(EVENTS, year=year)).data["events"]["nodes"]
        assert all(node["report"] is node["form"] is node["formVersion"] is None for node in nodes)
        assert {node["type"] for node in nodes} <= {"CPAS_LOADED"}
        return [(node["cpas"]["nisCode"], node["reason"]) for node in nodes]

    assert await seen(world.as_("spp-is-reader")) == [
        (nis_code, "cpas.csv") for nis_code in (CHARLEROI, GENT, EUPEN, IXELLES)
    ]
    assert await seen(world.as_("gent-editor")) == [(GENT, "cpas.csv")]
    assert await seen(world.as_("uvcw")) == [(CHARLEROI, None), (EUPEN, None)]
    assert await seen(world.as_("namur-all-roles")) == []


async def test_a_line_about_a_cpas_is_a_node_and_is_narrowed_as_others_are(
    world: World, run: Run, file: Path
) -> None:
    run("load-cpas", str(file))
    year = world.rows("SELECT year FROM journal")[0][0]
    asked = """query ($year: Int!, $filter: FormFilter) {
      events(year: $year, filter: $filter) { nodes { id cpas { nisCode } } } }"""
    reader = world.as_("spp-is-reader")

    in_flanders = await reader(asked, year=year, filter={"region": ["FLANDERS"]})
    of_forms = await reader(asked, year=year, filter={"kind": ["COVID_PREMIUM"]})
    (line,) = in_flanders.data["events"]["nodes"]
    again = "query ($id: ID!) { node(id: $id) { ... on Event { type } } }"
    node = await reader(again, id=line["id"])

    assert line["cpas"]["nisCode"] == GENT
    assert of_forms.data["events"]["nodes"] == []
    assert node.data["node"] == {"type": "CPAS_LOADED"}


# Signing in with an enterprise number ------------------------------------------------------------


def known_by_number(world: World, nis_code: str, name: str, *roles: Role) -> Caller:
    """Somebody whose token names the CPAS by its enterprise number alone."""
    number = f"{number_of(nis_code)[:4]}.{number_of(nis_code)[4:7]}.{number_of(nis_code)[7:]}"
    token = token_with(world, invented(name, *roles), enterprise_number=number)
    return Caller(world.client, token)


async def test_who_is_known_by_an_enterprise_number_edits_and_signs(
    world: World, run: Run, file: Path
) -> None:
    run("load-cpas", str(file))
    await manage(world, OPEN, **{**CAMPAIGN_2021, "kinds": ["PIIS"]})
    await prefill(world, "PIIS", (GENT, "500.00"))
    editor = known_by_number(world, GENT, "editor", Role.EDITOR)
    president = known_by_number(world, GENT, "president", Role.PRESIDENT)
    director = known_by_number(world, GENT, "director", *CPAS_ROLES)

    report = (await editor(REPORT, year=2021)).data["cpas"]["report"]
    (form,) = report["forms"]
    details = {"reportId": report["id"], "expectedVersion": report["version"]}
    done(await editor(CONTACT, input={**details, "contact": ANA, "bankAccount": ACCOUNT}))
    line = {"key": form["lines"][0]["key"], "amount": "480.00"}
    entered = {"formId": form["id"], "expectedVersion": form["version"], "lines": [line]}
    saved = done(await editor(SAVE_LINES, input=entered))["form"]
    signature = {"formId": form["id"], "contentDigest": saved["contentDigest"]}
    done(await president(SIGN, input={**signature, "as": "PRESIDENT"}))
    sent = done(await director(SIGN, input={**signature, "as": "DIRECTOR_GENERAL"}))

    assert sent["form"]["status"] == "SENT"
    assert sent["submission"] == {"reference": "RU-2021-44021-PIIS"}


async def test_another_number_or_none_that_is_known_recognises_nobody(
    world: World, run: Run, file: Path
) -> None:
    run("load-cpas", str(file))

    stranger = known_by_number(world, EUPEN, "editor", Role.EDITOR)

    assert (await stranger("{ cpas { nisCode } }")).data == {"cpas": None}
    assert (await stranger("{ allCpas { totalCount } }")).data == {"allCpas": {"totalCount": 0}}
