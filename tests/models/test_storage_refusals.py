"""What the rules refuse, the database refuses too, to whoever goes past them."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Executable, Table, delete, insert, text, update

from models.money import LARGEST
from models.tables import (
    CPAS,
    FORM,
    FORM_LINE,
    FORM_VERSION,
    JOURNAL,
    JOURNAL_HEAD,
    PERSON,
    REPORT,
    SIGNATURE,
    SUBMISSION,
)
from tests.models.building import (
    ALIX,
    DIRECTOR_GENERAL,
    DORA,
    NO_SUCH_DIGEST,
    PAULA,
    PRESIDENT,
    THURSDAY,
    WEDNESDAY,
    SmallWorld,
    saved,
    signed,
)
from tests.models.refusing import NOT_NULL, SENT, STALE, WITHDRAWN, assert_refused, refusal

FACTS = [PERSON, FORM_VERSION, FORM_LINE, SIGNATURE, SUBMISSION, JOURNAL]


# Signatures --------------------------------------------------------------------------------------

OTHER_ROLE: dict[str, Any] = {"role": "DIRECTOR_GENERAL", "subject": DORA.subject}
"""What another signature beside that of the president would say."""
NO_SECOND_SIGNATURE = "fk_submission_form_id_form_version_director_general"
OF_A_VERSION = "fk_signature_form_id_form_version_content_digest"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (OTHER_ROLE | {"form_version": 4}, OF_A_VERSION),
        (OTHER_ROLE | {"form_id": 2}, OF_A_VERSION),
        (OTHER_ROLE | {"form_id": 99}, OF_A_VERSION),
        (OTHER_ROLE | {"form_version": 2}, OF_A_VERSION),
        (OTHER_ROLE | {"content_digest": NO_SUCH_DIGEST}, OF_A_VERSION),
        (OTHER_ROLE | {"signed_by": NO_SUCH_DIGEST}, "fk_signature_signed_by"),
        (OTHER_ROLE | {"role": "EDITOR"}, "ck_signature_role"),
        (OTHER_ROLE | {"role": "president"}, "ck_signature_role"),
        (OTHER_ROLE | {"subject": ALIX.subject}, "uq_signature_form_id_form_version_subject"),
        (OTHER_ROLE | {"role": "PRESIDENT"}, "pk_signature"),
        (OTHER_ROLE | {"signed_at": None}, NOT_NULL),
    ],
    ids=[
        "no-such-version",
        "another-form",
        "no-such-form",
        "digest-of-another-version",
        "no-such-digest",
        "nobody",
        "a-third-role",
        "another-spelling",
        "the-same-person",
        "the-same-role",
        "never",
    ],
)
async def test_no_signature_is_added_that_the_rules_refuse(
    halfway: SmallWorld, values: dict[str, Any], reason: str
) -> None:
    placed = await halfway.row(SIGNATURE)

    await assert_refused(halfway, insert(SIGNATURE).values(placed | values), reason)


async def test_a_signature_that_the_rules_accept_is_added(halfway: SmallWorld) -> None:
    placed = await halfway.row(SIGNATURE)

    await halfway.execute(insert(SIGNATURE).values(placed | OTHER_ROLE))

    form = (await halfway.form()).form
    assert [signature.role for signature in form.signatures] == [DIRECTOR_GENERAL, PRESIDENT]


# Submissions -------------------------------------------------------------------------------------


async def submission(world: SmallWorld, **values: object) -> Executable:
    """A submission of the first form as it stands."""
    form = (await world.form()).form
    said = {
        "form_id": 1,
        "form_version": form.version,
        "content_digest": form.content_digest,
        "reference": "RU-2020-52011-COVID",
        "sent_at": THURSDAY,
        "president": "PRESIDENT",
        "director_general": "DIRECTOR_GENERAL",
    }
    return insert(SUBMISSION).values(said | values)


async def test_a_form_with_one_signature_is_not_sent(halfway: SmallWorld) -> None:
    statement = await submission(halfway)

    await assert_refused(halfway, statement, NO_SECOND_SIGNATURE)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"director_general": "PRESIDENT"}, "ck_submission_director_general"),
        ({"president": "DIRECTOR_GENERAL"}, "ck_submission_president"),
        ({"director_general": None}, NOT_NULL),
    ],
)
async def test_one_signature_does_not_count_for_two(
    halfway: SmallWorld, values: dict[str, Any], reason: str
) -> None:
    statement = await submission(halfway, **values)

    await assert_refused(halfway, statement, reason)


async def test_a_form_without_signatures_is_not_sent(small_world: SmallWorld) -> None:
    await small_world.become(saved((await small_world.form()).form, 1))

    await assert_refused(small_world, await submission(small_world), NO_SECOND_SIGNATURE)


async def test_signatures_that_fell_send_nothing(halfway: SmallWorld) -> None:
    placed = await halfway.row(SIGNATURE)
    await halfway.execute(insert(SIGNATURE).values(placed | OTHER_ROLE))
    await halfway.become(saved((await halfway.form()).form, 9))

    await assert_refused(halfway, await submission(halfway), NO_SECOND_SIGNATURE)
    await assert_refused(
        halfway,
        await submission(halfway, form_version=3, content_digest=placed["content_digest"]),
        STALE,
    )


async def test_other_content_than_was_signed_is_not_sent(halfway: SmallWorld) -> None:
    placed = await halfway.row(SIGNATURE)
    await halfway.execute(insert(SIGNATURE).values(placed | OTHER_ROLE))

    statement = await submission(halfway, content_digest=NO_SUCH_DIGEST)

    await assert_refused(halfway, statement, "fk_submission_form_id_form_version_content_digest")


async def test_a_form_is_sent_once(sent: SmallWorld) -> None:
    statement = await submission(sent, reference="RU-2020-52011-COVID-2")

    await assert_refused(sent, statement, "pk_submission")


async def test_a_reference_names_one_submission(sent: SmallWorld) -> None:
    other = await sent.form(2)
    encoded = saved(other.form, 1)
    halfway = signed(encoded, PRESIDENT, PAULA)
    await sent.store(other, encoded)
    await sent.store(await sent.form(2), halfway)
    both = {"form_id": 2, "form_version": 2, "content_digest": encoded.content_digest}
    placed = await sent.row(SIGNATURE)
    await sent.execute(insert(SIGNATURE).values(placed | OTHER_ROLE | both))

    statement = await submission(sent, **both)

    await assert_refused(sent, statement, "uq_submission_reference")


# What was sent stays -----------------------------------------------------------------------------


@pytest.mark.parametrize("version", [1, 2, 4])
async def test_the_version_of_a_sent_form_does_not_move(sent: SmallWorld, version: int) -> None:
    statement = update(FORM).where(FORM.c.id == 1).values(version=version)

    await assert_refused(sent, statement, SENT)


async def test_a_sent_form_gets_no_new_content_through_the_store(sent: SmallWorld) -> None:
    found = await sent.form()
    forgotten = replace(found, form=replace(found.form, submissions=()))
    before = await sent.everything()

    with refusal(sent, SENT):
        await sent.store(forgotten, saved(forgotten.form, 9))

    assert await sent.everything() == before


@pytest.mark.parametrize("table", [FORM, REPORT, CPAS], ids=lambda table: table.name)
async def test_what_facts_speak_of_is_not_deleted(sent: SmallWorld, table: Table) -> None:
    await assert_refused(sent, delete(table), f"{table.name} is append-only")


@pytest.mark.parametrize("table", FACTS, ids=lambda table: table.name)
async def test_a_fact_is_not_deleted(sent: SmallWorld, table: Table) -> None:
    await assert_refused(sent, delete(table), f"{table.name} is append-only")


@pytest.mark.parametrize("table", FACTS, ids=lambda table: table.name)
async def test_no_part_of_a_fact_is_changed(sent: SmallWorld, table: Table) -> None:
    before = await sent.everything()

    for column in table.columns:
        with refusal(sent, f"{table.name} is append-only"):
            await sent.execute(update(table).values({column: column}))

    assert await sent.everything() == before


# Amounts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["advance", "entered"])
@pytest.mark.parametrize("cents", [-1, LARGEST + 1, 2**62])
async def test_cents_out_of_bounds_are_not_kept(
    small_world: SmallWorld, column: str, cents: int
) -> None:
    line = await small_world.row(FORM_LINE)

    statement = insert(FORM_LINE).values(line | {"line": "other", column: cents})

    await assert_refused(small_world, statement, f"ck_form_line_{column}")


@pytest.mark.parametrize("column", ["advance", "entered"])
@pytest.mark.parametrize("cents", [0, LARGEST])
async def test_cents_at_the_bounds_are_kept(
    small_world: SmallWorld, column: str, cents: int
) -> None:
    line = await small_world.row(FORM_LINE)

    await small_world.execute(insert(FORM_LINE).values(line | {"line": "other", column: cents}))

    assert line | {"line": "other", column: cents} == await small_world.row(FORM_LINE)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "pk_form_line"),
        ({"form_version": 2}, "fk_form_line_form_id_form_version"),
    ],
    ids=["the-same-line", "no-such-version"],
)
async def test_a_line_stands_once_in_a_version(
    small_world: SmallWorld, values: dict[str, Any], reason: str
) -> None:
    line = await small_world.row(FORM_LINE)

    await assert_refused(small_world, insert(FORM_LINE).values(line | values), reason)


# One of each -------------------------------------------------------------------------------------

_OTHER_LINE = {"number": 99, "hash": "e" * 64, "previous_hash": "f" * 64}


@pytest.mark.parametrize(
    ("table", "values", "reason"),
    [
        (FORM, {"id": 9}, "uq_form_report_id_kind"),
        (FORM, {"id": 9, "kind": "PIIS", "report_id": 99}, "fk_form_report_id"),
        (FORM, {"id": 9, "kind": "PIIS", "version": 0}, "ck_form_version"),
        (FORM, {"id": 9, "kind": "PIIS", "status": "LOST"}, "ck_form_status"),
        (REPORT, {"id": 9}, "uq_report_cpas_id_year"),
        (REPORT, {"id": 9, "year": 2021, "version": 0}, "ck_report_version"),
        (
            REPORT,
            {"id": 9, "year": 2021, "closes_at": WEDNESDAY, "opens_at": WEDNESDAY},
            "ck_report_period",
        ),
        (CPAS, {"id": 9}, "uq_cpas_nis_code"),
        (FORM_VERSION, {"content_digest": NO_SUCH_DIGEST}, "pk_form_version"),
        (FORM_VERSION, {"number": 2, "saved_by": NO_SUCH_DIGEST}, "fk_form_version_saved_by"),
        (JOURNAL_HEAD, {"id": 2}, "ck_journal_head_single"),
        (JOURNAL, {"hash": "e" * 64, "previous_hash": "f" * 64}, "pk_journal"),
        (JOURNAL, {"number": 99, "hash": NO_SUCH_DIGEST}, "uq_journal_previous_hash"),
        (JOURNAL, {"number": 99, "previous_hash": "f" * 64}, "uq_journal_hash"),
        (JOURNAL, _OTHER_LINE | {"report_id": None, "form_id": 1}, "ck_journal_about"),
        (JOURNAL, _OTHER_LINE | {"cpas_id": 99}, "fk_journal_cpas_id"),
    ],
    ids=[
        "form-of-a-kind",
        "form-of-no-report",
        "version-zero",
        "no-such-status",
        "report-of-a-year",
        "report-version-zero",
        "closing-as-it-opens",
        "cpas",
        "version-of-a-form",
        "saved-by-nobody",
        "end-of-the-journal",
        "line-of-the-journal",
        "line-after-a-line",
        "hash",
        "line-about-a-form-of-no-report",
        "line-about-no-cpas",
    ],
)
async def test_there_is_one_of_each_and_none_out_of_bounds(
    small_world: SmallWorld, table: Table, values: dict[str, Any], reason: str
) -> None:
    first = await small_world.row(table)

    await assert_refused(small_world, insert(table).values(first | values), reason)


# What is sent ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        *("salt = 'x'", "kind = 'PIIS'", "report_id = 2", "status = 'ENCODED'"),
        *("encoded_at = NULL", "advance = 1", "justified = 1", "to_repay = NULL", "to_receive = 1"),
        *("set_off = 1", "signed_by_president = false", "signed_by_director_general = false"),
        "signed_report_version = 9",
        *("signed_at = NULL", "sent_at = NULL"),
    ],
)
async def test_the_row_of_a_sent_form_does_not_change(sent: SmallWorld, change: str) -> None:
    before = await sent.everything()

    with refusal(sent, SENT):
        await sent.execute(text(f"UPDATE form SET {change} WHERE id = 1"))  # noqa: S608 - ours

    assert await sent.everything() == before


VERSION = """INSERT INTO form_version
    (form_id, number, content_digest, saved_by, saved_at)
    SELECT form_id, number + 1, content_digest, saved_by, saved_at FROM form_version"""
LINE = "INSERT INTO form_line SELECT form_id, form_version, 'x', 1, 1 FROM form_line"


@pytest.mark.parametrize("addition", [VERSION, LINE], ids=["version", "line"])
async def test_nothing_is_added_to_a_sent_form(sent: SmallWorld, addition: str) -> None:
    before = await sent.everything()

    with refusal(sent, SENT):
        await sent.execute(text(addition))

    assert await sent.everything() == before


# Withdrawn forms ---------------------------------------------------------------------------------

WITHDRAWAL = update(FORM).where(FORM.c.id == 1).values(withdrawn_at=WEDNESDAY)


async def test_a_form_that_was_saved_is_not_withdrawn(small_world: SmallWorld) -> None:
    await small_world.become(saved((await small_world.form()).form, 12_34))

    await assert_refused(small_world, WITHDRAWAL, WITHDRAWN)


@pytest.mark.parametrize("table", [FORM_VERSION, FORM_LINE, SIGNATURE])
async def test_nothing_is_added_to_a_withdrawn_form(small_world: SmallWorld, table: Table) -> None:
    row = {**await small_world.row(FORM_VERSION), "number": 2}
    rows = {
        FORM_VERSION: row,
        FORM_LINE: {**await small_world.row(FORM_LINE), "line": "other"},
        SIGNATURE: {
            "form_id": 1,
            "form_version": 1,
            "role": "PRESIDENT",
            "subject": PAULA.subject,
            "signed_by": row["saved_by"],
            "signed_at": WEDNESDAY,
            "content_digest": row["content_digest"],
            "report_version": 1,
        },
    }
    await small_world.execute(WITHDRAWAL)

    await assert_refused(small_world, insert(table).values(rows[table]), WITHDRAWN)


async def test_a_withdrawn_form_is_not_saved_past_the_store(small_world: SmallWorld) -> None:
    await small_world.execute(WITHDRAWAL)
    second = update(FORM).where(FORM.c.id == 1).values(version=2)

    await assert_refused(small_world, second, WITHDRAWN)
