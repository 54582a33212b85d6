"""The follow-up across the CPAS: pages of forms, and their summary."""

import strawberry

from models.cpas import CpasId
from models.follow_up import FormCriteria
from resolvers.denials import BadInput
from schema.arguments import given
from schema.inputs import FormFilter
from schema.nodes import NodeType, number_of

_MOST_CPAS = 600


def form_criteria(year: int, wanted: FormFilter | None) -> FormCriteria:
    """Return what the filter asks for; a CPAS that its id does not name matches nothing.

    Raises:
        BadInput: too many CPAS.
    """
    if not wanted:
        return FormCriteria(year=year)
    return FormCriteria(
        year=year,
        kinds=given(wanted.kind),
        statuses=given(wanted.status),
        regions=given(wanted.region),
        missing=given(wanted.missing_signature),
        cpas=_cpas_ids(given(wanted.cpas)),
        updated_since=given(wanted.updated_since),
    )


def _cpas_ids(ids: list[strawberry.ID] | None) -> list[CpasId] | None:
    if ids is None:
        return None
    if len(ids) > _MOST_CPAS:
        raise BadInput(f"At most {_MOST_CPAS} CPAS.")
    numbers = (number_of(id_, NodeType.CPAS) for id_ in ids)
    return [CpasId(number) for number in numbers if number is not None]
