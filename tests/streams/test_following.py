"""Following the journal: from a cursor, live, from any process, once and in order, for whom."""

import asyncio
import random
from contextlib import AsyncExitStack
from typing import Any

import pytest

from models.paging import encode_cursor
from models.people import Role
from schema.nodes import NodeType, encode_id
from tests.databases import Backend
from tests.offices import RacedForm, Service, codes
from tests.streams.clients import (
    TRANSPORTS,
    Follow,
    cursor_in,
    event,
    events,
    over_stream,
    signed_in,
    token_of,
    until,
)

MISSED = 500
"""A number of the demo country's journal, long before its end."""


def token(service: Service, persona: str = "spp-is-reader", *, accepted_s: int = 3600) -> str:
    return token_of(service.settings, persona, accepted_s=accepted_s)


def url(service: Service) -> str:
    return str(service.clients[0].base_url)


def head(service: Service) -> int:
    ((number,),) = service.rows("SELECT number FROM journal_head")
    return int(number)


def lines_behind(service: Service, number: int) -> list[str]:
    """The ids of the lines behind that number, in order."""
    found = service.rows("SELECT number FROM journal WHERE number > ? ORDER BY number", number)
    return [encode_id(NodeType.EVENT, number) for (number,) in found]


def cursor(service: Service, number: int) -> str:
    return cursor_in(service.settings.database_url, number)


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [line["id"] for line in found]


async def save(service: Service, form: RacedForm, cents: int) -> None:
    assert codes(await service.save(form, cents)) == []


# Replay, then live -------------------------------------------------------------------------------


async def test_the_journal_is_replayed_from_the_cursor_and_then_followed(
    here: Service, follow: Follow
) -> None:
    (form,) = here.forms("NOT_STARTED", 1)
    missed = lines_behind(here, MISSED)

    async with follow(url(here), token(here), after=cursor(here, MISSED)) as follower:
        replayed = await events(follower, len(missed))
        await save(here, form, 1)
        live = await event(follower)

    assert ids(replayed) == missed
    assert [live["id"]] == lines_behind(here, MISSED + len(missed))
    assert (live["type"], live["cpas"]["nisCode"]) == ("AMOUNT_SAVED", form.nis_code)


async def test_what_is_signed_at_another_server_arrives(
    here: Service, there: Service, follow: Follow
) -> None:
    (form,) = here.forms("ENCODED", 1)

    async with follow(url(here), token(here), after=cursor(here, head(here) - 1)) as follower:
        await event(follower)  # from here on it waits
        signed = await there.sign(form, Role.PRESIDENT)
        line = await event(follower)

    assert codes(signed) == []
    assert (line["type"], line["cpas"]["nisCode"]) == ("SIGNED", form.nis_code)


async def test_without_a_cursor_only_what_comes_is_told(here: Service, follow: Follow) -> None:
    before = head(here)
    form, *_ = here.forms("NOT_STARTED", 1)

    async with follow(url(here), token(here)) as follower:
        first = asyncio.create_task(event(follower))
        for cents in range(1, 1_000):  # when the subscription begins, only the server knows
            await save(here, await present(here, form), cents)
            if first.done():
                break
        line = await first

    assert line["id"] in lines_behind(here, before)
    assert line["cpas"]["nisCode"] == form.nis_code


async def present(service: Service, form: RacedForm) -> RacedForm:
    """The form as it is now."""
    ((version, digest),) = service.rows(
        "SELECT version, content_digest FROM form JOIN form_version"
        " ON form_id = form.id AND number = version WHERE form.id = ?",
        form.id,
    )
    return RacedForm(form.id, form.nis_code, version, digest)


async def test_a_filter_narrows_what_is_replayed_and_what_comes(
    here: Service, follow: Follow
) -> None:
    wanted, other = here.forms("NOT_STARTED", 2)
    ((cpas,),) = here.rows("SELECT id FROM cpas WHERE nis_code = ?", wanted.nis_code)
    filter_ = {"cpas": [encode_id(NodeType.CPAS, cpas)], "kind": ["COVID_PREMIUM"]}

    async with follow(url(here), token(here), after=cursor(here, 0), filter=filter_) as follower:
        replayed = await event(follower)
        await save(here, other, 1)
        await save(here, wanted, 1)
        live = await event(follower)

    assert (replayed["type"], live["type"]) == ("ADVANCE_PREFILLED", "AMOUNT_SAVED")
    assert {line["cpas"]["nisCode"] for line in (replayed, live)} == {wanted.nis_code}


