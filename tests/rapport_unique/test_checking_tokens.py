"""The command that explains a token: what was read, from where, and what was not."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from auth.explained import explain, shown
from auth.issuers import IssuerConfig
from auth.tokens import Opened, open_token
from models.people import Role
from rapport_unique.app import development_issuer
from rapport_unique.cli import main
from rapport_unique.personas import Persona
from tests.api.acting import CHARLEROI, invented
from tests.auth.issuing import ec_key, sign, valid_claims
from tests.world import World

Check = Callable[[str], Result]
NUMBER = "85073003328"


@pytest.fixture
def check(world: World) -> Check:
    """The command on the world's database."""
    environment = {
        "RAPPORT_UNIQUE_ENVIRONMENT": "development",
        "RAPPORT_UNIQUE_DEV_ISSUER": "true",
        "RAPPORT_UNIQUE_VAR_DIR": str(world.settings.var_dir),
        "RAPPORT_UNIQUE_DATABASE_URL": world.settings.database_url,
    }

    def run(token: str) -> Result:
        given = {**environment, "ACCESS_TOKEN": token}
        with ThreadPoolExecutor(1) as thread:  # a command has an event loop of its own
            return thread.submit(CliRunner().invoke, main, ["check-token"], env=given).result()

    return run


def token_of(world: World, persona: Persona) -> str:
    return development_issuer(world.settings).issue_token(persona, now=datetime.now(UTC))


def test_an_accepted_token_is_explained(world: World, check: Check) -> None:
    result = check(token_of(world, invented("editor", Role.EDITOR, nis_code=CHARLEROI)))

    lines = dict(line.split(maxsplit=1) for line in result.output.splitlines() if " " in line)
    assert result.exit_code == 0
    assert lines["person"] == "known by sub, rule exact"
    assert lines["name"] == "Zoé editor, from given_name, family_name"
    assert lines["roles"] == "EDITOR, from roles"
    assert "CPAS by NIS code  52011, from cpas_nis\n" in result.output
    assert lines["region"] == "nothing at region"
    assert lines["signing"] == "strong enough"
    assert "Accepted until " in result.output


def test_what_the_bearer_would_be_told_is_told(world: World, check: Check) -> None:
    result = check(token_of(world, invented("editor", Role.EDITOR, nis_code="99999")))

    assert result.exit_code == 0
    assert "CPAS_UNKNOWN: The CPAS that your sign-in names is not known here." in result.output


def test_a_refused_token_is_explained_too(world: World, check: Check) -> None:
    url = development_issuer(world.settings).url
    now = int(datetime.now(UTC).timestamp())
    claims = valid_claims(iss=url, aud="account", iat=now, exp=now + 60, sub=NUMBER)

    result = check(sign(claims, ec_key("other")))

    assert result.exit_code == 1
    assert "audience          account (accepted: rapport-unique)\n" in result.output
    assert result.output.endswith(
        "Error: The token is refused: The token is signed with an unknown key.\n"
    )
    assert NUMBER not in result.output


def test_an_issuer_that_is_not_trusted_is_named_beside_those_that_are(
    world: World, check: Check
) -> None:
    result = check(sign(valid_claims(iss="https://login.example/realms/other"), ec_key()))

    url = development_issuer(world.settings).url
    assert f"issuer            https://login.example/realms/other (trusted: {url})" in result.output
    assert result.exit_code == 1


def test_what_is_no_token_is_one_sentence(check: Check) -> None:
    result = check("garbage")

    assert result.output == (
        "Error: The token is refused: The token is not a signed JSON Web Token.\n"
    )


# What is told of each claim ----------------------------------------------------------------------

ISSUER = IssuerConfig.model_validate(
    {
        "issuer": "https://issuer.example",
        "audience": "rapport-unique",
        "claims": {"roles": "realm_access.roles", "person": "nrn"},
        "person_rule": "national_number",
        "signing_levels": ["eid"],
    }
)


def told(**claims: object) -> dict[str, str]:
    opened = Opened(header={"alg": "RS256"}, claims=claims)
    return {fact.name: fact.found for fact in explain(opened, ISSUER)}


def test_what_was_not_read_is_shown_with_its_place() -> None:
    found = told(
        nrn="jan",
        cpas_nis=["52011", "92094"],
        realm_access={"roles": ["EDITOR", "offline_access", ["PRESIDENT"]]},
        region="LIMBURG",
        acr="password",
    )

    assert found["type"] == "none (accepted: at+jwt)"
    assert found["audience"] == "none (accepted: rapport-unique)"
    assert found["person"] == "not read at nrn by the rule national_number"
    assert found["name"] == "nothing at given_name, family_name, name"
    assert found["CPAS by NIS code"] == 'not read: ["52011", "92094"], at cpas_nis'
    assert found["roles"] == (
        "EDITOR, from realm_access.roles; none of ours: offline_access; "
        "something that cannot be read"
    )
    assert found["region"] == "not read: LIMBURG, at region"
    assert found["signing"] == "too weak (signing_levels: eid)"


def test_nothing_is_told_of_what_identifies_the_person() -> None:
    found = told(
        nrn=NUMBER,
        sub=NUMBER,
        realm_access={"roles": [NUMBER]},
        cpas_nis=int(NUMBER),
        region=NUMBER,
        acr=NUMBER,
        aud=[NUMBER],
    )

    assert found["person"] == "known by nrn, rule national_number"
    assert NUMBER not in json.dumps(found)


def test_what_is_shown_is_short_and_printable() -> None:
    assert shown("a\nb\x1b[31m") == "a b[31m"
    assert len(shown("x" * 1000)) == 201
    assert open_token(sign({}, ec_key())).claims == {}
