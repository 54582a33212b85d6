"""Files of advances: every way a spreadsheet writes them, and everything that is not certain."""

import codecs
import re
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.language import Language
from models.money import LARGEST, Cents
from rapport_unique.advances_file import AdvanceLine, read_advances
from rapport_unique.csv_records import UnreadableFileError
from rapport_unique.line_problems import LineProblem
from tests.rapport_unique.reading_advances import (
    NO_BREAK,
    amount_problem,
    lines,
    problems,
    reason,
)

# The file ------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_separator_and_line_end_is_read(separator: str, end: str) -> None:
    rows = (("NIS", "Voorschot"), ("11001", '"1250,50"'), ("11002", "2200.00"))

    content = "".join(separator.join(row) + end for row in rows)

    assert lines(content) == [(2, "11001", 1250_50, None), (3, "11002", 2200_00, None)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_is_read(encoding: str) -> None:
    content = f"Numéro;Code INS;Avance\nLiège;62063;1{NO_BREAK}234,56 €\n".encode(encoding)

    assert lines(content) == [(2, "62063", 1234_56, None)]


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_both_orders_of_utf_16_are_read(mark: bytes, encoding: str) -> None:
    content = mark + "nis;advance\n11001;5,00\n".encode(encoding)

    assert lines(content) == [(2, "11001", 5_00, None)]


def test_last_line_may_lack_its_end() -> None:
    assert lines("nis;advance\n11001;5,00") == [(2, "11001", 5_00, None)]


def test_empty_lines_and_trailing_empty_columns_are_ignored() -> None:
    content = "\n;;;\nnis;advance;;\n\n11001;5,00;;;;\n;;\n \t \n11002;6,00\n\n"

    assert lines(content) == [(5, "11001", 5_00, None), (8, "11002", 6_00, None)]


def test_trailing_empty_columns_of_a_comma_file_are_ignored() -> None:
    assert lines("nis,advance,,\n11001,5.00,,\n11002,6.00\n") == [
        (2, "11001", 5_00, None),
        (3, "11002", 6_00, None),
    ]


def test_lines_are_counted_as_a_person_counts_them_after_a_cell_of_several_lines() -> None:
    content = 'name;nis;advance\r\n"One\r\ntwo\nthree";11001;5,00\r\nFour;11002;x\r\n'

    file = read_advances(content.encode())

    assert [line.line_number for line in file.lines] == [2]
    assert [each.line_number for each in file.problems] == [5]


def test_other_columns_are_ignored_wherever_they_stand() -> None:
    content = "name;Avance;comment;NIS-code;x\nAartselaar;5,00;a, b;11001;-1\n"

    assert lines(content) == [(2, "11001", 5_00, None)]


def test_quoted_separators_belong_to_their_cell() -> None:
    content = 'name,nis,advance\n"Halle, ""Hal""",23027,"1.250,50"\n'

    assert lines(content) == [(2, "23027", 1250_50, None)]


def test_blanks_around_cells_are_ignored() -> None:
    content = f' nis , advance \n{NO_BREAK}11001 , "1250,50" \n'.replace('" \n', '"\n')

    assert lines(content) == [(2, "11001", 1250_50, None)]


@pytest.mark.parametrize(
    "title",
    [
        "nis",
        "NIS",
        "Code NIS",
        "NIS-code",
        "niscode",
        "Code INS",
        "INS",
        "ins-code",
        "REFNIS",
        "code_ins",
        " Nis  Code ",
        f"code{NO_BREAK}INS",
    ],
)
def test_nis_column_is_known_by_its_names(title: str) -> None:
    assert lines(f"{title};advance\n11001;5,00\n") == [(2, "11001", 5_00, None)]


@pytest.mark.parametrize(
    "title",
    [
        "Advance",
        "avance",
        "AVANCÉ",
        "Montant de l'avance",
        "montant de l’avance",
        "Voorschot",
        "Bedrag van het voorschot",
        "Vorschuss",
        "Vorschuß",
        "VORSCHUSSBETRAG",
        "Avance (EUR)",
        "Voorschot €",
        "Amount of the advance",
    ],
)
def test_advance_column_is_known_by_its_names(title: str) -> None:
    assert lines(f"nis;{title}\n11001;5,00\n") == [(2, "11001", 5_00, None)]


@pytest.mark.parametrize("title", ["line", "Ligne", "LIJN", "regel", "Zeile"])
def test_line_column_is_known_by_its_names(title: str) -> None:
    content = f"nis;advance;{title}\n11001;5,00; norms \n11002;6,00;\n"

    assert lines(content) == [(2, "11001", 5_00, "norms"), (3, "11002", 6_00, None)]


# A file that cannot be read at all -----------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b" \r\n\r\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE),
        *(b"nis;advance\n", b"sep=;\nAvances\nnis;advance;;\n\n;;;\n \t\n"),
    ],
)
def test_a_file_without_a_line_is_refused(content: bytes) -> None:
    assert reason(content).startswith("This file is empty, or has nothing below its titles.")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x14\x00", "This file is not a readable workbook."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This file is a workbook of an older format (.xls)."),
    ],
)
def test_what_is_no_workbook_of_today_is_refused(content: bytes, said: str) -> None:
    assert reason(content).startswith(said)


