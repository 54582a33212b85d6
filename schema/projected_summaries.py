"""The summary of all forms that match, as the database writes it: counted once, said in many ways.

The forms are counted by all that some field tells apart; every number is a sum over those counts.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from graphql.execution.collect_fields import FieldDetailsList
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    case,
    cast,
    func,
    literal_column,
    select,
)

from models.cpas import Region
from models.follow_up import asked_of_forms
from models.form import FormStatus
from models.forms import CATALOGUE, title_of
from models.json_text import (
    Piece,
    chosen,
    constant,
    dumped,
    euro,
    expression,
    in_quotes,
    instant,
    joined,
    list_of,
    number,
    or_null,
    string,
    when,
)
from models.language import Language
from models.people import Signatory
from models.summaries import SUMMED
from models.tables import CPAS, FORM, REPORT
from models.waiting import waits_for
from models.words import PROVINCES, province_word
from schema.projection import Fields, Place, Projection, Told, told

_NONE: ColumnElement[int] = literal_column("0")
_ONE: ColumnElement[int] = literal_column("1")
_OF_ALL: Piece = case((func.count() < _NONE, constant(" ")), else_=constant(""))
"""Nothing, but of all counts together: one row, also where a summary holds only lists."""
_OF_AMOUNTS = frozenset({"money", "declaredZero", "withoutAdvance"})
_BY: dict[str, Sequence[ColumnElement[Any]]] = {
    "byRegion": (CPAS.c.region,),
    "byProvince": (CPAS.c.region, CPAS.c.province),
    "byKind": (FORM.c.kind,),
}


def summary(conditions: Sequence[ColumnElement[bool]], place: Place) -> Piece:
    """Return what is selected of the summary of the forms that the conditions choose.

    Raises:
        UntoldError: something else than a statement tells it.
    """
    names = _selected(place.projection, place.details)
    counted = _counted(conditions, names, place.sight.reads_amounts)
    text = expression(joined(place.object(_fields(counted)), _OF_ALL))
    return select(text).select_from(counted).correlate(None).scalar_subquery()


def _selected(projection: Projection, details: FieldDetailsList) -> set[str]:
    selected = projection.selection.fields("Summary", details).values()
    return {of_name[0].node.name.value for of_name in selected}


def _counted(
    conditions: Sequence[ColumnElement[bool]], names: set[str], legible: ColumnElement[bool]
) -> CTE:
    """Return the forms, counted by what has to be told apart for the fields of these names."""
    by = {column.name: column for name in names for column in _BY.get(name, ())}
    alike = [
        *by.values(),
        FORM.c.status,
        *(_one_if(waits_for(role)).label(f"waits_{role.value}") for role in Signatory),
    ]
    sums: list[ColumnElement[Any]] = [func.count().label("forms")]
    if names & _OF_AMOUNTS:
        sums += [
            func.sum(_one_if(condition)).label(name)
            for name, condition in (
                ("legible", legible),
                ("declared_zero", FORM.c.justified == _NONE),
                ("without_advance", FORM.c.advance.is_(None)),
            )
        ]
    if "money" in names:
        sums += [func.sum(column).label(column.name) for column in SUMMED]
    if names & {"opensFirst", "closesFirst", "closesLast"}:
        sums += [
            func.min(REPORT.c.opens_at).label("opens_first"),
            func.min(REPORT.c.closes_at).label("closes_first"),
            func.max(REPORT.c.closes_at).label("closes_last"),
        ]
    return asked_of_forms([*alike, *sums], conditions).group_by(*alike).cte()


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, _ONE), else_=_NONE)


def _sum(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.coalesce(func.sum(column), _NONE), BigInteger)


# What is written of the counts -------------------------------------------------------------------


def _counts(counted: FromClause) -> dict[str, Told]:
    forms = counted.c.forms
    of_status = {
        _NAMES[status]: _sum(case((counted.c.status == literal_column(f"'{status.value}'"), forms)))
        for status in FormStatus
    }
    waiting = {
        name: _sum(forms * counted.c[f"waits_{role.value}"])
        for role, name in zip(
            Signatory, ("waitingForPresident", "waitingForDirectorGeneral"), strict=True
        )
    }
    counts = {"total": _sum(forms), **of_status, **waiting}
    return {name: told(number(count)) for name, count in counts.items()}


_NAMES = {
    FormStatus.NOT_STARTED: "notStarted",
    FormStatus.PARTIALLY_ENCODED: "partiallyEncoded",
    FormStatus.ENCODED: "encoded",
    FormStatus.PARTIALLY_SIGNED: "partiallySigned",
    FormStatus.SENT: "sent",
}


def _fields(counted: CTE) -> Fields:
    return Fields(
        type_name="Summary",
        told={
            **_counts(counted),
            "declaredZero": lambda _: _of_amounts(counted, "declared_zero"),
            "withoutAdvance": lambda _: _of_amounts(counted, "without_advance"),
            "money": lambda place: when(_is_legible(counted), place.object(_money(counted))),
            "byRegion": lambda place: _list(place, counted, _region, {"region": list(Region)}),
            "byProvince": lambda place: _list(
                place, counted, _province, {"region": sorted(Region), "province": sorted(PROVINCES)}
            ),
            "byKind": lambda place: _list(place, counted, _kind, {"kind": list(CATALOGUE)}),
            "opensFirst": lambda _: _optional_instant(func.min(counted.c.opens_first)),
            "closesFirst": lambda _: _optional_instant(func.min(counted.c.closes_first)),
            "closesLast": lambda _: _optional_instant(func.max(counted.c.closes_last)),
        },
    )


def _optional_instant(at: ColumnElement[Any]) -> Piece:
    return or_null(at, instant(at))


def _is_legible(counted: CTE) -> ColumnElement[bool]:
    """Return whether the caller may read the amounts of every one of the forms."""
    return _sum(counted.c.legible) == _sum(counted.c.forms)


def _of_amounts(counted: CTE, name: str) -> Piece:
    return when(_is_legible(counted), number(_sum(counted.c[name])))


def _money(counted: CTE) -> Fields:
    names = ("advance", "justified", "toRepay", "toReceive", "setOff", "borne")
    sums = (_sum(counted.c[column.name]) for column in SUMMED)
    return Fields(
        type_name="MoneySummary",
        told={name: told(euro(total)) for name, total in zip(names, sums, strict=True)},
    )


# By place and by kind ----------------------------------------------------------------------------


def _list(
    place: Place,
    counted: CTE,
    fields: Callable[[CTE], Fields],
    by: Mapping[str, Sequence[StrEnum | str]],
) -> Piece:
    """Return the groups that have forms: by these columns, in the order of their values."""
    text = expression(place.object(fields(counted)))
    columns = [counted.c[name] for name in by]
    rows = select(text).select_from(counted).group_by(*columns)
    return list_of(rows.correlate(None).order_by(*map(_place_in, by.values(), columns), *columns))


def _place_in(values: Sequence[StrEnum | str], column: ColumnElement[Any]) -> ColumnElement[int]:
    """Return where a value stands among these, from 1; 0 for none of them."""
    places: list[Any] = [
        (column == constant(str(value)), literal_column(str(at)))
        for at, value in enumerate(values, start=1)
    ]
    return case(*places, else_=_NONE)


def _region(counted: CTE) -> Fields:
    told_of = {**_counts(counted), "region": told(in_quotes(counted.c.region))}
    return Fields(type_name="RegionSummary", told=told_of)


def _province(counted: CTE) -> Fields:
    def name(place: Place) -> Piece:
        asked, column = place.asked_language(), counted.c.province
        words: dict[str, Piece] = {kept: dumped(province_word(kept, asked)) for kept in PROVINCES}
        return or_null(column, chosen(column, words, string(column)))

    told_of = {
        **_counts(counted),
        "province": name,
        "region": told(in_quotes(counted.c.region)),
    }
    return Fields(type_name="ProvinceSummary", told=told_of)


def _kind(counted: CTE) -> Fields:
    def title(place: Place) -> Piece:
        asked = place.asked_language() or Language.FR
        titles: dict[str, Piece] = {
            kind.value: dumped(title_of(kind).in_language(asked)) for kind in CATALOGUE
        }
        return chosen(counted.c.kind, titles, dumped(""))

    told_of = {**_counts(counted), "kind": told(in_quotes(counted.c.kind)), "title": title}
    return Fields(type_name="KindSummary", told=told_of)
