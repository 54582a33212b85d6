"""What the claims of a verified token say about its bearer."""

import unicodedata
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from auth.claims import IssuerConfig, actor_of, plain_text, pseudonym
from auth.identity import Actor
from models.cpas import Region
from models.language import Language
from models.people import Role, Subject
from tests.auth.issuing import NOW, PretendIssuer, ec_key, sign, valid_claims

ISSUER = {"issuer": "https://issuer.example", "audience": "rapport-unique"}
REGISTER_NUMBERS = [
    "85073003328",
    "85.07.30-033.28",
    "85 07 30 033 28",
    "85/07/30-033/28",
    "8 5 0 7 3 0 0 3 3 2 8",
    "850730\u200b03328",
    "850730\x0003328",
    "８５０７３００３３２８",
    "1234567890123456",
]


def actor(said: Mapping[str, object], **config: object) -> Actor:
    issuer = IssuerConfig.model_validate({**ISSUER, **config})
    return actor_of(said, issuer, Subject("somebody"))


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (["EDITOR", "PRESIDENT"], {Role.EDITOR, Role.PRESIDENT}),
        (["EDITOR", "unknown", "editor"], {Role.EDITOR}),
        ("EDITOR", {Role.EDITOR}),
        ("EDITOR PRESIDENT", {Role.EDITOR, Role.PRESIDENT}),
        (["EDITOR", 1, None, ["PRESIDENT"], {"FEDERATION": 1}], {Role.EDITOR}),
        ({"EDITOR": True}, set()),
        ([["EDITOR"]], set()),
        (1, set()),
        (True, set()),
        (None, set()),
        ([], set()),
        ("", set()),
    ],
)
def test_only_known_role_names_give_roles(roles: object, expected: set[Role]) -> None:
    assert actor({"roles": roles}).roles == expected


def test_an_issuer_has_its_own_names_for_the_roles() -> None:
    names = {"cpas encoder": "EDITOR", "urn:be:spp:president": "PRESIDENT"}
    roles = ["cpas encoder", "urn:be:spp:president", "DIRECTOR_GENERAL"]

    assert actor({"roles": roles}, role_names=names).roles == {Role.EDITOR, Role.PRESIDENT}
    assert actor({"roles": "cpas encoder"}, role_names=names).roles == {Role.EDITOR}


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


@pytest.mark.parametrize("path", ["", "a..b", ".", [], [""], "https://spp.example/roles", 1, None])
def test_a_senseless_path_cannot_be_configured(path: object) -> None:
    with pytest.raises(ValidationError):
        actor({}, claims={"roles": path})


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"cpas_nis": "52011"}, "52011"),
        ({"cpas_nis": "5201"}, None),
        ({"cpas_nis": "520110"}, None),
        ({"cpas_nis": "52011\n"}, None),
        ({"cpas_nis": "５２０１１"}, None),
        ({"cpas_nis": 52011}, None),
        ({"cpas_nis": ["52011"]}, None),
        ({}, None),
    ],
)
def test_a_nis_code_has_five_digits(claims: Mapping[str, object], expected: str | None) -> None:
    assert actor(claims).nis_code == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0212345678", "0212345678"),
        ("0212.345.678", "0212345678"),
        ("0.2.1.2.345678", None),
        ("212345678", None),
        ("BE0212345678", None),
        (212345678, None),
    ],
)
def test_an_enterprise_number_has_ten_digits(number: object, expected: str | None) -> None:
    assert actor({"enterprise_number": number}).enterprise_number == expected


def test_a_region_is_one_of_ours() -> None:
    assert actor({"region": "FLANDERS"}).region == Region.FLANDERS
    assert actor({"region": "LIMBURG"}).region is None
    assert actor({"region": ["FLANDERS"]}).region is None


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("fr-BE", Language.FR),
        ("nl_BE", Language.NL),
        ("DE", Language.DE),
        ("en", Language.EN),
        ("fro-BE", None),
        ("-fr", None),
        ("", None),
        (1, None),
    ],
)
def test_a_locale_starts_with_the_language(locale: object, expected: Language | None) -> None:
    assert actor({"locale": locale}).locale == expected


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"given_name": "Amélie", "family_name": "Dubray"}, "Amélie Dubray"),
        ({"given_name": "Ame\u0301lie"}, "Amélie"),
        ({"given_name": "Ame\u200b\u0301lie"}, "Amélie"),
        ({"given_name": "J\ud800an\x00", "family_name": "\u202eDe\r\n Vos "}, "Jan De Vos"),
        ({"name": "Jan De Vos"}, "Jan De Vos"),
        ({"name": "Another", "family_name": "Dubray"}, "Dubray"),
        ({"name": "Jan De Vos", "given_name": " ", "family_name": 7}, "Jan De Vos"),
        ({"name": ["Jan"], "sub": "jan", "preferred_username": "jan"}, ""),
        ({}, ""),
    ],
)
def test_the_name_is_plain_text(claims: Mapping[str, object], name: str) -> None:
    assert actor(claims).person.display_name == name


