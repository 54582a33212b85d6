"""The rules of what was sent: SPP IS acknowledges it, or returns it to the CPAS."""

from dataclasses import replace

from models.campaign_refusals import NotSent
from models.form import Form, Return, Submission
from models.lifecycle import Saved, with_content
from models.people import Act, Person
from models.refusals import Refused


def acknowledge(form: Form, *, act: Act) -> Form:
    """Return the form whose submission SPP IS acknowledged; once is enough.

    Raises:
        Refused: NOT_SENT.
    """
    if form.submission is None:
        raise Refused([NotSent()])
    if form.submission.acknowledged is not None:
        return form
    return _marked(form, replace(form.submission, acknowledged=act))


def return_form(form: Form, *, reference: str | None = None, reason: str, act: Act) -> Saved:
    """Return the form that SPP IS gave back to the CPAS, and the signatures that fell.

    What was sent stays as it was. The same figures make a new version, which can be edited and
    needs both signatures anew. It may be returned after it was acknowledged and after the report
    closed; the CPAS then goes on once the report is extended. Where a `reference` is given, no
    other submission is returned. The same person who repeats the same return gets the present form:
    a retry is harmless.

    Raises:
        Refused: NOT_SENT.
    """
    if not form.submissions or reference not in {None, form.submissions[-1].reference}:
        raise Refused([NotSent()])
    if _is_returned(form, reason, act.by):
        return Saved(form=form)
    if form.submission is None:
        raise Refused([NotSent()])
    return with_content(given_back(form, Return(act=act, reason=reason)), form.content, act)


def given_back(form: Form, returned: Return) -> Form:
    """Return the form with that mark on what was sent; its next version follows."""
    assert form.submission is not None, "only what was sent is returned"
    return _marked(form, replace(form.submission, returned=returned))


def _is_returned(form: Form, reason: str, by: Person) -> bool:
    """Whether this return made the present version."""
    last = form.submissions[-1]
    if last.returned is None or form.version != last.form_version + 1:
        return False
    return (last.returned.act.by.subject, last.returned.reason) == (by.subject, reason)


def _marked(form: Form, submission: Submission) -> Form:
    return replace(form, submissions=(*form.submissions[:-1], submission))
