"""Errors on their way to the client: expected ones get their sentence, others are masked.

An expected error is an answer, not an incident: it is not logged. An unexpected one is logged
once, with the request id that the client gets, and without the text of the operation.
"""

import logging
from collections.abc import Sequence
from traceback import format_tb
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from models.language import Language, Text
from models.outages import OutageError, OutcomeUnknownError
from resolvers.context import Context
from resolvers.denials import BadInput, Denied
from resolvers.security import denied
from schema.argument_paths import argument_of
from schema.limits import TooLargeError
from schema.user_errors import language_for

MOST_ERRORS = 5
"""How many errors are told of an operation that cannot be run."""
MOST_FAILURES = 100
"""How many errors are told of an operation that was run, the one that counts the rest included."""
_MOST_LOGGED = 5
_OF_SECURITY = frozenset({"FORBIDDEN", "NOT_FOUND", "TOO_MANY_REQUESTS"})
_LONGEST = 300
_MOST_PLACES = 2

_log = logging.getLogger("rapport_unique.errors")

UNEXPECTED = Text(
    fr="Une erreur inattendue s'est produite ; rien n'a été sauvé par ce champ. Réessayez, et si "
    "cela persiste, communiquez-nous l'identifiant de la requête.",
    nl="Er is een onverwachte fout opgetreden; dit veld heeft niets opgeslagen. Probeer opnieuw en "
    "bezorg ons, als het aanhoudt, de identificatie van de aanvraag.",
    de="Ein unerwarteter Fehler ist aufgetreten; dieses Feld hat nichts gespeichert. Versuchen Sie "
    "es erneut und nennen Sie uns, falls es anhält, die Kennung der Anfrage.",
    en="An unexpected error occurred; this field has saved nothing. Try again, and if it persists, "
    "tell us the id of the request.",
)

UNAVAILABLE = Text(
    fr="La base de données ne peut pas répondre pour l'instant ; rien n'a été fait. Réessayez dans "
    "quelques instants.",
    nl="De databank kan nu niet antwoorden; er is niets gedaan. Probeer het dadelijk opnieuw.",
    de="Die Datenbank kann im Moment nicht antworten; es wurde nichts getan. Versuchen Sie es "
    "gleich noch einmal.",
    en="The database cannot answer now; nothing was done. Try again in a moment.",
)
OUTCOME_UNKNOWN = Text(
    fr="La connexion à la base de données a été perdue pendant l'enregistrement : c'est peut-être "
    "fait, peut-être pas. Regardez ce qu'il en est avant de recommencer.",
    nl="De verbinding met de databank is tijdens het opslaan verbroken: misschien is het gebeurd, "
    "misschien niet. Kijk eerst hoe het ervoor staat voor u opnieuw begint.",
    de="Die Verbindung zur Datenbank ist beim Speichern abgebrochen: Vielleicht ist es geschehen, "
    "vielleicht nicht. Sehen Sie nach, bevor Sie es noch einmal tun.",
    en="The connection to the database was lost while saving: it may be done, or not. Look how "
    "things stand before you do it again.",
)
IS_UNAVAILABLE, OUTCOME_IS_UNKNOWN = "UNAVAILABLE", "OUTCOME_UNKNOWN"
"""The codes of what the database could not do: nothing was done, or nobody knows."""
RETRY_AFTER_S = 5
"""After how long to ask again what could not be done now."""


def publish_all(errors: Sequence[GraphQLError], context: Context) -> list[GraphQLError]:
    """Return the errors as the client gets them; those that are faults of ours are logged."""
    _log_unexpected(errors, context)
    _log_denied(errors, context)
    if any(error.path is None for error in errors):  # nothing was run
        return [publish(error, context) for error in errors[:MOST_ERRORS]]
    if len(errors) <= MOST_FAILURES:
        return [publish(error, context) for error in errors]
    told = [publish(error, context) for error in errors[: MOST_FAILURES - 1]]
    return [*told, _and_more(errors[len(told) :])]


def _and_more(errors: Sequence[GraphQLError]) -> GraphQLError:
    """Return the error that stands for all these, where the first of them stands."""
    message = f"{len(errors)} more errors are not told."
    extensions = {"code": "MORE_ERRORS", "count": len(errors)}
    return GraphQLError(message, path=errors[0].path, extensions=extensions)


