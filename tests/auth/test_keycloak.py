"""The recipe for Keycloak holds: its tokens are read, and each refusal means what it says."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from auth.identity import Actor
from auth.issuers import IssuerConfig
from auth.tokens import InvalidToken
from models.language import Language
from models.people import Role
from tests.auth.issuing import AT, NOW, Key, PretendIssuer, rsa_key, sign, verifier_of

RECIPE = (Path(__file__).parents[2] / "docs" / "keycloak.md").read_text(encoding="utf-8")
KEY = rsa_key()
URL = "https://login.example/realms/cpas"


def block(mark: str) -> dict[str, Any]:
    """The JSON document that follows this mark."""
    (found,) = re.findall(
        rf"^<!-- {mark} -->\n```json\n(.*?)^```$", RECIPE, re.DOTALL | re.MULTILINE
    )
    document: dict[str, Any] = json.loads(found)
    return document


def documented() -> list[str]:
    """The sentences that the recipe explains."""
    rows = RECIPE.partition("<!-- refusals -->\n")[2].partition("\n\n")[0].splitlines()[2:]
    return [row.split("|")[1].strip() for row in rows]


TOKEN = block("token")


async def read(token: str, **config: object) -> Actor:
    issuer = PretendIssuer([KEY], url=URL)
    settings = {**block("issuer"), "jwks_url": f"{URL}/protocol/openid-connect/certs", **config}
    verifier = verifier_of(issuer, configs=[IssuerConfig.model_validate(settings)])
    return await verifier.verify(token, NOW)


def issued(header: dict[str, object] | None = None, key: Key = KEY, **claims: object) -> str:
    """The token of the recipe, issued now, with these changes; `...` leaves a claim out."""
    said = {**TOKEN["claims"], "iat": AT - 60, "exp": AT + 240, **claims}
    kept = {name: value for name, value in said.items() if value is not ...}
    return sign(kept, key, **{**TOKEN["header"], **(header or {})})


async def test_a_token_of_the_recipe_is_read() -> None:
    actor = await read(issued())

    assert actor.person.display_name == "Amélie Dubray"
    assert actor.roles == {Role.EDITOR, Role.PRESIDENT}
    assert (actor.nis_code, actor.locale) == ("52011", Language.FR)
    assert (actor.person.assurance_level, actor.person.assured) == ("eid", True)
    assert actor.notices == ()


async def test_the_attribute_may_have_become_a_list_or_a_number() -> None:
    for shape in (["52011"], 52011, "[52011]"):
        assert (await read(issued(cpas_nis=shape))).nis_code == "52011"


async def test_the_roles_of_the_realm_are_another_place() -> None:
    claims = deepcopy(TOKEN["claims"])
    claims["realm_access"]["roles"].append("EDITOR")
    del claims["resource_access"]

    elsewhere = await read(issued(**claims, resource_access=...))
    configured = await read(
        issued(**claims, resource_access=...), claims={"roles": "realm_access.roles"}
    )

    assert [notice.value for notice in elsewhere.notices] == ["NO_ROLE"]
    assert configured.roles == {Role.EDITOR}


async def test_the_older_type_of_header_is_a_choice() -> None:
    actor = await read(issued({"typ": "JWT"}), accept_any_type=True)

    assert actor.nis_code == "52011"


async def test_the_default_level_does_not_sign() -> None:
    assert not (await read(issued(acr="1"))).person.assured


REFUSED = {
    "The token is meant for another audience.": issued(aud="account"),
    "The claim aud is missing.": issued(aud=...),
    "The token is not of the type at+jwt.": issued({"typ": "JWT"}),
    "The issuer is not trusted here.": issued(iss=f"{URL}/"),
    "The token is signed with an unknown key.": issued({"kid": "two"}),
    "The signature algorithm is not accepted.": issued({"alg": "HS256"}),
    "The token has expired.": issued(exp=AT - 30),
    "The token is issued in the future.": issued(iat=AT + 31),
    "The token lives longer than is accepted here.": issued(exp=AT + 86400),
    "The claim sub is missing or cannot be read.": issued(sub=...),
    "The token is too long.": issued(groups=["x" * 64] * 300),
    "The token is not a signed JSON Web Token.": "not.a",
}


def test_every_refusal_of_the_recipe_is_tried() -> None:
    assert documented() == list(REFUSED)


@pytest.mark.parametrize("sentence", REFUSED)
async def test_a_refusal_means_what_the_recipe_says(sentence: str) -> None:
    with pytest.raises(InvalidToken) as refusal:
        await read(REFUSED[sentence])

    assert refusal.value.reason == sentence
