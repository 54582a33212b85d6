"""The list of the follow-up, as it is written: marks, who is waited for, since when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from rapport_unique.pages.addresses import form_path
from rapport_unique.pages.follow_up.address import Address
from rapport_unique.pages.texts.follow_up import Say
from rapport_unique.pages.writing import local_day

_SIGNED = {"SENT": "yes", "PARTIALLY_SIGNED": "half"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedForm:
    """One form in the list. A mark is there (`yes`), half there (`half`) or not (`no`)."""

    title: str
    path: str
    encoded: str
    signed: str
    sent: str
    waits_for: str
    since: str
    since_date: date
    is_sent: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedCpas:
    """One CPAS in the list."""

    name: str
    nis_code: str
    forms: Sequence[ListedForm]


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """One page of the list, and where the pages beside it are."""

    cpas: Sequence[ListedCpas]
    previous: str | None
    following: str | None

    @property
    def is_one_cpas(self) -> bool:
        """Whether there is nothing else than the forms of one CPAS."""
        return len(self.cpas) == 1 and self.previous is None and self.following is None


def listing_of(found: Mapping[str, Any], year: int, say: Say, address: Address) -> Listing:
    """Return the page of the list as it is written; forms of one CPAS stand together."""
    info = found["pageInfo"]
    previous, following = None, None
    if info["hasPreviousPage"] and info["startCursor"]:
        previous = f"{address.link(before=info['startCursor'])}#list"
    if info["hasNextPage"] and info["endCursor"]:
        following = f"{address.link(after=info['endCursor'])}#list"
    return Listing(
        cpas=[
            _listed_cpas(list(forms), year, say)
            for _, forms in groupby(found["nodes"], key=lambda form: form["cpas"]["nisCode"])
        ],
        previous=previous,
        following=following,
    )


def _listed_cpas(forms: Sequence[Mapping[str, Any]], year: int, say: Say) -> ListedCpas:
    cpas = forms[0]["cpas"]
    return ListedCpas(
        name=cpas["name"],
        nis_code=cpas["nisCode"],
        forms=[_listed_form(form, year, say) for form in forms],
    )


def _listed_form(form: Mapping[str, Any], year: int, say: Say) -> ListedForm:
    waits_for, since = _waits(form, say)
    return ListedForm(
        title=form["title"],
        path=form_path(form["cpas"]["nisCode"], year, form["kind"]),
        encoded="yes" if form["progress"]["encoded"] else "no",
        signed=_SIGNED.get(form["status"], "no"),
        sent="yes" if form["status"] == "SENT" else "no",
        waits_for=waits_for,
        since=say.day(since),
        since_date=local_day(datetime.fromisoformat(since)),
        is_sent=form["status"] == "SENT",
    )


def _waits(form: Mapping[str, Any], say: Say) -> tuple[str, str]:
    """Return who is waited for, and since when; a form that was sent waits for nobody since."""
    report, since = form["report"], form["waitingSince"]
    if form["status"] == "SENT":
        return say("waits_for_nobody"), form["progress"]["sentAt"]
    if report["status"] == "CLOSED":
        return say("waits_no_more"), report["closesAt"]
    if report["status"] == "PLANNED":
        return say("waits_for_opening"), report["opensAt"]
    if not form["progress"]["encoded"]:
        return say("waits_for_cpas"), since
    return _names(form["missingSignatures"], form["cpas"]["region"], say), since


def _names(roles: Sequence[str], region: str, say: Say) -> str:
    if len(roles) == 1:
        return say.signatory(roles[0], region)
    return say(
        "waits_for_both",
        president=say.signatory("PRESIDENT", region),
        director_general=say.signatory("DIRECTOR_GENERAL", region),
    )
