"""The forms of the catalogue: how they are described, and the figures that follow from it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forms import edition, edition_numbered, editions_in, title_of
from models.forms.covid_premium import COVID_PREMIUM, COVID_PREMIUM_2021
from models.forms.gas_electricity_fund import GAS_ELECTRICITY_FUND
from models.forms.personnel_costs import PERSONNEL_COSTS
from models.forms.piis import PIIS
from models.forms.rental_guarantees import RENTAL_GUARANTEES
from models.forms.social_participation import SOCIAL_PARTICIPATION
from models.language import Language, Text
from models.money import Cents
from models.spec import (
    Balance,
    BalanceDirection,
    Content,
    FormKind,
    FormSpec,
    Line,
    LineEntry,
    LineKey,
    LineWarning,
    Settlement,
    balance,
    ceiling_of,
    empty_content,
    justified_on,
    not_encoded,
    not_granted,
    over_ceiling,
    total_advance,
    total_justified,
    warnings_on,
)
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

AMOUNTS = st.integers(0, 999_999_999_999_99)
FUND_GRANTS = {"personnel": 48_000_00, "measures": 12_000_00}
BOTH_WAYS_WITH_A_LINE = [
    pytest.param(COVID_PREMIUM, "premium", id="covid premium"),
    pytest.param(COVID_PREMIUM_2021, "premium_25", id="covid premium of 25 euro"),
]
CAPPED_WITH_A_LINE = [
    pytest.param(PERSONNEL_COSTS, "personnel_norms", id="personnel norms"),
    pytest.param(PERSONNEL_COSTS, "reception_quality", id="reception quality"),
    pytest.param(PIIS, "guidance", id="piis"),
    pytest.param(SOCIAL_PARTICIPATION, "participation_other", id="participation"),
    pytest.param(SOCIAL_PARTICIPATION, "modules_other", id="modules"),
    pytest.param(SOCIAL_PARTICIPATION, "child_poverty_other", id="child poverty"),
]


def filled_in(
    spec: FormSpec,
    *,
    granted: Mapping[str, int] | None = None,
    entered: Mapping[str, int] | None = None,
) -> Content:
    """Return the form with these grants and entries; nothing granted and 0 entered elsewhere."""
    granted, entered = granted or {}, entered or {}
    asked = {line.key for line in spec.entry_lines}
    grants = {line.key for line in spec.granted_lines}
    assert granted.keys() <= grants
    assert entered.keys() <= asked
    return tuple(
        replace(
            figures,
            advance=Cents(granted.get(figures.key, 0)) if figures.key in grants else None,
            entered=entered.get(figures.key, 0) if figures.key in asked else None,
        )
        for figures in empty_content(spec)
    )


def without(content: Content, key: str) -> Content:
    return tuple(
        replace(figures, entered=None) if figures.key == key else figures for figures in content
    )


def line_of(spec: FormSpec, key: str) -> Line:
    line = spec.line(key)
    assert line is not None
    return line


def justified(spec: FormSpec, content: Content, key: str) -> Cents | None:
    return justified_on(spec, content, line_of(spec, key))


def ceiling(spec: FormSpec, content: Content, key: str) -> Cents | None:
    return ceiling_of(content, line_of(spec, key))


def keys_over(spec: FormSpec, content: Content) -> list[str]:
    return [line.key for line in over_ceiling(spec, content)]


def to_repay(cents: int) -> Balance:
    return Balance(direction=BalanceDirection.TO_REPAY, amount=Cents(cents))


def borne(cents: int) -> Balance:
    return settled(borne=cents)


def to_receive(cents: int) -> Balance:
    return Balance(direction=BalanceDirection.TO_RECEIVE, amount=Cents(cents))


def settled(*, set_off: int = 0, borne: int = 0) -> Balance:
    return Balance(
        direction=BalanceDirection.SETTLED,
        amount=Cents(0),
        set_off=Cents(set_off),
        borne=Cents(borne),
    )


def texts_of(spec: FormSpec) -> list[Text]:
    return [spec.title, *(line.label for line in spec.lines)]


@st.composite
def contents_of(draw: st.DrawFn, spec: FormSpec) -> Content:
    return filled_in(
        spec,
        granted={line.key: draw(AMOUNTS) for line in spec.granted_lines},
        entered={line.key: draw(AMOUNTS) for line in spec.entry_lines},
    )


forms_and_contents = st.sampled_from(EDITIONS).flatmap(
    lambda spec: contents_of(spec).map(lambda content: (spec, content))
)


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


class TestEveryContent:
    @given(forms_and_contents)
    def test_counts_nothing_twice(self, of: tuple[FormSpec, Content]) -> None:
        spec, content = of
        wholes = [line for line in spec.lines if line.part_of is None]

        amounts = [justified_on(spec, content, line) for line in wholes]

        assert total_justified(spec, content) == sum(amount or 0 for amount in amounts)

    @given(forms_and_contents)
    def test_accounts_for_the_whole_grant(self, of: tuple[FormSpec, Content]) -> None:
        spec, content = of
        unused = (total_advance(spec, content) or 0) - (total_justified(spec, content) or 0)

        found = balance(spec, content)

        assert found is not None
        repaid = found.amount if found.direction is BalanceDirection.TO_REPAY else 0
        received = found.amount if found.direction is BalanceDirection.TO_RECEIVE else 0
        assert repaid + found.set_off - received - found.borne == unused
        assert min(found.amount, found.set_off, found.borne) >= 0
        assert received == 0 or spec.kind is FormKind.COVID_PREMIUM
        assert found.set_off == 0 or spec.settlement is Settlement.SET_OFF
        assert found.borne == 0 or spec.settlement is not Settlement.BOTH_WAYS


@pytest.mark.parametrize(("spec", "key"), BOTH_WAYS_WITH_A_LINE)
class TestBothWays:
    def test_one_cent_less_than_granted_is_repaid(self, spec: FormSpec, key: str) -> None:
        grant = line_of(spec, key).part_of or key

        content = filled_in(spec, granted={grant: 510_00}, entered={key: 509_99})

        assert balance(spec, content) == to_repay(1)

    def test_what_was_granted_is_settled(self, spec: FormSpec, key: str) -> None:
        grant = line_of(spec, key).part_of or key

        content = filled_in(spec, granted={grant: 510_00}, entered={key: 510_00})

        assert balance(spec, content) == settled()

    def test_one_cent_more_than_granted_is_received(self, spec: FormSpec, key: str) -> None:
        grant = line_of(spec, key).part_of or key

        content = filled_in(spec, granted={grant: 510_00}, entered={key: 510_01})

        assert balance(spec, content) == to_receive(1)


@pytest.mark.parametrize(("spec", "key"), CAPPED_WITH_A_LINE)
class TestCapped:
    def test_one_cent_less_than_granted_is_repaid(self, spec: FormSpec, key: str) -> None:
        grant = line_of(spec, key).part_of or key

        content = filled_in(spec, granted={grant: 510_00}, entered={key: 509_99})

        assert balance(spec, content) == to_repay(1)

    def test_one_cent_more_than_granted_is_borne_by_the_cpas(
        self, spec: FormSpec, key: str
    ) -> None:
        grant = line_of(spec, key).part_of or key

        content = filled_in(spec, granted={grant: 510_00}, entered={key: 510_01})

        assert balance(spec, content) == borne(1)


class TestCovidPremium:
    @pytest.mark.parametrize(
        ("spec", "key", "cents", "odd"),
        [
            (COVID_PREMIUM, "premium", 0, False),
            (COVID_PREMIUM, "premium", 1_250_00, False),
            (COVID_PREMIUM, "premium", 1_225_00, True),
            (COVID_PREMIUM, "premium", 1_250_01, True),
            (COVID_PREMIUM_2021, "premium", 1_225_00, True),
            (COVID_PREMIUM_2021, "premium_25", 1_225_00, False),
            (COVID_PREMIUM_2021, "premium_25", 1_230_00, True),
        ],
    )
    def test_an_amount_that_is_no_whole_number_of_premiums_is_warned_about(
        self, spec: FormSpec, key: str, cents: int, odd: bool
    ) -> None:
        content = filled_in(spec, entered={key: cents})

        warnings = {line.key: warnings_on(content, line) for line in spec.lines}

        assert warnings.pop(LineKey(key)) == ([LineWarning.NOT_A_MULTIPLE] if odd else [])
        assert not any(warnings.values())

    def test_nothing_is_warned_about_before_it_is_encoded(self) -> None:
        (line,) = COVID_PREMIUM.lines

        assert warnings_on(empty_content(COVID_PREMIUM), line) == []


class TestPersonnelCosts:
    def test_adds_both_lines(self) -> None:
        content = filled_in(
            PERSONNEL_COSTS,
            granted={"personnel_norms": 12_875_00, "reception_quality": 3_200_50},
            entered={"personnel_norms": 12_000_00, "reception_quality": 3_100_49},
        )

        assert total_advance(PERSONNEL_COSTS, content) == 16_075_50
        assert total_justified(PERSONNEL_COSTS, content) == 15_100_49
        assert balance(PERSONNEL_COSTS, content) == to_repay(975_01)

    def test_one_line_makes_up_for_the_other(self) -> None:
        content = filled_in(
            PERSONNEL_COSTS,
            granted={"personnel_norms": 1_000_00, "reception_quality": 1_000_00},
            entered={"personnel_norms": 600_00, "reception_quality": 1_400_00},
        )

        assert balance(PERSONNEL_COSTS, content) == settled()

    def test_has_no_ceiling(self) -> None:
        content = filled_in(PERSONNEL_COSTS, entered={"personnel_norms": 999_999_00})

        assert keys_over(PERSONNEL_COSTS, content) == []


class TestRentalGuarantees:
    @pytest.mark.parametrize(
        ("number", "cents"), [(0, 0), (1, 25_00), (3, 75_00), (40, 1_000_00), (26_510, 662_750_00)]
    )
    def test_each_counts_for_25_euro(self, number: int, cents: int) -> None:
        content = filled_in(RENTAL_GUARANTEES, entered={"guarantees": number})

        assert total_justified(RENTAL_GUARANTEES, content) == cents
        assert justified(RENTAL_GUARANTEES, content, "guarantees") == cents

    def test_the_grant_is_a_maximum(self) -> None:
        content = filled_in(
            RENTAL_GUARANTEES, granted={"guarantees": 400_00}, entered={"guarantees": 17}
        )

        assert balance(RENTAL_GUARANTEES, content) == borne(25_00)

    def test_an_advance_beyond_the_number_is_repaid(self) -> None:
        content = filled_in(
            RENTAL_GUARANTEES, granted={"guarantees": 500_00}, entered={"guarantees": 17}
        )

        assert balance(RENTAL_GUARANTEES, content) == to_repay(75_00)

    def test_an_advance_for_the_number_is_settled(self) -> None:
        content = filled_in(
            RENTAL_GUARANTEES, granted={"guarantees": 425_00}, entered={"guarantees": 17}
        )

        assert balance(RENTAL_GUARANTEES, content) == settled()

    def test_a_number_is_encoded(self) -> None:
        assert line_of(RENTAL_GUARANTEES, "guarantees").entry is LineEntry.COUNT


class TestGasElectricityFund:
    def test_grants_personnel_and_measures(self) -> None:
        granted = [line.key for line in GAS_ELECTRICITY_FUND.granted_lines]

        assert granted == ["personnel", "measures"]

    def test_measures_are_the_bills_the_prevention_and_others(self) -> None:
        content = filled_in(
            GAS_ELECTRICITY_FUND,
            granted=FUND_GRANTS,
            entered={"unpaid_bills": 7_250_25, "prevention": 1_000_50, "other_measures": 25},
        )

        assert justified(GAS_ELECTRICITY_FUND, content, "measures") == 8_251_00

    def test_measures_are_unknown_while_one_kind_is_missing(self) -> None:
        content = filled_in(GAS_ELECTRICITY_FUND, entered={"unpaid_bills": 7_250_25})

        incomplete = without(content, "prevention")

        assert justified(GAS_ELECTRICITY_FUND, incomplete, "measures") is None

    def test_the_cpas_divides_the_measures_as_it_likes(self) -> None:
        content = filled_in(
            GAS_ELECTRICITY_FUND, granted=FUND_GRANTS, entered={"prevention": 12_000_00}
        )

        assert keys_over(GAS_ELECTRICITY_FUND, content) == []

    def test_what_is_not_used_is_set_off_and_never_repaid(self) -> None:
        content = filled_in(
            GAS_ELECTRICITY_FUND,
            granted=FUND_GRANTS,
            entered={
                "personnel": 48_000_00,
                "unpaid_bills": 7_250_25,
                "prevention": 1_000_50,
                "other_measures": 1_999_99,
            },
        )

        assert total_advance(GAS_ELECTRICITY_FUND, content) == 60_000_00
        assert total_justified(GAS_ELECTRICITY_FUND, content) == 58_250_74
        assert balance(GAS_ELECTRICITY_FUND, content) == settled(set_off=1_749_26)

    def test_nothing_used_is_set_off_whole(self) -> None:
        content = filled_in(GAS_ELECTRICITY_FUND, granted=FUND_GRANTS)

        assert balance(GAS_ELECTRICITY_FUND, content) == settled(set_off=60_000_00)

    @pytest.mark.parametrize(
        ("entered", "set_off", "beyond"),
        [
            ({"personnel": 60_000_01}, 12_000_00, 12_000_01),
            ({"personnel": 48_000_00, "unpaid_bills": 12_000_01}, 0, 1),
            ({"personnel": 47_000_00, "prevention": 12_500_00}, 1_000_00, 500_00),
            ({"personnel": 48_000_00, "other_measures": 13_000_00}, 0, 1_000_00),
        ],
    )
    def test_one_article_never_pays_for_the_other(
        self, entered: dict[str, int], set_off: int, beyond: int
    ) -> None:
        content = filled_in(GAS_ELECTRICITY_FUND, granted=FUND_GRANTS, entered=entered)

        assert balance(GAS_ELECTRICITY_FUND, content) == settled(set_off=set_off, borne=beyond)


class TestSocialParticipation:
    def test_grants_its_three_parts(self) -> None:
        granted = [line.key for line in SOCIAL_PARTICIPATION.granted_lines]

        assert granted == ["participation", "modules", "child_poverty"]

    def test_a_part_is_its_personnel_and_its_other_costs(self) -> None:
        content = filled_in(
            SOCIAL_PARTICIPATION,
            entered={
                "participation_personnel": 100_01,
                "participation_other": 900_02,
                "modules_personnel": 1_03,
                "modules_other": 2_04,
                "child_poverty_personnel": 10_05,
                "child_poverty_other": 20_06,
            },
        )

        assert justified(SOCIAL_PARTICIPATION, content, "participation") == 1_000_03
        assert justified(SOCIAL_PARTICIPATION, content, "modules") == 3_07
        assert justified(SOCIAL_PARTICIPATION, content, "child_poverty") == 30_11
        assert total_justified(SOCIAL_PARTICIPATION, content) == 1_033_21

    @pytest.mark.parametrize(
        ("part", "grant", "most"),
        [
            ("participation", 1_000_00, 100_00),
            ("participation", 1_234_56, 123_45),
            ("participation", 1_234_59, 123_45),
            ("participation", 9, 0),
            ("modules", 1_234_56, 1_234_56),
            ("child_poverty", 1_000_00, 100_00),
            ("child_poverty", 1_234_60, 123_46),
        ],
    )
    def test_personnel_reaches_its_ceiling_and_not_a_cent_more(
        self, part: str, grant: int, most: int
    ) -> None:
        personnel = f"{part}_personnel"
        at = filled_in(SOCIAL_PARTICIPATION, granted={part: grant}, entered={personnel: most})
        above = filled_in(
            SOCIAL_PARTICIPATION, granted={part: grant}, entered={personnel: most + 1}
        )

        assert ceiling(SOCIAL_PARTICIPATION, at, personnel) == most
        assert keys_over(SOCIAL_PARTICIPATION, at) == []
        assert keys_over(SOCIAL_PARTICIPATION, above) == [personnel]

    def test_the_grant_of_one_part_gives_no_room_in_another(self) -> None:
        content = filled_in(
            SOCIAL_PARTICIPATION,
            granted={"participation": 50_000_00, "modules": 50_000_00},
            entered={"child_poverty_personnel": 1},
        )

        assert keys_over(SOCIAL_PARTICIPATION, content) == ["child_poverty_personnel"]

    def test_every_ceiling_is_told(self) -> None:
        content = filled_in(
            SOCIAL_PARTICIPATION,
            granted={"participation": 100_00, "modules": 100_00, "child_poverty": 100_00},
            entered={
                "participation_personnel": 10_01,
                "modules_personnel": 100_01,
                "child_poverty_personnel": 10_01,
            },
        )

        assert keys_over(SOCIAL_PARTICIPATION, content) == [
            "participation_personnel",
            "modules_personnel",
            "child_poverty_personnel",
        ]

    def test_other_costs_have_no_ceiling(self) -> None:
        content = filled_in(
            SOCIAL_PARTICIPATION,
            entered={
                "participation_other": 100_00,
                "modules_other": 100_00,
                "child_poverty_other": 100_00,
            },
        )

        assert keys_over(SOCIAL_PARTICIPATION, content) == []

    def test_has_one_balance_for_its_parts(self) -> None:
        content = filled_in(
            SOCIAL_PARTICIPATION,
            granted={"participation": 8_000_00, "modules": 2_000_00, "child_poverty": 4_000_00},
            entered={
                "participation_personnel": 800_00,
                "participation_other": 7_200_00,
                "modules_personnel": 1_500_00,
                "modules_other": 250_25,
                "child_poverty_personnel": 399_99,
                "child_poverty_other": 3_600_00,
            },
        )

        assert total_advance(SOCIAL_PARTICIPATION, content) == 14_000_00
        assert total_justified(SOCIAL_PARTICIPATION, content) == 13_750_24
        assert balance(SOCIAL_PARTICIPATION, content) == to_repay(249_76)


class TestPiis:
    def test_has_one_line_without_a_ceiling(self) -> None:
        content = filled_in(PIIS, granted={"guidance": 1_912_50}, entered={"guidance": 2_000_00})

        assert total_justified(PIIS, content) == 2_000_00
        assert keys_over(PIIS, content) == []
        assert balance(PIIS, content) == borne(87_50)
