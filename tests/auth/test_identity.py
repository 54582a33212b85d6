"""The one gate to a CPAS's data."""

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.identity import Actor, Scope, Sight, scope_of, standing
from models.cpas import Cpas, CpasId, NisCode, Region
from models.language import Language, Text
from models.people import CPAS_ROLES, SPP_IS_ROLES, Person, Role, Subject


def cpas(nis_code: str, region: Region, enterprise_number: str | None = None) -> Cpas:
    return Cpas(
        id=CpasId(int(nis_code)),
        nis_code=NisCode(nis_code),
        enterprise_number=enterprise_number,
        name=Text(fr=nis_code, nl=nis_code, de=nis_code, en=nis_code),
        language=Language.FR,
        region=region,
        province=None,
        successor_id=None,
    )


CHARLEROI = cpas("52011", Region.WALLONIA, "0200000001")
NAMUR = cpas("92094", Region.WALLONIA, "0200000002")
GENT = cpas("44021", Region.FLANDERS)


def actor(
    *roles: Role,
    nis_code: str | None = None,
    enterprise_number: str | None = None,
    region: Region | None = None,
) -> Actor:
    return Actor(
        person=Person(subject=Subject("s"), display_name="Somebody", roles=frozenset(roles)),
        nis_code=None if nis_code is None else NisCode(nis_code),
        enterprise_number=enterprise_number,
        region=region,
    )


def before(who: Actor | None, *several: Cpas) -> list[tuple[Sight, Collection[Role]]]:
    seen = (standing(who, one) for one in several)
    return [(one.sight, one.person.roles) for one in seen]


def test_nobody_sees_nothing() -> None:
    seen = standing(None, CHARLEROI)

    assert scope_of(None) == Scope()
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
    who = actor(Role.EDITOR, enterprise_number="0200000002")

    assert before(who, CHARLEROI, NAMUR, GENT) == [
        (Sight.NOTHING, set()),
        (Sight.EVERYTHING, {Role.EDITOR}),
        (Sight.NOTHING, set()),
    ]


def test_the_nis_code_goes_before_the_enterprise_number() -> None:
    who = actor(Role.EDITOR, nis_code="52011", enterprise_number="0200000002")

    assert [sight for sight, _ in before(who, CHARLEROI, NAMUR)] == [
        Sight.EVERYTHING,
        Sight.NOTHING,
    ]


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_its_place_sees_nothing_of_a_cpas(role: Role) -> None:
    sights = {sight for sight, _ in before(actor(role), CHARLEROI, NAMUR, GENT)}

    assert sights == {Sight.EVERYTHING if role in SPP_IS_ROLES else Sight.NOTHING}


def test_a_place_without_a_role_sees_nothing() -> None:
    who = actor(nis_code="52011", enterprise_number="0200000001", region=Region.WALLONIA)

    assert scope_of(who) == Scope()
    assert {sight for sight, _ in before(who, CHARLEROI, NAMUR, GENT)} == {Sight.NOTHING}


def test_a_federation_sees_the_status_of_its_region() -> None:
    who = actor(Role.FEDERATION, region=Region.WALLONIA)

    assert before(who, CHARLEROI, GENT) == [
        (Sight.STATUS, {Role.FEDERATION}),
        (Sight.NOTHING, set()),
    ]
    assert standing(who, CHARLEROI).exists
    assert not standing(who, CHARLEROI).reads_amounts


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

    assert standing(who, CHARLEROI).person == who.person
    assert standing(who, GENT).person.subject == who.person.subject


ACTORS = st.builds(
    lambda roles, nis_code, number, region: actor(
        *roles, nis_code=nis_code, enterprise_number=number, region=region
    ),
    st.sets(st.sampled_from(Role)),
    st.sampled_from([None, "52011", "92094", "44021"]),
    st.sampled_from([None, "0200000001", "0200000002"]),
    st.none() | st.sampled_from(Region),
)


def narrowed(scope: Scope, one: Cpas) -> bool:
    """Whether a query that is narrowed with the scope finds the CPAS."""
    return (
        scope.whole_country
        or (scope.nis_code is not None and scope.nis_code == one.nis_code)
        or (
            scope.enterprise_number is not None and scope.enterprise_number == one.enterprise_number
        )
        or (scope.region is not None and scope.region == one.region)
    )


@given(who=ACTORS, one=st.sampled_from([CHARLEROI, NAMUR, GENT]))
def test_what_a_query_finds_is_what_the_gate_lets_through(who: Actor, one: Cpas) -> None:
    assert narrowed(scope_of(who), one) == standing(who, one).exists


@given(who=ACTORS, one=st.sampled_from([CHARLEROI, NAMUR, GENT]))
def test_a_role_before_a_cpas_is_a_role_of_the_token(who: Actor, one: Cpas) -> None:
    seen = standing(who, one)

    assert seen.person.roles <= who.roles
    assert seen.exists == bool(seen.person.roles)
    assert seen.reads_amounts == bool(seen.person.roles - {Role.FEDERATION})


@given(who=ACTORS, one=st.sampled_from([CHARLEROI, NAMUR, GENT]))
def test_where_no_amount_is_reached_the_gate_lets_none_be_read(who: Actor, one: Cpas) -> None:
    reached = scope_of(who).of_amounts != Scope()

    assert reached or not standing(who, one).reads_amounts
    assert reached == bool(
        who.roles & SPP_IS_ROLES
        or (who.roles & CPAS_ROLES and (who.nis_code or who.enterprise_number))
    )
