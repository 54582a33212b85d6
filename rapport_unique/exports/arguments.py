"""What is asked for in the address: which forms, in which order, in which language.

Names and values are those of `FormFilter` and `FormOrder` of the API; the language of the CPAS is
`cpasLanguage`, since `language` is that of the file. What is not understood is
refused: a filter that was silently left out would give a file with too much in it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import strawberry
from starlette.datastructures import QueryParams

from models.cpas import Region
from models.criteria import FormCriteria
from models.follow_up import FormOrder, FormOrderField, OrderDirection
from models.form import FormStatus
from models.language import Language
from models.people import Signatory
from models.spec import FormKind
from resolvers.denials import BadInput
from schema.criteria import form_criteria
from schema.inputs import FormFilter
from schema.nodes import NodeType, number_of
from schema.scalars import read_instant

Value = TypeVar("Value")
Named = TypeVar("Named", bound=StrEnum)

NAMES = (
    "year",
    "kind",
    "status",
    "sent",
    "region",
    "province",
    "cpasLanguage",
    "search",
    "nisCode",
    "missingSignature",
    "cpas",
    "acknowledged",
    "withoutAdvance",
    "bankAccountChangedSinceSigning",
    "updatedSince",
    "orderBy",
    "direction",
    "language",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Which forms of one year are wanted, and in which order."""

    year: int
    criteria: FormCriteria
    order: FormOrder


def read_arguments(given: QueryParams) -> Asked:
    """Return what the parameters of an address ask for.

    Raises:
        BadInput: an unknown name or value, a single value given twice, or no year.
    """
    for name in given:
        if name not in NAMES:
            raise BadInput(f"There is no such parameter: give {', '.join(NAMES)}.", name[:40])
    year = _one(given, "year", _year)
    if year is None:
        raise BadInput("It is missing.", "year")
    _one(given, "language", _language)
    return Asked(
        year=year,
        criteria=form_criteria(year, _filter(given)),
        order=_order(given),
    )


def language_in(given: QueryParams) -> Language | None:
    """Return the language that the parameters name, or None where they name none of ours."""
    codes = [code.upper() for code in given.getlist("language")]
    return Language(codes[0]) if len(codes) == 1 and codes[0] in Language.__members__ else None


def _order(given: QueryParams) -> FormOrder:
    direction = _one(given, "direction", _name_in(OrderDirection))
    return FormOrder(
        field=_one(given, "orderBy", _name_in(FormOrderField)) or FormOrderField.CPAS_NAME,
        descending=direction is OrderDirection.DESC,
    )


def _filter(given: QueryParams) -> FormFilter:
    return FormFilter(
        kind=_several(given, "kind", _name_in(FormKind)),
        status=_several(given, "status", _name_in(FormStatus)),
        sent=_one(given, "sent", _boolean),
        region=_several(given, "region", _name_in(Region)),
        province=_several(given, "province", str),
        language=_several(given, "cpasLanguage", _language),
        search=_one(given, "search", str),
        nis_code=_several(given, "nisCode", str),
        missing_signature=_several(given, "missingSignature", _name_in(Signatory)),
        cpas=_several(given, "cpas", _id_of_cpas),
        acknowledged=_one(given, "acknowledged", _boolean),
        without_advance=_one(given, "withoutAdvance", _boolean),
        bank_account_changed_since_signing=_one(given, "bankAccountChangedSinceSigning", _boolean),
        updated_since=_one(given, "updatedSince", _instant),
    )


def _several(given: QueryParams, name: str, read: Callable[[str], Value]) -> list[Value] | None:
    """Return every value of the parameter, each once, or None where it is not given."""
    values = [_read(name, text, read) for text in given.getlist(name)]
    return list(dict.fromkeys(values)) or None


def _one(given: QueryParams, name: str, read: Callable[[str], Value]) -> Value | None:
    """Return the value of the parameter, or None where it is not given."""
    match given.getlist(name):
        case []:
            return None
        case [text]:
            return _read(name, text, read)
        case _:
            raise BadInput("It is given more than once.", name)


def _read(name: str, text: str, read: Callable[[str], Value]) -> Value:
    try:
        return read(text)
    except BadInput as bad:
        raise BadInput(bad.detail, name) from None


def _year(text: str) -> int:
    if not re.fullmatch("[0-9]{4}", text):
        raise BadInput("A year is four digits.")
    return int(text)


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise BadInput("Give true or false.")
    return text == "true"


def _name_in(names: type[Named]) -> Callable[[str], Named]:
    def read(text: str) -> Named:
        if text not in names.__members__:
            raise BadInput(f"Give one of {', '.join(names)}.")
        return names[text]

    return read


def _language(text: str) -> Language:
    return _name_in(Language)(text.upper())


def _id_of_cpas(text: str) -> strawberry.ID:
    if number_of(text, NodeType.CPAS) is None:
        raise BadInput("This is not the id of a CPAS.")
    return strawberry.ID(text)


def _instant(text: str) -> datetime:
    try:
        return read_instant(text)
    except BadInput as bad:
        raise BadInput(f"{bad.detail} In an address, + is written %2B.") from None
