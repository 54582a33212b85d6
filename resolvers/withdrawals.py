"""SPP IS withdraws forms that it opened by mistake, as long as nobody has touched them."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.campaign import against_withdrawal
from models.campaign_refusals import CampaignNotOpened, FormTouched
from models.reading import FormOfReport, ReportOfCpas
from models.refusals import Refusal, Refused
from models.spec import FormKind
from resolvers.changes import Call, Outcome, managing
from resolvers.chosen import ChosenCpas, as_json, choose, from_json, named, read_reason
from resolvers.context import Context


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawn:
    """How many forms were withdrawn, and which were refused by themselves."""

    forms: int
    refused: Sequence[Refusal] = ()


async def withdraw_forms(
    context: Context,
    year: int,
    kind: FormKind,
    cpas: ChosenCpas,
    reason: str,
    *,
    dry_run: bool,
    key: str | None,
) -> Outcome[Withdrawn]:
    """Withdraw the forms of that kind from the reports of these CPAS, or from all of that year.

    A form that somebody has touched stays, and is refused by itself.

    Raises:
        Refused: CAMPAIGN_NOT_OPENED, every unknown CPAS, a problem of the reason.
    """
    call = Call(
        operation="withdrawForms",
        arguments=[year, kind.value, named(cpas), reason, dry_run],
        idempotency_key=key,
    )
    async with context.writing(call.turn) as store:
        forms = await store.forms_of_year(year, kind)
        async with managing(context, store) as change:
            if (outcome := await change.first_outcome(call)) is not None:
                assert isinstance(outcome, list), "as remembered below"
                refused = from_json(outcome[1], [FormTouched])
                return Outcome(value=Withdrawn(forms=outcome[0], refused=refused), replayed=True)
            why = read_reason(reason)
            untouched, refused = _sorted_out(forms, cpas)
            if not dry_run:
                await store.withdraw_forms(untouched, change.act, why)
                await change.remember(call, [len(untouched), as_json(refused)])
            return Outcome(value=Withdrawn(forms=len(untouched), refused=refused))


def _sorted_out(
    forms: Sequence[FormOfReport], cpas: ChosenCpas
) -> tuple[list[FormOfReport], list[Refusal]]:
    """Return the forms that nobody has touched, and why the others stay."""
    if not forms:
        raise Refused([CampaignNotOpened(path=("kind",))])
    of_report = {of.report.id: of for of in forms}
    reports = [ReportOfCpas(report=of.report, cpas=of.cpas) for of in forms]
    untouched: list[FormOfReport] = []
    refused: list[Refusal] = []
    for each in choose(reports, cpas):
        found = of_report[each.of.report.id]
        if against := against_withdrawal(found.form):
            refused.extend(each.against(against))
        else:
            untouched.append(found)
    return untouched, refused
