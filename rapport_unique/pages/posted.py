"""What a form of a page sends, and whether it may: who filled it in, and where.

Source: OWASP, Cross-Site Request Forgery Prevention; Fetch Metadata Request Headers (W3C).
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_FIELDS = 200
LARGEST_PART = 1024 * 1024
TOKEN_LASTS_S = 24 * 3600
"""For how long a page that was opened can still send its form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """The fields of a form, as they were filled in."""

    path: str
    fields: Mapping[str, str]
    file: bytes = b""
    """The file that was sent with it, if the form takes one."""

    def __getitem__(self, name: str) -> str:
        """Return what stands in the field; nothing where there is no such field."""
        return self.fields.get(name, "")

    @property
    def number(self) -> int:
        """The version that the page showed; none is -1, which no version is."""
        written = self["version"]
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1

    @property
    def key(self) -> str:
        """The idempotency key of exactly this: the same page sent again with the same in it."""
        whole = json.dumps([self.path, sorted(self.fields.items())])
        return hashlib.sha256(whole.encode()).hexdigest()


def new_key() -> str:
    """Return what tells a page that was opened from every other one."""
    return secrets.token_urlsafe(12)


async def read_posted(request: Request) -> Posted:
    """Return what the form sends; nothing where it is more than ours ever is."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        with suppress(HTTPException):
            return await read_multipart(request, most_fields=MOST_FIELDS, longest=LARGEST_PART)
        return Posted(path=request.url.path, fields={})
    body = await request.body()
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        pairs = []
    return Posted(path=request.url.path, fields=dict(pairs))


async def read_multipart(request: Request, *, most_fields: int, longest: int) -> Posted:
    """Return what a form sends that takes one file; no field is longer than that many bytes.

    Raises:
        HTTPException: it cannot be read, or is more than that.
    """
    async with request.form(max_files=1, max_fields=most_fields, max_part_size=longest) as form:
        fields = {name: text for name, text in form.items() if isinstance(text, str)}
        files = [file for file in form.values() if isinstance(file, UploadFile)]
        file = await files[0].read() if files else b""
    return Posted(path=request.url.path, fields=fields, file=file)


def is_own(request: Request, base_url: str) -> bool:
    """Return whether the request comes from a page of ours, as the browser tells it."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is None and origin is None:
        return False
    # A proxy that does TLS changes the scheme, and nothing else of where a page stands.
    ours = {urlsplit(base_url).netloc, request.headers.get("host")}
    return site in {None, "same-origin"} and (origin is None or urlsplit(origin).netloc in ours)
