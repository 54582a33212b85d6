"""What SPP IS did in the demo country by its own operations, once the CPAS had come so far."""

from collections.abc import Sequence
from datetime import UTC, datetime

from auth.identity import Actor
from models.campaign import Opening
from models.database import Database
from models.money import NOTHING, Cents
from models.reading import FormOfReport
from models.spec import FormKind, total_advance
from rapport_unique.demo import ARCHIVE_YEAR, SPP_IS
from rapport_unique.demo.places import (
    ADVANCED,
    PAID,
    PREMIUM,
    PREMIUMS_OF_2021,
    REOPENED,
    YEAR,
)
from rapport_unique.master_data import MERGERS_OF, bundled_mergers
from rapport_unique.mergers_file import read_mergers
from resolvers.acknowledgements import acknowledge_submissions
from resolvers.advances import Advance, prefill_advances
from resolvers.campaigns import open_campaign
from resolvers.closings import Extension, extend_reports
from resolvers.context import Context
from resolvers.payments import WantedOrder, order_payments
from resolvers.register import record_mergers
from resolvers.rescheduling import Rescheduling, reschedule_campaign
from resolvers.submissions import return_submission
from resolvers.withdrawals import withdraw_forms

PLANNED_YEAR = YEAR + 1
_PREMIUM = FormKind.COVID_PREMIUM
"""The only form on which more than the advance is paid."""


async def act_as_spp_is(database: Database, now: datetime) -> None:
    """Give a form of the archive back, pay a region, record the mergers of 2025, plan a year."""
    context = Context(
        actor=Actor(person=SPP_IS),
        language=None,
        clock=lambda: now,
        database=database,
        request_id="demo",
    )
    try:
        await _reopen(context)
        premiums = await _forms(context, YEAR, _PREMIUM)
        await _pay(context, premiums)
        await _record_mergers(context)
        await _plan(context, premiums)
    finally:
        await context.close()


async def _forms(context: Context, year: int, kind: FormKind) -> list[FormOfReport]:
    async with context.writing(None) as store:
        return await store.forms_of_year(year, kind)


async def _reopen(context: Context) -> None:
    """Return a form of the archive, and open its report again."""
    forms = await _forms(context, ARCHIVE_YEAR, FormKind.PIIS)
    (of,) = (of for of in forms if of.cpas.nis_code == REOPENED)
    reason = "Le montant ne correspond pas aux pièces justificatives."
    await return_submission(context, of.form.id, reference=None, reason=reason, key=None)
    closes_at = _midnight_after(context.now.year + 1, 3, 31)
    extension = Extension(closes_at=closes_at, expected=None, reason="Pour renvoyer le PIIS.")
    await extend_reports(context, ARCHIVE_YEAR, [of.cpas.id], extension, dry_run=False, key=None)


async def _pay(context: Context, premiums: Sequence[FormOfReport]) -> None:
    """Take note of what a region sent, and order what is to be paid on it."""
    sent = [of.cpas.id for of in premiums if of.cpas.region is PAID and of.form.submission]
    await acknowledge_submissions(context, YEAR, _PREMIUM, sent, None, dry_run=False, key=None)
    wanted = WantedOrder(
        year=YEAR,
        kind=_PREMIUM,
        debtor_name="SPP Intégration sociale (démo)",
        debtor_iban="BE34 0910 0027 7790",
        debtor_bic="GKCCBEBB",
    )
    await order_payments(context, wanted, dry_run=False, key=None)


async def _record_mergers(context: Context) -> None:
    """Record the mergers of 2025; the successors that are new have no report of their own yet."""
    mergers = [line.merger for line in read_mergers(bundled_mergers()).lines]
    reason = "Fusions du 1er janvier 2025 (démo)"
    await record_mergers(context, mergers, MERGERS_OF, reason=reason, dry_run=False)


async def _plan(context: Context, premiums: Sequence[FormOfReport]) -> None:
    """Plan the year after with a closing that is too early, add a form, and repair both."""
    next_year = context.now.year + 1
    for kind in (_PREMIUM, FormKind.PIIS):
        opening = Opening(
            year=PLANNED_YEAR,
            kinds=[kind],
            opens_at=datetime(next_year, 1, 4, 7, tzinfo=UTC),
            closes_at=_midnight_after(next_year, 3, 31),
        )
        await open_campaign(context, opening, None, dry_run=False, key=None)
    moved = Rescheduling(
        year=PLANNED_YEAR,
        opens_at=None,
        closes_at=_midnight_after(next_year, 6, 30),
        reason="Trois mois ne suffisent pas.",
    )
    await reschedule_campaign(context, moved, dry_run=False, key=None)
    await withdraw_forms(
        context,
        PLANNED_YEAR,
        _PREMIUM,
        [of.cpas.id for of in premiums if not _beneficiaries(of)],
        "Aucun bénéficiaire : ouvert par erreur.",
        dry_run=False,
        key=None,
    )
    await _advance(context, [of for of in premiums if of.cpas.region is ADVANCED])


def _midnight_after(year: int, month: int, day: int) -> datetime:
    """Return the end of a day in summer time in Belgium."""
    return datetime(year, month, day, 22, tzinfo=UTC)


async def _advance(context: Context, premiums: Sequence[FormOfReport]) -> None:
    """Grant the premiums of the planned year to as many people as the year before."""
    advances = [
        Advance(nis_code=of.cpas.nis_code, line=line, advance=Cents(_beneficiaries(of) * premium))
        for of in premiums
        for line, premium in PREMIUMS_OF_2021.items()
    ]
    await prefill_advances(
        context,
        PLANNED_YEAR,
        _PREMIUM,
        advances,
        reason=None,
        all_or_nothing=True,
        dry_run=False,
        key=None,
    )


def _beneficiaries(of: FormOfReport) -> int:
    return (total_advance(of.form.spec, of.form.content) or NOTHING) // PREMIUM
