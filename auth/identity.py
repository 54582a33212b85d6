"""Who asks, as a value, and the one gate to a CPAS's data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Protocol

from auth.notices import NoticeCode
from models.cpas import Cpas, EnterpriseNumber, Heir, NisCode, Region, heir_on
from models.language import Language
from models.people import CPAS_ROLES, SPP_IS_ROLES, Person, Role, Subject


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """The bearer of a verified token: a person, and the part of the country the token speaks of.

    `notices` are what the token of that issuer does not say, although something depends on it.
    """

    person: Person
    nis_code: NisCode | None = None
    enterprise_number: EnterpriseNumber | None = None
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
    """The CPAS an actor may see, as conditions to narrow a query with; any one will do.

    A CPAS is also meant by the code or number of who took it over before or on that day.
    """

    whole_country: bool = False
    nis_code: NisCode | None = None
    enterprise_number: EnterpriseNumber | None = None
    region: Region | None = None
    today: date = date.min

    @property
    def of_amounts(self) -> "Scope":
        """The CPAS whose amounts the actor may read: a region only lets follow the status."""
        return replace(self, region=None)

    @property
    def is_somewhere(self) -> bool:
        """Whether there may be a CPAS in it at all."""
        return replace(self, today=date.min) != Scope()


class Known(Protocol):
    """A CPAS by what tokens name it with."""

    @property
    def nis_code(self) -> NisCode:
        """Its code."""

    @property
    def enterprise_number(self) -> EnterpriseNumber | None:
        """Its enterprise number."""


class Place(Known, Protocol):
    """What the gate asks of a CPAS."""

    @property
    def region(self) -> Region:
        """Its region."""

    @property
    def heirs(self) -> Sequence[Heir]:
        """Who took it over, step by step."""


NOBODY = Person(subject=Subject(""), display_name="", roles=frozenset())


def scope_of(actor: Actor | None, today: date) -> Scope:
    """Return what the actor may see, to narrow a query with. `standing` decides row by row."""
    if actor is None:
        return Scope(today=today)
    own = bool(actor.roles & CPAS_ROLES)
    return Scope(
        whole_country=bool(actor.roles & SPP_IS_ROLES),
        nis_code=actor.nis_code if own else None,
        enterprise_number=actor.enterprise_number if own and not actor.nis_code else None,
        region=actor.region if Role.FEDERATION in actor.roles else None,
        today=today,
    )


def standing(actor: Actor | None, cpas: Cpas, today: date) -> Standing:
    """Return what the actor is before this CPAS: the one gate to its data.

    A role holds only where it was given: who is editor of one CPAS and federation of a region
    is no editor of the other CPAS of that region. From the day on which a CPAS is taken over, its
    roles are those of the people of who took it over.
    """
    if actor is None:
        return Standing(sight=Sight.NOTHING, person=NOBODY)
    scope = scope_of(actor, today)
    roles: frozenset[Role] = frozenset()
    if scope.region == cpas.region:
        roles |= {Role.FEDERATION}
    if scope.whole_country:
        roles |= actor.roles & SPP_IS_ROLES
    if _is_meant(scope, heir_on(cpas.heirs, today) or cpas):
        roles |= actor.roles & CPAS_ROLES
    person = replace(actor.person, roles=roles)
    return Standing(sight=sight_within(scope, cpas), person=person)


def sight_within(scope: Scope, place: Place) -> Sight:
    """Return how much of this CPAS is seen within the scope: the one place that decides it.

    The people of a CPAS that ended go on seeing what they saw, as do those in between.
    """
    meant: list[Known] = [place, *(heir for heir in place.heirs if heir.since <= scope.today)]
    if scope.whole_country or any(_is_meant(scope, cpas) for cpas in meant):
        return Sight.EVERYTHING
    return Sight.STATUS if scope.region == place.region else Sight.NOTHING


def _is_meant(scope: Scope, cpas: Known) -> bool:
    if scope.nis_code is not None:
        return scope.nis_code == cpas.nis_code
    return scope.enterprise_number is not None and scope.enterprise_number == cpas.enterprise_number
