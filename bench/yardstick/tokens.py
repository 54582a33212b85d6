"""Who asks: the bearer token, proven once and remembered until it expires."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import jwt
import orjson

from auth.persons import pseudonym
from models.people import CPAS_ROLES, SPP_IS_ROLES, Role


class Unauthorized(Exception):  # noqa: N818 - named for the status
    """The token proves nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """The one issuer whose tokens are trusted, and the secret behind the pseudonyms."""

    name: str
    namespace: str
    audience: str
    public_key: str
    subject_key: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """The bearer of a token."""

    roles: frozenset[str]
    nis_code: str | None
    region: str | None
    subject: str
    name: str
    level: str | None
    expires: float
    person_id: str = field(default="")
    """The digest of what is kept of the person with an act at their own CPAS."""

    @property
    def own_roles(self) -> frozenset[str]:
        """The roles that hold at the caller's own CPAS."""
        return self.roles & CPAS_ROLES

    @property
    def whole_country(self) -> bool:
        """Whether every CPAS exists for the caller."""
        return not self.roles.isdisjoint(SPP_IS_ROLES)


class Tokens:
    """The tokens that were proven."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer
        self._known: dict[str, Caller] = {}

    def caller(self, authorization: str | None, now: float) -> Caller:
        """Return who bears the token.

        Raises:
            Unauthorized: it proves nothing.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthorized
        caller = self._known.get(token)
        if caller is None or caller.expires <= now:
            caller = self._known[token] = self._prove(token)
            if len(self._known) > 4096:
                self._known.pop(next(iter(self._known)))
        return caller

    def _prove(self, token: str) -> Caller:
        issuer = self._issuer
        try:
            claims = jwt.decode(
                token,
                issuer.public_key,
                algorithms=["ES256"],
                audience=issuer.audience,
                issuer=issuer.name,
                options={"require": ["exp", "iat", "sub"]},
            )
            if jwt.get_unverified_header(token).get("typ") != "at+jwt":
                raise Unauthorized
        except jwt.PyJWTError:
            raise Unauthorized from None
        return _caller(claims, pseudonym(issuer.namespace, claims["sub"], issuer.subject_key))


def _caller(claims: dict[str, Any], subject: str) -> Caller:
    roles = frozenset(role.value for role in Role if role.value in claims.get("roles", ()))
    caller = Caller(
        roles=roles,
        nis_code=claims.get("cpas_nis"),
        region=claims.get("region"),
        subject=subject,
        name=f"{claims.get('given_name', '')} {claims.get('family_name', '')}".strip(),
        level=claims.get("acr"),
        expires=claims["exp"],
    )
    object.__setattr__(caller, "person_id", digest_of(person_json(caller)))
    return caller


def person_json(caller: Caller) -> dict[str, Any]:
    """Return what is kept of the caller with an act at their own CPAS."""
    return {
        "subject": caller.subject,
        "name": caller.name,
        "roles": sorted(caller.own_roles),
        "assurance": caller.level,
    }


def digest_of(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON."""
    return sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()
