"""Signing: exactly what is signed, in which quality, and what follows from it."""

from starlette.responses import Response

from rapport_unique.pages.form import SIGNATORIES, Shown, asked, shown_form
from rapport_unique.pages.posted import new_key
from rapport_unique.pages.problems import Problem, Problems, problems_of
from rapport_unique.pages.visit import Visit


async def sign(visit: Visit) -> Response:
    """Answer with what would be signed, and place the signature that is sent."""
    shown = await asked(visit)
    if visit.posted is not None:
        return await _place(shown)
    if not shown.form["viewerCanSignAs"]:
        return visit.go(shown.path)
    return _shown(shown)


async def _place(shown: Shown) -> Response:
    visit, posted = shown.visit, shown.visit.posted
    assert posted is not None, "only what is sent is signed"
    if posted["as"] not in SIGNATORIES:
        return visit.message(400, "no_such_page")
    wanted = {
        "formId": shown.form["id"],
        "as": posted["as"],
        "contentDigest": posted["digest"],
        "idempotencyKey": posted.key,
    }
    placed = (await visit.ask("sign_form", input=wanted))["sign"]
    if placed["userErrors"]:
        return await _refused(visit, problems_of(placed["userErrors"], ()))
    if placed["submission"] is not None:
        reference = placed["submission"]["reference"]
        return visit.go(shown.path, telling="signed_and_sent", reference=reference)
    who = ", ".join(shown.signatory(role) for role in placed["form"]["missingSignatures"])
    return visit.go(shown.path, telling="signed", who=who)


async def _refused(visit: Visit, problems: Problems) -> Response:
    """Return what stands on the form now, and why it was not signed."""
    shown = await asked(visit)
    if problems.has("CONTENT_CHANGED"):
        problems = Problems([Problem(message=shown.say("content_changed"))])
    if not shown.form["viewerCanSignAs"]:
        return shown_form(shown, problems, status=409)
    return _shown(shown, problems)


def _other(shown: Shown) -> str:
    """Return who else signs; who may sign in both qualities chooses one of them."""
    mine = shown.form["viewerCanSignAs"]
    if len(mine) > 1:
        return shown.say("other_signatory")
    return ", ".join(shown.signatory(role) for role in SIGNATORIES if role not in mine)


def _shown(shown: Shown, problems: Problems | None = None) -> Response:
    return shown.page(
        "sign.html",
        status=409 if problems else 200,
        key=new_key(),
        roles=shown.form["viewerCanSignAs"],
        other=_other(shown),
        problems=problems or Problems(),
    )
