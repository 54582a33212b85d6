"""The data of the CPAS: contact person and bank account, until the report closes."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from rapport_unique.pages.addresses import report_path
from rapport_unique.pages.documents import NoSuchPageError
from rapport_unique.pages.posted import new_key
from rapport_unique.pages.problems import Problem, Problems, problems_of
from rapport_unique.pages.texts import Say
from rapport_unique.pages.visit import Visit

CONTACT = ("name", "email", "phone")
ACCOUNT = ("historicalNumber", "iban", "bic")
FIELDS = (*(f"contact.{name}" for name in CONTACT), *(f"bankAccount.{name}" for name in ACCOUNT))


async def edit(visit: Visit) -> Response:
    """Answer with the page to change them, and save what is sent."""
    cpas = await _asked(visit)
    if visit.posted is not None:
        return await _save(visit, cpas)
    if not cpas["report"]["viewerCanUpdateContact"]:
        told = " ".join(cpas["report"]["viewerCannotUpdateContactMessages"])
        return visit.message(403, sentence=told)
    typed = visit.typed_before
    fields = typed.fields if typed else {**_saved(cpas), "version": cpas["report"]["version"]}
    return _shown(visit, cpas, fields, found=typed is not None)


async def _asked(visit: Visit) -> Mapping[str, Any]:
    nis, year = visit.request.path_params["nis"], visit.request.path_params["year"]
    cpas: Mapping[str, Any] | None = (await visit.ask("data", nis=nis, year=year))["cpas"]
    if cpas is None or cpas["report"] is None:
        raise NoSuchPageError
    return cpas


async def _save(visit: Visit, cpas: Mapping[str, Any]) -> Response:
    assert visit.posted is not None, "only what is sent is saved"
    wanted = {
        "reportId": cpas["report"]["id"],
        "expectedVersion": visit.posted.number,
        "idempotencyKey": visit.posted.key,
        "contact": {name: visit.posted[f"contact.{name}"] for name in CONTACT},
        **_account(visit, cpas),
    }
    errors = (await visit.ask("save_data", input=wanted))["updateContact"]["userErrors"]
    if not errors:
        home = report_path(cpas["nisCode"], visit.request.path_params["year"])
        return visit.go(home, telling="data_saved")
    problems = told(problems_of(errors, FIELDS), errors, Say(visit.language))
    conflict = problems.has("VERSION_CONFLICT")
    if conflict:
        cpas = await _asked(visit)
    return _shown(visit, cpas, visit.posted.fields, problems, conflict=conflict)


def _account(visit: Visit, cpas: Mapping[str, Any]) -> dict[str, Any]:
    """Return the account that is sent; none where none was given before, nor now."""
    assert visit.posted is not None, "only what is sent is saved"
    sent = {name: visit.posted[f"bankAccount.{name}"] for name in ACCOUNT}
    given = any(text.strip() for text in sent.values())
    return {"bankAccount": sent} if given or cpas["report"]["bankAccount"] else {}


def told(problems: Problems, errors: list[Mapping[str, Any]], say: Say) -> Problems:
    """Return the problems, with who saved in between and when where that is the problem."""
    first = errors[0]
    if first["code"] != "VERSION_CONFLICT":
        return problems
    if first["changedBy"] is None:
        return Problems([Problem(message=say("conflict_unknown"), code=first["code"])])
    name, moment = first["changedBy"]["displayName"], say.moment(first["changedAt"])
    message = say("conflict", name=name, moment=moment)
    return Problems([Problem(message=message, code=first["code"])])


def _saved(cpas: Mapping[str, Any]) -> dict[str, str]:
    report = cpas["report"]
    contact, account = report["contact"] or {}, report["bankAccount"] or {}
    return {
        **{f"contact.{name}": contact.get(name) or "" for name in CONTACT},
        **{f"bankAccount.{name}": account.get(name) or "" for name in ACCOUNT},
    }


def _shown(
    visit: Visit,
    cpas: Mapping[str, Any],
    typed: Mapping[str, str],
    problems: Problems | None = None,
    *,
    conflict: bool = False,
    found: bool = False,
) -> Response:
    """Return the page with what was typed; in a conflict, beside it what somebody else saved."""
    saved = _saved(cpas)
    differs = {name: saved[name] for name in FIELDS if saved[name] != typed.get(name, "").strip()}
    return visit.show(
        "data.html",
        status=409 if conflict else 422 if problems else 200,
        cpas=cpas,
        year=visit.request.path_params["year"],
        home=report_path(cpas["nisCode"], visit.request.path_params["year"]),
        # Who only corrects what they typed still works on the version that they saw.
        version=cpas["report"]["version"] if conflict else typed.get("version", ""),
        key=new_key(),
        typed={name: typed.get(name, "") for name in FIELDS},
        saved={name: differs.get(name) if conflict else None for name in FIELDS},
        problems=problems or Problems(),
        found=found,
        typed_before=found or problems is not None,
    )
