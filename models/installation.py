"""By which key and in which namespace the persons of this database are known.

Pseudonyms are compared with those of before, so what makes them stands in the database: a process
that would make others does not start. Who changes it knowingly loses the comparison: from that
instant on nobody signs beside a signature that is older.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, make_url, select, update
from sqlalchemy.exc import IntegrityError

from models.database import engine_of_commands
from models.form import FormStatus
from models.knowing import Knowing
from models.tables import FORM, INSTALLATION, SIGNATURE


class PersonsUnknownError(RuntimeError):
    """The configuration makes other pseudonyms than those in the database."""


def check_installation(url: str, knowing: Knowing) -> datetime | None:
    """Return since when the persons of this database are known so; None: from the beginning.

    The first to ask notes how they are known.

    Raises:
        PersonsUnknownError: they are known otherwise.
    """
    with _beginning(url) as connection:
        found = _first(connection, knowing)
        known = _known(found)
        if not knowing.goes_on_from(known):
            raise PersonsUnknownError
        if (now_known := knowing.added_to(known)) != known:
            connection.execute(update(INSTALLATION).values(_values(now_known)))
        since: datetime | None = found.known_since
        return since


def goes_on(connection: Connection, knowing: Knowing) -> bool:
    """Return whether persons are known so in this database, or in no way yet."""
    found = connection.execute(select(INSTALLATION)).one_or_none()
    return found is None or knowing.goes_on_from(_known(found))


def accept_installation(url: str, knowing: Knowing, now: datetime) -> int | None:
    """Note that persons are known so from now on, and no signature of before is comparable.

    Return how many forms carry such a signature alone; None, and change nothing, where persons are
    known so already.
    """
    with _beginning(url) as connection:
        if knowing.goes_on_from(_known(_first(connection, knowing))):
            return None
        last = connection.execute(select(func.max(SIGNATURE.c.signed_at))).scalar_one()
        since = max(now, last or now)
        connection.execute(update(INSTALLATION).values(known_since=since, **_values(knowing)))
        halfway = FORM.c.status == FormStatus.PARTIALLY_SIGNED
        alone: int = connection.execute(select(func.count()).where(halfway)).scalar_one()
        return alone


@contextmanager
def _beginning(url: str) -> Iterator[Connection]:
    with engine_of_commands(make_url(url)).begin() as connection:
        yield connection


def _first(connection: Connection, knowing: Knowing) -> Row[Any]:
    """Return the one row, which is made where there is none; another process may be first."""
    found = connection.execute(select(INSTALLATION)).one_or_none()
    if found is None:
        with suppress(IntegrityError), connection.begin_nested():
            connection.execute(insert(INSTALLATION).values(id=1, **_values(knowing)))
        found = connection.execute(select(INSTALLATION)).one()
    return found


def _values(knowing: Knowing) -> dict[str, str | None]:
    return {
        "key_check": knowing.key_check,
        "namespace": knowing.namespace,
        "rule": knowing.rule,
        "claims": json.dumps(dict(knowing.claims), sort_keys=True),
    }


def _known(row: Row[Any]) -> Knowing:
    return Knowing(
        key_check=row.key_check,
        namespace=row.namespace,
        rule=row.rule,
        claims=json.loads(row.claims),
    )
