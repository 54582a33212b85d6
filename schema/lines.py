"""The lines of a form: what SPP IS grants on each, and what the CPAS encodes."""

import strawberry
from strawberry import Info

from models.language import Language
from models.money import Cents
from models.refusals import RefusalCode
from models.spec import (
    Content,
    FormSpec,
    Line,
    LineEntry,
    LineWarning,
    ceiling_of,
    figures_by_key,
    justified_on,
    over_ceiling,
    warnings_on,
)
from resolvers.context import Context
from resolvers.views import FormView
from schema.arguments import AskedLanguage
from schema.described import attribute, field


@strawberry.type(
    description="One line of a form, in the order of the form. A line that others are part of "
    "carries their grant and shows their sum."
)
class FormLine:
    line: strawberry.Private[Line]
    own_language: strawberry.Private[Language]
    key: str = attribute("Names the line within its form; the same every year.")
    entry: LineEntry = attribute("What the CPAS encodes on the line.")
    part_of: str | None = attribute("The key of the line that this one is a part of.")
    advance: Cents | None = attribute(
        "What SPP IS granted on this line; null until it has, and on a line on which nothing is "
        "granted."
    )
    count: int | None = attribute("The number that the CPAS encoded, on a line that asks for one.")
    unit_price: Cents | None = attribute("What one counts for, on a line that asks for a number.")
    justified: Cents | None = attribute(
        "What is justified: encoded, counted, or the sum of the parts. Null until all of it has "
        "been encoded; 0.00 is a declaration."
    )
    multiple_of: Cents | None = attribute(
        "What an amount on this line should be a whole number of times; null where it does not "
        "matter."
    )
    ceiling: Cents | None = attribute("The most that may be justified; null without a ceiling.")
    errors: list[RefusalCode] = attribute("Errors that the line can be saved with, but not signed.")
    warnings: list[LineWarning] = attribute(
        "What is unusual about the line; it can be saved and signed all the same."
    )

    @field
    def label(
        self,
        info: Info[Context, None],
        language: AskedLanguage = strawberry.UNSET,
    ) -> str:
        """Official label: in the language asked for, else in that of the request, else in the
        CPAS's own."""
        asked = language or info.context.language or self.own_language
        return self.line.label.in_language(asked)


def form_lines(view: FormView) -> list[FormLine] | None:
    """Return the lines as the contract shows them, or None for who may not read the amounts."""
    content, spec = view.content, view.form.spec
    if content is None:
        return None
    language = view.of_report.cpas.language
    return [_form_line(spec, content, line, language) for line in spec.lines]


def _form_line(spec: FormSpec, content: Content, line: Line, language: Language) -> FormLine:
    figures = figures_by_key(content)[line.key]
    return FormLine(
        line=line,
        own_language=language,
        key=line.key,
        entry=line.entry,
        part_of=line.part_of,
        advance=figures.advance if line.granted else None,
        multiple_of=line.multiple_of,
        count=figures.entered if line.entry is LineEntry.COUNT else None,
        unit_price=line.unit_price,
        justified=justified_on(spec, content, line),
        ceiling=ceiling_of(content, line),
        errors=[RefusalCode.CEILING_EXCEEDED] if line in over_ceiling(spec, content) else [],
        warnings=warnings_on(content, line),
    )
