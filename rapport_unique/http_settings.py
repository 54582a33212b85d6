"""The settings of HTTP: who may ask from where, how much, and in which edition."""

import json
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode

from rapport_unique.editions import Edition


def _origins(value: Any) -> Any:
    """Return the origins of a list with commas, or of a JSON list."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    found = json.loads(text) if text.startswith("[") else text.split(",")
    origins = tuple(str(origin).strip().rstrip("/").lower() for origin in found)
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}":
            raise ValueError(f"{origin!r} is no origin, such as https://dashboard.example")
    return origins


class HttpSettings(BaseSettings):
    """How this process speaks HTTP."""

    allowed_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_origins)] = Field(
        (),
        description="The origins of pages elsewhere that may call the API from a browser, with "
        "commas between them. They send tokens; cookies are never taken.",
    )
    graphql_over_http: Edition = Field(
        Edition.SEPTEMBER_2026,
        description="The edition of GraphQL over HTTP that is spoken.",
    )
    max_body_bytes: int = Field(
        1024 * 1024, gt=0, description="The longest request body that is read, in bytes."
    )
