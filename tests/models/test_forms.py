"""The forms of the catalogue: how they are described, and the figures that follow from it."""

from dataclasses import replace

import pytest

from models.forms import edition, edition_numbered, editions_in, title_of
from models.forms.covid_premium import COVID_PREMIUM, COVID_PREMIUM_2021
from models.forms.piis import PIIS
from models.language import Language, Text
from models.spec import (
    FormKind,
    FormSpec,
    LineEntry,
    Settlement,
    balance,
    not_encoded,
    not_granted,
    over_ceiling,
    total_advance,
    total_justified,
)
from tests.models.filling import filled_in, line_of, settled, without
from tests.pinned import KINDS, WHOLE

TITLES = {
    FormKind.COVID_PREMIUM: (
        "Covid-19 : Prime temporaire de 50 EUR",
        "Covid-19: tijdelijke premie van 50 EUR",
        "Covid-19: zeitweilige Prämie von 50 EUR",
    ),
    FormKind.PERSONNEL_COSTS: ("Frais de personnel", "Personeelskosten", "Personalkosten"),
    FormKind.RENTAL_GUARANTEES: ("Garanties locatives", "Huurwaarborgen", "Mietgarantien"),
    FormKind.GAS_ELECTRICITY_FUND: (
        "Fonds social gaz et électricité",
        "Sociaal fonds voor gas en elektriciteit",
        "Sozialfonds Gas und Elektrizität",
    ),
    FormKind.SOCIAL_PARTICIPATION: (
        "Participation et activation sociale",
        "Participatie en sociale activering",
        "Soziale Beteiligung und Aktivierung",
    ),
    FormKind.PIIS: (
        "Projet individualisé d'intégration sociale",
        "Geïndividualiseerd project voor maatschappelijke integratie",
        "Individuelles Projekt zur sozialen Eingliederung",
    ),
}
KEYS = {
    FormKind.COVID_PREMIUM: ["premium", "premium_25"],
    FormKind.PERSONNEL_COSTS: ["personnel_norms", "reception_quality"],
    FormKind.RENTAL_GUARANTEES: ["guarantees"],
    FormKind.GAS_ELECTRICITY_FUND: [
        "personnel",
        "measures",
        "unpaid_bills",
        "prevention",
        "other_measures",
    ],
    FormKind.SOCIAL_PARTICIPATION: [
        "participation",
        "participation_personnel",
        "participation_other",
        "modules",
        "modules_personnel",
        "modules_other",
        "child_poverty",
        "child_poverty_personnel",
        "child_poverty_other",
    ],
    FormKind.PIIS: ["guidance"],
}
SINCE = {
    FormKind.COVID_PREMIUM: 2020,
    FormKind.PERSONNEL_COSTS: 2002,
    FormKind.RENTAL_GUARANTEES: 2004,
    FormKind.GAS_ELECTRICITY_FUND: 2005,
    FormKind.SOCIAL_PARTICIPATION: 2017,
    FormKind.PIIS: 2016,
}

EDITIONS = [spec for editions in WHOLE.values() for spec in editions]
KNOWN = [spec for spec in EDITIONS if spec.kind in KINDS]
each_form = pytest.mark.parametrize(
    "spec", [pytest.param(spec, id=f"{spec.kind} {spec.edition}") for spec in EDITIONS]
)
each_known_form = pytest.mark.parametrize(
    "spec", [pytest.param(spec, id=f"{spec.kind} {spec.edition}") for spec in KNOWN]
)
each_language = pytest.mark.parametrize("language", Language)


def texts_of(spec: FormSpec) -> list[Text]:
    return [spec.title, *(line.label for line in spec.lines)]


class TestCatalogue:
    def test_holds_every_kind_once_and_in_order(self) -> None:
        assert list(WHOLE) == list(FormKind)

    def test_finds_each_form_under_its_own_kind(self) -> None:
        for kind, editions in WHOLE.items():
            assert {spec.kind for spec in editions} == {kind}

    def test_abbreviations_are_unique(self) -> None:
        abbreviations = {kind: editions[0].abbreviation for kind, editions in WHOLE.items()}

        assert len(set(abbreviations.values())) == len(abbreviations)

    def test_every_edition_of_a_kind_has_its_abbreviation(self) -> None:
        for editions in WHOLE.values():
            assert {spec.abbreviation for spec in editions} == {editions[0].abbreviation}

    def test_editions_are_numbered_in_the_order_in_which_they_begin(self) -> None:
        for editions in WHOLE.values():
            assert [spec.edition for spec in editions] == list(range(1, len(editions) + 1))
            assert sorted(spec.since_year for spec in editions) == [
                spec.since_year for spec in editions
            ]

    def test_an_edition_is_found_again_by_its_number(self) -> None:
        assert edition_numbered(FormKind.COVID_PREMIUM, 1) is COVID_PREMIUM
        assert edition_numbered(FormKind.COVID_PREMIUM, 2) is COVID_PREMIUM_2021

    def test_a_kind_is_called_as_in_its_latest_edition(self) -> None:
        assert title_of(FormKind.COVID_PREMIUM) == COVID_PREMIUM_2021.title

    def test_abbreviations_are_kept_as_they_stand_in_references(self) -> None:
        assert [WHOLE[kind][0].abbreviation for kind in KINDS] == [
            "COVID",
            "PERS",
            "RENT",
            "ENERGY",
            "SOCIAL",
            "PIIS",
        ]

    def test_only_the_fund_is_set_off(self) -> None:
        set_off = {spec.kind for spec in EDITIONS if spec.settlement is Settlement.SET_OFF}

        assert set_off == {FormKind.GAS_ELECTRICITY_FUND}

    def test_only_the_premium_is_paid_beyond_what_was_granted(self) -> None:
        paid = {spec.kind for spec in EDITIONS if spec.settlement is Settlement.BOTH_WAYS}

        assert paid == {FormKind.COVID_PREMIUM}

    @pytest.mark.parametrize(
        ("year", "found"),
        [(2019, None), (2020, COVID_PREMIUM), (2021, COVID_PREMIUM_2021), (2022, None)],
    )
    def test_the_year_says_which_edition_of_the_premium(
        self, year: int, found: FormSpec | None
    ) -> None:
        assert edition(FormKind.COVID_PREMIUM, year) is found

    def test_the_report_of_2019_has_every_form_but_the_premium(self) -> None:
        forms = [spec.kind for spec in editions_in(2019)]

        assert forms == [kind for kind in KINDS if kind is not FormKind.COVID_PREMIUM]

    def test_a_report_can_hold_some_of_its_forms(self) -> None:
        assert editions_in(2020, [FormKind.PIIS, FormKind.COVID_PREMIUM]) == [COVID_PREMIUM, PIIS]


