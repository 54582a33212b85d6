"""Who asks, as a value, and the one gate to a CPAS's data."""

from dataclasses import dataclass, replace
from enum import IntEnum

from models.cpas import Cpas, NisCode, Region
from models.language import Language
from models.people import CPAS_ROLES, SPP_IS_ROLES, Person, Role, Subject


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """The bearer of a verified token: a person, and the part of the country the token speaks of."""

    person: Person
    nis_code: NisCode | None = None
    enterprise_number: str | None = None
    region: Region | None = None
    locale: Language | None = None

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
    def reaches_amounts(self) -> bool:
        """Whether there may be a CPAS in it of which the actor reads more than the status."""
        own = self.nis_code is not None or self.enterprise_number is not None
        return self.whole_country or own


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
    sight = Sight.NOTHING
    if scope.region == cpas.region:
        roles |= {Role.FEDERATION}
        sight = Sight.STATUS
    if scope.whole_country:
        roles |= actor.roles & SPP_IS_ROLES
        sight = Sight.EVERYTHING
    if _is_predecessor(scope, cpas):
        sight = Sight.EVERYTHING
    if _is_own(scope, cpas):
        roles |= actor.roles & CPAS_ROLES
        sight = Sight.EVERYTHING
    return Standing(sight=sight, person=replace(actor.person, roles=roles))


def _is_predecessor(scope: Scope, cpas: Cpas) -> bool:
    """Whether the CPAS was taken over by the actor's own: its reports may be consulted."""
    return scope.nis_code is not None and scope.nis_code == cpas.successor_nis_code


def _is_own(scope: Scope, cpas: Cpas) -> bool:
    if scope.nis_code is not None:
        return scope.nis_code == cpas.nis_code
    return scope.enterprise_number is not None and scope.enterprise_number == cpas.enterprise_number
