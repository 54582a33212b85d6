"""SPP IS takes note of what was sent, of several CPAS at once."""

from typing import Any

from tests.campaign.managing import manage
from tests.world import World

TAKE_NOTE = """mutation ($input: AcknowledgeSubmissionsInput!) {
  acknowledgeSubmissions(input: $input) { acknowledged unchanged replayed
    userErrors { code path count examples { path nisCode } } } }"""
OF_2020 = {"year": 2020, "kind": "COVID_PREMIUM"}
SENT = "SELECT cpas_id FROM form JOIN report ON report.id = report_id WHERE status = 'SENT'"


async def ids_of(world: World, *statuses: str) -> list[str]:
    answer = await world.as_("spp-is-reader")(
        """query ($status: [FormStatus!]) { forms(year: 2020, first: 600,
          filter: {status: $status}) { nodes { cpas { id } } } }""",
        status=list(statuses),
    )
    return [node["cpas"]["id"] for node in answer.data["forms"]["nodes"]]


async def test_all_that_was_sent_is_acknowledged_and_nothing_else(world: World) -> None:
    sent = len(world.rows(SENT))

    payload = await manage(world, TAKE_NOTE, **OF_2020)

    assert payload == {"acknowledged": sent, "unchanged": 0, "replayed": False, "userErrors": []}
    assert sent > 1
    assert world.rows("SELECT count(*) FROM acknowledgement") == [(sent,)]
    assert world.rows("SELECT count(*) FROM journal WHERE type = 'ACKNOWLEDGED'") == [(sent,)]


async def test_once_is_enough(world: World) -> None:
    first = await manage(world, TAKE_NOTE, **OF_2020)
    world.clock.advance(hours=1)
    before = world.everything()

    again = await manage(world, TAKE_NOTE, **OF_2020)

    assert (again["acknowledged"], again["unchanged"]) == (0, first["acknowledged"])
    assert world.everything() == before


async def test_of_named_cpas_what_was_not_sent_is_told_once(world: World) -> None:
    sent, unsent = (await ids_of(world, "SENT"))[:2], (await ids_of(world, "NOT_STARTED"))[:2]

    payload = await manage(world, TAKE_NOTE, **OF_2020, cpas=[*sent, *unsent])

    assert payload["acknowledged"] == 2
    (error,) = payload["userErrors"]
    assert (error["code"], error["count"]) == ("NOT_SENT", 2)
    assert [example["path"] for example in error["examples"]] == [
        ["input", "cpas", "2"],
        ["input", "cpas", "3"],
    ]
    assert world.rows("SELECT count(*) FROM acknowledgement") == [(2,)]


async def test_an_unknown_cpas_or_form_refuses_all(world: World) -> None:
    before = world.everything()

    unknown = await manage(world, TAKE_NOTE, **OF_2020, cpas=["nonsense"])
    other = await manage(world, TAKE_NOTE, year=2020, kind="PIIS")

    assert _codes(unknown) == ["UNKNOWN_CPAS"]
    assert _codes(other) == ["CAMPAIGN_NOT_OPENED"]
    assert world.everything() == before


async def test_a_dry_run_tells_what_the_run_does_and_writes_nothing(world: World) -> None:
    unsent = (await ids_of(world, "NOT_STARTED"))[:1]
    some = [*(await ids_of(world, "SENT"))[:3], *unsent]
    before = world.everything()

    dry = await manage(world, TAKE_NOTE, **OF_2020, cpas=some, dryRun=True, idempotencyKey="k")
    untouched = world.everything() == before
    done = await manage(world, TAKE_NOTE, **OF_2020, cpas=some)

    assert untouched
    assert dry == done


async def test_the_same_key_takes_note_once_and_answers_alike(world: World) -> None:
    some = [*(await ids_of(world, "SENT"))[:1], *(await ids_of(world, "NOT_STARTED"))[:1]]
    first = await manage(world, TAKE_NOTE, **OF_2020, cpas=some, idempotencyKey="k")
    before = world.everything()

    again = await manage(world, TAKE_NOTE, **OF_2020, cpas=some, idempotencyKey="k")

    assert again == {**first, "replayed": True}
    assert world.everything() == before


async def test_a_reason_stands_in_the_journal(world: World) -> None:
    some = (await ids_of(world, "SENT"))[:1]

    await manage(world, TAKE_NOTE, **OF_2020, cpas=some, reason="Checked by sample")

    lines = world.rows("SELECT reason FROM journal WHERE type = 'ACKNOWLEDGED'")
    assert lines == [("Checked by sample",)]


def _codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]
