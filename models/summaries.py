"""Summaries of forms: how many stand where, what they sum to, and when they got there.

Every statement groups in the database: how many there are does not depend on how many forms match.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    cast,
    extract,
    func,
    literal_column,
    select,
    union_all,
)

from models.counts import COUNTS, counted
from models.follow_up import asked_of_forms
from models.reading import SELECT_CPAS
from models.tables import CPAS, FORM, REPORT
from models.waiting import ENCODED, WAITING_SINCE

SUMMED = tuple(
    FORM.c[name] for name in ("advance", "justified", "to_repay", "to_receive", "set_off", "borne")
)
"""The amounts on a form's row, in cents."""
HOUR_S = 3600


def summary_statement(
    conditions: Sequence[ColumnElement[bool]], legible: ColumnElement[bool]
) -> Select[Any]:
    """Return a statement for the summary, by place and by kind of form.

    `legible` tells whose amounts may be read.
    """
    alike = (CPAS.c.region, CPAS.c.province, FORM.c.kind)
    columns: list[ColumnElement[Any]] = [
        *alike,
        *COUNTS,
        counted(FORM.c.justified == 0, "declared_zero"),
        counted(FORM.c.advance.is_(None), "without_advance"),
        counted(legible, "legible"),
        *(
            cast(func.coalesce(func.sum(column), 0), BigInteger).label(column.name)
            for column in SUMMED
        ),
        func.min(REPORT.c.opens_at).label("opens_first"),
        func.min(REPORT.c.closes_at).label("closes_first"),
        func.max(REPORT.c.closes_at).label("closes_last"),
    ]
    return asked_of_forms(columns, conditions).group_by(*alike)


def cpas_statement(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Return a statement for each CPAS with the counts of its forms that match."""
    of_cpas = REPORT.c.cpas_id.label("of_cpas")
    waiting = func.min(WAITING_SINCE.element).label("waiting_since")
    counts = asked_of_forms([of_cpas, waiting, *COUNTS], conditions).group_by(of_cpas).subquery()
    own = [counts.c.waiting_since, *(counts.c[column.name] for column in COUNTS)]
    return (
        SELECT_CPAS.join(counts, counts.c.of_cpas == CPAS.c.id)
        .add_columns(*own)
        .order_by(CPAS.c.sort_name, CPAS.c.nis_code)
    )


def hours_statement(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Return a statement for the hours in which forms were encoded, and sent.

    An hour is the same for every database, wherever its clock stands, and whole hours are what
    time zones differ by: the days of a calendar can be made of them.
    """
    return select(
        union_all(
            _hours("encoded", FORM.c.encoded_at, [*conditions, ENCODED]),
            _hours("sent", FORM.c.sent_at, [*conditions, FORM.c.sent_at.is_not(None)]),
        ).subquery("marked")
    )


def _hours(
    mark: str, at: ColumnElement[Any], conditions: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    seconds = extract("epoch", at)
    begins_at = cast(seconds - seconds % HOUR_S, BigInteger).label("begins_at")
    columns: list[ColumnElement[Any]] = [
        literal_column(f"'{mark}'").label("mark"),
        begins_at,
        func.count().label("forms"),
    ]
    return asked_of_forms(columns, conditions).group_by(begins_at)