@pytest.mark.parametrize(
    "content",
    [
        "nis;advance\n11001;5,00\n".encode("utf-16-le"),
        "nis;advance\n11001;5,00\n".encode("utf-32"),
        b"nis;advance;name\n11001;5,00;\x81\n",
        codecs.BOM_UTF8 + b"nis;advance;name\n11001;5,00;\xe9\n",
        codecs.BOM_UTF16_LE + b"n\x00i\x00s",
    ],
)
def test_what_is_not_a_text_is_refused(content: bytes) -> None:
    assert reason(content).startswith("This file is not a readable text.")


@pytest.mark.parametrize(
    "content",
    [
        "11001;5,00\n",
        "nis;amount\n11001;5,00\n",
        "name;advance\n11001;5,00\n",
        "nis|advance\n11001|5,00\n",
        "nis;nis;advance\n11001;11002;5,00\n",
        "nis;advance;voorschot\n11001;5,00;6,00\n",
        "nis;advance;line;regel\n11001;5,00;a;b\n",
        "\n".join(["Advances of 2021"] * 10) + "\nnis;advance\n11001;5,00\n",
        'nis;advance;"a,nis,advance,b"\n11001;5,00\n',
        '"nis;advance\n11001;5,00\n',
        "nis;advance (kEUR)\n11001;5,00\n",
        "nis" + "-" * 100 + ";advance\n11001;5,00\n",
    ],
)
def test_titles_that_do_not_name_each_column_once_are_refused(content: str) -> None:
    assert reason(content).startswith("The first line has to give the title")


def test_title_made_to_take_hours_is_refused_at_once() -> None:
    hostile = "a" + "\u0301\u0323" * 60_000

    assert reason(f"nis;{hostile}\n").startswith("The first line has to give the title")


@pytest.mark.parametrize("cell", ['"open', '"closed"too early', "x" * 200_000])
def test_line_that_cannot_be_divided_into_cells_is_named(cell: str) -> None:
    content = f"nis;advance;name\n11001;5,00;a\n11002;6,00;{cell}\n11004;7,00;b\n"

    assert reason(content).startswith("From line 3 on,")


def test_file_of_ten_megabytes_is_read_and_a_larger_one_refused() -> None:
    content = b"nis;advance\n11001;5,00\n"
    full = content + b"\n" * 50_000 + b" " * 100_000
    full += (b" " * 100_000 + b"\n") * 98
    full += b" " * (10_000_000 - len(full))

    assert lines(full) == [(2, "11001", 5_00, None)]
    assert reason(full + b" ").startswith("This file is larger than 10 MB.")


def test_hundred_thousand_lines_are_read_and_more_refused() -> None:
    full = "nis;advance\n" + "".join(f"{place:05};5,00\n" for place in range(99_999))

    assert len(read_advances(full.encode()).lines) == 99_999
    assert reason(full + "99999;5,00\n").startswith("This file has more than 100 000 lines.")


