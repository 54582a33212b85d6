"""The one gate to a CPAS's data."""

from collections.abc import Collection
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.identity import Actor, Scope, Sight, scope_of, standing
from models.cpas import Cpas, CpasId, EnterpriseNumber, Heir, NisCode, Region, heir_on
from models.language import Language, Text
from models.people import CPAS_ROLES, SPP_IS_ROLES, Person, Role, Subject


def cpas(
    nis_code: str,
    region: Region,
    enterprise_number: EnterpriseNumber | None = None,
    heirs: tuple[Heir, ...] = (),
) -> Cpas:
    return Cpas(
        id=CpasId(int(nis_code)),
        nis_code=NisCode(nis_code),
        enterprise_number=enterprise_number,
        name=Text(fr=nis_code, nl=nis_code, de=nis_code, en=nis_code),
        language=Language.FR,
        region=region,
        province=None,
        heirs=heirs,
    )


TODAY = date(2025, 1, 1)
NUMBER_OF_CHARLEROI = EnterpriseNumber("0200000043")
NUMBER_OF_NAMUR = EnterpriseNumber("0200000142")
CHARLEROI = cpas("52011", Region.WALLONIA, NUMBER_OF_CHARLEROI)
NAMUR = cpas("92094", Region.WALLONIA, NUMBER_OF_NAMUR)
GENT = cpas("44021", Region.FLANDERS)


def actor(
    *roles: Role,
    nis_code: str | None = None,
    enterprise_number: EnterpriseNumber | None = None,
    region: Region | None = None,
) -> Actor:
    return Actor(
        person=Person(subject=Subject("s"), display_name="Somebody", roles=frozenset(roles)),
        nis_code=None if nis_code is None else NisCode(nis_code),
        enterprise_number=enterprise_number,
        region=region,
    )


def before(who: Actor | None, *several: Cpas) -> list[tuple[Sight, Collection[Role]]]:
    seen = (standing(who, one, TODAY) for one in several)
    return [(one.sight, one.person.roles) for one in seen]


def test_nobody_sees_nothing() -> None:
    seen = standing(None, CHARLEROI, TODAY)

    assert scope_of(None, TODAY) == Scope(today=TODAY)
    assert not seen.exists
    assert not seen.reads_amounts
    assert seen.person.roles == frozenset()


@pytest.mark.parametrize("role", sorted(CPAS_ROLES))
def test_a_cpas_role_sees_its_own_cpas_only(role: Role) -> None:
    who = actor(role, nis_code="52011")

    assert before(who, CHARLEROI, NAMUR, GENT) == [
        (Sight.EVERYTHING, {role}),
        (Sight.NOTHING, set()),
        (Sight.NOTHING, set()),
    ]


def test_a_cpas_may_be_known_by_its_enterprise_number() -> None:
    who = actor(Role.EDITOR, enterprise_number=NUMBER_OF_NAMUR)

    assert before(who, CHARLEROI, NAMUR, GENT) == [
        (Sight.NOTHING, set()),
        (Sight.EVERYTHING, {Role.EDITOR}),
        (Sight.NOTHING, set()),
    ]


def test_the_nis_code_goes_before_the_enterprise_number() -> None:
    who = actor(Role.EDITOR, nis_code="52011", enterprise_number=NUMBER_OF_NAMUR)

    assert [sight for sight, _ in before(who, CHARLEROI, NAMUR)] == [
        Sight.EVERYTHING,
        Sight.NOTHING,
    ]


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_its_place_sees_nothing_of_a_cpas(role: Role) -> None:
    sights = {sight for sight, _ in before(actor(role), CHARLEROI, NAMUR, GENT)}

    assert sights == {Sight.EVERYTHING if role in SPP_IS_ROLES else Sight.NOTHING}


def test_a_place_without_a_role_sees_nothing() -> None:
    who = actor(nis_code="52011", enterprise_number=NUMBER_OF_CHARLEROI, region=Region.WALLONIA)

    assert not scope_of(who, TODAY).is_somewhere
    assert {sight for sight, _ in before(who, CHARLEROI, NAMUR, GENT)} == {Sight.NOTHING}


