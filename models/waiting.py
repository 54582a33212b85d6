"""Who is waited for, and since when: one rule, for values and for the rows of statements.

A signature is missing where the present content lacks it; nobody's is once the report is closed.
Before a form is encoded its CPAS is waited for, afterwards whoever has not signed it.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, not_, null, or_, type_coerce
from sqlmodel import UTCDateTime

from models.form import Form, FormStatus
from models.people import Signatory
from models.report import Report, ReportStatus
from models.tables import FORM, FORM_VERSION, REPORT


def lacking(signed_by: Collection[Signatory], *, closed: bool) -> tuple[Signatory, ...]:
    """Return whose signature is missing on a form that these have signed."""
    return () if closed else tuple(role for role in Signatory if role not in signed_by)


def missing_signatures(form: Form, report: Report, now: datetime) -> tuple[Signatory, ...]:
    """Return whose signature is missing on the form at that instant."""
    signed_by = [signature.role for signature in form.current_signatures]
    return lacking(signed_by, closed=report.status(now) is ReportStatus.CLOSED)


def waiting_since(form: Form, report: Report, now: datetime) -> datetime | None:
    """Return since when somebody is waited for, None where nobody is.

    The CPAS is from the opening on; who signs, since the content is there that is to be signed.
    """
    if form.status is FormStatus.SENT or report.status(now) is not ReportStatus.OPEN:
        return None
    return form.saved.at if form.status.encoded else report.opens_at


# The same of rows --------------------------------------------------------------------------------

SIGNED_BY = {
    Signatory.PRESIDENT: FORM.c.signed_by_president,
    Signatory.DIRECTOR_GENERAL: FORM.c.signed_by_director_general,
}
ENCODED = FORM.c.justified.is_not(None)
"""That a form is encoded: only then is known what is justified on all of its lines."""
ENCODED_UNSENT = and_(ENCODED, FORM.c.sent_at.is_(None))
"""That a form is ready to be signed."""
CLOSED = or_(
    REPORT.c.closed_at.is_not(None),
    REPORT.c.closes_at <= bindparam("now", type_=REPORT.c.closes_at.type),
).label("closed")
"""That the report is closed `now`, as `Report.status` has it."""
_UNOPENED = REPORT.c.opens_at > bindparam("now", type_=REPORT.c.opens_at.type)
PLANNED = and_(_UNOPENED, not_(CLOSED))
"""That the report is yet to open, as `Report.status` has it."""
REPORT_STATUS = case(
    (CLOSED, ReportStatus.CLOSED.value),
    (_UNOPENED, ReportStatus.PLANNED.value),
    else_=ReportStatus.OPEN.value,
).label("report_status")
"""Where the report stands `now`."""
WAITING_SINCE = type_coerce(
    case(
        (or_(FORM.c.sent_at.is_not(None), CLOSED, _UNOPENED), null()),
        (ENCODED, FORM_VERSION.c.saved_at),
        else_=REPORT.c.opens_at,
    ),
    UTCDateTime(),
).label("waiting_since")
"""As `waiting_since`, of the present version of a form."""


def lacks(role: Signatory) -> ColumnElement[bool]:
    """Return the condition that this signature is missing, as `lacking` has it."""
    return and_(SIGNED_BY[role].is_(False), not_(CLOSED))


def waits_for(role: Signatory) -> ColumnElement[bool]:
    """Return the condition that the form is encoded, not sent, and lacks this signature."""
    return and_(ENCODED_UNSENT, lacks(role))
