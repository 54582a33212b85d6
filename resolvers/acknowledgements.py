"""SPP IS acknowledges what was sent to it, of several CPAS at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.campaign_refusals import CampaignNotOpened, NotSent
from models.form import Form
from models.people import Act
from models.reading import FormOfReport, ReportOfCpas
from models.refusals import Refusal, Refused
from models.spec import FormKind
from models.submissions import acknowledge
from resolvers.changes import Call, Outcome, managing
from resolvers.chosen import (
    ChosenCpas,
    as_json,
    choose,
    from_json,
    named,
    read_reason_if_given,
)
from resolvers.context import Context


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledged:
    """How many forms are acknowledged now, how many were so already, and which were not sent."""

    acknowledged: int
    unchanged: int
    refused: Sequence[Refusal] = ()


async def acknowledge_submissions(
    context: Context,
    year: int,
    kind: FormKind,
    cpas: ChosenCpas,
    reason: str | None,
    *,
    dry_run: bool,
    key: str | None,
) -> Outcome[Acknowledged]:
    """Acknowledge the forms of that kind that these CPAS sent, or all that were sent.

    A form of a named CPAS that was not sent is refused by itself.

    Raises:
        Refused: CAMPAIGN_NOT_OPENED, every unknown CPAS, a problem of the reason.
    """
    call = Call(
        operation="acknowledgeSubmissions",
        arguments=[year, kind.value, named(cpas), reason, dry_run],
        idempotency_key=key,
    )
    async with context.writing(call.turn) as store:
        forms = await store.forms_of_year(year, kind)
        async with managing(context, store) as change:
            if (outcome := await change.first_outcome(call)) is not None:
                assert isinstance(outcome, list), "as remembered below"
                refused = from_json(outcome[2], [NotSent])
                done = Acknowledged(acknowledged=outcome[0], unchanged=outcome[1], refused=refused)
                return Outcome(value=done, replayed=True)
            why = read_reason_if_given(reason)
            chosen, refused = _sorted_out(forms, cpas)
            changes = _changes(chosen, change.act)
            done = Acknowledged(
                acknowledged=len(changes), unchanged=len(chosen) - len(changes), refused=refused
            )
            if not dry_run:
                await store.store_forms(changes, why)
                told = [done.acknowledged, done.unchanged, as_json(refused)]
                await change.remember(call, told)
            return Outcome(value=done)


def _sorted_out(
    forms: Sequence[FormOfReport], cpas: ChosenCpas
) -> tuple[list[FormOfReport], list[Refusal]]:
    """Return the forms that were sent, and why those of named CPAS are not among them."""
    if not forms:
        raise Refused([CampaignNotOpened(path=("kind",))])
    if cpas is None:
        return [of for of in forms if of.form.submission is not None], []
    of_report = {of.report.id: of for of in forms}
    reports = [ReportOfCpas(report=of.report, cpas=of.cpas) for of in forms]
    sent: list[FormOfReport] = []
    refused: list[Refusal] = []
    for each in choose(reports, cpas):
        found = of_report[each.of.report.id]
        if found.form.submission is None:
            refused.extend(each.against([NotSent()]))
        else:
            sent.append(found)
    return sent, refused


def _changes(sent: Sequence[FormOfReport], act: Act) -> list[tuple[FormOfReport, Form]]:
    acknowledged = ((of, acknowledge(of.form, act=act)) for of in sent)
    return [(of, after) for of, after in acknowledged if after != of.form]
