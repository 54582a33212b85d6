"""What was read of a token, from where, and what was not: for whoever sets up an issuer."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auth.claims import Said, claim_at, read_claims
from auth.issuers import ClaimPath, IssuerConfig
from auth.shapes import Reading, plain_text
from auth.tokens import Opened

_LONGEST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One thing that a token may say, and what came of reading it."""

    name: str
    found: str


def explain(opened: Opened, config: IssuerConfig) -> list[Fact]:
    """Return what was read of the token as one of this issuer, in the order of being asked.

    What identifies the person is not shown, and no national register number is, wherever it stands.
    """
    said = read_claims(opened.claims, config)
    return [*_of_the_token(opened, config), *_of_the_bearer(opened.claims, config, said)]


def shown(value: object) -> str:
    """Return a value of a token, short and printable."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    plain = plain_text(text)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def _of_the_token(opened: Opened, config: IssuerConfig) -> Iterator[Fact]:
    header, claims = opened.header, opened.claims
    types = "at+jwt, JWT or none" if config.accept_any_type else "at+jwt"
    for name, value, wanted in (
        ("type", header.get("typ"), types),
        ("algorithm", header.get("alg"), ", ".join(config.algorithms)),
        ("audience", claims.get("aud"), config.audience),
    ):
        yield Fact(name=name, found=f"{_or_none(value)} (accepted: {wanted})")


def _of_the_bearer(
    claims: Mapping[str, object], config: IssuerConfig, said: Said
) -> Iterator[Fact]:
    paths = config.claims
    yield Fact(name="person", found=_person(claims, config, said))
    yield _fact("name", said.name, claims, paths.given_name, paths.family_name, paths.name)
    yield Fact(name="roles", found=_roles(claims, paths.roles, said))
    yield _fact("CPAS by NIS code", said.nis_code, claims, paths.cpas_nis)
    yield _fact("CPAS by number", said.enterprise_number, claims, paths.enterprise_number)
    yield _fact("region", said.region, claims, paths.region)
    yield _fact("language", said.locale, claims, paths.locale)
    yield _fact("level", said.level, claims, paths.acr)
    yield Fact(name="signing", found=_signing(config, said))


def _fact(
    name: str, reading: Reading[str], claims: Mapping[str, object], *paths: ClaimPath
) -> Fact:
    """Return what came of reading a fact from one of these places."""
    filled = [path for path in paths if claim_at(claims, path) is not None]
    where = _places(*(filled or paths))
    if reading.value is not None:
        return Fact(name=name, found=f"{reading.value}, from {where}")
    if not filled:
        return Fact(name=name, found=f"nothing at {where}")
    given = ", ".join(shown(claim_at(claims, path)) for path in filled)
    return Fact(name=name, found=f"not read: {given}, at {where}")


def _person(claims: Mapping[str, object], config: IssuerConfig, said: Said) -> str:
    path = config.claims.person
    where = _places(path)
    if said.person is not None:
        return f"known by {where}, rule {config.rule}"
    if claim_at(claims, path) is None:
        return f"nothing at {where}"
    return f"not read at {where} by the rule {config.rule}"


def _roles(claims: Mapping[str, object], path: ClaimPath, said: Said) -> str:
    where = _places(path)
    if claim_at(claims, path) is None:
        return f"nothing at {where}"
    read = ", ".join(sorted(said.roles.roles)) or "none"
    unknown = ", ".join(map(shown, said.roles.unknown[:10]))
    passed_over = f"; none of ours: {unknown}" if unknown else ""
    unclear = "; something that cannot be read" if said.roles.unclear else ""
    return f"{read}, from {where}{passed_over}{unclear}"


def _signing(config: IssuerConfig, said: Said) -> str:
    if config.signs is False:
        return "not by this issuer (signs)"
    if config.signing_levels is None or said.level.value in config.signing_levels:
        return "strong enough"
    return f"too weak (signing_levels: {', '.join(sorted(config.signing_levels)) or 'none'})"


def _places(*paths: ClaimPath) -> str:
    return ", ".join(".".join(path) for path in paths)


def _or_none(value: object) -> str:
    return "none" if value is None else shown(value)
