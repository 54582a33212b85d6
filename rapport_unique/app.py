"""The application: its parts, put together once, and its addresses."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from auth.issuers import IssuerConfig, IssuersDisagreeError, how_known, settled
from auth.keys import KeyTimes
from auth.tokens import TokenBounds, TokenVerifier
from models.database import Database
from models.knowing import Knowing
from models.seals import Sealing
from models.tail import Tail
from rapport_unique import graphiql
from rapport_unique.anchoring import Anchoring
from rapport_unique.browser import Pages, pages_of
from rapport_unique.compressing import Compressed
from rapport_unique.endpoint import GraphQLEndpoint
from rapport_unique.exports import endpoint as exports
from rapport_unique.health import Readiness
from rapport_unique.issuer import DevelopmentIssuer, issuer_routes, key_client, load_key
from rapport_unique.middleware import LongestBody, PlainPaths, RequestId
from rapport_unique.printing.links import PrintLinks
from rapport_unique.printing.renderer import Renderer, can_print
from rapport_unique.printing.routes import print_routes
from rapport_unique.proofs import checkpoint_routes, key_routes
from rapport_unique.publishing import EVERY, Publisher
from rapport_unique.service import Service
from rapport_unique.settings import PREFIX, ConfigurationError, Settings
from rapport_unique.streams import Streams
from rapport_unique.websocket import SocketEndpoint
from resolvers.bounds import Bounds
from schema import contract, make_schema

_ADDRESSES = ("/graphql", "/graphql/")
_SENT_FROM_ELSEWHERE = ["Accept-Language", "Authorization", "Content-Type", "X-Request-Id"]


def utc_now() -> datetime:
    """Return the present instant: the one clock of the service."""
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    streams: Streams | None = None,
    known_since: datetime | None = None,
    publish_every: timedelta = EVERY,
) -> Starlette:
    """Return the application for these settings; its server ends the streams when it stops.

    Until `known_since`, if it is given, persons had other pseudonyms.
    """
    database = Database(settings.database_url, settings.replica_url, patience=settings.patience)
    readiness = Readiness(settings.database_url, persons_known(settings))
    tail = Tail(database)
    verifier, client = make_verifier(settings, known_since)

    sealing = sealing_of(settings)
    links = PrintLinks(settings.subject_key_bytes(), settings.base_url, clock)
    renderer = Renderer()
    publisher = Publisher(database=database, sealing=sealing, clock=clock, every=publish_every)
    anchoring = anchoring_of(settings, database, client, clock)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        work = [verifier.fetch_keys(), *(one.run() for one in (publisher, anchoring) if one)]
        running = [asyncio.create_task(one) for one in work]
        yield
        for task in running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await renderer.aclose()
        await service.attachments.aclose()
        await tail.aclose()
        await verifier.aclose()
        await client.aclose()
        await readiness.aclose()
        await database.close()

    service = Service(
        schema=make_schema(),
        database=database,
        verifier=verifier,
        clock=clock,
        tail=tail,
        sealing=sealing,
        links=links if can_print() else None,
        streams=streams or Streams(),
        bounds=Bounds(
            operations=settings.max_operations,
            writes_per_minute=settings.max_writes_per_minute,
        ),
    )
    issuer = development_issuer(settings) if settings.dev_issuer else None
    pages = pages_of(service, settings, issuer) if settings.pages else Pages()
    app = Starlette(
        routes=[
            *graphql_routes(service, settings),
            *exports.routes(service),
            *key_routes(settings.keys_that_seal()),
            *checkpoint_routes(database, sealing, clock),
            *print_routes(service, links, renderer),
            *readiness.routes(),
            *(issuer_routes(issuer, clock=clock) if issuer else ()),
            *(graphiql.routes(with_personas=issuer is not None) if settings.graphiql else ()),
            *pages.routes,
        ],
        middleware=[
            Middleware(
                RequestId, encrypted=settings.base_url.startswith("https:"), page=pages.told
            ),
            Middleware(PlainPaths),
            Middleware(LongestBody, limit=settings.max_body_bytes, page=pages.told),
        ],
        exception_handlers=pages.handlers,
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # it would name the address that a proxy asks
    app.state.streams = service.streams
    return app


def graphql_routes(service: Service, settings: Settings) -> list[BaseRoute]:
    """Return the addresses of the API: both spellings, and the contract beside it."""
    answering: ASGIApp = Compressed(
        GraphQLEndpoint(
            service, longest_bytes=settings.max_body_bytes, edition=settings.graphql_over_http
        )
    )
    if settings.allowed_origins:
        answering = CORSMiddleware(
            answering,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=_SENT_FROM_ELSEWHERE,
            expose_headers=["Retry-After", "X-Request-Id"],
        )
    socket = SocketEndpoint(service, origins=(*settings.origins, *settings.allowed_origins))
    return [
        *(Route(path, answering) for path in _ADDRESSES),
        *(WebSocketRoute(path, socket) for path in _ADDRESSES),
        Route("/schema.graphql", lambda _: PlainTextResponse(contract())),
    ]


def make_verifier(
    settings: Settings, known_since: datetime | None = None, times: KeyTimes | None = None
) -> tuple[TokenVerifier, httpx2.AsyncClient]:
    """Return the verifier of the trusted issuers, and the client of its keys; close both.

    Until `known_since`, if it is given, persons had other pseudonyms.
    """
    issuer = development_issuer(settings) if settings.dev_issuer else None
    client = key_client(issuer)
    verifier = TokenVerifier(
        issuers=trusted_issuers(settings),
        client=client,
        subject_key=settings.subject_key_bytes(),
        bounds=TokenBounds(
            longest_bytes=settings.max_token_bytes, longest_life_s=settings.max_token_life_s
        ),
        known_since=known_since,
        times=times,
    )
    return verifier, client


def anchoring_of(
    settings: Settings,
    database: Database,
    client: httpx2.AsyncClient,
    clock: Callable[[], datetime] = utc_now,
) -> Anchoring | None:
    """Return what has checkpoints time-stamped with these settings; None without an authority."""
    if settings.timestamp_url is None:
        return None
    every = timedelta(seconds=settings.timestamp_every_s)
    url = settings.timestamp_url
    return Anchoring(database=database, url=url, every=every, clock=clock, client=client)


def sealing_of(settings: Settings) -> Sealing:
    """Return how the service signs with these settings."""
    keys = settings.keys_that_seal()
    former = keys.public[1:]
    return Sealing(key=keys.signing, origin=settings.name_of_journal, former=former)


def persons_known(settings: Settings) -> Knowing:
    """Return what makes the pseudonyms of persons with these settings."""
    return how_known(trusted_issuers(settings), settings.subject_key_bytes())


def trusted_issuers(settings: Settings) -> tuple[IssuerConfig, ...]:
    """Return the issuers that are configured, and that of development where it is wanted.

    Raises:
        ConfigurationError: they cannot be trusted together.
    """
    own = [development_issuer(settings).config] if settings.dev_issuer else []
    try:
        return settled([*settings.issuers, *own])
    except IssuersDisagreeError as error:
        raise ConfigurationError(
            [f"{PREFIX}ISSUERS, with the issuer of development: {error}"]
        ) from None


def development_issuer(settings: Settings) -> DevelopmentIssuer:
    """Return the issuer that hands out tokens to invented persons."""
    key = load_key(settings.var_dir / "development-issuer.pem")
    return DevelopmentIssuer(base_url=settings.base_url, key=key)
