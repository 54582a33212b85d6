"""What the claims of a verified token say about its bearer, and where they stand."""

from collections.abc import Mapping

import pytest

from auth.claims import actor_of, read_claims
from auth.identity import Actor
from auth.issuers import IssuerConfig
from auth.notices import SENTENCES, NoticeCode
from models.people import Role, Subject
from tests.auth.issuing import NOW, PretendIssuer, ec_key, sign, valid_claims

ISSUER = {"issuer": "https://issuer.example", "audience": "rapport-unique"}


def actor(said: Mapping[str, object], **config: object) -> Actor:
    issuer = IssuerConfig.model_validate({**ISSUER, **config})
    return actor_of(read_claims(said, issuer), issuer, Subject("somebody"))


@pytest.mark.parametrize(
    ("path", "claims"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["EDITOR"]}}),
        (["realm_access", "roles"], {"realm_access": {"roles": ["EDITOR"]}}),
        (["https://spp.example/roles"], {"https://spp.example/roles": ["EDITOR"]}),
        (["access", "be.spp:api", "roles"], {"access": {"be.spp:api": {"roles": "EDITOR"}}}),
        ("urn:be:roles", {"urn:be:roles": ["EDITOR"]}),
    ],
)
def test_claims_stand_where_the_configuration_says(
    path: object, claims: Mapping[str, object]
) -> None:
    assert actor(claims, claims={"roles": path}).roles == {Role.EDITOR}
    assert actor({"roles": ["EDITOR"]}, claims={"roles": path}).roles == set()


@pytest.mark.parametrize("between", [None, "text", ["roles"], 1])
def test_a_path_that_leads_nowhere_finds_nothing(between: object) -> None:
    claims = {"realm_access": between}

    assert actor(claims, claims={"roles": "realm_access.roles"}).roles == set()


@pytest.mark.parametrize(
    ("levels", "acr", "assured"),
    [
        (None, "Level100", True),
        (None, None, True),
        (["Level500", "Level450"], "Level450", True),
        (["Level500"], "Level450", False),
        (["Level500"], None, False),
        ([], "Level500", False),
        (["500"], 500, True),
    ],
)
def test_the_configured_levels_are_strong_enough_for_signing(
    levels: list[str] | None, acr: object, assured: bool
) -> None:
    person = actor({"acr": acr}, signing_levels=levels).person

    assert person.assurance_level == (None if acr is None else str(acr))
    assert person.assured is assured


@pytest.mark.parametrize(("signs", "told_apart"), [(None, True), (True, True), (False, False)])
def test_an_issuer_that_does_not_sign_tells_nobody_apart(
    signs: bool | None, told_apart: bool
) -> None:
    assert actor({}, signs=signs).person.told_apart is told_apart


async def test_the_subject_is_a_pseudonym() -> None:
    key = ec_key()
    verifier = PretendIssuer([key]).verifier()

    bearer = await verifier.verify(sign(valid_claims(sub="85073003328"), key), NOW)

    assert bearer.person.subject == "8df4d44761aa88f12f30df17a3af0c75"
    assert "85073003328" not in repr(bearer)


# What a token leaves unsaid ----------------------------------------------------------------------

WHOLE = {"name": "Jan De Vos", "roles": ["EDITOR"], "cpas_nis": "52011"}


@pytest.mark.parametrize(
    ("changes", "notices"),
    [
        ({}, []),
        ({"roles": ["EDITOR", "offline_access"]}, []),
        ({"roles": ["SPP_IS_READER"], "cpas_nis": None}, []),
        ({"roles": ["FEDERATION"], "region": "Vlaanderen"}, []),
        ({"cpas_nis": None, "enterprise_number": "0207.889.113"}, []),
        ({"name": None}, ["NO_NAME"]),
        ({"name": "..."}, ["NO_NAME"]),
        ({"roles": None}, ["NO_ROLE"]),
        ({"roles": ["offline_access"]}, ["NO_ROLE"]),
        ({"roles": {"EDITOR": True}}, ["ROLES_UNCLEAR"]),
        ({"roles": ["EDITOR", ["PRESIDENT"]]}, ["ROLES_UNCLEAR"]),
        ({"cpas_nis": None}, ["NO_CPAS"]),
        ({"cpas_nis": []}, ["NO_CPAS"]),
        ({"cpas_nis": ["52011", "92094"]}, ["CPAS_UNCLEAR"]),
        ({"cpas_nis": None, "enterprise_number": "none"}, ["CPAS_UNCLEAR"]),
        ({"roles": ["FEDERATION"]}, ["NO_REGION"]),
        ({"roles": ["FEDERATION"], "region": "LIMBURG"}, ["REGION_UNCLEAR"]),
        ({"acr": {"level": 500}}, ["LEVEL_UNCLEAR"]),
        ({"name": None, "roles": None}, ["NO_NAME", "NO_ROLE"]),
    ],
)
def test_what_is_missing_or_unclear_is_noticed_where_something_depends_on_it(
    changes: Mapping[str, object], notices: list[str]
) -> None:
    assert list(actor({**WHOLE, **changes}).notices) == notices


def test_every_notice_has_its_sentence() -> None:
    assert set(SENTENCES) == set(NoticeCode)


async def test_each_kind_is_logged_once_for_an_issuer(caplog: pytest.LogCaptureFixture) -> None:
    key = ec_key()
    verifier = PretendIssuer([key]).verifier()
    nameless = {"given_name": ..., "family_name": ..., "sub": "85073003328"}

    for number in range(3):
        await verifier.verify(sign(valid_claims(jti=str(number), **nameless), key), NOW)
    await verifier.verify(sign(valid_claims(roles=["85073003328"]), key), NOW)

    assert [message.split(";")[0] for message in caplog.messages] == [
        "NO_NAME in a token of https://issuer.example",
        "NO_ROLE in a token of https://issuer.example",
    ]
    assert "85073003328" not in caplog.text
