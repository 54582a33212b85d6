"""Signing in at an issuer: authorization code flow with PKCE, state and nonce.

The protocol is Authlib's. Of what it brings, the token of identity proves that this answer belongs
to this browser's question; who may do what is read from the access token, as everywhere.

Source: OpenID Connect Core 1.0 and RP-Initiated Logout 1.0, RFC 7636 (PKCE), RFC 9207 (`iss`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError
from starlette.requests import Request

from auth.issuers import IssuerConfig

_TIMEOUT_S = 10.0


class SignInFailedError(Exception):
    """Nobody was signed in: the answer is not to our question, or the issuer said no."""


class IssuerSilentError(Exception):
    """The issuer cannot be reached, or does not answer as it should."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """Where a browser goes to sign in, and what has to be kept until it comes back."""

    url: str
    state: str
    kept: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tokens:
    """What signing in brought."""

    access: str
    identity: str | None


class OpenIdClient:
    """The pages as a client of one issuer."""

    def __init__(
        self,
        config: IssuerConfig,
        *,
        back_to: str,
        clock: Callable[[], datetime],
        transport: httpx2.AsyncBaseTransport | None,
        verify: Any = True,
    ) -> None:
        """Sign people in at this issuer, who come back to that address of ours."""
        assert config.sign_in is not None, "people sign in where it is configured how"
        self.issuer = config.issuer
        self.sign_in = config.sign_in
        self._back_to = back_to
        self._claims = _claims_at(clock, config)
        self._leeway_s = int(config.leeway_s)
        secret = config.sign_in.client_secret
        self._app: StarletteOAuth2App = OAuth().register(
            "issuer",
            client_id=config.sign_in.client_id,
            client_secret=secret.get_secret_value() if secret else None,
            server_metadata_url=f"{config.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": config.sign_in.scope,
                "code_challenge_method": "S256",
                "transport": transport,
                "verify": verify,
                "timeout": _TIMEOUT_S,
            },
        )

    @property
    def name(self) -> str:
        """What people know the issuer by."""
        return self.sign_in.name or urlsplit(self.issuer).netloc

    @property
    def origin(self) -> str:
        """Where its pages stand."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    async def begin(self, *, language: str, for_signing: bool = False) -> Begun:
        """Return where to go to sign in.

        Raises:
            IssuerSilentError: it does not say where.
        """
        asked = {**self.sign_in.parameters, "ui_locales": language}
        if for_signing and self.sign_in.acr_values is not None:
            asked |= {"acr_values": self.sign_in.acr_values, "prompt": "login"}
        try:
            begun = await self._app.create_authorization_url(self._back_to, **asked)
        except (httpx2.HTTPError, ValueError, RuntimeError) as error:
            raise IssuerSilentError(type(error).__name__) from error
        kept = {name: begun[name] for name in ("code_verifier", "nonce")}
        return Begun(url=begun["url"], state=begun["state"], kept=kept)

    async def finish(self, request: Request, kept: Mapping[str, Any]) -> Tokens:
        """Return what the issuer gives for the code that the browser brought back.

        Raises:
            SignInFailedError: it gives nothing, or not for this question.
            IssuerSilentError: it does not answer.
        """
        query = request.query_params
        if query.get("iss", self.issuer) != self.issuer:
            raise SignInFailedError("the answer is of another issuer")
        if "code" not in query:
            raise SignInFailedError(f"the issuer says {query.get('error', 'nothing'):.60}")
        try:
            tokens = await self._app.fetch_access_token(
                redirect_uri=self._back_to,
                code=query["code"],
                code_verifier=kept["code_verifier"],
            )
            identity = await self._app.parse_id_token(
                tokens,
                kept["nonce"],
                claims_options={"iss": {"essential": True, "values": [self.issuer]}},
                claims_cls=self._claims,
                leeway=self._leeway_s,
            )
        except (httpx2.HTTPError, RuntimeError) as error:
            raise IssuerSilentError(type(error).__name__) from error
        except (AuthlibBaseError, JoseError, ValueError) as error:
            raise SignInFailedError(str(error)[:200]) from error
        if identity is None:
            raise SignInFailedError("the issuer gave no token of identity")
        return Tokens(access=str(tokens.get("access_token", "")), identity=tokens["id_token"])

    async def end(self, *, id_token: str | None, to: str) -> str | None:
        """Return where to go to sign out there too; None where the issuer offers no such place."""
        try:
            ended = await self._app.create_logout_url(
                post_logout_redirect_uri=to,
                id_token_hint=id_token,
                client_id=self.sign_in.client_id,
            )
        except (httpx2.HTTPError, ValueError, RuntimeError):
            return None
        return str(ended["url"])


def _claims_at(clock: Callable[[], datetime], config: IssuerConfig) -> type[CodeIDToken]:
    """Return the rules for a token of identity, at our own clock."""
    assert config.sign_in is not None, "people sign in where it is configured how"
    client_id = config.sign_in.client_id

    class IdToken(CodeIDToken):  # type: ignore[misc] # Authlib does not declare its types
        def validate(self, now: int | None = None, leeway: int = 0) -> None:
            del now
            audience = self.get("aud")
            if client_id not in (audience if isinstance(audience, list) else [audience]):
                raise ValueError("the token of identity is for another client")
            if "nonce" not in self:
                raise ValueError("the token of identity is for no question")
            super().validate(int(clock().timestamp()), leeway)

    return IdToken