async def test_another_year_tells_nothing_of_this_one(here: Service) -> None:
    (form,) = here.forms("NOT_STARTED", 1)
    async with signed_in(url(here), token(here)) as socket:
        await socket.subscribe("another", year=2001, after=cursor(here, 0))
        await socket.subscribe("this", after=cursor(here, head(here)))
        await save(here, form, 1)

        message = await socket.receive()
        await save(here, await present(here, form), 2)
        after = await socket.receive()

    assert (message["id"], after["id"]) == ("this", "this")


async def test_a_cursor_that_the_journal_does_not_reach_is_refused(here: Service) -> None:
    query = "subscription ($after: String) { events(year: 2020, after: $after) { id } }"
    unknown = encode_cursor((2_000_000_000, "0" * 12))

    async with over_stream(url(here), token(here), query, after=unknown) as stream:
        answer = await stream.answer()
        end = await stream.message()
    async with signed_in(url(here), token(here)) as socket:
        await socket.subscribe("1", query, after=unknown)
        message = await socket.receive()

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["CURSOR_OUTDATED"]
    assert end == ("complete", "")
    assert (message["type"], message["payload"][0]["extensions"]["code"]) == (
        "error",
        "CURSOR_OUTDATED",
    )


# Once and in order -------------------------------------------------------------------------------


async def write(service: Service, forms: list[RacedForm]) -> None:
    """Save these forms twice, all at once."""
    await service.at_once(*(service.save(form, 100 + form.id) for form in forms))
    saved = [await present(service, form) for form in forms]
    await service.at_once(*(service.save(form, 200 + form.id) for form in saved))


async def test_a_poller_gets_every_line_once_and_in_order_while_many_write(
    here: Service, there: Service
) -> None:
    begin = head(here)
    forms = here.forms("NOT_STARTED", 24)
    query = """query ($after: String) { events(year: 2020, first: 7, after: $after) {
      nodes { id cursor } } }"""
    reader = here.caller(forms[0], frozenset({Role.SPP_IS_READER}))
    writing = asyncio.gather(write(here, forms[:12]), write(there, forms[12:]))

    seen: list[str] = []
    last = cursor(here, begin)
    done = False
    while not done:
        finished = writing.done()
        nodes = (await reader(query, after=last)).data["events"]["nodes"]
        seen += ids(nodes)
        last = nodes[-1]["cursor"] if nodes else last
        done = finished and not nodes
    await writing

    assert len(seen) >= 48
    assert seen == lines_behind(here, begin)


async def test_connections_that_break_at_random_lose_and_repeat_nothing(
    here: Service, there: Service
) -> None:
    dice = random.Random(2020)  # noqa: S311 - no secret
    begin = head(here)
    forms = here.forms("NOT_STARTED", 50)
    writing = asyncio.gather(write(here, forms[:25]), write(there, forms[25:]))

    seen: list[str] = []
    last, broken = cursor(here, begin), 0
    while not (writing.done() and len(seen) >= len(lines_behind(here, begin))):
        follow = dice.choice([*TRANSPORTS.values()])
        service = dice.choice([here, there])
        async with follow(url(service), token(here), after=last) as follower:
            for _ in range(dice.randint(1, 6)):
                if writing.done() and len(seen) >= len(lines_behind(here, begin)):
                    break
                line = await event(follower)
                seen.append(line["id"])
                last = line["cursor"]
            await follower.abort()
            broken += 1
    await writing

    assert broken >= 20
    assert seen == lines_behind(here, begin)


async def test_many_followers_at_once_all_get_every_line(here: Service, there: Service) -> None:
    begin = head(here)
    forms = here.forms("NOT_STARTED", 10)
    query = """subscription ($after: String) { events(year: 2020, after: $after) {
      id report { status } form { status } } }"""

    async with AsyncExitStack() as stack:
        followers = [
            await stack.enter_async_context(
                TRANSPORTS["socket" if place % 2 else "stream"](
                    url(here), token(here, persona), query, after=cursor(here, begin)
                )
            )
            for place in range(30)
            for persona in ("spp-is-reader", "spp-is-manager")
        ]
        await write(there, forms)
        written = lines_behind(here, begin)
        seen = await asyncio.gather(*(events(each, len(written)) for each in followers))

    assert len(followers) == 60
    assert len(written) >= 20
    assert all(ids(lines) == written for lines in seen)


