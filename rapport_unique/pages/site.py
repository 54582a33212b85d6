"""What all pages of one process share: where people sign in, the templates, the seals, the policy.

The policy sent with a page allows no inline script or style and no other origin.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rapport_unique.pages.assets import Assets
from rapport_unique.pages.documents import FOLDER
from rapport_unique.pages.sealing import Seal
from rapport_unique.pages.session import Sessions
from rapport_unique.service import Service

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="rapport-unique"'}
CAREFUL = {
    "X-Content-Type-Options": "nosniff",
    # Within this origin only: without it a browser would not tell where a form was sent from.
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True, kw_only=True)
class Site:
    """The pages of one process."""

    service: Service
    sessions: Sessions
    secret: bytes
    issuers: Sequence[str] = ()
    """The services at which people sign in."""
    ways_in: Sequence[str] = ()
    """What people know these services by."""
    issuer_origins: Sequence[str] = ()
    """Where a form may lead on to: who signs out here signs out there."""
    pasting: bool = False
    """Whether a tester may paste a token; in development only."""
    graphiql: bool = False
    """Whether the page for testers is there."""
    longest_bytes: int = 0
    """How much a form can send at most, with its file."""
    assets: Assets = field(default_factory=Assets)

    @cached_property
    def templates(self) -> Environment:
        """The templates of all pages, read when they are first needed."""
        return Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @cached_property
    def base_path(self) -> str:
        """The path of a proxy below which the pages stand, without a slash at the end."""
        return urlsplit(self.sessions.base_url).path

    @cached_property
    def form_seal(self) -> Seal:
        """Seals whose page a form stands on."""
        return self.seal_for("form")

    @cached_property
    def notice_seal(self) -> Seal:
        """Seals what the next page tells."""
        return self.seal_for("notice")

    @cached_property
    def draft_seal(self) -> Seal:
        """Seals what somebody typed whose session had ended."""
        return self.seal_for("draft")

    def seal_for(self, purpose: str) -> Seal:
        """Return the seal for what is kept by browsers for one purpose."""
        return Seal(self.secret, purpose, self.service.clock)

    def cookie(self, purpose: str) -> str:
        """Return the name of a cookie beside that of the session."""
        return f"{self.sessions.cookie}-{purpose}"

    def policy(self) -> str:
        """Return what a browser may load and where forms may go."""
        return "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self'",
                "connect-src 'self'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
                " ".join(("form-action 'self'", *self.issuer_origins)),
            )
        )
