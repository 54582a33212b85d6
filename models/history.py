"""The versions of a form's content, each as a form of its own: what stood on it then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from models.form import Form, FormId
from models.form_parts import PERSON_COLUMNS, SIGNATURES_OF_VERSION
from models.people import Act
from models.reading import content_of, person_known, signatures_of, was_granted
from models.statements import Statement, json_list, one_of
from models.tables import FORM, FORM_LINE, FORM_VERSION, PERSON

MOST_VERSIONS = 50
"""How many are told at once."""

_LINES = (
    select(json_list(FORM_LINE.c.line, FORM_LINE.c.advance, FORM_LINE.c.entered))
    .where(
        FORM_LINE.c.form_id == FORM_VERSION.c.form_id,
        FORM_LINE.c.form_version == FORM_VERSION.c.number,
    )
    .correlate(FORM_VERSION)
    .scalar_subquery()
    .label("lines")
)
_VERSIONS: Select[Any] = (
    select(
        FORM_VERSION.c.form_id,
        FORM_VERSION.c.number,
        FORM_VERSION.c.content_format,
        FORM_VERSION.c.saved_at,
        *(PERSON.c[name] for name in PERSON_COLUMNS.split()),
        _LINES,
        SIGNATURES_OF_VERSION,
    )
    .join_from(FORM_VERSION, FORM, FORM.c.id == FORM_VERSION.c.form_id)
    .join(PERSON, PERSON.c.id == FORM_VERSION.c.saved_by)
    .where(one_of(FORM.c.id, "forms"))
)
_LAST = FORM.c.version - bindparam("skipped")
VERSIONS_OF_FORMS = Statement(
    _VERSIONS.where(
        FORM_VERSION.c.number <= _LAST, FORM_VERSION.c.number > _LAST - bindparam("most")
    ).order_by(FORM_VERSION.c.form_id, FORM_VERSION.c.number.desc())
)
_OTHER = FORM_VERSION.alias("other")
VERSIONS_AT = Statement(
    _VERSIONS.where(
        FORM_VERSION.c.number
        == select(func.max(_OTHER.c.number))
        .where(_OTHER.c.form_id == FORM.c.id, _OTHER.c.saved_at <= bindparam("at"))
        .correlate(FORM)
        .scalar_subquery()
    )
)


def form_then(form: Form, row: Any, at: datetime | None = None) -> Form:
    """Return the form as it was in the version of the row; its signatures are those placed on it.

    With `at`, only those that had been placed by then. What was sent is left to the present form.
    """
    version = row.number
    sent = any(submission.form_version == version for submission in form.submissions)
    granted = row.content_format > 1 or was_granted(row.lines, sent=sent)
    return replace(
        form,
        version=version,
        content=content_of(form.spec, row.lines, granted=granted),
        content_format=row.content_format,
        saved=Act(by=person_known(*(getattr(row, name) for name in _PERSON)), at=row.saved_at),
        signatures=tuple(
            signature for signature in signatures_of(row) if at is None or signature.signed.at <= at
        ),
    )


def by_form(rows: Sequence[Any]) -> dict[FormId, list[Any]]:
    """Return the rows of each form, in their order."""
    found: dict[FormId, list[Any]] = {}
    for row in rows:
        found.setdefault(FormId(row.form_id), []).append(row)
    return found


_PERSON = tuple(PERSON_COLUMNS.split())
