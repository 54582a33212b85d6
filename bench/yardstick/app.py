"""The routes: one for each operation."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.yardstick import statements as sql
from bench.yardstick.answers import form_page, home_page
from bench.yardstick.drivers import Pool, connect
from bench.yardstick.follow_up import Page, page_of_forms, summary_of_forms
from bench.yardstick.forms import ORDER, exists_for, read_lines, reads_amounts
from bench.yardstick.tokens import Caller, Issuer, Tokens, Unauthorized
from bench.yardstick.writing import Refused, Writer

Handler = Callable[[Request, Caller], Awaitable[Any]]


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


class Yardstick:
    """The operations."""

    def __init__(
        self,
        database_url: str,
        issuer: Issuer,
        clock: Callable[[], datetime] = utc_now,
        *,
        driver: str = "asyncpg",
    ) -> None:
        self._url = database_url
        self._driver = driver
        self._tokens = Tokens(issuer)
        self._clock = clock
        self._pool: Pool
        self._writer: Writer

    @property
    def statements(self) -> int:
        """How many statements were executed."""
        return self._pool.statements

    def app(self) -> Starlette:
        """Return the application."""
        return Starlette(
            routes=[
                Route("/ready", self._ready),
                Route("/viewer", self._route(self._viewer)),
                Route("/form/{id:int}", self._route(self._form)),
                Route("/home", self._route(self._home)),
                Route("/forms", self._route(self._forms)),
                Route("/summary", self._route(self._summary)),
                Route("/save", self._route(self._save), methods=["POST"]),
                Route("/sign", self._route(self._sign), methods=["POST"]),
            ],
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        del app
        self._pool = await connect(self._url, self._driver)
        self._writer = Writer(self._pool, self._clock)
        yield
        await self._pool.close()

    def _route(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            header = request.headers.get("authorization")
            try:
                caller = self._tokens.caller(header, self._clock().timestamp())
                data = await handler(request, caller)
            except Unauthorized:
                return Response(status_code=401)
            except Refused as refused:
                return Response(str(refused), status_code=409)
            body = orjson.dumps({"data": data})
            return Response(body, media_type="application/json")

        return answer

    async def _ready(self, _: Request) -> Response:
        await self._pool.rows("SELECT number FROM journal_head")
        return Response()

    async def _viewer(self, _: Request, caller: Caller) -> Any:
        return {"viewer": {"displayName": caller.name}}

    async def _form(self, request: Request, caller: Caller) -> Any:
        found = await self._pool.rows(sql.FORM, request.path_params["id"], self._clock())
        if not found or not exists_for(found[0], caller):
            return {"node": None}
        row = found[0]
        with_amounts = reads_amounts(row, caller)
        return {"node": form_page(row, read_lines(row), caller, with_amounts=with_amounts)}

    async def _home(self, request: Request, caller: Caller) -> Any:
        year = int(request.query_params["year"])
        rows = await self._pool.rows(sql.HOME, caller.nis_code, year, self._clock())
        return {"cpas": home_page(sorted(rows, key=lambda row: ORDER[row["kind"]]))}

    async def _forms(self, request: Request, caller: Caller) -> Any:
        asked = request.query_params
        page = Page(
            year=int(asked["year"]),
            first=int(asked["first"]),
            kind=asked.get("kind"),
            after=asked.get("after"),
        )
        return {"forms": await page_of_forms(self._pool, caller, page)}

    async def _summary(self, request: Request, caller: Caller) -> Any:
        if not caller.whole_country:
            raise Refused("NOT_FOUND")
        year = int(request.query_params["year"])
        return {"forms": {"summary": await summary_of_forms(self._pool, year)}}

    async def _save(self, request: Request, caller: Caller) -> Any:
        asked = orjson.loads(await request.body())
        cents = int(Decimal(asked["justifiedAmount"]).scaleb(2))
        saved = await self._writer.save(caller, asked["form"], cents, asked["expectedVersion"])
        return {"saveJustifiedAmount": saved}

    async def _sign(self, request: Request, caller: Caller) -> Any:
        asked = orjson.loads(await request.body())
        signed = await self._writer.sign(caller, asked["form"], asked["as"], asked["contentDigest"])
        return {"sign": signed}