@each_known_form
class TestEachKnownForm:
    def test_has_its_official_title(self, spec: FormSpec) -> None:
        assert (spec.title.fr, spec.title.nl, spec.title.de) == TITLES[spec.kind]

    def test_keeps_the_keys_of_its_lines(self, spec: FormSpec) -> None:
        keys = [line.key for line in spec.lines]

        assert keys == KEYS[spec.kind][: len(keys)]

    def test_begins_in_the_year_of_its_text(self, spec: FormSpec) -> None:
        assert WHOLE[spec.kind][0].since_year == SINCE[spec.kind]


@each_form
class TestEachForm:
    def test_says_its_source_and_what_is_assumed(self, spec: FormSpec) -> None:
        assert "Assumed: " in spec.source or spec is COVID_PREMIUM

    def test_keys_are_unique(self, spec: FormSpec) -> None:
        assert len({line.key for line in spec.lines}) == len(spec.lines)

    def test_keys_fit_where_they_are_stored(self, spec: FormSpec) -> None:
        assert all(len(line.key) <= 40 for line in spec.lines)

    @each_language
    def test_texts_exist_in_every_language(self, spec: FormSpec, language: Language) -> None:
        texts = [text.in_language(language) for text in texts_of(spec)]

        assert all(texts)
        assert texts == [text.strip() for text in texts]

    @each_language
    def test_labels_tell_the_lines_apart(self, spec: FormSpec, language: Language) -> None:
        labels = [line.label.in_language(language) for line in spec.lines]

        assert len(set(labels)) == len(labels)

    def test_labels_are_translated(self, spec: FormSpec) -> None:
        for text in texts_of(spec):
            assert len({text.in_language(language) for language in Language}) == 4

    def test_parts_follow_a_line_that_carries_their_grant(self, spec: FormSpec) -> None:
        for place, part in enumerate(spec.lines):
            if part.part_of is not None:
                whole = line_of(spec, part.part_of)
                assert whole in spec.lines[:place]
                assert whole.granted
                assert whole.part_of is None
                assert not part.granted

    def test_nothing_is_encoded_on_the_lines_that_have_parts(self, spec: FormSpec) -> None:
        wholes = {line.part_of for line in spec.lines} - {None}
        silent = {line.key for line in spec.lines if line.entry is LineEntry.NOTHING}

        assert silent == wholes

    def test_only_lines_on_which_an_amount_is_encoded_have_a_ceiling(self, spec: FormSpec) -> None:
        capped = [line for line in spec.lines if line.percent_of_grant is not None]

        assert all(line.entry is LineEntry.AMOUNT for line in capped)

    def test_a_grant_stands_above_every_line_that_accounts(self, spec: FormSpec) -> None:
        assert all(
            line.granted or line_of(spec, line.part_of or "").granted for line in spec.entry_lines
        )

    def test_is_not_encoded_while_one_line_is_missing(self, spec: FormSpec) -> None:
        content = filled_in(spec)

        for line in spec.entry_lines:
            incomplete = without(content, line.key)
            assert not_encoded(spec, incomplete) == [line]
            assert total_justified(spec, incomplete) is None
            assert balance(spec, incomplete) is None

    def test_nothing_is_owed_while_a_grant_is_missing(self, spec: FormSpec) -> None:
        content = filled_in(spec)

        for line in spec.granted_lines:
            ungranted = tuple(
                replace(figures, advance=None) if figures.key == line.key else figures
                for figures in content
            )
            assert not_granted(spec, ungranted) == [line]
            assert total_advance(spec, ungranted) is None
            assert balance(spec, ungranted) is None

    def test_zero_everywhere_is_a_declaration(self, spec: FormSpec) -> None:
        content = filled_in(spec)

        assert not_encoded(spec, content) == []
        assert total_justified(spec, content) == 0
        assert over_ceiling(spec, content) == []
        assert balance(spec, content) == settled()
