"""The file that lists the lines of the forms: what was granted and encoded on each."""

import pytest

from tests.exports.taking import open_workbook, taker
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("path", ["/exports/lines.csv", "/exports/lines.xlsx"])
async def test_every_line_of_every_form_says_what_its_rows_say(country: World, path: str) -> None:
    ((lines,),) = country.rows(
        "SELECT count(*) FROM form_line JOIN form ON form.id = form_id JOIN report"
        " ON report.id = report_id WHERE form.version = form_version AND year = 2020"
    )

    table = await taker(country, "spp-is-reader").table(path)

    assert len(table.lines) == lines
    ((advance, entered),) = country.rows(
        "SELECT form_line.advance, entered FROM form_line"
        " JOIN form ON form.id = form_id AND form.version = form_version"
        " JOIN report ON report.id = report_id JOIN cpas ON cpas.id = cpas_id"
        " WHERE year = 2020 AND nis_code = '21009' AND line = 'guarantees'"
    )
    (row,) = [
        row for row in table.rows() if (row["NIS code"], row["Line"]) == ("21009", "guarantees")
    ]
    assert str(row["Number"] or "") == str(entered or "")
    assert _cents(row["Unit price (EUR)"]) == 2500
    assert _cents(row["Advance (EUR)"]) == advance


async def test_a_file_of_lines_is_not_taken_for_one_of_forms(country: World) -> None:
    response = await taker(country, "spp-is-reader", "fr").get(
        "/exports/lines.xlsx", year=2020, region="BRUSSELS", kind="PIIS"
    )

    named = response.headers["content-disposition"]
    assert named == 'attachment; filename="rapport-unique-lines-2020-2026-11-23.xlsx"'
    sheet = open_workbook(response.content)
    assert sheet.title == "Lignes"
    assert sheet.parent.properties.title == "Rapport unique : lignes des formulaires 2020"


async def test_empty_cells_of_a_workbook_are_empty(country: World) -> None:
    table = await taker(country, "spp-is-reader").table("/exports/forms.xlsx")

    assert any(cell is None for line in table.lines for cell in line)
    assert not any(cell == "" for line in table.lines for cell in line)


def _cents(cell: object) -> int:
    return round(float(str(cell).replace(",", ".")) * 100)
