"""The follow-up across the CPAS: pages of forms, and their summary."""

from dataclasses import asdict, dataclass
from typing import Any

import strawberry
from graphql.execution.collect_fields import FieldDetailsList
from strawberry import Info

from models.cpas import CpasId, Region
from models.follow_up import FormCriteria, FormOrder, OrderDirection
from models.money import Cents
from models.paging import InvalidPageError, PageRequest, page_request
from models.people import Signatory
from resolvers.context import Context
from resolvers.denials import BadInput
from resolvers.follow_up import (
    Counts,
    FormRows,
    Money,
    Wanted,
    count_forms,
    page_of_forms,
    summary_of_forms,
    views_of_forms,
)
from resolvers.follow_up import Summary as SummaryValue
from resolvers.views import FormView
from schema.arguments import given
from schema.compiled import Answered
from schema.described import attribute, field
from schema.form import Form, form
from schema.form_rows import Columns, Getter, OtherwiseError, Sheet, Template
from schema.inputs import FormFilter
from schema.inputs import FormOrder as FormOrderInput
from schema.lengths import check_given
from schema.nodes import NodeType, PageInfo, number_of
from schema.selected import Selection, selection_of


@strawberry.type(description="How many forms of a region there are of each status.")
class RegionSummary:
    region: Region = attribute("The region.")
    total: int = attribute("How many forms there are.")
    not_started: int = attribute("Nothing has been encoded yet.")
    partially_encoded: int = attribute("Some lines have been encoded, and not all.")
    encoded: int = attribute("Encoded, and signed by nobody.")
    partially_signed: int = attribute("Signed by one of the two.")
    sent: int = attribute("Signed by both and sent to SPP IS.")


@strawberry.type(description="The sums of the amounts.")
class MoneySummary:
    advance: Cents = attribute("What SPP IS granted.")
    justified: Cents = attribute("What the CPAS justified, on the forms that are encoded.")
    to_repay: Cents = attribute("What the CPAS repay, on the forms that are encoded.")
    to_receive: Cents = attribute("What SPP IS pays, on the forms that are encoded.")
    set_off: Cents = attribute("What is set off against the next grant, on the same forms.")
    borne: Cents = attribute("What exceeds the grants and the CPAS bear, on the same forms.")


@strawberry.type(description="Over all the forms that match the filter, not only the page.")
class Summary:
    total: int = attribute("How many forms match.")
    not_started: int = attribute("Nothing has been encoded yet.")
    partially_encoded: int = attribute("Some lines have been encoded, and not all.")
    encoded: int = attribute("Encoded, and signed by nobody.")
    partially_signed: int = attribute("Signed by one of the two.")
    sent: int = attribute("Signed by both and sent to SPP IS.")
    without_advance: int | None = attribute(
        "SPP IS has yet to grant the advance. Null for who may not read the amounts of all these "
        "forms."
    )
    declared_zero: int | None = attribute(
        "Encoded with an amount of 0.00: a declaration, told apart from not started. Null for who "
        "may not read the amounts of all these forms."
    )
    waiting_for_president: int = attribute(
        "Encoded and not sent, without the signature of the president, in a report that is not "
        "closed."
    )
    waiting_for_director_general: int = attribute(
        "Encoded and not sent, without the signature of the director-general, in a report that is "
        "not closed."
    )
    by_region: list[RegionSummary] = attribute("The same, region by region.")
    money: MoneySummary | None = attribute(
        "The sums of the amounts. Null for who may not read the amounts of all these forms."
    )


@strawberry.type(description="A form in a page.")
class FormEdge:
    cursor: str = attribute("Names this place in the list.")
    node: Form = attribute("The form.")


@dataclass(frozen=True, kw_only=True, slots=True)
class _FormPage:
    """A page that was read: rows that tell all that is asked of the forms, or their values."""

    rows: FormRows
    templates: "_Templates | None"
    views: list[FormView]

    def nodes(self, selection: Selection, context: Context) -> list[Any]:
        """Return the forms, for a field that holds them."""
        if self.templates is None:
            return [form(view) for view in self.views]
        get = self.templates.getter(selection.details, self._sheet(selection, context))
        return Answered(map(get, self.rows.rows))

    def edges(self, selection: Selection, context: Context) -> list[Any]:
        """Return the forms with their cursors."""
        if self.templates is None:
            forms = zip(self.rows.rows, self.views, strict=True)
            return [FormEdge(cursor=self.rows.cursor(row), node=form(view)) for row, view in forms]
        sheet = self._sheet(selection, context)
        getters = {
            key: self._getter_of_edge(details, sheet)
            for key, details in selection.fields("FormEdge", selection.details).items()
        }
        return Answered({key: get(row) for key, get in getters.items()} for row in self.rows.rows)

    def _getter_of_edge(self, details: FieldDetailsList, sheet: Sheet) -> Getter:
        assert self.templates is not None, "asked only where there are templates"
        match details[0].node.name.value:
            case "node":
                return self.templates.getter(details, sheet)
            case "cursor":
                return self.rows.cursor
            case _:
                return lambda _row: "FormEdge"

    def _sheet(self, selection: Selection, context: Context) -> Sheet:
        return Sheet(context=context, selection=selection)


