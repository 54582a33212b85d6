"""The follow-up as a file: the forms that exist for the caller, some at a time."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from auth.identity import standing
from models.exported import SELECT_EXPORTED, ExportedForm, in_order, stream_forms
from models.follow_up import FormCriteria, FormOrderField, OrderDirection
from resolvers.context import Context
from resolvers.loaders import in_scope


async def export_forms(
    context: Context, criteria: FormCriteria, field: FormOrderField, direction: OrderDirection
) -> AsyncGenerator[list[ExportedForm], None]:
    """Yield the forms as the caller sees them, in that order, on one snapshot of their own.

    The snapshot lasts until the last of them was taken: close what is not taken to its end.
    """
    wanted = SELECT_EXPORTED.where(in_scope(context.scope), *criteria.conditions())
    statement = in_order(wanted, field, direction)
    async with (
        context.database.reading() as connection,
        aclosing(stream_forms(connection, statement, criteria.parameters())) as parts,
    ):
        async for forms in parts:
            yield [seen for form in forms if (seen := _see(context, form)) is not None]


def _see(context: Context, form: ExportedForm) -> ExportedForm | None:
    """Return the form as the caller sees it, or None where it does not exist for them."""
    stands = standing(context.actor, form.cpas)
    if not stands.exists:
        return None
    return form if stands.reads_amounts else replace(form, totals=None)
