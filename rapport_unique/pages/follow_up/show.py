"""The addresses of the follow-up, and what each of them answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from models.words import MARKS
from rapport_unique.pages.answering import route
from rapport_unique.pages.follow_up.address import Address, address_of
from rapport_unique.pages.follow_up.page import page_of
from rapport_unique.pages.live import followed
from rapport_unique.pages.site import Site
from rapport_unique.pages.texts.follow_up import Say
from rapport_unique.pages.visit import Visit
from rapport_unique.pages.years import present_year

_COUNTRY = frozenset({"SPP_IS_READER", "SPP_IS_MANAGER"})
_FOLLOWING = _COUNTRY | {"FEDERATION"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """A file below `/status` that holds the forms that are shown, and what it is called."""

    name: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """The pages below `/status`: each only reads."""

    site: Site
    downloads: Sequence[Download] = ()

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the pages, from the root of the service."""
        return [
            route(self.site, "/status", self.show),
            Route("/status/live", self.live, methods=["GET"]),
        ]

    async def show(self, visit: Visit) -> Response:
        """Answer with the follow-up."""
        assert visit.session is not None, "the page is for people who are signed in"
        if not visit.session.actor.roles:
            return visit.message(403, "no_role")
        if not visit.request.query_params and _FOLLOWING.isdisjoint(visit.session.actor.roles):
            return visit.go("/")  # who works for a CPAS begins with its own home page
        address = address_of(visit.request.query_params)
        year = await _year(visit, address)
        if year is None:
            return visit.message(404, "no_report")
        # Who follows the whole country begins with its figures, everybody else with names as well.
        with_list = address.is_part or _COUNTRY.isdisjoint(visit.session.actor.roles)
        asked = address.variables(year, with_list=with_list)
        data = await visit.ask("follow_up/status", **asked)
        if all(campaign["year"] != year for campaign in data["campaigns"]["nodes"]):
            return visit.message(404, "no_report")
        say = Say(visit.language)
        return visit.show(
            "follow_up/status.html",
            say=say,
            page=page_of(data, year, address, say, self.site.service.clock()),
            marks=list(MARKS.values()),
            script=visit.at("/pages/follow_up.js"),
            live=visit.at("/status/live", year=str(year), after=data["forms"]["asOf"]),
            home_path=visit.at("/status"),
            downloads=[
                {
                    "label": download.label,
                    "href": f"{visit.at(f'/status/{download.name}')}{address.of_file(year)}",
                }
                for download in self.downloads
            ],
        )

    async def live(self, request: Request) -> Response:
        """Answer with a stream that says whenever something happened that is for who listens."""
        return await followed(self.site, request, "follow_up/live")


async def _year(visit: Visit, address: Address) -> int | None:
    """Return the year that is asked for, else the present one; None where there is none."""
    if address["year"]:
        return int(address["year"])
    return present_year((await visit.ask("follow_up/years"))["campaigns"]["nodes"])
