"""The 581 municipalities of 2019 to 2024, each with its CPAS.

Source: Statbel, see README.md beside this file.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from models.cpas import Cpas, CpasId, NisCode, Region
from models.language import Language, Text
from resolvers.mergers import Merger

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


def mergers_of_2025() -> list[Merger]:
    """Return the mergers of 1 January 2025, by the code of the municipality that ended."""
    return [
        Merger(
            ended=NisCode(row["old_nis"]),
            successor=NisCode(row["new_nis"]),
            successor_name=Text(
                fr=row["new_name_fr"],
                nl=row["new_name_nl"],
                de=row["new_name_fr"],
                en=row["new_name_nl"],
            ),
        )
        for row in _rows("mergers_2025.csv")
    ]


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
        successor_id=None,
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())
