"""Who is waited for, and since when: values and rows say the same of every form there can be."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.people import Signatory
from models.reading import HELD, PRESENT_VERSION, FormOfReport
from models.report import ReportStatus
from models.statements import Statement
from models.tables import FORM, FORM_VERSION, REPORT
from models.waiting import (
    REPORT_STATUS,
    WAITING_SINCE,
    lacking,
    lacks,
    missing_signatures,
    waiting_since,
    waits_for,
)
from tests.models.building import WEDNESDAY, SmallWorld, saved
from tests.models.conftest import Templates, copy_in

PRESIDENT, DIRECTOR_GENERAL = Signatory


@pytest.mark.parametrize(
    ("signed_by", "closed", "missing"),
    [
        ((), False, (PRESIDENT, DIRECTOR_GENERAL)),
        ((DIRECTOR_GENERAL,), False, (PRESIDENT,)),
        ((PRESIDENT,), False, (DIRECTOR_GENERAL,)),
        (tuple(Signatory), False, ()),
        ((), True, ()),
        ((PRESIDENT,), True, ()),
    ],
)
def test_nobody_is_missing_once_the_report_is_closed(
    signed_by: tuple[Signatory, ...], closed: bool, missing: tuple[Signatory, ...]
) -> None:
    assert lacking(signed_by, closed=closed) == missing


_CONDITIONS = {
    f"{name} {role}": condition(role)
    for role in Signatory
    for name, condition in (("lacks", lacks), ("waits for", waits_for))
}
_ROWS = Statement(
    select(REPORT_STATUS, WAITING_SINCE, *(each.label(name) for name, each in _CONDITIONS.items()))
    .select_from(FORM.join(REPORT, HELD).join(FORM_VERSION, PRESENT_VERSION))
    .order_by(FORM.c.id)
)


def said_by_values(of: FormOfReport, now: datetime) -> tuple[object, ...]:
    missing = missing_signatures(of.form, of.report, now)
    waits = missing if of.form.status.waiting else ()
    flags = [role in of_it for role in Signatory for of_it in (missing, waits)]
    return of.report.status(now).value, waiting_since(of.form, of.report, now), *flags


async def said_by_rows(world: SmallWorld, now: datetime) -> list[tuple[object, ...]]:
    async with world.database.snapshot() as reader:
        rows = await _ROWS.fetch(reader, now=now)
    return [(row[0], row[1], *map(bool, row[2:])) for row in rows]


def instants(of: FormOfReport) -> list[datetime]:
    """Around the opening and the closing, and between them."""
    edges = (of.report.opens_at, of.report.closes_at)
    around = (timedelta(microseconds=-1), timedelta(0))
    return [edge + step for edge in edges for step in around] + [WEDNESDAY]


@pytest.mark.parametrize("name", ["opened", "halfway", "sent"])
async def test_rows_say_what_values_say(templates: Templates, tmp_path: Path, name: str) -> None:
    async with copy_in(tmp_path, getattr(templates, name)) as world:
        if name == "opened":
            await world.become(saved((await world.form()).form, 1))
        known = [await world.form(id_) for id_ in (1, 2)]

        for now in instants(known[0]):
            expected = [said_by_values(of, now) for of in known]
            assert await said_by_rows(world, now) == expected

        await world.execute(update(REPORT).values(closed_at=WEDNESDAY, closed_because="All in"))
        assert await said_by_rows(world, WEDNESDAY) == [
            (ReportStatus.CLOSED.value, None, *[False] * 4)
        ] * len(known)


async def test_the_signatories_are_waited_for_since_the_content_is_there(
    small_world: SmallWorld,
) -> None:
    before = await small_world.form()
    now = before.report.closes_at - timedelta(days=1)

    await small_world.become(saved(before.form, 1, at=WEDNESDAY))

    after = await small_world.form()
    assert waiting_since(before.form, before.report, now) == before.report.opens_at
    assert waiting_since(after.form, after.report, now) == WEDNESDAY
