"""No text of a file runs as a formula, whoever wrote it into the database."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from rapport_unique.exports.harmless import harmless
from tests.exports.taking import BOTH, CSV, XLSX, open_workbook, read_csv, taker
from tests.world import World

pytestmark = pytest.mark.only_on(
    "sqlite", reason="A file is written of what is read alike from both."
)

DANGEROUS = "=+-@\u2212\uff1d\uff0b\uff0d\uff20"
"""What may make a formula of a cell, in some spreadsheet."""

HOSTILE = [
    '=HYPERLINK("https://evil.example","Gent")',
    "=cmd|' /C calc'!A0",
    "+32 2 508 85 85",
    "-1+1",
    "@SUM(1;1)",
    " =1+1",
    "\u00a0=1+1",
    "\t=1+1",
    "\r\n=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    '"=1+1"',
    "\uff1d1+1",
    "Gent;=1+1",
    "Gent,=1+1",
    'Gent,"=1+1"',
    'Gent"";=1+1',
]
ORDINARY = [
    "Gent",
    "'s-Gravenbrakel",
    "Braine-l'Alleud",
    "Covid-19 : Prime temporaire de 50 EUR",
    "secrétaire – directeur général",
    "président(e), secrétaire – directeur général",
    "RU-2020-52011-COVID",
    "https://cpas.example",
    "a = b",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_run_gets_an_apostrophe(text: str) -> None:
    shown = harmless(text)

    assert "'" in shown
    assert shown.isprintable() or "\u00a0" in shown


def test_a_line_that_would_begin_anew_goes_on() -> None:
    assert harmless("Gent\r\n=1+1") == "Gent  =1+1"


@pytest.mark.parametrize("text", ORDINARY)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def starts_a_formula(cell: str) -> bool:
    return cell.lstrip(' "\u00a0')[:1] in tuple(DANGEROUS)


@given(st.text(st.sampled_from(f"{DANGEROUS}a1 \t\r\n\"';,|\u00a0\u200b\ufeff"), max_size=12))
def test_no_cell_begins_as_a_formula_with_whatever_separator_the_file_is_opened(text: str) -> None:
    line = io.StringIO(newline="")
    csv.writer(line, delimiter=";").writerow(["2020", harmless(text), "1250,00"])

    for separator in ";,|":
        assert not any(starts_a_formula(cell) for cell in line.getvalue().split(separator))


@given(st.text(max_size=40))
def test_a_text_stands_on_one_line_and_stays_what_it_is_the_second_time(text: str) -> None:
    shown = harmless(text)

    assert len(shown.splitlines()) <= 1
    assert "\0" not in shown
    assert harmless(shown) == shown


# In the files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BOTH)
async def test_hostile_names_in_the_database_are_only_shown(world: World, path: str) -> None:
    codes = [code for (code,) in world.rows("SELECT nis_code FROM cpas ORDER BY nis_code")]
    renamed = "UPDATE cpas SET name_fr = ?, name_nl = ?, name_de = ?, province = ?"
    for code, name in zip(codes, HOSTILE, strict=False):
        world.rows(f"{renamed} WHERE nis_code = ?", *[name] * 4, code)

    response = await taker(world, "spp-is-reader").get(path, year=2020, orderBy="NIS_CODE")

    expected = [harmless(name) for name in HOSTILE]
    if path == CSV:
        table = read_csv(response.content)
        assert table.column("CPAS")[: len(HOSTILE)] == expected
        assert table.column("Province")[: len(HOSTILE)] == expected
        assert {len(line) for line in table.lines} == {len(table.titles)}
        assert response.content.count(b"\n") == 582
        return
    sheet = open_workbook(response.content)
    names = [sheet.cell(row, 3) for row in range(2, len(HOSTILE) + 2)]
    assert [cell.value for cell in names] == expected
    assert {cell.data_type for cell in names} == {"s"}
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)


async def test_what_a_workbook_cannot_hold_does_not_break_it(world: World) -> None:
    world.rows("UPDATE cpas SET name_fr = ? WHERE nis_code = '52011'", "A\x01B\uffffC_x0041_<&>\"'")

    table = await taker(world, "charleroi-editor", "fr").table(XLSX)

    assert [unescape(name) for name in table.column("CPAS")] == ["A B C_x0041_<&>\"'"]
