"""A workbook of advances, as Excel and our own export save it."""

import io
import zipfile

import openpyxl
import pytest

from rapport_unique.advances_file import read_advances
from tests.rapport_unique.reading_advances import lines, reason


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        (1250, 1250_00),
        (1250.5, 1250_50),
        (255.10, 255_10),
        (0, 0),
        ("2 150 000,00", 2_150_000_00),
        ("2.150.000,00", 2_150_000_00),
    ],
)
def test_numbers_and_written_amounts_are_read_exactly(cell: object, cents: int) -> None:
    content = workbook(("NIS", "Advance"), ("11001", cell))

    assert lines(content) == [(2, "11001", cents, None)]


@pytest.mark.parametrize("code", [11001, 11001.0, "11001"])
def test_a_code_may_be_a_number(code: object) -> None:
    assert lines(workbook(("NIS", "Advance"), (code, 5))) == [(2, "11001", 5_00, None)]


def test_lines_above_the_titles_and_empty_rows_do_not_count() -> None:
    content = workbook(
        ("Avances de 2021",), (), ("Code INS", "Nom", "Avance"), (), ("11001", "Aartselaar", 5)
    )

    assert lines(content) == [(5, "11001", 5_00, None)]


def test_a_number_with_more_than_two_decimals_is_refused() -> None:
    file = read_advances(workbook(("NIS", "Advance"), ("11001", 1250.505)))

    assert file.lines == ()
    assert [problem.line_number for problem in file.problems] == [2]


def test_a_sheet_that_does_not_show_is_not_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(("NIS", "Advance"), ("11001", 999))))
    book.active.sheet_state = "hidden"
    shown = book.create_sheet()
    shown.append(("NIS", "Advance"))
    shown.append(("11001", 5))
    file = io.BytesIO()
    book.save(file)

    assert lines(file.getvalue()) == [(2, "11001", 500, None)]


def test_a_workbook_that_unpacks_beyond_measure_is_refused_before_it_is_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_001)

    assert reason(file.getvalue()).startswith("This workbook is too large.")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_file_may_begin_with_its_separator(separator: str) -> None:
    rows = [["nis", "advance"], ["11001", "5.00"]]
    text = "".join(separator.join(row) + "\r\n" for row in rows)

    assert lines(f"sep={separator}\r\n{text}") == [(3, "11001", 5_00, None)]