class _Templates:
    """How the forms of a connection are answered, wherever the operation selects them."""

    def __init__(self, selection: Selection) -> None:
        """Read the selection below the connection.

        Raises:
            OtherwiseError: it asks for more than rows can tell.
        """
        self.columns = Columns()
        self._by_place: dict[tuple[int, ...], Template] = {}
        for details in selection.fields("FormConnection", selection.details).values():
            match details[0].node.name.value:
                case "nodes":
                    self._add(selection, details)
                case "edges":
                    for inner in selection.fields("FormEdge", details).values():
                        if inner[0].node.name.value == "node":
                            self._add(selection, inner)

    def getter(self, details: FieldDetailsList, sheet: Sheet) -> Getter:
        """Return what answers a row in this place."""
        return self._by_place[_place_of(details)].getter(sheet)

    def _add(self, selection: Selection, details: FieldDetailsList) -> None:
        self._by_place[_place_of(details)] = Template(selection, details, self.columns)


def _place_of(details: FieldDetailsList) -> tuple[int, ...]:
    return tuple(id(detail.node) for detail in details)


def _templates(context: Context, selection: Selection) -> _Templates | None:
    """Return how the forms are answered from rows, or None; worked out once for a document."""
    key = ("forms", selection.key)
    if key not in context.kept:
        try:
            context.kept[key] = _Templates(selection)
        except OtherwiseError:
            context.kept[key] = None
    found: _Templates | None = context.kept[key]
    return found


@strawberry.type(description="A page of forms, in the order that was asked for.")
class FormConnection:
    page: strawberry.Private[_FormPage]
    criteria: strawberry.Private[FormCriteria]

    @field
    async def edges(self, info: Info[Context, None]) -> list[FormEdge]:
        """The forms of the page, with their cursors."""
        return self.page.edges(selection_of(info), info.context)

    @field
    async def nodes(self, info: Info[Context, None]) -> list[Form]:
        """The forms of the page."""
        return self.page.nodes(selection_of(info), info.context)

    @field
    def page_info(self) -> PageInfo:
        """Where the page stands in the list."""
        rows = self.page.rows
        return PageInfo(
            has_next_page=rows.has_next,
            has_previous_page=rows.has_previous,
            start_cursor=rows.cursor(rows.rows[0]) if rows.rows else None,
            end_cursor=rows.cursor(rows.rows[-1]) if rows.rows else None,
        )

    @field
    async def total_count(self, info: Info[Context, None]) -> int:
        """How many forms match, over all pages."""
        return await count_forms(info.context, self.criteria)

    @field
    async def summary(self, info: Info[Context, None]) -> Summary:
        """What there is to say of all the forms that match, over all pages."""
        return _summary(await summary_of_forms(info.context, self.criteria))


async def form_connection(info: Info[Context, None], wanted: Wanted) -> FormConnection:
    """Return the page as the contract shows it; it reads no more than what is selected of it."""
    context, selection = info.context, selection_of(info)
    templates = _templates(context, selection)
    columns = templates.columns if templates else Columns()
    rows = await page_of_forms(context, wanted, columns.in_order)
    views = [] if templates else await views_of_forms(context, rows)
    page = _FormPage(rows=rows, templates=templates, views=views)
    return FormConnection(page=page, criteria=wanted.criteria)


def wanted_forms(
    criteria: FormCriteria,
    order: FormOrderInput | None,
    *,
    first: int | None,
    after: str | None,
    last: int | None = None,
    before: str | None = None,
) -> Wanted:
    """Return which page of which forms the arguments ask for.

    Raises:
        BadInput: they name no page.
    """
    ordered = FormOrder()
    if order is not None:
        ordered = FormOrder(field=order.field, descending=order.direction is OrderDirection.DESC)
    try:
        request = page_request(
            first=first, after=after, last=last, before=before, key_types=(str, str, int)
        )
        page = PageRequest(
            limit=request.limit,
            backward=request.backward,
            after=request.after and ordered.bound(request.after),
            before=request.before and ordered.bound(request.before),
        )
    except InvalidPageError as invalid:
        raise BadInput(str(invalid)) from invalid
    return Wanted(criteria=criteria, order=ordered, page=page)


def _summary(value: SummaryValue) -> Summary:
    return Summary(
        **_by_status(value.altogether),
        declared_zero=value.declared_zero,
        without_advance=value.without_advance,
        waiting_for_president=value.waiting[Signatory.PRESIDENT],
        waiting_for_director_general=value.waiting[Signatory.DIRECTOR_GENERAL],
        by_region=[
            RegionSummary(region=counts.region, **_by_status(counts))
            for counts in value.regions
            if counts.region is not None
        ],
        money=_money(value.money) if value.money else None,
    )


def _by_status(counts: Counts) -> dict[str, int]:
    return {
        "total": counts.total,
        **{status.value.lower(): count for status, count in counts.by_status.items()},
    }


def _money(value: Money) -> MoneySummary:
    return MoneySummary(**asdict(value))


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
        acknowledged=given(wanted.acknowledged),
        without_advance=given(wanted.without_advance),
        account_changed=given(wanted.bank_account_changed_since_signing),
    )


def _cpas_ids(ids: list[strawberry.ID] | None) -> list[CpasId] | None:
    if ids is None:
        return None
    check_given("cpas", ids)
    numbers = (number_of(id_, NodeType.CPAS) for id_ in ids)
    return [CpasId(number) for number in numbers if number is not None]
