"""The addresses of the screens of a CPAS."""

from starlette.routing import BaseRoute, Route

from rapport_unique.pages import cpas_data, form, form_edit, form_sign, home, verify
from rapport_unique.pages.answering import route
from rapport_unique.pages.site import Site

_BOTH = ("GET", "POST")


def screen_routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the screens, from the root of the service."""
    report = "/cpas/{nis}/{year:int}"
    return [
        route(site, "/", home.start),
        route(site, "/cpas/{nis}", home.of_cpas),
        Route("/cpas/{nis}/live", home.live(site), methods=["GET"]),
        Route("/verify", verify.verify(site), methods=list(_BOTH)),
        route(site, report, home.show),
        route(site, f"{report}/data", cpas_data.edit, methods=_BOTH),
        route(site, f"{report}/{{kind}}", form.show),
        route(site, f"{report}/{{kind}}/print", form.printed),
        route(site, f"{report}/{{kind}}/edit", form_edit.edit, methods=_BOTH),
        route(site, f"{report}/{{kind}}/sign", form_sign.sign, methods=_BOTH),
    ]
