"""Arguments that several fields take, described once."""

from typing import Annotated, TypeVar

import strawberry

from models.language import Language
from models.spec import FormKind
from schema.described import argument
from schema.inputs import CpasBy, CpasFilter, FormFilter, FormOrder

Argument = TypeVar("Argument")

AskedLanguage = Annotated[
    Language | None, argument("The language; left out: that of the request, else the CPAS's own.")
]
LabelLanguage = Annotated[Language | None, argument("The language; left out: that of the request.")]
Kind = Annotated[FormKind, argument("Which form.")]
Year = Annotated[int, argument("The year that is accounted for, from 2000 to 2100.")]
NodeId = Annotated[strawberry.ID, argument("The id of the object.")]
NodeIds = Annotated[list[strawberry.ID], argument("The ids of the objects.")]
WhichCpas = Annotated[CpasBy | None, argument("Which CPAS; left out: the viewer's own.")]
CpasWanted = Annotated[CpasFilter | None, argument("Which CPAS; left out: all of them.")]
First = Annotated[int | None, argument("How many from the start of the list, at most 600.")]
After = Annotated[str | None, argument("The cursor behind which the page begins.")]
Last = Annotated[int | None, argument("How many from the end of the list, at most 600.")]
Behind = Annotated[
    str | None, argument("The cursor of the line behind which to begin; left out: what comes.")
]
EventsWanted = Annotated[
    FormFilter | None,
    argument(
        "Which lines; left out: all of them. What is asked of forms (kind, status, sent, missing "
        "signature and so on): lines about forms that are so now. What is asked of CPAS (region, "
        "province, language, search, codes and ids): lines about these, their reports included. "
        "updatedSince: lines of that instant or later."
    ),
]
Before = Annotated[str | None, argument("The cursor before which the page ends.")]
FormsWanted = Annotated[FormFilter | None, argument("Which forms; left out: all of them.")]
FormsOrdered = Annotated[
    FormOrder | None, argument("In which order; left out: by the name of the CPAS.")
]


def given(argument: Argument | None) -> Argument | None:
    """Return the argument; left out and null are the same here."""
    return None if argument is strawberry.UNSET else argument
