"""The addresses of the exports: who asks, for what, and the file as it is sent.

A file is made as a whole before its first byte leaves. So the snapshot that it is read from lasts
as long as the reading and never as long as a slow line, and the status of the answer is true: a
database that fails half way gives an error, not the first half of a file.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from traceback import format_tb
from typing import IO

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from auth.identity import Actor
from auth.keys import KeysUnavailable
from auth.tokens import InvalidToken
from models.outages import OutageError
from models.people import Role
from rapport_unique.bearer import refused, too_many, unproven
from rapport_unique.compressing import Compressed
from rapport_unique.exports.arguments import Asked, language_in, read_arguments
from rapport_unique.exports.columns import Column, columns, columns_of_lines
from rapport_unique.exports.csv_file import CsvFile
from rapport_unique.exports.sheet import Sheet, SheetFile
from rapport_unique.exports.words import UNEXPECTED
from rapport_unique.exports.workbook import Workbook
from rapport_unique.service import Service
from resolvers.bounds import TooMany
from resolvers.context import Context
from resolvers.denials import BadInput, Denied, Forbidden, NotSignedIn
from resolvers.exports import export_forms, reaches_amounts
from schema.user_errors import language_for

_log = logging.getLogger("rapport_unique.errors")

AT_ONCE = 2
"""How many files are made at once; whoever comes later waits for a turn."""
SEND_WITHIN_S = 600.0
"""How long a client may take to receive a file."""
_IN_MEMORY = 256 * 1024
"""From how many bytes on a file stands on the disk."""
_PART = 64 * 1024

_STATUS: dict[type[Denied], int] = {NotSignedIn: 401, Forbidden: 403, BadInput: 400}


class FormsExport:
    """One address, at which the forms of the follow-up are taken home as a file of one kind."""

    def __init__(
        self,
        kind: type[SheetFile],
        service: Service,
        *,
        turns: asyncio.Semaphore,
        of_lines: bool = False,
        identify: "Identify | None" = None,
        send_within_s: float = SEND_WITHIN_S,
    ) -> None:
        """Answer with files of this kind to whom `identify` knows: by default, the Bearer token."""
        self._of_lines = of_lines
        self._identify = identify or _by_header(service)
        self._kind = kind
        self._service = service
        self._turns = turns
        self._send_within_s = send_within_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever becomes of it, nothing of its file stays behind."""
        with (
            SpooledTemporaryFile(max_size=_IN_MEMORY) as file,
            suppress(ClientDisconnect, TimeoutError),
        ):
            response = await self._answer(Request(scope, receive), file)
            async with asyncio.timeout(self._send_within_s):
                await response(scope, receive, send)

    async def _answer(self, request: Request, file: IO[bytes]) -> Response:
        try:
            actor = await self._identify(request)
        except (InvalidToken, KeysUnavailable) as reason:
            return unproven(reason)
        context = self._service.context(actor, request.headers, request.scope["request_id"])
        context.language = language_in(request.query_params) or context.language
        context.snapshot.following = True
        try:
            context.require(tuple(Role))
            with self._service.under_way(actor):
                return await self._export(request, context, file)
        except TooMany as busy:
            return too_many(busy, context)
        except Denied as denied:
            return _denied(denied, context)
        except (ClientDisconnect, OutageError):
            raise  # they are told alike, whatever was asked for
        except Exception as fault:  # noqa: BLE001 - whatever it is, clients get one masked error
            return _masked(fault, context)

    async def _export(self, request: Request, context: Context, file: IO[bytes]) -> Response:
        asked = read_arguments(request.query_params)
        sheet = Sheet(
            year=asked.year,
            columns=self._columns(context),
            language=language_for(context, None),
            made_at=context.now,
            of_lines=self._of_lines,
        )
        async with self._turns:
            await self._fill(request, context, asked, file, sheet)
        return _sent(file, self._kind, sheet)

    def _columns(self, context: Context) -> tuple[Column, ...]:
        if self._of_lines:
            return columns_of_lines()
        return columns(with_amounts=reaches_amounts(context))

    async def _fill(
        self, request: Request, context: Context, asked: Asked, file: IO[bytes], sheet: Sheet
    ) -> None:
        """Write the whole file, in threads: many rows are many milliseconds of work.

        Raises:
            ClientDisconnect: nobody waits for it any more.
        """
        written = await run_in_threadpool(self._kind, file, sheet)
        try:
            async for forms in export_forms(context, asked.criteria, asked.order):
                if await request.is_disconnected():
                    raise ClientDisconnect
                lines = [line for form in forms for line in form.by_line]
                await run_in_threadpool(written.write, lines if self._of_lines else forms)
        finally:
            await context.close()
            await run_in_threadpool(written.close)


Identify = Callable[[Request], Awaitable[Actor | None]]
"""Tells who sends a request; None for a stranger."""


def _by_header(service: Service) -> Identify:
    async def identify(request: Request) -> Actor | None:
        authorization = request.headers.get("authorization")
        token = await service.identify(authorization, request.scope["request_id"])
        return token.actor if token else None

    return identify


def routes(
    service: Service, *, below: str = "/exports", identify: Identify | None = None
) -> list[BaseRoute]:
    """Return the addresses of the exports, below an address of the service."""
    turns = asyncio.Semaphore(AT_ONCE)
    kinds: tuple[type[SheetFile], ...] = (CsvFile, Workbook)
    return [
        Route(
            f"{below}/{name}.{kind.suffix}",
            Compressed(
                FormsExport(kind, service, turns=turns, of_lines=name == "lines", identify=identify)
            ),
            methods=["GET"],
        )
        for kind in kinds
        for name in ("forms", "lines")
    ]


def _sent(file: IO[bytes], kind: type[SheetFile], sheet: Sheet) -> Response:
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="{sheet.file_name(kind.suffix)}"',
        "content-language": sheet.language.value.lower(),
        "content-length": str(file.seek(0, os.SEEK_END)),
        "vary": "Accept-Language, Authorization",
    }
    file.seek(0)
    return StreamingResponse(_parts(file), headers=headers, media_type=kind.media_type)


async def _parts(file: IO[bytes]) -> AsyncIterator[bytes]:
    while part := await run_in_threadpool(file.read, _PART):
        yield part


def _denied(denied: Denied, context: Context) -> Response:
    message = denied.message(language_for(context, None))
    response = refused(_STATUS[type(denied)], message, denied.extensions())
    if isinstance(denied, NotSignedIn):
        response.headers["www-authenticate"] = 'Bearer realm="rapport-unique"'
    return response


def _masked(fault: Exception, context: Context) -> Response:
    """Log what went wrong, without the statement that a database tells in further lines."""
    _log.error(
        "unexpected error in an export, request %s\n%s%s: %.300s",
        context.request_id,
        "".join(format_tb(fault.__traceback__)),
        type(fault).__name__,
        str(fault).partition("\n")[0],
    )
    message = UNEXPECTED.in_language(language_for(context, None))
    extensions = {"code": "INTERNAL_SERVER_ERROR", "requestId": context.request_id}
    return refused(500, message, extensions)
