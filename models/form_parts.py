"""What belongs to a form and is many: its lines, its signatures, its submissions.

Each comes as one value of the form's row, a list of lists that `models.reading` makes values of.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, or_, select

from models.statements import json_list
from models.tables import (
    ACKNOWLEDGEMENT,
    FORM,
    FORM_LINE,
    FORM_VERSION,
    PERSON,
    SIGNATURE,
    SUBMISSION,
    SUBMISSION_RETURN,
)

PERSON_COLUMNS = "subject display_name roles assurance_level"
"""What is kept of a person, in the order of `models.reading.person_known`."""
_ACKNOWLEDGED_BY = PERSON.alias("acknowledged_by")
_RETURNED_BY = PERSON.alias("returned_by")
_SIGNED_BY = PERSON.alias("signed_by")
_INVALIDATED_BY = PERSON.alias("invalidated_by")
_NEXT_VERSION = FORM_VERSION.alias("next_version")


def _person_columns(person: FromClause) -> list[ColumnElement[Any]]:
    return [person.c[name] for name in PERSON_COLUMNS.split()]


VERSIONS_BACK = 50
"""Of how many versions of a form the signatures are read that fell: somebody may sign and save over
and over, and whoever looks at it would pay. Each version of the form has its own."""

LINES = (
    select(json_list(FORM_LINE.c.line, FORM_LINE.c.advance, FORM_LINE.c.entered))
    .where(FORM_LINE.c.form_id == FORM.c.id, FORM_LINE.c.form_version == FORM.c.version)
    .correlate(FORM)
    .scalar_subquery()
    .label("form_lines")
)


def _signatures(of: FromClause, *where: ColumnElement[bool]) -> ColumnElement[Any]:
    """Return the signatures that belong to a row, each with what became of it."""
    placed = json_list(
        SIGNATURE.c.form_version,
        SIGNATURE.c.signed_at,
        SIGNATURE.c.role,
        SIGNATURE.c.content_digest,
        SIGNATURE.c.report_version,
        *_person_columns(_SIGNED_BY),
        _NEXT_VERSION.c.saved_at,
        *_person_columns(_INVALIDATED_BY),
    )
    is_next = and_(
        _NEXT_VERSION.c.form_id == SIGNATURE.c.form_id,
        _NEXT_VERSION.c.number == SIGNATURE.c.form_version + 1,
    )
    return (
        select(placed)
        .select_from(
            SIGNATURE.join(_SIGNED_BY, _SIGNED_BY.c.id == SIGNATURE.c.signed_by)
            .outerjoin(_NEXT_VERSION, is_next)
            .outerjoin(_INVALIDATED_BY, _INVALIDATED_BY.c.id == _NEXT_VERSION.c.saved_by)
        )
        .where(*where)
        .correlate(of)
        .scalar_subquery()
        .label("form_signatures")
    )


ALL_SIGNATURES = _signatures(FORM, SIGNATURE.c.form_id == FORM.c.id)
SIGNATURES = _signatures(
    FORM,
    SIGNATURE.c.form_id == FORM.c.id,
    or_(
        SIGNATURE.c.form_version > FORM.c.version - VERSIONS_BACK,
        SIGNATURE.c.form_version.in_(
            select(SUBMISSION.c.form_version)
            .where(SUBMISSION.c.form_id == FORM.c.id)
            .correlate(FORM)
        ),
    ),
)
SIGNATURES_OF_VERSION = _signatures(
    FORM_VERSION,
    SIGNATURE.c.form_id == FORM_VERSION.c.form_id,
    SIGNATURE.c.form_version == FORM_VERSION.c.number,
)


def _of_submission(table: FromClause) -> ColumnElement[bool]:
    return and_(
        table.c.form_id == SUBMISSION.c.form_id, table.c.form_version == SUBMISSION.c.form_version
    )


SUBMISSIONS = (
    select(
        json_list(
            SUBMISSION.c.form_version,
            SUBMISSION.c.reference,
            SUBMISSION.c.sent_at,
            SUBMISSION.c.content_digest,
            ACKNOWLEDGEMENT.c.acknowledged_at,
            *_person_columns(_ACKNOWLEDGED_BY),
            SUBMISSION_RETURN.c.reason,
            SUBMISSION_RETURN.c.returned_at,
            *_person_columns(_RETURNED_BY),
        )
    )
    .select_from(
        SUBMISSION.outerjoin(ACKNOWLEDGEMENT, _of_submission(ACKNOWLEDGEMENT))
        .outerjoin(_ACKNOWLEDGED_BY, _ACKNOWLEDGED_BY.c.id == ACKNOWLEDGEMENT.c.acknowledged_by)
        .outerjoin(SUBMISSION_RETURN, _of_submission(SUBMISSION_RETURN))
        .outerjoin(_RETURNED_BY, _RETURNED_BY.c.id == SUBMISSION_RETURN.c.returned_by)
    )
    .where(SUBMISSION.c.form_id == FORM.c.id)
    .correlate(FORM)
    .scalar_subquery()
    .label("form_submissions")
)
