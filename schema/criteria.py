"""From filters of the contract to criteria; what cannot be meant is refused, and not left out."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from models.campaign import FIRST_YEAR, LAST_YEAR, is_year
from models.cpas import NIS_CODE, CpasId, NisCode
from models.criteria import FormCriteria
from models.days import FIRST_DAY, LAST_DAY, is_meant
from models.words import province_named
from resolvers.country import CpasCriteria
from resolvers.denials import BadInput
from schema.arguments import given
from schema.inputs import CpasFilter, FormFilter
from schema.lengths import check_given
from schema.nodes import NodeType, number_of

_SHOWN = 40


def form_criteria(year: int, wanted: FormFilter | None) -> FormCriteria:
    """Return what the filter asks for.

    Raises:
        BadInput: a year without reports, an instant that nobody means; too many CPAS, or one that
            is named by what cannot be its id or code; a province that is none.
    """
    if not is_year(year):
        raise BadInput(f"A year lies between {FIRST_YEAR} and {LAST_YEAR}.", "year")
    if not wanted:
        return FormCriteria(year=year)
    return FormCriteria(
        year=year,
        kinds=given(wanted.kind),
        statuses=given(wanted.status),
        sent=given(wanted.sent),
        regions=given(wanted.region),
        provinces=_provinces(given(wanted.province)),
        languages=given(wanted.language),
        search=given(wanted.search),
        nis_codes=_nis_codes(given(wanted.nis_code)),
        missing=given(wanted.missing_signature),
        cpas=_cpas_ids(given(wanted.cpas)),
        updated_since=_since(given(wanted.updated_since)),
        acknowledged=given(wanted.acknowledged),
        without_advance=given(wanted.without_advance),
        account_changed=given(wanted.bank_account_changed_since_signing),
    )


def meant(at: datetime, *argument: str) -> datetime:
    """Return the instant.

    Raises:
        BadInput: nobody can mean it.
    """
    if not is_meant(at.date()):
        raise BadInput(f"An instant lies between {FIRST_DAY.year} and {LAST_DAY.year}.", *argument)
    return at


def cpas_criteria(wanted: CpasFilter | None) -> CpasCriteria:
    """Return what the filter asks for.

    Raises:
        BadInput: a province that is none; too many codes, or one that has not the shape of one.
    """
    if not wanted:
        return CpasCriteria()
    return CpasCriteria(
        region=given(wanted.region),
        province=_provinces(given(wanted.province)),
        language=given(wanted.language),
        search=given(wanted.search),
        nis_code=_nis_codes(given(wanted.nis_code)),
    )


def _since(at: datetime | None) -> datetime | None:
    return None if at is None else meant(at, "filter", "updatedSince")


def _cpas_ids(ids: Sequence[strawberry.ID] | None) -> list[CpasId] | None:
    if ids is None:
        return None
    check_given("cpas", ids, of="filter")
    return [CpasId(_cpas_id(node_id)) for node_id in ids]


def _cpas_id(node_id: strawberry.ID) -> int:
    number = number_of(node_id, NodeType.CPAS)
    if number is None:
        code = NIS_CODE.fullmatch(node_id)
        hint = " It is a NIS code: give it as nisCode." if code else ""
        raise BadInput(f"{node_id[:_SHOWN]} is not the id of a CPAS.{hint}", "filter", "cpas")
    return number


def _nis_codes(codes: Sequence[str] | None) -> list[NisCode] | None:
    if codes is None:
        return None
    check_given("nisCode", codes, of="filter")
    for code in codes:
        if not NIS_CODE.fullmatch(code):
            raise BadInput(
                f"{code[:_SHOWN]} is no NIS code: it has five digits.", "filter", "nisCode"
            )
    return [NisCode(code) for code in codes]


def _provinces(names: Sequence[str] | None) -> list[str] | None:
    if names is None:
        return None
    check_given("province", names, of="filter")
    found = []
    for name in names:
        province = province_named(name)
        if province is None:
            raise BadInput(f"There is no province {name[:_SHOWN]}.", "filter", "province")
        found.append(province)
    return found
