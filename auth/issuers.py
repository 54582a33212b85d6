"""An issuer as configured: its name, its keys, the shape of its tokens, and who of them signs.

Source: RFC 9068 (JSON Web Token Profile for OAuth 2.0 Access Tokens).
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from auth.persons import PersonRule, key_check
from models.knowing import Knowing
from models.people import Role

SUPPORTED_ALGORITHMS = frozenset(
    {
        *("RS256", "RS384", "RS512"),
        *("PS256", "PS384", "PS512"),
        *("ES256", "ES384", "ES512"),
        "EdDSA",
    }
)


def _path(value: object) -> object:
    if not isinstance(value, str):
        return value
    if "://" in value:
        raise ValueError("a claim named by a URL is given as a list of keys: its dots do not nest")
    return value.split(".")


ClaimPath = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_path), Field(min_length=1)
]
"""Where a claim stands: `realm_access.roles`, or a list of keys when a key holds a dot itself."""


class ClaimPaths(BaseModel):
    """Where each fact about the bearer stands in an issuer's tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    person: ClaimPath = Field(("sub",), description="What identifies the bearer.")
    roles: ClaimPath = Field(("roles",), description="A list of role names, or one text of them.")
    cpas_nis: ClaimPath = Field(("cpas_nis",), description="NIS code of the bearer's CPAS.")
    enterprise_number: ClaimPath = Field(
        ("enterprise_number",), description="Enterprise number of the bearer's CPAS."
    )
    region: ClaimPath = Field(("region",), description="Region of the bearer's federation.")
    given_name: ClaimPath = Field(("given_name",), description="First name.")
    family_name: ClaimPath = Field(("family_name",), description="Last name.")
    name: ClaimPath = Field(("name",), description="Full name, where first and last are missing.")
    locale: ClaimPath = Field(("locale",), description="Language tag, as in fr-BE.")
    acr: ClaimPath = Field(("acr",), description="Assurance level of the sign-in.")


