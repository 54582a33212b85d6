"""How the keys of an issuer are fetched, shared and kept."""

import asyncio
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx2
import pytest

from auth.keys import KeysUnavailable, KeyTimes
from auth.tokens import InvalidToken, TokenVerifier
from tests.auth.issuing import (
    AT,
    ISSUER,
    NOW,
    Clock,
    PretendIssuer,
    ec_key,
    sign,
    valid_claims,
)

KEY = ec_key()
TOKEN = sign(valid_claims(), KEY)
COOL_DOWN = KeyTimes().cool_down_s
MAX_AGE = KeyTimes().max_age_s
STALE = KeyTimes().stale_s


async def unknown_key(verifier: TokenVerifier, kid: str = "unknown", claims: object = None) -> None:
    with pytest.raises(InvalidToken, match="unknown key"):
        await verifier.verify(sign(claims or valid_claims(), KEY, kid=kid), NOW)


async def unavailable(verifier: TokenVerifier, token: str = TOKEN) -> None:
    with pytest.raises(KeysUnavailable):
        await verifier.verify(token, NOW)


async def test_keys_are_fetched_once_for_many_tokens() -> None:
    issuer = PretendIssuer([KEY])
    verifier = issuer.verifier()

    for number in range(3):
        await verifier.verify(sign(valid_claims(jti=str(number)), KEY), NOW)

    assert issuer.requests == ["/jwks"]


async def test_tokens_that_arrive_together_share_one_fetch() -> None:
    issuer = PretendIssuer([KEY])
    verifier = issuer.verifier()
    tokens = [sign(valid_claims(jti=str(number)), KEY) for number in range(20)]

    await asyncio.gather(*(verifier.verify(token, NOW) for token in tokens))

    assert issuer.requests == ["/jwks"]


async def test_who_gives_up_leaves_the_fetch_to_the_others() -> None:
    issuer, go_on = PretendIssuer([KEY]), asyncio.Event()

    async def answer(_: httpx2.Request) -> httpx2.Response:
        await go_on.wait()
        return httpx2.Response(200, json={"keys": [KEY.jwk()]})

    issuer.answer = answer
    verifier = issuer.verifier()
    impatient = asyncio.create_task(verifier.verify(TOKEN, NOW))
    patient = asyncio.create_task(verifier.verify(TOKEN, NOW))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    impatient.cancel()
    go_on.set()

    assert (await patient).nis_code == "52011"
    assert issuer.requests == ["/jwks"]


async def test_the_discovery_document_tells_where_the_keys_are() -> None:
    issuer = PretendIssuer([KEY])

    await issuer.verifier(config={"jwks_url": None}).verify(TOKEN, NOW)

    assert issuer.requests == ["/.well-known/openid-configuration", "/jwks"]


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://other.example", "jwks_uri": f"{ISSUER}/jwks"},
        {"issuer": f"{ISSUER}/", "jwks_uri": f"{ISSUER}/jwks"},
        {"jwks_uri": f"{ISSUER}/jwks"},
        {"issuer": ISSUER},
        {"issuer": ISSUER, "jwks_uri": "http://issuer.example/jwks"},
        {"issuer": ISSUER, "jwks_uri": "file:///etc/passwd"},
        {"issuer": ISSUER, "jwks_uri": "https://[issuer.example/jwks"},
        {"issuer": ISSUER, "jwks_uri": ["https://issuer.example/jwks"]},
        [],
    ],
)
async def test_a_wrong_discovery_document_leads_nowhere(document: object) -> None:
    issuer = PretendIssuer([KEY])
    issuer.answers_with(200, json.dumps(document).encode())

    await unavailable(issuer.verifier(config={"jwks_url": None}))

    assert issuer.requests == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    ("status", "content", "headers"),
    [
        (500, b"", {}),
        (404, b'{"keys": []}', {}),
        (200, gzip.compress(b'{"keys": []}'), {"content-encoding": "gzip"}),
        (302, b"", {"location": f"{ISSUER}/elsewhere"}),
        (200, b"<html>", {}),
        (200, b"\xff\xfe", {}),
        (200, b"[" * 10_000, {}),
        (200, b"[]", {}),
        (200, b'{"keys": {}}', {}),
        (200, b'{"keys": [' + b" " * 262_144 + b"]}", {}),
    ],
    ids=["500", "404", "gzip", "redirect", "html", "bytes", "deep", "list", "no list", "oversize"],
)
async def test_an_unusable_answer_is_no_key_set(
    status: int, content: bytes, headers: Mapping[str, str]
) -> None:
    issuer = PretendIssuer()
    issuer.answers_with(status, content, **headers)

    await unavailable(issuer.verifier())

    assert issuer.requests == ["/jwks"]


