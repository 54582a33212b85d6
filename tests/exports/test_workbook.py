"""The workbook as a spreadsheet opens it."""

import io
from datetime import datetime

import openpyxl
import pytest

from tests.exports.taking import AMOUNTS, XLSX, open_workbook, taker
from tests.world import NOON, World

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.only_on("sqlite", reason="A workbook is written of what is read alike from both."),
]


async def test_titles_stay_in_sight_and_can_be_filtered(country: World) -> None:
    response = await taker(country, "brulocalis").get(XLSX, year=2020)

    sheet = open_workbook(response.content)
    assert sheet.title == "Forms"
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:S115"
    assert sheet.dimensions == "A1:S115"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert all(sheet.cell(1, at).font.bold for at in range(1, 20))
    assert all(sheet.column_dimensions[letter].width > 5 for letter in "ABCDEFGHIJKLMNOPQRS")


async def test_a_workbook_without_lines_can_be_opened(country: World) -> None:
    response = await taker(country, "brulocalis").get(XLSX, year=2001)

    sheet = open_workbook(response.content)
    assert sheet.auto_filter.ref == "A1:S1"
    assert sheet.max_row == 1


async def test_the_document_says_what_it_is_and_in_which_language(country: World) -> None:
    response = await taker(country, "gent-editor").get(XLSX, year=2020, language="nl")

    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.properties.title == "Uniek Jaarverslag: opvolging van de formulieren 2020"
    assert book.properties.creator == "Uniek Jaarverslag"
    assert book.properties.created == NOON.replace(tzinfo=None)
    assert [(one.name, one.value) for one in book.custom_doc_props.props] == [("Language", "nl")]
    assert book.sheetnames == ["Formulieren"]


async def test_numbers_are_numbers_dates_are_dates_and_codes_are_texts(country: World) -> None:
    response = await taker(country, "spp-is-reader").get(
        XLSX, year=2020, status="SENT", kind="COVID_PREMIUM", region="BRUSSELS"
    )

    sheet = open_workbook(response.content)
    cells = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
    assert cells["Year"].value == 2020
    assert cells["NIS code"].data_type == "s"
    assert cells["Advance (EUR)"].data_type == "n"
    assert {cells[title].number_format for title in AMOUNTS} == {'#,##0.00 "€"_-'}
    sent_at = cells["Sent at (Brussels time)"]
    assert isinstance(sent_at.value, datetime)
    assert sent_at.is_date
    assert sent_at.number_format == "dd/mm/yyyy hh:mm"
    assert cells["Acknowledged at (Brussels time)"].value is None


async def test_what_is_empty_is_no_text_that_is_counted(country: World) -> None:
    response = await taker(country, "spp-is-reader").get(XLSX, year=2020, status="NOT_STARTED")

    rows = open_workbook(response.content).iter_rows(min_row=2)
    empty = [cell for row in rows for cell in row if not cell.value and cell.value != 0]
    assert empty
    assert {cell.data_type for cell in empty} == {"n"}  # as those of cells that are not there
