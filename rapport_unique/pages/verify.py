"""The page on which anybody verifies a print, a receipt or a seal, and reads what is proven."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from rapport_unique.attachments import LONGEST_FILE, is_pdf, proofs_told
from rapport_unique.pages.posted import read_multipart
from rapport_unique.pages.session import SignInNeeded
from rapport_unique.pages.site import Site
from rapport_unique.pages.visit import Visit


def verify(site: Site) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers with the page, and with what it finds; the file stays in memory."""

    async def answer(request: Request) -> Response:
        visit = Visit(site=site, request=request)
        with suppress(SignInNeeded):
            visit.session = await site.sessions.of(request)
        if request.method == "GET":
            return _page(visit, None)
        try:
            file, kept = await _sent(request)
        except HTTPException:
            return _page(visit, None, status=400)
        return _page(visit, await _found(visit, file, kept))

    return answer


async def _sent(request: Request) -> tuple[bytes, str | None]:
    """Return the file, or the text in its place, and the checkpoint that was kept."""
    posted = await read_multipart(request, most_fields=2, longest=LONGEST_FILE)
    content = posted.file or _with_plain_lines(posted["text"]).encode()
    return content, _with_plain_lines(posted["kept"]) if posted["kept"].strip() else None


async def _found(visit: Visit, file: bytes, kept: str | None) -> list[dict[str, Any]]:
    """Return what was found, proof by proof, as the API tells it; or why the file is refused."""
    service = visit.site.service
    attachments = await service.attachments.read(file) if is_pdf(file) else None
    told, refusal = await asyncio.to_thread(
        proofs_told, file, service.sealing.keys, visit.language, attachments
    )
    if refusal is not None:
        findings = [{"outcome": "REFUSED", "message": refusal}]
        return [{"valid": False, "reference": None, "findings": findings}]
    found = []
    for one in told:
        answer = (await visit.ask("verify", proof=one.proof, kept=kept))["verifyProof"]
        page = [{"outcome": "NOT_PROVEN", "message": message} for message in one.page]
        found.append({**answer, "findings": [*answer["findings"], *page]})
    return found


def _page(visit: Visit, found: list[dict[str, Any]] | None, *, status: int = 200) -> Response:
    reference = visit.request.query_params.get("reference", "")[:60]
    return visit.show("verify.html", status=status, found=found, reference=reference)


def _with_plain_lines(text: str) -> str:
    return text.strip().replace("\r\n", "\n") + "\n"