def test_a_long_name_is_cut() -> None:
    assert actor({"name": "é" * 300}).person.display_name == "é" * 200


@pytest.mark.parametrize("number", REGISTER_NUMBERS)
def test_a_national_register_number_is_no_name(number: str) -> None:
    person = actor({"given_name": f"Jan ({number})", "family_name": "De Vos", "acr": number}).person

    assert person.display_name == "Jan ( ) De Vos"
    assert person.assurance_level is None


def test_a_national_register_number_spread_over_two_names_is_none_either() -> None:
    assert actor({"given_name": "850730", "family_name": "03328"}).person.display_name == ""
    assert actor({"name": "Jan 1er"}).person.display_name == "Jan 1er"


@pytest.mark.parametrize("acr", ["", "é", " urn", 500, ["urn"], "x" * 201])
def test_an_odd_assurance_level_is_none(acr: object) -> None:
    person = actor({"acr": acr}, signing_levels=["urn"]).person

    assert person.assurance_level is None
    assert not person.assured


@pytest.mark.parametrize(
    ("levels", "acr", "assured"),
    [
        (None, "Level100", True),
        (None, None, True),
        (["Level500", "Level450"], "Level450", True),
        (["Level500"], "Level450", False),
        (["Level500"], None, False),
        ([], "Level500", False),
    ],
)
def test_the_configured_levels_are_strong_enough_for_signing(
    levels: list[str] | None, acr: str | None, assured: bool
) -> None:
    person = actor({"acr": acr}, signing_levels=levels).person

    assert person.assurance_level == acr
    assert person.assured is assured


async def test_the_subject_is_a_pseudonym() -> None:
    key = ec_key()
    verifier = PretendIssuer([key]).verifier()

    bearer = await verifier.verify(sign(valid_claims(sub="85073003328"), key), NOW)

    assert bearer.person.subject == "8df4d44761aa88f12f30df17a3af0c75"
    assert "85073003328" not in repr(bearer)


def test_pseudonyms_differ_by_issuer_subject_and_key() -> None:
    pseudonyms = {
        pseudonym("https://a.example", "1", b"k"),
        pseudonym("https://a.example", "2", b"k"),
        pseudonym("https://b.example", "1", b"k"),
        pseudonym("https://a.example", "1", b"l"),
        pseudonym("https://a.example", "\ud800", b"k"),
    }

    assert len(pseudonyms) == 5
    assert {len(subject) for subject in pseudonyms} == {32}


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "http://issuer.example"},
        {"issuer": "issuer.example"},
        {"issuer": "https://"},
        {"issuer": "https://user:password@issuer.example"},
        {"issuer": "https://issuer.example?a=b"},
        {"issuer": "https://[issuer.example"},
        {"jwks_url": "http://issuer.example/jwks"},
        {"jwks_url": "file:///jwks"},
        {"audience": ""},
        {"algorithms": []},
        {"leeway_s": -1},
        {"leeway_s": 3600},
        {"role_names": {"boss": "BOSS"}},
        {"no_such_setting": 1},
    ],
)
def test_an_unsafe_issuer_cannot_be_configured(changes: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError):
        IssuerConfig.model_validate({**ISSUER, **changes})


def test_plain_http_is_a_choice() -> None:
    config = IssuerConfig(issuer="http://keycloak:8080/r", audience="a", allow_http=True)

    assert config.may_fetch("http://keycloak:8080/jwks")
    assert not config.may_fetch("file:///jwks")


@given(st.text(st.characters(exclude_categories=())))
def test_plain_text_is_normal_and_printable(text: str) -> None:
    plain = plain_text(text)

    assert unicodedata.is_normalized("NFC", plain)
    assert all(character.isprintable() or character == " " for character in plain)
    assert plain == plain_text(plain)
    assert len(plain.encode()) >= len(plain)


DIGITS_AND_SIGNS = st.text(st.sampled_from("0123456789 .-/_()\u200b\u0660"), max_size=40)


@given(DIGITS_AND_SIGNS)
def test_eleven_digits_never_stay_together(text: str) -> None:
    assert sum(character.isdigit() for character in plain_text(text)) < 11
