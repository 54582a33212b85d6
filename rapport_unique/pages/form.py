"""A form: what stands on it, who signed it, and what its reader may do with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from models.words import BALANCES, STATUSES
from rapport_unique.pages.addresses import form_path, kind_named, report_path
from rapport_unique.pages.documents import NoSuchPageError
from rapport_unique.pages.home import OF_CPAS
from rapport_unique.pages.problems import Problems
from rapport_unique.pages.texts import Say
from rapport_unique.pages.visit import Visit

SIGNATORIES = ("PRESIDENT", "DIRECTOR_GENERAL")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A form of one visit, as the API told it."""

    visit: Visit
    viewer: Mapping[str, Any]
    cpas: Mapping[str, Any]
    form: Mapping[str, Any]

    @property
    def path(self) -> str:
        """Where the form is shown."""
        year = self.visit.request.path_params["year"]
        return form_path(self.cpas["nisCode"], year, self.form["kind"])

    @property
    def say(self) -> Say:
        """What is said, in the language of the visit."""
        return Say(self.visit.language)

    def signatory(self, role: str) -> str:
        """Return what the signatory is called in the region of the CPAS."""
        return self.say.signatory(role, self.cpas["region"])

    def who(self, signature: Mapping[str, Any]) -> str:
        """Return who signed, and in which quality."""
        role = self.signatory(signature["role"])
        return f"{signature['signer']['displayName']} ({role})"

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Return a page about the form."""
        report = self.cpas["report"]
        year = self.visit.request.path_params["year"]
        return self.visit.show(
            template,
            status=status,
            cpas=self.cpas,
            report=report,
            form=self.form,
            year=year,
            path=self.path,
            home=report_path(self.cpas["nisCode"], year),
            printed=self.visit.site.service.clock().isoformat(),
            person=self.viewer["displayName"],
            several=len(self.form["lines"] or ()) > 1,
            counted=any(line["entry"] == "COUNT" for line in self.form["lines"] or ()),
            capped=any(line["ceiling"] for line in self.form["lines"] or ()),
            digest=_short(self.form["contentDigest"]),
            balances=BALANCES,
            statuses=STATUSES,
            signatory=self.signatory,
            boxes=self._boxes(),
            fallen=[
                self._fell(one) for one in self.form["signatureHistory"] if not one["isCurrent"]
            ],
            **{"problems": Problems(), **values},
        )

    def _fell(self, signature: Mapping[str, Any]) -> str:
        """Return whose signature fell, when, and why as far as the person may know it."""
        say, by = self.say, signature["invalidatedBy"]
        returned = {sent["returnedAt"] for sent in self.form["submissions"]}
        name = "fell" if by else "fell_by_a_change"
        return say(
            "fell_returned" if signature["invalidatedAt"] in returned else name,
            name=signature["signer"]["displayName"],
            role=self.signatory(signature["role"]),
            moment=say.moment(signature["signedAt"]),
            fallen=say.moment(signature["invalidatedAt"]),
            by=by and by["displayName"],
        )

    def _boxes(self) -> list[tuple[str, Mapping[str, Any] | None]]:
        """Return the two boxes in which is signed, each with its signature if there is one."""
        placed = {signature["role"]: signature for signature in self.form["signatures"]}
        return [(role, placed.get(role)) for role in SIGNATORIES]


async def asked(visit: Visit) -> Shown:
    """Return the form that the address names.

    Raises:
        NoSuchPageError: there is none, or none for this person.
    """
    given = visit.request.path_params
    kind = kind_named(given["kind"])
    data = await visit.ask("form", nis=given["nis"], year=given["year"], kind=kind)
    cpas = data["cpas"]
    form = cpas["report"]["form"] if cpas and cpas["report"] else None
    if form is None:
        raise NoSuchPageError
    return Shown(visit=visit, viewer=data["viewer"], cpas=cpas, form=form)


async def show(visit: Visit) -> Response:
    """Answer with the form, read-only."""
    shown = await asked(visit)
    return shown_form(shown)


def shown_form(shown: Shown, problems: Problems | None = None, *, status: int = 200) -> Response:
    """Return the page of the form; with why something was refused, if something was."""
    return shown.page(
        "form.html",
        status=status,
        reasons=_reasons(shown),
        can_sign_in_stronger="ASSURANCE_LEVEL_TOO_LOW" in shown.form["viewerCannotSignReasons"],
        problems=problems or Problems(),
        at_issuer=shown.visit.way_in(),
    )


async def printed(visit: Visit) -> Response:
    """Lead to the print of the form, by a link that is new; where there is none, to the form."""
    shown = await asked(visit)
    link = shown.form["printUrl"]
    return visit.go(f"/print/{link.rpartition('/')[2]}" if link else shown.path)


def _reasons(shown: Shown) -> list[str]:
    """Return why buttons are missing, for who holds a role in which they could be there."""
    form, roles = shown.form, set(shown.viewer["roles"])
    if form["submission"] is not None or not OF_CPAS & roles:
        return []
    told: list[str] = []
    if "EDITOR" in roles and not form["viewerCanEdit"]:
        told += form["viewerCannotEditMessages"]
    if roles.intersection(SIGNATORIES) and not form["viewerCanSignAs"]:
        told += form["viewerCannotSignMessages"]
    return list(dict.fromkeys(told))


def _short(digest: str | None) -> str | None:
    """Return the beginning of a digest, as people can compare it."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4)) if digest else None
