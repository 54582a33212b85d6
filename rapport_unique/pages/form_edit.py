"""Filling a form in: amounts as people write them, nothing lost, no signature by surprise.

What comes of it is computed by the API alone: while it is typed the script sends the form with
`compute`, as the button does where there are no scripts, and nothing is saved.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from rapport_unique.pages.cpas_data import told
from rapport_unique.pages.form import Shown, asked, shown_form
from rapport_unique.pages.posted import new_key
from rapport_unique.pages.problems import Problems, problems_of
from rapport_unique.pages.visit import Visit
from rapport_unique.pages.written import as_typed, field_of, is_filled_in, read_lines


async def edit(visit: Visit) -> Response:
    """Answer with the page to fill the form in, and save what is sent."""
    shown = await asked(visit)
    if visit.posted is not None:
        return await _save(shown)
    if not shown.form["viewerCanEdit"]:
        return visit.go(shown.path)
    typed = visit.typed_before
    fields = typed.fields if typed else {"version": shown.form["version"], **_stands(shown)}
    return _shown(shown, fields, computed=None if typed else shown.form, found=typed is not None)


async def _save(shown: Shown) -> Response:
    visit, posted = shown.visit, shown.visit.posted
    assert posted is not None, "only what is sent is saved"
    if shown.form["lines"] is None:
        return visit.message(403)
    lines, problems = read_lines(shown.form["lines"], posted.fields, shown.say)
    if problems:
        return _shown(shown, posted.fields, Problems(problems))
    if posted["compute"]:
        return await _computed(shown, lines)
    wanted = {
        "formId": shown.form["id"],
        "expectedVersion": posted.number,
        "idempotencyKey": posted.key,
        "lines": lines,
    }
    saved = (await visit.ask("save_form", input=wanted))["saveLines"]
    if not saved["userErrors"]:
        return _gone(shown, saved["invalidatedSignatures"])
    return await _refused(visit, saved["userErrors"])


async def _computed(shown: Shown, lines: Sequence[Mapping[str, Any]]) -> Response:
    """Return the page with what would come of these lines."""
    visit, posted = shown.visit, shown.visit.posted
    assert posted is not None, "only what is sent is computed"
    place = {**visit.request.path_params, "kind": shown.form["kind"]}
    form = (await visit.ask("preview", **place, lines=lines))["cpas"]["report"]["form"]
    return _shown(shown, posted.fields, Problems(), computed=form["preview"])


def _gone(shown: Shown, fallen: Sequence[Mapping[str, Any]]) -> Response:
    if not fallen:
        return shown.visit.go(shown.path, telling="saved")
    who = ", ".join(shown.who(signature) for signature in fallen)
    return shown.visit.go(shown.path, telling="saved_and_fell", who=who)


async def _refused(visit: Visit, errors: list[Mapping[str, Any]]) -> Response:
    """Return why nothing was saved, with what was typed and what stands there now."""
    shown = await asked(visit)
    fields = [field_of(line) for line in shown.form["lines"]]
    problems = told(problems_of(errors, fields), errors, shown.say)
    assert visit.posted is not None, "only what is sent is refused"
    if not shown.form["viewerCanEdit"]:
        return shown_form(shown, problems, status=409)
    conflict = problems.has("VERSION_CONFLICT")
    return _shown(shown, visit.posted.fields, problems, conflict=conflict)


def _stands(shown: Shown) -> dict[str, str]:
    lines = filter(is_filled_in, shown.form["lines"])
    return {field_of(line): as_typed(line, shown.say) for line in lines}


def _shown(
    shown: Shown,
    typed: Mapping[str, Any],
    problems: Problems | None = None,
    *,
    computed: Mapping[str, Any] | None = None,
    conflict: bool = False,
    found: bool = False,
) -> Response:
    """Return the page with what was typed, and what comes of it where that is computed.

    In a conflict it shows beside it what somebody else saved.
    """
    stands = _stands(shown)
    return shown.page(
        "edit.html",
        status=409 if conflict else 422 if problems else 200,
        # Who only corrects what they typed still works on the version that they saw.
        version=shown.form["version"] if conflict else typed.get("version", ""),
        key=new_key(),
        typed={name: typed.get(name, "") for name in stands},
        saved={
            name: text if conflict and text != typed.get(name, "").strip() else None
            for name, text in stands.items()
        },
        field_of=field_of,
        problems=problems or Problems(),
        signers=[shown.who(signature) for signature in shown.form["signatures"]],
        found=found,
        changed=found or problems is not None,
        sums=computed["amounts"] if computed else None,
        computed={line["key"]: line for line in (computed["lines"] or () if computed else ())},
    )
