"""Persons, reports and forms for the tests of the rules."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Executable, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from models.bank_account import AccountNumbers
from models.canonical import Digest
from models.contact import ContactDetails
from models.cpas import Cpas, CpasId, NisCode, Region
from models.database import Database
from models.form import Form, FormId, Signature
from models.forms.covid_premium import COVID_PREMIUM
from models.language import Language, Text
from models.lifecycle import save, sign
from models.money import Cents
from models.people import CPAS_ROLES, Act, Person, Role, Signatory, Subject
from models.readers import Reader
from models.reading import FormOfReport, ReportOfCpas
from models.refusals import NotEncoded, Refusal, Refused
from models.report import BankAccount, Contact, Report, ReportId
from models.spec import Figures, FormKind, FormSpec, Line, LineKey
from models.store import Store

# When -------------------------------------------------------------------------------------------

OPENING = datetime(2021, 1, 4, 8, tzinfo=UTC)
MONDAY = datetime(2021, 1, 11, 9, tzinfo=UTC)
TUESDAY = datetime(2021, 1, 12, 9, tzinfo=UTC)
WEDNESDAY = datetime(2021, 1, 13, 9, tzinfo=UTC)
THURSDAY = datetime(2021, 1, 14, 9, tzinfo=UTC)
FRIDAY = datetime(2021, 1, 15, 9, tzinfo=UTC)
CLOSING = datetime(2021, 2, 28, 23, tzinfo=UTC)

# Who --------------------------------------------------------------------------------------------


def person(name: str, *roles: Role, assured: bool = True) -> Person:
    return Person(
        subject=Subject(f"subject-of-{name.lower()}"),
        display_name=name,
        roles=frozenset(roles),
        assurance_level="urn:be:fedict:iam:fas:Level500" if assured else None,
        assured=assured,
    )


ANNE = person("Anne", Role.EDITOR)
EMIEL = person("Emiel", Role.EDITOR)
PAULA = person("Paula", Role.PRESIDENT)
PIETER = person("Pieter", Role.PRESIDENT)
DORA = person("Dora", Role.DIRECTOR_GENERAL)
DIRK = person("Dirk", Role.DIRECTOR_GENERAL)
ALIX = person("Alix", *CPAS_ROLES)
SPP_IS = person("Spp-Is", Role.SPP_IS_MANAGER)

PRESIDENT = Signatory.PRESIDENT
DIRECTOR_GENERAL = Signatory.DIRECTOR_GENERAL


def act(by: Person, at: datetime) -> Act:
    return Act(by=by, at=at)


# Reports ----------------------------------------------------------------------------------------

DETAILS = ContactDetails(name="Anne Dubois", email="anne@cpas.example", phone="+3271233333")
NUMBERS = AccountNumbers(
    iban="BE34091000277790", bic="GKCCBEBB", historical_number="091-0002777-90"
)
BARE_REPORT = Report(
    id=ReportId(7),
    cpas_id=CpasId(3),
    year=2020,
    salt="5a17",
    opens_at=OPENING,
    closes_at=CLOSING,
)
REPORT = Report(
    id=ReportId(7),
    cpas_id=CpasId(3),
    year=2020,
    salt="5a17",
    opens_at=OPENING,
    closes_at=CLOSING,
    version=2,
    contact=Contact(details=DETAILS, updated=act(ANNE, OPENING)),
    bank_account=BankAccount(numbers=NUMBERS, updated=act(ANNE, OPENING), since_version=2),
)

# Forms ------------------------------------------------------------------------------------------

PREMIUM = LineKey("premium")
WAGES, TRAINING, TRAVEL = LineKey("wages"), LineKey("training"), LineKey("travel")
_TOY_TEXT = Text(fr="Jouet", nl="Speelgoed", de="Spielzeug", en="Toy")
TOY = FormSpec(
    kind=FormKind.PERSONNEL_COSTS,
    abbreviation="TOY",
    title=_TOY_TEXT,
    source="none: a form of these tests",
    lines=tuple(Line(key=key, label=_TOY_TEXT) for key in (WAGES, TRAINING, TRAVEL)),
)


def new_form(spec: FormSpec, *advances: int) -> Form:
    return Form(
        id=FormId(11),
        spec=spec,
        nis_code=NisCode("52011"),
        year=2020,
        salt="5a17",
        content=tuple(
            Figures(key=line.key, advance=Cents(advance))
            for line, advance in zip(spec.lines, advances, strict=True)
        ),
        version=1,
        saved=act(SPP_IS, OPENING),
    )


def not_encoded(form: Form) -> NotEncoded:
    """What is said of a form of which these lines are not encoded."""
    return NotEncoded(missing=tuple(line.label for line in form.not_encoded))


def amounts(form: Form, *cents: int | None) -> dict[LineKey, Cents | None]:
    return {
        line.key: None if amount is None else Cents(amount)
        for line, amount in zip(form.spec.lines, cents, strict=True)
    }


def justified(form: Form) -> dict[LineKey, Cents | None]:
    """What the CPAS justified on each line, as for saving it once more."""
    return {
        figures.key: None if figures.entered is None else Cents(figures.entered)
        for figures in form.content
    }


def one_cent_more(form: Form) -> dict[LineKey, Cents | None]:
    """The same, but for one cent on the last line."""
    *_, last = form.content
    return justified(form) | {last.key: Cents((last.entered or 0) + 1)}


def saved(form: Form, *cents: int, by: Person = ANNE, at: datetime = MONDAY) -> Form:
    justified_now = amounts(form, *cents)
    version = form.version
    return save(form, REPORT, justified_now, expected_version=version, act=act(by, at)).form


def signed(form: Form, role: Signatory, by: Person, at: datetime = TUESDAY) -> Form:
    digest = form.content_digest
    return sign(form, REPORT, role, content_digest=digest, act=act(by, at)).form


def signature_of(
    form: Form, role: Signatory, by: Person, at: datetime = TUESDAY, fell: Act | None = None
) -> Signature:
    """The signature that stands on the present content of the form when this person signs it."""
    return Signature(
        role=role,
        signed=act(by, at),
        form_version=form.version,
        content_digest=form.content_digest,
        report_version=2,
        invalidated=fell,
    )


COVID_NEW = new_form(COVID_PREMIUM, 1_275_00)
COVID = saved(COVID_NEW, 1_200_50)
COVID_SIGNED = signed(COVID, PRESIDENT, PAULA)
COVID_SENT = signed(COVID_SIGNED, DIRECTOR_GENERAL, DORA, WEDNESDAY)


def ungranted(form: Form) -> Form:
    """The form as if SPP IS had granted nothing on its last line yet."""
    *others, last = form.content
    return replace(form, content=(*others, replace(last, advance=None)))


TOY_NEW = new_form(TOY, 1_000_00, 200_50, 0)
TOY_BEGUN = save(
    TOY_NEW, REPORT, {TRAINING: Cents(250_25)}, expected_version=1, act=act(ANNE, MONDAY)
).form
TOY_ENCODED = saved(TOY_NEW, 900_00, 250_25, 0)
TOY_SIGNED = signed(TOY_ENCODED, PRESIDENT, PAULA)
TOY_SENT = signed(TOY_SIGNED, DIRECTOR_GENERAL, DORA, WEDNESDAY)

_names = ["covid", "toy"]
each_new = pytest.mark.parametrize("form", [COVID_NEW, TOY_NEW], ids=_names)
each_encoded = pytest.mark.parametrize("form", [COVID, TOY_ENCODED], ids=_names)
each_signed = pytest.mark.parametrize("form", [COVID_SIGNED, TOY_SIGNED], ids=_names)
each_sent = pytest.mark.parametrize("form", [COVID_SENT, TOY_SENT], ids=_names)
"""The same test on the form of one line and on the form of several."""


# What was said ----------------------------------------------------------------------------------


def refusals_of(refused: pytest.ExceptionInfo[Refused]) -> list[Refusal]:
    return list(refused.value.refusals)


NO_SUCH_DIGEST = Digest("0" * 64)

# On a database ----------------------------------------------------------------------------------


def cpas(nis_code: str, name: str, language: Language, region: Region) -> Cpas:
    return Cpas(
        id=CpasId(0),
        nis_code=NisCode(nis_code),
        enterprise_number=None,
        name=Text(fr=name, nl=name, de=name, en=name),
        language=language,
        region=region,
        province=None,
    )


TOWNS = [
    cpas("52011", "Charleroi", Language.FR, Region.WALLONIA),
    cpas("44021", "Gent", Language.NL, Region.FLANDERS),
]


Read = Callable[[Database], AbstractAsyncContextManager[Reader | AsyncConnection]]
each_way_to_read = pytest.mark.parametrize(
    "read", [Database.reading, Database.snapshot], ids=["reading", "snapshot"]
)
"""The same test through SQLAlchemy and straight on the driver."""


@dataclass(frozen=True)
class SmallWorld:
    """Two CPAS with a report and a Covid form each, on a database of their own.

    Reports and forms have the ids 1 and 2. What is read and written here goes past the store,
    unless it says that it does not.
    """

    database: Database

    async def open(self) -> None:
        """Through the store: what SPP IS opens and prefills."""
        by_spp_is = act(SPP_IS, OPENING)
        async with self.database.writing() as connection:
            store = Store(connection)
            ids = await store.add_cpas(TOWNS)
            opened = [
                ReportOfCpas(report=replace(BARE_REPORT, cpas_id=id_), cpas=town)
                for id_, town in zip(ids, TOWNS, strict=True)
            ]
            reports = await store.open_reports(opened, by_spp_is)
            await store.open_forms(
                [
                    (id_, replace(COVID_NEW, nis_code=town.nis_code))
                    for id_, town in zip(reports, TOWNS, strict=True)
                ]
            )

    async def form(self, id_: int = 1) -> FormOfReport:
        """Through the store."""
        async with self.database.writing() as connection:
            found = await Store(connection).form(FormId(id_))
        assert found is not None
        return found

    async def store(self, before: FormOfReport, after: Form) -> None:
        """Through the store."""
        async with self.database.writing() as connection:
            await Store(connection).store_form(before, after)

    async def become(self, after: Form) -> Form:
        """Through the store: bring the first form to this value, and read it back."""
        await self.store(await self.form(), replace(after, id=FormId(1)))
        return (await self.form()).form

    async def execute(self, statement: Executable) -> None:
        async with self.database.writing() as connection:
            await connection.execute(statement)

    async def row(self, table: Table) -> dict[str, Any]:
        """The first row of the table."""
        async with self.database.reading() as connection:
            rows = await connection.execute(select(table).order_by(*table.primary_key))
            return dict(rows.mappings().first() or {})

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, to show that nothing was written."""
        async with self.database.reading() as connection:
            return {
                name: [tuple(row) for row in await connection.execute(select(table))]
                for name, table in SQLModel.metadata.tables.items()
            }