@pytest.mark.parametrize(
    "error", [httpx2.ConnectError("down"), httpx2.ReadTimeout("slow"), httpx2.ReadError("cut")]
)
async def test_an_issuer_that_is_down_has_no_keys(error: Exception) -> None:
    issuer = PretendIssuer()
    issuer.fails_with(error)

    await unavailable(issuer.verifier())


async def test_an_issuer_that_never_answers_is_given_up() -> None:
    issuer = PretendIssuer()

    async def answer(_: httpx2.Request) -> httpx2.Response:
        return await asyncio.Future()

    issuer.answer = answer

    await unavailable(issuer.verifier(times=KeyTimes(timeout_s=0)))


async def test_a_fetch_under_way_ends_with_the_verifier() -> None:
    issuer = PretendIssuer()

    async def answer(_: httpx2.Request) -> httpx2.Response:
        return await asyncio.Future()

    issuer.answer = answer
    verifier = issuer.verifier()
    waiting = asyncio.create_task(verifier.verify(TOKEN, NOW))
    await asyncio.sleep(0)
    await verifier.aclose()

    with pytest.raises(KeysUnavailable):
        await waiting


async def test_an_issuer_without_keys_is_asked_again_after_a_short_pause() -> None:
    issuer, clock = PretendIssuer([KEY]), Clock()
    issuer.answers_with(500)
    verifier = issuer.verifier(clock)
    for _ in range(3):
        await unavailable(verifier)
    assert len(issuer.requests) == 1
    issuer.answer = None
    clock.at += KeyTimes().retry_s

    await unavailable(verifier)  # it is known to be down: nobody waits to see whether it still is
    await verifier.fetch_keys()

    assert (await verifier.verify(TOKEN, NOW)).nis_code == "52011"
    assert len(issuer.requests) == 2


async def test_a_new_key_is_found_after_the_cool_down() -> None:
    issuer, clock, new = PretendIssuer([KEY]), Clock(), ec_key("two")
    verifier = issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    issuer.keys = [KEY, new]
    clock.at += COOL_DOWN

    await verifier.verify(sign(valid_claims(), new), NOW)

    assert len(issuer.requests) == 2


async def test_unknown_keys_cost_one_fetch_per_cool_down() -> None:
    issuer, clock = PretendIssuer([KEY]), Clock()
    verifier = issuer.verifier(clock)
    for number in range(5):
        await unknown_key(verifier, f"a{number}")
    assert len(issuer.requests) == 1

    clock.at += COOL_DOWN - 1
    await unknown_key(verifier)
    assert len(issuer.requests) == 1

    clock.at += 1
    await asyncio.gather(*(unknown_key(verifier, f"b{number}") for number in range(5)))
    assert len(issuer.requests) == 2


async def test_a_failed_fetch_cools_down_too() -> None:
    issuer, clock = PretendIssuer([KEY]), Clock()
    verifier = issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    issuer.answers_with(500)
    clock.at += COOL_DOWN

    for _ in range(3):
        await unknown_key(verifier)

    assert len(issuer.requests) == 2


async def test_nameless_tokens_of_unknown_keys_cost_no_more() -> None:
    issuer, clock = PretendIssuer([KEY, ec_key("two")]), Clock()
    verifier = issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    clock.at += COOL_DOWN

    for _ in range(3):
        with pytest.raises(InvalidToken, match="unknown key"):
            await verifier.verify(sign(valid_claims(), ec_key("three"), kid=...), NOW)

    assert len(issuer.requests) == 2


async def test_keys_are_fetched_again_when_they_are_old() -> None:
    issuer, clock = PretendIssuer([KEY]), Clock()
    verifier = issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    clock.at += MAX_AGE
    await verifier.verify(TOKEN, NOW)
    assert len(issuer.requests) == 1

    clock.at += 1
    await verifier.verify(TOKEN, NOW)
    assert len(issuer.requests) == 2


