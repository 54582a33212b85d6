"""SPP IS and what was sent to it: acknowledging a submission, returning it to the CPAS."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import bindparam, select

from models.form import Form, FormId
from models.people import Act
from models.statements import Statement
from models.submissions import acknowledge, return_form
from models.tables import SUBMISSION
from resolvers.changes import Call, Outcome, managing
from resolvers.chosen import read_reason, read_reason_if_given
from resolvers.context import Context
from resolvers.denials import NotFound
from resolvers.views import FormView, form_view

_OF_REFERENCE = Statement(
    select(SUBMISSION.c.form_id).where(SUBMISSION.c.reference == bindparam("reference"))
)


async def acknowledge_submission(
    context: Context, form_id: FormId, *, reason: str | None, key: str | None
) -> Outcome[FormView]:
    """Note that SPP IS acknowledges what was sent.

    Raises:
        NotFound: no such form.
        Refused: NOT_SENT, or a problem of the reason.
    """
    call = Call(operation="acknowledgeSubmission", arguments=[form_id, reason], idempotency_key=key)

    def acknowledged(form: Form, act: Act) -> tuple[Form, str | None]:
        return acknowledge(form, act=act), read_reason_if_given(reason)

    return await _change(context, form_id, call, acknowledged)


async def return_submission(
    context: Context, form_id: FormId, *, reference: str | None, reason: str, key: str | None
) -> Outcome[FormView]:
    """Give back to the CPAS what was sent, for this reason; `reference` names what is meant.

    Raises:
        NotFound: no such form.
        Refused: NOT_SENT, or a problem of the reason.
    """
    call = Call(operation="returnForm", arguments=[form_id, reference, reason], idempotency_key=key)

    def returned(form: Form, act: Act) -> tuple[Form, str]:
        why = read_reason(reason)
        return return_form(form, reference=reference, reason=why, act=act).form, why

    return await _change(context, form_id, call, returned)


async def form_of_reference(context: Context, reference: str) -> FormId:
    """Return the form that was sent once with this reference.

    Raises:
        NotFound: none was.
    """
    rows = await context.snapshot.rows(_OF_REFERENCE, reference=reference)
    if not rows:
        raise NotFound
    return FormId(rows[0].form_id)


async def _change(
    context: Context,
    form_id: FormId,
    call: Call,
    rule: Callable[[Form, Act], tuple[Form, str | None]],
) -> Outcome[FormView]:
    """Change the form as the rule says, for the reason that it returns."""
    async with context.writing(call.turn) as store:
        found = await store.form(form_id)
        if found is None:
            raise NotFound
        async with managing(context, store) as change:
            after = found.form
            if await change.first_outcome(call) is None:
                after, why = rule(found.form, change.act)
                await store.store_forms([(found, after)], why)
                await change.remember(call, [form_id])
            view = form_view(replace(found, form=after), change.standing, change.now)
            return Outcome(value=view, replayed=after == found.form)
