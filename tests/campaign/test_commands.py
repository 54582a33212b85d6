"""The command line of SPP IS: importing advances, the journal."""

import csv
import io
from pathlib import Path

import pytest

from tests.campaign.managing import form_of
from tests.commanding import Run, command_line
from tests.countries import FEW
from tests.databases import Backend
from tests.exports.taking import taker
from tests.world import World

ON_ONE = pytest.mark.only_on(
    "sqlite", reason="the operations that a command runs are tested on both"
)


@pytest.fixture
def world(open_world: World) -> World:
    """Here the campaign of 2021 is open."""
    return open_world


@pytest.fixture
def run(world: World) -> Run:
    """The command line on the world's database."""
    return command_line(world)


@pytest.fixture
def token(run: Run) -> str:
    """A token that is valid now, whatever the clock of the tests says."""
    return run("token", "spp-is-manager").output.strip()


def _write(path: Path, world: World, *, bad: bool) -> Path:
    codes = [nis for (nis,) in world.rows("SELECT nis_code FROM cpas ORDER BY nis_code")]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Code NIS", "Nom", "Avance"])
    for place, nis in enumerate(codes):
        writer.writerow([nis, f"CPAS {place}", f"{place * 255},50"])
    lines = out.getvalue().splitlines()
    if bad:
        lines[10] = "99999;Nulle part;1,00"
        lines[20] = f"{codes[19]};Trop précis;1,005"
        lines[30] = f"{codes[29]};Négatif;-1,00"
    path.write_text("\r\n".join(lines), encoding="utf-8-sig")
    return path


def _advances(world: World) -> int:
    ((total,),) = world.rows(
        "SELECT coalesce(sum(form_line.advance), 0) FROM form_line JOIN form ON form.id = form_id "
        "AND form.version = form_version JOIN report ON report.id = report_id WHERE year = 2021"
    )
    return int(total)


@ON_ONE
async def test_a_good_file_is_imported_and_again_changes_nothing(
    world: World, run: Run, token: str, tmp_path: Path
) -> None:
    file = str(_write(tmp_path / "advances.csv", world, bad=False))
    arguments = ("import-advances", file, "--year", "2021", "--kind", "PIIS")

    first = run(*arguments, ACCESS_TOKEN=token)
    again = run(*arguments, ACCESS_TOKEN=token)

    assert f"{FEW} advances created, 0 changed, 0 unchanged" in first.output
    assert f"0 advances created, 0 changed, {FEW} unchanged" in again.output
    assert _advances(world) == sum(place * 255_00 + 50 for place in range(FEW))
    form = await form_of(world, "charleroi-editor", 2021, "PIIS")
    assert form["amounts"]["advance"].endswith(".50")


@ON_ONE
async def test_three_bad_lines_are_told_and_nothing_is_imported(
    world: World, run: Run, token: str, tmp_path: Path
) -> None:
    file = str(_write(tmp_path / "advances.csv", world, bad=True))

    result = run("import-advances", file, "--year", "2021", "--kind", "PIIS", "--token", token)

    assert result.exit_code == 1
    told = [line.split(": ")[:2] for line in result.output.splitlines() if line.startswith("Line")]
    assert told == [
        ["Line 11", "UNKNOWN_CPAS"],
        ["Line 21, Avance", "INVALID_AMOUNT"],
        ["Line 31, Avance", "NEGATIVE_AMOUNT"],
    ]
    assert "Nothing was imported: 3 bad lines." in result.output
    assert _advances(world) == 0


@ON_ONE
async def test_a_dry_run_ends_as_the_import_would(
    world: World, run: Run, token: str, tmp_path: Path
) -> None:
    bad = str(_write(tmp_path / "bad.csv", world, bad=True))
    good = str(_write(tmp_path / "good.csv", world, bad=False))
    options = ("--year", "2021", "--kind", "PIIS", "--token", token, "--dry-run")

    refused = run("import-advances", bad, *options, "--language", "fr")
    passed = run("import-advances", good, *options)

    assert (refused.exit_code, passed.exit_code) == (1, 0)
    assert "Rien ne serait importé : 3 lignes sont fautives." in refused.output
    assert f"{FEW} advances would be created" in passed.output
    assert _advances(world) == 0


@ON_ONE
async def test_a_file_is_held_to_the_totals_that_are_expected(
    world: World, run: Run, token: str, tmp_path: Path
) -> None:
    file = str(_write(tmp_path / "advances.csv", world, bad=False))
    total = sum(place * 255_00 + 50 for place in range(FEW))
    arguments = ("import-advances", file, "--year", "2021", "--kind", "PIIS", "--token", token)

    fewer = run(*arguments, "--expect-lines", str(FEW - 1))
    other = run(*arguments, "--expect-total", f"{total // 100}.{total % 100 + 1:02}")
    right = run(*arguments, "--expect-total", f"{total // 100}.{total % 100:02}")

    assert (fewer.exit_code, other.exit_code, right.exit_code) == (1, 1, 0)
    assert "not the expected totals" in other.output
    assert f"{FEW} legible lines" in right.output
    assert _advances(world) == total


