"""Who asks, as a value, and the one gate to a CPAS's data."""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Protocol

from auth.notices import NoticeCode
from models.cpas import Cpas, NisCode, Region
from models.language import Language
from models.people import CPAS_ROLES, SPP_IS_ROLES, Person, Role, Subject


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """The bearer of a verified token: a person, and the part of the country the token speaks of.

    `notices` are what the token of that issuer does not say, although something depends on it.
    """

    person: Person
    nis_code: NisCode | None = None
    enterprise_number: str | None = None
    region: Region | None = None
    locale: Language | None = None
    issuer: str = ""
    notices: tuple[NoticeCode, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of the token, wherever they apply."""
        return self.person.roles


class Sight(IntEnum):
    """How much of a CPAS an actor sees; the greater includes the lesser."""

    NOTHING = 0
    STATUS = 1
    EVERYTHING = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What an actor is before one CPAS: how much they see, and the roles that hold there."""

    sight: Sight
    person: Person

    @property
    def exists(self) -> bool:
        """Whether the CPAS exists for this actor at all."""
        return self.sight > Sight.NOTHING

    @property
    def reads_amounts(self) -> bool:
        """Whether amounts, digests, contact and bank account are for this actor."""
        return self.sight >= Sight.EVERYTHING


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """The CPAS an actor may see, as conditions to narrow a query with; any one will do."""

    whole_country: bool = False
    nis_code: NisCode | None = None
    enterprise_number: str | None = None
    region: Region | None = None

    @property
    def of_amounts(self) -> "Scope":
        """The CPAS whose amounts the actor may read: a region only lets follow the status."""
        return replace(self, region=None)


class Place(Protocol):
    """What the gate asks of a CPAS."""

    @property
    def nis_code(self) -> NisCode:
        """Its code."""

    @property
    def enterprise_number(self) -> str | None:
        """Its enterprise number."""

    @property
    def region(self) -> Region:
        """Its region."""

    @property
    def successor_nis_code(self) -> NisCode | None:
        """The code of the CPAS that took it over."""


NOBODY = Person(subject=Subject(""), display_name="", roles=frozenset())


def scope_of(actor: Actor | None) -> Scope:
    """Return what the actor may see, to narrow a query with. `standing` decides row by row."""
    if actor is None:
        return Scope()
    own = bool(actor.roles & CPAS_ROLES)
    return Scope(
        whole_country=bool(actor.roles & SPP_IS_ROLES),
        nis_code=actor.nis_code if own else None,
        enterprise_number=actor.enterprise_number if own and not actor.nis_code else None,
        region=actor.region if Role.FEDERATION in actor.roles else None,
    )


def standing(actor: Actor | None, cpas: Cpas) -> Standing:
    """Return what the actor is before this CPAS: the one gate to its data.

    A role holds only where it was given: who is editor of one CPAS and federation of a region
    is no editor of the other CPAS of that region.
    """
    if actor is None:
        return Standing(sight=Sight.NOTHING, person=NOBODY)
    scope = scope_of(actor)
    roles: frozenset[Role] = frozenset()
    if scope.region == cpas.region:
        roles |= {Role.FEDERATION}
    if scope.whole_country:
        roles |= actor.roles & SPP_IS_ROLES
    if _is_own(scope, cpas):
        roles |= actor.roles & CPAS_ROLES
    person = replace(actor.person, roles=roles)
    return Standing(sight=sight_within(scope, cpas), person=person)


def sight_within(scope: Scope, place: Place) -> Sight:
    """Return how much of this CPAS is seen within the scope: the one place that decides it."""
    if scope.whole_country or _is_own(scope, place) or _is_predecessor(scope, place):
        return Sight.EVERYTHING
    return Sight.STATUS if scope.region == place.region else Sight.NOTHING


def _is_predecessor(scope: Scope, cpas: Place) -> bool:
    """Whether the CPAS was taken over by the actor's own: its reports may be consulted."""
    return scope.nis_code is not None and scope.nis_code == cpas.successor_nis_code


def _is_own(scope: Scope, cpas: Place) -> bool:
    if scope.nis_code is not None:
        return scope.nis_code == cpas.nis_code
    return scope.enterprise_number is not None and scope.enterprise_number == cpas.enterprise_number
