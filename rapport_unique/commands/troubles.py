"""What can go wrong around a command, each in one sentence that says what to do."""

import sqlite3
from collections.abc import Iterator

import psycopg
from sqlalchemy.exc import DBAPIError

from auth.keys import KeysUnavailable
from models.installation import PersonsUnknownError
from models.migrated import NotInUtf8Error, NotMigratedError
from models.outages import OutageError
from rapport_unique.settings import ConfigurationError

_ON_SQLITE = {
    "readonly": "The database may only be read. Give this user the right to write its file and "
    "the folder in which it stands.",
    "unable to open": "The file of the database cannot be opened. Check "
    "RAPPORT_UNIQUE_DATABASE_URL, and that this user may use the folder; `rapport-unique migrate` "
    "makes the file.",
    "not a database": "The file that RAPPORT_UNIQUE_DATABASE_URL names is not a database.",
    "locked": "Another process is writing to the database. Try again when it has finished.",
    "full": "There is no room left for the database. Make room on the disk, then try again.",
}
"""What SQLite says, by the words that are in it."""


def told(error: BaseException) -> str:
    """Return the sentence for whoever gave the command; what was not foreseen says so."""
    for cause in _causes(error):
        if (sentence := _sentence(cause)) is not None:
            return sentence
    first_line = str(error).partition("\n")[0][:300]
    return (
        f"Something unexpected went wrong ({type(error).__name__}: {first_line}). "
        "`rapport-unique --traceback …` tells where."
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error, and what the driver said behind it."""
    yield error
    if isinstance(error, OutageError) and error.__cause__ is not None:
        yield from _causes(error.__cause__)
    if isinstance(error, DBAPIError) and error.orig is not None:
        yield error.orig


def _sentence(error: BaseException) -> str | None:
    match error:
        case sqlite3.Error():
            return next((_ON_SQLITE[words] for words in _ON_SQLITE if words in str(error)), None)
        case psycopg.Error():
            return _on_postgresql(error)
        case OSError(filename=str(name), strerror=str(why)):
            return f"{name}: {why}. Check the name, and the rights of this user."
        case _:
            return _of_ours(error) or _of_migrations(error)


def _of_ours(error: BaseException) -> str | None:
    match error:
        case ConfigurationError():
            return f"The configuration is not usable:\n{error}"
        case NotMigratedError():
            return (
                "The database does not have the tables of this version. Run "
                "`rapport-unique migrate` first."
            )
        case NotInUtf8Error():
            return (
                "The database is not in UTF-8, so it could not keep every name. Make one with "
                "`createdb --encoding UTF8 --template template0`, and name that one."
            )
        case PersonsUnknownError():
            return (
                "The persons of this database were known by another subject key, or by other "
                "claims, rules or namespaces of the issuers: who signed before would become "
                "somebody else. Configure what was configured; `rapport-unique rekey --help` tells "
                "how to change it knowingly."
            )
        case KeysUnavailable():
            return (
                f"The token cannot be judged: {error}. Check RAPPORT_UNIQUE_ISSUERS, and whether "
                "the issuer answers."
            )
        case _:
            return None


def _on_postgresql(error: psycopg.Error) -> str | None:
    match error:
        case psycopg.errors.ReadOnlySqlTransaction() | psycopg.errors.InsufficientPrivilege():
            return (
                "The database refuses to be written. Check that RAPPORT_UNIQUE_DATABASE_URL names "
                "the primary, and the rights of its user."
            )
        case psycopg.errors.LockNotAvailable() | psycopg.errors.QueryCanceled():
            return "Others are using what is to be changed. Try again when they have finished."
        case psycopg.OperationalError():
            reason = str(error).partition("\n")[0][:300]
            return (
                f"The database cannot be reached: {reason}. Check RAPPORT_UNIQUE_DATABASE_URL, and "
                "whether the server runs."
            )
        case _:
            return None


def _of_migrations(error: BaseException) -> str | None:
    """Return what Alembic said; it is not loaded for the sake of asking."""
    if not type(error).__module__.startswith("alembic"):
        return None
    if "Can't locate revision" in str(error):
        return "The database was migrated by a newer version: use that one."
    return f"The migrations do not fit the database: {str(error)[:300]}"
