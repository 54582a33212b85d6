"""The 581 municipalities of 2019 to 2024, each with its CPAS.

Source: Statbel, see README.md beside this file.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from models.cpas import Cpas, CpasId, NisCode, Region
from models.language import Language, Text

MERGERS_OF = date(2025, 1, 1)
"""The day of the mergers that are bundled."""

_LANGUAGES = {
    "fr": Language.FR,
    "nl": Language.NL,
    "de": Language.DE,
    "fr-nl": Language.FR,
}
"""The language in which SPP IS writes to a CPAS: in Brussels, French."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Municipality:
    """A municipality with its CPAS (which has no id before it is stored)."""

    cpas: Cpas
    population: int


def municipalities() -> list[Municipality]:
    """Return the 581 municipalities, by NIS code."""
    population = {
        row["nis"]: int(row["population_2020_01_01"]) for row in _rows("municipalities_extra.csv")
    }
    return [
        Municipality(cpas=_cpas(row), population=population[row["nis"]])
        for row in sorted(_rows("municipalities.csv"), key=lambda row: row["nis"])
    ]


def bundled_cpas() -> bytes:
    """Return the file of these CPAS, as `load-cpas` reads it."""
    return _content("municipalities.csv")


def bundled_mergers() -> bytes:
    """Return the file of the mergers of 1 January 2025, as `record-mergers` reads it."""
    return _content("mergers_2025.csv")


def _cpas(row: dict[str, str]) -> Cpas:
    language = _LANGUAGES[row["language"]]
    names = {
        Language.FR: row["name_fr"],
        Language.NL: row["name_nl"],
        Language.DE: row["name_de"],
    }
    return Cpas(
        id=CpasId(0),
        nis_code=NisCode(row["nis"]),
        enterprise_number=None,
        name=Text(fr=row["name_fr"], nl=row["name_nl"], de=row["name_de"], en=names[language]),
        language=language,
        region=Region(row["region"]),
        province=row["province"] or None,
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(_content(name).decode().splitlines())


def _content(name: str) -> bytes:
    return files(__name__).joinpath(name).read_bytes()
