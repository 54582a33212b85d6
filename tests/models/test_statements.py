"""Statements run straight on the driver: what SQLAlchemy itself would find, on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Select, bindparam, func, literal, select

from models.database import Database
from models.reading import SELECT_FORMS
from models.statements import Statement, instant_of, json_list, one_of
from models.tables import CPAS, FORM, FORM_LINE, PERSON, REPORT, SIGNATURE
from tests.databases import copy_of_database, drop_database

AT_REST = pytest.mark.asyncio(loop_scope="module")

HOSTILE = [
    "' OR '1'='1",
    '"; DROP TABLE cpas; --',
    "%(nis)s",
    "%s %% %",
    "?",
    ":nis",
    "\\",
    "{}",
    "[1]",
    "null",
    "\u200b\u2028",
    "😀 é ﬀ",
    "x" * 100_000,
    "",
    " ",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def database(
    demo_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Database]:
    """The demo country, for tests that only read."""
    url = copy_of_database(demo_country, tmp_path_factory.mktemp("statements"))
    database = Database(url)
    yield database
    await database.close()
    drop_database(url)


async def found(database: Database, query: Select[Any], **values: Any) -> list[Any]:
    """The rows, on the driver, by both kinds of connection."""
    statement = Statement(query)
    async with database.reading() as connection:
        rows = await statement.fetch(connection, **values)
    async with database.snapshot() as reader:
        assert await statement.fetch(reader, **values) == rows
    return rows


async def by_sqlalchemy(database: Database, query: Select[Any]) -> list[tuple[Any, ...]]:
    async with database.reading() as connection:
        return [tuple(row) for row in await connection.execute(query)]


# Rows --------------------------------------------------------------------------------------------


@AT_REST
@pytest.mark.parametrize(
    "query",
    [
        select(CPAS).order_by(CPAS.c.id),
        select(FORM).order_by(FORM.c.id),
        select(REPORT).order_by(REPORT.c.id),
        select(SIGNATURE).order_by(SIGNATURE.c.form_id, SIGNATURE.c.role),
        select(PERSON).order_by(PERSON.c.id),
        select(FORM.c.status, func.count().label("count"))
        .group_by(FORM.c.status)
        .order_by("count"),
        select(FORM.c.id, REPORT.c.id).join(REPORT).order_by(FORM.c.id),
        select(literal("a").label("a"), literal(1).label("b")),
    ],
    ids=["cpas", "forms", "reports", "signatures", "persons", "counts", "ids", "literals"],
)
async def test_rows_are_those_that_sqlalchemy_finds(database: Database, query: Select[Any]) -> None:
    expected = await by_sqlalchemy(database, query)

    rows = await found(database, query)

    assert [tuple(row) for row in rows] == expected
    assert [list(map(type, row)) for row in rows] == [list(map(type, row)) for row in expected]
    assert rows


@AT_REST
async def test_rows_are_named_and_typed(database: Database) -> None:
    columns = (FORM.c.id, FORM.c.signed_by_president, FORM.c.updated_at, FORM.c.sent_at)

    row, *_ = await found(database, select(*columns).where(FORM.c.sent_at.is_(None)).limit(1))

    assert type(row.signed_by_president) is bool
    assert row.updated_at.tzinfo is not None
    assert row.updated_at.utcoffset() == timedelta(0)
    assert row.sent_at is None


@AT_REST
def _rfc(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


# One of several ----------------------------------------------------------------------------------


@AT_REST
@pytest.mark.parametrize(
    "ids",
    [[], [1], [1, 1, 1], [581, 3, 2], list(range(1, 601)), [0, -1, 2**31 - 1], [2**31, 2**62]],
    ids=["none", "one", "repeated", "some", "many", "absent", "large"],
)
async def test_one_of_several_numbers(database: Database, ids: list[int]) -> None:
    query = select(CPAS.c.id).where(one_of(CPAS.c.id, "ids")).order_by(CPAS.c.id)

    rows = await found(database, query, ids=ids)

    assert [row.id for row in rows] == sorted({id_ for id_ in ids if 1 <= id_ <= 581})


@AT_REST
@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], []),
        (["52011"], ["52011"]),
        (["44021", "52011", "44021"], ["44021", "52011"]),
        (["00000"], []),
        (["5201", "520111", " 52011", "52011 "], []),
        ([*HOSTILE, "52011"], ["52011"]),
    ],
    ids=["none", "one", "some", "absent", "alike", "hostile"],
)
async def test_one_of_several_texts(
    database: Database, texts: list[str], expected: list[str]
) -> None:
    query = select(CPAS.c.nis_code).where(one_of(CPAS.c.nis_code, "codes")).order_by(CPAS.c.id)

    rows = await found(database, query, codes=texts)

    assert [row.nis_code for row in rows] == expected


@AT_REST
async def test_several_lists_in_one_statement(database: Database) -> None:
    query = (
        select(CPAS.c.id)
        .where(one_of(CPAS.c.region, "regions"), one_of(CPAS.c.id, "ids"))
        .where(one_of(CPAS.c.language, "languages"))
    )

    rows = await found(
        database, query, regions=["BRUSSELS"], ids=list(range(1, 582)), languages=["FR", "NL"]
    )

    assert len(rows) == 19


# Parameters --------------------------------------------------------------------------------------


@AT_REST
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
async def test_text_is_never_more_than_text(database: Database, text: str) -> None:
    equal = select(CPAS.c.id).where(CPAS.c.nis_code == bindparam("nis"))
    back = select(literal("", CPAS.c.search_text.type).label("empty"), bindparam("said", text))

    assert await found(database, equal, nis=text) == []
    assert (await found(database, back, said=text))[0][1] == text
    assert len(await found(database, select(CPAS.c.id))) == 581


@AT_REST
@pytest.mark.parametrize("hours", [-11, -1, 0, 2, 14])
async def test_an_instant_is_the_same_in_every_time_zone(database: Database, hours: int) -> None:
    query = select(FORM.c.id, FORM.c.updated_at).where(FORM.c.updated_at >= bindparam("since"))
    every = await found(database, select(FORM.c.updated_at))
    instants = sorted(row.updated_at for row in every)
    middle = instants[len(instants) // 2]
    zone = timezone(timedelta(hours=hours))

    rows = await found(database, query, since=middle.astimezone(zone))
    later = await found(
        database, query, since=(middle + timedelta(microseconds=1)).astimezone(zone)
    )

    assert len(rows) == len([at for at in instants if at >= middle])
    assert len(later) == len([at for at in instants if at > middle])
    assert min(row.updated_at for row in rows) == middle


@AT_REST
@pytest.mark.parametrize("signed", [True, False])
async def test_a_truth_is_a_parameter_too(database: Database, *, signed: bool) -> None:
    query = select(FORM.c.id).where(FORM.c.signed_by_president == bindparam("signed"))
    literally = select(FORM.c.id).where(FORM.c.signed_by_president.is_(signed))

    rows = await found(database, query, signed=signed)

    assert len(rows) == len(await found(database, literally)) > 0


@AT_REST
async def test_a_statement_is_run_again_with_other_values(database: Database) -> None:
    query = Statement(
        select(CPAS.c.nis_code)
        .where(CPAS.c.region == bindparam("region"), one_of(CPAS.c.id, "ids"))
        .order_by(CPAS.c.id)
        .limit(bindparam("most"))
    )
    async with database.snapshot() as reader:
        sizes = [
            len(await query.fetch(reader, region=region, ids=list(range(ids)), most=most))
            for region, ids, most in [
                ("BRUSSELS", 582, 600),
                ("BRUSSELS", 582, 5),
                ("FLANDERS", 582, 600),
                ("FLANDERS", 1, 600),
                ("WALLONIA", 582, 600),
                ("ATLANTIS", 582, 600),
                ("BRUSSELS", 582, 600),
                ("BRUSSELS", 582, 0),
            ]
        ]

    assert sizes == [19, 5, 300, 0, 262, 0, 19, 0]


# Lists of what belongs to a row ------------------------------------------------------------------


@AT_REST
async def test_what_belongs_to_a_row_comes_with_it(database: Database) -> None:
    lines = (
        select(json_list(FORM_LINE.c.line, FORM_LINE.c.advance, FORM_LINE.c.entered))
        .where(FORM_LINE.c.form_id == FORM.c.id, FORM_LINE.c.form_version == FORM.c.version)
        .correlate(FORM)
        .scalar_subquery()
        .label("lines")
    )
    beside = (
        select(FORM.c.id, FORM_LINE.c.line, FORM_LINE.c.advance, FORM_LINE.c.entered)
        .join(
            FORM_LINE,
            (FORM_LINE.c.form_id == FORM.c.id) & (FORM_LINE.c.form_version == FORM.c.version),
        )
        .order_by(FORM.c.id)
    )

    rows = await found(database, select(FORM.c.id, lines).order_by(FORM.c.id))

    assert [(row.id, *line) for row in rows for line in row.lines] == [
        tuple(row) for row in await found(database, beside)
    ]


@AT_REST
async def test_nothing_that_belongs_to_a_row_is_an_empty_list(database: Database) -> None:
    nothing = (
        select(json_list(SIGNATURE.c.role))
        .where(SIGNATURE.c.form_id == FORM.c.id, SIGNATURE.c.form_version == -1)
        .correlate(FORM)
        .scalar_subquery()
        .label("held")
    )

    rows = await found(database, select(nothing).select_from(FORM).limit(3))

    assert [row.held for row in rows] == [[], [], []]


@AT_REST
async def test_instants_in_lists_are_the_same_instants(database: Database) -> None:
    signed = (
        select(json_list(SIGNATURE.c.signed_at))
        .where(SIGNATURE.c.form_id == FORM.c.id)
        .correlate(FORM)
        .scalar_subquery()
        .label("signed")
    )

    rows = await found(database, select(signed).select_from(FORM))

    told = sorted(instant_of(text) for row in rows for (text,) in row.signed)
    expected = await found(database, select(SIGNATURE.c.signed_at))
    assert told == sorted(row.signed_at for row in expected)
    assert len(told) > 100


@pytest.mark.parametrize(
    "text",
    [
        "2021-05-01 10:00:00.250000",
        "2021-05-01T12:00:00.25+02:00",
        "2021-05-01T10:00:00.25+00:00",
        "2021-04-30T23:00:00.25-11:00",
    ],
)
def test_an_instant_in_json_is_read_however_a_database_writes_it(text: str) -> None:
    at = instant_of(text)

    assert at == datetime(2021, 5, 1, 10, 0, 0, 250_000, tzinfo=UTC)
    assert at.utcoffset() == timedelta(0)


@AT_REST
async def test_the_statement_of_forms_has_no_column_twice(database: Database) -> None:
    names = [column.key for column in SELECT_FORMS.selected_columns]

    assert len(names) == len(set(names))
    row, *_ = await found(database, SELECT_FORMS.limit(1))
    assert set(row._fields) == set(names)
