"""What an actor may see, as a condition that narrows a statement; the gate decides row by row."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, false, or_, true

from auth.identity import Scope
from models.cpas import NisCode, Region
from models.follow_up import FormCriteria
from models.reading import SUCCESSOR
from models.tables import CPAS


def narrowed_to(scope: Scope) -> ColumnElement[bool]:
    """Return the scope as a condition on the columns of CPAS; `scope_values` are its parameters."""
    if scope.whole_country:
        return true()
    conditions = [
        column == bindparam(f"scope_{name}")
        for column, name, value in (
            (CPAS.c.nis_code, "nis_code", scope.nis_code),
            (SUCCESSOR.c.nis_code, "nis_code", scope.nis_code),
            (CPAS.c.enterprise_number, "enterprise_number", scope.enterprise_number),
            (CPAS.c.region, "region", scope.region),
        )
        if value is not None
    ]
    return or_(false(), *conditions)


def narrowed_for(criteria: FormCriteria, scope: Scope) -> ColumnElement[bool]:
    """Return the scope as a condition for who asks this: the same, or less where it tells amounts.

    Who asks for forms by their amounts hears of those whose amounts they may read, and no others.
    """
    return narrowed_to(scope.of_amounts if criteria.of_amounts else scope)


def scope_values(scope: Scope) -> dict[str, Any]:
    """Return the parameters of the condition."""
    if scope.whole_country:
        return {}
    given = {
        "scope_nis_code": scope.nis_code,
        "scope_enterprise_number": scope.enterprise_number,
        "scope_region": scope.region and scope.region.value,
    }
    return {name: value for name, value in given.items() if value is not None}


def scope_shape(scope: Scope) -> Scope:
    """Return what the text of the condition depends on: which of the places are given."""
    return Scope(
        whole_country=scope.whole_country,
        nis_code=scope.nis_code and NisCode(""),
        enterprise_number=scope.enterprise_number and "",
        region=scope.region and Region.BRUSSELS,
    )
