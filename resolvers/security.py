"""What the log tells of who signs in and of what they are not let: by pseudonym, in one line each.

A line names no amount, no name and nothing of a token; what it holds of a call is the field.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime

from auth.identity import NOBODY, Actor
from models.people import Role, Subject
from resolvers.context import Context

_log = logging.getLogger("rapport_unique.security")
_MOST_KNOWN = 10_000


class SignIns:
    """The sign-ins that the log has told of, as long as there is room for them."""

    def __init__(self) -> None:
        self._told: OrderedDict[tuple[Subject, datetime], None] = OrderedDict()

    def note(self, actor: Actor, until: datetime, request_id: str) -> None:
        """Tell of a token that is used for the first time."""
        key = (actor.person.subject, until)
        if key in self._told:
            return
        self._told[key] = None
        if len(self._told) > _MOST_KNOWN:
            self._told.popitem(last=False)
        roles = ", ".join(role.value for role in Role if role in actor.roles) or "no role"
        told = (actor.person.subject, actor.issuer, roles, until.isoformat(), request_id)
        _log.info("Signed in: %s, from %s, with %s, until %s, request %s", *told)


def denied(context: Context, codes: Iterable[str], field: str) -> None:
    """Tell that the caller was denied something, for each of these reasons."""
    for code in sorted(set(codes)):
        _log.info("Denied: %s at %s, of %s, request %s", code, field, *_who(context))


def not_theirs(context: Context, count: int) -> None:
    """Tell that the caller asked for objects by their ids that do not exist for them."""
    if count:
        _log.info("Not there for them: %d ids, of %s, request %s", count, *_who(context))


def _who(context: Context) -> tuple[Subject, str]:
    person = context.actor.person if context.actor else NOBODY
    return person.subject, context.request_id
