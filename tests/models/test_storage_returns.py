"""A form that was sent moves on by its return, and by nothing else that a statement can say."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Executable, Table, delete, insert, text, update

from models.submissions import acknowledge, return_form
from models.tables import ACKNOWLEDGEMENT, FORM, SIGNATURE, SUBMISSION, SUBMISSION_RETURN
from tests.models.building import (
    DIRECTOR_GENERAL,
    DIRK,
    FRIDAY,
    PIETER,
    PRESIDENT,
    SPP_IS,
    SmallWorld,
    act,
    saved,
    signed,
)
from tests.models.refusing import SENT, STALE, assert_refused, refusal

RETURNED = act(SPP_IS, FRIDAY)
GIVEN_BACK = {
    "version": "4",
    "status": "'ENCODED'",
    "signed_by_president": "false",
    "signed_by_director_general": "false",
    "signed_report_version": "NULL",
    "signed_at": "NULL",
    "sent_at": "NULL",
}
"""What of the form's row changes by the return of version 3."""
RETURN = """INSERT INTO submission_return SELECT 1, 3, 4, signed_by, signed_at, 'Why.'
    FROM signature WHERE role = 'PRESIDENT' AND form_version = 3"""
NEXT = """INSERT INTO form_version
        (form_id, number, content_format, content_digest, saved_by, saved_at)
    SELECT 1, 4, content_format, content_digest, saved_by, saved_at
    FROM form_version WHERE form_id = 1 AND number = 3"""
LINES = """INSERT INTO form_line (form_id, form_version, line, advance, entered)
    SELECT 1, 4, line, advance, entered FROM form_line WHERE form_id = 1 AND form_version = 3"""


def moving(**other: str) -> str:
    """What moves the form's row, as the return does but for what is other."""
    changes = ", ".join(f"{name} = {value}" for name, value in {**GIVEN_BACK, **other}.items())
    return f"UPDATE form SET {changes} WHERE id = 1"  # noqa: S608 - made of the names above


@pytest.fixture
async def returned(sent: SmallWorld) -> SmallWorld:
    """The first form was sent, acknowledged and returned."""
    form = await sent.become(acknowledge((await sent.form()).form, act=RETURNED))
    await sent.become(return_form(form, reason="Why.", act=RETURNED).form)
    return sent


async def together(world: SmallWorld, *statements: str | Executable) -> None:
    """Execute all of them in one transaction."""
    async with world.database.writing() as connection:
        for statement in statements:
            ready = text(statement) if isinstance(statement, str) else statement
            await connection.execute(ready)


async def assert_refused_together(
    world: SmallWorld, reason: str, *statements: str | Executable
) -> None:
    before = await world.everything()

    with refusal(world, reason):
        await together(world, *statements)

    assert await world.everything() == before


# The return --------------------------------------------------------------------------------------


async def test_what_the_return_does_can_be_done(sent: SmallWorld) -> None:
    await together(sent, RETURN, moving(), NEXT, LINES)

    form = (await sent.form()).form
    assert (form.version, form.submission) == (4, None)
    assert [one.returned is not None for one in form.submissions] == [True]


@pytest.mark.parametrize(
    "change",
    [
        *({name: value} for name, value in (("version", "3"), ("version", "5"))),
        *({"status": f"'{other}'"} for other in ("SENT", "PARTIALLY_SIGNED", "NOT_STARTED")),
        *({name: "true"} for name in ("signed_by_president", "signed_by_director_general")),
        *({name: "updated_at"} for name in ("signed_at", "sent_at")),
        {"signed_report_version": "1"},
        *({name: "17"} for name in ("advance", "justified", "to_repay", "to_receive", "borne")),
        *({"set_off": "17"}, {"encoded_at": "NULL"}, {"salt": "'x'"}, {"kind": "'PIIS'"}),
        *({"edition": "9"}, {"report_id": "2"}),
    ],
    ids=lambda change: " ".join([*change, *change.values()]),
)
async def test_a_returned_form_moves_by_nothing_else(
    sent: SmallWorld, change: dict[str, str]
) -> None:
    await assert_refused_together(sent, SENT, RETURN, moving(**change), NEXT, LINES)


@pytest.mark.parametrize(
    "statements",
    [[moving(), NEXT], [NEXT], [moving()], [RETURN, NEXT]],
    ids=["not-returned", "version", "row", "row-stays"],
)
async def test_a_form_in_force_does_not_move(sent: SmallWorld, statements: list[str]) -> None:
    await assert_refused_together(sent, SENT, *statements)


