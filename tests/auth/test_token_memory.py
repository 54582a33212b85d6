"""Tokens are verified once, and remembered no longer than they and their keys live."""

from datetime import timedelta

import pytest

from auth.keys import KeyTimes
from auth.tokens import InvalidToken, TokenVerifier
from tests.auth.issuing import (
    AT,
    NOW,
    Clock,
    PretendIssuer,
    ec_key,
    sign,
    valid_claims,
    verifier_of,
)

KEY = ec_key()


async def read_twice(verifier: TokenVerifier, token: str, seconds_later: int) -> None:
    await verifier.verify(token, NOW)
    await verifier.verify(token, NOW + timedelta(seconds=seconds_later))


async def test_a_remembered_token_still_expires() -> None:
    verifier = PretendIssuer([KEY]).verifier()
    token = sign(valid_claims(exp=AT + 10), KEY)

    await read_twice(verifier, token, seconds_later=39)
    with pytest.raises(InvalidToken, match="expired"):
        await read_twice(verifier, token, seconds_later=40)


async def test_a_remembered_token_is_not_verified_again(monkeypatch: pytest.MonkeyPatch) -> None:
    verifier = PretendIssuer([KEY]).verifier()
    token = sign(valid_claims(), KEY)
    first = await verifier.read(token, NOW)
    monkeypatch.setattr("auth.tokens.open_token", lambda _: pytest.fail("opened again"))

    assert await verifier.read(token, NOW) is first


async def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    verifier = verifier_of(PretendIssuer([KEY]), cache_size=2)
    first, *others = [sign(valid_claims(jti=str(number)), KEY) for number in range(3)]
    for token in (first, *others):
        await verifier.verify(token, NOW)
    monkeypatch.setattr("auth.tokens.open_token", lambda _: pytest.fail("opened again"))

    for token in others:
        await verifier.verify(token, NOW)
    with pytest.raises(pytest.fail.Exception, match="opened again"):
        await verifier.verify(first, NOW)


async def test_a_remembered_token_does_not_outlive_its_key() -> None:
    issuer, clock = PretendIssuer([KEY]), Clock()
    verifier = issuer.verifier(clock)
    token = sign(valid_claims(), KEY)
    await verifier.verify(token, NOW)
    issuer.keys = [ec_key("two")]
    clock.at += KeyTimes().max_age_s + 1

    with pytest.raises(InvalidToken, match="unknown key"):
        await verifier.verify(token, NOW)


async def test_the_end_of_a_token_is_told() -> None:
    verified = await PretendIssuer([KEY]).verifier().read(sign(valid_claims(), KEY), NOW)

    assert verified.expires_at == NOW + timedelta(hours=1)