@ON_ONE
async def test_the_cpas_without_a_line_are_told(run: Run, token: str, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("sep=;\nAvances de 2021;\nnis;advance\n44021;100,00\n", encoding="utf-8")

    result = run(
        *("import-advances", str(file), "--year", "2021", "--kind", "PIIS", "--token", token)
    )

    assert f"{FEW - 1} CPAS of the campaign have no line: " in result.output
    assert "1 advances created" in result.output


@ON_ONE
@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
async def test_a_workbook_is_read_as_it_is_exported(
    world: World, run: Run, token: str, tmp_path: Path, language: str
) -> None:
    exported = await taker(world, "spp-is-manager").get(
        "/exports/forms.xlsx", year=2020, kind="COVID_PREMIUM", language=language.upper()
    )
    file = tmp_path / "forms.xlsx"
    file.write_bytes(exported.content)

    result = run(
        *("import-advances", str(file), "--year", "2020", "--kind", "COVID_PREMIUM"),
        *("--token", token, "--dry-run"),
    )

    assert result.exit_code == 0, result.output
    assert "0 advances would be created, 0 would be changed" in result.output


@ON_ONE
async def test_the_good_lines_are_imported_when_that_is_asked_for(
    world: World, run: Run, token: str, tmp_path: Path
) -> None:
    file = str(_write(tmp_path / "advances.csv", world, bad=True))
    arguments = ("import-advances", file, "--year", "2021", "--kind", "PIIS")

    dry = run(*arguments, "--token", token, "--skip-refused", "--dry-run")
    untouched = _advances(world)
    result = run(*arguments, "--token", token, "--skip-refused")

    assert f"{FEW - 3} advances would be created" in dry.output
    assert untouched == 0
    assert f"{FEW - 3} advances created" in result.output
    assert "3 lines refused" in result.output
    assert result.exit_code == 0


@ON_ONE
@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["done", "dry"])
async def test_where_all_lines_are_refused_the_exit_status_tells(
    run: Run, token: str, tmp_path: Path, dry: tuple[str, ...]
) -> None:
    file = tmp_path / "advances.csv"
    file.write_text("nis;advance\n99999;1,00\n")
    arguments = ("import-advances", str(file), "--year", "2021", "--kind", "PIIS", *dry)

    result = run(*arguments, "--token", token, "--skip-refused")

    assert "UNKNOWN_CPAS" in result.output
    assert result.exit_code == 1


@ON_ONE
async def test_before_the_campaign_is_opened_the_command_says_so_once(
    world: World, run: Run, token: str, tmp_path: Path
) -> None:
    file = str(_write(tmp_path / "advances.csv", world, bad=False))
    arguments = ("import-advances", file, "--year", "2022", "--kind", "PIIS", "--token", token)

    result = run(*arguments, "--skip-refused")

    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == (
        "Error: --year: No report of that year holds this form. Open the campaign with this "
        "form first."
    )


@ON_ONE
async def test_only_a_manager_imports(world: World, run: Run, tmp_path: Path) -> None:
    file = str(_write(tmp_path / "advances.csv", world, bad=False))
    token = run("token", "spp-is-reader").output.strip()
    arguments = ("import-advances", file, "--year", "2020", "--kind", "COVID_PREMIUM")
    run(*arguments, "--token", "nonsense")  # the first command notes how persons are known here
    before = world.everything()

    forbidden = run(*arguments, "--token", token)
    refused = run(*arguments, "--token", "nonsense")

    assert forbidden.exit_code == refused.exit_code == 1
    assert world.everything() == before


async def test_the_journal_is_intact_and_tells_who_did_what(run: Run) -> None:
    verified = run("journal", "verify")
    listed = run("journal", "list", "--year", "2021", "--nis", "44021")

    assert "forms, all of them intact." in verified.output
    assert "REPORT_OPENED" in listed.output
    assert "44021" in listed.output


@pytest.mark.parametrize("asked", [("--year", "1999"), ("--year", "2021", "--nis", "99999")])
async def test_a_year_of_which_the_journal_holds_nothing_is_told(
    run: Run, asked: tuple[str, ...]
) -> None:
    listed = run("journal", "list", *asked)

    assert listed.exit_code == 1
    assert "The journal holds no line of " in listed.output


async def test_a_tampered_line_is_named(world: World, run: Run, backend: Backend) -> None:
    on_table = " ON journal" if backend is Backend.POSTGRESQL else ""
    world.rows(f"DROP TRIGGER journal_no_update{on_table}")
    world.rows("UPDATE journal SET version = version + 1 WHERE number = 42")

    result = run("journal", "verify")

    assert result.exit_code == 1
    assert "broken at line 42" in result.output
