"""Errors on their way to the client: expected ones get their sentence, others are masked.

An expected error is an answer, not an incident: it is not logged. An unexpected one is logged
once, with the request id that the client gets, and without the text of the operation.
"""

import logging
from collections.abc import Iterator
from typing import Any

from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult

from models.language import Text
from resolvers.context import Context
from resolvers.denials import Denied
from schema.user_errors import language_for

_log = logging.getLogger("rapport_unique.errors")

UNEXPECTED = Text(
    fr="Une erreur inattendue s'est produite ; rien n'a été enregistré par ce champ. Réessayez, et "
    "si cela persiste, communiquez-nous l'identifiant de la requête.",
    nl="Er is een onverwachte fout opgetreden; dit veld heeft niets bewaard. Probeer opnieuw en "
    "geef ons, als het aanhoudt, de identificatie van de aanvraag.",
    de="Ein unerwarteter Fehler ist aufgetreten; dieses Feld hat nichts gespeichert. Versuchen Sie "
    "es erneut und nennen Sie uns, falls es anhält, die Kennung der Anfrage.",
    en="An unexpected error occurred; this field has saved nothing. Try again, and if it persists, "
    "tell us the id of the request.",
)


class PublishErrors(SchemaExtension):
    """Turns the errors of an operation into those that the contract promises."""

    def on_operation(self) -> Iterator[None]:
        """Publish the errors once the operation has run."""
        yield
        result = self.execution_context.result
        if isinstance(result, GraphQLExecutionResult | ExecutionResult) and result.errors:
            context = self.execution_context.context
            result.errors = [publish(error, context) for error in result.errors]


def publish(error: GraphQLError, context: Context) -> GraphQLError:
    """Return the error as the client gets it."""
    denied = _denied(error)
    if denied is not None:
        message = denied.message(language_for(context, None))
        return _rewritten(error, message, denied.extensions())
    if isinstance(error, GraphQLSyntaxError):
        return _rewritten(error, error.message, {"code": "GRAPHQL_PARSE_FAILED"})
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        return _rewritten(error, error.message, {"code": "GRAPHQL_VALIDATION_FAILED"})
    return _masked(error, context)


def _denied(error: GraphQLError) -> Denied | None:
    """Return the denial behind the error, which a scalar wraps into further errors."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause if isinstance(cause, Denied) else None


def _masked(error: GraphQLError, context: Context) -> GraphQLError:
    _log.error(
        "unexpected error at %s, request %s",
        ".".join(map(str, error.path or ())),
        context.request_id,
        exc_info=error.original_error,
    )
    extensions = {"code": "INTERNAL_SERVER_ERROR", "requestId": context.request_id}
    message = UNEXPECTED.in_language(language_for(context, None))
    return _rewritten(error, message, extensions)


def _rewritten(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(
        message=message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
