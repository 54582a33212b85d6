"""SPP IS's side of the year: opening the reports and their forms. Pure functions of values."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from models.campaign_refusals import CampaignExists, FormNotInYear, InvalidPeriod, InvalidYear
from models.cpas import Cpas
from models.form import Form, FormId
from models.forms import edition
from models.people import Act
from models.refusals import Refusal, refuse_if_any
from models.report import BankAccount, Report, ReportId
from models.spec import FormKind, FormSpec, empty_content

FIRST_YEAR = 2000
LAST_YEAR = 2100


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """One year's campaign: when its reports open, and when they close unless told otherwise."""

    year: int
    opens_at: datetime
    closes_at: datetime


def check_campaign(
    campaign: Campaign, kinds: Collection[FormKind], existing: Campaign | None
) -> None:
    """Return when the campaign can be opened; the same again can.

    Raises:
        Refused: INVALID_YEAR, INVALID_PERIOD, FORM_NOT_IN_YEAR, CAMPAIGN_EXISTS.
    """
    problems: list[Refusal] = []
    if not FIRST_YEAR <= campaign.year <= LAST_YEAR:
        problems.append(InvalidYear(path=("year",)))
    if campaign.closes_at <= campaign.opens_at:
        problems.append(InvalidPeriod(path=("closes_at",)))
    problems.extend(
        FormNotInYear(path=("kinds",)) for kind in kinds if edition(kind, campaign.year) is None
    )
    if existing is not None and existing != campaign:
        problems.append(CampaignExists(path=("year",)))
    refuse_if_any(problems)


def new_report(campaign: Campaign, cpas: Cpas, before: Report | None) -> Report:
    """Return the report of the CPAS for that campaign; it has no id before it is stored.

    Contact and bank account are taken over from the latest report before, as they are now.
    """
    account = before.bank_account if before else None
    return Report(
        id=ReportId(0),
        cpas_id=cpas.id,
        year=campaign.year,
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
        contact=before.contact if before else None,
        bank_account=_since_first_version(account) if account else None,
    )


def _since_first_version(account: BankAccount) -> BankAccount:
    return replace(account, since_version=1)


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