def publish(error: GraphQLError, context: Context) -> GraphQLError:
    """Return the error as the client gets it."""
    if isinstance(error, TooLargeError):
        return _rewritten(error, error.message, error.extensions or {})
    denied = _denied(error)
    if denied is not None:
        if isinstance(denied, BadInput) and error.path is None and not denied.argument:
            denied.argument = tuple(argument_of(error))
        message = denied.message(language_for(context, None))
        return _rewritten(error, message, denied.extensions())
    if isinstance(error, GraphQLSyntaxError):
        return _rewritten(error, error.message, {"code": "GRAPHQL_PARSE_FAILED"})
    if not _is_unexpected(error):
        return _rewritten(error, error.message, {"code": "GRAPHQL_VALIDATION_FAILED"})
    if isinstance(error.original_error, OutageError):
        asked = (language_for(context, None), context.request_id)
        said = outage_as_published(error.original_error, *asked)
        return _rewritten(error, said["message"], said["extensions"])
    return _masked(error, context)


def outage_as_published(outage: OutageError, language: Language, request_id: str) -> dict[str, Any]:
    """Return what a client is told of a database that cannot do what was asked."""
    unknown = isinstance(outage, OutcomeUnknownError)
    sentence = OUTCOME_UNKNOWN if unknown else UNAVAILABLE
    code = OUTCOME_IS_UNKNOWN if unknown else IS_UNAVAILABLE
    return {
        "message": sentence.in_language(language),
        "extensions": {"code": code, "requestId": request_id},
    }


def _is_unexpected(error: GraphQLError) -> bool:
    """Whether the error is a fault of ours, and not of what the client sent."""
    cause = error.original_error
    before_execution = error.path is None and isinstance(cause, ValueError)
    return not (cause is None or isinstance(cause, GraphQLError | Denied) or before_execution)


def _denied(error: GraphQLError) -> Denied | None:
    """Return the denial behind the error, which a scalar wraps into further errors."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause if isinstance(cause, Denied) else None


def _log_unexpected(errors: Sequence[GraphQLError], context: Context) -> None:
    """Log what went wrong, each cause once, however many fields it struck.

    A database error tells the whole statement in its text: only its first line is logged, after
    the places in the code.
    """
    causes = {
        id(error.original_error): error
        for error in errors
        if _denied(error) is None and _is_unexpected(error)
    }
    for error in list(causes.values())[:_MOST_LOGGED]:
        cause = error.original_error
        assert cause is not None, "an unexpected error has a cause"
        if isinstance(cause, OutageError):
            log_outage(cause, context.request_id)
            continue
        _log.error(
            "unexpected error at %s, request %s\n%s%s: %.300s",
            ".".join(map(str, error.path or ())),
            context.request_id,
            "".join(format_tb(cause.__traceback__)),
            type(cause).__name__,
            str(cause).partition("\n")[0],
        )
    if len(causes) > _MOST_LOGGED:
        unsaid = (len(causes) - _MOST_LOGGED, context.request_id)
        _log.error("%d more unexpected errors, request %s", *unsaid)


def _log_denied(errors: Sequence[GraphQLError], context: Context) -> None:
    """Log who was denied what: each code once, at the first field that it struck."""
    told: dict[str, str] = {}
    for error in errors:
        denial = _denied(error)
        if denial is not None and denial.code in _OF_SECURITY:
            told.setdefault(denial.code, str(error.path[0]) if error.path else "")
    for code, field in told.items():
        denied(context, [code], field)


def log_outage(outage: OutageError, request_id: str) -> None:
    """Log in one line what passes by itself: there is no place in the code to look at."""
    kind = "outcome unknown" if isinstance(outage, OutcomeUnknownError) else "unavailable"
    _log.warning("%s: %s, request %s", kind, outage, request_id)


def _masked(error: GraphQLError, context: Context) -> GraphQLError:
    extensions = {"code": "INTERNAL_SERVER_ERROR", "requestId": context.request_id}
    message = UNEXPECTED.in_language(language_for(context, None))
    return _rewritten(error, message, extensions)


def _rewritten(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    """Return the error with that message.

    What was run is told by its path; of what was refused, the first places in the text are told.
    """
    if error.path is not None:
        return GraphQLError(shortened(message), path=error.path, extensions=extensions)
    return GraphQLError(
        message=shortened(message),
        source=error.source,
        positions=list(error.positions or ())[:_MOST_PLACES] or None,
        extensions=extensions,
    )


def shortened(message: str) -> str:
    """Return the message, cut where it is long: it may repeat what was sent."""
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
