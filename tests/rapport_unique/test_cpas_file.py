"""A file of CPAS, and a file of mergers, as people write them."""

from datetime import date

import pytest

from models.cpas import EnterpriseNumber, NisCode, Region
from models.language import Language
from models.mergers import Merger
from models.registry import CpasEntry
from rapport_unique.cpas_file import read_cpas
from rapport_unique.csv_records import UnreadableFileError
from rapport_unique.master_data import bundled_cpas, bundled_mergers
from rapport_unique.mergers_file import read_mergers
from rapport_unique.written_dates import read_date


def entries(*lines: str) -> list[CpasEntry]:
    """What a file says in which nothing is wrong."""
    file = read_cpas("\n".join(lines).encode())
    assert file.problems == ()
    return [line.entry for line in file.lines]


def entry(titles: str, cells: str) -> CpasEntry:
    (found,) = entries(titles, cells)
    return found


def problems(*lines: str) -> list[tuple[int, str]]:
    return [(each.line_number, each.code) for each in read_cpas("\n".join(lines).encode()).problems]


def test_a_whole_line_is_read() -> None:
    found = entry(
        "nis;name fr;name nl;name de;province;region;language;enterprise number;valid from;"
        "valid until;successor",
        "63023;Eupen;Eupen (nl);Eupen (de);Liège;WALLONIA;de;0207.889.113;2019-01-01;31/12/2024;"
        "63080",
    )

    assert found == CpasEntry(
        nis_code=NisCode("63023"),
        names={Language.FR: "Eupen", Language.NL: "Eupen (nl)", Language.DE: "Eupen (de)"},
        facts={
            "language": Language.DE,
            "region": Region.WALLONIA,
            "province": "Liège",
            "enterprise_number": EnterpriseNumber("0207889113"),
            "valid_from": date(2019, 1, 1),
            "valid_until": date(2024, 12, 31),
        },
        tells_successor=True,
        successor=NisCode("63080"),
    )


@pytest.mark.parametrize(
    "titles",
    [
        "Code INS;Nom;Langue;Région;Numéro d'entreprise;Valable jusqu'au",
        "NIS-code;Naam;Taal;Gewest;Ondernemingsnummer;Geldig tot",
        "NIS-Code;Name;Sprache;Region;Unternehmensnummer;Gültig bis",
        "NIS code;Name;Language;Region;Enterprise number;Valid until",
        "REFNIS;NAAM;TAAL;GEWEST;KBO;GELDIG TOT EN MET",
        "ins;nom;langue;region;n° d'entreprise;valable_jusqu'au",
    ],
)
def test_the_titles_are_understood_in_every_language(titles: str) -> None:
    found = entry(titles, '52011;Charleroi;fr;Wallonie;="0207889113";31.12.2024')

    assert found.name == "Charleroi"
    assert found.facts == {
        "language": Language.FR,
        "region": Region.WALLONIA,
        "enterprise_number": "0207889113",
        "valid_until": date(2024, 12, 31),
    }


@pytest.mark.parametrize(
    ("written", "region"),
    [
        *((word, Region.BRUSSELS) for word in ("Bruxelles-Capitale", "BRUSSEL", "Brüssel")),
        *((word, Region.FLANDERS) for word in ("Vlaams Gewest", "BE-VLG", "flandern")),
        *((word, Region.WALLONIA) for word in ("Région wallonne", "03000", "WALLONIA")),
    ],
)
def test_regions_are_understood_in_every_language(written: str, region: Region) -> None:
    assert entry("nis;region", f"52011;{written}").facts == {"region": region}


@pytest.mark.parametrize(
    ("written", "language"),
    [
        *((word, Language.FR) for word in ("FR", "français", "Frans", "fr-nl", "FR/NL")),
        *((word, Language.NL) for word in ("nl", "Néerlandais", "Nederlands")),
        *((word, Language.DE) for word in ("de", "Duits", "allemand", "Deutsch")),
    ],
)
def test_languages_are_understood_in_every_language(written: str, language: Language) -> None:
    assert entry("nis;language", f"52011;{written}").facts == {"language": language}


@pytest.mark.parametrize("written", ["Antwerpen", "Anvers", "ANTWERP", " antwerpen "])
def test_a_province_is_the_same_in_every_language(written: str) -> None:
    assert entry("nis;province", f"11002;{written}").facts == {"province": "Antwerpen"}


def test_a_column_that_is_not_there_says_nothing_and_a_blank_cell_says_that_there_is_none() -> None:
    without = entry("nis;name", "52011;Charleroi")
    blank = entry(
        "nis;name;region;language;province;enterprise number;valid from;valid until;successor",
        "52011;;;;;;;;",
    )

    assert (without.facts, without.tells_successor) == ({}, False)
    assert (blank.name, blank.names) == (None, {})
    assert blank.facts == {
        "province": None,
        "enterprise_number": None,
        "valid_from": None,
        "valid_until": None,
    }
    assert (blank.tells_successor, blank.successor) == (True, None)


