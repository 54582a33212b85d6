"""SPP IS's side of the year: opening the reports and their forms. Pure functions of values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from models.campaign_refusals import (
    CampaignExists,
    CampaignOpen,
    FormNotInYear,
    FormTouched,
    InvalidPeriod,
    InvalidYear,
    NobodyReports,
)
from models.closing import against_closing
from models.cpas import Cpas
from models.entry_refusals import Required
from models.form import Form, FormId
from models.forms import edition
from models.people import Act
from models.refusals import Refusal, Refused, refuse_if_any
from models.report import BankAccount, Contact, Report, ReportId, ReportStatus
from models.spec import FormKind, FormSpec, empty_content

FIRST_YEAR = 2000
LAST_YEAR = 2100


def is_year(year: int) -> bool:
    """Return whether there can be a report of that year at all."""
    return FIRST_YEAR <= year <= LAST_YEAR


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """One year's campaign: when its reports open, and when they close unless told otherwise."""

    year: int
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportCounts:
    """How many reports there are of each status."""

    planned: int = 0
    open: int = 0
    closed: int = 0

    @property
    def status(self) -> ReportStatus:
        """Where their campaign stands: it is open as long as one of its reports is."""
        if self.open:
            return ReportStatus.OPEN
        return ReportStatus.PLANNED if self.planned else ReportStatus.CLOSED


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What is to be opened; a date that is None is that of the campaign which is there already."""

    year: int
    kinds: Sequence[FormKind]
    opens_at: datetime | None = None
    closes_at: datetime | None = None


class Absence(StrEnum):
    """Why a CPAS has no report of a year."""

    NOT_YET = "NOT_YET"
    NO_LONGER = "NO_LONGER"


def absence(cpas: Cpas, year: int) -> Absence | None:
    """Return why the CPAS does not report on that year; None where it does."""
    if cpas.reports_on(year):
        return None
    return Absence.NOT_YET if cpas.begins_after(year) else Absence.NO_LONGER


def campaign_to_open(
    opening: Opening, existing: Campaign | None, cpas: Iterable[Cpas], now: datetime
) -> Campaign:
    """Return the campaign; the same again can be opened, to add what is missing.

    Raises:
        Refused: INVALID_YEAR, NOBODY_REPORTS, REQUIRED, INVALID_PERIOD, FORM_NOT_IN_YEAR,
            CAMPAIGN_EXISTS.
    """
    campaign = _dated(opening, existing)
    problems = _against_dates(campaign, now) if existing is None else []
    problems.extend(_against_kinds(opening))
    if not any(of.reports_on(campaign.year) for of in cpas):
        problems.append(NobodyReports(path=("year",)))
    if existing is not None and existing != campaign:
        problems.append(CampaignExists(path=("year",)))
    refuse_if_any(problems)
    return campaign


def _dated(opening: Opening, existing: Campaign | None) -> Campaign:
    opens_at = opening.opens_at or (existing.opens_at if existing else None)
    closes_at = opening.closes_at or (existing.closes_at if existing else None)
    if opens_at is None or closes_at is None:
        given = {"opens_at": opens_at, "closes_at": closes_at}
        raise Refused([Required(path=(name,)) for name, at in given.items() if at is None])
    return Campaign(year=opening.year, opens_at=opens_at, closes_at=closes_at)


def _against_kinds(opening: Opening) -> list[Refusal]:
    if not opening.kinds:
        return [Required(path=("kinds",))]
    return [
        FormNotInYear(path=("kinds", str(index)))
        for index, kind in enumerate(opening.kinds)
        if edition(kind, opening.year) is None
    ]


def _against_dates(campaign: Campaign, now: datetime) -> list[Refusal]:
    """Return what is wrong with the year and the dates of a new campaign."""
    problems: list[Refusal] = []
    begun = campaign.year <= campaign.opens_at.astimezone(UTC).year
    if not (is_year(campaign.year) and begun):
        problems.append(InvalidYear(path=("year",)))
    if campaign.closes_at <= campaign.opens_at:
        return [*problems, InvalidPeriod(path=("closes_at",))]
    return [*problems, *against_closing(campaign.closes_at, campaign.year, now)]


def reschedule(
    campaign: Campaign, opens_at: datetime | None, closes_at: datetime | None, now: datetime
) -> Campaign:
    """Return the planned campaign with other dates; one that is None stays.

    Raises:
        Refused: CAMPAIGN_OPEN once it has begun, INVALID_YEAR, INVALID_PERIOD.
    """
    if campaign.opens_at <= now:
        raise Refused([CampaignOpen(path=("opens_at",))])
    moved = replace(
        campaign,
        opens_at=opens_at or campaign.opens_at,
        closes_at=closes_at or campaign.closes_at,
    )
    problems = _against_dates(moved, now)
    if moved.opens_at <= now:
        problems.append(InvalidPeriod(path=("opens_at",)))
    refuse_if_any(problems)
    return moved


def rescheduled(report: Report, before: Campaign, after: Campaign) -> Report:
    """Return the planned report with the new dates of its campaign.

    One that was given more time of its own keeps its closing, unless the new one is later.
    """
    has_its_own = report.closes_at != before.closes_at
    closes_at = max(report.closes_at, after.closes_at) if has_its_own else after.closes_at
    return replace(report, opens_at=after.opens_at, closes_at=closes_at)


def new_report(
    campaign: Campaign,
    cpas: Cpas,
    before: Report | None,
    of_predecessors: Sequence[Report] = (),
    *,
    salt: str,
) -> Report:
    """Return the report of the CPAS for that campaign; it has no id before it is stored.

    Contact and bank account are taken over from the latest report before, as they are now. Where
    the CPAS has none of its own yet, they come from those that it took over, if these agree: among
    several accounts none is guessed.
    """
    account = (before and before.bank_account) or _account_of(of_predecessors)
    return Report(
        id=ReportId(0),
        cpas_id=cpas.id,
        year=campaign.year,
        salt=salt,
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
        contact=(before and before.contact) or _contact_of(of_predecessors),
        bank_account=_since_first_version(account) if account else None,
    )


def _account_of(reports: Sequence[Report]) -> BankAccount | None:
    """Return the account that all of them give which give one, or None."""
    given = [report.bank_account for report in reports if report.bank_account is not None]
    return given[0] if len({account.numbers for account in given}) == 1 else None


def _contact_of(reports: Sequence[Report]) -> Contact | None:
    """Return the contact that all of them give which give one, or None."""
    given = [report.contact for report in reports if report.contact is not None]
    return given[0] if len({contact.details for contact in given}) == 1 else None


def _since_first_version(account: BankAccount) -> BankAccount:
    return replace(account, since_version=1)


def against_withdrawal(form: Form) -> list[Refusal]:
    """Return why the form cannot be withdrawn, in a list of none or one: somebody touched it.

    Nothing was granted on it, nothing encoded, and so nothing signed.
    """
    granted = any(figures.advance is not None for figures in form.content)
    return [FormTouched()] if granted or form.version > 1 else []


def new_form(spec: FormSpec, cpas: Cpas, year: int, *, salt: str, act: Act) -> Form:
    """Return the form on which nothing was granted yet; it has no id before it is stored."""
    return Form(
        id=FormId(0),
        spec=spec,
        nis_code=cpas.nis_code,
        year=year,
        salt=salt,
        content=empty_content(spec),
        version=1,
        saved=act,
    )
