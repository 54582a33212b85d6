"""What is measured: each operation as a call of the API, and as a call of the yardstick."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, select

from bench.callers import staff
from models.database import Database
from models.people import Role, Signatory
from models.spec import FormKind
from models.tables import CPAS, FORM, FORM_VERSION, REPORT
from rapport_unique.personas import Persona
from schema.nodes import NodeType, encode_id

SAMPLES = 60
"""How many different calls of a reading operation take turns."""

_SIGNATURE = "{ id role signer { displayName roles assuranceLevel } signedAt }"
_PROGRESS = "{ encoded encodedAt signed signedAt sent sentAt }"
_AMOUNTS = "{ advance justified balance { direction amount } }"

FORM_PAGE = f"""query ($id: ID!) {{ node(id: $id) {{ ... on Form {{
  id kind title year status version contentDigest
  cpas {{ id name }}
  progress {_PROGRESS}
  amounts {_AMOUNTS}
  signatures {_SIGNATURE}
  missingSignatures
  submission {{
    reference sentAt contentDigest acknowledgedAt bankAccountChangedSinceSigning
  }}
  viewerCanEdit viewerCannotEditReasons viewerCanSignAs viewerCannotSignReasons
}} }} }}"""

HOME_PAGE = f"""query ($year: Int!) {{ cpas {{
  id name
  report(year: $year) {{
    id status closesAt
    contact {{ name email phone }}
    bankAccount {{ iban bic historicalNumber }}
    forms {{ id kind title status progress {_PROGRESS} }}
  }}
}} }}"""

SAVE = f"""mutation ($input: SaveJustifiedAmountInput!) {{ saveJustifiedAmount(input: $input) {{
  form {{ id status version contentDigest progress {_PROGRESS} amounts {_AMOUNTS} }}
  invalidatedSignatures {{ id role signer {{ displayName roles assuranceLevel }} }}
  userErrors {{ code message path }}
}} }}"""

SIGN = f"""mutation ($input: SignInput!) {{ sign(input: $input) {{
  form {{ id status progress {_PROGRESS} missingSignatures }}
  signature {_SIGNATURE}
  submission {{ reference sentAt }}
  userErrors {{ code message path }}
}} }}"""


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
    target: float
    calls: Sequence[Call]
    writes: bool = False


class Country:
    """What the seeded database holds to be read, saved and signed."""

    def __init__(self, forms: Sequence[Any]) -> None:
        """Take rows of forms, by year; each form is written on once, in the last years first."""
        self._forms = forms
        free = [form for form in reversed(forms) if form.status in {"NOT_STARTED", "ENCODED"}]
        self._to_save = iter([form for form in free if _is_saved(form)])
        self._to_sign = iter(
            [form for form in free if form.status == "ENCODED" and not _is_saved(form)]
        )

    def operations(self) -> list[Operation]:
        """Return every operation that reads, with its calls."""
        first = [form for form in self._forms if form.year == self._forms[0].year]
        step = max(1, len(first) // SAMPLES)
        sample = first[::step][:SAMPLES]
        return [
            Operation(name="form", target=1.5, calls=[_form_page(form) for form in sample]),
            Operation(name="home", target=1.5, calls=[_home_page(form) for form in sample]),
        ]

    def saves(self, count: int) -> Operation:
        """Return so many saves, each on a form that was not saved before."""
        calls = [_save(form) for form, _ in zip(self._to_save, range(count), strict=False)]
        return Operation(name="save", target=2, calls=calls, writes=True)

    def signatures(self, count: int) -> Operation:
        """Return so many signatures: those of the presidents, then as many that send the form."""
        forms = [form for form, _ in zip(self._to_sign, range(count // 2), strict=False)]
        calls = [_sign(form, role) for role in Signatory for form in forms]
        return Operation(name="sign", target=2, calls=calls, writes=True)


async def country(url: str) -> Country:
    """Return what the database with that address holds."""
    database = Database(url)
    statement = (
        select(
            *(FORM.c.id, FORM.c.kind, FORM.c.status, FORM.c.version),
            *(CPAS.c.nis_code, REPORT.c.year, FORM_VERSION.c.content_digest),
        )
        .join_from(FORM, REPORT, REPORT.c.id == FORM.c.report_id)
        .join(CPAS, CPAS.c.id == REPORT.c.cpas_id)
        .join(
            FORM_VERSION,
            and_(FORM_VERSION.c.form_id == FORM.c.id, FORM_VERSION.c.number == FORM.c.version),
        )
        .order_by(REPORT.c.year, FORM.c.id)
    )
    async with database.reading() as connection:
        found = (await connection.execute(statement)).all()
    await database.close()
    return Country(found)


def _is_saved(form: Row[Any]) -> bool:
    """Return whether the form is for saving: it has one amount, and is not left for signing."""
    single = form.kind in {FormKind.COVID_PREMIUM, FormKind.PIIS}
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


def _save(form: Row[Any]) -> Call:
    amount = f"{form.id}.{form.id % 100:02d}"
    return Call(
        caller=staff(form.nis_code, Role.EDITOR),
        query=SAVE,
        variables={
            "input": {
                "formId": encode_id(NodeType.FORM, form.id),
                "justifiedAmount": amount,
                "expectedVersion": form.version,
            }
        },
        path="/save",
        body={"form": form.id, "justifiedAmount": amount, "expectedVersion": form.version},
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
