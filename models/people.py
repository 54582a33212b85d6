"""Who acts: roles, persons as known when they acted, and the act itself."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

LONGEST_DISPLAY_NAME = 200
LONGEST_ASSURANCE_LEVEL = 100
"""What is read of a claim and what a column holds have one bound, in characters."""

Subject = NewType("Subject", str)
"""A pseudonym of the person, stable for one installation. Never the identifier in the token."""


class Role(StrEnum):
    """What a token may allow. The first three are given within one CPAS."""

    EDITOR = "EDITOR"
    PRESIDENT = "PRESIDENT"
    DIRECTOR_GENERAL = "DIRECTOR_GENERAL"
    FEDERATION = "FEDERATION"
    SPP_IS_READER = "SPP_IS_READER"
    SPP_IS_MANAGER = "SPP_IS_MANAGER"


CPAS_ROLES = frozenset({Role.EDITOR, Role.PRESIDENT, Role.DIRECTOR_GENERAL})
SPP_IS_ROLES = frozenset({Role.SPP_IS_READER, Role.SPP_IS_MANAGER})


class Signatory(StrEnum):
    """The two who sign a form, in the order in which they are listed."""

    PRESIDENT = "PRESIDENT"
    DIRECTOR_GENERAL = "DIRECTOR_GENERAL"

    @property
    def role(self) -> Role:
        """The role that a token must carry to sign so."""
        return Role(self.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A person as known when they acted: kept with the act, whatever happens to their roles later.

    What follows the assurance level belongs to the moment of the request and is not kept:
    `assured`, whether the sign-in was strong enough for signing; `told_apart`, whether it tells
    this person from everybody else who signs; `known_since`, before which instant the pseudonyms
    were others, if there is one; `issuer`, whose token it was, which only a seal tells.
    """

    subject: Subject
    display_name: str
    roles: frozenset[Role]
    assurance_level: str | None = None
    assured: bool = field(default=True, compare=False)
    told_apart: bool = field(default=True, compare=False)
    known_since: datetime | None = field(default=None, compare=False)
    issuer: str | None = field(default=None, compare=False)

    @property
    def named(self) -> bool:
        """Whether there is a name to keep with an act."""
        return bool(self.display_name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """Who did it, and when (an aware instant)."""

    by: Person
    at: datetime
