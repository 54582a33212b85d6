"""What proves a signature, a submission and a line of the journal to others."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from models.form import FormId
from models.language import Language
from models.people import Signatory
from models.proof_tables import PROOF
from models.statements import Statement, one_of
from resolvers.context import Context
from resolvers.loaders import load
from resolvers.views import FormView

_OF_FORMS = Statement(select(PROOF).where(one_of(PROOF.c.form_id, "forms")))
_Proofs = Mapping[tuple[int, str | None], str]
"""What was signed about one form, by version and role; a receipt has no role."""


async def load_seal(context: Context, view: FormView, version: int, role: Signatory) -> str | None:
    """Return the seal of that signature; None without one, and for who may not read amounts."""
    return (await _proofs_of(context, view)).get((version, role.value))


async def load_receipt(context: Context, view: FormView, version: int) -> str | None:
    """Return the receipt of that submission; None without one, and for who may not read amounts."""
    return (await _proofs_of(context, view)).get((version, None))


async def _proofs_of(context: Context, view: FormView) -> _Proofs:
    if not view.of_report.standing.reads_amounts:
        return {}

    async def batch(ids: Sequence[FormId]) -> list[_Proofs]:
        found: dict[FormId, dict[tuple[int, str | None], str]] = {id_: {} for id_ in ids}
        for row in await context.snapshot.rows(_OF_FORMS, forms=ids):
            found[FormId(row.form_id)][row.form_version, row.role] = row.token
        return [found[id_] for id_ in ids]

    return await load(context, "proofs", batch, view.form.id)


def print_link(context: Context, node_id: str, language: Language) -> str | None:
    """Return a link to the print of a form or a report, None where nothing serves it."""
    return context.print_link(node_id, language) if context.print_link else None
