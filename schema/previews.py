"""What a save would come to: computed, and stored nowhere."""

from collections.abc import Sequence

import strawberry
from strawberry import Info

from models.refusals import Refused
from resolvers.context import Context
from resolvers.forms import preview
from resolvers.views import FormView
from schema.amounts import Amounts, amounts_of
from schema.described import attribute
from schema.inputs import LineInput
from schema.lengths import check_given
from schema.lines import FormLine, form_lines
from schema.user_errors import UserError, user_errors


@strawberry.type(description="What a form would say if these lines were saved. Nothing is saved.")
class FormPreview:
    amounts: Amounts | None = attribute("The amounts; null where a line is refused.", default=None)
    lines: list[FormLine] | None = attribute(
        "All lines of the form; null where one is refused.", default=None
    )
    user_errors: list[UserError] = attribute(
        "What a save would refuse about the lines; whether it would be possible now and for you, "
        "viewerCanEdit says.",
        default_factory=list,
    )


def form_preview(
    view: FormView, given: Sequence[LineInput], info: Info[Context, None]
) -> FormPreview | None:
    """Return what the form would say with these lines; None for who may not read the amounts.

    Raises:
        BadInput: there are more lines than any form has.
    """
    check_given("lines", given, of="")
    if view.content is None:
        return None
    try:
        seen = preview(view, [line.entered() for line in given])
    except Refused as refused:
        refused.language = view.of_report.cpas.language
        return FormPreview(user_errors=_as_arguments(user_errors(refused, info)))
    assert seen.content is not None, "as above"
    return FormPreview(amounts=amounts_of(seen.form.spec, seen.content), lines=form_lines(seen))


def _as_arguments(errors: list[UserError]) -> list[UserError]:
    for error in errors:
        error.path = error.path[1:]  # the lines are an argument, and no part of an input
    return errors
