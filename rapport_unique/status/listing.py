"""The list of CPAS on the status page, as it is written: marks, who is waited for, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.cpas import Region
from models.form import FormStatus
from models.forms import CATALOGUE, title_of
from models.paging import Page
from models.people import Signatory
from models.progress import CpasProgress, FormProgress
from rapport_unique.pages.writing import day, local_day
from rapport_unique.status.address import Address
from rapport_unique.status.texts import Say

_ORDER = list(CATALOGUE)


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedForm:
    """One form in the list. A mark is there (`yes`), half there (`half`) or not (`no`)."""

    title: str
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
    language: str
    forms: Sequence[ListedForm]


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """One page of the list, and where the pages beside it are."""

    cpas: Sequence[ListedCpas]
    previous: str | None
    following: str | None


def listing_of(page: Page[CpasProgress], say: Say, address: Address, now: datetime) -> Listing:
    """Return the page of the list as it is written at that instant."""
    previous, following = None, None
    if page.has_previous and page.cursors:
        previous = f"{address.link(before=page.cursors[0])}#list"
    if page.has_next and page.cursors:
        following = f"{address.link(after=page.cursors[-1])}#list"
    return Listing(
        cpas=[_listed_cpas(of, say, now) for of in page.items],
        previous=previous,
        following=following,
    )


def _listed_cpas(of: CpasProgress, say: Say, now: datetime) -> ListedCpas:
    forms = sorted(of.forms, key=lambda form: _ORDER.index(form.kind))
    return ListedCpas(
        name=say.text(of.cpas.name),
        nis_code=of.cpas.nis_code,
        language=of.cpas.language.lower(),
        forms=[_listed_form(form, of, say, now) for form in forms],
    )


def _listed_form(form: FormProgress, of: CpasProgress, say: Say, now: datetime) -> ListedForm:
    waits_for, since = _waits(form, of, say, now)
    return ListedForm(
        title=say.text(title_of(form.kind)),
        encoded="yes" if form.encoded else "no",
        signed=("no", "half", "yes")[len(form.signed_by)],
        sent="yes" if form.status is FormStatus.SENT else "no",
        waits_for=waits_for,
        since=day(local_day(since), say.language),
        since_date=local_day(since),
        is_sent=form.status is FormStatus.SENT,
    )


def _waits(form: FormProgress, of: CpasProgress, say: Say, now: datetime) -> tuple[str, datetime]:
    """Return who is waited for, and since when; a form that was sent waits for nobody since."""
    if form.sent_at is not None:
        return say("waits_for_nobody"), form.sent_at
    if of.closed:
        return say("waits_no_more"), of.closes_at
    if now < of.opens_at:
        return say("waits_for_opening"), of.opens_at
    if not form.waits_for or form.encoded_at is None:
        return say("waits_for_cpas"), of.opens_at
    return _names(form.waits_for, of.cpas.region, say), form.encoded_at


def _names(signatories: Sequence[Signatory], region: Region, say: Say) -> str:
    if len(signatories) == 1:
        return say.signatory(signatories[0], region)
    return say(
        "waits_for_both",
        president=say.signatory(Signatory.PRESIDENT, region),
        director_general=say.signatory(Signatory.DIRECTOR_GENERAL, region),
    )
