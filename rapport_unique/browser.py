"""The pages of a service, put together: their parts, who may sign in where, and their addresses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx2
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ExceptionHandler

from auth.issuers import IssuerConfig
from rapport_unique.exports import endpoint as exports
from rapport_unique.issuer import DevelopmentIssuer, authorities
from rapport_unique.pages.answering import refuse, told
from rapport_unique.pages.desk.page import desk_routes
from rapport_unique.pages.follow_up.show import Download, FollowUp
from rapport_unique.pages.openid import OpenIdClient
from rapport_unique.pages.routes import screen_routes
from rapport_unique.pages.sealing import Seal
from rapport_unique.pages.session import Sessions
from rapport_unique.pages.sign_in import BACK, SignIn
from rapport_unique.pages.site import Site
from rapport_unique.provider import Provider
from rapport_unique.service import Service
from rapport_unique.settings import Settings

DOWNLOADS = tuple(Download(name=f"forms.{kind}", label=kind.upper()) for kind in ("csv", "xlsx"))
"""What the follow-up offers to take home: the exports, for who is signed in to the pages."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """What the pages add to an application: their routes, and how it says no to a browser."""

    routes: Sequence[BaseRoute] = ()
    handlers: Mapping[Any, ExceptionHandler] = field(default_factory=dict)
    told: Callable[[Request, int], Response | None] = lambda _request, _status: None


def pages_of(service: Service, settings: Settings, issuer: DevelopmentIssuer | None) -> Pages:
    """Return the pages, and the login page of the development issuer."""
    provider = (
        Provider(issuer=issuer, base_url=settings.base_url, clock=service.clock) if issuer else None
    )
    clients = _clients(service, settings, provider)
    site = site_of(service, settings, clients)
    routes = [
        *site.assets.routes(),
        *screen_routes(site),
        *desk_routes(site),
        *SignIn(site=site, clients=clients).routes(),
        *FollowUp(site=site, downloads=DOWNLOADS).routes(),
        *exports.routes(service, below="/status", identify=site.sessions.actor_of),
        *(provider.routes(site) if provider else ()),
    ]
    refused = partial(refuse, site)
    handlers = {404: refused, 405: refused}
    return Pages(routes=routes, handlers=handlers, told=partial(told, site))


def site_of(service: Service, settings: Settings, clients: Sequence[OpenIdClient] = ()) -> Site:
    """Return what all pages share, where people sign in as these clients."""
    secret = settings.subject_key_bytes()
    own = httpx2.URL(settings.base_url)
    origins = {client.origin for client in clients if httpx2.URL(client.origin).host != own.host}
    return Site(
        service=service,
        sessions=Sessions(
            verifier=service.verifier,
            clock=service.clock,
            base_url=settings.base_url,
            seal=Seal(secret, "session", service.clock),
            idle_s=settings.session_idle_s,
        ),
        secret=secret,
        issuers=[client.issuer for client in clients],
        ways_in=[client.name for client in clients],
        issuer_origins=sorted(origins),
        pasting=settings.environment == "development",
        graphiql=settings.graphiql,
        longest_bytes=settings.max_body_bytes,
    )


def _clients(service: Service, settings: Settings, provider: Provider | None) -> list[OpenIdClient]:
    """Return the pages as clients of every issuer at which people sign in."""

    def client(config: IssuerConfig, transport: httpx2.AsyncBaseTransport | None) -> OpenIdClient:
        return OpenIdClient(
            config,
            back_to=f"{settings.base_url}{BACK}",
            clock=service.clock,
            transport=transport,
            verify=authorities(),
        )

    clients = [client(config, None) for config in settings.issuers if config.sign_in is not None]
    if provider is not None:
        clients.append(client(provider.issuer.config, provider.transport()))
    return clients
