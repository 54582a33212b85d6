"""Persons, as kept with their acts."""

import strawberry

from models.people import Person as PersonValue
from models.people import Role
from schema.described import attribute


@strawberry.type(
    description="A person as known when they acted: kept with the act, whatever happens to their "
    "roles later."
)
class Person:
    display_name: str = attribute("Given name and family name.")
    roles: list[Role] = attribute("The roles that the person held at that CPAS.")
    assurance_level: str | None = attribute("How strongly the person had signed in.")


def person_if_known(value: PersonValue | None) -> Person | None:
    """Return the person as the contract shows it, None where nobody is shown."""
    return None if value is None else person(value)


def person(value: PersonValue) -> Person:
    """Return the person as the contract shows it."""
    return Person(
        display_name=value.display_name,
        roles=[role for role in Role if role in value.roles],
        assurance_level=value.assurance_level,
    )
