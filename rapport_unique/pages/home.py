"""The home page of a CPAS: its report of one year, with the three marks of every form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from models.words import MARKS
from rapport_unique.pages.addresses import cpas_path, form_path, report_path, year_in
from rapport_unique.pages.documents import NoSuchPageError
from rapport_unique.pages.live import followed
from rapport_unique.pages.site import Site
from rapport_unique.pages.texts import Say
from rapport_unique.pages.visit import Visit
from rapport_unique.pages.writing import days_left
from rapport_unique.pages.years import present_year

SIGNING = frozenset({"PRESIDENT", "DIRECTOR_GENERAL"})
OF_CPAS = frozenset({"EDITOR", *SIGNING})


async def start(visit: Visit) -> Response:
    """Lead to the home page of one's own CPAS, and who follows others to the follow-up."""
    viewer = (await visit.ask("own_home"))["viewer"]
    if viewer["cpas"] is not None and OF_CPAS.intersection(viewer["roles"]):
        if (year := _worked_on(viewer["cpas"])) is not None:
            return visit.go(report_path(viewer["cpas"]["nisCode"], year))
        return visit.message(404, "no_report")
    if OF_CPAS.issuperset(viewer["roles"]):  # a role without its CPAS, or none at all
        told = " ".join(notice["message"] for notice in viewer["notices"])
        return visit.message(403, "no_role", sentence=told or None)
    return visit.go("/status")


async def of_cpas(visit: Visit) -> Response:
    """Lead to the report of the year that was chosen, else of the present one."""
    nis = visit.request.path_params["nis"]
    year = year_in(visit.request.query_params.get("year", ""))
    if year is None:
        cpas = (await visit.ask("years", nis=nis))["cpas"]
        year = None if cpas is None else _worked_on(cpas)
        if year is None:
            raise NoSuchPageError
    return visit.go(report_path(nis, year))


async def show(visit: Visit) -> Response:
    """Answer with the home page."""
    nis, year = visit.request.path_params["nis"], visit.request.path_params["year"]
    data = await visit.ask("home", nis=nis, year=year)
    cpas, viewer = data["cpas"], data["viewer"]
    if cpas is None:
        raise NoSuchPageError
    say = Say(visit.language)
    return visit.show(
        "home.html",
        cpas=cpas,
        viewer=viewer,
        year=year,
        years=_years(cpas, year),
        period=_period(cpas["report"], say, visit.site.service.clock()),
        signs=bool(SIGNING.intersection(viewer["roles"])),
        reads="FEDERATION" not in viewer["roles"],
        marks=list(MARKS.values()),
        waits=lambda form: _waits(form, cpas, say),
        address=form_path,
        iban=lambda text: " ".join(text[at : at + 4] for at in range(0, len(text), 4)),
        live=visit.at(
            f"{cpas_path(nis)}/live",
            year=str(year),
            cpas=cpas["id"],
            after=data["journal"]["asOf"],
        ),
    )


def live(site: Site) -> Any:
    """Return what answers with a stream that says whenever something happened to the CPAS."""

    async def answer(request: Request) -> Response:
        return await followed(site, request, "live", cpas=[request.query_params.get("cpas", "")])

    return answer


def _worked_on(cpas: Mapping[str, Any]) -> int | None:
    """Return the year that its people work on, be it on the report of a CPAS that it took over."""
    taking_part = [cpas, *cpas["predecessors"]]
    return present_year(report for of in taking_part for report in of["reports"]["nodes"])


def _years(cpas: Mapping[str, Any], year: int) -> list[int]:
    return sorted({year, *(report["year"] for report in cpas["reports"]["nodes"])}, reverse=True)


def _period(report: Mapping[str, Any] | None, say: Say, now: datetime) -> str | None:
    """Return whether the report is open, and for how long still."""
    if report is None:
        return None
    match report["status"]:
        case "PLANNED":
            return say("planned", day=say.day(report["opensAt"]))
        case "CLOSED":
            return say("closed", day=say.day(report["closesAt"]))
    day, left = days_left(report["closesAt"], now, say.language)
    names = {0: "open_last_day", 1: "open_one_day"}
    return say(names.get(left, "open_days"), day=day, count=str(left))


def _waits(form: Mapping[str, Any], cpas: Mapping[str, Any], say: Say) -> str:
    """Return who or what the form waits for."""
    status = cpas["report"]["status"]
    if status == "PLANNED":
        return say("waits_for_opening")
    if form["progress"]["sent"] or status == "CLOSED":
        return say("waits_for_nobody")
    if not form["progress"]["encoded"]:
        return say("waits_for_encoding")
    return ", ".join(say.signatory(role, cpas["region"]) for role in form["missingSignatures"])