# The code of the CPAS ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "11001",
        " 11001 ",
        f"{NO_BREAK}11001",
        '"11001"',
        '" 11001 "',
        "'11001",
        '="11001"',
        '"=""11001"""',
        '"""11001"""',
    ],
)
def test_code_that_lost_nothing_is_read(written: str) -> None:
    assert lines(f"nis;advance\n{written};5,00\n") == [(2, "11001", 5_00, None)]


@pytest.mark.parametrize(
    "written",
    [
        "1101",
        "110011",
        "11001.0",
        "11001,0",
        "1.1001E+04",
        "1,1001E+04",
        "11.001",
        "11 001",
        "11OO1",
        "=11001",
        "-11001",
        "+11001",
        "'11001'",
        "''11001",
        '="11001',
        "#N/A",
        "BE11001",
        "١١٠٠١",
        "１１００１",
        "11001\u200b",
        "1100²",
    ],
)
def test_code_that_is_not_five_digits_is_a_problem(written: str) -> None:
    content = f"nis;advance\n{written};5,00\n"

    assert problems(content) == [(2, "INVALID_NIS_CODE")]


# The lines together --------------------------------------------------------------------------


@pytest.mark.parametrize("row", ["11001", "11001;", ";5,00", ";5,00;total"])
def test_empty_cell_is_a_missing_column(row: str) -> None:
    assert problems(f"nis;advance;name\n{row}\n") == [(2, "MISSING_COLUMN")]


def test_line_of_other_cells_alone_lacks_both() -> None:
    content = "nis;advance;name\n;;total\n"

    assert problems(content) == [(2, "MISSING_COLUMN"), (2, "MISSING_COLUMN")]


def test_every_problem_of_a_line_is_told() -> None:
    content = "nis;advance\n1101;x\n"

    assert problems(content) == [(2, "INVALID_NIS_CODE"), (2, "INVALID_AMOUNT")]


def test_bad_lines_do_not_hide_good_ones() -> None:
    content = "nis;advance\n11001;5,00\n1102;6,00\n11004;-7,00\n11005;8,00\n"

    file = read_advances(content.encode())

    assert [line.nis_code for line in file.lines] == ["11001", "11005"]
    assert [(each.line_number, each.code) for each in file.problems] == [
        (3, "INVALID_NIS_CODE"),
        (4, "NEGATIVE_AMOUNT"),
    ]


def test_repeated_code_is_a_problem_on_each_later_line_and_names_the_first() -> None:
    content = "nis;advance\n11001;5,00\n11002;6,00\n11001;5,00\n'11001;7,00\n"

    file = read_advances(content.encode())

    assert [line.line_number for line in file.lines] == [2, 3]
    assert [(each.line_number, each.code) for each in file.problems] == [
        (4, "REPEATED_LINE"),
        (5, "REPEATED_LINE"),
    ]
    assert file.problems[1].message.en == (
        "This CPAS already stands on line 2. Keep only one of both lines."
    )


def test_repeated_code_is_a_problem_even_where_the_first_amount_is_wrong() -> None:
    content = "nis;advance\n11001;x\n11001;5,00\n"

    assert problems(content) == [(2, "INVALID_AMOUNT"), (3, "REPEATED_LINE")]


def test_same_code_on_another_line_of_the_form_is_no_repetition() -> None:
    content = "nis;line;advance\n11001;norms;5,00\n11001;reception;6,00\n11001;norms;7,00\n"

    file = read_advances(content.encode())

    assert [line.line_key for line in file.lines] == ["norms", "reception"]
    assert [(each.line_number, each.code) for each in file.problems] == [(4, "REPEATED_LINE")]


def test_every_problem_has_a_sentence_of_its_own_in_every_language() -> None:
    content = "nis;advance\n;\n1;5\n11001;x\n11002;-5\n11004;1.234\n11005;1;1\n11001;5\n;5\n11007\n"

    file = read_advances(content.encode())

    sentences = [each.message.in_language(lang) for each in file.problems for lang in Language]
    assert len(set(sentences)) == len(file.problems) * 4
    assert all(sentence.endswith(".") for sentence in sentences)


