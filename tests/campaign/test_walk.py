"""A whole campaign as SPP IS runs it in production: from an empty database to the payments.

All that SPP IS does is a command that the README lists; the people of the CPAS use the API, with
tokens that know their CPAS by its enterprise number only.
"""

from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import openpyxl
import pytest

from models.cpas import Cpas
from models.people import CPAS_ROLES, Role
from rapport_unique.app import create_app
from rapport_unique.master_data import municipalities
from rapport_unique.settings import load_settings
from tests.campaign.managing import CONTACT, SAVE, SIGN
from tests.campaign.production import Issuer, Office, environment_of, serving
from tests.databases import Backend, drop_database, new_database, run
from tests.world import Caller

CHARLEROI, GENT, GALMAARDEN, PAJOTTEGEM = "52011", "44021", "23023", "23106"
FORM = """query ($nis: String!) { cpas(by: { nisCode: $nis }) { report(year: 2020) { id version
  form(kind: COVID_PREMIUM) { id version status contentDigest
    submission { reference } submissions { reference returnReason } } } } }"""
MONEY = """{ forms(year: 2020, filter: { acknowledged: true }) { totalCount summary {
  money { toReceive } } } }"""
OF_2020 = ("--year", "2020", "--kind", "COVID_PREMIUM")
DECREE = ("--reason", "The decree of the year.")


class Clock:
    """The clock of the service and of the command line."""

    now = datetime(2021, 1, 4, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def enterprise_number(place: int) -> str:
    base = 2_000_000 + place
    return f"{base:08}{97 - base % 97:02}"


NUMBERS = {
    each.cpas.nis_code: enterprise_number(place) for place, each in enumerate(municipalities())
} | {PAJOTTEGEM: enterprise_number(9_999)}


def line_of(cpas: Cpas) -> str:
    languages = (cpas.name.fr, cpas.name.nl, cpas.name.de)
    facts = (cpas.language.value, cpas.region.value, cpas.province or "", NUMBERS[cpas.nis_code])
    return ";".join((cpas.nis_code, *languages, *facts))


def files(folder: Path) -> dict[str, Path]:
    """The files that SPP IS has: its CPAS, the mergers, the advances."""
    paths = {name: folder / name for name in ("cpas.csv", "new.csv", "mergers.csv", "a.xlsx")}
    titles = "nis;name fr;name nl;name de;language;region;province;enterprise number"
    lines = [line_of(each.cpas) for each in municipalities()]
    paths["cpas.csv"].write_text("\n".join([titles, *lines]), encoding="utf-8")
    paths["mergers.csv"].write_text(
        f"old code;new code;new name nl\n{GALMAARDEN};{PAJOTTEGEM};Pajottegem\n", encoding="utf-8"
    )
    paths["new.csv"].write_text(
        f"nis;enterprise number\n{PAJOTTEGEM};{NUMBERS[PAJOTTEGEM]}\n", encoding="utf-8"
    )
    book = openpyxl.Workbook()
    book.active.append(("Code INS", "CPAS", "Avance"))
    for each in municipalities():
        book.active.append((each.cpas.nis_code, each.cpas.name.fr, 100.00))
    book.save(paths["a.xlsx"])
    return paths


class Walk:
    """The office of SPP IS and the people of the CPAS, on one service."""

    def __init__(self, issuer: Issuer, url: str, folder: Path) -> None:
        self.issuer, self.url, self.clock = issuer, url, Clock()
        self.office = Office(environment_of(issuer, url, str(folder)))

    def on(self, year: int, month: int, day: int) -> None:
        """Go on to that day; the manager signs in anew."""
        self.clock.now = datetime(year, month, day, 8, tzinfo=UTC)
        self.issuer.now = self.clock.now
        self.office.environment["ACCESS_TOKEN"] = self.issuer.token("Manon", Role.SPP_IS_MANAGER)

    @asynccontextmanager
    async def at(self, nis_code: str, name: str) -> Any:
        """The API, for a person with every role at the CPAS of this enterprise number."""
        with pytest.MonkeyPatch.context() as patch:
            for variable, value in self.office.environment.items():
                patch.setenv(variable, value)
            patch.delenv("ACCESS_TOKEN")
            app = create_app(load_settings(), clock=self.clock)
        token = self.issuer.token(name, *CPAS_ROLES, enterprise_number=NUMBERS[nis_code])
        if name == "Manon":
            token = self.issuer.token(name, Role.SPP_IS_MANAGER)
        transport = httpx2.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client,
        ):
            yield Caller(client, token, "en")

    async def sends(self, nis_code: str, amount: str, *, by: str) -> str:
        """Fill in, sign by two people and so send the form of a CPAS; return the reference."""
        async with self.at(by, "Anne") as editor:
            report = await self._report(editor, nis_code)
            await _done(
                editor,
                CONTACT,
                reportId=report["id"],
                expectedVersion=report["version"],
                contact={"name": "Ana", "email": "ana@cpas.example", "phone": "02 508 85 85"},
                bankAccount={"historicalNumber": "091-0002777-90"},
            )
            form = report["form"]
            saved = await _done(
                editor,
                SAVE,
                formId=form["id"],
                justifiedAmount=amount,
                expectedVersion=form["version"],
            )
            digest = saved["form"]["contentDigest"]
            sign = {"formId": form["id"], "contentDigest": digest}
            await _done(editor, SIGN, **sign, **{"as": "PRESIDENT"})
        async with self.at(by, "Dirk") as other:
            sent = await _done(other, SIGN, **sign, **{"as": "DIRECTOR_GENERAL"})
        reference: str = sent["submission"]["reference"]
        return reference

    async def _report(self, who: Caller, nis_code: str) -> dict[str, Any]:
        answer = await who(FORM, nis=nis_code)
        report: dict[str, Any] = answer.data["cpas"]["report"]
        return report