@pytest.mark.parametrize(
    "statements", [[RETURN], [RETURN, moving()]], ids=["return", "return-and-row"]
)
async def test_nothing_is_returned_without_the_version_that_follows(
    sent: SmallWorld, statements: list[str]
) -> None:
    await assert_refused_together(sent, "fk_submission_return_form_id_next_version", *statements)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("SELECT 1, 2, 3", "fk_submission_return_form_id_form_version"),
        ("SELECT 2, 3, 4", "fk_submission_return_form_id_form_version"),
        ("SELECT 1, 3, 5", "ck_submission_return_next_version"),
    ],
    ids=["version-not-sent", "form-not-sent", "another-next"],
)
async def test_only_what_was_sent_is_returned(sent: SmallWorld, other: str, reason: str) -> None:
    statement = text(RETURN.replace("SELECT 1, 3, 4", other))

    await assert_refused(sent, statement, reason)


async def test_a_submission_is_returned_once(returned: SmallWorld) -> None:
    again = insert(SUBMISSION_RETURN).values(await returned.row(SUBMISSION_RETURN))

    await assert_refused(returned, again, "pk_submission_return")


@pytest.mark.parametrize(
    "figures",
    ["line, 17, entered", "line, advance, 17", "line, NULL, entered", "'other', advance, entered"],
    ids=["advance", "entered", "no-advance", "another-line"],
)
async def test_the_version_that_follows_has_the_same_figures(
    sent: SmallWorld, figures: str
) -> None:
    lines = LINES.replace("4, line, advance, entered", f"4, {figures}")

    await assert_refused_together(sent, SENT, RETURN, moving(), NEXT, lines)


# What was sent stays -----------------------------------------------------------------------------


async def test_a_submission_that_was_returned_gets_no_line_any_more(returned: SmallWorld) -> None:
    line = """INSERT INTO form_line (form_id, form_version, line, advance, entered)
        VALUES (1, 3, 'x', 1, 1)"""

    await assert_refused(returned, text(line), SENT)


async def test_nor_a_signature(returned: SmallWorld) -> None:
    placed = await returned.row(SIGNATURE)

    again = insert(SIGNATURE).values(placed | {"role": "PRESIDENT", "subject": PIETER.subject})

    await assert_refused(returned, again, SENT)


async def test_what_was_returned_is_not_sent_once_more(returned: SmallWorld) -> None:
    submission = await returned.row(SUBMISSION)

    again = insert(SUBMISSION).values(submission | {"reference": "RU-2020-52011-COVID-2"})

    await assert_refused(returned, again, STALE)


@pytest.mark.parametrize(
    "table", [SUBMISSION, SUBMISSION_RETURN, ACKNOWLEDGEMENT], ids=lambda table: table.name
)
async def test_neither_submission_nor_what_became_of_it_changes(
    returned: SmallWorld, table: Table
) -> None:
    statements: list[Any] = [
        delete(table),
        *(update(table).values({column: column}) for column in table.columns),
    ]

    for statement in statements:
        await assert_refused(returned, statement, f"{table.name} is append-only")


async def test_a_form_that_was_sent_again_does_not_move_either(returned: SmallWorld) -> None:
    form = (await returned.form()).form
    halfway = await returned.become(signed(form, DIRECTOR_GENERAL, DIRK, FRIDAY))
    await returned.become(signed(halfway, PRESIDENT, PIETER, FRIDAY))

    moves = update(FORM).where(FORM.c.id == 1)
    for statement in (moves.values(version=5), moves.values(status="ENCODED")):
        await assert_refused(returned, statement, SENT)


async def test_a_returned_form_is_edited_as_any_other(returned: SmallWorld) -> None:
    form = (await returned.form()).form

    edited = await returned.become(saved(form, 17, at=FRIDAY))

    assert edited == saved(form, 17, at=FRIDAY)


async def test_a_second_return_of_the_same_through_the_store_is_lost(sent: SmallWorld) -> None:
    found = await sent.form()
    once = return_form(found.form, reason="Why.", act=RETURNED).form
    await sent.store(found, once)
    before = await sent.everything()

    with refusal(sent, "pk_submission_return"):
        await sent.store(found, replace(once, saved=act(SPP_IS, FRIDAY)))

    assert await sent.everything() == before