async def nobody_is_in_a_transaction(here: Service) -> bool:
    """Whether no connection is held in a transaction in which nothing runs."""
    found = here.rows(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
    )
    return found == [(0,)]


async def test_who_waits_holds_no_connection_to_the_database(
    here: Service, backend: Backend
) -> None:
    (form,) = here.forms("NOT_STARTED", 1)
    query = "subscription ($after: String) { events(year: 2020, after: $after) { form { id } } }"

    async with AsyncExitStack() as stack:
        for _ in range(3):
            socket = await stack.enter_async_context(signed_in(url(here), token(here)))
            for id_ in range(20):
                await socket.subscribe(str(id_), query, after=cursor(here, head(here) - 1))
            for _ in range(20):
                assert (await socket.receive())["type"] == "next"

        await save(here, form, 1)  # 60 wait: more than all connections of the pool

        if backend is Backend.POSTGRESQL:
            await until(lambda: nobody_is_in_a_transaction(here))


@pytest.mark.only_on(Backend.POSTGRESQL, reason="SQLite tells no other process of a commit")
async def test_a_listener_whose_connection_was_cut_hears_again(
    here: Service, there: Service, follow: Follow
) -> None:
    forms = here.forms("NOT_STARTED", 3)

    async with follow(url(here), token(here), after=cursor(here, head(here))) as follower:
        await save(there, forms[0], 1)
        heard = [await event(follower)]
        for form in forms[1:]:
            cut = here.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
            assert (True,) in cut
            await save(there, form, 1)
            heard.append(await event(follower))

    assert [line["cpas"]["nisCode"] for line in heard] == [form.nis_code for form in forms]


# For whom ----------------------------------------------------------------------------------------


async def test_a_federation_follows_its_region_and_meets_no_amount(
    here: Service, there: Service, follow: Follow
) -> None:
    query = """subscription ($after: String) { events(year: 2020, after: $after) {
      type cpas { region } report { contact { email } bankAccount { iban } }
      form { status amounts { advance justified } lines { advance } contentDigest
        canonicalContent } } }"""
    begin = head(here)
    others = here.forms("ENCODED", 2, "FLANDERS")
    own = here.forms("ENCODED", 2, "WALLONIA")

    async with follow(url(here), token(here, "uvcw"), query, after=cursor(here, begin)) as follower:
        for form in (others[0], own[0], others[1], own[1]):
            await save(there, form, 1)
        lines = await events(follower, 2)

    assert [line["cpas"]["region"] for line in lines] == ["WALLONIA", "WALLONIA"]
    for line in lines:
        assert line["report"] == {"contact": None, "bankAccount": None}
        assert line["form"] == {
            "status": "ENCODED",
            "amounts": None,
            "lines": None,
            "contentDigest": None,
            "canonicalContent": None,
        }


async def test_a_cpas_follows_its_own_lines_only(here: Service, follow: Follow) -> None:
    own, other = here.forms("NOT_STARTED", 2)
    editor = here.caller(own, frozenset({Role.EDITOR})).token
    assert editor is not None

    async with follow(url(here), editor, after=cursor(here, head(here))) as follower:
        await save(here, other, 1)
        await save(here, own, 1)
        line = await event(follower)

    assert line["cpas"]["nisCode"] == own.nis_code


# Until when --------------------------------------------------------------------------------------


async def test_a_socket_is_closed_when_the_token_is_accepted_no_longer(here: Service) -> None:
    """It has expired when the socket is opened: what is forgiven at the door is forgiven inside."""
    async with signed_in(url(here), token(here, accepted_s=2)) as socket:
        await socket.subscribe("1")

        closing = await socket.closing()

    assert closing == (4403, "The token has expired.")


async def test_an_event_stream_ends_when_the_token_is_accepted_no_longer(here: Service) -> None:
    async with over_stream(url(here), token(here, accepted_s=2)) as stream:
        answer = await stream.answer()
        end = await stream.message()

        assert await stream.message() is None

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_AUTHENTICATED"]
    assert end == ("complete", "")
