"""A service as it stands in production: an empty database, a configured issuer, no invented person.

The issuer is real: it serves its keys, and signs the tokens of whoever the tests need.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from click.testing import Result

from models.people import Role
from tests.auth.issuing import Key, ec_key, sign
from tests.commanding import run_with
from tests.sealing import KEYS

AUDIENCE = "rapport-unique"
EID = "urn:be:fedict:iam:fas:Level500"


@dataclass
class Issuer:
    """An issuer on this machine, and the people who sign in there."""

    url: str = ""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    key: Key = field(default_factory=ec_key)

    def token(self, name: str, *roles: Role, enterprise_number: str | None = None) -> str:
        """A token as the federal sign-in gives it: a CPAS is known by its enterprise number."""
        now = int(self.now.timestamp())
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": f"sub of {name}",
            "iat": now - 10,
            "exp": now + 3600,
            "roles": [role.value for role in roles],
            "given_name": name,
            "family_name": "Peeters",
            "acr": EID,
        }
        if enterprise_number is not None:
            claims["enterprise_number"] = enterprise_number
        return sign(claims, self.key)


@contextmanager
def serving(issuer: Issuer) -> Iterator[None]:
    """Serve the issuer's keys for as long as they are needed."""

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"keys": [issuer.key.jwk()]}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Keys) as server:
        issuer.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


def environment_of(issuer: Issuer, database_url: str, var_dir: str) -> dict[str, str]:
    """The settings of a service in production."""
    config = {
        "issuer": issuer.url,
        "audience": AUDIENCE,
        "jwks_url": f"{issuer.url}/jwks",
        "allow_http": True,
        "signing_levels": [EID],
        "person_rule": "exact",
    }
    return {
        "RAPPORT_UNIQUE_ENVIRONMENT": "production",
        "RAPPORT_UNIQUE_ISSUERS": json.dumps([config]),
        "RAPPORT_UNIQUE_SUBJECT_KEY": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "RAPPORT_UNIQUE_SEALING_KEYS": KEYS,
        "RAPPORT_UNIQUE_VAR_DIR": var_dir,
        "RAPPORT_UNIQUE_DATABASE_URL": database_url,
    }


@dataclass
class Office:
    """The office of SPP IS: its command line, on one service."""

    environment: dict[str, str]

    def does(self, *arguments: str) -> str:
        """What a command says that ends well."""
        result = self.tries(*arguments)
        assert result.exit_code == 0, result.output
        return result.output

    def is_refused(self, *arguments: str) -> str:
        """What a command says that is refused."""
        result = self.tries(*arguments)
        assert result.exit_code == 1, result.output
        return result.output

    def tries(self, *arguments: str) -> Result:
        return run_with(self.environment, *arguments)
