"""The settings of the running process, read once from the environment."""

import contextlib
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from auth.issuers import IssuerConfig, settled
from auth.persons import SHORTEST_SUBJECT_KEY, weakness
from auth.sealing import SealingKeys, new_keys, read_keys
from models.patience import Patience
from rapport_unique.door import MOST_CONNECTIONS
from rapport_unique.http_settings import HttpSettings
from rapport_unique.seal_settings import HOW_TO_MAKE_KEYS, SealSettings
from resolvers.bounds import MOST_OPERATIONS, WRITES_PER_MINUTE

PREFIX = "RAPPORT_UNIQUE_"
FROM_FILE = "_FILE"
"""At the end of a variable: it names a file that holds the setting, as secrets are handed out."""


class ConfigurationError(Exception):
    """The service cannot run with this configuration; one line per problem, without secrets."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the problems, in the order in which they are to be read."""
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def _json(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise ValueError("is not valid JSON") from None


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class Settings(SealSettings, HttpSettings):
    """How this process runs. Every setting is a variable of the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    environment: Literal["production", "development"] = Field(
        "production", description="Development opens doors that production keeps shut."
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    public_url: str | None = Field(
        None, description="The address that clients use, where it is not host and port."
    )
    database_url: str = Field(
        "sqlite:///./var/rapport_unique.sqlite3",
        repr=False,
        description="The database, as an SQLAlchemy URL: SQLite or PostgreSQL.",
    )
    replica_url: str | None = Field(
        None,
        repr=False,
        description="A read-only replica of a PostgreSQL database, from which the follow-up reads; "
        "while it cannot be reached, the database itself answers.",
    )
    var_dir: Path = Field(
        Path("./var"), description="The folder for what the service itself keeps."
    )
    issuers: Annotated[tuple[IssuerConfig, ...], NoDecode, BeforeValidator(_json)] = Field(
        (), description="The issuers whose tokens are trusted, as a JSON list."
    )
    dev_issuer: bool = Field(
        False, description="Hand out tokens to invented persons; refused in production."
    )
    graphiql: bool = Field(
        default_factory=lambda values: values.get("environment") == "development",
        description="Serve the GraphiQL page; by default only in development.",
    )
    pages: bool = Field(True, description="Serve the pages, to work with in a browser.")
    session_idle_s: int = Field(
        1800,
        ge=60,
        description="After how long without asking for a page somebody is signed out, in seconds.",
    )
    subject_key: SecretStr | None = Field(
        None,
        description="The secret from which the pseudonyms of persons are made. It never changes: "
        "who signed would become somebody else. In development it is made when it is missing.",
    )
    log_level: Annotated[
        Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(_lower)
    ] = Field("info", description="The least important messages that are logged.")
    max_connections: int = Field(
        MOST_CONNECTIONS, gt=0, description="How many connections the process holds at once."
    )
    max_operations: int = Field(
        MOST_OPERATIONS, gt=0, description="How many operations of one person run at once."
    )
    max_writes_per_minute: int = Field(
        WRITES_PER_MINUTE,
        gt=0,
        description="How many writes of one person there are in a minute; twice as many at once.",
    )
    max_token_bytes: int = Field(
        16 * 1024,
        gt=0,
        le=48 * 1024,
        description="The longest access token that is read, in bytes.",
    )
    max_token_life_s: float = Field(
        24 * 3600,
        gt=0,
        description="The longest life of an access token that is accepted, in seconds.",
    )

    database_lock_timeout_s: float = Field(
        5,
        gt=0,
        description="How long to wait for what somebody else holds in the database: a connection, "
        "a turn, a row; then the answer is to try again.",
    )
    database_statement_timeout_s: float = Field(
        15, gt=0, description="The longest time of one statement in PostgreSQL, in seconds."
    )
    database_idle_timeout_s: float = Field(
        15,
        gt=0,
        description="How long a transaction in PostgreSQL waits for its process to go on; then "
        "others no longer wait for it.",
    )
    database_timeout_s: float = Field(
        20, gt=0, description="The longest time of all that a call does in one transaction."
    )

    @field_validator("public_url")
    @classmethod
    def _is_plain_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            raise ValueError("is not an http or https URL")
        if parts.query or parts.fragment:
            raise ValueError("is a URL without query or fragment")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str) -> str:
        if _backend_of(value) not in {"sqlite", "postgresql"}:
            raise ValueError("is not a URL of SQLite or PostgreSQL")
        return value

    @field_validator("replica_url")
    @classmethod
    def _is_replica(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        if _backend_of(value) != "postgresql":
            raise ValueError("is not a URL of PostgreSQL")
        if _backend_of(info.data.get("database_url", value)) != "postgresql":
            raise ValueError(f"is for PostgreSQL, and {PREFIX}DATABASE_URL is not")
        return value

    @field_validator("issuers")
    @classmethod
    def _agree(cls, issuers: tuple[IssuerConfig, ...]) -> tuple[IssuerConfig, ...]:
        settled(issuers)
        return issuers

    @field_validator("subject_key")
    @classmethod
    def _is_strong(cls, key: SecretStr | None) -> SecretStr | None:
        why = weakness(key.get_secret_value().encode()) if key else None
        if why is not None:
            raise ValueError(f"{why}; `openssl rand -hex 32` makes one")
        return key

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        problems = []
        if self.environment == "production" and self.dev_issuer:
            problems.append(
                f"{PREFIX}DEV_ISSUER: hands out tokens to everybody, "
                f"so it is refused in production; {PREFIX}ENVIRONMENT=development allows it"
            )
        if self.environment == "production" and self.subject_key is None:
            problems.append(
                f"{PREFIX}SUBJECT_KEY: is required in production, "
                f"at least {SHORTEST_SUBJECT_KEY} characters"
            )
        if self.environment == "production" and self.sealing_keys is None:
            problems.append(
                f"{PREFIX}SEALING_KEYS: is required in production; {HOW_TO_MAKE_KEYS}, and "
                f"{PREFIX}SEALING_KEYS_FILE names the file"
            )
        if self.environment == "production":
            problems.extend(_left_open(settled(self.issuers)))
        if problems:
            raise ValueError("\n".join(problems))
        return self

    @property
    def base_url(self) -> str:
        """The address that clients use, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins of pages that are ours; a machine of one's own has two names."""
        own = self.base_url
        here = "//127.0.0.1:" if self.public_url is None else ""
        return (own, own.replace(here, "//localhost:")) if here and here in own else (own,)

    @property
    def name_of_journal(self) -> str:
        """The name of the journal on its checkpoints."""
        return self.journal_name or f"{self.base_url.partition('://')[2]}/journal"

    def keys_that_seal(self) -> SealingKeys:
        """Return the keys that seal; in development they are made and kept when missing."""
        if self.sealing_keys is not None:
            return read_keys(self.sealing_keys.get_secret_value())
        path = self.var_dir / "sealing-keys.json"
        try:
            return read_keys(kept_secret(path, lambda: new_keys().encode()).decode())
        except ValueError as error:
            raise ConfigurationError(
                [f"{path}: {error}; remove it and a new one is made"]
            ) from None

    @property
    def patience(self) -> Patience:
        """How long the process waits for the database."""
        return Patience(
            lock_s=self.database_lock_timeout_s,
            statement_s=self.database_statement_timeout_s,
            idle_s=self.database_idle_timeout_s,
            whole_s=self.database_timeout_s,
        )

    def subject_key_bytes(self) -> bytes:
        """Return the key of the pseudonyms; in development it is made and kept when missing."""
        if self.subject_key is not None:
            return self.subject_key.get_secret_value().encode()
        return kept_secret(self.var_dir / "subject.key", lambda: secrets.token_hex(32).encode())


def load_settings() -> Settings:
    """Return the settings that the environment gives.

    Raises:
        ConfigurationError: a variable is unknown, missing or wrong.
    """
    from_files, problems = _read_files()
    problems = [*_unknown_variables(), *problems]
    try:
        settings = Settings(**from_files)
    except ValidationError as error:
        raise ConfigurationError((*problems, *_problems(error))) from None
    if problems:
        raise ConfigurationError(problems)
    return settings


def kept_secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the secret in this file; the first to ask makes it, readable by its owner only.

    Raises:
        ConfigurationError: the file can be neither read nor made.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _create(path, make())
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError([f"{path}: {error.strerror}"]) from None


def _create(path: Path, content: bytes) -> None:
    """Write the file, unless another process is first. Nobody ever sees half a file."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def _backend_of(url: str) -> str | None:
    """Return the kind of database that the URL names, None when it cannot be read as one."""
    try:
        return make_url(url).get_backend_name()
    except (ArgumentError, ValueError):  # a port that is no number is a ValueError
        return None


def _unknown_variables() -> Iterator[str]:
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    known |= {f"{name}{FROM_FILE}" for name in known}
    for variable in sorted(os.environ):
        if variable.upper().startswith(PREFIX) and variable.upper() not in known:
            yield f"{variable}: there is no such setting"


def _read_files() -> tuple[dict[str, Any], list[str]]:
    """Return the settings that stand in files, and what is wrong with these files."""
    found: dict[str, Any] = {}
    problems = []
    for name in Settings.model_fields:
        variable = f"{PREFIX}{name}".upper()
        path = os.environ.get(f"{variable}{FROM_FILE}")
        if not path:
            continue
        if os.environ.get(variable):
            problems.append(f"{variable}: is given twice, by itself and by {variable}{FROM_FILE}")
        try:
            found[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "is no text"
            problems.append(f"{variable}{FROM_FILE}: {path}: {why}")
    return found, problems


def _left_open(issuers: Iterable[IssuerConfig]) -> Iterator[str]:
    """Yield what the issuers that sign must say in production: what else is guessed too kindly."""
    for place, config in enumerate(issuers):
        for setting in ("signing_levels", "person_rule"):
            if config.signs and getattr(config, setting) is None:
                yield (
                    f"{PREFIX}ISSUERS.{place}.{setting}: is required in production for an issuer "
                    "that signs; `signs: false` keeps its bearers from signing"
                )


def _problems(error: ValidationError) -> Iterator[str]:
    details = error.errors(include_url=False, include_context=False, include_input=False)
    for detail in details:
        where = _variable(detail["loc"])
        for message in detail["msg"].removeprefix("Value error, ").splitlines():
            # A default that waits for another setting is not the problem: that setting is.
            if detail["type"] != "default_factory_not_called":
                yield f"{where}: {message}" if where else message


def _variable(location: tuple[Any, ...]) -> str:
    if not location:
        return ""
    setting, *inside = location
    return ".".join([f"{PREFIX}{setting}".upper(), *map(str, inside)])
