"""What stood on a form: its versions, as whoever sees the form may see them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from models.form import FormId, Signature
from models.form_parts import VERSIONS_BACK
from models.history import MOST_VERSIONS, VERSIONS_AT, VERSIONS_OF_FORMS, by_form, form_then
from resolvers.context import Context
from resolvers.denials import BadInput
from resolvers.loaders import load
from resolvers.views import FormView


async def load_versions(context: Context, view: FormView, first: int, skip: int) -> list[FormView]:
    """Return the versions of the form, the newest first.

    Raises:
        BadInput: more are asked for than are told at once.
    """
    if not 0 < first <= MOST_VERSIONS or skip < 0:
        raise BadInput(f"From 1 to {MOST_VERSIONS} versions.", "first" if skip >= 0 else "skip")

    async def batch(ids: Sequence[FormId]) -> list[list[Any]]:
        rows = await context.snapshot.rows(VERSIONS_OF_FORMS, forms=ids, most=first, skipped=skip)
        found = by_form(rows)
        return [found.get(id_, []) for id_ in ids]

    rows = await load(context, f"versions {first} {skip}", batch, view.form.id)
    return [replace(view, form=form_then(view.form, row)) for row in rows]


async def load_signature(
    context: Context, view: FormView, version: int, role: str
) -> Signature | None:
    """Return the signature placed in that role on that version, however long ago; or None."""
    skip = view.form.version - version
    if version < 1 or skip < VERSIONS_BACK:
        return None  # the form has it, or nobody
    (then,) = await load_versions(context, view, first=1, skip=skip)
    return then.signature(version, role)


async def load_version_at(context: Context, view: FormView, at: datetime) -> FormView | None:
    """Return the form as it was at that instant, None before it was there."""

    async def batch(ids: Sequence[FormId]) -> list[list[Any]]:
        found = by_form(await context.snapshot.rows(VERSIONS_AT, forms=ids, at=at))
        return [found.get(id_, []) for id_ in ids]

    rows = await load(context, f"version at {at}", batch, view.form.id)
    return replace(view, form=form_then(view.form, rows[0], at)) if rows else None
