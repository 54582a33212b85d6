"""Making a print: what is asked of the API, the proofs since older checkpoints, and the PDF."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.checkpoints import checkpoints_before
from models.database import Database
from models.language import Language
from models.log import prove_consistency
from models.seals import base64_of
from models.statements import Statement
from rapport_unique.printing.contents import Printing, claims_of
from rapport_unique.printing.renderer import Renderer

DOCUMENT = (Path(__file__).parent / "form.graphql").read_text("utf-8")
Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
"""Returns the data that a document is answered with, for one viewer and in one language."""


class NothingToPrintError(LookupError):
    """There is no such form or report for the viewer."""


async def made_print(
    database: Database,
    renderer: Renderer,
    ask: Ask,
    node_id: str,
    *,
    language: Language,
    base_url: str,
    since: int | None = None,
) -> bytes:
    """Return the print of a form, or of all forms of a report.

    With `since` it carries the proof since the checkpoint of that size, beside those since others.

    Raises:
        NothingToPrintError: there is none for the viewer.
        CannotPrintError: it takes too long or too much.
    """
    node = (await ask(DOCUMENT, {"id": node_id}))["node"]
    forms = _forms(node)
    if not forms:
        raise NothingToPrintError
    receipts = [sent["receipt"] for form in forms if (sent := form["submission"])]
    consistency = await _consistency(database, [one for one in receipts if one], since)
    printing = Printing(language=language, base_url=base_url)
    return await renderer.render(printing.document(forms, consistency))


def _forms(node: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    match node and node["__typename"]:
        case "Form":
            assert node is not None, "as matched"
            return [node]
        case "Report":
            assert node is not None, "as matched"
            return list(node["forms"])
        case _:
            return []


async def _consistency(
    database: Database, receipts: Sequence[str], since: int | None
) -> dict[str, str]:
    """Return the proofs from older checkpoints to that of each receipt."""
    if not receipts:
        return {}
    async with database.snapshot() as reader:

        async def fetch(statement: Statement, **values: Any) -> Any:
            return await statement.fetch(reader, **values)

        found = {}
        for receipt in receipts:
            note = claims_of(receipt)["checkpoint"]
            size = int(note.split("\n")[1])
            older = {known for known in (since,) if known is not None and 0 < known < size}
            older |= set(await checkpoints_before(fetch, size))
            proofs = [
                {
                    "since": known,
                    "consistency": list(
                        map(base64_of, await prove_consistency(fetch, known, size))
                    ),
                    "checkpoint": note,
                }
                for known in sorted(older)
            ]
            found[receipt] = json.dumps(proofs, separators=(",", ":"), ensure_ascii=False)
        return found
