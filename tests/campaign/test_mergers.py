"""Mergers: who takes over acts for what is unsent, from the day on, step by step."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from models.database import Database
from models.mergers import Merger
from models.people import CPAS_ROLES, Role
from tests.api.acting import (
    ACCOUNT,
    ANA,
    HOME,
    Desk,
    caller,
    done,
    give_enterprise_number,
    invented,
    refusals,
)
from tests.campaign.managing import CAMPAIGN_2021, OPEN, manage
from tests.commanding import command_line
from tests.counting import statements
from tests.countries import FEW
from tests.marks import RULES
from tests.registering import mergers_of_2025, number_of, record
from tests.status.visiting import token_with
from tests.world import Caller, World

BORSBEEK, ANTWERP, GENT = "11007", "11002", "44021"
ENDED, HEIR, LAST, STRANGER = "44021", "11002", "52011", "92094"
"""Nothing was encoded yet by the first one."""
GALMAARDEN, GOOIK, PAJOTTEGEM = "23023", "23024", "23106"
RECORD = """mutation ($input: RecordMergersInput!) { recordMergers(input: $input) {
  ended added unchanged laterReports replayed
  userErrors { code message path count examples { path nisCode } } } }"""
CPAS = """query ($nis: String!) { cpas(by: { nisCode: $nis }) { nisCode validFrom validUntil
  successor { nisCode } predecessors { nisCode } } }"""
LIST = "{ allCpas { totalCount nodes { nisCode } } }"
FORMS = """{ forms(year: 2020) { totalCount nodes { cpas { nisCode } amounts { advance }
  viewerCanEdit viewerCanSignAs } } }"""
EVENTS = """query ($year: Int!) { events(year: $year) { nodes { type reason cpas { nisCode }
  report { year } actor { displayName } } } }"""
CAMPAIGN_2025 = {
    **CAMPAIGN_2021,
    "year": 2025,
    "kinds": ["PIIS"],
    "opensAt": "2026-01-05T08:00:00+01:00",
}
YESTERDAY = datetime.fromisoformat("2026-12-31T22:59:59+00:00")
TODAY = datetime.fromisoformat("2026-12-31T23:00:00+00:00")
"""In Brussels, the last instant of 2026 and the first of 2027."""


@pytest.fixture
async def database(whole_world: World) -> AsyncIterator[Database]:
    database = Database(whole_world.settings.database_url)
    yield database
    await database.close()


def into(ended: str, successor: str, name: str | None = None) -> dict[str, Any]:
    return {"ended": ended, "successor": successor, **({"nameNl": name} if name else {})}


async def recorded(
    world: World, *mergers: dict[str, Any], on: str, **more: object
) -> dict[str, Any]:
    asked = {"mergers": list(mergers), "mergedOn": on, "reason": "Decree", **more}
    return await manage(world, RECORD, **asked)


def staff(world: World, nis_code: str, *roles: Role) -> Caller:
    names = "-".join(role.value.lower() for role in roles)
    return caller(world, invented(f"{names}-{nis_code}", *roles, nis_code=nis_code))


async def roles_at(who: Caller, nis_code: str) -> tuple[bool, list[str], bool] | None:
    """What a person may do with the form of a CPAS: edit it, sign it, change the contact."""
    cpas = (await who(HOME, by={"nisCode": nis_code})).data["cpas"]
    if cpas is None:
        return None
    (form,) = cpas["report"]["forms"]
    return (
        form["viewerCanEdit"],
        form["viewerCanSignAs"],
        cpas["report"]["viewerCanUpdateContact"],
    )


# Recording -----------------------------------------------------------------------------------


async def test_565_remain_and_no_report_moves(whole_world: World, database: Database) -> None:
    reports = whole_world.rows("SELECT id, cpas_id FROM report ORDER BY id")

    done = await record(database, mergers_of_2025())

    assert (done.ended, done.added, done.unchanged, done.later_reports) == (29, 13, 0, 0)
    assert whole_world.rows("SELECT count(*) FROM cpas WHERE valid_until IS NULL") == [(565,)]
    assert whole_world.rows("SELECT id, cpas_id FROM report ORDER BY id") == reports


async def test_recording_again_changes_nothing(whole_world: World, database: Database) -> None:
    await record(database, mergers_of_2025())
    before = whole_world.everything()

    done = await record(database, mergers_of_2025())

    assert (done.ended, done.added, done.unchanged) == (0, 0, 29)
    assert whole_world.everything() == before


async def test_reports_are_opened_for_the_cpas_of_that_year(
    whole_world: World, database: Database
) -> None:
    await record(database, mergers_of_2025())

    before = await manage(whole_world, OPEN, **CAMPAIGN_2021)
    after = await manage(whole_world, OPEN, **CAMPAIGN_2025)

    assert before["reportCount"] == 581
    assert after["reportCount"] == 565


async def test_a_manager_records_mergers_and_the_register_tells_of_them(world: World) -> None:
    payload = await recorded(
        world,
        into(GALMAARDEN, PAJOTTEGEM, "Pajottegem"),
        into(GOOIK, PAJOTTEGEM),
        into(BORSBEEK, ANTWERP),
        on="2025-01-01",
    )

    assert payload == {
        "ended": 3,
        "added": 1,
        "unchanged": 0,
        "laterReports": 0,
        "replayed": False,
        "userErrors": [],
    }
    reader = world.as_("spp-is-reader")
    found = [(await reader(CPAS, nis=nis)).data["cpas"] for nis in (GOOIK, PAJOTTEGEM, ANTWERP)]
    assert [(cpas["validFrom"], cpas["validUntil"]) for cpas in found] == [
        (None, "2024-12-31"),
        ("2025-01-01", None),
        (None, None),
    ]
    assert [cpas["successor"] for cpas in found] == [{"nisCode": PAJOTTEGEM}, None, None]
    assert [[of["nisCode"] for of in cpas["predecessors"]] for cpas in found] == [
        [],
        [GALMAARDEN, GOOIK],
        [BORSBEEK],
    ]


async def test_the_journal_has_a_line_for_each_cpas_that_ends(world: World) -> None:
    await recorded(
        world, into(GALMAARDEN, PAJOTTEGEM, "Pajottegem"), into(GOOIK, PAJOTTEGEM), on="2025-01-01"
    )

    lines = (await world.as_("spp-is-reader")(EVENTS, year=2025)).data["events"]["nodes"]
    verified = command_line(world)("journal", "verify")

    assert lines == [
        {
            "type": "CPAS_MERGED",
            "reason": "Decree",
            "cpas": {"nisCode": nis_code},
            "report": None,
            "actor": {"displayName": "Liesbeth Cornelis"},
        }
        for nis_code in (GALMAARDEN, GOOIK)
    ]
    assert "all of them intact" in verified.output
    loaded = world.rows(
        "SELECT nis_code FROM journal JOIN cpas ON cpas.id = cpas_id WHERE type = 'CPAS_LOADED'"
    )
    assert loaded == [(PAJOTTEGEM,)]


async def test_a_dry_run_tells_the_same_and_changes_nothing(world: World) -> None:
    asked = into(GALMAARDEN, PAJOTTEGEM, "Pajottegem")
    before = world.everything()

    dry = await recorded(world, asked, on="2025-01-01", dryRun=True)
    unchanged = world.everything() == before
    wet = await recorded(world, asked, on="2025-01-01")

    assert unchanged
    assert dry == wet
    assert wet["ended"] == 1


@RULES
async def test_every_bad_merger_is_told_and_none_is_recorded(world: World) -> None:
    before = world.everything()

    payload = await recorded(
        world,
        into(BORSBEEK, ANTWERP),
        into("99999", ANTWERP),
        into(GOOIK, PAJOTTEGEM),
        into("99998", ANTWERP),
        on="2025-01-01",
    )

    assert [(error["code"], error["path"], error["count"]) for error in payload["userErrors"]] == [
        ("UNKNOWN_CODE", ["input", "mergers", "1", "ended"], 2),
        ("REQUIRED", ["input", "mergers", "2", "name"], 1),
    ]
    assert world.everything() == before


@RULES
async def test_a_merger_needs_a_reason_and_a_manager(world: World) -> None:
    before = world.everything()
    asked = {"mergers": [into(BORSBEEK, ANTWERP)], "mergedOn": "2025-01-01", "reason": "  "}

    unexplained = await manage(world, RECORD, **asked)
    by_reader = await world.as_("spp-is-reader")(RECORD, input={**asked, "reason": "x"})
    no_day = await world.as_("spp-is-manager")(RECORD, input={**asked, "mergedOn": "2025-02-30"})
    too_many = await world.as_("spp-is-manager")(
        RECORD, input={**asked, "reason": "x", "mergers": [into(BORSBEEK, ANTWERP)] * 601}
    )

    assert [error["code"] for error in unexplained["userErrors"]] == ["REQUIRED"]
    assert by_reader.error_codes == ["FORBIDDEN"]
    assert no_day.error_codes == ["BAD_USER_INPUT"]
    assert too_many.error_codes == ["BAD_USER_INPUT"]
    assert world.everything() == before


async def test_the_same_key_records_once(world: World) -> None:
    asked = into(GALMAARDEN, PAJOTTEGEM, "Pajottegem")
    first = await recorded(world, asked, on="2025-01-01", idempotencyKey="k")
    before = world.everything()

    again = await recorded(world, asked, on="2025-01-01", idempotencyKey="k")
    other = await recorded(world, asked, on="2026-01-01", idempotencyKey="k")

    assert again == {**first, "replayed": True}
    assert [error["code"] for error in other["userErrors"]] == ["IDEMPOTENCY_KEY_REUSED"]
    assert world.everything() == before


async def test_reports_that_were_opened_too_early_are_told(world: World) -> None:
    await manage(world, OPEN, **CAMPAIGN_2025)

    payload = await recorded(
        world, into(GALMAARDEN, PAJOTTEGEM, "Pajottegem"), into(GOOIK, PAJOTTEGEM), on="2025-01-01"
    )
    opened = await manage(world, OPEN, **CAMPAIGN_2025)

    assert payload["laterReports"] == 2
    assert opened["reportCount"] == FEW + 1


# From a file -------------------------------------------------------------------------------------


async def test_the_bundled_mergers_are_recorded_by_a_command(whole_world: World) -> None:
    run = command_line(whole_world)

    dry = run("record-mergers", "--bundled", "--dry-run")
    wet = run("record-mergers", "--bundled")
    again = run("record-mergers", "--bundled", "--language", "nl")

    assert (
        dry.output
        == "29 CPAS would end, 13 successors would be new, 0 mergers are known already.\n"
    )
    assert wet.output == "29 CPAS end, 13 successors are new, 0 mergers were known already.\n"
    assert again.output.startswith("0 OCMW's houden op te bestaan")
    assert {dry.exit_code, wet.exit_code, again.exit_code} == {0}


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines))
    return path


async def test_mergers_of_any_year_come_from_a_file(world: World, tmp_path: Path) -> None:
    give_enterprise_number(world, GOOIK, number_of(GOOIK))
    run = command_line(world)
    file = write(
        tmp_path / "fusies.csv",
        "Oude code;Nieuwe code;Nieuwe naam",
        f"{GALMAARDEN};{PAJOTTEGEM};Pajottegem",
        f"{number_of(GOOIK)};{PAJOTTEGEM};",
    )

    undated = run("record-mergers", str(file))
    result = run("record-mergers", str(file), "--date", "2027-01-01")

    assert (undated.exit_code, result.exit_code) == (1, 0)
    assert "2 CPAS end, 1 successors are new" in result.output
    ended = world.rows("SELECT nis_code, valid_until FROM cpas WHERE valid_until IS NOT NULL")
    assert sorted((nis, str(day)) for nis, day in ended) == [
        (GALMAARDEN, "2026-12-31"),
        (GOOIK, "2026-12-31"),
    ]
    assert world.rows("SELECT DISTINCT reason FROM journal WHERE reason IS NOT NULL") == [
        ("fusies.csv",)
    ]


async def test_a_circle_is_told_once_where_it_closes(world: World, tmp_path: Path) -> None:
    run = command_line(world)
    there = write(tmp_path / "2025.csv", "old code;new code", f"{GALMAARDEN};{GOOIK}")
    back = write(tmp_path / "2026.csv", "old code;new code", f"{GOOIK};{GALMAARDEN}")
    run("record-mergers", str(there), "--date", "2025-01-01")

    result = run("record-mergers", str(back), "--date", "2026-01-01")

    assert result.exit_code == 1
    assert result.output.count("Line 2, new code: CIRCULAR_MERGERS: ") == 1


@RULES
@pytest.mark.parametrize("how", [[], ["--dry-run"]], ids=["run", "dry run"])
async def test_a_bad_line_of_the_file_records_nothing(
    world: World, tmp_path: Path, how: list[str]
) -> None:
    run = command_line(world)
    file = write(
        tmp_path / "fusions.csv",
        "ancien code;nouveau code;nouveau nom",
        f"{GALMAARDEN};{PAJOTTEGEM};Pajottegem",
        f"{GOOIK};{GOOIK}",
        f"{GOOIK};{PAJOTTEGEM};Pajottegem;trop",
        "99999;44021;",
    )
    before = {**world.everything(), "installation": []}

    result = run("record-mergers", str(file), "--date", "2025-01-01", "--language", "fr", *how)

    assert result.exit_code == 1
    assert [line.split(" : ")[0].split(": ")[:2] for line in result.output.splitlines()[:-1]] == [
        ["Ligne 3, nouveau code", "MERGED_WITH_ITSELF"],
        ["Ligne 4", "TOO_MANY_CELLS"],
        ["Ligne 5, ancien code", "UNKNOWN_CODE"],
    ]
    assert {**world.everything(), "installation": []} == before


# From the day on -----------------------------------------------------------------------------


@pytest.mark.parametrize("at", [YESTERDAY, TODAY], ids=["the day before", "the day"])
async def test_the_people_of_the_successor_act_from_the_day_on(world: World, at: datetime) -> None:
    await Desk(world, ENDED).encode()
    await recorded(world, into(ENDED, HEIR), on="2027-01-01")
    world.clock.now = at

    of_successor = staff(world, HEIR, *CPAS_ROLES)
    of_ended = staff(world, ENDED, *CPAS_ROLES)
    acting = (True, ["PRESIDENT", "DIRECTOR_GENERAL"], True)
    consulting: tuple[bool, list[str], bool] = (False, [], False)

    if at is TODAY:
        assert await roles_at(of_successor, ENDED) == acting
        assert await roles_at(of_ended, ENDED) == consulting
    else:
        assert await roles_at(of_successor, ENDED) is None
        assert await roles_at(of_ended, ENDED) == acting
    assert await roles_at(of_ended, HEIR) is None
    assert await roles_at(staff(world, STRANGER, *CPAS_ROLES), ENDED) is None


async def test_the_successor_finishes_what_the_predecessor_began(world: World) -> None:
    ended = Desk(world, ENDED)
    await ended.sign_as_president("900.00")
    await recorded(world, into(ENDED, HEIR), on="2026-01-01")
    editor, director = (staff(world, HEIR, role) for role in (Role.EDITOR, Role.DIRECTOR_GENERAL))
    president = staff(world, HEIR, Role.PRESIDENT)

    done(await ended.update(editor, contact={**ANA, "name": "New"}, bankAccount=ACCOUNT))
    saved = done(await ended.save(editor, "950.00"))
    assert [fallen["role"] for fallen in saved["invalidatedSignatures"]] == ["PRESIDENT"]
    done(await ended.sign(president, "PRESIDENT"))
    sent = done(await ended.sign(director, "DIRECTOR_GENERAL"))

    assert sent["form"]["status"] == "SENT"
    assert sent["submission"]["reference"] == f"RU-2020-{ENDED}-COVID"
    assert refusals(await ended.save(editor, "1.00")) == ["ALREADY_SENT"]


async def test_a_signature_of_the_predecessor_is_completed_by_the_successor(world: World) -> None:
    ended = Desk(world, ENDED)
    await ended.sign_as_president()
    await recorded(world, into(ENDED, HEIR), on="2026-01-01")

    sent = done(await ended.sign(staff(world, HEIR, Role.DIRECTOR_GENERAL), "DIRECTOR_GENERAL"))

    assert sent["form"]["status"] == "SENT"


@RULES
@pytest.mark.parametrize("operation", ["save", "sign", "update"])
async def test_people_of_the_cpas_that_ended_are_refused_and_change_nothing(
    world: World, operation: str
) -> None:
    ended = Desk(world, ENDED)
    await ended.encode()
    await recorded(world, into(ENDED, HEIR), on="2026-01-01")
    before = world.everything()

    match operation:
        case "save":
            answer = await ended.save(ended.editor(), "1.00")
        case "sign":
            answer = await ended.sign(ended.president(), "PRESIDENT")
        case _:
            answer = await ended.update(ended.editor(), contact=ANA)

    assert refusals(answer) == ["MISSING_ROLE"]
    assert world.everything() == before


async def test_one_person_signs_once_although_two_cpas_became_one(world: World) -> None:
    ended = Desk(world, ENDED)
    await ended.encode()
    await recorded(world, into(ENDED, HEIR), on="2026-01-01")
    both = staff(world, HEIR, *CPAS_ROLES)

    done(await ended.sign(both, "PRESIDENT"))

    assert refusals(await ended.sign(both, "DIRECTOR_GENERAL")) == ["SAME_PERSON"]


async def test_a_chain_is_followed_to_its_end(world: World) -> None:
    ended = Desk(world, ENDED)
    await ended.encode()
    await recorded(world, into(ENDED, HEIR), on="2019-01-01")
    before_the_second = await roles_at(staff(world, HEIR, *CPAS_ROLES), ENDED)
    await recorded(world, into(HEIR, LAST), on="2025-01-01")

    people = {nis: staff(world, nis, *CPAS_ROLES) for nis in (ENDED, HEIR, LAST)}
    acting = {nis: await roles_at(who, ENDED) for nis, who in people.items()}
    successors = [
        (await world.as_("spp-is-reader")(CPAS, nis=nis)).data["cpas"]["successor"]
        for nis in people
    ]

    assert before_the_second == acting[LAST] == (True, ["PRESIDENT", "DIRECTOR_GENERAL"], True)
    assert acting[ENDED] == acting[HEIR] == (False, [], False)
    assert successors == [{"nisCode": HEIR}, {"nisCode": LAST}, None]


@pytest.mark.parametrize(
    ("on", "acts"), [("2026-01-01", True), ("2027-01-01", False)], ids=["past", "future"]
)
async def test_who_is_known_by_number_acts_for_what_their_cpas_took_over(
    world: World, on: str, acts: bool
) -> None:
    await Desk(world, ENDED).encode()
    give_enterprise_number(world, HEIR, number_of(HEIR))
    await recorded(world, into(ENDED, number_of(HEIR)), on=on)
    claims = {"enterprise_number": number_of(HEIR)}
    who = Caller(world.client, token_with(world, invented("who", *CPAS_ROLES), **claims))

    expected = (True, ["PRESIDENT", "DIRECTOR_GENERAL"], True) if acts else None
    assert await roles_at(who, ENDED) == expected
    assert await roles_at(who, HEIR) is not None


# Lists, inbox, journal ---------------------------------------------------------------------------


async def test_lists_inbox_and_journal_follow_the_gate(world: World) -> None:
    await Desk(world, ENDED).sign_as_president()
    await recorded(world, into(ENDED, HEIR), on="2027-01-01")
    signer = invented("signer", Role.DIRECTOR_GENERAL, nis_code=HEIR)
    inbox = "{ viewer { awaitingMySignature { nodes { report { cpas { nisCode } } } } } }"
    seen = []

    for at in (YESTERDAY, TODAY):
        world.clock.now = at
        who = caller(world, signer)
        listed = (await who(LIST)).data["allCpas"]
        forms = (await who(FORMS)).data["forms"]["nodes"]
        waiting = (await who(inbox)).data["viewer"]["awaitingMySignature"]["nodes"]
        lines = (await who(EVENTS, year=2020)).data["events"]["nodes"]
        seen.append(
            (
                [cpas["nisCode"] for cpas in listed["nodes"]],
                {form["cpas"]["nisCode"] for form in forms if form["amounts"]},
                {form["report"]["cpas"]["nisCode"] for form in waiting} & {ENDED},
                {line["cpas"]["nisCode"] for line in lines},
            )
        )

    assert seen == [
        ([HEIR], {HEIR}, set(), {HEIR}),
        ([HEIR, ENDED], {HEIR, ENDED}, {ENDED}, {HEIR, ENDED}),
    ]


async def test_reading_costs_as_much_after_mergers_as_before(
    whole_world: World, database: Database
) -> None:
    reader = whole_world.as_("spp-is-reader")
    asked = [HOME, FORMS, LIST]

    async def cost() -> list[int]:
        counts = []
        for query in asked:
            with statements() as sent:
                variables = {"by": {"nisCode": GALMAARDEN}} if query is HOME else {}
                await reader(query, **variables)
            counts.append(len(sent))
        return counts

    await cost()
    before = await cost()
    await record(database, mergers_of_2025())
    await record(database, [Merger(ended=PAJOTTEGEM, successor=GENT)], day=date(2026, 1, 1))

    assert await cost() == before
