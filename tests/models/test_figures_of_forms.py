"""The figures that follow from what was granted and encoded on each form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forms.covid_premium import COVID_PREMIUM, COVID_PREMIUM_2021
from models.forms.gas_electricity_fund import GAS_ELECTRICITY_FUND
from models.forms.personnel_costs import PERSONNEL_COSTS
from models.forms.piis import PIIS
from models.forms.rental_guarantees import RENTAL_GUARANTEES
from models.forms.social_participation import SOCIAL_PARTICIPATION
from models.spec import (
    BalanceDirection,
    Content,
    FormKind,
    FormSpec,
    LineEntry,
    LineKey,
    LineWarning,
    Settlement,
    balance,
    empty_content,
    justified_on,
    total_advance,
    total_justified,
    warnings_on,
)
from tests.models.filling import (
    borne,
    ceiling,
    filled_in,
    justified,
    keys_over,
    line_of,
    settled,
    to_receive,
    to_repay,
    without,
)
from tests.pinned import WHOLE

EDITIONS = [spec for editions in WHOLE.values() for spec in editions]
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