async def test_a_removed_key_is_refused_once_the_keys_are_old() -> None:
    issuer, clock = PretendIssuer([KEY]), Clock()
    verifier = issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    issuer.keys = [ec_key("two")]
    clock.at += MAX_AGE + 1

    with pytest.raises(InvalidToken, match="unknown key"):
        await verifier.verify(TOKEN, NOW)


async def test_old_keys_serve_while_the_issuer_is_down() -> None:
    issuer, clock = PretendIssuer([KEY]), Clock()
    verifier = issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    issuer.answers_with(503)
    clock.at += STALE

    assert (await verifier.verify(TOKEN, NOW)).nis_code == "52011"
    assert (await verifier.verify(sign(valid_claims(jti="new"), KEY), NOW)).nis_code == "52011"
    assert len(issuer.requests) == 2


async def test_nobody_waits_for_an_issuer_that_is_known_to_be_down() -> None:
    issuer, clock, go_on = PretendIssuer([KEY]), Clock(), asyncio.Event()
    verifier = issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    issuer.answers_with(503)
    clock.at += MAX_AGE + 1
    await verifier.verify(TOKEN, NOW)

    async def answer(_: httpx2.Request) -> httpx2.Response:
        await go_on.wait()
        return httpx2.Response(200, json={"keys": [ec_key("two").jwk()]})

    issuer.answer = answer
    clock.at += COOL_DOWN

    assert (await verifier.verify(TOKEN, NOW)).nis_code == "52011"
    go_on.set()
    await unknown_key(verifier)
    with pytest.raises(InvalidToken, match="unknown key"):
        await verifier.verify(TOKEN, NOW)


async def test_an_issuer_that_is_up_again_is_waited_for() -> None:
    issuer, clock = PretendIssuer([KEY]), Clock()
    verifier = issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    issuer.answers_with(503)
    clock.at += MAX_AGE + 1
    await verifier.verify(TOKEN, NOW)
    issuer.answer = None
    clock.at += COOL_DOWN
    await unknown_key(verifier)
    issuer.keys = [ec_key("two")]
    clock.at += MAX_AGE + 1

    with pytest.raises(InvalidToken, match="unknown key"):
        await verifier.verify(TOKEN, NOW)


async def test_old_keys_do_not_serve_for_ever() -> None:
    issuer, clock = PretendIssuer([KEY]), Clock()
    verifier = issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    issuer.answers_with(503)
    clock.at += STALE + 1

    await unavailable(verifier)


async def test_a_failure_is_logged_without_the_answer(caplog: pytest.LogCaptureFixture) -> None:
    issuer = PretendIssuer()
    issuer.answers_with(500, b"85073003328")

    await unavailable(issuer.verifier())

    assert caplog.messages == [f"The keys of {ISSUER} could not be fetched: status 500"]


# Through a rotation ------------------------------------------------------------------------------

FRESH = valid_claims(iat=AT)
"""The claims of a token that was issued just now."""


async def retry_after(verifier: TokenVerifier, token: str) -> int:
    """After how many seconds to try again: nobody can tell now."""
    with pytest.raises(KeysUnavailable) as unavailable_now:
        await verifier.verify(token, NOW)
    return unavailable_now.value.retry_after_s


async def test_a_key_that_may_be_new_is_no_refusal_until_it_was_looked_for() -> None:
    issuer, clock, new = PretendIssuer([KEY]), Clock(), ec_key("two")
    verifier = issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    issuer.keys = [KEY, new]
    clock.at += 10

    waited_s = await retry_after(verifier, sign(FRESH, new))
    clock.at += waited_s

    assert waited_s == 20
    assert (await verifier.verify(sign(FRESH, new), NOW)).nis_code == "52011"


async def test_a_fresh_token_of_an_unknown_key_is_refused_when_its_key_was_looked_for() -> None:
    await unknown_key(PretendIssuer([KEY]).verifier(), claims=FRESH)


async def test_an_older_token_of_an_unknown_key_is_refused_at_once() -> None:
    clock = Clock()
    verifier = PretendIssuer([KEY]).verifier(clock)
    await verifier.verify(TOKEN, NOW)
    clock.at += 10

    await unknown_key(verifier)


