"""The development issuer, verified like any other issuer."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from auth.identity import standing
from auth.tokens import InvalidToken, TokenVerifier
from models.cpas import Region
from models.language import Language
from models.people import CPAS_ROLES, Role
from rapport_unique.issuer import (
    AUDIENCE,
    DevelopmentIssuer,
    issuer_app,
    key_client,
    load_key,
    new_key,
)
from rapport_unique.personas import PERSONAS, Persona, persona_named
from rapport_unique.settings import ConfigurationError
from tests.auth.issuing import SUBJECT_KEY
from tests.auth.test_identity import CHARLEROI, GENT, TODAY

NOW = datetime(2021, 3, 1, 12, tzinfo=UTC)
BASE_URL = "http://127.0.0.1:8000"


def development_issuer() -> DevelopmentIssuer:
    return DevelopmentIssuer(base_url=BASE_URL, key=new_key())


def verifier_of(issuer: DevelopmentIssuer) -> TokenVerifier:
    return TokenVerifier(
        issuers=[issuer.config], client=key_client(issuer), subject_key=SUBJECT_KEY
    )


def visitor(issuer: DevelopmentIssuer) -> httpx2.AsyncClient:
    app = issuer_app(issuer, clock=lambda: NOW)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=BASE_URL)


def persona(key: str) -> Persona:
    found = persona_named(key)
    assert found is not None
    return found


@pytest.mark.parametrize("who", PERSONAS, ids=lambda who: who.key)
async def test_a_persona_becomes_the_actor_it_describes(who: Persona) -> None:
    issuer = development_issuer()

    actor = await verifier_of(issuer).verify(issuer.issue_token(who, now=NOW), NOW)

    assert actor.person.display_name == who.label
    assert actor.roles == who.roles
    assert (actor.nis_code, actor.region) == (who.nis_code, who.region)
    assert actor.person.assurance_level == who.acr
    assert actor.locale in {Language.FR, Language.NL, Language.DE}


async def test_its_tokens_are_known_under_a_public_address_with_a_path() -> None:
    issuer = DevelopmentIssuer(base_url="https://x.example/rapport", key=new_key())

    actor = await verifier_of(issuer).verify(issuer.issue_token(PERSONAS[0], now=NOW), NOW)

    assert actor.person.display_name == PERSONAS[0].label


async def test_personas_are_different_persons() -> None:
    issuer = development_issuer()
    verifier = verifier_of(issuer)
    tokens = [issuer.issue_token(who, now=NOW) for who in PERSONAS]

    subjects = {(await verifier.verify(token, NOW)).person.subject for token in tokens}

    assert len(subjects) == len(PERSONAS) == len({who.key for who in PERSONAS})


async def test_a_persona_sees_its_own_cpas() -> None:
    issuer = development_issuer()
    token = issuer.issue_token(persona("charleroi-editor"), now=NOW)

    actor = await verifier_of(issuer).verify(token, NOW)

    assert standing(actor, CHARLEROI, TODAY).person.roles == {Role.EDITOR}
    assert not standing(actor, GENT, TODAY).exists


def test_every_part_has_a_persona() -> None:
    staffed = [("charleroi", "52011"), ("gent", "44021"), ("eupen", "63023"), ("ixelles", "21009")]

    for town, nis_code in staffed:
        staff = [persona(f"{town}-{part}") for part in ("editor", "president", "director-general")]
        assert {who.nis_code for who in staff} == {nis_code}
        assert frozenset().union(*(who.roles for who in staff)) == CPAS_ROLES
    assert persona("namur-all-roles").roles == CPAS_ROLES
    assert persona("brulocalis").region == Region.BRUSSELS
    assert persona("uvcw").region == Region.WALLONIA
    assert persona("vvsg").region == Region.FLANDERS
    assert persona("spp-is-reader").roles == {Role.SPP_IS_READER}
    assert persona("spp-is-manager").roles == {Role.SPP_IS_MANAGER}


async def test_tokens_expire() -> None:
    issuer = development_issuer()
    verifier = verifier_of(issuer)
    token = issuer.issue_token(persona("uvcw"), now=NOW, lifetime_s=60)

    assert (await verifier.read(token, NOW)).expires_at == NOW + timedelta(minutes=1)
    with pytest.raises(InvalidToken, match="expired"):
        await verifier.verify(token, NOW + timedelta(minutes=2))


async def test_another_development_issuer_is_not_trusted() -> None:
    token = development_issuer().issue_token(persona("uvcw"), now=NOW)

    with pytest.raises(InvalidToken, match="unknown key"):
        await verifier_of(development_issuer()).verify(token, NOW)


async def test_a_changed_persona_can_be_tried() -> None:
    issuer = development_issuer()
    weak = replace(persona("gent-president"), acr="urn:be:fedict:iam:fas:Level100")

    actor = await verifier_of(issuer).verify(issuer.issue_token(weak, now=NOW), NOW)

    assert actor.person.assurance_level == "urn:be:fedict:iam:fas:Level100"


def test_tokens_are_access_tokens_with_an_identifier() -> None:
    issuer = development_issuer()
    tokens = [issuer.issue_token(persona("uvcw"), now=NOW) for _ in range(2)]

    header = jwt.get_unverified_header(tokens[0])
    claims = [jwt.decode(token, options={"verify_signature": False}) for token in tokens]

    assert (header["typ"], header["alg"]) == ("at+jwt", "ES256")
    assert claims[0]["aud"] == AUDIENCE
    assert claims[0]["exp"] - claims[0]["iat"] == 3600
    assert claims[0]["jti"] != claims[1]["jti"]


async def test_the_personas_are_listed() -> None:
    answer = await visitor(development_issuer()).get("/dev/personas")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.json()) == len(PERSONAS) == 21
    assert answer.json()[0] == {
        "key": "charleroi-editor",
        "label": "Amélie Dubray",
        "cpas": "52011",
        "description": "CPAS of Charleroi: fills in the forms.",
        "roles": ["EDITOR"],
    }


async def test_a_token_is_handed_out() -> None:
    issuer = development_issuer()

    answer = await visitor(issuer).post("/dev/personas/gent-editor/token")

    assert answer.headers["cache-control"] == "no-store"
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 3600)
    actor = await verifier_of(issuer).verify(answer.json()["access_token"], NOW)
    assert actor.nis_code == "44021"


async def test_an_unknown_persona_gets_no_token() -> None:
    client = visitor(development_issuer())

    assert (await client.post("/dev/personas/nobody/token")).status_code == 404
    assert (await client.get("/dev/personas/gent-editor/token")).status_code == 405


async def test_the_published_key_is_public() -> None:
    client = visitor(development_issuer())

    discovery = (await client.get("/dev/issuer/.well-known/openid-configuration")).json()
    (key,) = (await client.get(discovery["jwks_uri"])).json()["keys"]

    assert discovery["issuer"] == f"{BASE_URL}/dev/issuer"
    assert set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"}


def public_pem(path: Path) -> bytes:
    return load_key(path).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_the_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "var" / "issuer.pem"

    assert public_pem(path) == public_pem(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_who_starts_together_shares_the_key(tmp_path: Path) -> None:
    path = tmp_path / "issuer.pem"

    with ThreadPoolExecutor(16) as threads:
        assert len(set(threads.map(public_pem, [path] * 32))) == 1


def test_processes_that_start_together_share_the_key(tmp_path: Path) -> None:
    path = tmp_path / "issuer.pem"

    with get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(public_pem, [path] * 8, chunksize=1))) == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_that_holds_no_key_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "issuer.pem"
    path.write_bytes(content)

    with pytest.raises(ConfigurationError, match="holds no P-256 key"):
        load_key(path)
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigurationError, match=r"Not a directory|File exists"):
        load_key(tmp_path / "file" / "issuer.pem")
