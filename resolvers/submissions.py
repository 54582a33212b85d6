"""SPP IS and what was sent to it: acknowledging a submission."""

from models.form import FormId
from models.lifecycle import acknowledge
from models.reading import FormOfReport
from resolvers.changes import Call, Outcome, managing
from resolvers.context import Context
from resolvers.denials import NotFound
from resolvers.views import FormView, form_view


async def acknowledge_submission(
    context: Context, form_id: FormId, key: str | None
) -> Outcome[FormView]:
    """Note that SPP IS acknowledges what was sent.

    Raises:
        NotFound: no such form.
        Refused: NOT_SENT.
    """
    call = Call(operation="acknowledgeSubmission", arguments=[form_id], idempotency_key=key)
    async with context.writing(call.turn) as store:
        found = await store.form(form_id)
        if found is None:
            raise NotFound
        async with managing(context, store) as change:
            after = found.form
            if await change.first_outcome(call) is None:
                after = acknowledge(found.form, act=change.act)
                await store.store_form(found, after)
                await change.remember(call, [form_id])
            now = FormOfReport(
                form=after, report=found.report, cpas=found.cpas, revision=found.revision
            )
            view = form_view(now, change.standing, change.now)
            return Outcome(value=view, replayed=after == found.form)
