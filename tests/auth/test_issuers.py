"""Which issuers can be configured, each by itself and together."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from auth.issuers import IssuerConfig, IssuersDisagreeError, settled
from tests.auth.issuing import NOW, PretendIssuer, ec_key, sign, valid_claims, verifier_of

ISSUER = {"issuer": "https://issuer.example", "audience": "rapport-unique"}


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "http://issuer.example"},
        {"issuer": "issuer.example"},
        {"issuer": ""},
        {"issuer": "https://"},
        {"issuer": "https://user:password@issuer.example"},
        {"issuer": "https://issuer.example?a=b"},
        {"issuer": "https://[issuer.example"},
        {"issuer": "urn:a\nb", "jwks_url": "https://issuer.example/jwks"},
        {"jwks_url": "http://issuer.example/jwks"},
        {"jwks_url": "file:///jwks"},
        {"audience": ""},
        {"algorithms": []},
        {"leeway_s": -1},
        {"leeway_s": 3600},
        {"role_names": {"boss": "BOSS"}},
        {"person_namespace": ""},
        {"person_rule": "soundex"},
        {"no_such_setting": 1},
    ],
)
def test_an_unsafe_issuer_cannot_be_configured(changes: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError):
        IssuerConfig.model_validate({**ISSUER, **changes})


@pytest.mark.parametrize("path", ["", "a..b", ".", [], [""], "https://spp.example/roles", 1, None])
def test_a_senseless_path_cannot_be_configured(path: object) -> None:
    with pytest.raises(ValidationError):
        IssuerConfig.model_validate({**ISSUER, "claims": {"roles": path}})


def test_plain_http_is_a_choice() -> None:
    config = IssuerConfig(issuer="http://keycloak:8080/r", audience="a", allow_http=True)

    assert config.may_fetch("http://keycloak:8080/jwks")
    assert not config.may_fetch("file:///jwks")


@pytest.mark.parametrize(
    "name",
    ["http://issuer.example", "urn:be:fedict:issuer", "issuer.example", "https://a.example/?b"],
)
async def test_a_name_that_is_no_address_is_only_compared(name: str) -> None:
    key = ec_key()
    issuer = PretendIssuer([key])
    verifier = issuer.verifier(config={"issuer": name})

    actor = await verifier.verify(sign(valid_claims(iss=name), key), NOW)

    assert actor.nis_code == "52011"
    assert issuer.requests == ["/jwks"]


# Together ----------------------------------------------------------------------------------------


def config(name: str, **more: object) -> IssuerConfig:
    return IssuerConfig.model_validate(
        {"issuer": f"https://{name}.example", "audience": "rapport-unique", **more}
    )


SHARED = {"person_namespace": "urn:be:national-number", "person_rule": "national_number"}
A, B = config("a"), config("b")
SHARED_A, SHARED_B = config("a", **SHARED), config("b", **SHARED)


@pytest.mark.parametrize(
    ("configs", "signs"),
    [
        ([], []),
        ([A], [True]),
        ([config("a", signs=False)], [False]),
        ([SHARED_A, SHARED_B], [True, True]),
        ([A, config("b", person_namespace=A.issuer)], [True, True]),
        ([config("a", signs=True), B], [True, False]),
        ([A, config("b", signs=False)], [True, False]),
        ([config("a", signs=False), config("b", signs=False)], [False, False]),
        (
            [config("a", signs=True, **SHARED), config("b", signs=True, **SHARED), config("c")],
            [True, True, False],
        ),
        ([config("a", signs=True, **SHARED), SHARED_B, config("c")], [True, False, False]),
    ],
)
def test_all_that_sign_share_one_namespace(configs: list[IssuerConfig], signs: list[bool]) -> None:
    assert [each.signs for each in settled(configs)] == signs


@pytest.mark.parametrize(
    ("configs", "problem"),
    [
        ([A, B], "one person could sign twice"),
        ([config("a", signs=True), config("b", signs=True)], "one person could sign twice"),
        ([SHARED_A, SHARED_B, config("c")], "one person could sign twice"),
        ([SHARED_A, config("b", person_namespace="urn:be:national-number")], "one person_rule"),
        ([A, A], "names the same issuer twice"),
    ],
)
def test_issuers_by_which_one_person_could_sign_twice_are_refused(
    configs: list[IssuerConfig], problem: str
) -> None:
    with pytest.raises(IssuersDisagreeError, match=problem):
        settled(configs)


async def test_one_person_of_two_issuers_has_one_pseudonym() -> None:
    key = ec_key()
    one, other = PretendIssuer([key]), PretendIssuer([key], url="https://other.example")
    verifier = verifier_of(
        one,
        other,
        configs=[
            one.config(**SHARED),
            other.config(**SHARED, claims={"person": "egov.nrn"}),
        ],
    )
    elsewhere = {"iss": other.url, "sub": "jan@cpas.example", "egov": {"nrn": "85.07.30-033.28"}}

    first = await verifier.verify(sign(valid_claims(sub="85073003328"), key), NOW)
    second = await verifier.verify(sign(valid_claims(**elsewhere), key), NOW)

    assert first.person.subject == second.person.subject
    assert first.person.told_apart
    assert second.person.told_apart


async def test_who_is_known_by_another_claim_needs_no_sub() -> None:
    key = ec_key()
    verifier = PretendIssuer([key]).verifier(config={"claims": {"person": "uid"}})

    actor = await verifier.verify(sign(valid_claims(sub=..., uid="jan"), key), NOW)

    assert len(actor.person.subject) == 32
