"""Idempotency keys: the same call again does nothing more and says so, for a day."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models.people import Role
from tests.api.acting import (
    ACCOUNT,
    ANA,
    CHARLEROI,
    GENT,
    IXELLES,
    NAMUR,
    SAVE,
    Desk,
    caller,
    done,
    invented,
    payload,
    refusal,
    refusals,
)
from tests.countries import FEW
from tests.world import Answer, World

REUSED = {
    "fr": "Cette clé d'idempotence a déjà servi pour un autre appel. Utilisez une nouvelle clé.",
    "nl": "Deze idempotentiesleutel werd al gebruikt voor een andere oproep. Gebruik een nieuwe.",
    "de": "Dieser Idempotenzschlüssel wurde bereits für einen anderen Aufruf verwendet. "
    "Verwenden Sie einen neuen.",
    "en": "This idempotency key was already used for another call. Use a new key.",
}
BO = {**ANA, "name": "Bo Nys"}
OPEN = """mutation ($input: OpenCampaignInput!) { openCampaign(input: $input) {
  formCount replayed userErrors { code } } }"""
EXTEND = """mutation ($input: ExtendReportInput!) { extendReport(input: $input) {
  replayed userErrors { code } } }"""
PREFILL = """mutation ($input: PrefillAdvancesInput!) { prefillAdvances(input: $input) {
  changed replayed userErrors { code } } }"""
CLOSE = """mutation ($input: CloseReportsInput!) { closeReports(input: $input) {
  closed replayed userErrors { code } } }"""
ACKNOWLEDGE = """mutation ($input: AcknowledgeSubmissionInput!) {
  acknowledgeSubmission(input: $input) { replayed userErrors { code } } }"""
PERIOD = {"opensAt": "2022-01-03T08:00:00+01:00", "closesAt": "2027-06-30T23:59:59+02:00"}
Act = Callable[[Desk, str], Awaitable[Answer]]


async def save(desk: Desk, key: str) -> Answer:
    return await desk.save(desk.factotum(), "3.00", expectedVersion=2, idempotencyKey=key)


async def sign(desk: Desk, key: str) -> Answer:
    return await desk.sign(desk.factotum(), "PRESIDENT", idempotencyKey=key)


async def update(desk: Desk, key: str) -> Answer:
    changed: dict[str, Any] = {"contact": BO, "bankAccount": ACCOUNT}
    return await desk.update(desk.factotum(), **changed, expectedVersion=2, idempotencyKey=key)


@pytest.mark.parametrize("act", [save, sign, update])
async def test_the_same_call_again_writes_nothing_and_is_told_apart(world: World, act: Act) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    first = await act(desk, "key-1")
    world.clock.advance(hours=23, minutes=59)
    before = world.everything()

    again = await act(desk, "key-1")

    assert done(again) == {**done(first), "replayed": True}
    assert done(first)["replayed"] is False
    assert world.everything() == before


async def test_a_repeated_save_shows_the_form_as_it_is_now(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    first = done(await save(desk, "k1"))
    done(await desk.save(desk.editor(), "4.00"))

    again = done(await save(desk, "k1"))

    assert (first["form"]["version"], first["replayed"]) == (3, False)
    assert (again["form"]["version"], again["replayed"]) == (4, True)
    assert again["form"]["amounts"]["justified"] == "4.00"
    assert again["invalidatedSignatures"] == []


@pytest.mark.parametrize("act", [save, sign, update])
async def test_a_repetition_that_is_recognised_without_a_key_is_told_apart(
    world: World, act: Act
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    first = done(await act(desk, ""))

    again = done(await act(desk, ""))

    assert first["replayed"] is False
    assert again == {**first, "replayed": True}


async def test_a_refused_call_is_no_repetition(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()

    refused = payload(await desk.save(desk.editor(), "-1"))

    assert refused["replayed"] is False
    assert refused["form"] is None


@pytest.mark.parametrize("act", [save, sign, update])
async def test_the_same_call_with_another_key_is_another_call(world: World, act: Act) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    done(await act(desk, "key-1"))

    again = await act(desk, "key-2")

    assert refusals(again) == []
    assert world.rows("SELECT count(*) FROM idempotency") == [(2,)]


async def test_other_arguments_under_a_used_key_are_refused(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    done(await save(desk, "key"))
    before = world.everything()

    who = desk.factotum()
    others = [
        await desk.save(who, "3.01", expectedVersion=2, idempotencyKey="key"),
        await desk.save(who, "3.00", expectedVersion=3, idempotencyKey="key"),
        await desk.sign(who, "PRESIDENT", idempotencyKey="key"),
        await desk.update(who, contact=ANA, expectedVersion=2, idempotencyKey="key"),
    ]

    assert [refusals(answer) for answer in others] == [["IDEMPOTENCY_KEY_REUSED"]] * 4
    assert {tuple(refusal(answer)["path"]) for answer in others} == {("input", "idempotencyKey")}
    assert world.everything() == before


async def test_of_calls_at_once_with_one_key_on_different_reports_one_is_done(
    world: World,
) -> None:
    desks = [Desk(world, nis_code) for nis_code in (CHARLEROI, NAMUR, GENT, IXELLES)]
    people = [
        caller(world, invented("itinerant", Role.EDITOR, nis_code=desk.nis_code)) for desk in desks
    ]

    for key in ("first", "second", "third"):
        answers = await asyncio.gather(
            *(
                desk.save(who, "3.00", idempotencyKey=key)
                for desk, who in zip(desks, people, strict=True)
            )
        )

        assert sorted(map(refusals, answers)) == [[], *[["IDEMPOTENCY_KEY_REUSED"]] * 3]
    assert world.rows("SELECT count(*) FROM idempotency") == [(3,)]


async def test_of_different_operations_at_once_with_one_key_one_is_done(world: World) -> None:
    manager, desk = world.as_("spp-is-manager"), Desk(world, CHARLEROI)
    report = (await desk.page())["id"]

    for day in range(1, 6):
        key = {"idempotencyKey": f"key-{day}"}
        later = {"reportId": report, "closesAt": f"2028-01-{day:02}T12:00:00+01:00", "reason": "!"}
        granted = [{"nisCode": CHARLEROI, "advance": f"{day}.00"}]
        grant = {"year": 2020, "kind": "COVID_PREMIUM", "advances": granted}
        answers = await asyncio.gather(
            manager(EXTEND, input={**later, **key}), manager(PREFILL, input={**grant, **key})
        )

        assert sorted(map(refusals, answers)) == [[], ["IDEMPOTENCY_KEY_REUSED"]]


async def test_of_campaigns_opened_at_once_every_one_is_answered(world: World) -> None:
    arguments = {"year": 2021, "kinds": ["PIIS"], **PERIOD}
    manager = world.as_("spp-is-manager")

    answers = await asyncio.gather(*(manager(OPEN, input=arguments) for _ in range(3)))

    assert [done(answer)["formCount"] for answer in answers] == [FEW] * 3
    assert world.rows("SELECT count(*) FROM report WHERE year = 2021") == [(FEW,)]


async def test_other_fields_of_the_same_input_make_another_call(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    done(await sign(desk, "signed"))
    done(await update(desk, "updated"))
    who = desk.factotum()

    others = [
        await desk.sign(who, "DIRECTOR_GENERAL", idempotencyKey="signed"),
        await desk.sign(who, "PRESIDENT", contentDigest="0" * 64, idempotencyKey="signed"),
        await desk.update(who, contact=ANA, expectedVersion=2, idempotencyKey="updated"),
        await desk.update(who, contact=BO, expectedVersion=2, idempotencyKey="updated"),
        await desk.update(who, bankAccount=ACCOUNT, expectedVersion=2, idempotencyKey="updated"),
        await desk.update(
            who,
            contact=BO,
            bankAccount={"iban": "BE68539007547034"},
            expectedVersion=2,
            idempotencyKey="updated",
        ),
    ]

    assert [refusals(answer) for answer in others] == [["IDEMPOTENCY_KEY_REUSED"]] * 6


async def test_a_reused_key_is_told_in_the_language_asked_for(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    done(await save(desk, "key"))

    told = {
        language: refusal(await desk.save(desk.factotum(language), "4.00", idempotencyKey="key"))
        for language in REUSED
    }

    assert {language: error["message"] for language, error in told.items()} == REUSED


async def test_after_a_day_the_key_is_new(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    done(await save(desk, "key"))
    world.clock.advance(days=1)

    found = done(await desk.save(desk.factotum(), "4.00", idempotencyKey="key"))

    assert found["form"]["amounts"]["justified"] == "4.00"
    assert found["form"]["version"] == 4


async def test_keys_of_older_days_are_forgotten_whosever_they_are(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    done(await save(desk, "key"))
    done(await desk.save(desk.editor(), "5.00", idempotencyKey="another"))
    world.clock.advance(days=1)

    done(await desk.save(desk.factotum(), "6.00", idempotencyKey="new"))

    assert world.rows("SELECT COUNT(*) FROM idempotency") == [(1,)]


async def test_another_persons_key_is_another_key(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    done(await save(desk, "key"))

    found = done(await desk.save(desk.editor(), "4.00", idempotencyKey="key"))

    assert found["form"]["amounts"]["justified"] == "4.00"


async def test_a_refused_call_leaves_its_key_unused(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    refused = await desk.save(desk.editor(), "-1", idempotencyKey="key")

    found = done(await desk.save(desk.editor(), "1.00", idempotencyKey="key"))

    assert refusals(refused) == ["NEGATIVE_AMOUNT"]
    assert found["form"]["amounts"]["justified"] == "1.00"


async def test_a_repeated_save_names_the_signatures_that_fell_the_first_time(
    world: World,
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()
    entry: dict[str, Any] = {"expectedVersion": 2, "idempotencyKey": "key"}
    first = done(await desk.save(desk.editor(), "3.00", **entry))

    again = done(await desk.save(desk.editor(), "3.00", **entry))

    assert [one["role"] for one in first["invalidatedSignatures"]] == ["PRESIDENT"]
    assert again["invalidatedSignatures"] == first["invalidatedSignatures"]


async def test_a_repeated_signature_that_fell_meanwhile_is_not_placed_again(
    world: World,
) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    form = await desk.form()
    who, entry = desk.factotum(), {"contentDigest": form["contentDigest"], "idempotencyKey": "key"}
    done(await desk.sign(who, "PRESIDENT", **entry))
    done(await desk.save(desk.editor(), "3.00"))
    before = world.everything()

    again = done(await desk.sign(who, "PRESIDENT", **entry))

    assert again["replayed"] is True
    assert again["signature"]["isCurrent"] is False
    assert again["submission"] is None
    assert again["form"]["status"] == "ENCODED"
    assert world.everything() == before


async def test_a_key_is_up_to_200_characters_long(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    before = world.everything()

    too_long = [
        await desk.save(desk.editor("en"), "1.00", idempotencyKey="k" * 201),
        await desk.sign(desk.president("en"), "PRESIDENT", idempotencyKey="é" * 201),
        await desk.update(desk.editor("en"), contact=ANA, idempotencyKey="k" * 100_000),
    ]

    for answer in too_long:
        error = refusal(answer)
        assert (error["__typename"], error["code"]) == ("InvalidInput", "TOO_LONG")
        assert error["path"] == ["input", "idempotencyKey"]
        assert error["message"] == "This text is too long. Keep it to 200 characters."
    assert world.everything() == before
    done(await desk.save(desk.editor(), "1.00", idempotencyKey="k" * 200))


WILD = ["\0", "' OR 1=1 --", "é", "\u202e", "🗝️" * 100, " ", "\n", '{"a": 1}', "null"]


async def test_a_key_may_hold_any_characters(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    who = desk.factotum()

    for version, key in enumerate(WILD, start=1):
        entry: dict[str, Any] = {"expectedVersion": version, "idempotencyKey": key}
        first = await desk.save(who, f"{version}.00", **entry)
        again = await desk.save(who, f"{version}.00", **entry)
        other = await desk.save(who, "9.99", **entry)

        assert done(again) == {**done(first), "replayed": True}
        assert refusals(other) == ["IDEMPOTENCY_KEY_REUSED"]


async def test_keys_that_look_alike_are_different(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()

    for version, key in enumerate(["key", "Key", " key", "key ", "ké", "ke\u0301"], start=2):
        done(await desk.save(desk.factotum(), f"{version}.00", idempotencyKey=key))

    assert (await desk.form())["version"] == 8


@pytest.mark.parametrize("key", [None, ""])
async def test_no_key_or_an_empty_one_is_no_key(world: World, key: str | None) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()

    done(await desk.save(desk.editor(), "2.00", idempotencyKey=key))
    done(await desk.save(desk.editor(), "3.00", idempotencyKey=key))

    assert world.rows("SELECT count(*) FROM idempotency") == [(0,)]


async def test_a_key_opens_nothing_at_another_cpas(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.encode()
    form = await desk.form()
    entry = {"formId": form["id"], "justifiedAmount": "3.00", "expectedVersion": 2}
    done(await desk.save(desk.editor(), "3.00", expectedVersion=2, idempotencyKey="key"))
    moved = caller(world, invented("editor-52011", Role.EDITOR, nis_code=NAMUR))

    answer = await moved(SAVE, input={**entry, "idempotencyKey": "key"})

    assert answer.error_codes == ["NOT_FOUND"]


# What SPP IS does ------------------------------------------------------------------------------

GRANT = {"nisCode": CHARLEROI, "advance": "1.00"}
GRANTING = {"year": 2020, "kind": "COVID_PREMIUM", "advances": [GRANT]}


@pytest.mark.parametrize(
    ("query", "arguments", "told"),
    [
        (OPEN, {"year": 2021, "kinds": ["PIIS"], **PERIOD}, {"formCount": FEW}),
        (PREFILL, GRANTING, {"changed": 1}),
        (CLOSE, {"year": 2020, "reason": "Done."}, {"closed": FEW}),
    ],
    ids=["open", "prefill", "close"],
)
async def test_of_a_repetition_counts_are_those_of_the_first_call(
    world: World, query: str, arguments: dict[str, Any], told: dict[str, int]
) -> None:
    manager = world.as_("spp-is-manager")

    first = done(await manager(query, input={**arguments, "idempotencyKey": "key"}))
    again = done(await manager(query, input={**arguments, "idempotencyKey": "key"}))

    assert first == {**told, "replayed": False, "userErrors": []}
    assert again == {**told, "replayed": True, "userErrors": []}


@pytest.mark.parametrize("key", ["key", None], ids=["with-a-key", "without"])
async def test_a_closing_that_was_moved_there_before_is_told_apart(
    world: World, key: str | None
) -> None:
    manager, desk = world.as_("spp-is-manager"), Desk(world, CHARLEROI)
    report = (await desk.page())["id"]
    later = {"reportId": report, "closesAt": "2028-01-01T12:00:00+01:00", "reason": "!"}

    first = done(await manager(EXTEND, input={**later, "idempotencyKey": key}))
    again = done(await manager(EXTEND, input={**later, "idempotencyKey": key}))

    assert (first["replayed"], again["replayed"]) == (False, True)


@pytest.mark.parametrize("key", ["key", None], ids=["with-a-key", "without"])
async def test_a_submission_that_was_acknowledged_before_is_told_apart(
    world: World, key: str | None
) -> None:
    manager, desk = world.as_("spp-is-manager"), Desk(world, CHARLEROI)
    await desk.send()
    form = (await desk.page())["forms"][0]["id"]

    first = done(await manager(ACKNOWLEDGE, input={"formId": form, "idempotencyKey": key}))
    again = done(await manager(ACKNOWLEDGE, input={"formId": form, "idempotencyKey": key}))

    assert (first["replayed"], again["replayed"]) == (False, True)