async def test_a_new_key_of_the_same_name_is_found() -> None:
    issuer, clock, new = PretendIssuer([KEY]), Clock(), ec_key("one")
    verifier = issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    issuer.keys = [new]
    clock.at += COOL_DOWN

    assert (await verifier.verify(sign(FRESH, new), NOW)).nis_code == "52011"


async def test_a_forged_token_is_refused_however_fresh() -> None:
    clock = Clock()
    verifier = PretendIssuer([KEY]).verifier(clock)
    await verifier.verify(TOKEN, NOW)
    clock.at += 10

    with pytest.raises(InvalidToken, match="signature is wrong"):
        await verifier.verify(sign(FRESH, ec_key("one")), NOW)


async def test_nameless_keys_rotate_too() -> None:
    old, new = ec_key(None), ec_key(None)
    issuer, clock = PretendIssuer([old]), Clock()
    verifier = issuer.verifier(clock)
    await verifier.verify(sign(FRESH, old), NOW)
    issuer.keys = [old, new]
    clock.at += 10

    clock.at += await retry_after(verifier, sign(FRESH, new))

    assert (await verifier.verify(sign(FRESH, new), NOW)).nis_code == "52011"
    assert (await verifier.verify(sign(valid_claims(jti="x"), old), NOW)).nis_code == "52011"


async def test_a_key_set_that_is_empty_for_a_moment_judges_nothing() -> None:
    issuer, clock = PretendIssuer([]), Clock()
    verifier = issuer.verifier(clock)

    waited_s = await retry_after(verifier, TOKEN)
    issuer.keys = [KEY]
    clock.at += waited_s

    assert waited_s == KeyTimes().retry_s
    assert (await verifier.verify(TOKEN, NOW)).nis_code == "52011"


# An issuer that hangs ----------------------------------------------------------------------------


@dataclass
class Hanging:
    """An issuer that takes requests, and answers them when it is let go."""

    issuer: PretendIssuer = field(default_factory=lambda: PretendIssuer([KEY]))
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, _: httpx2.Request) -> httpx2.Response:
        self.asked.set()
        await self.go_on.wait()
        return httpx2.Response(200, json={"keys": [KEY.jwk()]})


async def test_nobody_waits_longer_than_a_moment_for_an_issuer_that_hangs() -> None:
    hanging, clock = Hanging(), Clock()
    hanging.issuer.answer = hanging.answer
    verifier = hanging.issuer.verifier(clock)
    fetching = asyncio.create_task(verifier.fetch_keys())
    await hanging.asked.wait()
    clock.at += KeyTimes().patience_s

    for number in range(20):
        await unavailable(verifier, sign(valid_claims(jti=str(number)), KEY))
    hanging.go_on.set()
    await fetching

    assert (await verifier.verify(TOKEN, NOW)).nis_code == "52011"
    assert hanging.issuer.requests == ["/jwks"]


async def test_who_begins_to_fetch_waits_no_longer_than_the_others() -> None:
    hanging = Hanging()
    hanging.issuer.answer = hanging.answer

    await unavailable(hanging.issuer.verifier(times=KeyTimes(patience_s=0)))

    assert hanging.issuer.requests == ["/jwks"]


async def test_keys_that_were_fetched_at_the_start_are_there_for_the_first_token() -> None:
    issuer = PretendIssuer([KEY])
    verifier = issuer.verifier()
    await verifier.fetch_keys()
    issuer.fails_with(httpx2.ConnectError("down"))

    assert (await verifier.verify(TOKEN, NOW)).nis_code == "52011"


async def test_an_issuer_that_hangs_holds_nobody_whose_key_is_known() -> None:
    hanging, clock = Hanging(), Clock()
    verifier = hanging.issuer.verifier(clock)
    await verifier.verify(TOKEN, NOW)
    hanging.issuer.answer = hanging.answer
    clock.at += COOL_DOWN
    stranger = asyncio.create_task(verifier.verify(sign(FRESH, ec_key("two")), NOW))
    await hanging.asked.wait()
    clock.at += KeyTimes().patience_s

    known = await verifier.verify(sign(valid_claims(jti="known"), KEY), NOW)
    unknown = await retry_after(verifier, sign(FRESH, ec_key("three")))
    hanging.go_on.set()

    assert known.nis_code == "52011"
    assert unknown == 30
    with pytest.raises(InvalidToken, match="unknown key"):
        await stranger
