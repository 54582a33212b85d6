"""The address of a print."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from models.language import Text
from rapport_unique.printing.links import PATH, PrintLinks
from rapport_unique.printing.making import NothingToPrintError, made_print
from rapport_unique.printing.renderer import CannotPrintError, Renderer, can_print
from rapport_unique.service import Operation, Service

GONE = Text(
    fr="Ce lien ne vaut plus. Demandez l'impression une nouvelle fois.",
    nl="Deze link geldt niet meer. Vraag de afdruk opnieuw.",
    de="Dieser Link gilt nicht mehr. Fordern Sie den Ausdruck erneut an.",
    en="This link is no longer valid. Ask for the print once more.",
)
NOT_INSTALLED = Text(
    fr="Ce service ne peut pas imprimer : il y manque `pip install rapport-unique[print]`.",
    nl="Deze dienst kan niet afdrukken: `pip install rapport-unique[print]` ontbreekt.",
    de="Dieser Dienst kann nicht drucken: `pip install rapport-unique[print]` fehlt.",
    en="This service cannot print: it lacks `pip install rapport-unique[print]`.",
)
TOO_MUCH = Text(
    fr="L'impression n'a pas pu être faite. Réessayez dans un instant.",
    nl="De afdruk kon niet worden gemaakt. Probeer het zo dadelijk opnieuw.",
    de="Der Ausdruck konnte nicht erstellt werden. Versuchen Sie es gleich noch einmal.",
    en="The print could not be made. Try again in a moment.",
)
_FOR_THEM_ONLY = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def print_routes(service: Service, links: PrintLinks, renderer: Renderer) -> Sequence[BaseRoute]:
    """Return the address to which links of prints lead."""

    async def show(request: Request) -> Response:
        wanted = links.open(request.path_params["token"])
        if wanted is None:
            return _said("\n".join([GONE.fr, GONE.nl, GONE.de, GONE.en]), 410)
        if not can_print():
            return _said(NOT_INSTALLED.in_language(wanted.language), 501)

        async def ask(query: str, variables: dict[str, Any]) -> dict[str, Any]:
            answer = await service.answer(
                Operation(query=query, variables=variables, name=None),
                wanted.actor,
                {"accept-language": wanted.language.lower()},
                request.scope["request_id"],
            )
            if answer.get("errors"):
                raise CannotPrintError(answer["errors"][0]["message"])
            found: dict[str, Any] = answer["data"]
            return found

        try:
            made = await made_print(
                service.database,
                renderer,
                ask,
                wanted.node_id,
                language=wanted.language,
                base_url=links.base_url,
                since=_number(request.query_params.get("since", "")),
            )
        except NothingToPrintError:
            return _said(GONE.in_language(wanted.language), 404)
        except CannotPrintError:
            return _said(TOO_MUCH.in_language(wanted.language), 503, {"Retry-After": "10"})
        headers = {**_FOR_THEM_ONLY, "Content-Disposition": 'inline; filename="form.pdf"'}
        return Response(made, media_type="application/pdf", headers=headers)

    return [Route(f"{PATH}/{{token}}", show, methods=["GET"])]


def _said(sentence: str, status: int, more: dict[str, str] | None = None) -> Response:
    headers = {**_FOR_THEM_ONLY, **(more or {})}
    return PlainTextResponse(f"{sentence}\n", status_code=status, headers=headers)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
