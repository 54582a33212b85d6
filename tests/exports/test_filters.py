"""Filters and orders: each gives what the facts say, and what the API would give."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio

from models.database import Database
from models.follow_up import FormOrderField, OrderDirection
from models.form import FormStatus
from models.people import Signatory
from models.reading import SELECT_FORMS, FormOfReport, read_forms
from models.statements import Statement
from schema.nodes import NodeType, encode_id
from tests.api.acting import CHARLEROI, EUPEN, GENT
from tests.exports.taking import BOTH, CSV, Table, taker
from tests.pinned import KINDS
from tests.world import Answer, World

pytestmark = pytest.mark.asyncio(loop_scope="module")

SINCE = datetime.fromisoformat("2021-04-01T00:00:00+02:00")
Wanted = Callable[[FormOfReport], bool]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def facts(country: World) -> list[FormOfReport]:
    """Every form as the rules know it."""
    database = Database(country.settings.database_url)
    async with database.snapshot() as reader:
        found = await read_forms(reader, Statement(SELECT_FORMS))
    await database.close()
    return found


def ids(world: World, *codes: str) -> list[str]:
    known: dict[str, int] = dict(world.rows("SELECT nis_code, id FROM cpas"))
    return [encode_id(NodeType.CPAS, known[code]) for code in codes]


def forms_in(table: Table) -> list[tuple[str, str]]:
    return list(zip(table.column("NIS code"), table.column("Form"), strict=True))


def named(of: FormOfReport) -> tuple[str, str]:
    return of.cpas.nis_code, of.form.spec.title.en


def waits_for(*roles: Signatory) -> Wanted:
    return lambda of: any(role in of.form.missing_signatures for role in roles)


FILTERS: list[tuple[dict[str, Any], Wanted]] = [
    *(({"kind": kind}, lambda of, kind=kind: of.form.spec.kind is kind) for kind in KINDS),
    *(
        ({"status": status}, lambda of, status=status: of.form.status is status)
        for status in FormStatus
    ),
    (
        {"kind": ["PIIS", "PIIS", "COVID_PREMIUM"]},
        lambda of: of.form.spec.abbreviation in {"PIIS", "COVID"},
    ),
    ({"status": ["SENT", "ENCODED"]}, lambda of: of.form.status in {"SENT", "ENCODED"}),
    ({"region": "BRUSSELS"}, lambda of: of.cpas.region == "BRUSSELS"),
    ({"region": ["BRUSSELS", "WALLONIA"]}, lambda of: of.cpas.region != "FLANDERS"),
    ({"sent": "true"}, lambda of: of.form.status == "SENT"),
    ({"sent": "false"}, lambda of: of.form.status != "SENT"),
    ({"province": ["Lüttich", "antwerp"]}, lambda of: of.cpas.province in {"Liège", "Antwerpen"}),
    ({"cpasLanguage": "de"}, lambda of: of.cpas.language == "DE"),
    ({"nisCode": [CHARLEROI, GENT]}, lambda of: of.cpas.nis_code in {CHARLEROI, GENT}),
    ({"search": "charl"}, lambda of: of.cpas.nis_code == CHARLEROI),
    ({"missingSignature": "PRESIDENT"}, waits_for(Signatory.PRESIDENT)),
    ({"missingSignature": "DIRECTOR_GENERAL"}, waits_for(Signatory.DIRECTOR_GENERAL)),
    ({"missingSignature": ["PRESIDENT", "DIRECTOR_GENERAL"]}, waits_for(*Signatory)),
    ({"updatedSince": "2021-04-01T00:00:00+02:00"}, lambda of: of.form.changed_at >= SINCE),
    ({"updatedSince": "2021-03-31T22:00:00Z"}, lambda of: of.form.changed_at >= SINCE),
    ({"updatedSince": "2100-01-01T00:00:00Z"}, lambda _: False),
    (
        {
            "kind": ["PIIS", "PERSONNEL_COSTS"],
            "status": ["ENCODED", "PARTIALLY_SIGNED"],
            "region": "FLANDERS",
            "missingSignature": "PRESIDENT",
            "updatedSince": "2021-04-01T00:00:00+02:00",
        },
        lambda of: (
            of.form.spec.kind in {"PIIS", "PERSONNEL_COSTS"}
            and of.form.status in {"ENCODED", "PARTIALLY_SIGNED"}
            and of.cpas.region == "FLANDERS"
            and Signatory.PRESIDENT in of.form.missing_signatures
            and of.form.changed_at >= SINCE
        ),
    ),
]


@pytest.mark.parametrize(("asked", "wanted"), FILTERS, ids=[str(asked) for asked, _ in FILTERS])
async def test_a_filter_gives_exactly_the_forms_that_it_names(
    country: World, facts: list[FormOfReport], asked: dict[str, Any], wanted: Wanted
) -> None:
    table = await taker(country, "spp-is-reader").table(CSV, **asked)

    found = forms_in(table)
    assert sorted(found) == sorted(named(of) for of in facts if wanted(of))
    assert bool(found) == (asked != {"updatedSince": "2100-01-01T00:00:00Z"})


async def test_the_cpas_that_are_named_and_no_other(country: World) -> None:
    reader = taker(country, "spp-is-reader")

    several = await reader.codes(cpas=ids(country, CHARLEROI, EUPEN, EUPEN))
    flemish = await reader.codes(cpas=ids(country, CHARLEROI, GENT), region="FLANDERS")
    absent = await reader.codes(cpas=encode_id(NodeType.CPAS, 999_999))

    assert sorted(several) == [CHARLEROI] * 6 + [EUPEN] * 6
    assert flemish == [GENT] * 6
    assert absent == []


@pytest.mark.parametrize("path", BOTH)
async def test_a_filter_holds_for_both_kinds_of_file(country: World, path: str) -> None:
    asked = {"status": "SENT", "kind": "PIIS", "region": "BRUSSELS", "orderBy": "NIS_CODE"}

    table = await taker(country, "spp-is-reader").table(path, **asked)

    assert 0 < len(table.lines) < 19
    assert set(table.column("Status")) == {"Sent"}
    assert table.column("NIS code") == sorted(table.column("NIS code"))


# Orders ------------------------------------------------------------------------------------------


def by_sending(of: FormOfReport) -> tuple[bool, float, int]:
    sent = of.form.submission
    return sent is None, sent.sent_at.timestamp() if sent else 0.0, of.form.id


def by_sending_reversed(of: FormOfReport) -> tuple[bool, float, int]:
    unsent, at, number = by_sending(of)
    return unsent, -at, -number


ORDERS: dict[str, Callable[[FormOfReport], Any]] = {
    "NIS_CODE": lambda of: (of.cpas.nis_code, of.form.id),
    "UPDATED_AT": lambda of: (of.form.changed_at, of.form.id),
}


@pytest.mark.parametrize("order", ORDERS)
async def test_an_order_and_its_reverse(
    country: World, facts: list[FormOfReport], order: str
) -> None:
    reader = taker(country, "spp-is-reader")
    expected = [named(of) for of in sorted(facts, key=ORDERS[order])]

    assert forms_in(await reader.table(orderBy=order)) == expected
    assert forms_in(await reader.table(orderBy=order, direction="DESC")) == expected[::-1]


async def test_forms_that_were_not_sent_come_last_in_any_direction(
    country: World, facts: list[FormOfReport]
) -> None:
    reader = taker(country, "spp-is-reader")

    first = forms_in(await reader.table(orderBy="SENT_AT"))
    last = forms_in(await reader.table(orderBy="SENT_AT", direction="DESC"))

    assert first == [named(of) for of in sorted(facts, key=by_sending)]
    assert last == [named(of) for of in sorted(facts, key=by_sending_reversed)]


async def test_without_an_order_the_names_decide_in_the_language_of_each_cpas(
    country: World,
) -> None:
    reader = taker(country, "spp-is-reader", "nl")

    untold = (await reader.table(region="BRUSSELS", kind="PIIS")).column("OCMW")
    reversed_ = (await reader.table(region="BRUSSELS", kind="PIIS", direction="DESC")).column(
        "OCMW"
    )

    assert untold[:4] == ["Anderlecht", "Oudergem", "Sint-Agatha-Berchem", "Brussel"]
    assert reversed_ == untold[::-1]


# The API -----------------------------------------------------------------------------------------

PAGE = """query ($filter: FormFilter, $order: FormOrder) {
  forms(year: 2020, filter: $filter, orderBy: $order, first: 600) {
    totalCount nodes { cpas { nisCode } title(language: EN) } } }"""
SEVERAL = {"kind", "status", "region", "missingSignature", "cpas"}
IN_THE_API: dict[tuple[str, object], dict[str, Any]] = {
    ("sent", "true"): {"sent": True},
    ("sent", "false"): {"sent": False},
    ("cpasLanguage", "de"): {"language": ["DE"]},
}
"""What an address writes otherwise."""


@pytest.mark.parametrize("asked", [asked for asked, _ in FILTERS], ids=str)
async def test_a_filter_gives_what_the_api_gives(country: World, asked: dict[str, Any]) -> None:
    wanted = {
        key: [value] if key in SEVERAL and isinstance(value, str) else value
        for name, said in asked.items()
        for key, value in IN_THE_API.get((name, str(said)), {name: said}).items()
    }
    answer = await country.as_("uvcw")(PAGE, filter=wanted)

    found = forms_in(await taker(country, "uvcw").table(CSV, **asked))

    assert len(found) == answer.data["forms"]["totalCount"]
    assert found[:600] == listed(answer)


@pytest.mark.parametrize("order", FormOrderField)
@pytest.mark.parametrize("direction", OrderDirection)
async def test_an_order_is_that_of_the_api(
    country: World, order: FormOrderField, direction: OrderDirection
) -> None:
    answer = await country.as_("vvsg")(PAGE, order={"field": order, "direction": direction})

    found = forms_in(await taker(country, "vvsg").table(orderBy=order, direction=direction))

    assert found[:600] == listed(answer)


def listed(answer: Answer) -> list[tuple[str, str]]:
    nodes = answer.data["forms"]["nodes"]
    return [(node["cpas"]["nisCode"], node["title"]) for node in nodes]