async def _done(who: Caller, mutation: str, **arguments: object) -> dict[str, Any]:
    answer = await who(mutation, input=arguments)
    (payload,) = answer.data.values()
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload
    return found


@pytest.fixture
def walk(backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    url = new_database(tmp_path, backend)
    with _walking(url, tmp_path) as walk:
        monkeypatch.setattr("rapport_unique.commands.frame.utc_now", walk.clock)
        yield walk
    drop_database(url)


@contextmanager
def _walking(url: str, folder: Path) -> Iterator[Walk]:
    issuer = Issuer()
    with serving(issuer):
        yield Walk(issuer, url, folder)


async def test_a_campaign_from_an_empty_database_to_its_payments(
    walk: Walk, tmp_path: Path
) -> None:
    office, paths = walk.office, files(tmp_path)
    walk.on(2021, 1, 4)
    office.does("migrate")

    assert "in production" in office.is_refused("demo")
    office.is_refused("open-campaign", *OF_2020, "--closes-at", "2021-04-30")
    assert "581" in office.does("load-cpas", str(paths["cpas.csv"]), "--dry-run")
    assert "581" in office.does("load-cpas", str(paths["cpas.csv"]))
    opening = ("open-campaign", *OF_2020, "--opens-at", "2021-02-01", "--closes-at", "2021-03-01")
    assert "581" in office.does(*opening, *DECREE, "--dry-run")
    office.does(*opening, *DECREE)
    office.does(
        *("reschedule-campaign", "--year", "2020", "--opens-at", "2021-01-11"),
        *("--closes-at", "2021-04-30", "--reason", "The dates were wrong."),
    )
    granted = office.does(
        *("import-advances", str(paths["a.xlsx"]), *OF_2020, *DECREE),
        *("--expect-total", "58100.00"),
    )
    assert "581 advances created" in granted

    walk.on(2021, 2, 1)
    first = await walk.sends(CHARLEROI, "150.00", by=CHARLEROI)
    assert first == "RU-2020-52011-COVID"

    walk.on(2021, 5, 3)
    office.does(
        *("extend-reports", "--year", "2020", "--cpas", GENT, "--closes-at", "2021-06-30"),
        *("--reason", "The director-general was ill on the closing day."),
    )
    assert await walk.sends(GENT, "130.00", by=GENT) == "RU-2020-44021-COVID"

    walk.on(2025, 1, 2)
    office.does("record-mergers", str(paths["mergers.csv"]), "--date", "2025-01-01")
    office.does("load-cpas", str(paths["new.csv"]))
    office.does(
        *("extend-reports", "--year", "2020", "--cpas", GALMAARDEN, "--closes-at", "2025-02-28"),
        *("--reason", "The successor finishes what is left."),
    )
    assert await walk.sends(GALMAARDEN, "80.00", by=PAJOTTEGEM) == "RU-2020-23023-COVID"

    office.does("acknowledge", *OF_2020, "--all", "--reason", "Read.")
    office.does("return-form", first, "--reason", "The amount does not agree with the documents.")
    office.does(
        *("extend-reports", "--year", "2020", "--cpas", CHARLEROI, "--closes-at", "2025-02-28"),
        *("--reason", "To send the form anew."),
    )
    assert await walk.sends(CHARLEROI, "140.00", by=CHARLEROI) == f"{first}-2"
    office.does("acknowledge", *OF_2020, "--cpas", CHARLEROI, "--reason", "Read again.")

    account = ("--debtor-name", "SPP IS", "--debtor-iban", "BE34 0910 0027 7790")
    file = tmp_path / "payments.xml"
    paid = office.does("payments", *OF_2020, *account, "-o", str(file))
    async with walk.at(CHARLEROI, "Manon") as manager:
        answer = await manager(MONEY)
        forms = answer.data["forms"]
    assert (forms["totalCount"], forms["summary"]["money"]["toReceive"]) == (3, "70.00")
    assert "70.00" in paid
    assert ">70.00<" in file.read_text()

    assert "all of them intact" in office.does("journal", "verify")
    acts = run(
        walk.url,
        "SELECT DISTINCT type, display_name, reason IS NULL FROM journal"
        " JOIN person ON person.id = person_id WHERE roles LIKE '%MANAGER%'",
    )
    assert {name for _, name, _ in acts} == {"Manon Peeters"}
    assert {type_ for type_, _, silent in acts if not silent} == {
        *("CPAS_LOADED", "REPORT_OPENED", "REPORT_RESCHEDULED", "ADVANCE_PREFILLED"),
        *("REPORT_EXTENDED", "CPAS_MERGED", "ACKNOWLEDGED", "FORM_RETURNED", "PAYMENT_ORDERED"),
    }
    assert {type_ for type_, _, silent in acts if silent} == {"SIGNATURES_INVALIDATED"}
