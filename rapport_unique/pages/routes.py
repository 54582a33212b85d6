"""The addresses of the screens of a CPAS."""

from starlette.routing import BaseRoute, Route

from rapport_unique.pages import cpas_data, form, form_edit, form_sign, home, verify
from rapport_unique.pages.site import Site

_BOTH = ("GET", "POST")


def screen_routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the screens, from the root of the service."""
    report = "/cpas/{nis}/{year:int}"
    return [
        site.route("/", home.start),
        site.route("/cpas/{nis}", home.of_cpas),
        Route("/cpas/{nis}/live", home.live(site), methods=["GET"]),
        Route("/verify", verify.verify(site), methods=list(_BOTH)),
        site.route(report, home.show),
        site.route(f"{report}/data", cpas_data.edit, methods=_BOTH),
        site.route(f"{report}/{{kind}}", form.show),
        site.route(f"{report}/{{kind}}/print", form.printed),
        site.route(f"{report}/{{kind}}/edit", form_edit.edit, methods=_BOTH),
        site.route(f"{report}/{{kind}}/sign", form_sign.sign, methods=_BOTH),
    ]