def test_a_federation_sees_the_status_of_its_region() -> None:
    who = actor(Role.FEDERATION, region=Region.WALLONIA)

    assert before(who, CHARLEROI, GENT) == [
        (Sight.STATUS, {Role.FEDERATION}),
        (Sight.NOTHING, set()),
    ]
    assert standing(who, CHARLEROI, TODAY).exists
    assert not standing(who, CHARLEROI, TODAY).reads_amounts


@pytest.mark.parametrize("role", sorted(SPP_IS_ROLES))
def test_spp_is_sees_everything(role: Role) -> None:
    assert before(actor(role), CHARLEROI, GENT) == [(Sight.EVERYTHING, {role})] * 2


def test_a_region_or_cpas_in_another_ones_token_gives_nothing() -> None:
    editor = actor(Role.EDITOR, nis_code="52011", region=Region.WALLONIA)
    federation = actor(Role.FEDERATION, nis_code="44021", region=Region.WALLONIA)

    assert before(editor, NAMUR) == [(Sight.NOTHING, set())]
    assert before(federation, GENT) == [(Sight.NOTHING, set())]


def test_roles_hold_only_where_they_were_given() -> None:
    who = actor(
        Role.EDITOR,
        Role.FEDERATION,
        Role.SPP_IS_READER,
        nis_code="52011",
        region=Region.WALLONIA,
    )

    assert before(who, CHARLEROI, NAMUR, GENT) == [
        (Sight.EVERYTHING, {Role.EDITOR, Role.FEDERATION, Role.SPP_IS_READER}),
        (Sight.EVERYTHING, {Role.FEDERATION, Role.SPP_IS_READER}),
        (Sight.EVERYTHING, {Role.SPP_IS_READER}),
    ]


def test_a_federation_of_another_region_is_none_before_its_own_cpas() -> None:
    who = actor(Role.EDITOR, Role.FEDERATION, nis_code="52011", region=Region.FLANDERS)

    assert before(who, CHARLEROI, GENT) == [
        (Sight.EVERYTHING, {Role.EDITOR}),
        (Sight.STATUS, {Role.FEDERATION}),
    ]


def test_the_person_stays_the_same_before_every_cpas() -> None:
    who = actor(Role.EDITOR, nis_code="52011")

    assert standing(who, CHARLEROI, TODAY).person == who.person
    assert standing(who, GENT, TODAY).person.subject == who.person.subject


# Mergers ---------------------------------------------------------------------------------------

FIRST, SECOND = date(2019, 1, 1), date(2025, 1, 1)


def heir(one: Cpas, since: date) -> Heir:
    return Heir(
        id=one.id,
        nis_code=one.nis_code,
        enterprise_number=one.enterprise_number,
        since=since,
    )


ENDED = cpas("11001", Region.FLANDERS, heirs=(heir(NAMUR, FIRST), heir(CHARLEROI, SECOND)))
"""Namur took it over, and then Charleroi did."""


@pytest.mark.parametrize(
    ("today", "who", "sight", "acts"),
    [
        (date(2018, 12, 31), {"nis_code": "11001"}, Sight.EVERYTHING, True),
        (date(2018, 12, 31), {"nis_code": "92094"}, Sight.NOTHING, False),
        (date(2018, 12, 31), {"nis_code": "52011"}, Sight.NOTHING, False),
        (FIRST, {"nis_code": "11001"}, Sight.EVERYTHING, False),
        (FIRST, {"nis_code": "92094"}, Sight.EVERYTHING, True),
        (FIRST, {"nis_code": "52011"}, Sight.NOTHING, False),
        (date(2024, 12, 31), {"nis_code": "92094"}, Sight.EVERYTHING, True),
        (SECOND, {"nis_code": "11001"}, Sight.EVERYTHING, False),
        (SECOND, {"nis_code": "92094"}, Sight.EVERYTHING, False),
        (SECOND, {"nis_code": "52011"}, Sight.EVERYTHING, True),
        (SECOND, {"enterprise_number": NUMBER_OF_CHARLEROI}, Sight.EVERYTHING, True),
        (SECOND, {"enterprise_number": NUMBER_OF_NAMUR}, Sight.EVERYTHING, False),
        (SECOND, {"nis_code": "44021"}, Sight.NOTHING, False),
        (SECOND, {"nis_code": "44021", "enterprise_number": NUMBER_OF_CHARLEROI}, 0, False),
    ],
)
def test_from_the_day_of_a_merger_on_the_people_of_the_successor_act(
    today: date, who: dict[str, Any], sight: Sight, acts: bool
) -> None:
    seen = standing(actor(*CPAS_ROLES, **who), ENDED, today)

    assert seen.sight == sight
    assert seen.person.roles == (CPAS_ROLES if acts else frozenset())


