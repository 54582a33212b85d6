"""What is measured: each operation as a call of the API, and as a call of the yardstick."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Row, and_, select

from bench.callers import FEDERATION, SPP_IS, staff
from bench.documents import FOLLOW_UP, FORM_PAGE, HOME_PAGE, SAVE, SIGN, SUMMARY
from models.database import Database
from models.follow_up import FormOrder
from models.forms import edition
from models.people import Role, Signatory
from models.spec import FormKind, LineEntry
from models.tables import CPAS, FORM, FORM_VERSION, REPORT
from rapport_unique.personas import Persona
from schema.nodes import NodeType, encode_id

READING = ("form", "home", "region", "country", "deep", "all", "summary")
WRITING = ("save", "sign")
SAMPLES = 60
"""How many different calls for one CPAS take turns."""
PAGE = 100
DEEP = 30
"""Which page of the country stands far from the first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call: by whom, as an operation of the API, and as a request to the yardstick."""

    caller: Persona
    query: str
    variables: dict[str, Any]
    path: str
    body: dict[str, Any] | None = None
    """What is posted to the yardstick; None where it is a GET."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One operation, and the most CPU time that it may cost as a multiple of the yardstick's."""

    name: str
    says: str
    target: float
    calls: Sequence[Call]
    writes: bool = False