class SignInConfig(BaseModel):
    """How people sign in at an issuer to look at the pages, as the issuer registered them."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    client_id: str = Field(min_length=1, description="The name under which the pages are known.")
    client_secret: SecretStr | None = Field(
        None, description="The secret of the pages; null where the issuer gives none to them."
    )
    scope: str = Field("openid profile", description="What is asked for; `openid` is part of it.")
    name: str | None = Field(
        None, min_length=1, description="What the button says; null: the host of the issuer."
    )
    acr_values: str | None = Field(
        None,
        min_length=1,
        description="What is asked for of who has to sign in more strongly in order to sign.",
    )
    parameters: dict[str, str] = Field(
        {}, description="What else is asked of it, such as its own `resource` or `audience`."
    )

    @field_validator("scope")
    @classmethod
    def _is_openid(cls, scope: str) -> str:
        if "openid" not in scope.split():
            raise ValueError("holds no openid: nothing would tell who signed in")
        return scope


class IssuerConfig(BaseModel):
    """One issuer whose tokens are trusted: its name, its keys, and the shape of its tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    issuer: str = Field(min_length=1, description="The `iss` of its tokens, to the character.")
    audience: str = Field(min_length=1, description="The `aud` that names this service.")
    jwks_url: str | None = Field(
        None, description="Where its keys are; by default its discovery document tells."
    )
    algorithms: tuple[str, ...] = Field(
        ("RS256", "PS256", "ES256", "EdDSA"),
        min_length=1,
        description="Accepted signature algorithms; asymmetric ones only.",
    )
    leeway_s: float = Field(
        30, ge=0, le=300, description="Difference between clocks that is forgiven, in seconds."
    )
    accept_any_type: bool = Field(
        False, description="Accept tokens of type JWT or of no type, beside at+jwt."
    )
    allow_http: bool = Field(
        False, description="Fetch keys over plain HTTP; whoever is on the way can replace them."
    )
    claims: ClaimPaths = Field(ClaimPaths(), description="Where each claim stands.")
    role_names: dict[str, Role] = Field(
        {role.value: role for role in Role}, description="Its names of the roles, and ours."
    )
    signs: bool | None = Field(
        None,
        description="Whether its bearers may sign; null: they may, while all share one namespace.",
    )
    signing_levels: frozenset[str] | None = Field(
        None, description="The `acr` values strong enough for signing; null: all of them."
    )
    person_namespace: str | None = Field(
        None,
        min_length=1,
        description="Issuers with the same one identify the same persons; null: the issuer alone.",
    )
    person_rule: PersonRule | None = Field(
        None, description="How it writes what identifies a person; null: exact."
    )

    sign_in: SignInConfig | None = Field(
        None, description="How people sign in there to look at the pages; null: they do not."
    )

    @property
    def namespace(self) -> str:
        """The namespace in which its persons are told apart."""
        return self.person_namespace or self.issuer

    @property
    def rule(self) -> PersonRule:
        """The rule by which its persons are told apart."""
        return self.person_rule or PersonRule.EXACT

    @field_validator("algorithms")
    @classmethod
    def _only_asymmetric(cls, algorithms: tuple[str, ...]) -> tuple[str, ...]:
        if not SUPPORTED_ALGORITHMS.issuperset(algorithms):
            raise ValueError(f"only these are accepted: {', '.join(sorted(SUPPORTED_ALGORITHMS))}")
        return algorithms

    @field_validator("issuer")
    @classmethod
    def _fits_into_a_line(cls, issuer: str) -> str:
        if not issuer.isprintable():
            raise ValueError("holds a character that cannot be printed")
        return issuer

    @model_validator(mode="after")
    def _keys_come_from_somewhere_safe(self) -> Self:
        if self.jwks_url is not None:
            if not self.may_fetch(self.jwks_url):
                raise ValueError("jwks_url must be an https URL (http only with allow_http)")
        elif not self.may_fetch(self.issuer) or urlsplit(self.issuer).query:
            raise ValueError(
                "issuer must be an https URL without query (http only with allow_http), "
                "unless jwks_url tells where its keys are"
            )
        if self.sign_in is not None and not self.may_fetch(self.issuer):
            raise ValueError("people sign in only at an issuer that is an https URL")
        return self

    def may_fetch(self, url: str) -> bool:
        """Return whether keys may come from this URL."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        schemes = {"https", "http"} if self.allow_http else {"https"}
        plain = "@" not in parts.netloc and not parts.fragment
        return parts.scheme in schemes and bool(parts.hostname) and plain


def how_known(issuers: Iterable[IssuerConfig], key: bytes) -> Knowing:
    """Return what makes the pseudonyms of those who sign by these issuers, which are settled."""
    signing = [config for config in issuers if config.signs]
    return Knowing(
        key_check=key_check(key),
        namespace=signing[0].namespace if signing else None,
        rule=signing[0].rule if signing else None,
        claims={config.issuer: "\n".join(config.claims.person) for config in signing},
    )


TOO_MANY_NAMESPACES = (
    "one person could sign twice, by two of these issuers: give them one person_namespace, or mark "
    "those that sign, all of one namespace, with signs"
)


class IssuersDisagreeError(ValueError):
    """These issuers cannot be trusted together; one line per problem."""


def settled(configs: Iterable[IssuerConfig]) -> tuple[IssuerConfig, ...]:
    """Return the issuers with it decided who of them signs: all in one person namespace.

    While all that may sign share a namespace, all of them do. Otherwise those do that are marked
    so, and these must share one: who is one person with two names cannot place both signatures.

    Raises:
        IssuersDisagreeError: nothing tells who signs, or one person could be taken for two.
    """
    issuers = tuple(configs)
    possible = [config for config in issuers if config.signs is not False]
    if len({config.namespace for config in possible}) > 1:
        possible = [config for config in possible if config.signs]
    if problems := [*_ambiguous(issuers), *_against_signing(issuers, possible)]:
        raise IssuersDisagreeError("\n".join(problems))
    return tuple(config.model_copy(update={"signs": config in possible}) for config in issuers)


def _ambiguous(issuers: Sequence[IssuerConfig]) -> list[str]:
    problems = []
    if len({config.issuer for config in issuers}) < len(issuers):
        problems.append("names the same issuer twice")
    rules = {(config.namespace, config.rule) for config in issuers}
    if len(rules) > len({namespace for namespace, _ in rules}):
        problems.append("issuers of one person_namespace have one person_rule")
    return problems


def _against_signing(issuers: Sequence[IssuerConfig], signing: Sequence[IssuerConfig]) -> list[str]:
    namespaces = {config.namespace for config in signing}
    wanted = any(config.signs is not False for config in issuers)
    if len(namespaces) == 1 or not wanted:
        return []
    return [TOO_MANY_NAMESPACES]
