"""What an actor may see, as a condition that narrows a statement; the gate decides row by row."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    false,
    literal_column,
    or_,
    select,
    true,
)

from auth.identity import Scope
from models.cpas import EnterpriseNumber, NisCode, Region
from models.criteria import FormCriteria
from models.journal import TELLS_BY_HAPPENING
from models.tables import CPAS, JOURNAL, SUCCESSION


def narrowed_to(scope: Scope) -> ColumnElement[bool]:
    """Return the scope as a condition on the columns of CPAS; `scope_values` are its parameters."""
    if scope.whole_country:
        return true()
    conditions = [
        condition
        for value, condition in (
            (scope.nis_code, _is_meant("nis_code")),
            (scope.enterprise_number, _is_meant("enterprise_number")),
            (scope.region, CPAS.c.region == bindparam("scope_region")),
        )
        if value is not None
    ]
    return or_(false(), *conditions)


_HEIR = CPAS.alias("scope_heir")


def _is_meant(name: str) -> ColumnElement[bool]:
    """Return that the CPAS has this code or number, or was taken over by the one that has it."""
    meant: BindParameter[str] = bindparam(f"scope_{name}")
    taken_over = (
        select(SUCCESSION.c.cpas_id)
        .join_from(SUCCESSION, _HEIR, _HEIR.c.id == SUCCESSION.c.heir_id)
        .where(_HEIR.c[name] == meant, SUCCESSION.c.since <= bindparam("scope_today"))
    )
    return or_(CPAS.c[name] == meant, CPAS.c.id.in_(taken_over))


def narrowed_for(criteria: FormCriteria, scope: Scope) -> ColumnElement[bool]:
    """Return the scope as a condition for who asks this: the same, or less where it tells amounts.

    Who asks for forms by their amounts hears of those whose amounts they may read, and no others.
    """
    return narrowed_to(scope.of_amounts if criteria.of_amounts else scope)


def lines_for(criteria: FormCriteria, scope: Scope) -> ColumnElement[bool]:
    """Return which lines of the journal exist for who asks this, as a condition on it and CPAS.

    What tells of amounts, contact or account by happening at all exists for who may read those.
    """
    exist = narrowed_for(criteria, scope)
    if scope.whole_country or scope.region is None:
        return exist
    return and_(exist, or_(_FOLLOWED, narrowed_to(scope.of_amounts)))


_FOLLOWED = and_(
    *(JOURNAL.c.type != literal_column(f"'{type_}'") for type_ in sorted(TELLS_BY_HAPPENING))
)


def scope_values(scope: Scope) -> dict[str, Any]:
    """Return the parameters of the condition."""
    if scope.whole_country:
        return {}
    given = {
        "scope_nis_code": scope.nis_code,
        "scope_enterprise_number": scope.enterprise_number,
        "scope_region": scope.region and scope.region.value,
    }
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if scope.nis_code is not None or scope.enterprise_number is not None:
        values["scope_today"] = scope.today
    return values


def scope_shape(scope: Scope) -> Scope:
    """Return what the text of the condition depends on: which of the places are given."""
    return Scope(
        whole_country=scope.whole_country,
        nis_code=scope.nis_code and NisCode(""),
        enterprise_number=scope.enterprise_number and EnterpriseNumber(""),
        region=scope.region and Region.BRUSSELS,
    )