@pytest.mark.parametrize("role", [Role.FEDERATION, *sorted(SPP_IS_ROLES)])
def test_a_successor_in_a_token_without_its_role_gives_nothing_there(role: Role) -> None:
    seen = standing(actor(role, nis_code="52011"), ENDED, SECOND)

    assert not seen.person.roles & CPAS_ROLES
    assert seen.exists == (role in SPP_IS_ROLES)


def test_who_took_over_is_followed_by_the_day() -> None:
    assert heir_on(ENDED.heirs, date(2018, 12, 31)) is None
    assert heir_on(ENDED.heirs, FIRST) == heir(NAMUR, FIRST)
    assert heir_on(ENDED.heirs, SECOND) == heir(CHARLEROI, SECOND)
    assert heir_on((), SECOND) is None


# Laws ------------------------------------------------------------------------------------------

PLACES = st.sampled_from([CHARLEROI, NAMUR, GENT, ENDED])
DAYS = st.sampled_from([date(2018, 12, 31), FIRST, date(2024, 12, 31), SECOND])
ACTORS = st.builds(
    lambda roles, nis_code, number, region: actor(
        *roles, nis_code=nis_code, enterprise_number=number, region=region
    ),
    st.sets(st.sampled_from(Role)),
    st.sampled_from([None, "52011", "92094", "44021"]),
    st.sampled_from([None, NUMBER_OF_CHARLEROI, NUMBER_OF_NAMUR]),
    st.none() | st.sampled_from(Region),
)


def narrowed(scope: Scope, one: Cpas) -> bool:
    """Whether a query that is narrowed with the scope finds the CPAS."""
    meant: list[Cpas | Heir] = [one, *(heir for heir in one.heirs if heir.since <= scope.today)]
    return (
        scope.whole_country
        or any(scope.nis_code is not None and scope.nis_code == each.nis_code for each in meant)
        or any(
            scope.enterprise_number is not None
            and scope.enterprise_number == each.enterprise_number
            for each in meant
        )
        or (scope.region is not None and scope.region == one.region)
    )


@given(who=ACTORS, one=PLACES, today=DAYS)
def test_what_a_query_finds_is_what_the_gate_lets_through(
    who: Actor, one: Cpas, today: date
) -> None:
    assert narrowed(scope_of(who, today), one) == standing(who, one, today).exists


@given(who=ACTORS, one=PLACES, today=DAYS)
def test_a_role_before_a_cpas_is_a_role_of_the_token(who: Actor, one: Cpas, today: date) -> None:
    seen = standing(who, one, today)

    assert seen.person.roles <= who.roles
    assert seen.exists or not seen.person.roles
    assert seen.reads_amounts or not seen.person.roles - {Role.FEDERATION}


@given(who=ACTORS, one=PLACES, today=DAYS)
def test_who_consults_without_acting_was_taken_over(who: Actor, one: Cpas, today: date) -> None:
    seen = standing(who, one, today)

    if seen.exists and not seen.person.roles:
        assert heir_on(one.heirs, today) is not None


@given(who=ACTORS, one=PLACES, today=DAYS)
def test_where_no_amount_is_reached_the_gate_lets_none_be_read(
    who: Actor, one: Cpas, today: date
) -> None:
    reached = scope_of(who, today).of_amounts.is_somewhere

    assert reached or not standing(who, one, today).reads_amounts
    assert reached == bool(
        who.roles & SPP_IS_ROLES
        or (who.roles & CPAS_ROLES and (who.nis_code or who.enterprise_number))
    )