@pytest.mark.parametrize(
    ("titles", "cells", "code"),
    [
        ("nis;name", ";Nowhere", "MISSING_COLUMN"),
        ("nis;name", "5201;Nowhere", "INVALID_NIS_CODE"),
        ("nis;kbo", "52011;0207889112", "INVALID_ENTERPRISE_NUMBER"),
        ("nis;kbo", "52011;none", "INVALID_ENTERPRISE_NUMBER"),
        ("nis;region", "52011;Atlantis", "UNKNOWN_REGION"),
        ("nis;language", "52011;en", "UNKNOWN_LANGUAGE"),
        ("nis;valid from", "52011;12/31/2024", "INVALID_DATE"),
        ("nis;successor", "52011;7", "INVALID_NIS_CODE"),
        ("nis;name", f"52011;{'x' * 121}", "TOO_LONG"),
        ("nis;name", "52011;x\x07", "INVALID_CHARACTERS"),
        ("nis;province", "52011;Wallonie", "UNKNOWN_PROVINCE"),
        ("nis,name", "52011,Braine,le Comte", "TOO_MANY_CELLS"),
    ],
)
def test_what_is_not_certain_is_a_problem_of_its_line(titles: str, cells: str, code: str) -> None:
    assert problems(titles, titles.replace("nis", "11001").replace("name", "Ok"), cells)[-1] == (
        3,
        code,
    )


def test_every_problem_of_every_line_is_told() -> None:
    assert problems(
        "nis;region;language;kbo", "52011;Atlantis;en;1", "44021;Flandre;nl;", "x;;;2"
    ) == [
        (2, "UNKNOWN_LANGUAGE"),
        (2, "UNKNOWN_REGION"),
        (2, "INVALID_ENTERPRISE_NUMBER"),
        (4, "INVALID_NIS_CODE"),
        (4, "INVALID_ENTERPRISE_NUMBER"),
    ]


@pytest.mark.parametrize("content", ["name;region\nCharleroi;Wallonie\n", "nis;nis\n1;2\n"])
def test_without_the_titles_nothing_is_read(content: str) -> None:
    with pytest.raises(UnreadableFileError) as error:
        read_cpas(content.encode())

    assert all(error.value.message.in_language(language) for language in Language)


def test_the_bundled_files_are_read_whole() -> None:
    cpas, mergers = read_cpas(bundled_cpas()), read_mergers(bundled_mergers())

    assert (len(cpas.lines), cpas.problems) == (581, ())
    assert (len(mergers.lines), mergers.problems) == (29, ())
    assert mergers.lines[0].merger == Merger(
        ended="11007", successor="11002", names={Language.FR: "Anvers", Language.NL: "Antwerpen"}
    )


# Mergers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "titles",
    [
        "Ancien code INS;Nouveau code INS;Nouveau nom",
        "Ancien code;Nouveau code;Nouveau nom FR",
        "old_nis;new_nis;new_name_fr",
    ],
)
def test_mergers_are_read_whatever_the_language_of_the_titles(titles: str) -> None:
    file = read_mergers(f"{titles}\n'23023;BE 0207.889.113;\n23024;23106;Pajottegem\n".encode())

    assert file.problems == ()
    assert [line.merger for line in file.lines] == [
        Merger(ended="23023", successor="BE 0207.889.113"),
        Merger(ended="23024", successor="23106", names={Language.FR: "Pajottegem"}),
    ]


def test_a_merger_with_too_many_cells_is_a_problem() -> None:
    file = read_mergers(b"old,new\n1,2\n1,2,3\n")

    assert [line.line_number for line in file.lines] == [2]
    assert [(each.line_number, each.code) for each in file.problems] == [(3, "TOO_MANY_CELLS")]


# Days --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "2025-01-31",
        "2025-1-31",
        "31/01/2025",
        "31/1/2025",
        "31.01.2025",
        "31-1-2025",
        "2025-01-31 00:00:00",
        "31/01/2025 0:00",
    ],
)
def test_a_day_is_written_in_many_ways(written: str) -> None:
    assert read_date(written) == date(2025, 1, 31)


@pytest.mark.parametrize(
    "written",
    [
        *("", "soon", "31/01/25", "2025/01/31", "01/31/2025", "30/02/2025", "2025-13-01"),
        *("45688", "31/01/2025 12:00", "31/01/1025", "31/01/9999", "３１/01/2025"),
    ],
)
def test_what_is_no_day_is_not_guessed_at(written: str) -> None:
    assert read_date(written) is None
