"""An issuer as configured, and what the claims of its tokens say about the bearer.

Source: RFC 9068 (JSON Web Token Profile for OAuth 2.0 Access Tokens).
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from auth.identity import Actor
from models.cpas import NIS_CODE, NisCode, Region
from models.language import Language
from models.people import Person, Role, Subject

SUPPORTED_ALGORITHMS = frozenset(
    {
        *("RS256", "RS384", "RS512"),
        *("PS256", "PS384", "PS512"),
        *("ES256", "ES384", "ES512"),
        "EdDSA",
    }
)
LONGEST_NAME = 200


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


class IssuerConfig(BaseModel):
    """One issuer whose tokens are trusted: its name, its keys, and the shape of its tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    issuer: str = Field(description="The `iss` of its tokens, to the character.")
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
    signing_levels: frozenset[str] | None = Field(
        None, description="The `acr` values strong enough for signing; null: all of them."
    )

    @field_validator("algorithms")
    @classmethod
    def _only_asymmetric(cls, algorithms: tuple[str, ...]) -> tuple[str, ...]:
        if not SUPPORTED_ALGORITHMS.issuperset(algorithms):
            raise ValueError(f"only these are accepted: {', '.join(sorted(SUPPORTED_ALGORITHMS))}")
        return algorithms

    @model_validator(mode="after")
    def _urls_are_safe(self) -> Self:
        for name, url in (("issuer", self.issuer), ("jwks_url", self.jwks_url)):
            if url is not None and not self.may_fetch(url):
                raise ValueError(f"{name} must be an https URL (http only with allow_http)")
        if urlsplit(self.issuer).query:
            raise ValueError("issuer must be a URL without query")
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


def actor_of(claims: Mapping[str, object], config: IssuerConfig, subject: Subject) -> Actor:
    """Return who the verified claims describe. What a claim says unclearly, it does not say."""
    paths = config.claims
    acr = _assurance_level(_claim(claims, paths.acr))
    person = Person(
        subject=subject,
        display_name=_display_name(claims, paths),
        roles=_roles(_claim(claims, paths.roles), config.role_names),
        assurance_level=acr,
        assured=config.signing_levels is None or acr in config.signing_levels,
    )
    return Actor(
        person=person,
        nis_code=_nis_code(_claim(claims, paths.cpas_nis)),
        enterprise_number=_enterprise_number(_claim(claims, paths.enterprise_number)),
        region=_region(_claim(claims, paths.region)),
        locale=_language(_claim(claims, paths.locale)),
    )


def pseudonym(issuer: str, sub: str, key: bytes) -> Subject:
    """Return the stable pseudonym of a subject, 32 hexadecimal characters.

    A `sub` may be a national register number: it ends here.
    """
    identity = f"{issuer}\0{sub}".encode("utf-8", "surrogatepass")
    return Subject(hmac.new(key, identity, hashlib.sha256).hexdigest()[:32])


def plain_text(text: str) -> str:
    """Return the text in NFC, without control characters and national register numbers."""
    shown = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or not unicodedata.category(character).startswith("C")
    )
    # Eleven digits, whatever stands between them; a longer row of digits is no name either.
    without_numbers = re.sub(r"\d(?:[\W_]*\d){10,}", " ", shown)
    return unicodedata.normalize("NFC", " ".join(without_numbers.split()))


def _claim(claims: Mapping[str, object], path: tuple[str, ...]) -> object:
    found: object = claims
    for key in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(key)
    return found


def _roles(value: object, names: Mapping[str, Role]) -> frozenset[Role]:
    given: list[object] = []
    if isinstance(value, str):
        given = [value, *value.split()]
    elif isinstance(value, list):
        given = value
    return frozenset(names[name] for name in given if isinstance(name, str) and name in names)


def _nis_code(value: object) -> NisCode | None:
    fits = isinstance(value, str) and NIS_CODE.fullmatch(value)
    return NisCode(str(value)) if fits else None


def _enterprise_number(value: object) -> str | None:
    fits = isinstance(value, str) and re.fullmatch(r"[0-9]{4}\.?[0-9]{3}\.?[0-9]{3}", value)
    return str(value).replace(".", "") if fits else None


def _region(value: object) -> Region | None:
    return next((region for region in Region if region.value == value), None)


def _language(value: object) -> Language | None:
    if not isinstance(value, str):
        return None
    primary = re.split(r"[-_]", value, maxsplit=1)[0].upper()
    return next((language for language in Language if language.value == primary), None)


def _assurance_level(value: object) -> str | None:
    """Return the level as it stands, or none: it is compared, and kept with every act."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME:
        return None
    return value if value.isascii() and plain_text(value) == value else None


def _display_name(claims: Mapping[str, object], paths: ClaimPaths) -> str:
    parts = [_claim(claims, paths.given_name), _claim(claims, paths.family_name)]
    name = plain_text(" ".join(part for part in parts if isinstance(part, str)))
    if not name:
        whole = _claim(claims, paths.name)
        name = plain_text(whole) if isinstance(whole, str) else ""
    return name[:LONGEST_NAME].rstrip()
