"""What the addresses of the API share: the schema, the database, and who may ask."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, OperationType

from auth.identity import Actor
from auth.tokens import InvalidToken, TokenVerifier, VerifiedToken
from models.database import Database
from models.language import Language
from models.seals import Sealing
from models.tail import Tail
from rapport_unique.attachments import AttachmentReader
from rapport_unique.bearer import log_refused
from rapport_unique.languages import asked_language
from rapport_unique.printing.links import PrintLinks, Wanted
from rapport_unique.streams import Streams
from resolvers.bounds import Bounds, TooMany
from resolvers.context import Context
from resolvers.security import SignIns
from schema import PublicSchema
from schema.execution import Prepared
from schema.user_errors import language_for


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One operation as it was sent."""

    query: str
    variables: dict[str, Any] | None
    name: str | None


@dataclass(frozen=True, kw_only=True)
class Service:
    """The parts of one process."""

    schema: PublicSchema
    database: Database
    verifier: TokenVerifier
    clock: Callable[[], datetime]
    tail: Tail
    sealing: Sealing
    streams: Streams = field(default_factory=Streams)
    links: PrintLinks | None = None
    bounds: Bounds = field(default_factory=Bounds)
    sign_ins: SignIns = field(default_factory=SignIns)
    attachments: AttachmentReader = field(default_factory=AttachmentReader)

    async def identify(self, authorization: str | None, request_id: str) -> VerifiedToken | None:
        """Return what the Authorization header proves; None where there is none, or a blank one.

        Raises:
            InvalidToken: it proves nothing; the log says why.
            KeysUnavailable: nobody can tell, because the keys of the issuer cannot be had.
        """
        if not (authorization and authorization.strip()):
            return None
        try:
            token = await self.verifier.read(_bearer_token(authorization), self.clock())
        except InvalidToken as refusal:
            log_refused(refusal, request_id)
            raise
        self.sign_ins.note(token.actor, token.expires_at, request_id)
        return token

    def under_way(self, actor: Actor | None) -> AbstractContextManager[None]:
        """Count an operation of this caller in here; those of strangers take no time.

        Raises:
            TooMany: as many are under way as may be.
        """
        return self.bounds.operation(actor.person.subject) if actor else nullcontext()

    def context(
        self,
        actor: Actor | None,
        headers: Mapping[str, str],
        request_id: str,
        tail: Tail | None = None,
    ) -> Context:
        """Return the context of one operation; one that follows the journal is given its tail."""
        return Context(
            actor=actor,
            language=asked_language(headers.get("accept-language")),
            clock=self.clock,
            database=self.database,
            request_id=request_id,
            tail=tail,
            told=self.verifier.told,
            sealing=self.sealing,
            bounds=self.bounds,
            print_link=self._print_link(actor, self.links) if actor and self.links else None,
        )

    @staticmethod
    def _print_link(actor: Actor, links: PrintLinks) -> Callable[[str, Language], str]:
        """Return what makes links to prints for this person."""

        def link(node_id: str, language: Language) -> str:
            return links.link(Wanted(actor=actor, node_id=node_id, language=language))

        return link

    async def answer(
        self, operation: Operation, actor: Actor | None, headers: Mapping[str, str], request_id: str
    ) -> dict[str, Any]:
        """Return the answer to a query or a mutation that this process itself asks for somebody."""
        prepared = self.prepare(operation, actor)
        result = await self.run(prepared, operation, actor, headers, request_id)
        answer: dict[str, Any] = orjson.loads(orjson.dumps(as_json(result)))
        return answer

    def prepare(self, operation: Operation, actor: Actor | None) -> Prepared:
        """Return the operation as it was read for this caller."""
        return self.schema.prepare(operation.query, operation.name, signed_in=actor is not None)

    async def run(
        self,
        prepared: Prepared,
        operation: Operation,
        actor: Actor | None,
        headers: Mapping[str, str],
        request_id: str,
    ) -> ExecutionResult:
        """Return the answer to a query or a mutation, within the bounds of its caller."""
        context = self.context(actor, headers, request_id)
        try:
            with self.under_way(actor):
                return await self.schema.run(
                    prepared, variables=operation.variables, name=operation.name, context=context
                )
        except TooMany as busy:
            message = busy.message(language_for(context, None))
            return ExecutionResult(None, [GraphQLError(message, extensions=busy.extensions())])
        finally:
            await context.close()

    async def follow(
        self, operation: Operation, actor: Actor | None, headers: Mapping[str, str], request_id: str
    ) -> ExecutionResult | AsyncGenerator[ExecutionResult, None]:
        """Begin any operation: return its one answer, or what yields its events."""
        prepared = self.prepare(operation, actor)
        if prepared.type is not OperationType.SUBSCRIPTION:
            return await self.run(prepared, operation, actor, headers, request_id)
        context = self.context(actor, headers, request_id, self.tail)
        return await self.schema.follow(
            prepared, variables=operation.variables, name=operation.name, context=context
        )

    def seconds_left(self, token: VerifiedToken) -> float:
        """Return for how long the token may still be relied upon."""
        return (token.accepted_until - self.clock()).total_seconds()


def _bearer_token(authorization: str) -> str:
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidToken("The Authorization header holds no Bearer token.")
    return token.strip()


def as_json(result: ExecutionResult) -> dict[str, Any]:
    """Return a result as orjson sends it; what was not run has no data."""
    if not result.errors:
        return {"data": result.data}
    errors = [error.formatted for error in result.errors]
    was_run = any(error.path for error in result.errors)
    return {"data": result.data, "errors": errors} if was_run else {"errors": errors}