# Laws ----------------------------------------------------------------------------------------

STYLES = [(group, decimal) for group in ("", " ", NO_BREAK, "'", ".", ",") for decimal in ",."]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]

amounts = st.integers(min_value=0, max_value=LARGEST)
names = st.text(alphabet="ab;,\t\"'\n é€=.", max_size=12)
keys = st.none() | st.sampled_from(["norms", "réception", "a;b", "c,d", 'e"f'])
rows = st.lists(
    st.tuples(names, st.from_regex(r"[0-9]{5}", fullmatch=True), amounts, keys),
    unique_by=lambda row: (row[1], row[3]),
    min_size=1,
    max_size=8,
)


def written(cents: int, group: str, decimal: str) -> str:
    return f"{cents // 100:,}".replace(",", group) + f"{decimal}{cents % 100:02}"


def quoted(cell: str, separator: str) -> str:
    if re.search(rf'[{separator}"\r\n]', cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def table(cells: Sequence[Sequence[str]], separator: str, end: str) -> str:
    return "".join(separator.join(quoted(cell, separator) for cell in row) + end for row in cells)


@given(
    rows=rows,
    style=st.sampled_from([style for style in STYLES if style[0] != style[1]]),
    separator=st.sampled_from(";,\t"),
    encoding=st.sampled_from(ENCODINGS),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_table_reads_back_exactly(
    rows: list[tuple[str, str, int, str | None]],
    style: tuple[str, str],
    separator: str,
    encoding: str,
    end: str,
) -> None:
    expected = []
    line_number = 2
    for name, nis_code, cents, key in rows:
        expected.append((line_number, nis_code, cents, key))
        line_number += 1 + name.count("\n")
    cells = [
        (name, nis_code, written(cents, *style), key or "") for name, nis_code, cents, key in rows
    ]

    content = table([("naam", "NIS", "voorschot", "lijn"), *cells], separator, end)

    assert lines(content.encode(encoding)) == expected


@given(whole=st.integers(min_value=1, max_value=999), rest=st.integers(min_value=0, max_value=999))
def test_one_group_of_three_without_decimals_is_never_read(whole: int, rest: int) -> None:
    assert amount_problem(f"{whole}.{rest:03}") == "INVALID_AMOUNT"
    assert amount_problem(f"{whole},{rest:03}") == "INVALID_AMOUNT"


@given(cents=amounts, style=st.sampled_from(STYLES), comment=st.sampled_from(["", "x", "12", "7"]))
@example(cents=1250_50, style=("", ","), comment="")
def test_unquoted_amount_between_commas_is_read_exactly_or_not_at_all(
    cents: int, style: tuple[str, str], comment: str
) -> None:
    row = f"11001,{written(cents, *style)},{comment}\n"

    file = read_advances(f"nis,advance,comment\n{row}".encode())

    assert all(line.advance == cents for line in file.lines)


@given(
    content=st.binary(max_size=200), start=st.sampled_from([b"", b"nis;advance\n", b"ins,avance\r"])
)
def test_any_bytes_give_a_result_or_are_refused(content: bytes, start: bytes) -> None:
    try:
        file = read_advances(start + content)
    except UnreadableFileError:
        return

    told = {each.line_number for each in file.problems}
    assert all(isinstance(each, LineProblem) for each in file.problems)
    assert all(line == certain(line) for line in file.lines)
    assert not told & {line.line_number for line in file.lines}


@given(cell=st.text(alphabet="0123456789.,' -€E+()", max_size=14))
def test_any_amount_is_within_bounds_or_a_problem(cell: str) -> None:
    file = read_advances(f'nis;advance\n11001;"{cell}"\n'.encode())

    assert len(file.lines) + len(file.problems) == 1
    assert all(line == certain(line) for line in file.lines)


def certain(line: AdvanceLine) -> AdvanceLine:
    assert re.fullmatch(r"[0-9]{5}", line.nis_code, re.ASCII)
    assert Cents(0) <= line.advance <= LARGEST
    assert line.line_number >= 2
    return line
