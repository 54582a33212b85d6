"""Changing contact and bank account of a report."""

from dataclasses import asdict

from models.bank_account import BankAccountEntry
from models.contact import ContactEntry
from models.reading import ReportOfCpas
from models.report import ReportId, update_contact
from resolvers.changes import Call, Outcome, changing
from resolvers.context import Context
from resolvers.views import ReportView, report_view


async def change_contact(
    context: Context,
    report_id: ReportId,
    *,
    contact: ContactEntry | None,
    bank_account: BankAccountEntry | None,
    expected_version: int,
    idempotency_key: str | None,
) -> Outcome[ReportView]:
    """Change contact, bank account, or both; what is None stays as it is.

    Raises:
        NotFound: no such report for the caller.
        Refused: see `models.report.update_contact`.
    """
    call = Call(
        operation="updateContact",
        arguments=[
            report_id,
            asdict(contact) if contact else None,
            asdict(bank_account) if bank_account else None,
            expected_version,
        ],
        idempotency_key=idempotency_key,
    )
    async with context.writing(call.turn) as store:
        found = await store.report(report_id)
        async with changing(context, store, found) as change:
            assert found is not None, "only what was found is changed"
            after = found.report
            if await change.first_outcome(call) is None:
                after = update_contact(
                    found.report,
                    contact=contact,
                    bank_account=bank_account,
                    expected_version=expected_version,
                    act=change.act,
                )
                await store.store_report(found, after)
                await change.remember(call, [after.version])
            now = ReportOfCpas(report=after, cpas=found.cpas)
            view = report_view(now, change.standing, change.now)
            return Outcome(value=view, replayed=after == found.report)
