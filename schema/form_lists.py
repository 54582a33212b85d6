"""The forms of one report: answered from rows where these can tell all that is asked."""

from typing import Any

from strawberry import Info

from models.report import ReportId
from resolvers.context import Context
from resolvers.follow_up import rows_of_report
from resolvers.loaders import load_forms_of_report
from schema.compiled import Answered
from schema.form import form
from schema.form_rows import Columns, OtherwiseError, Sheet, Template
from schema.selected import Selection, selection_of


async def forms_of_report(info: Info[Context, None], report_id: ReportId) -> list[Any]:
    """Return the forms of the report in the order of the catalogue, as the contract shows them."""
    context, selection = info.context, selection_of(info)
    template = _template(context, selection)
    if template is None:
        return [form(view) for view in await load_forms_of_report(context, report_id)]
    columns = template.columns
    rows = await rows_of_report(context, report_id, selection.key, columns.in_order)
    sheet = Sheet(context=context, selection=selection)
    return Answered(map(template.getter(sheet), rows))


def _template(context: Context, selection: Selection) -> Template | None:
    """Return how the forms are answered from rows, or None; worked out once for a document."""
    key = ("forms of a report", selection.key)
    if key not in context.kept:
        try:
            context.kept[key] = Template(selection, selection.details, Columns())
        except OtherwiseError:
            context.kept[key] = None
    found: Template | None = context.kept[key]
    return found