class Country:
    """What the seeded database holds to be read, saved and signed."""

    def __init__(self, forms: Sequence[Any]) -> None:
        """Take rows of forms, by year and by name; those of the last years are written on first."""
        self._years = sorted({form.year for form in forms})
        self._forms = {year: [form for form in forms if form.year == year] for year in self._years}
        free = [form for form in reversed(forms) if form.status in {"NOT_STARTED", "ENCODED"}]
        self._to_save = cycle([form for form in free if _is_saved(form)])
        self._versions = {form.id: form.version for form in free}
        self._to_sign = iter(
            [form for form in free if form.status == "ENCODED" and not _is_saved(form)]
        )

    def operations(self) -> list[Operation]:
        """Return every operation that reads, with its calls."""
        first = self._forms[self._years[0]]
        sample = first[:: max(1, len(first) // SAMPLES)][:SAMPLES]
        pages = {
            "region": [_forms(year, FEDERATION) for year in self._years],
            "country": [_forms(year, SPP_IS) for year in self._years],
            "deep": [_forms(year, SPP_IS, after=self._before_deep(year)) for year in self._years],
            "all": [
                _forms(year, SPP_IS, first=600, kind=FormKind(of[0].kind))
                for year, of in self._forms.items()
            ],
            "summary": [_summary(year) for year in self._years],
        }
        calls = {
            "form": [_form_page(form) for form in sample],
            "home": [_home_page(form) for form in sample],
            **pages,
        }
        return [
            Operation(name=name, says=_SAYS[name], target=1.5, calls=calls[name])
            for name in READING
        ]

    def saves(self, count: int) -> Operation:
        """Return so many saves of different forms, each of what the last save of it has left."""
        calls = [self._save(form) for form in islice(self._to_save, count)]
        return Operation(name="save", says=_SAYS["save"], target=2, calls=calls, writes=True)

    def signatures(self, count: int) -> Operation:
        """Return so many signatures: those of the presidents, then as many that send the form."""
        forms = list(islice(self._to_sign, count // 2))
        calls = [_sign(form, role) for role in Signatory for form in forms]
        return Operation(name="sign", says=_SAYS["sign"], target=2, calls=calls, writes=True)

    def _before_deep(self, year: int) -> str:
        """Return the cursor that ends the page before the deep one, or before the last full one."""
        forms = self._forms[year]
        last = forms[min(DEEP - 1, len(forms) // PAGE - 1) * PAGE - 1]
        return FormOrder().cursor(last.sort_name, last.id)

    def _save(self, form: Row[Any]) -> Call:
        version = self._versions[form.id]
        self._versions[form.id] += 1
        return _save(form, version)


_SAYS = {
    "form": "the page of one form",
    "home": "the home page of a CPAS",
    "region": f"{PAGE} forms of Flanders for its federation, without amounts",
    "country": f"{PAGE} forms for SPP IS, with amounts",
    "deep": f"the same, page {DEEP}",
    "all": "one form of all 581 CPAS for SPP IS",
    "summary": "counts and sums of a year for SPP IS",
    "save": "saving an amount",
    "sign": "signing; every second signature sends",
}


async def country(url: str) -> Country:
    """Return what the database with that address holds."""
    database = Database(url)
    statement = (
        select(
            *(FORM.c.id, FORM.c.kind, FORM.c.status, FORM.c.version),
            *(CPAS.c.nis_code, CPAS.c.sort_name, REPORT.c.year, FORM_VERSION.c.content_digest),
        )
        .join_from(FORM, REPORT, REPORT.c.id == FORM.c.report_id)
        .join(CPAS, CPAS.c.id == REPORT.c.cpas_id)
        .join(
            FORM_VERSION,
            and_(FORM_VERSION.c.form_id == FORM.c.id, FORM_VERSION.c.number == FORM.c.version),
        )
        .order_by(REPORT.c.year, CPAS.c.sort_name, FORM.c.id)
    )
    async with database.reading() as connection:
        found = (await connection.execute(statement)).all()
    await database.close()
    return Country(found)


def _is_saved(form: Row[Any]) -> bool:
    """Return whether the form is for saving: it has one amount, and is not left for signing."""
    spec = edition(FormKind(form.kind), form.year)
    single = spec is not None and [line.entry for line in spec.entry_lines] == [LineEntry.AMOUNT]
    return single and (form.status == "NOT_STARTED" or form.id % 2 == 0)


def _form_page(form: Row[Any]) -> Call:
    return Call(
        caller=staff(form.nis_code, Role.PRESIDENT),
        query=FORM_PAGE,
        variables={"id": encode_id(NodeType.FORM, form.id)},
        path=f"/form/{form.id}",
    )


def _home_page(form: Row[Any]) -> Call:
    return Call(
        caller=staff(form.nis_code, Role.EDITOR),
        query=HOME_PAGE,
        variables={"year": form.year},
        path=f"/home?year={form.year}",
    )


def _forms(
    year: int,
    caller: Persona,
    *,
    first: int = PAGE,
    kind: FormKind | None = None,
    after: str | None = None,
) -> Call:
    asked = {"year": year, "first": first, "kind": kind and kind.value, "after": after}
    given = {name: value for name, value in asked.items() if value is not None}
    variables: dict[str, Any] = {"year": year, "first": first, "after": after}
    if kind is not None:
        variables["filter"] = {"kind": [kind.value]}
    return Call(
        caller=caller, query=FOLLOW_UP, variables=variables, path=f"/forms?{urlencode(given)}"
    )


def _summary(year: int) -> Call:
    return Call(
        caller=SPP_IS, query=SUMMARY, variables={"year": year}, path=f"/summary?year={year}"
    )


def _save(form: Row[Any], version: int) -> Call:
    amount = f"{form.id}.{(form.id + version) % 100:02d}"
    return Call(
        caller=staff(form.nis_code, Role.EDITOR),
        query=SAVE,
        variables={
            "input": {
                "formId": encode_id(NodeType.FORM, form.id),
                "justifiedAmount": amount,
                "expectedVersion": version,
            }
        },
        path="/save",
        body={"form": form.id, "justifiedAmount": amount, "expectedVersion": version},
    )


def _sign(form: Row[Any], role: Signatory) -> Call:
    return Call(
        caller=staff(form.nis_code, role.role),
        query=SIGN,
        variables={
            "input": {
                "formId": encode_id(NodeType.FORM, form.id),
                "as": role.value,
                "contentDigest": form.content_digest,
            }
        },
        path="/sign",
        body={"form": form.id, "as": role.value, "contentDigest": form.content_digest},
    )
