"""What is PostgreSQL's alone: row locks, transactions that only read, broken connections."""

import asyncio

import pytest
from sqlalchemy import Executable, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.exc import DBAPIError

from models.form import FormId
from models.report import ReportId
from models.store import Store
from models.tables import CAMPAIGN, FORM, FORM_VERSION, SIGNATURE, SUBMISSION
from models.turns import Remembered, RepeatedCalls
from tests.databases import run
from tests.models.building import (
    ANNE,
    CLOSING,
    DIRECTOR_GENERAL,
    DORA,
    EMIEL,
    FRIDAY,
    MONDAY,
    OPENING,
    PAULA,
    TUESDAY,
    SmallWorld,
    saved,
    signed,
)
from tests.models.refusing import SENT, STALE, refusal

pytestmark = pytest.mark.only_on("postgresql", reason="SQLite has other means.")

CAMPAIGN_2030 = insert(CAMPAIGN).values(year=2030, opens_at=OPENING, closes_at=CLOSING)


def url_of(world: SmallWorld) -> str:
    url = world.database.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


async def until_somebody_waits(world: SmallWorld) -> None:
    """Return when one connection waits for a lock that another one holds."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND cardinality(pg_blocking_pids(pid)) > 0"
    )
    async with asyncio.timeout(10):
        while run(url_of(world), waiting) == [(0,)]:  # noqa: ASYNC110 - the server does not call
            await asyncio.sleep(0.01)


# Row locks ---------------------------------------------------------------------------------------


async def test_who_loads_a_form_for_a_change_waits_for_who_did_so_before(
    small_world: SmallWorld,
) -> None:
    async def load() -> int:
        async with small_world.database.writing() as connection:
            found = await Store(connection).form(FormId(1))
            return found.form.version if found else 0

    async with small_world.database.writing() as connection:
        store = Store(connection)
        found = await store.form(FormId(1))
        assert found is not None
        other = asyncio.create_task(load())
        await until_somebody_waits(small_world)
        await store.store_form(found, saved(found.form, 1))

    assert await other == 2


async def test_contact_and_form_of_one_report_take_turns(small_world: SmallWorld) -> None:
    async def load() -> bool:
        async with small_world.database.writing() as connection:
            return await Store(connection).report(ReportId(1)) is not None

    async with small_world.database.writing() as connection:
        await Store(connection).form(FormId(1))
        other = asyncio.create_task(load())
        await until_somebody_waits(small_world)

    assert await other


async def test_another_report_waits_for_nobody(small_world: SmallWorld) -> None:
    async with small_world.database.writing() as one:
        await Store(one).form(FormId(1))

        async with asyncio.timeout(10), small_world.database.writing() as other:
            found = await Store(other).form(FormId(2))

    assert found is not None


async def test_who_remembers_a_call_does_not_wait_for_who_forgets_old_ones(
    small_world: SmallWorld,
) -> None:
    call = Remembered(fingerprint="", outcome="")
    async with small_world.database.writing() as connection:
        await RepeatedCalls(connection).remember(ANNE.subject, "old", call, MONDAY)

    async with small_world.database.writing() as one:
        await RepeatedCalls(one).remember(ANNE.subject, "new", call, FRIDAY)
        async with asyncio.timeout(10), small_world.database.writing() as other:
            await RepeatedCalls(other).remember(EMIEL.subject, "new", call, FRIDAY)

    kept = run(url_of(small_world), "SELECT subject, key FROM idempotency ORDER BY subject")
    assert kept == [(ANNE.subject, "new"), (EMIEL.subject, "new")]


async def test_a_form_that_is_being_sent_does_not_get_other_content_meanwhile(
    halfway: SmallWorld,
) -> None:
    """Past the locks of the store: the database itself lets only one of them happen."""
    found = await halfway.form()

    async def move_version() -> None:
        await halfway.execute(update(FORM).where(FORM.c.id == 1).values(version=1))

    async with halfway.database.writing() as connection:
        await Store(connection).store_form(found, signed(found.form, DIRECTOR_GENERAL, DORA))
        moving = asyncio.create_task(move_version())
        await until_somebody_waits(halfway)

    with refusal(halfway, SENT):
        await moving
    form = (await halfway.form()).form
    assert form.submission is not None
    assert form.version == found.form.version


async def ready_to_send(world: SmallWorld) -> Executable:
    """What sends the first form, past the store: both have signed."""
    form = (await world.form()).form
    placed = await world.row(SIGNATURE)
    second = {"role": "DIRECTOR_GENERAL", "subject": DORA.subject}
    await world.execute(insert(SIGNATURE).values(placed | second))
    return insert(SUBMISSION).values(
        form_id=1,
        form_version=form.version,
        content_digest=form.content_digest,
        reference="RU-2020-52011-COVID",
        sent_at=FRIDAY,
        president="PRESIDENT",
        director_general="DIRECTOR_GENERAL",
    )


async def test_who_sends_a_form_past_the_locks_lets_nobody_move_it_meanwhile(
    halfway: SmallWorld,
) -> None:
    sending = await ready_to_send(halfway)

    async def change_status() -> None:
        await halfway.execute(update(FORM).where(FORM.c.id == 1).values(status="ENCODED"))

    async with halfway.database.writing() as connection:
        await connection.execute(sending)
        changing = asyncio.create_task(change_status())
        await until_somebody_waits(halfway)

    with refusal(halfway, SENT):
        await changing


async def test_who_moves_a_form_past_the_locks_lets_nobody_send_it_meanwhile(
    halfway: SmallWorld,
) -> None:
    sending = await ready_to_send(halfway)

    async with halfway.database.writing() as connection:
        await connection.execute(update(FORM).where(FORM.c.id == 1).values(version=1))
        sent = asyncio.create_task(halfway.execute(sending))
        await until_somebody_waits(halfway)

    with refusal(halfway, STALE):
        await sent


async def test_a_signature_past_the_locks_falls_with_an_edit_that_it_did_not_see(
    small_world: SmallWorld,
) -> None:
    """Write skew: each reads what the other writes, and neither waits for the other."""
    await small_world.become(saved((await small_world.form()).form, 1))
    seen = await small_world.form()
    known = select(FORM_VERSION.c.saved_by).limit(1).scalar_subquery()
    signature = {
        "form_id": 1,
        "form_version": seen.form.version,
        "content_digest": seen.form.content_digest,
        "role": "PRESIDENT",
        "subject": PAULA.subject,
        "signed_by": known,
        "signed_at": TUESDAY,
        "report_version": 1,
    }

    async with small_world.database.writing() as editing:
        await Store(editing).store_form(seen, saved(seen.form, 2))
        async with small_world.database.writing() as signing:
            await signing.execute(insert(SIGNATURE).values(signature))

    (placed,) = (await small_world.form()).form.signatures
    assert not placed.current


# Snapshots ---------------------------------------------------------------------------------------


async def test_who_reads_does_not_write(small_world: SmallWorld) -> None:
    before = await small_world.everything()

    with pytest.raises(DBAPIError, match="read-only transaction"):
        async with small_world.database.reading() as connection:
            await connection.execute(CAMPAIGN_2030)

    assert await small_world.everything() == before


async def test_a_transaction_does_not_depend_on_the_defaults_of_the_server(
    small_world: SmallWorld,
) -> None:
    name = small_world.database.url.database
    for default in ("isolation TO serializable", "read_only TO on"):
        run(url_of(small_world), f'ALTER DATABASE "{name}" SET default_transaction_{default}')
    await small_world.database.close()

    async with small_world.database.writing() as connection:
        level = (await connection.execute(text("SHOW transaction_isolation"))).scalar_one()
        await connection.execute(CAMPAIGN_2030)

    assert level == "read committed"


# Facts -------------------------------------------------------------------------------------------


async def test_a_fact_is_not_replaced(halfway: SmallWorld) -> None:
    placed = await halfway.row(SIGNATURE)
    again = insert_or(SIGNATURE).values(placed | {"signed_at": OPENING})
    replacing = again.on_conflict_do_update(
        constraint="pk_signature", set_={"signed_at": again.excluded.signed_at}
    )
    before = await halfway.everything()

    with refusal(halfway, "signature is append-only"):
        await halfway.execute(replacing)

    assert await halfway.everything() == before
