"""What a database says when it cannot, told apart: what passes by itself, and what nobody knows.

Drivers raise one class for a lock that is held, a full disk and a mistake of ours. Here the first
two are named, in one line for the log; whatever else is raised stays what it is.

Source: PostgreSQL (Appendix A, Error Codes), SQLite (Result and Error Codes).
"""

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_LONGEST = 300
_PASSING_CLASSES = ("08", "53", "57", "58")
"""Connections, resources that are short, an operator who intervenes, the system around it."""
_PASSING = ("25P03", "25P04", "40001", "40P01", "55P03")
"""Transactions that took too long, or stood in the way of others, and locks not had in time."""
_PASSING_ON_SQLITE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
)
_AFTER_THE_FACT = ("57P01", "57P02", "57P03")
"""A server that is shut down says so also to whom it has just obeyed."""


class OutageError(Exception):
    """The database cannot do now what was asked; the text says why, in one line."""


class UnavailableError(OutageError):
    """Nothing was done: the same may be asked again in a moment."""


class OutcomeUnknownError(OutageError):
    """It was told to keep what was done, and nobody heard whether it did."""


BROKEN: tuple[type[Exception], ...] = (
    OutageError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    sqlite3.OperationalError,
    OSError,
)
"""What is raised when nobody answers."""


def passing(error: BaseException) -> str | None:
    """Return in one line what passes by itself; None where it is none of that."""
    cause = _of_driver(error)
    if isinstance(cause, PoolTimeoutError):
        return "Every connection to the database is in use."
    return first_line(cause) if _passes(cause) else None


def was_lost(error: BaseException) -> bool:
    """Return whether the answer to a commit was lost, and is not a refusal."""
    match _of_driver(error):
        case psycopg.Error(sqlstate=str(state)):
            return state.startswith("08") or state in _AFTER_THE_FACT
        case psycopg.OperationalError():
            return True
        case sqlite3.OperationalError() as cause:
            return _code_of(cause) == sqlite3.SQLITE_IOERR
        case _:
            return False


def first_line(error: BaseException) -> str:
    """Return the first line of an error: the others may hold a statement."""
    return str(_of_driver(error)).strip().partition("\n")[0][:_LONGEST] or type(error).__name__


def _of_driver(error: BaseException) -> BaseException:
    """Return what the driver said."""
    return error.orig if isinstance(error, DBAPIError) and error.orig else error


def _passes(cause: BaseException) -> bool:
    match cause:
        case psycopg.Error(sqlstate=str(state)):
            return state.startswith(_PASSING_CLASSES) or state in _PASSING
        case psycopg.OperationalError():
            return True  # no server said it, so there is none
        case sqlite3.OperationalError():
            return _code_of(cause) in _PASSING_ON_SQLITE
        case _:
            return False


def _code_of(error: sqlite3.Error) -> int:
    """Return the primary code of what SQLite said."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
