"""What the claims of a verified token say about its bearer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from auth.identity import Actor
from auth.issuers import IssuerConfig
from auth.notices import NoticeCode
from auth.persons import identifier
from auth.shapes import (
    Reading,
    RolesRead,
    assurance_level,
    display_name,
    enterprise_number,
    language,
    nis_code,
    region,
    roles,
)
from models.cpas import EnterpriseNumber, NisCode, Region
from models.language import Language
from models.people import CPAS_ROLES, Person, Role, Subject


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What each claim says, read as far as it can mean one thing only."""

    person: str | None
    """What identifies the bearer: it may be a national register number, and is never shown."""
    name: Reading[str]
    roles: RolesRead
    nis_code: Reading[NisCode]
    enterprise_number: Reading[EnterpriseNumber]
    region: Reading[Region]
    locale: Reading[Language]
    level: Reading[str]

    @property
    def notices(self) -> tuple[NoticeCode, ...]:
        """What is missing or unclear, although something depends on it."""
        return tuple(self._notices())

    def _notices(self) -> Iterator[NoticeCode]:
        if self.name.value is None:
            yield NoticeCode.NO_NAME
        if self.roles.unclear:
            yield NoticeCode.ROLES_UNCLEAR
        elif not self.roles.roles:
            yield NoticeCode.NO_ROLE
        if self.roles.roles & CPAS_ROLES and not (
            self.nis_code.value or self.enterprise_number.value
        ):
            unclear = self.nis_code.unclear or self.enterprise_number.unclear
            yield NoticeCode.CPAS_UNCLEAR if unclear else NoticeCode.NO_CPAS
        if Role.FEDERATION in self.roles.roles and self.region.value is None:
            yield NoticeCode.REGION_UNCLEAR if self.region.unclear else NoticeCode.NO_REGION
        if self.level.unclear:
            yield NoticeCode.LEVEL_UNCLEAR


def read_claims(claims: Mapping[str, object], config: IssuerConfig) -> Said:
    """Return what the claims say, each where this issuer puts it."""
    paths = config.claims

    def claim(path: tuple[str, ...]) -> object:
        return claim_at(claims, path)

    return Said(
        person=identifier(claim(paths.person), config.rule),
        name=display_name(claim(paths.given_name), claim(paths.family_name), claim(paths.name)),
        roles=roles(claim(paths.roles), config.role_names),
        nis_code=nis_code(claim(paths.cpas_nis)),
        enterprise_number=enterprise_number(claim(paths.enterprise_number)),
        region=region(claim(paths.region)),
        locale=language(claim(paths.locale)),
        level=assurance_level(claim(paths.acr)),
    )


def claim_at(claims: Mapping[str, object], path: tuple[str, ...]) -> object:
    """Return what stands at that place in the claims, None where nothing does."""
    found: object = claims
    for key in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(key)
    return found


def actor_of(
    said: Said, config: IssuerConfig, subject: Subject, *, known_since: datetime | None = None
) -> Actor:
    """Return who the verified claims describe. What a claim says unclearly, it does not say."""
    level = said.level.value
    person = Person(
        subject=subject,
        display_name=said.name.value or "",
        roles=said.roles.roles,
        assurance_level=level,
        assured=config.signing_levels is None or level in config.signing_levels,
        told_apart=config.signs is not False,
        known_since=known_since,
        issuer=config.issuer,
    )
    return Actor(
        person=person,
        nis_code=said.nis_code.value,
        enterprise_number=said.enterprise_number.value,
        region=said.region.value,
        locale=said.locale.value,
        issuer=config.issuer,
        notices=said.notices,
    )
