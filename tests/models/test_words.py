"""The vocabulary has a word for everything, in every language."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from models import words
from models.cpas import Region
from models.form import FormStatus
from models.language import Language, Text
from models.people import Signatory
from models.report import ReportStatus
from models.spec import BalanceDirection
from models.words import (
    BALANCES,
    LANGUAGES,
    REGIONS,
    REPORT_STATUSES,
    STATUSES,
    own_name,
    signatory_word,
)

VOCABULARY: dict[str, Text] = {
    f"{name} {key}": text
    for name, value in vars(words).items()
    for key, text in (value.items() if isinstance(value, dict) else [("", value)])
    if isinstance(text, Text)
}


@pytest.mark.parametrize(
    ("kind", "called"),
    [
        (FormStatus, STATUSES),
        (ReportStatus, REPORT_STATUSES),
        (BalanceDirection, BALANCES),
        (Region, REGIONS),
        (Language, LANGUAGES),
    ],
)
def test_every_value_has_a_word_of_its_own(
    kind: type[StrEnum], called: Mapping[StrEnum, Text]
) -> None:
    assert set(called) == set(kind)
    for language in Language:
        assert len({text.in_language(language) for text in called.values()}) == len(called)


@pytest.mark.parametrize("name", VOCABULARY)
def test_every_word_is_written_in_every_language(name: str) -> None:
    written = [VOCABULARY[name].in_language(language) for language in Language]

    assert all(said and said == said.strip() for said in written)


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        (
            None,
            {
                "FR": "secrétaire / directeur (directrice) général(e)",
                "NL": "algemeen directeur / secretaris-generaal",
            },
        ),
        (Region.BRUSSELS, {"FR": "secrétaire général(e)", "NL": "secretaris-generaal"}),
        (
            Region.FLANDERS,
            {"FR": "directeur (directrice) général(e)", "NL": "algemeen directeur"},
        ),
        (Region.WALLONIA, {"FR": "secrétaire / directeur (directrice) général(e)"}),
    ],
)
def test_the_director_general_is_called_as_in_the_region(
    region: Region | None, expected: dict[str, str]
) -> None:
    word = signatory_word(Signatory.DIRECTOR_GENERAL, region)

    assert {name: word.in_language(Language(name)) for name in expected} == expected


@pytest.mark.parametrize("region", [None, *Region])
def test_the_president_is_called_the_same_everywhere(region: Region | None) -> None:
    assert signatory_word(Signatory.PRESIDENT, region).nl == "voorzitter"


def test_a_language_is_offered_by_its_own_name() -> None:
    assert [own_name(language) for language in Language] == [
        "Français",
        "Nederlands",
        "Deutsch",
        "English",
    ]
