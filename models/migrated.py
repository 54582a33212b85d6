"""Whether a database has the tables of this version; to find out needs no Alembic."""

from pathlib import Path

from sqlalchemy import Connection, column, inspect, make_url, select, table

from models.database import engine_of_commands

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_VERSION = table("alembic_version", column("version_num"))


class NotMigratedError(RuntimeError):
    """The database lacks tables of this version: it is to be migrated first."""


class NotInUtf8Error(RuntimeError):
    """The database cannot keep every name: it was made for another encoding than UTF-8."""


def newest_revision() -> str:
    """Return the revision that a database of this version has."""
    return max(file.name.partition("_")[0] for file in _VERSIONS.glob("[0-9]*_*.py"))


def check_migrated(connection: Connection) -> None:
    """Return when the database has the tables of this version.

    One that is further ahead has them too: an old version can run while a new one is put in place.

    Raises:
        NotMigratedError: it was never migrated, or by an older version.
    """
    known = inspect(connection).has_table(_VERSION.name)
    rows = connection.execute(select(_VERSION)) if known else ()
    if max((row.version_num for row in rows), default="") < newest_revision():
        raise NotMigratedError


def check_database(url: str) -> None:
    """Return when the database can be reached and has the tables of this version; makes nothing.

    Raises:
        NotMigratedError: it was never migrated, or by an older version.
    """
    parsed = make_url(url)
    embedded = parsed.get_backend_name() == "sqlite"
    if embedded and not (parsed.database and Path(parsed.database).exists()):
        raise NotMigratedError
    with engine_of_commands(parsed).connect() as connection:
        check_migrated(connection)
