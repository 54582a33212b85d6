"""SPP IS runs a campaign from the command line: numbers first, and a sentence for every no."""

from datetime import UTC, datetime
from typing import Any

import click
import pytest
from click.testing import Result

from rapport_unique.commands import frame
from rapport_unique.commands.options import Instant
from tests.campaign.managing import PREFILL, form_of, manage, report_of
from tests.commanding import Run, command_line
from tests.countries import FEW
from tests.world import World

pytestmark = pytest.mark.only_on(
    "sqlite", reason="The operations that a command runs are tested on both."
)

GENT, CHARLEROI = "44021", "52011"
OPEN = ("open-campaign", "--year", "2021", "--kind", "PIIS", "--kind", "PERSONNEL_COSTS")
PLANNED = ("--opens-at", "2027-01-04T08:00", "--closes-at", "2027-06-30")
YEAR = ("--year", "2020")
WHY = ("--reason", "Decided by the ministry")


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line, by the clock of the world."""
    monkeypatch.setattr(frame, "utc_now", world.clock)
    line = command_line(world)

    def by_the_clock(*arguments: str, **more: str) -> Result:
        return line(*arguments, **{"ACCESS_TOKEN": world.token("spp-is-manager"), **more})

    by_the_clock("close-reports", *YEAR, *WHY)  # the first command notes how persons are known
    return by_the_clock


def last_line(world: World) -> tuple[Any, ...]:
    (line,) = world.rows("SELECT type, reason FROM journal ORDER BY number DESC LIMIT 1")
    return line


# Opening and moving ------------------------------------------------------------------------------


def test_a_campaign_is_opened_after_its_numbers_were_told(world: World, run: Run) -> None:
    world.rows("UPDATE cpas SET valid_until = '2020-12-31' WHERE nis_code = ?", GENT)
    before = world.everything()

    dry = run(*OPEN, *PLANNED, "--dry-run")
    untouched = world.everything() == before
    done = run(*OPEN, *PLANNED)

    few = FEW - 1
    numbers = f"{few} reports ({few} new) and {2 * few} forms ({2 * few} new)"
    assert untouched
    assert dry.output.splitlines() == [
        f"The campaign of 2021 would have {numbers}.",
        "No report, because they ended before: 1 CPAS: 44021.",
    ]
    assert done.output == dry.output.replace("would have", "has")
    assert (dry.exit_code, done.exit_code) == (0, 0)


async def test_the_last_day_is_open_to_its_end_in_brussels(world: World, run: Run) -> None:
    run(*OPEN, *PLANNED)

    report = await report_of(world, "gent-editor", 2021)
    assert report["closesAt"] == "2027-06-30T22:00:00.000000Z"


def test_forms_are_added_with_a_reason(world: World, run: Run) -> None:
    run(*OPEN, *PLANNED)

    added = run("open-campaign", "--year", "2021", "--kind", "RENTAL_GUARANTEES", *WHY)

    assert f"{3 * FEW} forms ({FEW} new)" in added.output
    assert last_line(world) == ("FORM_OPENED", "Decided by the ministry")


def test_a_campaign_that_cannot_be_meant_ends_with_its_sentences(world: World, run: Run) -> None:
    before = world.everything()

    result = run(*OPEN, "--opens-at", "2022-01-03", "--closes-at", "2022-06-30")

    assert result.exit_code == 1
    assert result.output.startswith("Error: --closes-at: This date is not possible")
    assert world.everything() == before


def test_a_planned_campaign_is_moved(world: World, run: Run) -> None:
    run(*OPEN, *PLANNED)
    moved = ("reschedule-campaign", "--year", "2021", "--closes-at", "2027-05-31", *WHY)

    dry = run(*moved, "--dry-run")
    done = run(*moved)

    assert dry.output.startswith(f"{FEW} reports would be moved; 0 of them")
    assert done.output.startswith(f"{FEW} reports moved; 0 of them")
    assert last_line(world) == ("REPORT_RESCHEDULED", "Decided by the ministry")


def test_a_campaign_that_has_begun_is_not_moved(run: Run) -> None:
    result = run("reschedule-campaign", *YEAR, "--closes-at", "2027-05-31", *WHY)

    assert result.exit_code == 1
    assert "has begun" in result.output


async def test_forms_are_taken_back_and_those_that_were_touched_are_named(
    world: World, run: Run
) -> None:
    run(*OPEN, *PLANNED)
    granted = [{"nisCode": nis, "advance": "1.00"} for nis in (GENT, CHARLEROI)]
    await manage(world, PREFILL, year=2021, kind="PIIS", advances=granted)
    withdraw = ("withdraw-forms", "--year", "2021", "--kind", "PIIS", "--all", *WHY)

    dry = run(*withdraw, "--dry-run")
    done = run(*withdraw)

    told = "it cannot be withdrawn any more. Leave it in the report. (2 CPAS: 44021, 52011)"
    for result, said in ((dry, "would be withdrawn"), (done, "withdrawn")):
        first, second = result.output.splitlines()
        assert first == f"{FEW - 2} forms {said}."
        assert second.endswith(told)
        assert result.exit_code == 1
    assert last_line(world) == ("FORM_WITHDRAWN", "Decided by the ministry")


# Closings ----------------------------------------------------------------------------------------


async def test_one_cpas_is_given_more_time_after_the_closing(world: World, run: Run) -> None:
    world.clock.now = datetime.fromisoformat("2028-01-15T12:00:00+00:00")
    extend = ("extend-reports", *YEAR, "--cpas", GENT, "--closes-at", "2028-06-30", *WHY)

    dry = run(*extend, "--dry-run")
    done = run(*extend)

    assert dry.output == "1 reports would be extended; 0 close so late already.\n"
    assert done.output == "1 reports extended; 0 close so late already.\n"
    assert (await report_of(world, "gent-editor", 2020))["status"] == "OPEN"
    assert last_line(world) == ("REPORT_EXTENDED", "Decided by the ministry")


async def test_a_year_is_closed_and_what_was_closed_is_opened_again_knowingly(
    world: World, run: Run
) -> None:
    close = run("close-reports", *YEAR, "--all", *WHY)
    closes_at = (await report_of(world, "gent-editor", 2020))["closesAt"]
    world.clock.advance(hours=1)
    extend = ("extend-reports", *YEAR, "--all", "--closes-at", "2027-12-31", *WHY)

    unseen = run(*extend)
    seen = run(*extend, "--expected-closes-at", closes_at)

    ((unsent,),) = world.rows("SELECT count(*) FROM form WHERE status <> 'SENT'")
    assert close.output == f"{FEW} reports closed; {unsent} of their forms are not sent.\n"
    assert unseen.exit_code == 1
    assert f"({FEW} CPAS: 11001, " in unseen.output
    assert unseen.output.rstrip().endswith(", …)")
    assert seen.output == f"{FEW} reports extended; 0 close so late already.\n"
    assert seen.exit_code == 0


async def test_what_was_sent_is_acknowledged(world: World, run: Run) -> None:
    ((sent,),) = world.rows("SELECT count(*) FROM form WHERE status = 'SENT'")
    take_note = ("acknowledge", *YEAR, "--kind", "COVID_PREMIUM")

    dry = run(*take_note, "--all", "--dry-run")
    done = run(*take_note, "--all")
    again = run(*take_note, "--all")
    named = run(*take_note, "--cpas", GENT)

    assert dry.output == f"{sent} forms would be acknowledged; 0 were already.\n"
    assert done.output == f"{sent} forms acknowledged; 0 were already.\n"
    assert again.output == f"0 forms acknowledged; {sent} were already.\n"
    assert world.rows("SELECT count(*) FROM journal WHERE type = 'ACKNOWLEDGED'") == [(sent,)]
    assert (await form_of(world, "gent-editor", 2020, "COVID_PREMIUM"))["status"] != "SENT"
    assert named.exit_code == 1
    assert "(1 CPAS: 44021)" in named.output


# What cannot be meant ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whom", "said"),
    [
        ((), "Name the CPAS, by --cpas, or all of them, by --all."),
        (("--all", "--cpas", GENT), "Name the CPAS, by --cpas, or all of them, by --all."),
        (("--cpas", GENT, "--cpas", "99999"), "There is no CPAS with the NIS code 99999."),
    ],
)
def test_for_whom_it_is_must_be_said(
    world: World, run: Run, whom: tuple[str, ...], said: str
) -> None:
    before = world.everything()

    result = run("close-reports", *YEAR, *whom, *WHY)

    assert (result.exit_code, result.output) == (1, f"Error: {said}\n")
    assert world.everything() == before


def test_only_a_manager_runs_a_campaign(world: World, run: Run) -> None:
    before = world.everything()

    result = run("close-reports", *YEAR, "--all", *WHY, ACCESS_TOKEN=world.token("spp-is-reader"))

    assert result.exit_code == 1
    assert world.everything() == before


def test_sentences_are_in_the_language_asked_for(run: Run) -> None:
    result = run("close-reports", "--year", "2031", "--all", *WHY, "--language", "nl")

    assert result.output == (
        "Error: --year: Voor dat jaar werd geen enkel verslag geopend. Controleer het jaar.\n"
    )


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2027-06-30", "2027-06-30T22:00:00+00:00"),
        ("2027-12-31", "2027-12-31T23:00:00+00:00"),
        ("2027-06-30T17:00", "2027-06-30T15:00:00+00:00"),
        ("2027-06-30T17:00:00.000001Z", "2027-06-30T17:00:00.000001+00:00"),
    ],
)
def test_a_day_ends_in_brussels_and_an_instant_is_what_it_says(text: str, instant: str) -> None:
    assert Instant(ends=True).convert(text, None, None) == datetime.fromisoformat(instant)


def test_a_day_begins_in_brussels() -> None:
    assert Instant().convert("2027-01-04", None, None) == datetime(2027, 1, 3, 23, tzinfo=UTC)


@pytest.mark.parametrize("text", ["soon", "", "30/06/2027", "2027-02-30", "9999-12-31"])
def test_what_is_neither_a_day_nor_an_instant_is_told(text: str) -> None:
    with pytest.raises(click.BadParameter, match="neither a day nor an instant"):
        Instant(ends=True).convert(text, None, None)
