"""Which keys of a key set may verify."""

from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from auth.keys import KeysUnavailable, UnusableAnswer, usable_keys
from tests.auth.issuing import (
    NOW,
    Key,
    PretendIssuer,
    ec_key,
    ed_key,
    rsa_key,
    sign,
    valid_claims,
)

KEY = ec_key()
TOKEN = sign(valid_claims(), KEY)
ALL = {"RS256", "PS256", "ES256", "ES384", "EdDSA"}
GARBAGE: list[object] = [
    None,
    1,
    "key",
    [],
    {},
    {"kty": None},
    {"kty": ["EC"]},
    {"kty": "oct", "k": "c2VjcmV0", "kid": "one"},
    {"kty": "EC", "crv": "P-256", "kid": "one"},
    {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "one"},
    {"kty": "EC", "crv": "P-256", "x": 1, "y": None, "kid": "one"},
    {"kty": "RSA", "n": "AA", "e": "AA", "kid": "one"},
    {"kty": "OKP", "crv": "X25519", "x": "AA", "kid": "one"},
    KEY.jwk(kid=1),
    KEY.jwk(y=KEY.jwk()["x"]),
]


async def test_garbage_in_a_key_set_is_passed_over() -> None:
    issuer = PretendIssuer(entries=[*GARBAGE, KEY.jwk()])

    assert (await issuer.verifier().verify(TOKEN, NOW)).nis_code == "52011"
    assert len(usable_keys({"keys": [*GARBAGE, KEY.jwk()]}, ALL)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"use": "enc"},
        {"key_ops": []},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"d": "AAAA"},
    ],
)
def test_a_key_that_is_not_meant_for_verifying_does_not_verify(
    changes: Mapping[str, object],
) -> None:
    assert usable_keys({"keys": [KEY.jwk(**changes)]}, ALL) == ()


@pytest.mark.parametrize(
    ("key", "algorithms"),
    [
        (rsa_key(), {"RS256", "PS256"}),
        (ec_key(), {"ES256"}),
        (Key(ec.generate_private_key(ec.SECP384R1()), "ES384"), {"ES384"}),
        (Key(ec.generate_private_key(ec.SECP256K1()), "ES256K"), set()),
        (ed_key(), {"EdDSA"}),
        (rsa_key(bits=1024), set()),
        (rsa_key(bits=2047), set()),
    ],
)
def test_a_key_serves_the_algorithms_of_its_kind(key: Key, algorithms: set[str]) -> None:
    usable = usable_keys({"keys": [key.jwk()]}, ALL)

    assert [set(key.algorithms) for key in usable] == ([algorithms] if algorithms else [])


@pytest.mark.parametrize(
    ("alg", "algorithms"),
    [("PS256", {"PS256"}), ("RS512", set()), ("HS256", set()), (1, set())],
)
def test_a_key_keeps_to_its_own_algorithm(alg: object, algorithms: set[str]) -> None:
    usable = usable_keys({"keys": [rsa_key().jwk(alg=alg)]}, ALL)

    assert [set(key.algorithms) for key in usable] == ([algorithms] if algorithms else [])


@pytest.mark.parametrize("member", ["alg", "use", "key_ops", "x5t", "x5c", "d"])
async def test_a_member_that_is_null_is_none(member: str) -> None:
    issuer = PretendIssuer(entries=[KEY.jwk(**{member: None})])

    assert (await issuer.verifier().verify(TOKEN, NOW)).nis_code == "52011"


@pytest.mark.parametrize("kid", [..., None])
async def test_a_key_without_name_serves_whatever_a_token_calls_it(kid: object) -> None:
    entry = {name: value for name, value in KEY.jwk(kid=kid).items() if value is not ...}
    issuer = PretendIssuer(entries=[ec_key("two").jwk(), entry])

    assert (await issuer.verifier().verify(TOKEN, NOW)).nis_code == "52011"


async def test_a_key_set_without_a_usable_key_judges_nothing() -> None:
    weak = rsa_key(bits=1024)

    with pytest.raises(KeysUnavailable):
        await PretendIssuer([weak]).verifier().verify(sign(valid_claims(), weak), NOW)


JSON = st.recursive(
    st.none() | st.integers() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=4,
)
MEMBERS = st.sampled_from(["kty", "crv", "x", "y", "n", "e", "alg", "use", "kid", "key_ops"])
VALUES = JSON | st.sampled_from(["EC", "RSA", "OKP", "P-256", "Ed25519", "AQAB", "sig"])


@given(document=JSON | st.fixed_dictionaries({"keys": st.lists(st.dictionaries(MEMBERS, VALUES))}))
def test_whatever_the_document_it_gives_keys_or_none(document: object) -> None:
    try:
        keys = usable_keys(document, ALL)
    except UnusableAnswer:
        keys = ()

    assert all(key.algorithms <= ALL for key in keys)
